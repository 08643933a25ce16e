"""How much a page paints: a fill of four numbers covers a sheet, and a pattern's tile of ten bytes stands there a million times.

Bytes say nothing of that, and nothing that paints has a limit of its own. So the content is followed as far as places go
(matrices, clips, paths), and what each operator covers is counted in square points of plain colour; what costs more than plain
colour counts as often as it does in PDFium. Boxes are taken round what is painted: rather too much than too little.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from letterpack.patterns import late
from letterpack.pdfcopy.paint_state import PLAIN, Colouring, PaintedArea, PaintState
from letterpack.pdfcopy.paints import pixels_of, shading_factor
from letterpack.pdfcopy.places import (
    EVERYWHERE,
    HUGE,
    NOWHERE,
    UNTURNED,
    Corners,
    Turn,
    around,
    box_of,
    common,
    joined,
    matrix_in,
    matrix_of,
    number_of,
    numbers_in,
    ordered,
    scale_of,
    size_of,
    stretch_of,
    target_of,
    turned,
)
from letterpack.pdfcopy.tokens import BLANK, REGULAR, behind_string, decoded_name
from letterpack.values import replace

_TOKEN: Final = late(
    (
        rf"(?P<string>\((?:[^()\\]++|\\.)*+\))|(?P<open>\()|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*+)>|%[^\r\n]*+"
        rf"|/(?P<name>{REGULAR}*+)|(?<!{REGULAR})(?=[-+.\dA-Za-z'\"])(?P<numbers>(?:[-+.\d]++{BLANK}++)++)?+(?P<word>[A-Za-z'\"]{REGULAR}*+)?+"
    ).encode(),
    re.DOTALL,
)
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())

_OPERATOR: Final = 500.0
"""To paint anything, however small; a letter as well."""
_FILLED_PT: Final = 200.0
_STROKED_PT: Final = 90.0
"""For each point of a path's length: its edge is followed pixel by pixel."""
_LETTER: Final = 2.0
_CLEAR: Final = 3.0
"""For what shows through."""
_BLENDED: Final = 160.0
_MASKED: Final = 25.0
_CLIPPED: Final = 0.4
"""To cut what follows to a shape that is no rectangle."""
_GROUPED: Final = 8.0
_TILED: Final = 12.0
_TILE: Final = 10.0
_PICTURE: Final = 3.0
_TURNED_PICTURE: Final = 25.0
_STENCIL: Final = 5.0
_PIXEL: Final = 0.5
_LEAST_PT2: Final = 1e-6
_STEPS: Final = 1_000
_STEPS_OF_PATH: Final = 3


class TooManyOperators(Exception):
    """There is more content than is followed."""


class Painting:
    """Measures the contents of one file, each drawing once. Raises ``TooManyOperators`` after ``most_steps``."""

    def __init__(self, most_steps: int) -> None:
        self._left = most_steps
        self._measured: dict[int, PaintedArea] = {}
        self._kept: list[PdfObject] = []

    def of(self, content: bytes, resources: DictionaryObject, box: Corners) -> PaintedArea:
        """Return what ``content`` paints within ``box``."""
        return _ContentPainting(self, resources, box).measured(content)

    def go(self, steps: int) -> None:
        """Count what is followed."""
        self._left -= steps
        if self._left < 0:
            raise TooManyOperators

    def once(self, drawing: StreamObject, resources: DictionaryObject) -> PaintedArea:
        """Return what a form, a tile, a mask or a glyph paints in its own space."""
        key = id(drawing)
        if key not in self._measured:
            self._measured[key] = PaintedArea()  # What draws itself is drawn once.
            own = target_of(drawing.get("/Resources"))
            held = own if isinstance(own, DictionaryObject) else resources
            self._measured[key] = self.of(drawing.get_data(), held, box_of(drawing.get("/BBox")))
            self._kept.append(drawing)
        return self._measured[key]


