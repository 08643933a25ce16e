"""Pages as wholes: their order, their number, and those of enclosures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.change import Change, Located, Spot
from letterpack.model.manifest import EnclosureRow
from letterpack.model.observed import ObservedPage, PacketLook, Shown
from letterpack.patterns import late
from letterpack.review.align import edit_words
from letterpack.review.document import ShownBlock, joined
from letterpack.review.once import once
from letterpack.units import pt_to_mm

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
