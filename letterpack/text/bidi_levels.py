"""Text layer: explicit levels of bidirectional text, and the sequences that are resolved together (UAX #9, X1 to X10)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

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


class _StatusEntry(NamedTuple):
    """What holds for characters inside an embedding or isolate: their level, and the class that overrides theirs, if any."""

    level: int
    override: str
    is_isolate: bool


class _DirectionalStatus:
    """The stack of what is open, and how much of that was too deep to be heeded (X1): its ends must not end anything else."""

    def __init__(self, base_level: int) -> None:
        self.entries = [_StatusEntry(base_level, "", is_isolate=False)]
        self.overflow_isolates = self.overflow_embeddings = self.valid_isolates = 0

    def _is_too_deep(self, level: int) -> bool:
        # Past one that was too deep everything is, even where a level more would still do: else pairs would part.
        return level > _MAX_DEPTH or self.overflow_isolates > 0 or self.overflow_embeddings > 0

    def embed(self, bidi: str) -> None:
        """Rules X2 to X5: begin an embedding or an override."""
        level = _next_level(self.entries[-1].level, leftward=bidi[0] == "R")
        if not self._is_too_deep(level):
            self.entries.append(_StatusEntry(level, bidi[0] if bidi[2] == "O" else "", is_isolate=False))
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def isolate(self, *, leftward: bool) -> None:
        """Rules X5a to X5c: begin an isolate."""
        level = _next_level(self.entries[-1].level, leftward=leftward)
        if self._is_too_deep(level):
            self.overflow_isolates += 1
        else:
            self.valid_isolates += 1
            self.entries.append(_StatusEntry(level, "", is_isolate=True))

    def end_isolate(self) -> None:
        """Rule X6a: end the isolate, and all embeddings in it that were left open."""
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.valid_isolates:
            self.overflow_embeddings = 0
            while not self.entries.pop().is_isolate:
                pass
            self.valid_isolates -= 1

    def end_embedding(self) -> None:
        """Rule X7: end the embedding or override, but none that an isolate stands in."""
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif not self.entries[-1].is_isolate and len(self.entries) > 1:
            self.entries.pop()


def explicit_levels(classes: Sequence[str], base_level: int) -> tuple[list[str], list[int]]:
    """Return each character's class after overrides, and its explicit level (X1 to X8).

    What begins something stands outside of it, and so does what ends it.
    """
    inside = _directions_inside(classes)
    status = _DirectionalStatus(base_level)
    resolved, levels = list(classes), [base_level] * len(classes)
    for index, bidi in enumerate(classes):
        if bidi == "PDI":
            status.end_isolate()
        level, override, _ = status.entries[-1]
        if bidi != "B":
            levels[index] = level
            if override and bidi not in _REMOVED:
                resolved[index] = override
        if bidi in _EMBEDDINGS:
            status.embed(bidi)
        elif bidi in INITIATORS:
            status.isolate(leftward=bidi == "RLI" or (bidi == "FSI" and inside.get(index) == "R"))
        elif bidi == "PDF":
            status.end_embedding()
    return resolved, levels


def _next_level(level: int, *, leftward: bool) -> int:
    """Return the next level that is odd, for what runs leftward, or even."""
    return (level + 1) | 1 if leftward else (level + 2) & ~1


def first_strong(classes: Sequence[str]) -> int:
    """Return 1 where the first letter with a direction, outside isolates, runs leftward, else 0 (P2, P3)."""
    depth = 0
    for bidi in classes:
        if bidi in INITIATORS:
            depth += 1
        elif bidi == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and bidi in _STRONG:
            return int(_STRONG[bidi] == "R")
        elif bidi == "B":
            return 0
    return 0


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
