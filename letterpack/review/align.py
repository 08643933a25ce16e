"""Which block became which, and which words in them: alignment without a thought for what it means.

Blocks first, by what they say; between equal ones, those that resemble each other; in those, words. So a moved page break, a new
paragraph or another line end never becomes an edit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from msgspec import Struct
from rapidfuzz import process
from rapidfuzz.distance import Indel

from letterpack.patterns import late
from letterpack.review.document import ShownBlock, ShownWord, loosened, words_of

_ALIKE_ENOUGH: Final = 0.4
"""Paragraphs that share fewer words than this are two paragraphs and not one that was edited."""
_MOST_PAIRS: Final = 3_600
"""Of blocks between two equal ones that are compared by their words; of more, all of them are one change."""
_MOST_STEPS: Final = 100_000_000
"""Of blocks that are aligned by what they say, those of one side times those of the other: 10,000 with 10,000. It takes 12 MB."""
_SAME_ROW: Final = 0.5
"""The likeness of two rows of a list that makes them one another."""
MOST_ROWS: Final = 3_000
"""Rows on a side that are looked through for one that resembles another; whatever the list is longer, its names still tell."""
_MOST_WORDS: Final = 6_000
_PICTURED: Final = "\0"
_FEW_WORDS: Final = 3
"""Blocks of so few may be equal by chance: cells of tables, labels."""
_LITTLE_WORD: Final = 3
"""Letters of a word that stands between two edits by chance, an article or the like: they are one."""


class Pair(Struct, frozen=True):
    """Blocks that are one another, by index: one on each side, more where one was divided, none where one is new or gone.

    ``replaced`` where nothing but their place makes them one another.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    equal: bool
    replaced: bool = False


class WordEdit(Struct, frozen=True):
    """Words ``old`` (start and end in the old words) became words ``new``."""

    old: tuple[int, int]
    new: tuple[int, int]


def key_of(block: ShownBlock) -> str:
    """Return what a block says, as it is compared: the words for a picture are none of the text's."""
    words = loosened(block.text).split()
    return " ".join([f"{_PICTURED}{word}" for word in words] if block.role.endswith("Figure") else words)


