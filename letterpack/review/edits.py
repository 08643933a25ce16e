"""What the text says otherwise: edits, and texts that look the same and are not. Reflow is no edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.change import Change, ChangeKind, Located, Spot
from letterpack.review.align import MOST_ROWS, Pair, WordEdit, edit_words, key_of, pair_blocks, pair_rows, with_replaced
from letterpack.review.document import ShownBlock, ShownWord, unseen
from letterpack.values import replace

_AROUND: Final = 4
"""How many words before and after an edit are shown with it."""
_SHORT: Final = 12
"""A line of so few words that several edits in it read better as one."""


TOO_LONG: Final = "too many signatories came and went to look for those whose names were corrected"
_RUNNING: Final = frozenset({"heading", "paragraph", "list item"})


class MatchedBlock(NamedTuple):
    """A block and what became of it; ``edited`` where its text is another."""

    old: ShownBlock
    new: ShownBlock
    edited: bool


class Section(Struct, frozen=True):
    """What comparing two sections found: changes, and the blocks that are one another."""

    changes: tuple[Located, ...]
    matched: tuple[MatchedBlock, ...]
    items: int
    """How many blocks with a number or a bullet are new, less those that are gone."""
    beside: tuple[tuple[Located, Located], ...] = ()
    """Blocks of running text that are gone, or new, and stand below one another."""
    note: str = ""
    """What was not looked for."""


def compare_texts(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Section:
    """Return what differs between two sections of running text."""
    changes: list[Located] = []
    matched: list[MatchedBlock] = []
    beside: list[tuple[Located, Located]] = []
    last: tuple[Pair, Located] | None = None
    items = 0
    for pair in with_replaced(old, new, pair_blocks(old, new)):
        olds, news = [old[i] for i in pair.old], [new[j] for j in pair.new]
        items += sum([bool(block.label) for block in news]) - sum([bool(block.label) for block in olds])
        if pair.equal and olds[0].text == news[0].text:
            matched.append(MatchedBlock(olds[0], news[0], edited=False))
            continue
        one_sided = pair.replaced or not (olds and news)
        found = list(_whole(olds, news) if one_sided else _edits(olds, news))
        changes.extend(found)
        if one_sided and last and _is_beside(last[0], pair) and {last[1].change.field, found[0].change.field} <= _RUNNING:
            beside.append((last[1], found[0]))
        last = (pair, found[0]) if one_sided else None
        changes.extend(_divided(pair, olds, news) if not found else ())
        if olds and news:
            matched.append(MatchedBlock(olds[0], news[0], any(not each.harmless for each in found)))
    return Section(tuple(changes), tuple(matched), items, tuple(beside))


def _is_beside(one: Pair, other: Pair) -> bool:
    """Whether what is on one side alone in ``other`` stands right below what is on the same side alone in ``one``."""
    if bool(one.old) == bool(one.new) or bool(other.old) == bool(other.new) or bool(one.old) != bool(other.old):
        return False
    return (one.old or one.new)[-1] + 1 == (other.old or other.new)[0]


def compare_lines(old: Sequence[ShownBlock], new: Sequence[ShownBlock], kind: ChangeKind) -> Section:
    """Return what differs between two blocks of short lines, such as an address: all of it is one change."""
    matched: list[MatchedBlock] = []
    gone: list[ShownBlock] = []
    come: list[ShownBlock] = []
    hidden: list[Located] = []
    for pair in pair_blocks(old, new):
        olds, news = [old[i] for i in pair.old], [new[j] for j in pair.new]
        if pair.equal:
            matched.append(MatchedBlock(olds[0], news[0], edited=False))
            if olds[0].text != news[0].text:
                hidden.extend(_edits(olds, news))
        else:
            gone.extend(olds)
            come.extend(news)
            matched.extend([MatchedBlock(a, b, edited=True) for a, b in zip(olds, news, strict=False)])
    changes = list(hidden)
    if gone or come:
        changes.append(_replaced(gone, come, kind))
    return Section(tuple(changes), tuple(matched), 0)


def _replaced(gone: Sequence[ShownBlock], come: Sequence[ShownBlock], kind: ChangeKind) -> Located:
    field = (come or gone)[0].field
    change = Change(kind, field, said(gone), said(come), _page(come or gone))
    return Located(change, _spots(gone), _spots(come))


def said(blocks: Sequence[ShownBlock]) -> str:
    """Return what ``blocks`` say, a block a line."""
    return "\n".join(["\n".join([" ".join(line.split()) for line in block.text.split("\n")]) for block in blocks])


def _whole(olds: Sequence[ShownBlock], news: Sequence[ShownBlock]) -> Iterator[Located]:
    yield _replaced(olds, news, "text")


def _divided(pair: Pair, olds: Sequence[ShownBlock], news: Sequence[ShownBlock]) -> Iterator[Located]:
    """Yield the change where the same words stand in more or fewer blocks; never for blocks that are guessed."""
    if len(pair.old) == len(pair.new) or not all(block.role for block in (*olds, *news)):
        return
    what = [f"{len(blocks)} {blocks[0].field}{'s' if len(blocks) > 1 else ''}" for blocks in (olds, news)]
    yield Located(Change("tags", news[0].field, what[0], what[1], _page(news)), _spots(olds), _spots(news))


def _edits(olds: Sequence[ShownBlock], news: Sequence[ShownBlock]) -> Iterator[Located]:
    """Yield the edits between blocks that are one another, then what differs in words that look the same."""
    old_words, new_words, edits = edit_words(olds, news)
    if len(edits) > 1 and len(olds) == len(news) == 1 and max(len(old_words), len(new_words)) <= _SHORT:
        edits = [WordEdit((0, len(old_words)), (0, len(new_words)))]
    for edit in edits:
        gone, come = old_words[slice(*edit.old)], new_words[slice(*edit.new)]
        yield _edit(olds, news, gone, come, _context(new_words, *edit.new, old_words, *edit.old))
    yield from _alike(olds, news, old_words, new_words, [(edit.old, edit.new) for edit in edits])


def _edit(
    olds: Sequence[ShownBlock],
    news: Sequence[ShownBlock],
    gone: Sequence[ShownWord],
    come: Sequence[ShownWord],
    around: tuple[str, str],
) -> Located:
    blocks, words = (news, come) if come else (olds, gone)
    block = blocks[words[0].block]
    old, new = _word_spots(olds, gone), _word_spots(news, come)
    page = (new or old)[0].page_index + 1 if new or old else None
    change = Change("text", block.field, _phrase(gone), _phrase(come), page, lead=around[0], trail=around[1])
    return Located(change, old, new)


def _alike(
    olds: Sequence[ShownBlock],
    news: Sequence[ShownBlock],
    old_words: Sequence[ShownWord],
    new_words: Sequence[ShownWord],
    edits: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> Iterator[Located]:
    """Yield a change for each kind of difference between equal words that nobody can see."""
    harmless: dict[str, list[tuple[ShownWord, ShownWord]]] = {}
    for i, j in _equal_words(len(old_words), edits):
        one, other = old_words[i], new_words[j]
        if one.text == other.text:
            continue
        found = unseen(one.text, other.text)
        if found.harmless:
            harmless.setdefault(found.note.partition(":")[0], []).append((one, other))
            continue
        old, new = _word_spots(olds, [one]), _word_spots(news, [other])
        lead, trail = _context(new_words, j, j + 1, old_words, i, i + 1)
        page = new[0].page_index + 1 if new else None
        yield Located(
            Change("invisible", news[other.block].field, one.text, other.text, page, None, None, found.note, lead, trail),
            old,
            new,
        )
    for pairs in harmless.values():
        yield _harmless(olds, news, pairs)


def _harmless(olds: Sequence[ShownBlock], news: Sequence[ShownBlock], pairs: Sequence[tuple[ShownWord, ShownWord]]) -> Located:
    one, other = pairs[0]
    note = unseen(one.text, other.text).note + (f", and so in {len(pairs) - 1} more words" if len(pairs) > 1 else "")
    old, new = _word_spots(olds, [each for each, _ in pairs]), _word_spots(news, [each for _, each in pairs])
    page = new[0].page_index + 1 if new else None
    return Located(
        Change("invisible", news[other.block].field, one.text, other.text, page, None, None, note), old, new, harmless=True
    )


def _equal_words(count: int, edits: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    for old, new in (*edits, ((count, count), (-1, -1))):
        while i < old[0]:
            yield i, j
            i, j = i + 1, j + 1
        i, j = old[1], new[1]


def _context(
    words: Sequence[ShownWord], start: int, end: int, others: Sequence[ShownWord], other_start: int, other_end: int
) -> tuple[str, str]:
    """Return the words before and after, in the same block; from the old side where nothing is new."""
    if start == end:
        words, start, end = others, other_start, other_end
    if start >= end:
        return "", ""
    lead = [word.text for word in words[max(0, start - _AROUND) : start] if word.block == words[start].block]
    trail = [word.text for word in words[end : end + _AROUND] if word.block == words[end - 1].block]
    return " ".join(lead), " ".join(trail)


def _phrase(words: Sequence[ShownWord]) -> str:
    """Return ``words`` with the spaces between them, a block a line."""
    parts: list[str] = []
    for index, word in enumerate(words):
        if index:
            parts.append(" " if words[index - 1].block == word.block else "\n")
        parts.append(word.text)
    return "".join(parts)


def _word_spots(blocks: Sequence[ShownBlock], words: Sequence[ShownWord]) -> tuple[Spot, ...]:
    """Return where ``words`` stand: one spot for those that follow each other."""
    ranges: list[tuple[int, int, int]] = []
    for word in words:
        if ranges and ranges[-1][0] == word.block and not blocks[word.block].text[ranges[-1][2] : word.start].strip():
            ranges[-1] = (word.block, ranges[-1][1], word.end)
        else:
            ranges.append((word.block, word.start, word.end))
    return tuple([spot for block, start, end in ranges for spot in blocks[block].spots(start, end)])


def _spots(blocks: Sequence[ShownBlock]) -> tuple[Spot, ...]:
    return tuple([spot for block in blocks for spot in block.whole()])


def _page(blocks: Sequence[ShownBlock]) -> int | None:
    index = next((block.page_index for block in blocks if block.page_index is not None), None)
    return None if index is None else index + 1


def compare_signatories(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Section:
    """Return what differs between two lists of signatories: a change a row."""
    olds, news = [key_of(block) for block in old], [key_of(block) for block in new]
    gone, come = _left(olds, news), _left(news, olds)
    paired = pair_rows([old[i].text for i in gone], [new[j].text for j in come])
    left = len(gone) - len(paired), len(come) - len(paired)
    note = TOO_LONG if min(left) and max(left) > MOST_ROWS else ""
    pairs = {gone[i]: come[j] for i, j in paired.items()}
    changes = [_row([old[i]], [new[j]]) for i, j in pairs.items()]
    changes.extend([_row([old[i]], []) for i in gone if i not in pairs])
    left_old, left_new, kept = {*gone}, {*come}, {*pairs.values()}
    changes.extend([_row([], [new[j]]) for j in come if j not in kept])
    stays_old = [i for i in range(len(old)) if i not in left_old]
    stays_new = [j for j in range(len(new)) if j not in left_new]
    if [olds[i] for i in stays_old] != [news[j] for j in stays_new]:
        changes.append(_order([old[i] for i in stays_old], [new[j] for j in stays_new]))
        return Section(tuple(changes), (), 0, note=note)
    matched = [MatchedBlock(old[i], new[j], edited=False) for i, j in zip(stays_old, stays_new, strict=True)]
    for one, other, _ in [each for each in matched if each.old.text != each.new.text]:
        changes.extend([_as_row(each) for each in compare_texts([one], [other]).changes])
    return Section(tuple(changes), tuple(matched), 0, note=note)


def _left(keys: Sequence[str], others: Sequence[str]) -> list[int]:
    """Return the indexes of ``keys`` that are not among ``others``, each of which answers for one."""
    available = Counter(others)
    found = []
    for index, key in enumerate(keys):
        if available[key]:
            available[key] -= 1
        else:
            found.append(index)
    return found


def _row(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Located:
    page_index = (new or old)[0].page_index
    page = None if page_index is None else page_index + 1
    spots = [tuple([spot for block in blocks for spot in block.whole()]) for blocks in (old, new)]
    return Located(Change("signatory", "signatory", said(old), said(new), page), spots[0], spots[1])


def _as_row(found: Located) -> Located:
    change = found.change
    return replace(found, change=change._replace(kind="signatory")) if change.kind == "text" else found


def _order(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Located:
    """Return the change where the same rows stand in another order, told by the first that moved."""
    index = next(index for index, pair in enumerate(zip(old, new, strict=True)) if pair[0].text != pair[1].text)
    moved = sum([one.text != other.text for one, other in zip(old, new, strict=True)])
    before, after = said([old[index]]), said([new[index]])
    note = f"{moved} rows moved within the list; this is the first place with a different name"
    page_index = new[index].page_index
    change = Change("signatory", "order", before, after, None if page_index is None else page_index + 1, note=note)
    return Located(change, old[index].whole(), new[index].whole())
