"""What became of the list of signatories: rows that are new, gone or another, however many and wherever they stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from letterpack.model.change import Change, Located
from letterpack.review.align import key_of
from letterpack.review.document import ShownBlock
from letterpack.review.edits import MatchedBlock, Section, compare_texts, said
from letterpack.values import replace

_SAME_ROW = 0.5
_MOST_PAIRS = 10_000


def compare_signatories(old: Sequence[ShownBlock], new: Sequence[ShownBlock]) -> Section:
    """Return what differs between two lists of signatories: a change a row."""
    olds, news = [key_of(block) for block in old], [key_of(block) for block in new]
    gone, come = _left(olds, news), _left(news, olds)
    pairs = dict(_paired(old, gone, new, come))
    changes = [_changed(old[i], new[j]) for i, j in pairs.items()]
    changes.extend([_row([old[i]], []) for i in gone if i not in pairs])
    changes.extend([_row([], [new[j]]) for j in come if j not in pairs.values()])
    stays_old = [i for i in range(len(old)) if i not in set(gone)]
    stays_new = [j for j in range(len(new)) if j not in set(come)]
    if [olds[i] for i in stays_old] != [news[j] for j in stays_new]:
        changes.append(_order([old[i] for i in stays_old], [new[j] for j in stays_new]))
        return Section(tuple(changes), (), 0)
    matched = [MatchedBlock(old[i], new[j], edited=False) for i, j in zip(stays_old, stays_new, strict=True)]
    for one, other, _ in [each for each in matched if each.old.text != each.new.text]:
        changes.extend([_as_row(each) for each in compare_texts([one], [other]).changes])
    return Section(tuple(changes), tuple(matched), 0)


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


def _paired(
    old: Sequence[ShownBlock], gone: Sequence[int], new: Sequence[ShownBlock], come: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the rows that are gone with those that came for them: the same first line, else most alike."""
    open_rows = dict.fromkeys(come)
    by_name = {_name(new[j]): j for j in reversed(come)}
    rest = []
    for i in gone:
        j = by_name.get(_name(old[i]))
        if j is not None and j in open_rows:
            del open_rows[j]
            yield i, j
        else:
            rest.append(i)
    if len(rest) * len(open_rows) > _MOST_PAIRS:
        return
    for i in rest:
        scores = {j: Indel.normalized_similarity(old[i].text, new[j].text) for j in open_rows}
        best = max(scores, key=lambda j: scores[j], default=None)
        if best is not None and scores[best] >= _SAME_ROW:
            del open_rows[best]
            yield i, best


def _name(block: ShownBlock) -> str:
    return " ".join(block.text.partition("\n")[0].split())


def _changed(old: ShownBlock, new: ShownBlock) -> Located:
    return _row([old], [new])


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
