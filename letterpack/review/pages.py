"""Pages as wholes: their order, their number, and those of enclosures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeAlias
from unicodedata import category

from msgspec import Struct

from letterpack.model import roles
from letterpack.model.change import Change, Located, Spot
from letterpack.model.manifest import EnclosureRow
from letterpack.model.observed import ActiveFact, ObservedMetadata, ObservedPacket, ObservedPage, PacketLook, Shown
from letterpack.patterns import late
from letterpack.review.align import edit_words
from letterpack.review.causes import CARRIER, FURNITURE, ORDER
from letterpack.review.document import Document, ShownBlock, joined, once
from letterpack.review.edits import MatchedBlock
from letterpack.units import pt_to_mm
from letterpack.values import replace

_FEW_EDITS = 3
_HASH = tuple[object, ...]
SamePicture: TypeAlias = Callable[[int, int], bool]
"""Says whether a page of the old file and one of the new, by their indexes, look the same."""


def page_order(old: Sequence[ObservedPage], new: Sequence[ObservedPage]) -> tuple[int, ...] | None:
    """Return for each new page the index of the old one that it was; None where pages are in the order they were.

    Only pages that are exactly there again can have changed places; all others keep theirs.
    """
    if len(old) != len(new):
        return None
    olds, news = [_content(page) for page in old], [_content(page) for page in new]
    if olds == news or len(set(olds)) != len(olds):
        return None
    places = {content: index for index, content in enumerate(olds)}
    known = {index: places[content] for index, content in enumerate(news) if content in places}
    if list(known.values()) == sorted(known.values()) or len(set(known.values())) != len(known):
        return None
    rest = iter([index for index in range(len(old)) if index not in set(known.values())])
    return tuple([known[index] if index in known else next(rest) for index in range(len(new))])


def _content(page: ObservedPage) -> _HASH:
    texts = [_texts_at(part, page.by_others) for part in page.parts]
    return (*chain.from_iterable(texts), page.drawn if page.by_others else b"")


@once
def _texts_at(part: tuple[Shown, ...], by_others: bool) -> _HASH:  # noqa: FBT001
    return tuple([(shown.text, round(shown.x_pt), round(shown.y_pt)) for shown in part if by_others or shown.mcid >= 0])


def order_change(order: Sequence[int]) -> Located:
    """Return the change that ``page_order`` found."""
    before = ", ".join([str(index + 1) for index in range(len(order))])
    after = ", ".join([str(index + 1) for index in order])
    first = next(index for index, was in enumerate(order) if index != was)
    return Located(Change("pages", "order", before, after, first + 1))


def compare_sizes(old: Sequence[ObservedPage], new: Sequence[ObservedPage]) -> Iterator[Located]:
    """Yield a change for each size of sheet that became another on pages that both have."""
    found: dict[tuple[str, str], int] = {}
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if not one.by_others and not other.by_others and (sizes := (_size(one), _size(other)))[0] != sizes[1]:
            found.setdefault(sizes, index + 1)
    for (before, after), page in found.items():
        yield Located(Change("pages", "size", before, after, page))


def _size(page: ObservedPage) -> str:
    return f"{pt_to_mm(page.width_pt):.0f} × {pt_to_mm(page.height_pt):.0f} mm"


class Enclosed(Struct, frozen=True):
    """The enclosed pages of a packet, in order, its manifest's rows of them, and the index of the first."""

    pages: Sequence[ObservedPage]
    rows: Sequence[EnclosureRow]
    first: int


class _EnclosedFile(NamedTuple):
    pages: Sequence[ObservedPage]
    first: int


def compare_enclosures(old: Enclosed, new: Enclosed, same_picture: SamePicture) -> Iterator[Located]:
    """Yield a change for each enclosure that is new, gone or another.

    Without rows of a manifest, all enclosed pages count as one enclosure. Pages only written down otherwise are the same.
    """
    olds, news = _divided(old), _divided(new)
    for name, (pages, first) in news.items():
        if name not in olds:
            yield Located(Change("enclosure", name, "", _counted(pages), first + 1))
        elif not _same_pages(olds[name], news[name], same_picture):
            yield _changed(name, olds[name].pages, pages, first)
    for name, (pages, _) in olds.items():
        if name not in news:
            yield Located(Change("enclosure", name, _counted(pages), ""))


