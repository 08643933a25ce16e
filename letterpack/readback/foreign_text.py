"""Text with places from a page that others made, by PDFium, which reads any font: letter by letter.

PDFium's own lines take letters of their neighbors along where boxes overlap, as Chromium's do, and turn round what a file has
in reading order. Here places alone decide. A line is what stands on one baseline without a column's gap, whichever way the text
is turned. Its letters are put in order by their places, for files hold them in any: in reading order, as drawn, or reversed.
"""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
from msgspec import Struct
from pypdfium2 import raw

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.text.bidi import embedding_levels, needs_bidi, visual_order
from letterpack.values import replace

ENCLOSED = "Enclosed"
"""In place of an artifact's kind: text of a page that this program did not set."""
_HYPHENS: Final = frozenset("\ufffe\u0002")
"""What PDFium says for a hyphen that a line's end put in."""
_MADE_UP: Final = frozenset(" \r\n")
"""What PDFium puts between letters by itself."""
_BULLETS: Final = frozenset(b"\x7f\x81\x8d\x8f\x90\x9d")
"""What WinAnsiEncoding has no letter for."""
_STRAIGHT: Final = 0.08
"""Of a quarter turn: what leans less is straight."""
_ITALIC: Final = late("[\u0000-\u058f\u1e00-\u1fff]")
"""Scripts that lean, and whose letters have a glyph each (Unicode 16, Blocks)."""
_OVERHANG: Final = 0.25
"""Of the size: more is no overhang, but a ligature of which the letter is a part."""
_MOST_CHARACTERS: Final = 200_000
_LEAST_SIZE_PT: Final = 0.1
_FIRST_PAIR, _PAIRS, _LAST_PAIR = 0xD800, 0xDC00, 0xDFFF
HYPHEN: Final = "\u00ad"
UNKNOWN: Final = "\ufffd"
"""In place of a letter that a file draws and does not name."""
_WORD_GAP: Final = 0.17
"""Of the size: kerning is less, the spaces of a justified line are more."""
_SPACED_LETTERS: Final = 6
"""A line with fewer letters does not tell letter-spacing from spaces."""
_LINE_GAP: Final = 1.6
"""Of the size: what stands farther away on the same height is another column or cell."""
_SAME_BASELINE: Final = 0.25
_MARK_BASELINE: Final = 1.0
"""How far a mark may stand from the baseline of its letter, of the size."""
_ONE_PLACE_PT: Final = 0.01
_TWICE: Final = 0.1
"""Of the size: the same letter so near is the same letter, drawn again to make it bold."""
_FIRST_MARK: Final = "\u0300"
_NEAR: Final = 3
"""Clusters between a letter and the glyph of its mark, at most."""
_REACH: Final = 0.05
"""Of the size: what programs add around a letter is less."""
_OVER: Final = 0.35
"""Of the size: an accent's middle is no farther from its letter's."""
_ACCENTS: Final = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "^": "\u0302", "˜": "\u0303", "~": "\u0303", "¯": "\u0304", "ˉ": "\u0304",
    "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
"""Accents that programs draw over a letter of their own, as TeX does with its first fonts."""
_DOTLESS: Final = {"ı": "i", "ȷ": "j"}
_STOPS: Final = ".,;:!?؟،؛"
"""What no line begins with."""
_OPENING, _CLOSING = "([{<«‹", ")]}>»›"
_OTHER_WAY: Final = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_LABEL: Final = 4
"""Characters of a list's label: its bracket has no other."""


class DrawnLetter(Struct, frozen=True):
    """A character at ``origin``, from ``left`` to ``right`` along its baseline at the height ``base``; ``turn`` is its way, in
    radians, ``place`` its number in the file.
    """

    text: str
    origin: float
    left: float
    right: float
    base: float
    size: float
    turn: float
    place: int


class _DrawnCluster(Struct, frozen=True):
    """Characters that stand at one place, in reading order: a letter and its marks, or all that one glyph says."""

    text: str
    left: float
    right: float
    size: float


