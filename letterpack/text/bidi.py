"""Text layer: which characters run from right to left (UAX #9, the Unicode bidirectional algorithm, with isolates).

Decides the embedding level of each character of a paragraph; lines are put into visual order by ``visual_order`` once they are
broken. Nothing here is run for text that has neither right-to-left letters nor direction controls.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from letterpack.patterns import late

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
        direction = embedding
        if embedding not in inside:
            outside = kinds[opening - 1 :: -1] if opening else []
            direction = next((_strong(kind) for kind in outside if _strong(kind) in "LR"), before)
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


# Explicit levels, and the sequences that are resolved together (X1 to X10).

_MAX_DEPTH: Final = 125
INITIATORS: Final = ("LRI", "RLI", "FSI")
_EMBEDDINGS: Final = ("RLE", "LRE", "RLO", "LRO")
_STRONG: Final = {"L": "L", "R": "R", "AL": "R"}
"""Classes of letters, and the direction in which they run."""
_REMOVED: Final = frozenset({*_EMBEDDINGS, "PDF", "BN"})
"""What X9 takes out."""


class RunSequence(NamedTuple):
    """An isolating run sequence (BD13): its characters, and the direction before and behind it (X10)."""

    indexes: list[int]
    level: int
    before: str
    behind: str


def explicit_levels(  # noqa: C901, PLR0912 - one stack, and what X2 to X7 do with it
    classes: Sequence[str], base_level: int
) -> tuple[list[str], list[int]]:
    """Return each character's class after overrides, and its explicit level (X1 to X8).

    What begins something stands outside of it, and so does what ends it.
    """
    inside = _directions_inside(classes)
    entries = [(base_level, "", False)]  # Level, the class that overrides others, whether it is an isolate.
    # How much of what is open was too deep to be heeded: its ends must not end anything else.
    deep_isolates = deep_embeddings = isolates = 0
    resolved, levels = list(classes), [base_level] * len(classes)
    for index, bidi in enumerate(classes):
        if bidi == "PDI" and deep_isolates:
            deep_isolates -= 1
        elif bidi == "PDI" and isolates:
            deep_embeddings, isolates = 0, isolates - 1
            while not entries.pop()[2]:
                pass
        level, override, is_isolate = entries[-1]
        if bidi != "B":
            levels[index] = level
            if override and bidi not in _REMOVED:
                resolved[index] = override
        begins_isolate = bidi in INITIATORS
        if begins_isolate or bidi in _EMBEDDINGS:
            leftward = bidi[0] == "R" or (bidi == "FSI" and inside.get(index) == "R")
            deeper = (level + 1) | 1 if leftward else (level + 2) & ~1
            # Past one that was too deep everything is, even where a level more would still do: else pairs would part.
            if deeper <= _MAX_DEPTH and not deep_isolates and not deep_embeddings:
                entries.append((deeper, bidi[0] if bidi[2] == "O" else "", begins_isolate))
                isolates += begins_isolate
            elif begins_isolate:
                deep_isolates += 1
            elif not deep_isolates:
                deep_embeddings += 1
        elif bidi == "PDF" and not deep_isolates:
            if deep_embeddings:
                deep_embeddings -= 1
            elif not is_isolate and len(entries) > 1:
                entries.pop()
    return resolved, levels


def _directions_inside(classes: Sequence[str]) -> dict[int, str]:
    """Map each isolate initiator to the direction of the first letter in it that is in no isolate within (X5c); none where it has
    no such letter.

    One pass for all of them: thousands of isolates, one in the other, would else be read as many times.
    """
    found: dict[int, str] = {}
    open_at: list[int] = []
    for index, bidi in enumerate(classes):
        if bidi in INITIATORS:
            open_at.append(index)
        elif bidi == "B":
            open_at.clear()
        elif open_at and bidi == "PDI":
            open_at.pop()
        elif open_at and bidi in _STRONG:
            found.setdefault(open_at[-1], _STRONG[bidi])
    return found


def _matching(classes: Sequence[str]) -> dict[int, int]:
    """Map each isolate initiator to its PDI (BD9)."""
    found: dict[int, int] = {}
    open_at: list[int] = []
    for index, bidi in enumerate(classes):
        if bidi in INITIATORS:
            open_at.append(index)
        elif bidi == "PDI" and open_at:
            found[open_at.pop()] = index
    return found


def run_sequences(classes: Sequence[str], levels: list[int], base_level: int) -> list[RunSequence]:
    """Return the isolating run sequences (X9, X10); what X9 removes takes the level of what precedes it."""
    kept = [index for index, bidi in enumerate(classes) if bidi not in _REMOVED]
    runs: list[list[int]] = []
    for index in kept:
        if runs and levels[runs[-1][-1]] == levels[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    matching = _matching(classes)
    closing = {pdi: initiator for initiator, pdi in matching.items()}
    by_first = {run[0]: run for run in runs}
    found: list[RunSequence] = []
    for run in runs:
        if run[0] in closing:
            continue
        indexes = list(run)
        while (last := indexes[-1]) in matching and (following := by_first.get(matching[last])) is not None:
            indexes.extend(following)
        found.append(_bounded(indexes, kept, classes, levels, base_level, continues=indexes[-1] in matching))
    for index, bidi in enumerate(classes):
        if bidi in _REMOVED:
            levels[index] = levels[index - 1] if index else base_level
    return found


def _bounded(
    indexes: list[int], kept: list[int], classes: Sequence[str], levels: list[int], base_level: int, *, continues: bool
) -> RunSequence:
    """Return a sequence with the directions around it: of the higher of the two levels that meet there."""
    first, last = bisect_right(kept, indexes[0]) - 1, bisect_right(kept, indexes[-1])
    level = levels[indexes[0]]
    before = levels[kept[first - 1]] if first else base_level
    open_ended = classes[indexes[-1]] in INITIATORS and not continues
    behind = base_level if open_ended or last >= len(kept) else levels[kept[last]]
    return RunSequence(indexes, level, direction_of(max(level, before)), direction_of(max(level, behind)))


def direction_of(level: int) -> str:
    """Return the direction in which text at ``level`` runs: R leftward, L rightward."""
    return "R" if level % 2 else "L"


# Paragraphs and lines.

LRI: Final = "\u2066"
RLI: Final = "\u2067"
FSI: Final = "\u2068"
PDI: Final = "\u2069"
RIGHT_TO_LEFT_MARK: Final = "\u200f"
_ISOLATES: Final = "\u2066\u2067\u2068"
CONTROLS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Direction controls, as the inside of a regular expression's class: they say how text is laid out and show nothing."""
CONTROL: Final = late(f"[{CONTROLS}]")
_MIXED: Final = late(f"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff{CONTROLS}]")
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
    depth = 0
    for bidi in map(unicodedata.bidirectional, text):
        if bidi in INITIATORS:
            depth += 1
        elif bidi == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and bidi in ("L", "R", "AL", ""):
            return int(bidi in ("R", "AL"))
        elif bidi == "B":
            return 0
    return 0


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
    trailing = True  # Rule L1: separators, and whitespace before them and at the end, have the base level.
    for index in range(len(classes) - 1, -1, -1):
        is_separator = classes[index] in ("B", "S")
        trailing = is_separator or (trailing and classes[index] in _SPACES)
        if trailing:
            levels[index] = base_level
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