def compare_enclosed_order(old: Sequence[EnclosureRow], new: Sequence[EnclosureRow]) -> Iterator[Located]:
    """Yield the change of order, where the same enclosures stand one behind the other otherwise."""
    olds, news = [row.path for row in old], [row.path for row in new]
    if olds != news and sorted(olds) == sorted(news):
        yield Located(Change("enclosure", "order of enclosures", ", ".join(olds), ", ".join(news)))


def titles_of(side: Enclosed, look: PacketLook | None) -> dict[str, str]:
    """Return what the enclosures are called in the packet's bookmarks, by their paths; none of those that have none."""
    called = {
        match[2]: match[1]
        for fact in (look.facts if look else ())
        if fact.kind == "bookmark" and (match := _BOOKMARK.fullmatch(fact.said))
    }
    firsts = {path: str(enclosed.first + 1) for path, enclosed in _divided(side).items()}
    return {path: called[page] for path, page in firsts.items() if page in called}


_BOOKMARK: Final = late(r"(.*) → page (\d+)", re.DOTALL)


def _same_pages(old: _EnclosedFile, new: _EnclosedFile, same_picture: SamePicture) -> bool:
    if len(old.pages) != len(new.pages):
        return False
    return all(
        one.drawn == other.drawn
        or (
            [shown.text for shown in one.shown] == [shown.text for shown in other.shown]
            and same_picture(old.first + index, new.first + index)
        )
        for index, (one, other) in enumerate(zip(old.pages, new.pages, strict=True))
    )


def _divided(side: Enclosed) -> dict[str, _EnclosedFile]:
    if not side.pages and not side.rows:
        return {}
    if sum([row.pages for row in side.rows]) != len(side.pages):
        return {"enclosed pages": _EnclosedFile(side.pages, side.first)}
    found: dict[str, _EnclosedFile] = {}
    at = 0
    for row in side.rows:
        found[row.path] = _EnclosedFile(side.pages[at + row.blank : at + row.pages], side.first + at + row.blank)
        at += row.pages
    return found


def _counted(pages: Sequence[ObservedPage]) -> str:
    return f"{len(pages)} page{'s' if len(pages) != 1 else ''}"


def _changed(name: str, old: Sequence[ObservedPage], new: Sequence[ObservedPage], at: int) -> Located:
    """Return the change of an enclosure: its words where few differ, else its pages."""
    olds, news = _block(old, at), _block(new, at)
    old_words, new_words, edits = edit_words([olds], [news])
    if not edits:
        page = next((index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0].drawn != pair[1].drawn), 0)
        note = "the words are the same, but the pages look different"
        return Located(Change("enclosure", name, _counted(old), _counted(new), at + page + 1, note=note))
    gone = [" ".join([word.text for word in old_words[slice(*edit.old)]]) for edit in edits]
    come = [" ".join([word.text for word in new_words[slice(*edit.new)]]) for edit in edits]
    old_spots = tuple(
        [spot for edit in edits for word in old_words[slice(*edit.old)] for spot in olds.spots(word.start, word.end)]
    )
    new_spots = tuple(
        [spot for edit in edits for word in new_words[slice(*edit.new)] for spot in news.spots(word.start, word.end)]
    )
    page_number = (new_spots or old_spots or (Spot(at, olds.lines[0].shown, 0, 0),))[0].page_index + 1
    if len(edits) <= _FEW_EDITS and len(old) == len(new):
        return Located(Change("enclosure", name, " … ".join(gone), " … ".join(come), page_number), old_spots, new_spots)
    note = f"{len(edits)} places differ; the first: “{gone[0]}” became “{come[0]}”"
    return Located(Change("enclosure", name, _counted(old), _counted(new), page_number, note=note), old_spots, new_spots)


def _block(pages: Sequence[ObservedPage], at: int) -> ShownBlock:
    parts = [(at + index, shown) for index, page in enumerate(pages) for shown in page.shown]
    spaced = [(index, shown._replace(text=f"{shown.text} ")) for index, shown in parts]
    text, lines = joined(spaced)
    return ShownBlock("enclosure", text, "", "", lines)


