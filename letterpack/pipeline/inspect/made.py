"""What came of comparing a build with its sources, and in words what keeps its packets from being called complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from letterpack.campaign.unread_forms import CODE as UNREAD_FORM
from letterpack.checks.inputs import PartialBuild
from letterpack.checks.table import RULES
from letterpack.checks.verdict import OFF, Verdict
from letterpack.codes import find_code
from letterpack.diagnostics import SEVERITIES
from letterpack.model.campaign import Settings
from letterpack.pipeline.inspect.result import CheckRequest

BY_MANIFEST: Final = "not made again, since the sources have errors"
NO_HANDOVER: Final = "the hand-over not compared, since the sources have errors"

ONLY: Final = "other packets, sources and products not checked"


class Made(Struct, frozen=True):
    """The packets that there should be, by id, and which of these are not there or not readable. ``part`` where the build holds
    some of them; ``is_by_manifest`` where nothing but the manifest says which they are, and ``is_as_made`` where the bytes of all
    are those that the sources make.
    """

    expected: Mapping[str, object]
    absent: Mapping[str, None]
    part: PartialBuild | None = None
    is_by_manifest: bool = False
    is_as_made: bool = False


def limits(settings: Settings, asked: CheckRequest, verdict: Verdict, made: Made) -> tuple[str, ...]:
    """Return, in words and numbers, why packets without an error are not complete."""
    return tuple(_limits(settings, asked, verdict, made))


def _limits(settings: Settings, asked: CheckRequest, verdict: Verdict, made: Made) -> Iterator[str]:
    select = asked.select
    if asked.only:
        yield ONLY
    if select:
        yield f"only {len(set(select))} of {len(RULES)} rules checked ({', '.join(select)})"
    for code, wanted in sorted(settings.rules.items()):
        if wanted.lower() in OFF:
            yield f"{code} off ({verdict.dropped[code]:,})"
        elif _rank(_severity(code)) < _rank(wanted):
            yield f"{code} lowered ({verdict.of_code[code]:,})"
    for code, count in sorted(verdict.suppressed.items()):
        yield f"{code} suppressed ({count:,})"
    yield from (f"{count:,} unread" for count in [verdict.of_code[UNREAD_FORM]] if count)
    if made.part is not None:
        of_all = f" of {made.part.all:,}" if made.part.all else ""
        yield f"a partial build ({made.part.there:,}{of_all})"
    if made.is_by_manifest and made.expected:
        yield BY_MANIFEST
    if made.is_by_manifest and asked.handover is not None:
        yield NO_HANDOVER


def _severity(code: str) -> str:
    """Return what findings of ``code`` are unless the campaign says otherwise: some are of no rule that always runs."""
    page = find_code(code)
    return page.severity if page else SEVERITIES[-1]


def _rank(wanted: str) -> int:
    return next((rank for rank, severity in enumerate(SEVERITIES) if severity == wanted.lower()), 0)