def pair_blocks(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> list[Pair]:
    """Return which of ``old`` became which of ``new``, in order."""
    olds, news = [key_of(block) for block in old], [key_of(block) for block in new]
    first = _common(olds, news)
    last = _common(olds[first:][::-1], news[first:][::-1])
    pairs = [Pair((index,), (index,), equal=True) for index in range(first)]
    old_end, new_end = len(olds) - last, len(news) - last
    steps = _steps(olds[first:old_end], news[first:new_end])
    gone = {olds[first + i] for kind, i1, i2, _, _ in steps if kind != "equal" for i in range(i1, i2)}
    moved = {news[first + j] for kind, _, _, j1, j2 in steps if kind != "equal" for j in range(j1, j2)} & gone
    for kind, i1, i2, j1, j2 in steps:
        old_range, new_range = range(first + i1, first + i2), range(first + j1, first + j2)
        if kind == "equal":
            pairs.extend([Pair((i,), (j,), equal=True) for i, j in zip(old_range, new_range, strict=True)])
        else:
            pairs.extend(_resembling(olds, news, old_range, new_range, moved))
    pairs.extend([Pair((old_end + index,), (new_end + index,), equal=True) for index in range(last)])
    return pairs


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return which stretches are equal in both, and what stands between them.

    Of more than ``_MOST_STEPS``, those alone are equal that stand once on each side, in the longest order that both have.
    """
    if len(old) * len(new) <= _MOST_STEPS:
        edits = [
            (each.src_start, each.src_end, each.dest_start, each.dest_end)
            for each in Indel.opcodes(old, new)
            if each.tag == "equal"
        ]
    else:
        counts, others = Counter(old), Counter(new)
        places = {key: j for j, key in enumerate(new) if others[key] == 1}
        kept = [(i, places[key]) for i, key in enumerate(old) if counts[key] == 1 and key in places]
        edits = [(i, i + 1, j, j + 1) for i, j in _longest_order(kept)]
    found, i, j = [], 0, 0
    for i1, i2, j1, j2 in (*edits, (len(old), len(old), len(new), len(new))):
        if i < i1 or j < j1:
            found.append(("replace", i, i1, j, j1))
        if i1 < i2:
            found.append(("equal", i1, i2, j1, j2))
        i, j = i2, j2
    return found


def _longest_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most of ``pairs`` whose second numbers grow as the first ones do (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1], tops[pile : pile + 1] = [place], [index]
    found, at = [], tops[-1] if tops else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def pair_rows(old: Sequence[str], new: Sequence[str], *, by_likeness: bool = True) -> dict[int, int]:
    """Return which rows of a list became which, by index: those with the same first line, else those that are most alike."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for j in range(len(new) - 1, -1, -1):
        waiting[_first_line(new[j])].append(j)
    found = {i: js.pop() for i, row in enumerate(old) if (js := waiting.get(_first_line(row)))}
    rest = [i for i in range(len(old)) if i not in found]
    choices: dict[int, str | None] = {j: new[j] for j in sorted({*range(len(new))} - {*found.values()})}
    if not by_likeness or max(len(rest), len(choices)) > MOST_ROWS:
        return found
    for i in rest:
        best = process.extractOne(old[i], choices, scorer=Indel.normalized_similarity, score_cutoff=_SAME_ROW)
        if best is not None:
            found[i] = best[2]
            choices[best[2]] = None
    return found


def _first_line(row: str) -> str:
    return " ".join(row.partition("\n")[0].split())


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _resembling(olds: Sequence[str], news: Sequence[str], old: range, new: range, moved: AbstractSet[str]) -> list[Pair]:
    """Pair the blocks between two equal stretches by their words; those that ``moved`` are none of their new neighbours."""
    if not old or not new:
        return [Pair((i,), (), equal=False) for i in old] + [Pair((), (j,), equal=False) for j in new]
    if " ".join(olds[i] for i in old) == " ".join(news[j] for j in new) or len(old) * len(new) > _MOST_PAIRS:
        return [Pair(tuple(old), tuple(new), equal=False)]
    return _undivided(olds, news, _best_path(olds, news, old, new, moved))


def _best_path(olds: Sequence[str], news: Sequence[str], old: range, new: range, moved: AbstractSet[str]) -> list[Pair]:
    """Return the pairing in order that keeps most (longest common subsequence, weighted by likeness)."""
    old_words, new_words = [olds[i].split() for i in old], [news[j].split() for j in new]
    elsewhere = [
        {index for index, words in enumerate(side) if len(words) > _FEW_WORDS and " ".join(words) in moved}
        for side in (old_words, new_words)
    ]
    likeness = [
        [0.0 if i in elsewhere[0] or j in elsewhere[1] else Indel.normalized_similarity(a, b) for j, b in enumerate(new_words)]
        for i, a in enumerate(old_words)
    ]
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= _ALIKE_ENOUGH else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if likeness[i][j] >= _ALIKE_ENOUGH and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append(Pair((old[i],), (new[j],), equal=False))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append(Pair((old[i],), (), equal=False))
            i += 1
        else:
            pairs.append(Pair((), (new[j],), equal=False))
            j += 1
    pairs.extend([Pair((old[each],), (), equal=False) for each in range(i, rows)])
    pairs.extend([Pair((), (new[each],), equal=False) for each in range(j, columns)])
    return pairs


def _undivided(olds: Sequence[str], news: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """Put a paragraph that was divided, or two that were joined, together again."""
    found: list[Pair] = []
    for pair in pairs:
        if (
            found
            and (whole := _together(found[-1], pair))
            and _likeness(olds, news, whole) > 0.1 + max(_likeness(olds, news, found[-1]), _likeness(olds, news, pair))
        ):
            found[-1] = whole
        else:
            found.append(pair)
    return found


def _together(one: Pair, other: Pair) -> Pair | None:
    old, new = one.old + other.old, one.new + other.new
    sides = [bool(each.old and each.new) for each in (one, other)]
    return Pair(old, new, equal=False) if any(sides) and not all(sides) else None


def _likeness(olds: Sequence[str], news: Sequence[str], pair: Pair) -> float:
    if not pair.old or not pair.new:
        return 0.0
    old = [word for i in pair.old for word in olds[i].split()]
    return Indel.normalized_similarity(old, [word for j in pair.new for word in news[j].split()])


def edit_words(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> tuple[list[ShownWord], list[ShownWord], list[WordEdit]]:
    """Return the words of both sides and the edits between them, small ones that belong together as one."""
    old_words, new_words = words_of(old), words_of(new)
    olds, news = [loosened(word.text) for word in old_words], [loosened(word.text) for word in new_words]
    if len(olds) > _MOST_WORDS and len(news) > _MOST_WORDS:
        return old_words, new_words, [WordEdit((0, len(olds)), (0, len(news)))]
    edits = [
        WordEdit((each.src_start, each.src_end), (each.dest_start, each.dest_end))
        for each in Indel.opcodes(olds, news)
        if each.tag != "equal"
    ]
    edits = _merged(edits, olds)
    return old_words, new_words, [_slid(edit, old_words, new_words, olds, news) for edit in edits]


def _merged(edits: Sequence[WordEdit], olds: Sequence[str]) -> list[WordEdit]:
    """Join edits that only a chance word or two stands between (as diff-match-patch's semantic cleanup does)."""
    found: list[WordEdit] = []
    for edit in edits:
        if found:
            last = found[-1]
            between = edit.old[0] - last.old[1]
            shorter = min(
                max(last.old[1] - last.old[0], last.new[1] - last.new[0]),
                max(edit.old[1] - edit.old[0], edit.new[1] - edit.new[0]),
            )
            little = between == 0 or (between == 1 and len(olds[last.old[1]]) <= _LITTLE_WORD) or between < shorter
            if little:
                found[-1] = WordEdit((last.old[0], edit.old[1]), (last.new[0], edit.new[1]))
                continue
        found.append(edit)
    return found


def _slid(
    edit: WordEdit, old_words: Sequence[ShownWord], new_words: Sequence[ShownWord], olds: Sequence[str], news: Sequence[str]
) -> WordEdit:
    """Move what is only new, or only gone, to where a sentence or a block begins, if it says the same there."""
    if edit.old[0] == edit.old[1]:
        words, keys, (start, end) = new_words, news, edit.new
    elif edit.new[0] == edit.new[1]:
        words, keys, (start, end) = old_words, olds, edit.old
    else:
        return edit
    for shift in range(1, min(start, 20) + 1):
        if keys[start - shift] != keys[end - shift]:
            break
        before, first = words[start - shift - 1] if start > shift else None, words[start - shift]
        if before is None or before.block != first.block or before.text[-1] in ".!?:;":
            return WordEdit((edit.old[0] - shift, edit.old[1] - shift), (edit.new[0] - shift, edit.new[1] - shift))
    return edit


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
