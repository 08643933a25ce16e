"""How many functions a color or a shade is worked out by: each may be put together of others (ISO 32000-1, 7.10.4).

Eighty functions that are each two times the next one are a file of ten kilobytes and a color of 10^24 steps, and a viewer
unfolds them as soon as it opens the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from letterpack.limits import MOST_ENCLOSURE_LEVELS, MOST_FUNCTIONS

_ROOMS: Final = ("/ColorSpace", "/ExtGState", "/Pattern", "/Shading")
_WITHIN: Final = frozenset(
    {
        "/Function",
        "/Functions",
        "/ColorSpace",
        "/Shading",
        "/TR",
        "/TR2",
        "/BG",
        "/BG2",
        "/UCR",
        "/UCR2",
        "/HT",
        "/SMask",
        "/Colorants",
    }
)
"""Keys under which a shade, a state, a color or a function has others."""


class TooManyFunctions(ValueError):
    """Functions are put together of more than ``MOST_FUNCTIONS``, or too deep."""


class Functions:
    """Counts the functions that the resources of one file's pages lead to, each object once. Raises ``TooManyFunctions``."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, int], int] = {}
        self._seen: set[tuple[int, int]] = set()

    def count(self, resources: DictionaryObject) -> None:
        """Count what the colors, states, patterns and shades of ``resources`` are worked out by."""
        for room in _ROOMS:
            held = _plain(resources.get(room))
            for each in dict.values(held) if isinstance(held, DictionaryObject) else ():
                self._of(each, 0)

    def _of(self, value: PdfObject | None, depth: int) -> int:
        if depth > MOST_ENCLOSURE_LEVELS:
            raise TooManyFunctions
        if not isinstance(value, IndirectObject):
            return self._below(value, depth)
        key = (value.idnum, value.generation)
        if key in self._seen:  # Known, or within itself: viewers stop at the second time.
            return self._counts.get(key, 0)
        self._seen.add(key)
        self._counts[key] = self._below(value.get_object(), depth)
        return self._counts[key]

    def _below(self, value: PdfObject | None, depth: int) -> int:
        count = 1 + sum([self._of(each, depth + 1) for each in _parts(value)])
        if count > MOST_FUNCTIONS:
            raise TooManyFunctions
        return count


def _parts(value: PdfObject | None) -> Iterator[PdfObject]:
    if isinstance(value, ArrayObject):
        yield from [each for each in list.__iter__(value) if isinstance(each, (ArrayObject, DictionaryObject, IndirectObject))]
    elif isinstance(value, DictionaryObject):
        yield from [each for key, each in dict.items(value) if key in _WITHIN]


def _plain(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None
