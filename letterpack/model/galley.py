"""A galley: text that has been set, line for line, and not yet placed on pages.

The smallest thing a page break cannot split is a strip: a line of a paragraph, a row of the list of signatories. A strip holds
marks (text at a place in it, as PDF operators), graphics and links. Every mark says where it stands in the structure of the
document, by its path from the root; marks without a path are artifacts (ISO 32000-1, 14.8.2.2).

These are made by the thousand for a long list of addressees, so they are named tuples: frozen, compared by content, cheap.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.letter import CALL
from letterpack.model.pdf import Graphic

FORBIDDEN: Final = 1e9
"""A break penalty that is never paid."""
BACK: Final = "^"
"""Begins the target of a link from a note to its call."""
SAYS: Final = "says "
"""Begins the key of an element that says the text of its marks."""
DESCRIPTION: Final = "Description"
"""Numbering of a list whose labels say what their texts are, which PDF before 2.0 has no name for (ISO 32000-2, 14.8.5.5)."""
WORTH_TIGHTENING: Final = 3
"""Lines of a block that may have one too many."""


class TagNode(Struct, frozen=True):
    """An element of the structure tree. ``key`` tells it from its siblings; ``attributes`` are PDF names and their values.

    ``role`` is a standard structure type (ISO 32000-1, 14.8.4), without the slash.
    """

    role: str
    key: str
    attributes: tuple[tuple[str, str], ...] = ()


Path: TypeAlias = tuple[TagNode, ...]


class Mark(Struct, frozen=True):
    """Text at a place: ``x_pt`` from the strip's left edge, ``y_pt`` of the baseline from its top.

    ``operators`` show the text once the text matrix stands at that place; they begin with a font and leave the fill black.
    ``said`` is the text in reading order where its element says it (ActualText, ISO 32000-1, 14.9.4): one whose key begins with
    ``SAYS``, and which belongs to the element around it.
    """

    x_pt: float
    y_pt: float
    operators: str
    path: Path
    said: str = ""


class Link(Struct, frozen=True):
    """A place that leads somewhere: a box from the strip's top-left corner. ``path`` ends in its Link element.

    ``target`` is a URL; or, where ``note`` is a note's number, one of the two ends of that note, which leads to the other: its
    call (``CALL`` and the number; behind a point, which of them) or the number before it (``BACK`` and the number). ``said`` is
    what is read out of it.
    """

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    target: str
    path: Path
    said: str
    note: int = 0

    @property
    def leads(self) -> str:
        """The target of the link to which one end of a note leads."""
        return f"{BACK if self.target.startswith(CALL) else CALL}{self.note}"


class Drawing(Struct, frozen=True):
    """A graphic scaled into a box in the strip; an artifact where ``path`` is empty."""

    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    graphic: Graphic
    path: Path


class ExtensionGlyph(NamedTuple):
    """A glyph that is not in the base subset of its font, and the name of the font resource that shows it: its extension."""

    resource: str
    glyph: int


class Strip(Struct, frozen=True):
    """What a page break cannot split.

    ``space_pt`` stands above it, except at the top of a page; a strip with ``next_space_pt`` says what stands above the next
    one instead. ``penalty`` is the cost of a page break before it; ``keeps_next`` forbids one after it.
    ``vectors`` are drawing operators (rules) from the strip's top-left corner, y up as in PDF, always artifacts.
    ``notes`` are the notes that must stand at the foot of its page, each a stretch (first, end) of its block's asides;
    ``again`` is the one of them that stands above it where it begins a page.
    ``extensions`` are the glyphs beyond the base subsets that its marks show. ``title`` is the text of the heading that
    begins here, for bookmarks.
    """

    height_pt: float
    space_pt: float
    penalty: float
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    vectors: str = ""
    extensions: frozenset[ExtensionGlyph] = frozenset()
    keeps_next: bool = False
    next_space_pt: float | None = None
    title: str = ""
    notes: tuple[tuple[int, int], ...] = ()
    again: int | None = None

    @property
    def is_turned(self) -> bool:
        """Whether what is read first on one of its lines stands to the right of what is read next."""
        if len(self.marks) == 1:
            return False
        shown = [mark for mark in self.marks if mark.operators]
        return any(before.y_pt == mark.y_pt and before.x_pt > mark.x_pt for before, mark in pairwise(shown))


class GalleyBlock(Struct, frozen=True):
    """Strips that belong together. ``own`` where they were set for one packet, with its values in them.

    First come those that flow, then as many ``asides`` as are said, which stand elsewhere: notes, and heads that are shown again;
    then as many as ``tight`` says, which are those that flow, set again in fewer lines.

    ``shape`` is what page breaking and the structure can see of the block; packets whose blocks have equal shapes share all their
    plans. A shared block's shape stands for all its content.
    """

    strips: tuple[Strip, ...]
    own: bool
    shape: tuple[object, ...]
    asides: int = 0
    tight: int = 0

    @property
    def flowing(self) -> int:
        """How many strips flow."""
        return len(self.strips) - self.asides - self.tight


def shape_of(strips: tuple[Strip, ...]) -> tuple[object, ...]:
    """Return what placing and tagging ``strips`` depends on: heights, spaces, penalties, paths, and in which direction they run;
    not the text, nor where in its strip a link is.
    """
    return tuple(
        [
            (
                strip.height_pt,
                strip.space_pt,
                strip.penalty,
                strip.keeps_next,
                strip.next_space_pt,
                tuple([mark.path for mark in strip.marks]),
                strip.is_turned,
                tuple([(link.target, link.path) for link in strip.links]) if strip.links else (),
                strip.drawings,
                strip.vectors,
                strip.notes,
                strip.again,
            )
            for strip in strips
        ]
    )


def content_shape(strips: tuple[Strip, ...]) -> tuple[object, ...]:
    """Return the shape of strips that packets share: a digest of all they hold."""
    return (hashlib.sha256(repr(strips).encode("utf-8")).digest(),)


class Columns(Struct, frozen=True):
    """A list in balanced columns: ``rows`` flow down a column and on to the next; no row is split.

    ``lead`` stands above the first of them, over the whole measure, and is kept with them; its asides stand again above those of
    a following page. ``right_to_left``: the first column stands at the right. ``is_level``: rows beside each other stand on one
    line. ``others`` are settings of the same list that take less room, the best first.
    """

    lead: GalleyBlock
    rows: tuple[Strip, ...]
    column_count: int
    column_width_pt: float
    gap_pt: float
    new_page: bool
    right_to_left: bool = False
    is_level: bool = False
    others: tuple[Columns, ...] = ()


class Frame(Struct, frozen=True):
    """A block at a fixed place on its page: ``x_pt``, ``y_pt`` of its top-left corner from the page's."""

    name: str
    x_pt: float
    y_pt: float
    block: GalleyBlock


class Fitting(Struct, frozen=True):
    """What page breaking may do and must keep, by the style: the grid of half lines, the least that a page shall hold, and to
    which share of themselves the spaces of a letter may shrink that runs over by little.
    """

    grid_pt: float = 7.5
    few_pt: float = 60.0
    least_space: float = 1.0


class Galley(Struct, frozen=True):
    """One letter, set: the frames of its first page, what flows from ``body_top_pt`` on, and the signatories.

    ``first_foot_pt`` of the first page's text area belongs to what stands at its foot.
    ``note_rule`` stands above the notes of a page. ``tightened`` where the packet's own blocks are set in fewer lines, too, if
    that can be had; those that packets share always are.
    """

    frames: tuple[Frame, ...]
    body_top_pt: float
    flow: tuple[GalleyBlock, ...]
    signatories: Columns | None
    note_rule: GalleyBlock | None = None
    fitting: Fitting = Fitting()
    tightened: bool = False
    first_foot_pt: float = 0.0
