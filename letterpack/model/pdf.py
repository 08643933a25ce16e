"""PDF objects on their way into a file, before they have numbers.

The press gives numbers; until then objects refer to each other by their index in the fragment that holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

Part: TypeAlias = bytes | int
"""Literal bytes of an object, or an index: a reference to that object of the same fragment."""

PARENT: Final = -1
"""In place of an index: a reference to the node of the page tree that will hold the page."""


@dataclass(frozen=True, slots=True)
class PdfObject:
    """The body of an indirect object, without ``obj`` and ``endobj``. Streams carry their own dictionary and Length."""

    parts: tuple[Part, ...]
    is_stream: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """Objects that belong together; a function of their source's bytes alone."""

    objects: tuple[PdfObject, ...]


@dataclass(frozen=True, slots=True)
class Graphic:
    """A drawing as a form XObject with its origin at the bottom-left corner, to be placed and scaled by the press.

    ``root`` is the index of the form XObject in ``fragment``. Nothing in it is text; nothing carries a date. ``pixels_wide`` is
    how many a picture has side by side, 0 for a drawing.
    """

    width_pt: float
    height_pt: float
    fragment: Fragment
    root: int
    pixels_wide: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class EnclosedPage:
    """A page of an enclosure: its visible size (after Rotate), the indexes of its page object and annotations in the fragment."""

    width_pt: float
    height_pt: float
    page_object: int
    annotations: tuple[int, ...] = ()


class Marked(NamedTuple):
    """Marked content of an enclosure's page, by 0-based page index."""

    page_index: int
    mcid: int


class Annotated(NamedTuple):
    """An annotation of an enclosure's page: its position in ``EnclosedPage.annotations``."""

    page_index: int
    position: int


class EnclosedElement(NamedTuple):
    """A structure element that an enclosure brings: a standard type, its other entries as PDF source, its kids in reading
    order.
    """

    role: str
    entries: str
    kids: tuple[EnclosedElement | Marked | Annotated, ...]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A PDF that goes into packets, ready to be placed behind the letter.

    ``path`` is relative to the campaign; ``title`` is what the letter lists it as. Page objects have ``PARENT`` as Parent and
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