_PAGE: Final = "page's"
_TO_PAGE: Final = late(r" → page \d+$")
_FOLLOWING: Final = frozenset({"bookmark"})
"""What repeats headings and page numbers of the text, and changes with them."""
_PLACED: Final = frozenset({"link", "note on the page"})


def compare_facts(old: PacketLook | None, new: PacketLook | None, *, pushed: bool) -> Iterator[Located]:
    """Yield a change for each fact that came, went or is another. ``pushed`` where the text is another, so that links and
    bookmarks stand elsewhere.
    """
    if old is None or new is None:
        return
    if pushed:
        yield from _differences([_unplaced(fact) for fact in old.facts], [_unplaced(fact) for fact in new.facts])
    else:
        yield from _differences(old.facts, new.facts)
        yield from _moved(old.facts, new.facts)


def links_of_text(changes: Sequence[Located], old: ObservedPacket, new: ObservedPacket) -> frozenset[tuple[str, str]]:
    """Return before and after of the links that came or went and lie wholly over words that came or went, as told by the text's
    ``changes``.
    """
    found: set[tuple[str, str]] = set()
    links = {(each.change.before, each.change.after) for each in changes if each.change.field == "link"}
    for before, after in links:
        if bool(before) != bool(after):
            packet, said = (new, after) if after else (old, before)
            spots = [spot for each in changes if each.change.kind == "text" for spot in (each.new if after else each.old)]
            facts = [fact for fact in (packet.look.facts if packet.look else ()) if fact.kind == "link" and fact.said == said]
            if facts and all(_lies_on(fact, spots, packet.pages) for fact in facts):
                found.add((before, after))
    return frozenset(found)


def links_of_both(old: ObservedPacket, new: ObservedPacket) -> frozenset[str]:
    """Return where links of both sides lead: one that breaks over lines lies on more places than one that does not."""
    sides = [{fact.said for fact in (each.look.facts if each.look else ()) if fact.kind == "link"} for each in (old, new)]
    return frozenset(sides[0] & sides[1])


def _lies_on(fact: ActiveFact, spots: Sequence[Spot], pages: Sequence[ObservedPage]) -> bool:
    """Whether the middle of the rectangle lies on one of ``spots``."""
    if not 0 < fact.page <= len(pages) or len(fact.place) != len(("left", "lower", "right", "upper")):
        return False
    left, lower, right, upper = fact.place
    across, down = (left + right) / 2, pages[fact.page - 1].height_pt - (lower + upper) / 2
    boxes = [spot.line.box for spot in spots if spot.page_index == fact.page - 1]
    return any(0 <= across - box.x_pt <= box.width_pt and 0 <= down - box.y_pt <= box.height_pt for box in boxes)


def _unplaced(fact: ActiveFact) -> ActiveFact:
    """Return a bookmark without the page that it leads to: where its heading stands now."""
    return replace(fact, said=_TO_PAGE.sub("", fact.said)) if fact.kind in _FOLLOWING else fact


def _differences(old: Sequence[ActiveFact], new: Sequence[ActiveFact]) -> Iterator[Located]:
    gone, come = _less(old, new), _less(new, old)
    for kind in dict.fromkeys([fact.kind for fact in (*gone, *come)]):
        before, after = _of_kind(gone, kind), _of_kind(come, kind)
        if len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield _change(kind, one, other)
        else:
            for fact in before:
                yield _change(kind, fact, None)
            for fact in after:
                yield _change(kind, None, fact)


def _of_kind(facts: Sequence[ActiveFact], kind: str) -> list[ActiveFact]:
    """Return what is said of a kind, once however many pages say it."""
    return list({fact.said: fact for fact in reversed(facts) if fact.kind == kind}.values())[::-1]


def _less(facts: Sequence[ActiveFact], others: Sequence[ActiveFact]) -> list[ActiveFact]:
    """Return the facts that ``others`` has not, or not so often."""
    available = Counter([(fact.kind, fact.said) for fact in others])
    found = []
    for fact in facts:
        if available[fact.kind, fact.said]:
            available[fact.kind, fact.said] -= 1
        else:
            found.append(fact)
    return found


