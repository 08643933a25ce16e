"""The operators that letterpack writes into a page, as a grammar of its own: whatever else a stream says is told in words.

Text stands upright, in one of a few dark greys or in a color that can be read, at full width; rules run along the paper's edges
and are no part of the document; pictures stand in a mark. Nothing is clipped, filled, layered, seen through or painted over, and
every stream leaves the page's state as it found it, so that no stream changes what another shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.model.ink import LEAST_CONTRAST, contrast
from letterpack.patterns import late
from letterpack.readback.graphics_state import Operand
from letterpack.readback.operators import operators
from letterpack.readback.values import Name

_DARKEST_GREY: Final = 0.0
_LIGHTEST_GREY: Final = 0.5
"""Of text and rules: at 0.5, fold marks; nothing that is to be read is lighter than 0.345."""
_COLORED: Final = -1.0
"""Stands for a color, which no stream leaves behind."""
_ROUNDED: Final = 0.05
"""By how much three digits of a color may move its contrast."""
LEAST_SIZE_PT: Final = 5.0
MOST_SIZE_PT: Final = 60.0
LEAST_SCALE: Final = 90.0
MOST_SCALE: Final = 110.0
"""How far the setting of a line may narrow or widen its letters, in hundredths."""
_MOST_RULE_PT: Final = 3.0
ARTIFACTS: Final = frozenset(
    {("Layout", ""), ("Page", ""), ("Pagination", "Header"), ("Pagination", "Footer"), ("Pagination", "")}
)
_SAYING: Final = frozenset({"Span", "ReversedChars"})
"""Tags of what says its text in words of its own."""


class Painted(Struct, frozen=True):
    """What a content stream has that letterpack does not write, in words that follow "its page"; its pictures; and whether it
    shows text.
    """

    faults: tuple[str, ...]
    pictures: tuple[PaintedPicture, ...]
    has_text: bool


class PaintedPicture(Struct, frozen=True):
    """A picture: the resource ``name``, by how much it is ``across`` and ``up`` larger than itself, where its lower left corner
    stands, and whether it is ``behind`` all text of its stream.
    """

    name: str
    across: float
    up: float
    x_pt: float
    y_pt: float
    behind: bool


PLAIN_TEXT: Final = Painted((), (), has_text=True)
"""A stream with nothing but text and rules, all as they should be."""


@lru_cache(maxsize=1024)
def painting_of(data: bytes) -> Painted:
    """Return what the content stream ``data`` paints that it should not, and its pictures. Raises ``Malformed``."""
    painter = _StreamPainter()
    if b"%" in data and b"%" in _STRINGS.sub(b"", data):
        painter.faults.append("has a comment")
    for operator, operands in operators(data):
        painter.take(operator.decode("latin-1"), operands)
    return Painted(tuple(dict.fromkeys([*painter.faults, *painter.left_over()])), tuple(painter.pictures), painter.has_text)


_STRINGS: Final = late(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)


class _StreamPainter:
    """Follows a stream operator by operator, and notes what is none of ours."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._saved = 0
        self._marks: list[str] = []
        self._in_text = False
        self._grey, self._scale, self._rise = 0.0, 100.0, 0.0
        self._placed = self._sized = False
        self._point: tuple[float, float] | None = None
        self._turned = False
        self._matrix: list[float] = []
        self.has_text = False
        self.pictures: list[PaintedPicture] = []

    def take(self, operator: str, operands: list[Operand]) -> None:
        """Take the next operator."""
        known = _KNOWN.get(operator)
        if known is None:
            self.faults.append(f"has the operator {operator}")
            return
        try:
            self.faults.extend(known(self, operands))
        except (IndexError, TypeError, ValueError):
            self.faults.append(f"has the operator {operator} with other operands")

    def left_over(self) -> Iterator[str]:
        """Yield what the stream leaves as it should not."""
        if self._saved or self._marks or self._in_text:
            yield "has a part that does not end"
        if (self._grey, self._scale, self._rise) != (0.0, 100.0, 0.0):
            yield "leaves a color, a width or a rise behind"

    def begin_text(self, operands: list[Operand]) -> Iterator[str]:
        if self._in_text or self._marks or self._saved or operands:
            yield "begins text within something else"
        self._in_text, self._placed, self._sized = True, False, False

    def end_text(self, _: list[Operand]) -> Iterator[str]:
        if not self._in_text or self._marks:
            yield "ends text that did not begin"
        self._in_text = False

    def begin_mark(self, operands: list[Operand]) -> Iterator[str]:
        tag, properties = str(operands[0]), operands[1]
        self._marks.append(tag)
        if not isinstance(properties, dict):
            yield f"has a mark {tag} with properties that stand elsewhere"
        elif tag == "Artifact":
            kind = (str(properties.get("Type", "")), str(properties.get("Subtype", "")))
            if kind not in ARTIFACTS or not properties.keys() <= {"Type", "Subtype"} or len(self._marks) > 1:
                yield "has an artifact of another kind"
        elif tag in _SAYING and properties.keys() == {"ActualText"} and isinstance(properties["ActualText"], bytes):
            if not self._in_text or len(self._marks) > 3:  # noqa: PLR2004  A mark, a passage in it, a hyphen in that.
                yield "has words of its own outside a mark"
        elif properties.keys() != {"MCID"} or not isinstance(properties["MCID"], int) or len(self._marks) > 1:
            yield f"has a mark {tag} with other properties"

    def end_mark(self, _: list[Operand]) -> Iterator[str]:
        if not self._marks:
            yield "ends a mark that did not begin"
            return
        self._marks.pop()

    def save(self, _: list[Operand]) -> Iterator[str]:
        if self._in_text or not self._marks:
            yield "draws outside a mark"
        self._saved += 1

    def restore(self, _: list[Operand]) -> Iterator[str]:
        if not self._saved:
            yield "restores a state that it did not save"
        self._saved -= 1
        self._point, self._turned = None, False

    def transform(self, operands: list[Operand]) -> Iterator[str]:
        across, b, c, up, _, _ = _numbers(operands, 6)
        if self._in_text or not self._saved or (b, c) != (0.0, 0.0) or across <= 0 or up <= 0:
            yield "turns, mirrors or hides what it draws"
        self._turned = (across, up) != (1.0, 1.0)
        self._matrix = _numbers(operands, 6)

    def place_text(self, operands: list[Operand]) -> Iterator[str]:
        if tuple(_numbers(operands, 6)[:4]) != (1.0, 0.0, 0.0, 1.0) or not self._in_text:
            yield "has text that is turned, mirrored or scaled"
        self._placed = True

    def set_font(self, operands: list[Operand]) -> Iterator[str]:
        (size,) = _numbers(operands[1:], 1)
        if not self._in_text or not isinstance(operands[0], Name) or not LEAST_SIZE_PT <= size <= MOST_SIZE_PT:
            yield f"has text of {size:g} pt"
        self._sized = True

    def set_scale(self, operands: list[Operand]) -> Iterator[str]:
        (self._scale,) = _numbers(operands, 1)
        if not LEAST_SCALE <= self._scale <= MOST_SCALE:
            yield f"has text of {self._scale:g} % of its width"

    def set_rise(self, operands: list[Operand]) -> Iterator[str]:
        (self._rise,) = _numbers(operands, 1)
        if abs(self._rise) > MOST_SIZE_PT:
            yield "has text far off its line"

    def set_grey(self, operands: list[Operand]) -> Iterator[str]:
        (self._grey,) = _numbers(operands, 1)
        if not _DARKEST_GREY <= self._grey <= _LIGHTEST_GREY or not self._in_text:
            yield "has text in another color"

    def show(self, operands: list[Operand]) -> Iterator[str]:
        (pieces,) = operands
        if not isinstance(pieces, list) or not all(isinstance(piece, bytes | float) for piece in pieces):
            raise TypeError("an array of strings and numbers is wanted")
        if not (self._in_text and self._marks and self._placed and self._sized):
            yield "has text without a mark, a place or a font"
        self.has_text = True
        if any(isinstance(piece, bytes) and len(piece) % 2 for piece in pieces):
            yield "has half a character"

    def set_color(self, operands: list[Operand]) -> Iterator[str]:
        red, green, blue = _numbers(operands, 3)
        self._grey = _COLORED
        if not _is_ink((red, green, blue)) or not self._in_text:
            yield "has text in another color"

    def rule_color(self, operands: list[Operand]) -> Iterator[str]:
        red, green, blue = _numbers(operands, 3)
        if not self._saved or not _is_ink((red, green, blue)):
            yield "has a rule in another color"

    def rule_grey(self, operands: list[Operand]) -> Iterator[str]:
        (grey,) = _numbers(operands, 1)
        if not self._saved or not _DARKEST_GREY <= grey <= _LIGHTEST_GREY:
            yield "has a rule in another color"

    def rule_width(self, operands: list[Operand]) -> Iterator[str]:
        (width,) = _numbers(operands, 1)
        if not self._saved or not 0 < width <= _MOST_RULE_PT:
            yield "has a rule of another width"

    def begin_rule(self, operands: list[Operand]) -> Iterator[str]:
        x, y = _numbers(operands, 2)
        if self._point is not None or self._marks != ["Artifact"] or self._turned:
            yield "draws other things than rules beside the document"
        self._point = (x, y)

    def end_rule(self, operands: list[Operand]) -> Iterator[str]:
        x, y = _numbers(operands, 2)
        if self._point is None or (abs(x - self._point[0]) > _ALONG_PT and abs(y - self._point[1]) > _ALONG_PT):
            yield "has a line across the page"
        self._point = (x, y)

    def stroke(self, _: list[Operand]) -> Iterator[str]:
        if self._point is None:
            yield "strokes nothing"
        self._point = None

    def draw(self, operands: list[Operand]) -> Iterator[str]:
        (name,) = operands
        if not isinstance(name, Name) or not self._saved or not self._marks or self._in_text:
            yield "has a picture outside a mark"
        elif self._saved != 1 or not self._matrix:
            yield "has a picture without a place"
        else:
            across, _, _, up, x, y = self._matrix
            self.pictures.append(PaintedPicture(str(name), across, up, x, y, not self.has_text))


