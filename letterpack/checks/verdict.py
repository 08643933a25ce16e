"""The way back: what the rules found, with the campaign's overrides and suppressions applied.

``rules:`` in ``letterpack.yaml`` gives a rule another severity, or ``off``. ``suppress:`` accepts its findings until a
date; one that has run out accepts nothing any more, and is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Settings
from letterpack.spans import Span

OFF: Final = frozenset({"off", "false", "no"})
_FILE: Final = "letterpack.yaml"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of the findings, in the contract's order, and how many were ``suppressed``, by code."""

    findings: tuple[Diagnostic, ...]
    suppressed: Mapping[str, int]


def judge(found: Iterable[Diagnostic], settings: Settings, today: date) -> Verdict:
    """Return the verdict on what the rules ``found``, on the day ``today``. A finding that two rules share is kept once."""
    accepted = {each.code for each in settings.suppress if each.expires >= today}
    kept: dict[Diagnostic, None] = {}
    suppressed: dict[str, int] = {}
    for finding in dict.fromkeys(found):
        wanted = settings.rules.get(finding.code, "")
        if wanted.lower() in OFF:
            continue
        if finding.code in accepted:
            suppressed[finding.code] = suppressed.get(finding.code, 0) + 1
            continue
        kept[_with(finding, wanted)] = None
    kept.update(dict.fromkeys(_expired(settings, today)))
    return Verdict(tuple(sorted(kept, key=lambda each: each.order)), suppressed)


def _with(finding: Diagnostic, wanted: str) -> Diagnostic:
    return replace(finding, severity=cast(Severity, wanted)) if wanted and wanted != finding.severity else finding


def _expired(settings: Settings, today: date) -> Iterator[Diagnostic]:
    for index, each in enumerate(settings.suppress):
        if each.expires < today:
            span = settings.origin.span("suppress", index, "expires") if settings.origin else Span(_FILE)
            message = f"the suppression of {each.code} ran out on {each.expires.isoformat()}"
            hint = "fix the finding and delete the suppression, or give a later date and say why"
            yield Diagnostic("LP300", "warning", message, span, hint)