def _change(kind: str, before: ActiveFact | None, after: ActiveFact | None) -> Located:
    there = after or before
    assert there is not None
    page = (after.page if after else 0) or None
    said = [fact.said or kind if fact else "" for fact in (before, after)]
    return Located(Change("pages" if kind.startswith(_PAGE) else "active", kind, said[0], said[1], page))


def _moved(old: Sequence[ActiveFact], new: Sequence[ActiveFact]) -> Iterator[Located]:
    """Yield a change for each link or note that says the same and lies over something else."""
    olds, news = _places(old), _places(new)
    for called in olds.keys() & news.keys():
        strange = [fact for fact in news[called] if fact not in olds[called]]
        if strange and len(olds[called]) == len(news[called]):
            kind, said = called
            note = f"it lies elsewhere on the page, where the text stands still: {said}"
            yield Located(Change("active", kind, "", "", strange[0].page, note=note))


def _places(facts: Sequence[ActiveFact]) -> dict[tuple[str, str], list[ActiveFact]]:
    found: dict[tuple[str, str], list[ActiveFact]] = {}
    for fact in facts:
        if fact.kind in _PLACED:
            found.setdefault((fact.kind, fact.said), []).append(fact)
    return found


_ELSEWHERE: Final = "the same words are now elsewhere in the letter"
_NUMBER: Final = late(r"\d+")
_BESIDE_PT: Final = 1.0
_LINES_APART: Final = 4
"""Sizes of type between lines of neighbouring blocks, a heading and its space above among them."""
_FEW_WORDS: Final = 3
"""A block of no more may be a heading or a label that comes again."""
_NAMED_BY_FEW: Final = frozenset({"heading", "list item", "paragraph"})
_ONE_WORD: Final = 10
"""Letters without case: of more, no word of Arabic or Hebrew is, and many a sentence in Chinese or Thai."""
_BESIDE_NUMBER: Final = 12
"""Letters beside a number that leave it one: `Page 2 of 3`, in any language."""
_SHORT: Final = 60
"""Letters of a block that a message quotes."""
_LISTED: Final = {
    "title": "title",
    "author": "author",
    "language": "language",
    "creator": "creator",
    "producer": "producer",
    "created": "date",
    "claims": "claims",
    "xmp_title": "title (XMP)",
    "xmp_author": "author (XMP)",
}
"""What metadata says, and what a reviewer calls it."""
_TRANSLATED: Final = frozenset({"title", "author", "language", "xmp_title", "xmp_author"})
"""What a translation says otherwise."""
_MIRRORS: Final = {"xmp_title": "title", "xmp_author": "author"}


class _FurnitureLine(Struct, frozen=True):
    """A line of a page's head or foot, and whether a number in it is its page's or that of all pages."""

    page_index: int
    text: str
    is_numbered: bool


_Furniture: TypeAlias = dict[str, list[_FurnitureLine]]
"""The lines of heads and feet by what they are compared by."""


def counts_follow(found: Located, old_count: int, new_count: int) -> bool:
    """Whether an edit is the number of signatories in the heading over them, with the words that agree with it."""
    change = found.change
    numbers = [_NUMBER.findall(side) for side in (change.before, change.after)]
    agree = numbers[0] in ([], [str(old_count)]) and numbers[1] in ([], [str(new_count)])
    return change.field == roles.SIGNATORIES and old_count != new_count and agree


def without_restated(changes: Sequence[Located]) -> list[Located]:
    """Return ``changes`` without those of a carrier page that say of the letter what is told of the letter itself."""
    told = {(each.change.before, each.change.after) for each in changes if each.change.field != CARRIER}
    return [each for each in changes if each.change.field != CARRIER or (each.change.before, each.change.after) not in told]


def with_moved_blocks(changes: Sequence[Located], beside: Sequence[tuple[Located, Located]] = ()) -> list[Located]:
    """Return ``changes`` with a block that is gone in one place and new in another as one change of order, and blocks that are
    gone, or new, ``beside`` one another as one.
    """
    come = {each.change.after: each for each in changes if not each.change.before and _is_whole(each.change)}
    found: list[Located] = []
    moved: set[str] = set()
    for each in changes:
        other = come.get(each.change.before)
        if other is not None and each.change.before not in moved and _has_moved(each.change, other.change):
            moved.add(each.change.before)
            change = other.change._replace(
                field=f"{ORDER}{_plural(each.change.field)}", before=each.change.before, note=_ELSEWHERE
            )
            found.append(Located(change, each.old, other.new))
        else:
            found.append(each)
    kept = [each for each in found if each.change.before or each.change.after not in moved or not _is_whole(each.change)]
    return _together(_as_stretches(kept, beside))