def lines_of(letters: Iterable[DrawnLetter]) -> Iterator[list[DrawnLetter]]:
    """Yield the lines, each with its letters from left to right and the spaces that the file has between them."""
    for row in _rows(letters):
        bidi = needs_bidi("".join([letter.text for letter in row]))
        # PDFium puts spaces between letters from right to left somewhere near, and of no width: gaps tell more.
        placed = [letter for letter in row if not (letter.text.isspace() and letter.right <= letter.left)] if bidi else row
        parts = _parted(sorted(placed, key=lambda letter: round(letter.origin / _ONE_PLACE_PT)))
        yield from reversed(parts) if bidi and _runs_left([letter.text for letter in row]) else parts


def _rows(letters: Iterable[DrawnLetter]) -> Iterator[list[DrawnLetter]]:
    """Yield letters that follow each other on one baseline, as they follow, without the spaces around them."""
    row: list[DrawnLetter] = []
    for letter in letters:
        if letter.text.isspace():
            if row and _is_on(row[0], letter):
                row.append(letter)
            continue
        if row and not _is_on(row[0], letter):
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _parted(row: Sequence[DrawnLetter]) -> list[list[DrawnLetter]]:
    """Return the letters of a row as the lines that a column's gap parts."""
    found: list[list[DrawnLetter]] = []
    right = 0.0
    for letter in row:
        if letter.text.isspace():
            if found:
                found[-1].append(letter)
        elif found and letter.left - right < _LINE_GAP * letter.size:
            found[-1].append(letter)
            right = max(right, letter.right)
        else:
            found.append([letter])
            right = letter.right
    return found


def _runs_left(texts: Sequence[str]) -> bool:
    """Whether a row of ``texts`` in any order is read from right to left: by what most of its letters do."""
    classes = [unicodedata.bidirectional(text[0]) for text in texts]
    return sum([each in ("R", "AL") for each in classes]) > classes.count("L")


def _is_on(line: DrawnLetter, letter: DrawnLetter) -> bool:
    """Whether ``letter`` stands on the baseline of ``line``, a mark somewhere over or under it."""
    if line.turn != letter.turn:
        return False
    off, size = abs(line.base - letter.base), max(line.size, letter.size)
    return off < _SAME_BASELINE * size or (off < _MARK_BASELINE * size and _is_mark(letter.text))


def _is_mark(text: str) -> bool:
    return text in _ACCENTS or unicodedata.category(text) == "Mn"


def read_line(line: Sequence[DrawnLetter]) -> str:
    """Return what a line says in reading order, with spaces where words part."""
    spaced = _spaced(_accented(_clusters(line)))
    if spaced.count(UNKNOWN) * 2 > len(spaced):  # A name here and there is then PDFium's guess.
        spaced = [each if each.isspace() else UNKNOWN for each in spaced]
    said = "".join(spaced)
    return _in_reading_order(spaced) if needs_bidi(said) else said.strip()


def _clusters(letters: Sequence[DrawnLetter]) -> list[_DrawnCluster]:
    """Return what stands at each place; marks are with the letter that they stand over."""
    found: list[_DrawnCluster] = []
    marks: list[DrawnLetter] = []
    origin = float("-inf")
    last = ""
    for letter in letters:
        said = letter.text
        if found and letter.origin - origin <= _ONE_PLACE_PT:
            text = _composed(found[-1].text, said) or found[-1].text + said
            found[-1] = replace(found[-1], text=text, right=max(found[-1].right, letter.right))
            last = text
        elif said >= _FIRST_MARK and unicodedata.category(said) == "Mn":
            marks.append(letter)
        elif said != last or letter.left - found[-1].left >= _TWICE * letter.size:
            found.append(_DrawnCluster(said, _start(letter), letter.right, letter.size))
            origin, last = letter.origin, said
    found = [
        cluster
        for at, cluster in enumerate(found)
        if len(cluster.text) == 1 or not _says_again(found[max(0, at - _NEAR) : at], cluster)
    ]
    for mark in sorted(marks, key=lambda mark: mark.place):
        at = min(range(len(found)), key=lambda index: _apart(found[index], mark), default=-1)
        if at >= 0:
            found[at] = replace(found[at], text=found[at].text + mark.text)
    return found


