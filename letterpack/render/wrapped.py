"""Text that wraps: as many cells a line as there are, and what is isolated in one line isolated in the next."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import Final

from letterpack.patterns import late
from letterpack.render.columns import cells

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
