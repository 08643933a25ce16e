"""Text on a terminal: how wide it stands, how it wraps, and what must not be written as it is: characters that act on a terminal,
or turn or break text unseen. These come with names and texts of strangers; every format shows them as a sign, or escapes them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Final

from letterpack.interface import translated
from letterpack.patterns import late

ACTING: Final = late(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode 15.1: controls (Cc), format characters (Cf), separators of lines and paragraphs (Zl, Zp), halves of pairs (Cs). Not
among them: tabs and line feeds; what scripts write within words (soft hyphen, zero width space and joiners; The Unicode Standard,
23.2); format characters that are seen, such as the signs before Arabic numbers.
"""
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _FIRST_STRONG, _END = "\u2066", "\u2067", "\u2068", "\u2069"
"""LRI, RLI, FSI and PDI (UAX 9, 2.4)."""
_TURNED: Final = {"L": _LEFT_TO_RIGHT, "R": _RIGHT_TO_LEFT, "AL": _RIGHT_TO_LEFT}
"""What an FSI is, by the first letter behind it (UAX 9, X5c)."""
_DENSE: Final = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60"
"""Scripts of East Asia."""
_FRENCH: Final = r" (?=[:;?!»](?![\w:]))|(?<=«) "
"""A plain space at which no line ends: French has it before a sign and behind `«`."""
KEPT: Final = late(f"[\u00a0\u202f]|{_FRENCH}")
"""A space at which no line ends."""
_PART: Final = late(f" *(?:[{_DENSE}]|(?:[^ {_DENSE}]+|{_FRENCH})+|$)")
"""A word with the spaces before it; where words have none between them, a letter. No-break spaces are of a word."""
TAB_CELLS: Final = 4
"""Cells that an excerpt gives a tab; it is shown as that many spaces."""
_COMMAND: Final = late(r"(^|\s):(?=:[^:\s])|##(?=\[)")
"""Where the log of a GitHub Actions run takes a line for a command: `::` at its start, `##[` anywhere."""
_TURNING: Final = late("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_DIRECTIONS: Final = frozenset({"R", "AL", "AN"})
"""Of what is written from right to left."""


def shown(text: str) -> str:
    """Return ``text`` as an excerpt shows it: a tab as spaces; what has no shape or would act on the terminal as a visible sign.

    Every character keeps a shape of its own, so that ``cells`` of the result is the width on the terminal.
    """
    return text if text.isascii() and text.isprintable() else "".join(_shown(char) for char in text)


def uncommanded(text: str) -> str:
    """Return ``text`` as ``shown``, with a mark without width wherever a CI service would find a command once it is wrapped."""
    return _COMMAND.sub("\\g<0>\u200b", shown(text))


def cells(text: str) -> int:
    """Return the number of terminal cells that ``text`` takes (UAX 11: wide and fullwidth two, combining none)."""
    return sum(_cells(char) for char in text)


def filled(text: str, width: int) -> str:
    """Return ``text`` with the spaces behind it that make it ``width`` cells wide."""
    return text + " " * (width - cells(text))


def turning_runs(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of every stretch written from right to left, what stands between its words included."""
    runs: list[tuple[int, int]] = []
    broken = True
    for index, char in enumerate(text):
        direction = "L" if char.isascii() and char.isalpha() else unicodedata.bidirectional(char)
        if direction in _DIRECTIONS:
            runs.append((index, index + 1) if broken else (runs.pop()[0], index + 1))
            broken = False
        elif direction == "L" or _TURNING.match(char):
            broken = True
    return tuple(runs)


def told(sentence: str) -> str:
    """Return a ``sentence`` of ours with values of the sources: in the language that is spoken, as a terminal may have it."""
    harmless = uncommanded(sentence)
    in_words = translated(harmless)
    # A text that runs from right to left comes with isolates around itself and each value.
    return isolated(harmless) if in_words is None else in_words if _RIGHT_TO_LEFT in in_words else isolated(in_words)


def told_parts(line: str) -> str:
    """Return a ``line`` that sums up, each of its parts as ``told`` does."""
    parts = " · ".join(map(told, line.split(" · ")))
    return f"{_RIGHT_TO_LEFT}{parts}{_END}" if _RIGHT_TO_LEFT in parts else parts


def isolated(text: str) -> str:
    """Return ``text`` with isolates around what is written from right to left.

    A terminal that reorders then turns each stretch in its own place, and one that does not shows it there too: the
    stretch as a whole has the same cells on both.
    """
    if text.isascii():
        return text
    parts, position = [], 0
    for start, end in turning_runs(text):
        parts += [text[position:start], _LEFT_TO_RIGHT, text[start:end], _END]
        position = end
    return "".join((*parts, text[position:]))


def _shown(char: str) -> str:
    if char == "\t":
        return " " * TAB_CELLS
    return sign(char) if char == "\n" or ACTING.match(char) else char


def _cells(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def sign(char: str) -> str:
    """Return what is shown in the place of ``char``: its picture (U+2400 to U+2421), or its code point."""
    if char < " ":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else f"<U+{ord(char):04X}>"


def without_acting(text: str, write: Callable[[str], str] = sign) -> str:
    """Return ``text`` with each character that acts as ``write`` writes it."""
    return ACTING.sub(lambda found: write(found[0]), text)


class LineIsolates:
    """The isolates that a text has open, as it comes, piece by piece.

    A terminal orders each of its lines on its own: an isolate ends with the line in which it began (UAX 9, X8), and what it was
    put around stands unprotected in the next.
    """

    def __init__(self) -> None:
        self._open: list[str] = []
        self._spaces = ""

    def __call__(self, text: str) -> str:
        """Return the next piece, with all isolates ended where a line does, and begun again in the line after it."""
        if text.isascii() and not self._open:
            return text
        return "".join(map(self._followed, text))

    def _followed(self, char: str) -> str:
        if char == " " and self._open:
            self._spaces += char
            return ""
        if char == "\n":
            return f"{self.rest()}\n{''.join(self._open)}"
        if self._open and self._open[-1] == _FIRST_STRONG:
            self._open[-1] = _TURNED.get(unicodedata.bidirectional(char), _FIRST_STRONG)
        if char in (_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _FIRST_STRONG):
            self._open.append(char)
        elif char == _END:
            del self._open[-1:]
        spaces, self._spaces = self._spaces, ""
        return spaces + char

    def rest(self) -> str:
        """Return what ends a line: the spaces that fill it are isolated no more, so that what was stands where it begins."""
        spaces, self._spaces = self._spaces, ""
        return _END * len(self._open) + spaces


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """Return the lines of ``text``, the later ones behind ``hanging``: at most ``width`` cells wide but for a word."""
    lines = [""]
    for part in _PART.findall(text):
        if part and lines[-1] and cells(lines[-1] + part) > width - (len(hanging) if lines[1:] else 0):
            lines.append(part.lstrip())
        else:
            lines[-1] += part
    isolates = LineIsolates()
    return (isolates("\n".join(lines)) + isolates.rest()).replace("\n", f"\n{hanging}").split("\n")


def hung(before: str, text: str, width: int, hanging: str = "") -> list[str]:
    """Return the lines of ``text`` behind ``before``, the later ones below the first and behind ``hanging``."""
    first, *more = wrapped(text, width - cells(before), hanging)
    return [before + first, *[" " * cells(before) + line for line in more]]


def cut(line: str, width: int) -> str:
    """Return as much of ``line`` as has a place in ``width`` cells, with a sign where the rest was."""
    if cells(line) <= width:
        return line
    ends = list(accumulate(map(cells, line)))
    isolates = LineIsolates()
    return isolates(f"{line[: bisect_right(ends, width - 1)]}…") + isolates.rest()
