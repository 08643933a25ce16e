"""Stage 2 of 7: ``rules`` and ``suppress`` of ``letterpack.yaml``: what checks find, judged otherwise or accepted.

What cannot be read or set stops every build: it has no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.campaign.given import GivenMapping
from letterpack.campaign.values import choice_value, date_value, list_value
from letterpack.codes import find_code
from letterpack.diagnostics import Report, is_rule
from letterpack.model.campaign import Suppression
from letterpack.model.sources import Places, PlacesBelow, SourceValue
from letterpack.patterns import late
from letterpack.world import World

KEYS: Final = ("code", "reason", "expires", "findings")
_MUST: Final = KEYS[:3]
_FINGERPRINT: Final = late(r"[0-9a-f]{16}(?:-[1-9]\d{0,8})?")
_SEVERITIES: Final = ("error", "warning", "note", "off")


def read_rules(values: Mapping[str, SourceValue], places: Places, report: Report) -> Mapping[str, str]:
    """Return how findings are judged, by the codes of their rules."""
    given = values.get("rules")
    if not isinstance(given, dict):
        if given:
            report.error("LP152", places.key("rules"), "`rules` is a mapping", "write `LP301: warning`")
        return {}
    below = PlacesBelow(places, ("rules",))
    found = {}
    for code in given:
        if not _is_rule(code):
            hint = "write a code such as `LP301: warning`; `letterpack check --list` lists all"
            report.error("LP151", below.key(code), f"`{code}` is not the code of a rule", hint)
            continue
        found[code] = choice_value(given, code, _SEVERITIES, below, report)
    return found


def read_suppressions(values: Mapping[str, SourceValue], places: Places, world: World, report: Report) -> tuple[Suppression, ...]:
    """Return the findings that are accepted; an entry with a mistake accepts none."""
    given = values.get("suppress")
    if not isinstance(given, list):
        if given:
            hint = "write `- {code: LP301, reason: …, expires: 2026-12-31}`"
            report.error("LP152", places.key("suppress"), "`suppress` is a list", hint)
        return ()
    made = [_suppression(entry, PlacesBelow(places, ("suppress", index)), world, report) for index, entry in enumerate(given)]
    return tuple([one for one in made if one is not None])


def _suppression(entry: SourceValue, places: Places, world: World, report: Report) -> Suppression | None:
    if not isinstance(entry, dict):
        report.error("LP152", places.span(), "an entry of `suppress` is a mapping", "write code, reason and expires")
        return None
    section = GivenMapping(entry, places, world, report)
    section.known(KEYS)
    code = section.matching("code", _is_rule, "the code of a rule, such as `LP301`; `letterpack check --list` lists all")
    reason, expires = section.text("reason"), date_value(entry, "expires", places, report)
    missing = [key for key in _MUST if not entry.get(key)]
    if missing:
        report.error(
            "LP153",
            places.span(),
            f"an entry of `suppress` has no {' and no '.join(f'`{key}`' for key in missing)}",
            "say what is accepted, why, and until when",
        )
    findings = _fingerprints(entry, places, report)
    return Suppression(code, reason, expires, findings) if code and reason and expires and findings is not None else None


def _fingerprints(entry: Mapping[str, SourceValue], places: Places, report: Report) -> tuple[str, ...] | None:
    """Return the fingerprints under ``findings``; None where one is none: an entry that lost its list would accept all."""
    known = len(report)
    found = list_value(entry, "findings", places, report)
    for index, text in enumerate(found):
        if not _FINGERPRINT.fullmatch(text):
            hint = "paste it as `letterpack check` shows it, 16 digits and letters such as `00c0ffee00c0ffee`"
            report.error("LP159", places.span("findings", index), f"`{text}` is not a finding's fingerprint", hint)
    if "findings" in entry and not found and len(report) == known:
        hint = "paste the fingerprints that `letterpack check` shows, or delete the key"
        report.error("LP153", places.span("findings"), "`findings` lists nothing", hint)
    return found if len(report) == known else None


def _is_rule(text: str) -> bool:
    return is_rule(text) and find_code(text) is not None
