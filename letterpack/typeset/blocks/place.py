"""Where a block is set (part of stage 4 of 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from letterpack.model.galley import Path, Strip
from letterpack.model.letter import Heading
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.values import replace


@dataclass(frozen=True, slots=True)
class Position:
    """Where a block is set: its left edge and measure in the text area, its parents in the structure, its type, the space
    above it.

    ``asides`` takes the strips that do not flow with the block: they stand at the foot of a page, or again at the head of one.
    ``fewest`` where paragraphs are set in as few lines as they can be; ``long`` takes the places of those that may come to fewer.
    ``mirrored`` in a right-to-left letter, whose lists and notes are set in from the right.
    ``run_in`` are the headings that stand on the first line of a paragraph, by its place; ``following`` are the places of
    paragraphs that follow another. ``is_text`` where paragraphs are those of a text, not of a list or a note.
    ``whole_pt`` is the measure of the text area, which notes fill; 0 where it is that of the place. ``last_note`` is the highest
    number that a note of the letter can have: the texts of all begin as far in as that of the last.
    """

    x_pt: float
    measure_pt: float
    path: Path
    type: Type
    space_pt: float
    heading_levels: Mapping[Span, int]
    asides: list[Strip] = field(default_factory=list, compare=False)
    long: list[Span] = field(default_factory=list, compare=False)
    whole_pt: float = 0.0
    last_note: int = 0
    fewest: bool = False
    mirrored: bool = False
    run_in: Mapping[Span, Heading] = field(default_factory=dict)
    following: frozenset[Span] = frozenset()
    is_text: bool = True

    def inset(self, by_pt: float, path: Path, space_pt: float, *, both: bool = False) -> Position:
        """Return the place ``by_pt`` further in (on both sides where ``both``), for the children of ``path``."""
        x = self.x_pt if self.mirrored and not both else self.x_pt + by_pt
        whole = self.whole_pt or self.measure_pt
        narrower = self.measure_pt - by_pt * (2 if both else 1)
        is_text = self.is_text and both
        return replace(self, x_pt=x, measure_pt=narrower, path=path, space_pt=space_pt, whole_pt=whole, is_text=is_text)

    def before_pt(self, width_pt: float) -> float:
        """Return the x at which a label of ``width_pt`` stands where lines start."""
        return self.x_pt + (self.measure_pt - width_pt if self.mirrored else 0.0)
