"""Blocks that share no words and still are one another: one closing for another, a number in a table's cell, a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from letterpack.patterns import late
from letterpack.review.align import Pair, key_of
from letterpack.review.document import ShownBlock

TABLE: Final = "table"
_COLON: Final = late(r"[:：]\s*$")
_BlockKind: TypeAlias = tuple[str, bool]


def with_replaced(old: Sequence[ShownBlock], new: Sequence[ShownBlock], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield ``pairs`` with what came in the place of something else of its kind as one; rows of a table as one, too."""
    if all(pair.equal for pair in pairs):
        yield from pairs
        return
    moved = _in_both(old, new, pairs)
    waiting: list[Pair] = []
    for pair in pairs:
        if pair.old and pair.new:
            yield from _paired(old, new, waiting, moved)
            waiting.clear()
            yield pair
        else:
            waiting.append(pair)
    yield from _paired(old, new, waiting, moved)


def _in_both(old: Sequence[ShownBlock], new: Sequence[ShownBlock], pairs: Sequence[Pair]) -> frozenset[str]:
    """Return what is gone in one place and new in another: it moved."""
    gone = {key_of(old[i]) for pair in pairs if not pair.new for i in pair.old}
    return frozenset(gone & {key_of(new[j]) for pair in pairs if not pair.old for j in pair.new})


def _paired(
    old: Sequence[ShownBlock], new: Sequence[ShownBlock], stretch: Sequence[Pair], moved: frozenset[str]
) -> Iterator[Pair]:
    """Yield the pairs of a stretch between two blocks that stayed."""
    gone = [i for pair in stretch for i in pair.old]
    come = [j for pair in stretch for j in pair.new]
    olds = {i: _kind(old[i]) for i in gone if key_of(old[i]) not in moved}
    news = {j: _kind(new[j]) for j in come if key_of(new[j]) not in moved}
    met = dict(_met(olds, news))
    for pair in _joined(old, new, stretch):
        if any(i in met for i in pair.old):
            i = pair.old[0]
            yield Pair((i,), (met[i],), equal=False, replaced=True)
        elif not any(j in met.values() for j in pair.new):
            yield pair


def _met(olds: dict[int, _BlockKind], news: dict[int, _BlockKind]) -> Iterator[tuple[int, int]]:
    """Yield what stands in whose place: the only one of its kind on both sides, or as many cells of a table as there were."""
    counts = Counter(olds.values()), Counter(news.values())
    for kind, count in counts[0].items():
        if count == counts[1][kind] and (count == 1 or kind[0] == TABLE):
            yield from zip([i for i in olds if olds[i] == kind], [j for j in news if news[j] == kind], strict=True)


def _kind(block: ShownBlock) -> _BlockKind:
    return block.field, block.field != "salutation" and bool(_COLON.search(block.text))


def _joined(old: Sequence[ShownBlock], new: Sequence[ShownBlock], stretch: Sequence[Pair]) -> Iterator[Pair]:
    """Yield ``stretch`` with cells that came together, or went, as one."""
    cells_gone = tuple([i for pair in stretch for i in pair.old if old[i].field == TABLE])
    cells_come = tuple([j for pair in stretch for j in pair.new if new[j].field == TABLE])
    if bool(cells_gone) == bool(cells_come):
        yield from stretch
        return
    told = False
    for pair in stretch:
        if not any(old[i].field == TABLE for i in pair.old) and not any(new[j].field == TABLE for j in pair.new):
            yield pair
        elif not told:
            told = True
            yield Pair(cells_gone, cells_come, equal=False, replaced=True)
