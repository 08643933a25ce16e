"""The way back: what the rules found, with the campaign's overrides and suppressions applied.

``rules:`` in ``letterpack.yaml`` gives a rule another severity, or ``off``. ``suppress:`` accepts its findings until a
date; one that has run out accepts nothing any more, and is a finding itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from letterpack.diagnostics import Diagnostic, Severity
from letterpack.kept import Kept
from letterpack.model.campaign import Settings
from letterpack.spans import Span

OFF: Final = frozenset({"off", "false", "no"})
MOST_OF_A_CODE: Final = 2_000
"""Findings of one code and severity that are told one by one: nobody reads more, and a million packets may all have one."""
_FILE: Final = "letterpack.yaml"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of the findings, in the contract's order; ``counts`` by severity, those too that are counted alone;
    ``suppressed`` and ``dropped`` by code: what is accepted, and what rules that are off have found. ``wrong`` maps the packets
    with an error to the code of one.
    """

    findings: tuple[Diagnostic, ...]
    counts: Counter[Severity]
    suppressed: Mapping[str, int]
    dropped: Counter[str]
    wrong: Mapping[str, str]


class Judge:
    """Judges findings as they come, on the day ``today``, and holds no more of them than are told; with ``select``, those with
    its codes alone.
    """

    def __init__(self, settings: Settings, today: date, select: tuple[str, ...] = ()) -> None:
        self._settings, self._today, self._select = settings, today, select
        self._accepted = {each.code for each in settings.suppress if each.expires >= today}
        self._told: dict[Diagnostic, None] = {}
        self._of_code: Counter[tuple[str, Severity]] = Counter()
        self._beyond: dict[tuple[str, Severity], Diagnostic] = {}
        self._suppressed: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()
        self._wrong: Kept[str] = Kept()

    def add(self, found: Iterable[Diagnostic]) -> bool:
        """Judge what rules ``found``; return whether an error is left. A finding that two rules share is told once."""
        is_wrong = False
        for finding in found:
            wanted = self._settings.rules.get(finding.code, "")
            if not self._is_selected(finding):
                continue
            if wanted.lower() in OFF:
                self._dropped[finding.code] += 1
                continue
            if finding.code in self._accepted:
                self._suppressed[finding.code] += 1
            else:
                judged = _with(finding, wanted)
                is_wrong = is_wrong or judged.severity == "error"
                self.tell(judged)
        return is_wrong

    def tell(self, finding: Diagnostic) -> None:
        """Take ``finding`` as it is: nothing that the campaign says of rules is about it."""
        if finding in self._told:
            return
        if finding.severity == "error" and finding.packet:
            self._wrong.add(finding.packet, finding.code)
        key = (finding.code, finding.severity)
        self._of_code[key] += 1
        if self._of_code[key] <= MOST_OF_A_CODE:
            self._told[finding] = None
        else:
            self._beyond.setdefault(key, finding)

    def verdict(self, *, is_whole: bool = False) -> Verdict:
        """Return the verdict on all findings. ``is_whole`` where every rule has looked at all that there is: what is accepted and
        was not found is told then.
        """
        for finding in filter(self._is_selected, _expired(self._settings, self._today)):
            self.tell(finding)
        for finding in self._unused() if is_whole else ():
            self.tell(finding)
        counts: Counter[Severity] = Counter()
        for (_, severity), count in self._of_code.items():
            counts[severity] += count
        told = sorted((*self._told, *self._more()), key=lambda each: each.order)
        return Verdict(tuple(told), counts, self._suppressed, self._dropped, self._wrong)

    def _unused(self) -> Iterator[Diagnostic]:
        """Yield a warning for each suppression that accepts nothing: what comes up later under its code would go unseen."""
        for index, each in enumerate(self._settings.suppress):
            if each.expires >= self._today and not self._suppressed[each.code] and not self._dropped[each.code]:
                message = f"the suppression of {each.code} accepts nothing: there is no such finding"
                yield Diagnostic("LP300", "warning", message, _place(self._settings, index, "code"), "delete the suppression")

    def _is_selected(self, finding: Diagnostic) -> bool:
        return not self._select or finding.code in self._select

    def _more(self) -> Iterator[Diagnostic]:
        """Yield, for each code that has more findings than are told, one that says how many."""
        for (code, severity), first in self._beyond.items():
            count = self._of_code[code, severity] - MOST_OF_A_CODE
            message = f"{count:,} more findings of {code} are counted and not listed"
            yield Diagnostic(code, severity, message, Span(first.span.file), "correct those that are listed, and check again")


def judge(found: Iterable[Diagnostic], settings: Settings, today: date) -> Verdict:
    """Return the verdict on what the rules ``found``, on the day ``today``."""
    judge = Judge(settings, today)
    judge.add(found)
    return judge.verdict()


def _with(finding: Diagnostic, wanted: str) -> Diagnostic:
    return replace(finding, severity=cast(Severity, wanted)) if wanted and wanted != finding.severity else finding


def _expired(settings: Settings, today: date) -> Iterator[Diagnostic]:
    for index, each in enumerate(settings.suppress):
        if each.expires < today:
            message = f"the suppression of {each.code} ran out on {each.expires.isoformat()}"
            hint = "fix the finding and delete the suppression, or give a later date and say why"
            yield Diagnostic("LP300", "warning", message, _place(settings, index, "expires"), hint)


def _place(settings: Settings, index: int, key: str) -> Span:
    """Return the place of a suppression's ``key``."""
    return settings.origin.span("suppress", index, key) if settings.origin else Span(_FILE)
