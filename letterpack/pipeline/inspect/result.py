"""What is asked of a check, and what came of it: its result, and in words what keeps packets from being called complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.campaign.unread_forms import CODE as UNREAD_FORM
from letterpack.checks.inputs import PartialBuild
from letterpack.checks.table import RULES
from letterpack.checks.verdict import OFF, Verdict
from letterpack.codes import find_code
from letterpack.diagnostics import SEVERITIES, Diagnostic, Severity
from letterpack.errors import LetterpackError
from letterpack.formats.decode import OneFile
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.pipeline.sources import SourceLookup
from letterpack.spans import Span
from letterpack.stores import StorePlace

COULD_NOT_RUN: Final = "LP504"
REPRINT: Final = "LP349"
"""What is wrong with a reprint, where one is checked."""
HANDED: Final = "LP356"
"""What is wrong with a folder for a printing service, where one is checked."""


class CheckRequest(Struct, frozen=True):
    """What to check. ``build`` is CAMPAIGN/build by default; ``select`` keeps the rules with these codes, all where it is
    empty. ``partial`` takes a build of some packets for what is wanted; ``sources_only`` looks at no build. ``executor`` reads
    the packets, as it makes them in a build. ``provider`` is the printing service that they are for, empty where there is none;
    ``reprint`` a file with pieces of the print run again, and what it holds, None where there is none; ``handover`` the folder
    that was written for ``provider``, if it is to be checked. ``only`` looks at the packets with these ids, or to these
    addressees, and at nothing else of the batch or the sources. ``thorough`` reads every packet, also those
    whose bytes are as made now and whose shape was read.
    """

    campaign: Path
    build: StorePlace | None = None
    select: tuple[str, ...] = ()
    workers: int = 0
    executor: str | Executor = ""
    partial: bool = False
    sources_only: bool = False
    provider: str = ""
    reprint: tuple[str, bytes] | None = None
    handover: Path | None = None
    only: tuple[str, ...] = ()
    thorough: bool = False

    @property
    def place(self) -> StorePlace:
        """Where the build is."""
        return self.campaign / "build" if self.build is None else self.build


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check.

    ``built`` is False if there is no build, so that only the sources were checked. ``packets`` are the ids of all packets that
    are expected, in mailing order; ``found`` counts those that are there and readable, ``complete`` those without an error of
    their own. ``files`` are the sources that were read. ``campaign`` is what was checked, or None if it cannot be read.
    ``is_of_sources`` is true if only the sources were to be checked. ``limits`` say why no packet can be called complete:
    rules that did not run or count for less, or a partial build. ``ran`` is false of a check that something else than the
    sources has stopped. ``is_as_made`` is true if the bytes of all packets are those that the sources make now.
    """

    built: bool
    build: str
    packets: Collection[str]
    files: tuple[str, ...]
    found: int
    complete: int
    verdict: Verdict
    sources: SourceLookup
    campaign: CampaignRead | None = None
    limits: tuple[str, ...] = ()
    is_of_sources: bool = False
    ran: bool = True
    is_as_made: bool = False

    @classmethod
    def of_refusal(cls, refused: LetterpackError, folder: str) -> CheckResult:
        """Return what is reported of a check that ``refused`` has stopped: one error, at the campaign's ``folder``."""
        found = Diagnostic(COULD_NOT_RUN, "error", refused.message, Span(folder), refused.hint)
        verdict = Verdict((found,), Counter[Severity]({"error": 1}), {}, Counter(), {}, 1, Counter([COULD_NOT_RUN]))
        return cls(
            built=False,
            build="",
            packets=(),
            files=(),
            found=0,
            complete=0,
            verdict=verdict,
            sources=SourceLookup(OneFile("", b"")),
            ran=False,
        )

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What was found, by file, line, column, code and packet; of a code that is found thousands of times, the first."""
        return self.verdict.findings

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity, the worst first; those too that are counted and not listed."""
        return {severity: self.verdict.counts[severity] for severity in SEVERITIES}

    @property
    def suppressed(self) -> int:
        """How many findings the campaign accepts."""
        return sum(self.verdict.suppressed.values())

    @property
    def ok(self) -> bool:
        """Whether no error was found."""
        return self.passes()

    def passes(self, *, strict: bool = False) -> bool:
        """Whether nothing was found that fails the check; with ``strict``, warnings fail it too."""
        failing: tuple[Severity, ...] = ("error", "warning") if strict else ("error",)
        return not any(self.verdict.counts[severity] for severity in failing)

    def to_dict(self, *, strict: bool = False, with_findings: bool = True) -> dict[str, object]:
        """Return what ``check --format json`` prints; ``ok`` says whether the check passes."""
        summary = {
            "packets_expected": len(self.packets),
            "packets_found": self.found,
            "errors": self.counts["error"],
            "warnings": self.counts["warning"],
            "notes": self.counts["note"],
            "suppressed": self.suppressed,
        }
        findings = {"findings": [found.to_dict() for found in self.findings]} if with_findings else {}
        return {
            "version": 1,
            "ok": self.passes(strict=strict),
            "built": self.built,
            "summary": summary,
            "limits": list(self.limits),
            **findings,
        }


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