_ALONG_PT: Final = 0.01


def _is_ink(color: tuple[float, float, float]) -> bool:
    """Whether a style may name this color: it can be read."""
    return all(0.0 <= part <= 1.0 for part in color) and contrast(color) >= LEAST_CONTRAST - _ROUNDED


def _numbers(operands: list[Operand], count: int) -> list[float]:
    found = [each for each in operands if isinstance(each, float)]
    if len(found) != len(operands) or len(found) != count:
        raise ValueError("other operands are wanted")
    return found


_KNOWN: Final[dict[str, Callable[[_StreamPainter, list[Operand]], Iterator[str]]]] = {
    "BT": _StreamPainter.begin_text,
    "ET": _StreamPainter.end_text,
    "BDC": _StreamPainter.begin_mark,
    "EMC": _StreamPainter.end_mark,
    "q": _StreamPainter.save,
    "Q": _StreamPainter.restore,
    "cm": _StreamPainter.transform,
    "Tm": _StreamPainter.place_text,
    "Tf": _StreamPainter.set_font,
    "Tz": _StreamPainter.set_scale,
    "Ts": _StreamPainter.set_rise,
    "g": _StreamPainter.set_grey,
    "rg": _StreamPainter.set_color,
    "TJ": _StreamPainter.show,
    "G": _StreamPainter.rule_grey,
    "RG": _StreamPainter.rule_color,
    "w": _StreamPainter.rule_width,
    "m": _StreamPainter.begin_rule,
    "l": _StreamPainter.end_rule,
    "S": _StreamPainter.stroke,
    "Do": _StreamPainter.draw,
}
"""Every operator that a page of ours has."""
