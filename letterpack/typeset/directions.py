"""Runs to stretches of one direction (part of stage 4 of 7).

Text without right-to-left letters in a left-to-right letter passes untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Final

from letterpack.model.letter import Run, Runs
from letterpack.text.bidi import CONTROLS, FSI, PDI, embedding_levels, needs_bidi

_LINE_SEPARATOR: Final = "\u2028"
"""A hard break inside a paragraph ends a line, not what a direction goes by."""
_CONTROL: Final = re.compile(f"[{CONTROLS}]")
_ISOLATES: Final = "\u2066\u2067\u2068"


def in_directions(runs: Runs, right_to_left: bool) -> list[tuple[Run, int]]:
    """Return ``runs`` split where their embedding level changes, each with that level, in reading order.

    ``right_to_left`` is the paragraph's direction. Direction controls have done their work and are gone. A run that is
    ``isolated`` cannot change the direction of its neighbours.
    """
    if not right_to_left and not any(needs_bidi(run.text) for run in runs):
        return [(run, 0) for run in runs]
    texts = [_isolated(run.text) if run.isolated else run.text for run in runs]
    levels = embedding_levels("".join(texts).replace("\n", _LINE_SEPARATOR), int(right_to_left))
    found: list[tuple[Run, int]] = []
    start = 0
    for run, text in zip(runs, texts, strict=True):
        leveled = [(char, level) for char, level in zip(text, levels[start:], strict=False) if not _CONTROL.match(char)]
        for level, part in groupby(leveled, key=lambda pair: pair[1]):
            found.append((replace(run, text="".join([char for char, _ in part])), level))
        start += len(text)
    return found


def values(texts: Iterable[str], between: str) -> Runs:
    """Return those of ``texts`` that are not empty with ``between`` between them; where one may run from right to left, each has
    a direction of its own.
    """
    given = [text for text in texts if text]
    if not any(map(needs_bidi, given)):
        return (Run(between.join(given)),)
    runs = [run for text in given for run in (Run(between), Run(text, isolated=True))]
    return tuple(runs[1:])


def _isolated(text: str) -> str:
    """Return ``text`` between isolate marks, its own made to match, so that nothing in it can end the isolate early or late."""
    depth = 0
    kept: list[str] = []
    for char in text:
        if char == PDI and not depth:
            continue
        depth += (char in _ISOLATES) - (char == PDI)
        kept.append(char)
    return FSI + "".join(kept) + PDI * (depth + 1)