def _start(letter: DrawnLetter) -> float:
    """Return where a letter begins: a j reaches left of its origin, and the space before it would look too small."""
    return letter.origin if letter.origin - letter.left > _REACH * letter.size else letter.left


def _says_again(before: Sequence[_DrawnCluster], cluster: _DrawnCluster) -> bool:
    """Whether ``cluster`` is a glyph over one that has said it: of a letter and its mark, Chromium names each glyph so."""
    return any(each.text == cluster.text and abs(each.right - cluster.right) < _TWICE * cluster.size for each in before)


def _apart(cluster: _DrawnCluster, mark: DrawnLetter) -> float:
    return abs((cluster.left + cluster.right) - (mark.left + mark.right))


def _accented(clusters: Sequence[_DrawnCluster]) -> Sequence[_DrawnCluster]:
    """Return ``clusters`` with accents that are drawn over a letter as part of it."""
    if _ACCENTS.keys().isdisjoint([cluster.text for cluster in clusters]):
        return clusters
    found: list[_DrawnCluster] = []
    for cluster in clusters:
        last = found[-1] if found else None
        if last is not None and _over(last, cluster) and (made := _composed(last.text, cluster.text)):
            found[-1] = replace(cluster, text=made, left=min(last.left, cluster.left), right=max(last.right, cluster.right))
        else:
            found.append(cluster)
    return found


def _over(one: _DrawnCluster, other: _DrawnCluster) -> bool:
    return abs((one.left + one.right) - (other.left + other.right)) / 2 < _OVER * max(one.size, other.size)


def _composed(one: str, other: str) -> str:
    """Return a letter and an accent, whichever comes first, as one character; nothing where there is none."""
    accent, letter = (one, other) if one in _ACCENTS else (other, one)
    if accent not in _ACCENTS:
        return ""
    made = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _ACCENTS[accent])
    return made if len(made) == 1 else ""


def _spaced(clusters: Sequence[_DrawnCluster]) -> list[str]:
    """Return the texts of ``clusters`` from left to right, with spaces where the file or a gap has one."""
    widest = _widest_gap(clusters)
    found: list[str] = []
    right = float("inf")
    for cluster in clusters:
        said = cluster.text
        if said.isspace():
            if found and found[-1] != " ":
                found.append(" ")
            continue
        if cluster.left - right > widest * cluster.size and found and found[-1] != " ":
            found.append(" ")
        if not found or cluster.right > right:
            right = cluster.right
        found.append(said)
    return found