def _as_stretches(changes: Sequence[Located], beside: Sequence[tuple[Located, Located]]) -> list[Located]:
    """Return ``changes`` with those as one that are of one stretch: each is ``beside`` the next."""
    above = {id(below): id(one) for one, below in beside}
    found: list[Located] = []
    last = 0
    for each in changes:
        if last and above.get(id(each)) == last:
            so_far = found[-1]
            before, after = (_joined(getattr(so_far.change, key), getattr(each.change, key)) for key in ("before", "after"))
            change = so_far.change._replace(before=before, after=after)
            found[-1] = replace(so_far, change=change, old=(*so_far.old, *each.old), new=(*so_far.new, *each.new))
        else:
            found.append(each)
        last = id(each)
    return found


def _joined(one: str, other: str) -> str:
    return f"{one}\n{other}" if other else one


def _has_moved(gone: Change, come: Change) -> bool:
    """Whether a block that is ``gone`` is the one that has ``come`` with the same words. Of few words it is that where it is the
    same in both places, and no label.
    """
    if gone.after or not _is_whole(gone):
        return False
    is_named = gone.field == come.field and gone.field in _NAMED_BY_FEW
    return is_named or gone.field == "table" or _has_many_words(gone.before)


def _has_many_words(text: str) -> bool:
    """Whether a text is no label; in scripts that part words by no spaces, many letters are many words."""
    words = text.split()
    return len(words) > _FEW_WORDS or any(sum([category(char) == "Lo" for char in word]) > _ONE_WORD for word in words)


def _together(changes: Sequence[Located]) -> list[Located]:
    """Return ``changes`` with blocks that stand below one another, and did before they moved, as one: a section that moved."""
    found: list[Located] = []
    for each in changes:
        last = found[-1] if found else None
        if last and _is_move(last) and _is_move(each) and _goes_on(last.old, each.old) and _goes_on(last.new, each.new):
            found[-1] = replace(last, old=(*last.old, *each.old), new=(*last.new, *each.new))
        else:
            found.append(each)
    return found


def _is_move(found: Located) -> bool:
    return found.change.note == _ELSEWHERE


def _goes_on(above: Sequence[Spot], below: Sequence[Spot]) -> bool:
    """Whether nothing is between two blocks: the second begins right below the first, or at the top of the next page."""
    if not above or not below:
        return False
    (page, line), (next_page, next_line) = (above[-1].page_index, above[-1].line), (below[0].page_index, below[0].line)
    return page + 1 == next_page or (page == next_page and 0 <= next_line.y_pt - line.y_pt <= _LINES_APART * line.size_pt)


def _plural(field: str) -> str:
    if field == roles.SIGNATORIES:
        return "parts"  # With it goes the list.
    return field if field.endswith("s") else f"{field}s"


def _is_whole(change: Change) -> bool:
    """Whether a change is a whole block that came or went."""
    said = change.before or change.after
    return change.kind == "text" and not change.lead and not change.trail and (change.field != "table" or "\n" in said)


def compare_labels(matched: Sequence[MatchedBlock], items: int) -> Iterator[Located]:
    """Yield the change where a list is numbered otherwise; none where its items became more or fewer, which renumbers them."""
    pairs = [each for each in matched if each.old.label != each.new.label]
    if not pairs or (items and _shifted(pairs, items)):
        return
    before, after = [_range([getattr(each, side).label for each in pairs]) for side in ("old", "new")]
    page_index = pairs[0].new.page_index
    spots = [tuple([spot for each in pairs for spot in getattr(each, side).whole()]) for side in ("old", "new")]
    yield Located(
        Change("text", "list numbers", before, after, None if page_index is None else page_index + 1), spots[0], spots[1]
    )