class _ContentPainting:
    """One content, followed from its beginning to its end."""

    def __init__(self, painting: Painting, resources: DictionaryObject, box: Corners) -> None:
        self._painting, self._resources, self._box = painting, resources, box
        self._state = PaintState(UNTURNED, box)
        self._saved: list[PaintState] = []
        self._area = self._times = self._length = self._fixed = 0.0
        self._path, self._path_length, self._at = NOWHERE, 0.0, (0.0, 0.0)
        self._clips, self._is_plain = False, True
        self._stretch = 1.0
        self._longest = self._diagonal = math.hypot(box[2] - box[0], box[3] - box[1])
        self._name, self._letters, self._text_scale, self._all_letters = "", 0, 1.0, 0
        self._lettered, self._lettered_scale, self._letter = self._state, 0.0, PaintedArea()
        """The state and scale for which it is known what a letter paints: many texts have one and the same."""
        self._found: dict[tuple[str, str], PdfObject | None] = {}

    def measured(self, content: bytes) -> PaintedArea:
        at, steps = 0, 0
        while (found := _TOKEN.search(content, at)) is not None:
            steps += 1
            if steps >= _STEPS:
                self._painting.go(steps)
                steps = 0
            at = max(found.end(), at + 1)
            kind = found.lastgroup
            if kind == "word":
                at = self._act(content, found, at)
            elif kind == "name":
                self._name = decoded_name(found["name"])
            elif kind == "open":
                begin, at = at, behind_string(content, at)
                self._letters += at - begin
            elif kind == "string":
                self._letters += at - found.start() - 2
            elif kind == "hex":
                self._letters += (at - found.start() - 2) // 2
        self._painting.go(steps)
        return PaintedArea(self._area, self._times, self._length, self._fixed, self._all_letters)

    def _act(self, content: bytes, found: re.Match[bytes], at: int) -> int:
        """Do what an operator does; return where the next token may begin."""
        word = found["word"]
        act = _ACTS.get(word)
        if act is not None:
            act(self, found["numbers"] or b"", word)
        if word in _ENDS_TEXT:
            self._letters = 0
        if word != b"BI":
            return at
        end = _PICTURE_END.search(content, at)
        return end.end() if end else len(content)

    def _add(self, box: Corners, paint: Colouring, factor: float = 1.0, length: float = 0.0) -> None:
        """Count what lies in ``box``, in the space of the content."""
        state = self._state
        covered = size_of(common(box, state.clip) if state.matrix is not HUGE else state.clip)
        each = paint.factor * state.factor * factor
        self._area += covered * each
        self._times += each
        self._length += length * state.factor
        self._fixed += _OPERATOR + state.fixed
        if paint.tile_pt2:
            self._fixed += paint.first + max(1.0, covered / paint.tile_pt2) * paint.tile

    def save(self, _numbers: bytes, _word: bytes) -> None:
        self._saved.append(self._state)

    def restore(self, _numbers: bytes, _word: bytes) -> None:
        if self._saved:
            inner, self._state = self._state, self._saved.pop()
            if inner.matrix is not self._state.matrix:
                self._measure()

    def turn(self, numbers: bytes, _word: bytes) -> None:
        self._state = replace(self._state, matrix=joined(matrix_in(numbers), self._state.matrix))
        self._measure()

    def _measure(self) -> None:
        """Know how long a line can be that is seen, in the space where it is drawn."""
        self._stretch = stretch_of(self._state.matrix)
        self._longest = self._diagonal / max(self._stretch, _LEAST_PT2)

    def line_width(self, numbers: bytes, _word: bytes) -> None:
        found = numbers_in(numbers, 1)
        self._state = replace(self._state, width=abs(found[0]) if found else 1e6)

    def point(self, numbers: bytes, word: bytes) -> None:
        count = _POINTS[word]
        self._is_plain = False
        found = numbers_in(numbers, count)
        if not found:
            self._path = EVERYWHERE
            return
        left, lower, right, upper = self._path
        x, y = self._at
        for index in range(0, count, 2):
            to_x, to_y = found[index], found[index + 1]
            if word != b"m":
                self._path_length += min(math.hypot(to_x - x, to_y - y), self._longest)
            x, y = to_x, to_y
            left, lower, right, upper = min(left, x), min(lower, y), max(right, x), max(upper, y)
        self._path, self._at = (left, lower, right, upper), (x, y)

    def rectangle(self, numbers: bytes, _word: bytes) -> None:
        found = numbers_in(numbers, 4)
        if not found:
            self._path = EVERYWHERE
            return
        x, y, width, height = found
        self._path = around(self._path, ordered((x, y, x + width, y + height)))
        self._path_length += min(abs(width) + abs(height), self._longest)

    def clip(self, _numbers: bytes, _word: bytes) -> None:
        self._clips = True

    def path(self, _numbers: bytes, word: bytes) -> None:
        """Paint the path, or end it; a clip begins behind it."""
        if self._path != NOWHERE:
            matrix = self._state.matrix
            box = self._path if matrix is UNTURNED else turned(self._path, matrix)
            self._painting.go(_STEPS_OF_PATH)
            scale = self._stretch
            length = self._path_length * scale
            if word in _FILLS:
                self._add(box, self._state.fill, 1.0, length * _FILLED_PT)
            if word in _STROKES:
                wide = self._state.width * scale
                outline = (box[0] - wide, box[1] - wide, box[2] + wide, box[3] + wide)
                self._add(outline, self._state.stroke, 1.0, length * _STROKED_PT)
            if self._clips:
                self._fixed += _OPERATOR + (0.0 if self._is_plain else _CLIPPED * size_of(common(box, self._state.clip)))
                self._state = replace(self._state, clip=common(box, self._state.clip))
        self._path, self._path_length, self._clips, self._is_plain = NOWHERE, 0.0, False, True

    def text(self, _numbers: bytes, _word: bytes) -> None:
        if self._state is not self._lettered or self._text_scale != self._lettered_scale:
            self._lettered, self._lettered_scale, self._letter = self._state, self._text_scale, self._painted_letter()
        letters, each = self._letters, self._letter
        self._all_letters += letters
        self._area += letters * each.area
        self._times += letters * each.times
        self._length += letters * each.length
        self._fixed += letters * each.fixed + (0.0 if self._state.glyph else self._state.fixed)

    def _painted_letter(self) -> PaintedArea:
        """Return what each letter paints, as the state is."""
        state = self._state
        scale = scale_of(state.matrix) * self._text_scale * state.size
        glyph, factor = state.glyph, state.factor
        if glyph is not None:
            fixed = _OPERATOR + state.fixed + glyph.fixed
            return PaintedArea(glyph.area * scale * scale * factor, glyph.times * factor, glyph.length * scale, fixed)
        each = min(scale * scale, size_of(state.clip))
        factor *= _LETTER * max(state.fill.factor, state.stroke.factor)
        fixed = _OPERATOR
        if state.fill.tile_pt2:
            fixed += state.fill.first + max(1.0, each / state.fill.tile_pt2) * state.fill.tile
        return PaintedArea(each * factor, factor, 0.0, fixed)

    def text_matrix(self, numbers: bytes, _word: bytes) -> None:
        self._text_scale = scale_of(matrix_in(numbers))

    def begin_text(self, _numbers: bytes, _word: bytes) -> None:
        self._text_scale = 1.0

    def font(self, numbers: bytes, _word: bytes) -> None:
        found = numbers_in(numbers, 1)
        self._state = replace(self._state, size=abs(found[0]) if found else 1e3, glyph=self._glyph(self._held("/Font")))

    def _glyph(self, font: PdfObject | None) -> PaintedArea | None:
        """Return the most that a glyph of a font made of drawings paints, in the space of a text of size 1."""
        if not isinstance(font, DictionaryObject) or font.get("/Subtype") != "/Type3":
            return None
        own = target_of(font.get("/Resources"))
        resources = own if isinstance(own, DictionaryObject) else self._resources
        glyphs = target_of(font.get("/CharProcs"))
        held = [target_of(each) for each in dict.values(glyphs)] if isinstance(glyphs, DictionaryObject) else []
        drawn = [self._painting.once(each, resources) for each in held if isinstance(each, StreamObject)]
        scale = scale_of(matrix_of(font.get("/FontMatrix"), _THOUSANDTHS))
        most = [max((each[index] for each in drawn), default=0.0) for index in range(4)]
        return PaintedArea(most[0] * scale * scale, most[1], most[2] * scale, most[3])

    def colour(self, _numbers: bytes, word: bytes) -> None:
        paint = self._pattern() if word in (b"scn", b"SCN") else PLAIN
        if word.islower():
            if paint is not self._state.fill:
                self._state = replace(self._state, fill=paint)
        elif paint is not self._state.stroke:
            self._state = replace(self._state, stroke=paint)

    def _pattern(self) -> Colouring:
        found = self._held("/Pattern") if self._name else None
        if not isinstance(found, DictionaryObject):
            return PLAIN
        if not isinstance(found, StreamObject):
            return Colouring(shading_factor(target_of(found.get("/Shading"))))
        scale = scale_of(matrix_of(found.get("/Matrix"))) ** 2
        apart_pt2 = max(abs(number_of(found.get("/XStep")) * number_of(found.get("/YStep"))) * scale, _LEAST_PT2)
        tile_pt2 = min(size_of(box_of(found.get("/BBox"))) * scale, size_of(self._box))
        first = self._painting.once(found, self._resources).seen(scale, tile_pt2)
        return Colouring(1.0, apart_pt2, _TILE + _TILED * tile_pt2, first)  # A tile is painted once, and then copied.

    def shade(self, _numbers: bytes, _word: bytes) -> None:
        self._add(self._state.clip, Colouring(shading_factor(self._held("/Shading"))))

    def graphics(self, _numbers: bytes, _word: bytes) -> None:
        held = self._held("/ExtGState")
        if not isinstance(held, DictionaryObject):
            return
        state = self._state  # What an entry does not name stays as it was.
        if "/ca" in held:
            state = replace(state, clear_fill=_CLEAR if number_of(held["/ca"], 1.0) < 1.0 else 1.0)
        if "/CA" in held:
            state = replace(state, clear_stroke=_CLEAR if number_of(held["/CA"], 1.0) < 1.0 else 1.0)
        if "/BM" in held:
            is_plain = str(target_of(held["/BM"])) in ("/Normal", "/Compatible")
            state = replace(state, blended=1.0 if is_plain else _BLENDED)
        if "/SMask" in held:
            mask = target_of(held["/SMask"])
            group = target_of(mask.get("/G")) if isinstance(mask, DictionaryObject) else None
            fixed = 0.0
            if isinstance(group, StreamObject):
                fixed = self._painting.once(group, self._resources).seen(scale_of(state.matrix) ** 2, size_of(self._box))
            state = replace(state, masked=_MASKED if isinstance(mask, DictionaryObject) else 1.0, fixed=fixed)
        self._state = state
        font = target_of(held.get("/Font"))
        if isinstance(font, ArrayObject) and len(font) > 1:
            self._state = replace(self._state, size=abs(number_of(font[1])), glyph=self._glyph(target_of(font[0])))

    def drawing(self, _numbers: bytes, _word: bytes) -> None:
        found = self._held("/XObject")
        if not isinstance(found, StreamObject):
            return
        if found.get("/Subtype") == "/Image":
            self._picture(found)
            return
        matrix = joined(matrix_of(found.get("/Matrix")), self._state.matrix)
        visible = size_of(common(turned(box_of(found.get("/BBox")), matrix), self._state.clip))
        painted = self._painting.once(found, self._resources)
        factor = self._state.factor + (_GROUPED if "/Group" in found else 0.0)
        scale = scale_of(matrix)
        self._area += min(painted.area * scale * scale, painted.times * visible) * self._state.factor + visible * factor
        self._times += painted.times * self._state.factor + factor
        self._length += painted.length * scale * self._state.factor
        self._fixed += _OPERATOR + painted.fixed + self._state.fixed
        self._all_letters += painted.letters

    def _picture(self, picture: StreamObject) -> None:
        a, b, c, d = self._state.matrix[:4]
        is_turned = abs(b) + abs(c) > 0 and abs(a) + abs(d) > 0
        factor = _TURNED_PICTURE if is_turned else _STENCIL if "/ImageMask" in picture else _PICTURE
        masks = [target_of(picture.get(key)) for key in ("/SMask", "/Mask")]
        pixels = sum(pixels_of(each) for each in (picture, *masks))
        self._add(turned((0.0, 0.0, 1.0, 1.0), self._state.matrix), self._state.fill, factor)
        self._fixed += _PIXEL * pixels

    def picture_within(self, _numbers: bytes, _word: bytes) -> None:
        self._add(turned((0.0, 0.0, 1.0, 1.0), self._state.matrix), self._state.fill, _STENCIL)

    def _held(self, room: str) -> PdfObject | None:
        key = (room, self._name)
        if key not in self._found:
            held = target_of(self._resources.get(room))
            self._found[key] = target_of(held.get(f"/{self._name}")) if isinstance(held, DictionaryObject) else None
        return self._found[key]