def _widest_gap(clusters: Sequence[_DrawnCluster]) -> float:
    """Return the widest gap between letters of a word, of their size: more where all are spaced."""
    gaps: list[float] = []
    before = None
    for after in clusters:
        if after.text.isspace():
            before = None
            continue
        if before is not None:
            gaps.append((after.left - before.right) / after.size)
        before = after
    gaps.sort()
    usual = gaps[len(gaps) // 10] if len(gaps) >= _SPACED_LETTERS else 0.0
    return _WORD_GAP + max(usual, 0.0)


def _in_reading_order(clusters: Sequence[str]) -> str:
    """Return a line that is given from left to right as it is read (UAX 9 undoes itself); most of its letters say which way."""
    seen = "".join([cluster[0] for cluster in clusters])
    levels = embedding_levels(seen, int(_line_runs_left(seen)))
    return _bracketed("".join([clusters[index] for index in visual_order(levels)]).strip())


def _line_runs_left(seen: str) -> bool:
    """Whether a line, given from left to right, is read from right to left: its ends say so, or what most of its letters do."""
    ways = [each != "L" for each in map(unicodedata.bidirectional, seen) if each in ("L", "R", "AL")]
    if ways[0] == ways[-1]:
        return ways[0]
    stops = [seen.strip()[end] in _STOPS for end in (0, -1)]
    return stops[0] if stops[0] != stops[1] else _runs_left(seen)


def _bracketed(said: str) -> str:
    """Return ``said`` with brackets that open before they close: files name either the one that is read or the one seen."""
    open_ones: list[str] = []
    made: list[str] = []
    for at, char in enumerate(said):
        turned = char.translate(_OTHER_WAY)
        kind = min(char, turned)
        if turned == char:
            made.append(char)
        elif open_ones and open_ones[-1] == kind:
            open_ones.pop()
            made.append(_closing(char, turned))
        elif kind in said[at + 1 :] or kind.translate(_OTHER_WAY) in said[at + 1 :]:
            open_ones.append(kind)
            made.append(_opening(char, turned))
        else:
            made.append(_closing(char, turned) if at < _LABEL else char)
    return "".join(made)


def _opening(char: str, turned: str) -> str:
    return char if char in _OPENING else turned


def _closing(char: str, turned: str) -> str:
    return char if char in _CLOSING else turned


def page_lines(page: pdfium.PdfPage) -> tuple[Shown, ...]:
    """Return the lines of text on ``page``; a letter that its font gives no meaning to is U+FFFD."""
    height = page.get_mediabox()[3]
    with _text_on(page) as text:
        return tuple([_shown(line, height) for line in lines_of(_letters(text))])


def page_words(page: pdfium.PdfPage) -> tuple[Shown, ...]:
    """Return all that ``page`` says as one text without a place, in a fraction of the time that its lines take."""
    with _text_on(page) as text:
        return (Shown(text.get_text_range(), 0, 0, 0, 0, "", ENCLOSED, -1),)


@contextmanager
def _text_on(page: pdfium.PdfPage) -> Iterator[pdfium.PdfTextPage]:
    turned = page.get_rotation()
    page.set_rotation(0)  # Of turned pages PDFium gives the lines from below.
    text = page.get_textpage()
    try:
        yield text
    finally:
        text.close()
        page.set_rotation(turned)


def _directly(function: Any, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 -- functions and types of ctypes.
    """Return ``function`` of PDFium as one that takes and gives addresses: a page of text asks such for 20,000 answers."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_OF_LETTER: Final = (ctypes.c_void_p, ctypes.c_int)
_code_of: Final = _directly(raw.FPDFText_GetUnicode, ctypes.c_uint, *_OF_LETTER)
_has_no_name: Final = _directly(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, *_OF_LETTER)
_is_made_up: Final = _directly(raw.FPDFText_IsGenerated, ctypes.c_int, *_OF_LETTER)
_text_of: Final = _directly(raw.FPDFText_GetTextObject, ctypes.c_void_p, *_OF_LETTER)
_box_of: Final = _directly(raw.FPDFText_GetLooseCharBox, ctypes.c_int, *_OF_LETTER, ctypes.c_void_p)
_origin_of: Final = _directly(raw.FPDFText_GetCharOrigin, ctypes.c_int, *_OF_LETTER, ctypes.c_void_p, ctypes.c_void_p)


def _letters(text: pdfium.PdfTextPage) -> Iterator[DrawnLetter]:
    """Yield the characters in the order of the file; those that PDFium made up are left out."""
    half = 0
    places, page = _LetterPlaces(text), _address(text.raw)
    known: dict[int, str] = {}
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = written = _code_of(page, index)
        if _FIRST_PAIR <= code < _PAIRS:
            half = code
            continue
        if half and _PAIRS <= code <= _LAST_PAIR:
            code = 0x10000 + ((half - _FIRST_PAIR) << 10) + (code - _PAIRS)
        half = 0
        if _has_no_name(page, index) == 1:
            said, written = _nameless(text, index, code), -1
        elif (said := known.get(code, HYPHEN)) is HYPHEN:
            said = known[code] = _said(code)
        if said and (said not in _MADE_UP or _is_made_up(page, index) != 1):
            letter = places.of(index, said, written)
            if letter is not None:
                yield letter


def _address(pointer: Any) -> int:  # noqa: ANN401 -- a pointer.
    return ctypes.addressof(pointer.contents)


def _said(code: int) -> str:
    char = chr(code) if code <= sys.maxunicode else ""
    if char in _HYPHENS:
        return HYPHEN
    return char if char and (char.isprintable() or char.isspace() or unicodedata.category(char) in ("Cf", "Co")) else ""


def _nameless(text: pdfium.PdfTextPage, index: int, code: int) -> str:
    """Return what a letter is that its font does not name: a bullet where a viewer's own font shows one (ISO 32000-1, D.2)."""
    if code not in _BULLETS:
        return UNKNOWN
    font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text, index))
    return UNKNOWN if raw.FPDFFont_GetIsEmbedded(font) == 1 else "•"


