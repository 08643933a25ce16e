"""Content streams to the lines of text they paint, each with its place and its marked content (ISO 32000-1, 8.4, 9.4, 14.6).

Reads whatever text a page shows, in any font that tells what its codes say. A line ends where the text matrix is set
anew, or another marked content begins. ActualText stands for what is inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from letterpack.model.observed import Shown
from letterpack.readback.directions import in_their_lines, reading_order
from letterpack.readback.face_runs import face_runs
from letterpack.readback.fonts import UNKNOWN, CompositeFont
from letterpack.readback.graphics_state import START, UNIT, MarkedContent, Operand, State, matrix, number, times
from letterpack.readback.operators import operators
from letterpack.readback.passages import is_mirrored, lies
from letterpack.readback.plain_text import read_plain
from letterpack.readback.values import Malformed, Name, Value, text_of
from letterpack.values import replace

UNMARKED: Final = "unmarked"
"""In place of an artifact's kind, for text outside all marked content."""


@dataclass(slots=True)
class ContentRead:
    """What one content stream paints: its lines, the state it leaves, the fonts it used by resource name, and what was wrong.

    ``mcids`` are its marked contents, ``said_mcids`` those with text; ``says_unknown`` and ``says_unmarked`` whether it
    paints a character that says nothing, or text outside all marks; ``is_plain`` where it has nothing but lines of text and
    rules, as letterpack writes them.
    """

    shown: tuple[Shown, ...] = ()
    mcids: tuple[int, ...] = ()
    images: int = 0
    end: State = START
    fonts: dict[str, CompositeFont | None] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    said_mcids: frozenset[int] = frozenset()
    says_unknown: bool = False
    says_unmarked: bool = False
    is_plain: bool = field(default=False, compare=False)


def read_content(
    data: bytes,
    state: State,
    fonts: Mapping[str, CompositeFont | None],
    properties: Mapping[str, Value],
    height_pt: float,
    *,
    right_to_left: bool = False,
) -> ContentRead:
    """Return what ``data`` paints on a page of ``height_pt``, beginning in ``state``. Raises ``Malformed``.

    ``right_to_left`` is how the document's language runs.
    """
    plain = read_plain(data, fonts, height_pt, right_to_left=right_to_left) if state is START else None
    if plain is not None:
        shown = in_their_lines(plain.shown, plain.seen) if right_to_left else plain.shown
        found = _read_as(shown, plain.mcids, plain.fonts)
        found.is_plain = True
        return found
    reader = _ContentReader(data, state, fonts, properties, height_pt)
    reader.right_to_left = right_to_left
    reader.run()
    shown = in_their_lines(reader.shown, reader.seen) if right_to_left else reader.shown
    found = _read_as(shown, reader.mcids, reader.used)
    found.images, found.end, found.problems = reader.images, _carried(reader.state()), tuple(dict.fromkeys(reader.problems))
    return found


def _read_as(shown: Sequence[Shown], mcids: Sequence[int], fonts: dict[str, CompositeFont | None]) -> ContentRead:
    return ContentRead(
        shown=tuple(shown),
        mcids=tuple(mcids),
        fonts=fonts,
        said_mcids=frozenset([line.mcid for line in shown if line.mcid >= 0]),
        says_unknown=any(UNKNOWN in line.text for line in shown),
        says_unmarked=any(line.artifact == UNMARKED and line.text.strip() for line in shown),
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
        self.painted: list[tuple[int, list[str]]] = []
        """For each passage that is open and says its text itself, outside in: how many marks are around it, what it shows."""
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
        if isinstance(properties, Name):
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
            self.painted.append((len(self.marks), []))
        self.marks.append(mark)

    def end_marked(self, _: list[Operand]) -> None:
        if not self.marks:
            raise Malformed("marked content in a page ends that did not begin")
        mark = self.marks.pop()
        if self.painted and self.painted[-1][0] == len(self.marks):
            painted = "".join(self.painted.pop()[1])
            if lies(mark.actual or "", painted):
                self.problems.append("a page says other letters than it shows")
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
        if self.painted:
            self.painted[-1][1].append(text)
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
