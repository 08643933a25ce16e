"""How wide text stands on a terminal, so that a caret comes right under what it points at."""

from __future__ import annotations

import unicodedata
from typing import Final

from letterpack.interface import translated
from letterpack.patterns import late
from letterpack.render.acting import ACTING, sign

TAB_CELLS: Final = 4
"""Cells that an excerpt gives a tab; it is shown as that many spaces."""
_COMMAND: Final = late(r"(^|\s):(?=:[^:\s])|##(?=\[)")
"""Where the log of a GitHub Actions run takes a line for a command: `::` at its start, `##[` anywhere."""
_TURNING: Final = late("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_ISOLATE: Final = ("\u2066", "\u2069")
"""LRI and PDI (UAX 9, 2.4.2)."""
_RIGHT_TO_LEFT_ISOLATE: Final = "\u2067"
"""RLI."""
_PART: Final = " · "


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
        if direction in _RIGHT_TO_LEFT:
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
    return isolated(harmless) if in_words is None else in_words if _RIGHT_TO_LEFT_ISOLATE in in_words else isolated(in_words)


def told_parts(line: str) -> str:
    """Return a ``line`` that sums up, each of its parts as ``told`` does."""
    parts = _PART.join(map(told, line.split(_PART)))
    return f"{_RIGHT_TO_LEFT_ISOLATE}{parts}{_ISOLATE[1]}" if _RIGHT_TO_LEFT_ISOLATE in parts else parts


def isolated(text: str) -> str:
    """Return ``text`` with isolates around what is written from right to left.

    A terminal that reorders then turns each stretch in its own place, and one that does not shows it there too: the
    stretch as a whole has the same cells on both.
    """
    if text.isascii():
        return text
    parts, position = [], 0
    for start, end in turning_runs(text):
        parts += [text[position:start], _ISOLATE[0], text[start:end], _ISOLATE[1]]
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
