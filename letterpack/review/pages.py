"""Pages as wholes: their order, their number, and those of enclosures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterpack.model.change import Change, Located, Spot
from letterpack.model.manifest import EnclosureRow
from letterpack.model.observed import ObservedPage
from letterpack.review.align import edit_words
from letterpack.review.document import ShownBlock, joined
from letterpack.units import pt_to_mm

_FEW_EDITS = 3
_HASH = tuple[object, ...]


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
    texts = [(shown.text, round(shown.x_pt), round(shown.y_pt)) for shown in page.shown if page.by_others or shown.mcid >= 0]
    return (*texts, page.drawn if page.by_others else b"")


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


def compare_enclosures(
    old: Sequence[ObservedPage],
    new: Sequence[ObservedPage],
    old_rows: Sequence[EnclosureRow],
    new_rows: Sequence[EnclosureRow],
    first_page_index: int,
) -> Iterator[Located]:
    """Yield a change for each enclosure that is new, gone or another. The pages are those of enclosures, in order.

    Without rows of a manifest, all enclosed pages count as one enclosure.
    """
    olds, news = _divided(old, old_rows), _divided(new, new_rows)
    at = first_page_index
    for name, (digest, pages) in news.items():
        if name not in olds:
            yield Located(Change("enclosure", name, "", _counted(pages), at + 1))
        elif digest != olds[name][0]:
            yield _changed(name, olds[name][1], pages, at)
        at += len(pages)
    for name, (_, pages) in olds.items():
        if name not in news:
            yield Located(Change("enclosure", name, _counted(pages), ""))


def _divided(pages: Sequence[ObservedPage], rows: Sequence[EnclosureRow]) -> dict[str, tuple[object, Sequence[ObservedPage]]]:
    if not pages and not rows:
        return {}
    if sum([row.pages for row in rows]) != len(pages):
        return {"enclosed pages": (tuple([page.drawn for page in pages]), pages)}
    found: dict[str, tuple[object, Sequence[ObservedPage]]] = {}
    at = 0
    for row in rows:
        part = pages[at : at + row.pages]
        found[row.path] = (tuple([page.drawn for page in part]), part)
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
