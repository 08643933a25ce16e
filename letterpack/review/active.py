"""What a file does, hides or calls its pages: links, scripts, notes, layers, boxes, bookmarks. None may come or go unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from letterpack.model.change import Change, Located, Spot
from letterpack.model.observed import ActiveFact, ObservedPacket, ObservedPage, PacketLook
from letterpack.patterns import late
from letterpack.values import replace

_PAGE: Final = "page's"
_TO_PAGE: Final = late(r" → page \d+$")
PAGE: Final = late(r"page \d+")
"""Where a link within the file leads: to a footnote, say."""
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


def follows_text(change: Change) -> bool:
    """Whether a change is of a kind that repeats what the text says, or leads to where it stands now."""
    if change.kind != "active":
        return False
    within = change.field == "link" and PAGE.fullmatch(change.before) and PAGE.fullmatch(change.after)
    return change.field in _FOLLOWING or bool(within)