_THOUSANDTHS: Final[Turn] = (0.001, 0.0, 0.0, 0.001, 0.0, 0.0)
_Act = Callable[[_ContentPainting, bytes, bytes], None]
_POINTS: Final = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4}
_FILLS: Final = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_STROKES: Final = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_ENDS_TEXT: Final = frozenset((b"Tj", b"TJ", b"'", b'"'))
_ACTS: Final[Mapping[bytes, _Act]] = {
    b"q": _ContentPainting.save,
    b"Q": _ContentPainting.restore,
    b"cm": _ContentPainting.turn,
    b"w": _ContentPainting.line_width,
    **dict.fromkeys(_POINTS, _ContentPainting.point),
    b"re": _ContentPainting.rectangle,
    **dict.fromkeys((b"W", b"W*"), _ContentPainting.clip),
    **dict.fromkeys((*_FILLS, *_STROKES, b"n"), _ContentPainting.path),
    **dict.fromkeys(_ENDS_TEXT, _ContentPainting.text),
    b"Tm": _ContentPainting.text_matrix,
    b"BT": _ContentPainting.begin_text,
    b"Tf": _ContentPainting.font,
    **dict.fromkeys((b"scn", b"SCN", b"g", b"G", b"rg", b"RG", b"k", b"K", b"sc", b"SC"), _ContentPainting.colour),
    b"sh": _ContentPainting.shade,
    b"gs": _ContentPainting.graphics,
    b"Do": _ContentPainting.drawing,
    b"BI": _ContentPainting.picture_within,
}
