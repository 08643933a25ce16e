"""Quick fixes: what a finding's hint proposes, where that can be put in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from letterpack.patterns import late

if TYPE_CHECKING:
    from letterpack import Finding

_MEANT: Final = late(r"\bdid you mean `([^`\n]+)`")
_WRITE: Final = late(r"write `([^`\n]+)`")
_QUOTED: Final = late(r"`([^`\n]+)`")


class Fix(NamedTuple):
    """The ``text`` for the place of a finding, and what the editor calls that."""

    title: str
    text: str


def fix(finding: Finding, text: str) -> Fix | None:
    """Return what the hint of ``finding`` proposes for its place, where ``text`` stands; None where a person must decide."""
    meant = _MEANT.search(finding.hint)
    if meant is None and finding.code.startswith("LP3"):
        # Rules name words. Hints about a source's shape show an example of it, which is nobody's text.
        meant = _WRITE.fullmatch(finding.hint)
    if meant is None:
        return None
    for quoted in _QUOTED.finditer(finding.message):
        # The scope of a field is quoted with its dot, and proposed without.
        wrong = quoted[1].removesuffix(".") if finding.code == "LP201" else quoted[1]
        if (start := _place(wrong, text)) >= 0:
            return Fix(f"Change `{wrong}` to `{meant[1]}`", text[:start] + meant[1] + text[start + len(wrong) :])
    return None


def _place(wrong: str, text: str) -> int:
    """Return where ``wrong`` stands in ``text``, as a word of its own before part of another; -1 where it does not."""
    own = re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", text)
    return own.start() if own else text.find(wrong)
