"""An enclosure's pages: the tree walked to its leaves, what they inherit made their own, their sizes read.

Part of stage 6. Raises ``Damaged`` where the tree contradicts itself, and ``TooLarge`` where a limit is passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec import Struct
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject

from letterpack.limits import MOST_ENCLOSURE_PAGES
from letterpack.pdfcopy import Damaged
from letterpack.pdfcopy.content import TooLarge

MAX_PAGES: Final = MOST_ENCLOSURE_PAGES

MAX_SIDE_PT: Final = 14_400.0
"""200 inches, and the limit of user units (ISO 32000-1, annex C.2)."""

MIN_SIDE_PT: Final = 3.0
"""ISO 32000-1, annex C.2."""

_FARTHEST: Final = 1e9
_MOST_UNIT: Final = 1e6
"""A corner farther out, in units, or a larger unit, in points, is a damaged file's: no paper is so large."""
_SIDES: Final = 4

INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""ISO 32000-1, table 30."""


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


class Box(Struct, frozen=True):
    """A page box in default user space: lower left and upper right corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def inside(self, other: Box) -> Box:
        """Return the part of this box that lies in ``other``."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def write(self) -> bytes:
        """Return the box as a PDF array."""
        sides = (f"{side:.5f}".rstrip("0").rstrip(".") for side in (self.x0, self.y0, self.x1, self.y1))
        return f"[{' '.join(sides)}]".encode("ascii")


class Leaf(Struct, frozen=True):
    """A page with what it inherited. ``crop`` is what shows, before ``rotate`` (0, 90, 180 or 270, clockwise)."""

    page: DictionaryObject
    resources: PdfObject | None
    media: Box
    crop: Box
    rotate: int
    user_unit: float

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = (self.crop.x1 - self.crop.x0) * self.user_unit, (self.crop.y1 - self.crop.y0) * self.user_unit
        return (height, width) if self.rotate in (90, 270) else (width, height)


def leaves(root: DictionaryObject) -> Iterator[Leaf]:
    """Yield the pages below the catalog ``root`` in order."""
    top = root.get("/Pages")
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[PdfObject | None, dict[str, PdfObject]]] = [(top, {})]
    count = 0
    while waiting:
        reference, inherited = waiting.pop()
        node = _node(reference, seen)
        own = {**inherited, **{key: node.raw_get(key) for key in INHERITED if key in node}}
        if "/Kids" in node:
            waiting += [(kid, own) for kid in reversed(_kids(node))]
            continue
        count += 1
        if count > MAX_PAGES:
            raise TooLarge(f"it has more than {MAX_PAGES} pages")
        yield _leaf(node, own, count)
    _check_count(top, count)


def _node(reference: PdfObject | None, seen: set[tuple[int, int]]) -> DictionaryObject:
    if isinstance(reference, IndirectObject):
        key = (reference.idnum, reference.generation)
        if key in seen:
            raise Damaged("its page tree is circular")
        seen.add(key)
    node = reference.get_object() if reference is not None else None
    if not isinstance(node, DictionaryObject):
        raise Damaged("a page of it is missing")
    return node


def _kids(node: DictionaryObject) -> list[PdfObject]:
    kids = node["/Kids"]
    if not isinstance(kids, ArrayObject):
        raise Damaged("its tree of pages is broken")
    if len(kids) > 100 * MAX_PAGES:
        raise TooLarge(f"it has more than {MAX_PAGES} pages")
    return list(list.__iter__(kids))


def _check_count(top: PdfObject | None, found: int) -> None:
    node = top.get_object() if top is not None else None
    stated = node.get("/Count") if isinstance(node, DictionaryObject) else None
    stated = stated.get_object() if stated is not None else None
    if isinstance(stated, int) and stated > found:
        raise Damaged(f"it says another number of pages ({stated}) than it has ({found})")


def _leaf(page: DictionaryObject, own: dict[str, PdfObject], number: int) -> Leaf:
    media = _box(own.get("/MediaBox"), number)
    if media is None:
        raise Damaged(f"page {number} has no size")
    crop = _box(own.get("/CropBox"), number)
    crop = media if crop is None else crop.inside(media)
    leaf = Leaf(page, own.get("/Resources"), media, crop, _rotate(own.get("/Rotate"), number), _user_unit(page))
    _check_size(leaf, number)
    return leaf


def rectangle(value: PdfObject | None) -> tuple[float, ...]:
    """Return the four numbers of a rectangle (ISO 32000-1, 7.9.5); none where ``value`` is not one."""
    sides = [side.get_object() for side in value] if isinstance(value, ArrayObject) else []
    if len(sides) != _SIDES or not all(isinstance(side, int | float) for side in sides):
        return ()
    return tuple([float(side) for side in sides])


def _box(value: PdfObject | None, number: int) -> Box | None:
    array = value.get_object() if value is not None else None
    if array is None or isinstance(array, NullObject):
        return None
    sides = rectangle(array)
    if not sides or not all(abs(side) < _FARTHEST for side in sides):
        raise Damaged(f"the size of page {number} cannot be read")
    a, b, c, d = sides
    return Box(min(a, c), min(b, d), max(a, c), max(b, d))


def _rotate(value: PdfObject | None, number: int) -> int:
    rotate = value.get_object() if value is not None else 0
    if rotate is None or isinstance(rotate, NullObject):
        return 0
    if not isinstance(rotate, int | float) or float(rotate) % 90:
        raise Damaged(f"page {number} is rotated by an angle that is not a multiple of 90 degrees")
    return int(rotate) % 360


def _user_unit(page: DictionaryObject) -> float:
    value = page.get("/UserUnit")
    unit = value.get_object() if value is not None else 1.0
    return float(unit) if isinstance(unit, int | float) and 0 < float(unit) < _MOST_UNIT else 1.0


def _check_size(leaf: Leaf, number: int) -> None:
    media = leaf.media
    sides = (*leaf.size_pt, media.x1 - media.x0, media.y1 - media.y0)
    if min(sides) < MIN_SIDE_PT:
        raise Damaged(f"page {number} has no area")
    if max(sides) > MAX_SIDE_PT:
        raise TooLarge(f"page {number} is larger than 200 inches (5.08 m)")


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


def moved_box(box: PdfObject | None, matrix: PageMatrix | None) -> tuple[float, ...]:
    """Return the four sides of the rectangle ``box``, moved; none where it is not one."""
    sides = rectangle(box)
    if not sides or matrix is None:
        return sides
    return (*matrix.point(*sides[:2]), *matrix.point(*sides[2:]))
