"""Letters with places to lines as they are read: which letters are one line, where its words part, which way it runs.

A line is what stands on one baseline without a column's gap, whichever way the text is turned. Its letters are put in order by
their places, for files hold them in any: in reading order, as drawn, or reversed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.text.bidi import embedding_levels, needs_bidi, visual_order
from letterpack.values import replace

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