class _OneText(NamedTuple):
    """What the letters of one text of a page's content share: size and turn on the page, a font, and how far each of its
    letters moves the next one, of its size, by what it is.
    """

    size: float
    turn: float
    cosine: float
    sine: float
    font: Any
    advances: dict[int, float]


class _LetterPlaces:
    """Where the letters of a page stand, asked one by one; what PDFium answers with is written to the same places each time.
    What the letters of a text share is asked for its first.
    """

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text, self._page = text.raw, _address(text.raw)
        self._box, self._origin, self._width = raw.FS_RECTF(), (ctypes.c_double * 2)(), ctypes.c_float()
        self._box_at, self._x_at = ctypes.addressof(self._box), ctypes.addressof(self._origin)
        self._y_at = self._x_at + ctypes.sizeof(ctypes.c_double)
        self._matrix = raw.FS_MATRIX()
        self._advances: dict[int, dict[int, float]] = {}
        self._texts: dict[int, _OneText] = {}

    def of(self, index: int, said: str, code: int) -> DrawnLetter | None:
        """Return the character of this ``code`` with its place along its baseline; nothing where PDFium knows none. One that
        its font does not name has the code -1.
        """
        page, box = self._page, self._box
        if not _box_of(page, index, self._box_at) or not _origin_of(page, index, self._x_at, self._y_at):
            return None
        origin, base = self._origin
        place = _text_of(page, index) or 0
        shared = self._texts.get(place) or self._shared(index, place)
        size, turn, cosine, sine, _, advances = shared
        if turn:
            along = [across * cosine + up * sine for across in (box.left, box.right) for up in (box.bottom, box.top)]
            base, origin = base * cosine - origin * sine, origin * cosine + base * sine
            left, right = min(along), max(along)
        else:
            left, right = box.left, box.right
            if left > right:
                left, right = right, left
        if code >= 0:
            advance = advances.get(code) or self._advance(shared, code, said)
            hangs = right - origin - advance * size
            if 0 < hangs < _OVERHANG * size:
                right -= hangs
        return DrawnLetter(said, origin, left, right, base, size, turn, index)

    def _shared(self, index: int, place: int) -> _OneText:
        """Return what the letters of the text at ``place`` share; of a letter without one it is its own alone."""
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(self._text, index)) if place else None
        turn = _quarter(raw.FPDFText_GetCharAngle(self._text, index))
        of_font = self._advances.setdefault(_address(font), {}) if font else {}
        found = _OneText(self._size(index), turn, math.cos(turn), math.sin(turn), font, of_font)
        if place:
            self._texts[place] = found
        return found

    def _advance(self, shared: _OneText, code: int, said: str) -> float:
        """Return how far a letter moves the next one, of its size: an italic f hangs over it, and over most of a space."""
        known = _ITALIC.match(said) and shared.font and raw.FPDFFont_GetGlyphWidth(shared.font, code, 1.0, self._width)
        shared.advances[code] = self._width.value if known and self._width.value > 0 else math.inf
        return shared.advances[code]

    def _size(self, index: int) -> float:
        """Return the size of a letter as it stands on the page."""
        matrix = self._matrix
        scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(self._text, index, matrix) else 1.0
        return max(float(raw.FPDFText_GetFontSize(self._text, index)) * scale, _LEAST_SIZE_PT)


def _quarter(angle: float) -> float:
    """Return ``angle`` as a whole number of quarter turns where it is one."""
    quarters = angle / (math.pi / 2)
    return round(quarters) % 4 * math.pi / 2 if abs(quarters - round(quarters)) < _STRAIGHT else angle


def _shown(line: list[DrawnLetter], height: float) -> Shown:
    left, right = min([letter.left for letter in line]), max([letter.right for letter in line])
    size = max([letter.size for letter in line])
    return Shown(read_line(line), left, height - line[0].base, right - left, size, "", ENCLOSED, -1)