def _shifted(pairs: Sequence[MatchedBlock], items: int) -> bool:
    """Whether every number moved by no more than the items that came or went, and in their direction."""
    for each in pairs:
        old, new = _NUMBER.search(each.old.label), _NUMBER.search(each.new.label)
        if not old or not new:
            return False
        step = int(new[0]) - int(old[0])
        if not min(items, 0) <= step <= max(items, 0):
            return False
    return True


def _range(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"


def compare_furniture(old: Document, new: Document, changes: Sequence[Located]) -> Iterator[Located]:
    """Yield what heads and feet of pages say otherwise, page numbers and what repeats a change aside."""
    olds, news = _furniture(old), _furniture(new)
    gone, come = [text for text in olds if text not in news], [text for text in news if text not in olds]
    known = [(each.change.before, each.change.after) for each in changes]
    if changes:
        # A heading that comes again where its list goes on: that depends on where pages end.
        gone, come = [text for text in gone if text not in _headings(old)], [text for text in come if text not in _headings(new)]
    gone, come = _not_masked(gone, olds, news), _not_masked(come, news, olds)
    if not come:
        gone = [text for text in gone if not _went_with_pages(olds[text], old, new, news)]
    elif not gone:
        come = [text for text in come if not _went_with_pages(news[text], new, old, olds)]
    told = [(text, other) for text in gone for other in come if _is_told(olds[text][0], text, news[other][0], other, known)]
    gone = [text for text in gone if text not in {before for before, _ in told}]
    come = [text for text in come if text not in {after for _, after in told}]
    # A head of a table that comes again on the next page has a column more, or less.
    gone, come = [text for text in gone if (text, "") not in known], [text for text in come if ("", text) not in known]
    for index in range(max(len(gone), len(come))):
        before, after = gone[index] if index < len(gone) else "", come[index] if index < len(come) else ""
        page = (news[after] if after else olds[before])[0].page_index + 1
        yield Located(Change("text", FURNITURE, before, after, page))


def _not_masked(texts: Sequence[str], own: _Furniture, others: _Furniture) -> list[str]:
    """Return those of ``texts`` that the ``others`` do not have: on one side, a number in a date may have been its page's."""
    told = {line.text for each in others.values() for line in each}
    return [text for text in texts if not {line.text for line in own[text]} <= told]


def _went_with_pages(lines: Sequence[_FurnitureLine], document: Document, other: Document, others: _Furniture) -> bool:
    """Whether a head or foot of ``document`` stands on pages alone that the ``other`` has no more, or not yet, and has
    nothing but the page's number, or words of the letter itself. A letter of one page has no number in ``others``, its own.
    """
    pages = _own_pages(other)
    if pages == _own_pages(document):
        return False
    if any(line.is_numbered for line in lines):
        return not any(line.is_numbered for each in others.values() for line in each)
    if any(line.page_index < pages for line in lines):
        return False
    blocks = (block for section in document.sections.values() for block in section)
    return any(lines[0].text in " ".join(block.text.split()) for block in blocks)


def _own_pages(document: Document) -> int:
    return sum([not page.by_others for page in document.pages])


def _is_told(old: _FurnitureLine, before: str, new: _FurnitureLine, after: str, known: Sequence[tuple[str, str]]) -> bool:
    """Whether known changes give the one of the other: without page numbers, or as they stand (a day may be a page's number)."""
    return _repeats(before, after, known) or ((old.is_numbered or new.is_numbered) and _repeats(old.text, new.text, known))


def _headings(document: Document) -> frozenset[str]:
    """Return the texts of the letter's headings."""
    blocks = (block for section in document.sections.values() for block in section)
    return frozenset(" ".join(block.text.split()) for block in blocks if "heading" in block.field)


def _furniture(document: Document) -> _Furniture:
    """Return the texts of heads and feet, page numbers as they are read with any number, with where they stand."""
    found: dict[str, list[_FurnitureLine]] = {}
    total = str(len(document.pages))
    for page_index, said in _whole_lines(document):
        text = " ".join(said.split())
        numbers = _NUMBER.findall(text)
        is_numbered = str(page_index + 1) in numbers or total in numbers or _only_number(text)
        found.setdefault(_NUMBER.sub("#", text) if is_numbered else text, []).append(
            _FurnitureLine(page_index, text, is_numbered)
        )
    return found


def _whole_lines(document: Document) -> list[tuple[int, str]]:
    """Return the lines of heads and feet, each with its page: words of several languages stand side by side in pieces."""
    found: list[tuple[int, str]] = []
    last: tuple[int, Shown] | None = None
    for page_index, shown in document.furniture:
        if last and last[0] == page_index and last[1].y_pt == shown.y_pt and _touch(last[1], shown):
            found[-1] = (page_index, found[-1][1] + shown.text)
        else:
            found.append((page_index, shown.text))
        last = (page_index, shown)
    return found


def _touch(one: Shown, other: Shown) -> bool:
    gaps = (other.x_pt - one.x_pt - one.width_pt, one.x_pt - other.x_pt - other.width_pt)
    return min(map(abs, gaps)) < _BESIDE_PT


def _only_number(text: str) -> bool:
    return len(_NUMBER.sub("", text).strip(" -–—./|")) <= _BESIDE_NUMBER and bool(_NUMBER.search(text))


def _repeats(old: str, new: str, known: Sequence[tuple[str, str]]) -> bool:
    """Whether known changes, made in ``old``, give ``new``."""
    text, words = old, Counter(old.split())
    for before, after in known:
        if words - Counter(before.split()) + Counter(after.split()) == Counter(new.split()):
            return True
        for one, other in zip(before.split("\n"), after.split("\n"), strict=False):
            if one and one in text:
                text = text.replace(one, other)
    return text == new or Counter(text.split()) == Counter(new.split())


def compare_metadata(old: ObservedMetadata, new: ObservedMetadata, changes: Sequence[Located]) -> Iterator[Located]:
    """Yield what the file says otherwise of itself, unless a change in the text says the same."""
    known = [(each.change.before, each.change.after) for each in changes]
    fields = {each.change.field for each in changes}
    for name, field in _LISTED.items():
        before, after = _told(old, name), _told(new, name)
        mirror = _MIRRORS.get(name)
        if before == after or (mirror and (_told(old, mirror), _told(new, mirror)) == (before, after)):
            continue
        follows = _repeats(before, after, known) or (name == "created" and "date" in fields)
        if not follows and not ("language" in fields and name in _TRANSLATED):
            yield Located(Change("metadata", field, before, after))


def _told(metadata: ObservedMetadata, name: str) -> str:
    value = getattr(metadata, name)
    return ", ".join(value) if isinstance(value, tuple) else " ".join(value.split())


def compare_roles(matched: Sequence[MatchedBlock]) -> Iterator[Located]:
    """Yield one change for each tag that became another on blocks that say the same."""
    pairs: dict[tuple[str, str], list[MatchedBlock]] = {}
    for each in matched:
        if each.old.role != each.new.role and each.old.role and each.new.role:
            pairs.setdefault((each.old.role, each.new.role), []).append(each)
    for (before, after), blocks in pairs.items():
        more = f", and {len(blocks) - 1} more" if len(blocks) > 1 else ""
        first = blocks[0].new
        spots = [tuple([spot for each in blocks for spot in getattr(each, side).whole()]) for side in ("old", "new")]
        page_index = first.page_index
        change = Change(
            "tags", first.field, before, after, None if page_index is None else page_index + 1, note=f"“{_short(first)}”{more}"
        )
        yield Located(change, spots[0], spots[1])


def compare_spoken(old: PacketLook | None, new: PacketLook | None) -> Iterator[Located]:
    """Yield that tags say that the same words are in other languages, as a screen reader hears."""
    if old is None or new is None or old.spoken == new.spoken:
        return
    gone, come = Counter(old.spoken) - Counter(new.spoken), Counter(new.spoken) - Counter(old.spoken)
    before, after = (", ".join(sorted(each)) for each in (gone, come))
    yield Located(Change("tags", "language", before, after, note="the same words are spoken in another language"))


def compare_structure(old: Document, new: Document) -> Iterator[Located]:
    """Yield what is wrong with tags and content now and was not, and the other way round."""
    for side, others, now in ((new, old, True), (old, new, False)):
        for problem in [each for each in side.problems if each not in others.problems]:
            yield Located(Change("tags", "structure", "" if now else problem, problem if now else ""))


def _short(block: ShownBlock) -> str:
    text = " ".join(block.text.split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
