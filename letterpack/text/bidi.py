"""Text layer: which characters run from right to left (UAX #9, the Unicode bidirectional algorithm, with isolates).

Decides the embedding level of each character of a paragraph; lines are put into visual order by ``visual_order`` once they are
broken. Nothing here is run for text that has neither right-to-left letters nor direction controls.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from letterpack.patterns import late, late_strange
from letterpack.text.bidi_kinds import resolve
from letterpack.text.bidi_levels import explicit_levels, first_strong, run_sequences

LRI: Final = "\u2066"
RLI: Final = "\u2067"
FSI: Final = "\u2068"
PDI: Final = "\u2069"
RIGHT_TO_LEFT_MARK: Final = "\u200f"
_ISOLATES: Final = "\u2066\u2067\u2068"
CONTROLS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Direction controls, as the inside of a regular expression's class: they say how text is laid out and show nothing."""
CONTROL: Final = late_strange(f"[{CONTROLS}]")
_MIXED: Final = late_strange(f"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff{CONTROLS}]")
"""Blocks of right-to-left scripts (DerivedBidiClass, default classes R and AL)."""
_ISOLATE: Final = late("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
"""An isolate without others in it."""

_SPACES: Final = frozenset({"WS", "FSI", "LRI", "RLI", "PDI", "LRE", "RLE", "LRO", "RLO", "PDF", "BN"})


def needs_bidi(text: str) -> bool:
    """Whether ``text`` holds anything that may run from right to left, or a direction control."""
    return not text.isascii() and _MIXED.search(text) is not None


def has_direction(text: str) -> bool:
    """Whether ``text`` has, outside isolates, a letter that runs one way or the other."""
    return any(unicodedata.bidirectional(char) in ("L", "R", "AL") for char in _ISOLATE.sub("", text))


def first_strong_level(text: str) -> int:
    """Return 1 where the first letter of ``text`` with a direction, outside isolates, is a right-to-left one, else 0 (P2, P3)."""
    return first_strong([unicodedata.bidirectional(char) or "L" for char in text])


def isolated(text: str) -> str:
    """Return ``text`` between isolate marks, its own made to match, so that nothing in it can end the isolate early or late."""
    depth = 0
    kept: list[str] = []
    for char in text:
        if char == PDI and not depth:
            continue
        depth += (char in _ISOLATES) - (char == PDI)
        kept.append(char)
    return FSI + "".join(kept) + PDI * (depth + 1)


def embedding_levels(text: str, base_level: int) -> list[int]:
    """Return the level of each character of a paragraph at ``base_level`` (0 or 1): odd ones run from right to left.

    Whitespace at the paragraph's end has the base level (L1); that at lines' ends is for who breaks lines. A control has the
    level of what precedes it (5.2).
    """
    classes = [unicodedata.bidirectional(char) or "L" for char in text]
    resolved, levels = explicit_levels(classes, base_level)
    for sequence in run_sequences(classes, levels, base_level):
        resolve(text, sequence, resolved, levels)
    _reset_spaces(classes, levels, base_level)
    return levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the indexes of a line's parts from left to right, given the level of each in reading order (L2)."""
    order = list(range(len(levels)))
    if not levels:
        return order
    lowest_odd = min([level for level in levels if level % 2], default=max(levels) + 1)
    for level in range(max(levels), lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return order


def _reset_spaces(classes: Sequence[str], levels: list[int], base_level: int) -> None:
    """Rule L1: separators, and whitespace before them and at the end, have the base level."""
    trailing = True
    for index in range(len(classes) - 1, -1, -1):
        if classes[index] in ("B", "S"):
            levels[index] = base_level
            trailing = True
        elif classes[index] in _SPACES:
            if trailing:
                levels[index] = base_level
        else:
            trailing = False
