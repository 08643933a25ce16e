"""The way back: what the campaign accepts by ``suppress:`` in ``letterpack.yaml``, and which of its entries accept nothing.

An entry with ``findings`` accepts those and no other; one without accepts all of its code, and is told how many these are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Settings
from letterpack.spans import Span

CODE: Final = "LP300"
_FILE: Final = "letterpack.yaml"


class Accepted:
    """The suppressions of a campaign on the day ``today``; those that have run out accept nothing."""

    def __init__(self, settings: Settings, today: date) -> None:
        self._settings, self._today = settings, today
        live = [(index, each) for index, each in enumerate(settings.suppress) if each.expires >= today]
        self._whole = {each.code: index for index, each in reversed(live) if not each.findings}
        self._listed = {(each.code, name): (index, at) for index, each in reversed(live) for at, name in enumerate(each.findings)}
        self._counted = {(code, name.partition("-")[0]) for code, name in self._listed}
        self._codes = {code for code, _ in self._listed}
        self._met: set[tuple[str, str]] = set()
        self._by_code: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def is_counted(self, finding: Diagnostic) -> bool:
        """Whether it matters which of those that say the same ``finding`` is."""
        if finding.code not in self._codes:
            return False
        return (finding.code, finding.fingerprint.partition("-")[0]) in self._counted

    def take(self, finding: Diagnostic) -> bool:
        """Count ``finding`` where it is accepted; return whether it is."""
        code = finding.code
        key = (code, finding.fingerprint) if code in self._codes else (code, "")
        if key in self._listed:
            self._met.add(key)
        elif code in self._whole:
            self._by_code[code] += 1
        else:
            return False
        self.counts[code] += 1
        return True

    def expired(self) -> Iterator[Diagnostic]:
        """Yield a warning for each entry that has run out."""
        for index, each in enumerate(self._settings.suppress):
            if each.expires < self._today:
                message = f"the suppression of {each.code} ran out on {each.expires.isoformat()}"
                hint = "fix the finding and delete the suppression, or give a later date and say why"
                yield Diagnostic(CODE, "warning", message, self._place(index, "expires"), hint)

    def wide(self) -> Iterator[Diagnostic]:
        """Yield a note for each entry that accepts whatever has its code."""
        for code, index in self._whole.items():
            if count := self._by_code[code]:
                message = f"the suppression of {code} accepts all findings of its code, now {count:,}, and new ones unseen"
                hint = "name them under `findings`; `letterpack check --format suppress` prints them"
                yield Diagnostic(CODE, "note", message, self._place(index, "code"), hint)

    def unused(self, dropped: Counter[str], unasked: AbstractSet[str]) -> Iterator[Diagnostic]:
        """Yield a warning for each entry, and each finding listed, that accepts nothing, but of rules that are off, whose
        findings are ``dropped``, and of codes that nobody asked for (``unasked``): what comes up later would go unseen.
        """
        for code, index in self._whole.items():
            if not self._by_code[code] and not dropped[code] and code not in unasked:
                message = f"the suppression of {code} accepts nothing: there is no such finding"
                yield Diagnostic(CODE, "warning", message, self._place(index, "code"), "delete the suppression")
        for key, (index, at) in self._listed.items():
            if key not in self._met and not dropped[key[0]] and key[0] not in unasked:
                message = f"the suppression of {key[0]} names `{key[1]}`, and there is no such finding"
                hint = "delete it from `findings`; if what it was about has changed, look at it again"
                yield Diagnostic(CODE, "warning", message, self._place(index, "findings", at), hint)

    def _place(self, *path: str | int) -> Span:
        """Return the place of a suppression's value."""
        origin = self._settings.origin
        return origin.span("suppress", *path) if origin else Span(_FILE)
