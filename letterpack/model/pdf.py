"""PDF objects on their way into a file, before they have numbers.

The press gives numbers; until then objects refer to each other by their index in the fragment that holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.form import Rect
from letterpack.units import mm_to_pt

Part: TypeAlias = bytes | int
"""Literal bytes of an object, or an index: a reference to that object of the same fragment."""

PARENT: Final = -1
"""In place of an index: a reference to the node of the page tree that will hold the page."""


class PdfObject(Struct, frozen=True):
    """The body of an indirect object, without ``obj`` and ``endobj``. Streams carry their own dictionary and Length."""

    parts: tuple[Part, ...]
    is_stream: bool = False


class Fragment(Struct, frozen=True):
    """Objects that belong together; a function of their source's bytes alone."""

    objects: tuple[PdfObject, ...]


@dataclass(frozen=True, slots=True)
class Graphic:
    """A drawing as a form XObject with its origin at the bottom-left corner, to be placed and scaled by the press.

    ``root`` is the index of the form XObject in ``fragment``. Nothing in it is text but in a ``Stamp`` and where it
    ``has_text``; nothing carries a date. ``pixels_wide`` is how many a picture has side by side, 0 for a drawing. ``keeps`` names
    the standards that a packet can still claim with it, None if it takes none away.
    """

    width_pt: float
    height_pt: float
    fragment: Fragment
    root: int
    pixels_wide: int = field(default=0, repr=False)
    has_text: bool = field(default=False, repr=False)
    keeps: frozenset[str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is printed in a corner of an enclosure's pages: the ``text``, and how it looks; ``from_left`` where pages run from
    right to left.
    """

    text: str
    graphic: Graphic = field(repr=False)
    from_left: bool = False


class Placing(Struct, frozen=True):
    """What becomes of an enclosure's pages: the paper that they are fitted to (None: they stay as they are), what is stamped on
    them, and what of each must be ``clear``, for marks that are printed there later.
    """

    paper_pt: tuple[float, float] | None = None
    stamp: Stamp | None = None
    clear: tuple[Rect, ...] = ()


AS_IT_IS: Final = Placing()
_ROUNDED_PT: Final = mm_to_pt(2.0)
"""What programs round a paper's sides by, and printers do not see."""


def is_like(size_pt: tuple[float, float], paper_pt: tuple[float, float]) -> bool:
    """Whether a page of ``size_pt`` is on ``paper_pt``, whichever way it is turned."""
    return all(abs(side - want) <= _ROUNDED_PT for side, want in zip(sorted(size_pt), sorted(paper_pt), strict=True))


class EnclosedPage(Struct, frozen=True):
    """A page of an enclosure: its visible size (after Rotate), the indexes of its page object and annotations in the fragment.

    ``upright`` leads from what a reader sees, points from the lower left corner, to the page's own coordinates.
    """

    width_pt: float
    height_pt: float
    page_object: int
    annotations: tuple[int, ...] = ()
    upright: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Marked(Struct, frozen=True):
    """Marked content of an enclosure's page, by 0-based page index."""

    page_index: int
    mcid: int


class Annotated(Struct, frozen=True):
    """An annotation of an enclosure's page: its position in ``EnclosedPage.annotations``."""

    page_index: int
    position: int


class SaidBeside(NamedTuple):
    """A ``text`` of an enclosure that is not among the words on its pages: its own title, where a link leads, or words for what
    is seen.
    """

    kind: Literal["title", "link", "words"]
    text: str


class EnclosedElement(Struct, frozen=True):
    """A structure element that an enclosure brings: a standard type, its other entries as PDF source, its kids in reading
    order.
    """

    role: str
    entries: str
    kids: tuple[EnclosedElement | Marked | Annotated, ...]


class Enclosure(Struct, frozen=True):
    """A PDF that goes into packets, ready to be placed behind the letter.

    ``stamp`` is what is printed on each page, and ``blank`` how many blank pages stand in front, so that it begins on the front
    of a sheet.
    ``path`` is relative to the campaign; ``title`` is what the letter lists it as, ``own_title`` what the file calls itself. Page
    objects have ``PARENT`` as Parent and
    carry all that they inherited. ``keeps`` names the standards that a packet can still claim with it; ``structure`` is its
    tagged tree, empty where it has none that could be kept.
    """

    path: str
    title: str
    sha256: str
    pages: tuple[EnclosedPage, ...]
    fragment: Fragment
    keeps: frozenset[str] = frozenset()
    structure: tuple[EnclosedElement, ...] = ()
    language: str = ""
    own_title: str = ""
    stamp: str = ""
    blank: int = 0

    @property
    def page_count(self) -> int:
        """How many pages it takes, blank ones too."""
        return self.blank + len(self.pages)
