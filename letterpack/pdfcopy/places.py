"""Matrices and boxes of a page's content (ISO 32000-1, 8.3), and the numbers in it, read as safely as a stranger's may be."""

from __future__ import annotations

import math
from typing import Final, TypeAlias

from pypdf.generic import ArrayObject, PdfObject

Turn: TypeAlias = tuple[float, float, float, float, float, float]
"""A matrix: what it does to places."""
Corners: TypeAlias = tuple[float, float, float, float]
"""A box: left, lower, right, upper."""
UNTURNED: Final[Turn] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
HUGE: Final[Turn] = (1e4, 0.0, 0.0, 1e4, 0.0, 0.0)
"""In place of a matrix that cannot be read: whatever is drawn may be all over the page. Known by identity."""
NOWHERE: Final[Corners] = (math.inf, math.inf, -math.inf, -math.inf)
_FARTHEST: Final = 1e9
EVERYWHERE: Final[Corners] = (-_FARTHEST, -_FARTHEST, _FARTHEST, _FARTHEST)


def box_of(value: PdfObject | None) -> Corners:
    """Return a rectangle (7.9.5); one without bounds where there is none."""
    found = floats_of(value, 4)
    return ordered((found[0], found[1], found[2], found[3])) if found else EVERYWHERE


def matrix_of(value: PdfObject | None, otherwise: Turn = UNTURNED) -> Turn:
    """Return an array of six numbers as a matrix; ``otherwise`` where there is none."""
    found = floats_of(value, 6)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if found else otherwise


def floats_of(value: PdfObject | None, count: int) -> tuple[float, ...]:
    """Return the first ``count`` numbers of an array, 0 for what is none; nothing where it has fewer items."""
    held = target_of(value)
    if not isinstance(held, ArrayObject) or len(held) < count:
        return ()
    return tuple([number_of(each) for each in list.__iter__(held)][:count])


def number_of(value: PdfObject | None, otherwise: float = 0.0) -> float:
    """Return a number, no farther out than any page; ``otherwise`` for what is none."""
    held = target_of(value)
    return _bounded(float(held)) if isinstance(held, int | float) else otherwise


def numbers_in(raw: bytes, count: int) -> list[float]:
    """Return the last ``count`` numbers of content; nothing where there are fewer, or one is none."""
    try:
        found = [float(each) for each in raw.split()[-count:]]
    except ValueError:
        return []
    return found if len(found) == count and min(found) > -_FARTHEST and max(found) < _FARTHEST else []


def matrix_in(raw: bytes) -> Turn:
    """Return the last six numbers of content as a matrix."""
    found = numbers_in(raw, 6)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if found else HUGE


def joined(first: Turn, then: Turn) -> Turn:
    """Return the matrix that does what ``first`` does, and ``then`` the other."""
    if first is HUGE or then is HUGE:
        return HUGE
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    found = (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
    return found if max(map(abs, found)) < _FARTHEST else HUGE


def scale_of(matrix: Turn) -> float:
    """Return the side of the square that has as many points as the unit square behind ``matrix``."""
    a, b, c, d = matrix[:4]
    return math.sqrt(abs(a * d - b * c))


def stretch_of(matrix: Turn) -> float:
    """Return how long a line of one point can be behind ``matrix``."""
    a, b, c, d = matrix[:4]
    return max(math.hypot(a, b), math.hypot(c, d))


def turned(box: Corners, matrix: Turn) -> Corners:
    """Return the box round ``box`` behind ``matrix``."""
    a, b, c, d, e, f = matrix
    left, lower, right, upper = box
    xs = [a * x + c * y + e for x in (left, right) for y in (lower, upper)]
    ys = [b * x + d * y + f for x in (left, right) for y in (lower, upper)]
    return (min(xs), min(ys), max(xs), max(ys))


def ordered(corners: Corners) -> Corners:
    """Return the box between two opposite corners."""
    x, y, to_x, to_y = corners
    return (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))


def around(one: Corners, other: Corners) -> Corners:
    """Return the box round two boxes."""
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def common(one: Corners, other: Corners) -> Corners:
    """Return what two boxes have in common; its size is 0 where that is nothing."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def size_of(box: Corners) -> float:
    """Return the square points of a box."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def target_of(value: PdfObject | None) -> PdfObject | None:
    """Return what a reference leads to."""
    return value.get_object() if value is not None else None


def _bounded(value: float) -> float:
    return max(-_FARTHEST, min(_FARTHEST, value))
