"""Content streams to the lines of text they paint, each with its place and its marked content (ISO 32000-1, 8.4, 9.4, 14.6).

Reads whatever text a page shows, in any font that tells what its codes say. A line ends where the text matrix is set
anew, or another marked content begins. ActualText stands for what is inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.model.observed import FontRun, Shown
from letterpack.patterns import late
from letterpack.readback.fonts import UNKNOWN, CompositeFont, in_their_lines, is_mirrored, reading_order
from letterpack.readback.values import Malformed, PdfName, Value, literal_string, parse, text_of
from letterpack.values import replace

UNMARKED: Final = "unmarked"
"""In place of an artifact's kind, for text outside all marked content."""
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
UNIT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Operand: TypeAlias = "float | bytes | PdfName | list[Operand] | dict[str, Value]"


class MarkedContent(Struct, frozen=True):
    """A marked-content sequence that is open: its MCID or -1, its artifact kind or empty, its ActualText or None."""

    mcid: int
    artifact: str
    actual: str | None


class State(Struct, frozen=True):
    """The graphics state that a content stream begins or ends with, as far as text goes, and the marks that are open."""

    matrix: Matrix
    font: str
    size_pt: float
    character_pt: float
    word_pt: float
    scale: float
    rise_pt: float
    marks: tuple[MarkedContent, ...]
    saved: tuple[State, ...]


