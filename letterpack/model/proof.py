"""A proof: what a campaign's packets look like now, made in memory while its sources are written. Nothing of it is mailed."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from letterpack.model.campaign import Kind

PlaceKind: TypeAlias = Literal["text", "own", "field", "branch", "copy", "enclosure"]
"""Why a place is worth pointing at: ``text`` is the same for all readers; everything else is special to a packet."""
Pages: TypeAlias = Literal["first", "following", "all"]


class ProofEntry(NamedTuple):
    """A packet that is due, before it is made: who gets it, and the ``file`` and 1-based ``line`` that say so.

    ``language`` is that of the letter; ``addressee`` is the reader's id.
    """

    id: str
    kind: Kind
    addressee: str
    name: str
    title: str
    organization: str
    country: str
    language: str
    file: str
    line: int


class ProofLine(NamedTuple):
    """Text on one line of a page, its baseline's left end and its length in points from the page's top-left corner."""

    text: str
    x_pt: float
    y_pt: float
    width_pt: float
    size_pt: float


class ProofPage(NamedTuple):
    """A page. Pages with equal ``key`` look the same at any size. ``is_enclosed`` is true for a page of an enclosure."""

    key: str
    width_pt: float
    height_pt: float
    lines: tuple[ProofLine, ...]
    is_enclosed: bool


class Place(NamedTuple):
    """A block of text on page ``page`` (1-based): where it is, and the ``file`` and 1-based ``line`` that it comes from.

    Points from the page's top-left corner. ``text`` is a field's value, or what a branch or copy is about.
    """

    kind: PlaceKind
    page: int
    x_pt: float
    y_pt: float
    width_pt: float
    height_pt: float
    file: str
    line: int
    text: str = ""


class Zone(NamedTuple):
    """A rectangle of the form that the letter is set for, in millimeters from the page's top-left corner.

    ``name`` says what it is; ``on`` which pages have it. A fold is a zone without height.
    """

    name: str
    on: Pages
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
