"""Enclosed pages on the letter's paper (part of stage 6): made smaller where they do not fit, and stamped in a free corner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import Struct
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, StreamObject

from letterpack.enclosures.pages import Box, Leaf, rectangle
from letterpack.model.pdf import is_like
from letterpack.values import replace

_TURNED: Final = (90, 270)
_MATRIX: Final = 6


class PageMatrix(NamedTuple):
    """Where a point goes: ``a x + c y + e``, ``b x + d y + f`` (ISO 32000-1, 8.3.3)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def write(self) -> bytes:
        """Return the six numbers, as an operator has them before it."""
        return b" ".join([b"%.5f" % each for each in self])

    def after(self, first: PageMatrix) -> PageMatrix:
        """Return the matrix that does what ``first`` does, and then what this one does."""
        a, b, c, d, e, f = first
        return PageMatrix(
            a * self.a + b * self.c,
            a * self.b + b * self.d,
            c * self.a + d * self.c,
            c * self.b + d * self.d,
            e * self.a + f * self.c + self.e,
            e * self.b + f * self.d + self.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where the point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Fitted(Struct, frozen=True):
    """A page on paper of its own size: the ``leaf`` as it is then, and where its points go."""

    leaf: Leaf
    matrix: PageMatrix


def fitted(leaf: Leaf, paper_pt: tuple[float, float] | None) -> Fitted | None:
    """Return ``leaf`` in the middle of ``paper_pt``, turned as the page is, smaller where it is larger; None where it fits. One
    in a unit of its own is drawn in points: print rooms' programs do not know the entry.
    """
    width, height = leaf.size_pt
    if paper_pt is None or is_like((width, height), paper_pt):
        return _in_points(leaf) if leaf.user_unit != 1.0 else None
    short, long = sorted(paper_pt)
    across, up = (long, short) if width > height else (short, long)
    if leaf.rotate in _TURNED:
        across, up, width, height = up, across, height, width
    scale = min(1.0, across / width, up / height)
    crop = leaf.crop
    by = scale * leaf.user_unit
    x, y = (across - width * scale) / 2, (up - height * scale) / 2
    box = Box(0.0, 0.0, across, up)
    matrix = PageMatrix(by, 0.0, 0.0, by, x - crop.x0 * by, y - crop.y0 * by)
    return Fitted(replace(leaf, media=box, crop=box, user_unit=1.0), matrix)


def _in_points(leaf: Leaf) -> Fitted:
    """Return ``leaf`` at its size, its unit the point."""
    crop, unit = leaf.crop, leaf.user_unit
    box = Box(0.0, 0.0, (crop.x1 - crop.x0) * unit, (crop.y1 - crop.y0) * unit)
    return Fitted(
        replace(leaf, media=box, crop=box, user_unit=1.0),
        PageMatrix(unit, 0.0, 0.0, unit, 0.0 - crop.x0 * unit, 0.0 - crop.y0 * unit),
    )


def around_fitted(fit: Fitted, crop: Box) -> tuple[bytes, bytes]:
    """Return what stands before and behind the content of a page that showed ``crop``, so that it shows that, where it goes."""
    x0, y0 = fit.matrix.point(crop.x0, crop.y0)
    x1, y1 = fit.matrix.point(crop.x1, crop.y1)
    clip = b"%.3f %.3f %.3f %.3f re W n" % (x0, y0, x1 - x0, y1 - y0)
    return b"q %s %s cm\n" % (clip, fit.matrix.write()), b"\nQ\n"


def fitted_patterns(resources: PdfObject | None, matrix: PageMatrix) -> Mapping[str, PdfObject]:
    """Return the patterns of a page's ``resources`` as they are where the page is drawn by ``matrix``: their own matrices lead to
    the page as it begins, and know nothing of what its content does (ISO 32000-1, 8.7.2).
    """
    held = resources.get_object() if resources is not None else None
    room = held.get("/Pattern") if isinstance(held, DictionaryObject) else None
    patterns = room.get_object() if room is not None else None
    found: dict[str, PdfObject] = {}
    for key, value in dict.items(patterns) if isinstance(patterns, DictionaryObject) else ():
        pattern = value.get_object()
        if isinstance(pattern, DictionaryObject):
            found[key] = _moved(pattern, matrix)
    return found


def _moved(pattern: DictionaryObject, matrix: PageMatrix) -> DictionaryObject:
    own = pattern.get("/Matrix")
    numbers = [each.get_object() for each in own.get_object()] if own is not None else []
    first = PageMatrix(*map(float, numbers)) if len(numbers) == _MATRIX else PageMatrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    moved: DictionaryObject = type(pattern)()
    dict.update(moved, pattern)
    if isinstance(moved, StreamObject) and isinstance(pattern, StreamObject):
        moved._data = pattern._data
    dict.__setitem__(moved, NameObject("/Matrix"), ArrayObject([FloatObject(f"{each:.6f}") for each in matrix.after(first)]))
    return moved


def upright(leaf: Leaf) -> PageMatrix:
    """Return where the points go of a page as a reader sees it, from its lower left corner, in points: to its own coordinates."""
    crop, unit = leaf.crop, 1.0 / leaf.user_unit
    turned = {
        0: PageMatrix(unit, 0.0, 0.0, unit, crop.x0, crop.y0),
        90: PageMatrix(0.0, unit, -unit, 0.0, crop.x1, crop.y0),
        180: PageMatrix(-unit, 0.0, 0.0, -unit, crop.x1, crop.y1),
        270: PageMatrix(0.0, -unit, unit, 0.0, crop.x0, crop.y1),
    }
    return turned[leaf.rotate]


def stamped(leaf: Leaf, corner_pt: tuple[float, float], name: str) -> bytes:
    """Return the operators that show the stamp called ``name`` on a page, at a corner of the page as a reader sees it."""
    at = upright(leaf).after(PageMatrix(1.0, 0.0, 0.0, 1.0, *corner_pt))
    return b"/Artifact<</Type/Pagination>>BDC q %s cm /%s Do Q EMC\n" % (at.write(), name.encode("ascii"))


def moved_box(box: PdfObject | None, matrix: PageMatrix | None) -> tuple[float, ...]:
    """Return the four sides of the rectangle ``box``, moved; none where it is not one."""
    sides = rectangle(box)
    if not sides or matrix is None:
        return sides
    return (*matrix.point(*sides[:2]), *matrix.point(*sides[2:]))
