"""The way back: what the rules found, with the campaign's overrides and suppressions applied.

``rules:`` in ``letterpack.yaml`` gives a rule another severity, or ``off``; ``accepted`` says what ``suppress:`` is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final, cast

from msgspec import Struct

from letterpack.checks.accepted import Accepted
from letterpack.diagnostics import MOST_OF_A_CODE, Diagnostic, Severity, more_of
from letterpack.kept import Kept
from letterpack.model.campaign import Settings
from letterpack.values import replace

OFF: Final = frozenset({"off", "false", "no"})


class Verdict(Struct, frozen=True):
    """What is left of the findings, in the contract's order; ``counts`` by severity, those too that are counted alone;
    ``suppressed`` and ``dropped`` by code: what is accepted, and what rules that are off have found. ``wrong`` maps the packets
    with an error to the code of one; ``elsewhere`` counts the errors that are no single packet's. ``of_code`` counts findings by
    code.
    """

    findings: tuple[Diagnostic, ...]
    counts: Counter[Severity]
    suppressed: Mapping[str, int]
    dropped: Counter[str]
    wrong: Mapping[str, str]
    elsewhere: int
    of_code: Counter[str]


class Judge:
    """Judges findings as they come, on the day ``today``, and holds no more of them than are told; with ``select``, those with
    its codes alone.
    """

    def __init__(self, settings: Settings, today: date, select: tuple[str, ...] = ()) -> None:
        self._settings, self._select = settings, select
        self._accepted = Accepted(settings, today)
        self._held: dict[Diagnostic, None] = {}
        self._told: dict[Diagnostic, None] = {}
        self._of_fingerprint: Counter[str] = Counter()
        self._of_code: Counter[tuple[str, Severity]] = Counter()
        self._listed: Counter[tuple[str, Severity]] = Counter()
        self._beyond: dict[tuple[str, Severity], Diagnostic] = {}
        self._dropped: Counter[str] = Counter()
        self._wrong: Kept[str] = Kept()
        self._elsewhere = 0
        self._met: set[str] = set()

    def add(self, found: Iterable[Diagnostic]) -> bool:
        """Judge what rules ``found``; return whether an error is left. A finding that two rules share is told once."""
        is_wrong = False
        for finding in found:
            wanted = self._settings.rules.get(finding.code, "")
            if not self._is_selected(finding):
                continue
            if finding.severity == "error":
                self._met.add(finding.code)
            if wanted.lower() in OFF:
                self._dropped[finding.code] += 1
                continue
            judged = _with(finding, wanted)
            if judged in self._held:
                continue
            if judged not in self._told and self._accepted.is_counted(judged):
                judged = self._numbered(judged)
            if not self._holds(judged):
                is_wrong = is_wrong or judged.severity == "error"
                self.tell(judged)
        return is_wrong

    def has_met(self, codes: AbstractSet[str]) -> bool:
        """Whether rules have found an error of one of these ``codes``, whatever the campaign says of it."""
        return not self._met.isdisjoint(codes)

    def fails(self, code: str) -> bool:
        """Whether errors of ``code`` count as such: its rule is selected, and neither off nor milder."""
        return self._settings.rules.get(code, "error") == "error" and (not self._select or code in self._select)

    def tell(self, finding: Diagnostic) -> None:
        """Take ``finding`` as it is: nothing that the campaign says of rules is about it."""
        if finding in self._told:
            return
        if finding.severity == "error":
            self._elsewhere += 0 if finding.packet else finding.counted
            if finding.packet:
                self._wrong.add(finding.packet, finding.code)
        key = (finding.code, finding.severity)
        self._of_code[key] += finding.counted
        if finding.counted == 1 and self._listed[key] < MOST_OF_A_CODE:
            self._listed[key] += 1
            self._told[finding if self._accepted.is_counted(finding) else self._numbered(finding)] = None
        else:
            self._beyond.setdefault(key, finding)

    def lose(self, packet: str, code: str) -> None:
        """Count ``packet`` among those that are wrong, for the error that a finding of ``code`` says of many."""
        if self.fails(code):
            self._wrong.add(packet, code)

    def verdict(self, *, is_whole: bool = False, unasked: AbstractSet[str] = frozenset()) -> Verdict:
        """Return the verdict on all findings. ``is_whole`` where every rule has looked at all that there is: what is accepted and
        was not found is told then, but of codes that only some checks look for, and that this was ``unasked`` for.
        """
        unused = self._accepted.unused(self._dropped, unasked) if is_whole else ()
        for finding in filter(self._is_selected, (*self._accepted.expired(), *self._accepted.wide(), *unused)):
            self.tell(finding)
        counts, of_code = Counter[Severity](), Counter[str]()
        for (code, severity), count in self._of_code.items():
            counts[severity] += count
            of_code[code] += count
        told = sorted((*self._told, *self._more()), key=lambda each: each.order)
        return Verdict(tuple(told), counts, self._accepted.counts, self._dropped, self._wrong, self._elsewhere, of_code)

    def _holds(self, finding: Diagnostic) -> bool:
        """Whether the campaign accepts ``finding``, which is new; of those that say the same, as many as it lists."""
        if finding in self._told or not self._accepted.take(finding):
            return False
        if self._accepted.is_counted(finding):
            self._held[finding] = None
        return True

    def _numbered(self, finding: Diagnostic) -> Diagnostic:
        """Return ``finding`` with its number among those that say the same."""
        fingerprint = finding.fingerprint
        self._of_fingerprint[fingerprint] += 1
        number = self._of_fingerprint[fingerprint]
        return finding if number == 1 else replace(finding, occurrence=number)

    def _is_selected(self, finding: Diagnostic) -> bool:
        return not self._select or finding.code in self._select

    def _more(self) -> Iterator[Diagnostic]:
        """Yield, for each code that has more findings than are told, one that says how many."""
        for (code, severity), first in self._beyond.items():
            yield more_of(first, self._of_code[code, severity] - self._listed[code, severity])


def judge(found: Iterable[Diagnostic], settings: Settings, today: date) -> Verdict:
    """Return the verdict on what the rules ``found``, on the day ``today``."""
    judge = Judge(settings, today)
    judge.add(found)
    return judge.verdict()


def _with(finding: Diagnostic, wanted: str) -> Diagnostic:
    return replace(finding, severity=cast(Severity, wanted)) if wanted and wanted != finding.severity else finding
