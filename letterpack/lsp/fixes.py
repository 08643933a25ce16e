"""Quick fixes: what a finding's hint proposes, where that can be put in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from letterpack import Finding

_MEANT: Final = re.compile(r"\bdid you mean `([^`\n]+)`")
_WRITE: Final = re.compile(r"write `([^`\n]+)`")
_QUOTED: Final = re.compile(r"`([^`\n]+)`")


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
    wrong = next((found[1] for found in _QUOTED.finditer(finding.message) if found[1] in text), None)
    if meant is None or wrong is None:
        return None
    return Fix(f"Change `{wrong}` to `{meant[1]}`", text.replace(wrong, meant[1], 1))
