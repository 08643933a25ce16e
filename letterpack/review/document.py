"""What is compared: a packet as sections of blocks in content order, page furniture left out.

A section is compared with the one of its name: what stands in the window never meets what stands in the letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.change import Spot
from letterpack.model.observed import ObservedFont, ObservedMetadata, ObservedPage, Shown
from letterpack.patterns import late

_WORD: Final = late(r"\S+")
FIXED: Final = frozenset({"carrier head", "carrier address", "head", "address"})
"""Sections whose blocks have a place of their own on the page; all others flow."""
_SAME_SIZE_PT: Final = 0.1
UNSPACED: Final = late("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Letters and stops of scripts that write no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""


class ShownLine(NamedTuple):
    """A line of a block: ``start`` is where its text begins in the block's, -1 where that is not known."""

    page_index: int
    shown: Shown
    start: int


class ShownBlock(Struct, frozen=True):
    r"""A paragraph, a heading, a row. ``field`` is what a reviewer calls it, ``role`` its tags, ``label`` the number or
    bullet before it.

    ``text`` is exact but for hyphens that a line's end put in; ``"\\n"`` in it is a line that ends there by itself.
    """

    field: str
    text: str
    role: str
    label: str
    lines: tuple[ShownLine, ...]

    @property
    def page_index(self) -> int | None:
        """The page it begins on, None where it shows nothing."""
        return self.lines[0].page_index if self.lines else None

    def spots(self, start: int, end: int) -> tuple[Spot, ...]:
        """Return where the characters ``start`` to ``end`` of the text stand."""
        found = []
        for line in self.lines:
            length = len(line.shown.text)
            if line.start < 0:
                found.append(Spot(line.page_index, line.shown, 0, length))
            elif (first := max(start, line.start)) < (last := min(end, line.start + length)):
                found.append(Spot(line.page_index, line.shown, first - line.start, last - line.start))
        return tuple(found)

    def whole(self) -> tuple[Spot, ...]:
        """Return where all of it stands."""
        return self.spots(0, len(self.text) + 1)


class ShownWord(Struct, frozen=True):
    """A word: the index of its block among those compared with it, and where it stands in that block's text."""

    text: str
    block: int
    start: int
    end: int


def words_of(blocks: Sequence[ShownBlock]) -> list[ShownWord]:
    """Return the words of ``blocks`` in order."""
    return [
        ShownWord(match[0], index, match.start(), match.end())
        for index, block in enumerate(blocks)
        for match in _WORD.finditer(block.text)
    ]


class Document(Struct, frozen=True):
    """A packet, ready to be compared.

    ``enclosed`` are the indexes of pages that others made. ``structured`` where the sections and blocks are those of its
    tags and not guessed from the places of its lines. ``notes`` say what could not be known.
    """

    sections: Mapping[str, tuple[ShownBlock, ...]]
    furniture: tuple[tuple[int, Shown], ...]
    pages: tuple[ObservedPage, ...]
    enclosed: tuple[int, ...]
    fonts: tuple[ObservedFont, ...]
    metadata: ObservedMetadata
    structured: bool
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def joined(parts: Sequence[tuple[int, Shown]]) -> tuple[str, tuple[ShownLine, ...]]:
    """Return the text of lines as a reader joins them, and the lines with their starts."""
    text: list[str] = []
    lines: list[ShownLine] = []
    length = 0
    previous: Shown | None = None
    for page_index, shown in parts:
        last = text[-1] if text else ""
        if previous is not None and last and _ends_by_itself(last, shown.text, previous, shown):
            text.append("\n")
            length += 1
        elif last.endswith("\u00ad"):
            text[-1] = last[:-1]
            length -= 1
        lines.append(ShownLine(page_index, shown, length))
        text.append(shown.text)
        length += len(shown.text)
        previous = shown
    return "".join(text), tuple(lines)


def _ends_by_itself(last: str, following: str, above: Shown, below: Shown) -> bool:
    """Whether a line's end is the author's: no space was broken there, no word, and the next line is another."""
    if not following or abs(above.y_pt - below.y_pt) < 1.0:
        return False
    if abs(above.size_pt - below.size_pt) > _SAME_SIZE_PT:
        return True
    before, after = last[-1], following[0]
    if before.isspace() or after.isspace() or before in "\u00ad-‐–—/":
        return False
    return not (UNSPACED.match(before) and UNSPACED.match(after))