START: Final = State(UNIT, "", 0.0, 0.0, 0.0, 1.0, 0.0, (), ())


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first`` and then ``second`` (8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def matrix(operands: list[Operand]) -> Matrix:
    """Return the matrix whose six numbers are ``operands``. Raises ``TypeError`` and ``ValueError`` where they are none."""
    a, b, c, d, e, f = [number(each) for each in operands]
    return (a, b, c, d, e, f)


def number(operand: Operand) -> float:
    """Return ``operand``. Raises ``TypeError`` where it is no number."""
    if not isinstance(operand, float):
        raise TypeError("a number is wanted")
    return operand


class ContentRead(Struct, frozen=True):
    """What one content stream paints: its lines, its marked contents, how many pictures, the state it leaves, the fonts it used
    by resource name, and what was wrong.
    """

    shown: tuple[Shown, ...]
    mcids: tuple[int, ...]
    images: int
    end: State
    fonts: dict[str, CompositeFont | None]
    problems: tuple[str, ...]


def read_content(
    data: bytes,
    fonts: Mapping[str, CompositeFont | None],
    height_pt: float,
    state: State = START,
    properties: Mapping[str, Value] = MappingProxyType({}),
    *,
    right_to_left: bool = False,
) -> ContentRead:
    """Return what ``data`` paints on a page of ``height_pt``, beginning in ``state``. Raises ``Malformed``.

    ``right_to_left`` is how the document's language runs.
    """
    reader = _ContentReader(data, state, fonts, properties, height_pt)
    reader.right_to_left = right_to_left
    reader.run()
    shown = in_their_lines(reader.shown, reader.seen) if right_to_left else reader.shown
    return ContentRead(
        tuple(shown),
        tuple(reader.mcids),
        reader.images,
        _carried(reader.state()),
        reader.used,
        tuple(dict.fromkeys(reader.problems)),
    )


def texts_of(readings: Iterable[ContentRead]) -> dict[int, str]:
    """Return the text of the marked contents of a page's ``readings`` by MCID."""
    texts: dict[int, str] = {}
    for reading in readings:
        for mcid in reading.mcids:
            texts.setdefault(mcid, "")
        for shown in reading.shown:
            if shown.mcid >= 0:
                texts[shown.mcid] = texts.get(shown.mcid, "") + shown.text
    return texts


def _carried(end: State) -> State:
    """Return the state that the next stream of the page begins in. The press sets a font before it shows anything."""
    return START if replace(end, font="", size_pt=0.0) == START else end


class _ContentReader:
    """Runs the operators that place and paint text; all others only take their operands away."""

    def __init__(
        self,
        data: bytes,
        state: State,
        fonts: Mapping[str, CompositeFont | None],
        properties: Mapping[str, Value],
        height_pt: float,
    ) -> None:
        self.data, self.fonts, self.properties, self.height = data, fonts, properties, height_pt
        self.matrix, self.font_name, self.size = state.matrix, state.font, state.size_pt
        self.character, self.word, self.scale, self.rise = state.character_pt, state.word_pt, state.scale, state.rise_pt
        self.marks, self.saved = list(state.marks), list(state.saved)
        self.font: CompositeFont | None = fonts.get(state.font)
        self.text_matrix = self.line_matrix = UNIT
        self.shown: list[Shown] = []
        self.seen: list[str] = []
        self.mcids: list[int] = []
        self.images = 0
        self.leading = 0.0
        self.used: dict[str, CompositeFont | None] = {state.font: self.font} if state.font else {}
        self.problems: list[str] = []
        self.line: list[str] = []
        self.faces: list[tuple[CompositeFont | None, float, int]] = []
        self.line_at: tuple[float, float] = (0.0, 0.0)
        self.line_mark = MarkedContent(-1, UNMARKED, None)
        self.line_scale = 1.0
        self.actual_said = False
        self.right_to_left = False

    def state(self) -> State:
        return State(
            self.matrix,
            self.font_name,
            self.size,
            self.character,
            self.word,
            self.scale,
            self.rise,
            tuple(self.marks),
            tuple(self.saved),
        )

    def run(self) -> None:
        for operator, operands in operators(self.data):
            handler = _OPERATORS.get(operator)
            if handler is not None:
                try:
                    handler(self, operands)
                except (IndexError, TypeError, ValueError) as error:
                    raise Malformed(f"an operator {operator.decode('latin-1')} in a page has wrong operands") from error
        self._end_line()

    # Marked content (14.6)

    def begin_marked(self, operands: list[Operand]) -> None:
        tag = str(operands[0])
        properties = operands[1] if len(operands) > 1 else {}
        if isinstance(properties, PdfName):
            found = self.properties.get(properties)
            properties = found if isinstance(found, dict) else {}
        if not isinstance(properties, dict):
            raise TypeError("the properties of marked content are a dictionary")
        mcid, actual = properties.get("MCID"), properties.get("ActualText")
        outer = self._mark()
        if isinstance(mcid, int):
            self.mcids.append(mcid)
            mark = MarkedContent(mcid, "", None)
        elif tag == "Artifact":
            mark = MarkedContent(-1, str(properties.get("Subtype") or properties.get("Type") or "Artifact"), None)
        else:
            mark = MarkedContent(outer.mcid, outer.artifact, outer.actual)
        said = text_of(actual) if isinstance(actual, bytes) else None
        if tag == "ReversedChars" and not said and is_mirrored(outer.actual or ""):
            mark = replace(mark, actual=None)
            self.actual_said = True
        elif said is not None and (tag != "ReversedChars" or is_mirrored(said)):
            mark = replace(mark, actual=said)
            self.actual_said = False
        self.marks.append(mark)

    def end_marked(self, _: list[Operand]) -> None:
        if not self.marks:
            raise Malformed("marked content in a page ends that did not begin")
        mark = self.marks.pop()
        if mark.actual and not self.actual_said and mark.actual != self._mark().actual:
            self._say(mark.actual, 0.0)

    def _mark(self) -> MarkedContent:
        return self.marks[-1] if self.marks else MarkedContent(-1, UNMARKED, None)

    # What the graphics state is: 8.4.

    def save(self, _: list[Operand]) -> None:
        self.saved.append(replace(self.state(), marks=(), saved=()))

    def restore(self, _: list[Operand]) -> None:
        if self.saved:
            kept = self.saved.pop()
            self.matrix, self.font_name, self.size = kept.matrix, kept.font, kept.size_pt
            self.character, self.word, self.scale, self.rise = kept.character_pt, kept.word_pt, kept.scale, kept.rise_pt
            self.font = self.fonts.get(self.font_name)

    def transform(self, operands: list[Operand]) -> None:
        self.matrix = times(matrix(operands), self.matrix)

    def draw(self, _: list[Operand]) -> None:
        self.images += 1

    # How text is set: 9.3.

    def set_font(self, operands: list[Operand]) -> None:
        self.font_name, self.size = str(operands[0]), number(operands[1])
        self.font = self.used[self.font_name] = self.fonts.get(self.font_name)
        if self.font is None:
            self.problems.append(f"the font {self.font_name} does not say what its characters mean")

    def set_character(self, operands: list[Operand]) -> None:
        self.character = number(operands[0])

    def set_word(self, operands: list[Operand]) -> None:
        self.word = number(operands[0])

    def set_scale(self, operands: list[Operand]) -> None:
        self.scale = number(operands[0]) / 100

    def set_rise(self, operands: list[Operand]) -> None:
        self.rise = number(operands[0])

    # Text, shown: 9.4.

    def begin_text(self, _: list[Operand]) -> None:
        self._end_line()
        self.text_matrix = self.line_matrix = UNIT

    def set_matrix(self, operands: list[Operand]) -> None:
        self._end_line()
        self.text_matrix = self.line_matrix = matrix(operands)

    def move(self, operands: list[Operand]) -> None:
        self._end_line()
        self.line_matrix = times((1.0, 0.0, 0.0, 1.0, number(operands[0]), number(operands[1])), self.line_matrix)
        self.text_matrix = self.line_matrix

    def show(self, operands: list[Operand]) -> None:
        self._show([operands[0]])

    def next_line(self, _: list[Operand]) -> None:
        self.move([0.0, -self.leading])

    def move_and_lead(self, operands: list[Operand]) -> None:
        self.leading = -number(operands[1])
        self.move(operands)

    def set_leading(self, operands: list[Operand]) -> None:
        self.leading = number(operands[0])

    def show_on_next_line(self, operands: list[Operand]) -> None:
        self.next_line([])
        self._show([operands[-1]])

    def show_array(self, operands: list[Operand]) -> None:
        parts = operands[0]
        if not isinstance(parts, list):
            raise TypeError("an array is wanted")
        self._show(parts)

    def _show(self, parts: list[Operand]) -> None:
        font, size = self.font, self.size
        if font is None:
            if any(isinstance(part, bytes) for part in parts):
                self._say(UNKNOWN, 0.0)
            return
        codes = b"".join([part[: len(part) & ~1] for part in parts if isinstance(part, bytes)])
        kerns = sum([number(part) for part in parts if not isinstance(part, bytes)])
        text, width = font.string(codes)
        self._say(text, ((width - kerns) / 1000 * size + self.character * (len(codes) // 2)) * self.scale)

    def _say(self, text: str, advance: float) -> None:
        """Add ``text`` to the line, as the marks that are open let it be read, and move on by ``advance``."""
        mark = self._mark()
        if mark.actual is not None:
            text, self.actual_said = ("" if self.actual_said else mark.actual), True
        key = MarkedContent(mark.mcid, mark.artifact, None)
        if self.line and key != self.line_mark:
            self._end_line()
        if not self.line:
            across, _, _, up, x, y = times(self.text_matrix, self.matrix)
            self.line_at, self.line_mark, self.line_scale = (x, self.height - y), key, abs(up) or abs(across)
            self.line_font = self.font.base if self.font else self.font_name
            self.line_size = self.size * self.line_scale
            self.faces = []
        if not self.faces or self.faces[-1][:2] != (self.font, self.size):
            self.faces.append((self.font, self.size, len(self.line)))
        self.line.append(text)
        a, b, c, d, e, f = self.text_matrix
        self.text_matrix = (a, b, c, d, e + advance * a, f + advance * b)

    def _end_line(self) -> None:
        if not self.line:
            return
        x, y = self.line_at
        end = times(self.text_matrix, self.matrix)[4]
        mark = self.line_mark
        self.seen.append("".join(self.line))
        text = reading_order(self.seen[-1], right_to_left=self.right_to_left)
        faces = face_runs(self.faces, self.line, self.line_scale) if len(self.faces) > 1 else ()
        self.shown.append(Shown(text, x, y, end - x, self.line_size, self.line_font, mark.artifact, mark.mcid, faces))
        self.line = []


_OPERATORS: Final = {
    b"BDC": _ContentReader.begin_marked,
    b"BMC": _ContentReader.begin_marked,
    b"EMC": _ContentReader.end_marked,
    b"q": _ContentReader.save,
    b"Q": _ContentReader.restore,
    b"cm": _ContentReader.transform,
    b"Do": _ContentReader.draw,
    b"BI": _ContentReader.draw,
    b"Tf": _ContentReader.set_font,
    b"Tc": _ContentReader.set_character,
    b"Tw": _ContentReader.set_word,
    b"Tz": _ContentReader.set_scale,
    b"Ts": _ContentReader.set_rise,
    b"TL": _ContentReader.set_leading,
    b"BT": _ContentReader.begin_text,
    b"Tm": _ContentReader.set_matrix,
    b"Td": _ContentReader.move,
    b"TD": _ContentReader.move_and_lead,
    b"T*": _ContentReader.next_line,
    b"Tj": _ContentReader.show,
    b"TJ": _ContentReader.show_array,
    b"'": _ContentReader.show_on_next_line,
    b'"': _ContentReader.show_on_next_line,
}


_FEWEST: Final = 2
"""Runs: a line in one font needs none."""


def face_runs(faces: Sequence[tuple[CompositeFont | None, float, int]], line: Sequence[str], scale: float) -> tuple[FontRun, ...]:
    """Return the letters of ``line`` by font and size; subsets of one font are one, and a line in one font needs none.

    ``faces`` are font, size and the index in ``line`` from which they hold; ``scale`` makes points of sizes.
    """
    begun: list[tuple[str, float, int]] = []
    for font, size, start in faces:
        called = font.called if font else ""
        if not begun or begun[-1][:2] != (called, size):
            begun.append((called, size, start))
    if len(begun) < _FEWEST:
        return ()
    ends = [start for *_, start in begun[1:]] + [len(line)]
    return tuple(
        [
            FontRun(called, size * scale, len("".join("".join(line[start:end]).replace("\u00ad", "").split())))
            for (called, size, start), end in zip(begun, ends, strict=True)
        ]
    )


_TOKEN: Final = late(
    rb"[\0\t\n\f\r ]*(?:%[^\r\n]*[\0\t\n\f\r ]*)*(?:<(?P<hex>[0-9A-Fa-f]*)>|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|(?P<left>\[)|(?P<right>\])"
    rb"|(?P<dictionary><<)|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<paren>\()|(?P<operator>[A-Za-z'\"]+[\d*]*))"
)
_INLINE_IMAGE_END: Final = late(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")


def operators(data: bytes) -> Iterator[tuple[bytes, list[Operand]]]:
    """Yield the operators of ``data``, each with its operands; an inline image is its ``BI`` alone. Raises ``Malformed``."""
    operands: list[Operand] = []
    stack: list[list[Operand]] = []
    match_token = _TOKEN.match
    at = 0
    while (match := match_token(data, at)) is not None:
        kind, at = match.lastgroup or "", match.end()
        if kind in _SINGLE:
            operands.append(_SINGLE[kind](match[kind]))
        elif kind == "operator":
            operator = match["operator"]
            yield operator, operands
            operands, stack = [], []
            if operator == b"BI":
                at = _behind_image(data, at)
        elif kind == "left":
            stack.append(operands)
            operands = []
        elif kind == "right":
            if not stack:
                raise Malformed("an array in a page has no beginning")
            operands, inner = stack.pop(), operands
            operands.append(inner)
        elif kind == "dictionary":
            value, at = parse(data, at - 2)
            assert isinstance(value, dict)
            operands.append(value)
        else:
            text, at = literal_string(data, at)
            operands.append(text)
    if data[at:].strip(b"\0\t\n\f\r "):
        raise Malformed("the content of a page cannot be read")


def _behind_image(data: bytes, at: int) -> int:
    end = _INLINE_IMAGE_END.search(data, at)
    if end is None:
        raise Malformed("an image in a page has no end")
    return end.end()


def _codes(digits: bytes) -> bytes:
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


_SINGLE: Final[dict[str, Callable[[bytes], Operand]]] = {
    "hex": _codes,
    "number": float,
    "name": lambda name: PdfName(name.decode("latin-1")),
}
"""How an operand is read that is one token, by the name of its group in ``_TOKEN``."""
