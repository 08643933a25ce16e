"""Text layer: what marks, numbers, brackets and signs in bidirectional text go with (UAX #9, W1 to I2).

Each rule is a function over the classes of one sequence's characters, which it changes; they are called in the standard's order,
for each builds on what the one before has left.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.text.bidi_levels import INITIATORS, RunSequence, direction_of

_MAX_PAIRS: Final = 63
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"})
_ODD_PAIRS: Final = {0x298D: 0x2990, 0x298F: 0x298E}
"""Brackets whose closing one is not among the next two characters (BidiBrackets.txt)."""
_CANONICAL: Final = {0x3008: 0x2329, 0x3009: 0x232A}


def resolve(text: str, sequence: RunSequence, resolved: list[str], levels: list[int]) -> None:
    """Resolve weak and neutral characters of a sequence (W1 to N2) and set its levels (I1, I2)."""
    indexes, level, before, behind = sequence
    kinds = [resolved[index] for index in indexes]
    original = list(kinds)
    _weak(kinds, before)
    embedding = direction_of(level)
    _brackets([text[index] for index in indexes], original, kinds, before, embedding)
    _neutrals(kinds, before, behind, embedding)
    for index, kind in zip(indexes, kinds, strict=True):
        if level % 2:
            levels[index] = level + (kind != "R")
        else:
            levels[index] = level + {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds: list[str], before: str) -> None:
    """Rules W1 to W7."""
    _marks_and_letters(kinds, before)
    _separators(kinds)
    _terminators(kinds)
    strong = before
    for index, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _marks_and_letters(kinds: list[str], before: str) -> None:
    """Rules W1 to W3: marks are what they stand on, numbers behind Arabic letters are Arabic, and those letters run leftward."""
    previous = strong = before
    for index, own in enumerate(kinds):
        kind = previous if own == "NSM" else own
        if own == "NSM" and previous in (*INITIATORS, "PDI"):
            kind = "ON"
        previous = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[index] = "AN" if kind == "EN" and strong == "AL" else kind
    for index, kind in enumerate(kinds):
        if kind == "AL":
            kinds[index] = "R"


def _separators(kinds: list[str]) -> None:
    """Rule W4: a separator between two numbers of a kind is part of them."""
    for index in range(1, len(kinds) - 1):
        around = kinds[index - 1]
        if around == kinds[index + 1] and (
            (around == "EN" and kinds[index] in ("ES", "CS")) or (around == "AN" and kinds[index] == "CS")
        ):
            kinds[index] = around


def _terminators(kinds: list[str]) -> None:
    """Rule W5: terminators beside European numbers are part of them."""
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > start and ((start and kinds[start - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")):
            kinds[start:end] = ["EN"] * (end - start)
        start = max(end, start + 1)


def _strong(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else kind


def _brackets(chars: list[str], original: list[str], kinds: list[str], before: str, embedding: str) -> None:
    """Rule N0: a pair of brackets goes with what it encloses."""
    for opening, closing in _pairs(chars, kinds):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} & {"L", "R"}
        if not inside:
            continue
        if embedding in inside:
            direction = embedding
        else:
            context = (
                next((_strong(kind) for kind in kinds[opening - 1 :: -1] if _strong(kind) in "LR"), before) if opening else before
            )
            direction = context if context != embedding else embedding
        for at in (opening, closing):
            kinds[at] = direction
            for index in range(at + 1, len(kinds)):
                if original[index] != "NSM":
                    break
                kinds[index] = direction


def _pairs(chars: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of brackets (BD16), in the order of their opening."""
    found: list[tuple[int, int]] = []
    stack: list[tuple[int, int]] = []
    for index, (char, kind) in enumerate(zip(chars, kinds, strict=True)):
        if kind != "ON" or not unicodedata.mirrored(char):
            continue
        if closing := _closing_bracket(char):
            if len(stack) == _MAX_PAIRS:
                return []
            stack.append((closing, index))
        elif unicodedata.category(char) == "Pe":
            code = _CANONICAL.get(ord(char), ord(char))
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == code:
                    found.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(found)


@lru_cache(maxsize=256)
def _closing_bracket(char: str) -> int:
    """Return the code point that closes the bracket ``char`` opens; 0 where it opens none (BidiBrackets.txt)."""
    if unicodedata.category(char) != "Ps" or not unicodedata.mirrored(char):
        return 0
    code = ord(char)
    codes = (_ODD_PAIRS[code],) if code in _ODD_PAIRS else (code + 1, code + 2)
    closing = next((each for each in codes if unicodedata.category(chr(each)) == "Pe"), 0)
    return _CANONICAL.get(closing, closing)


def _neutrals(kinds: list[str], before: str, behind: str, embedding: str) -> None:
    """Rules N1 and N2: neutrals take the direction that both sides have, else the embedding's."""
    start = 0
    while start < len(kinds):
        if kinds[start] not in _NEUTRAL:
            start += 1
            continue
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        left = _strong(kinds[start - 1]) if start else before
        right = _strong(kinds[end]) if end < len(kinds) else behind
        kinds[start:end] = [left if left == right else embedding] * (end - start)
        start = end
