"""What leads somewhere, value by value: links to what their letter names and over their own words, calls to their notes and back,
bookmarks to the headings that they are called by, and what viewers call pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final
from unicodedata import category, decimal, normalize

from msgspec import Struct

from letterpack.model.observed import Shown
from letterpack.readback.exact.elements import TreeElement
from letterpack.readback.exact.shapes import BOOKMARK, LINK, OUTLINES, shape_faults
from letterpack.readback.objects import OwnObjects, array, dictionary, number
from letterpack.readback.page_tree import FilePage
from letterpack.readback.values import Name, Ref, Value, text_of

_SAME_PT: Final = 0.03
"""What is written in hundredths of a point, twice."""
_BELOW: Final = 0.25
"""Share of a link's height that stands below the baseline of its line."""
_LEAST_HEIGHT: Final = 0.75
"""In sizes of the letters: those of another script are set larger than the type whose height a link has."""
_ABOVE: Final = (0.4, 2.2)
"""How far above the baseline of its line, in sizes, a place is that something leads to: the top of the line."""
_MOST_SPACES: Final = 2.5
"""In sizes: what a line that ends in spaces is longer than its link."""
_HEADINGS: Final = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
_MOST: Final = 100_000


class PageLines(Struct, frozen=True):
    """The lines of each page of ours by the marked content that they belong to: page index and MCID."""

    lines: Mapping[tuple[int, int], Sequence[Shown]]
    heights_pt: Sequence[float]

    def of(self, element: TreeElement) -> list[tuple[int, Shown]]:
        """Return the lines of an element and all below it, each with its page."""
        return [(content[0], line) for content in element.read() for line in self.lines.get(content, ())]

    def said(self, element: TreeElement) -> str:
        """Return the text of an element and all below it."""
        return "".join([self.lines_text(each) for each in element.walk()])

    def lines_text(self, element: TreeElement) -> str:
        """Return the text of an element's own contents."""
        return "".join([line.text for content in element.contents for line in self.lines.get(content, ())])


def letters_of(text: str) -> str:
    """Return the letters and digits of ``text``, whatever stands between them, in an order that does not depend on direction."""
    chars = [char for char in normalize("NFKC", text) if category(char)[0] in "LN"]
    return "".join(sorted([str(decimal(char)) if category(char) == "Nd" else char for char in chars]))


def link_faults(objects: OwnObjects, ways: Leading, targets: frozenset[str]) -> Iterator[str]:
    """Yield what links do otherwise: those to addresses lead to one of ``targets``."""
    for element in ways.letters:
        held = [kid for kid in element.kids if isinstance(kid, Ref)]
        if element.role == "Link" and not held:
            yield "its tag Link holds no link"
        # Words that stand on several lines have a link on each.
        by_line = groupby(ways.shown.of(element), key=lambda each: (each[0], round(each[1].y_pt, 2)))
        rows = [list(row) for _, row in by_line]
        for index, ref in enumerate(held):
            entries = dictionary(objects, ref)
            yield from shape_faults("link", entries, LINK)
            yield from _place(entries, rows[index] if len(held) == len(rows) else [], ways.shown)
            action = entries.get("A")
            if isinstance(action, dict) and action.get("S") == Name("URI"):
                leads, said = text_of(action.get("URI")), text_of(entries.get("Contents"))
                if leads not in targets or "Dest" in entries:
                    yield f"its link leads to `{leads[:60]}`, which its letter does not name"
                if said not in (leads, leads.removeprefix("mailto:"), leads.removeprefix("tel:")):
                    yield f"its link says that it leads to `{said[:60]}`"
            else:
                yield from _between_notes(element, entries, ways)


def _place(entries: Mapping[str, Value], lines: Sequence[tuple[int, Shown]], shown: PageLines) -> Iterator[str]:
    """Yield that a link lies elsewhere than on its words."""
    rect = entries.get("Rect")
    sides = [float(each) for each in rect if isinstance(each, int | float)] if isinstance(rect, list) else []
    if not lines or len(sides) != 4:  # noqa: PLR2004  A rectangle has four.
        yield "its link has no words"
        return
    page, first = lines[0]
    height = sides[3] - sides[1]
    left = min(line.x_pt for _, line in lines)
    right = max(line.x_pt + line.width_pt for _, line in lines)
    foot = shown.heights_pt[page] - first.y_pt - _BELOW * height
    spaces = _MOST_SPACES * first.size_pt * (lines[-1][1].text != lines[-1][1].text.rstrip() or first.text != first.text.lstrip())
    is_there = (
        abs(sides[0] - left) <= _SAME_PT + spaces
        and abs(sides[2] - right) <= _SAME_PT + spaces
        and abs(sides[1] - foot) <= _SAME_PT
        and _LEAST_HEIGHT * first.size_pt <= height <= 2 * first.size_pt
    )
    if not is_there:
        yield "its link lies elsewhere than on its words"


def _between_notes(element: TreeElement, entries: Mapping[str, Value], ways: Leading) -> Iterator[str]:
    """Yield that a call leads to another note than its own, or a note back to another call."""
    shown = ways.shown
    is_call = _around(element, ("Reference",)) is not None
    others = [each for each in ways.letters if each.role == "Link" and (_around(each, ("Reference",)) is None) == is_call]
    notes = [each for each in others if not is_call or _around(each, ("Note", "FENote"))]
    ends = [each for each in notes if letters_of(shown.said(each)) == letters_of(shown.said(element))]
    leads = _leads_to(entries)
    if leads is None or not any(_is_at(leads[0], shown.of(end), shown, ways.pages) for end in ends):
        yield "its link leads to another note or call"
    elif leads[1] is not None:
        to = [each.ref for end in ends for each in (end, _around(end, ("Note", "FENote"))) if each is not None]
        if not isinstance(leads[1], list) or leads[1][1:] != leads[0][1:] or leads[1][0] not in to:
            yield "its link leads to another tag"


def _around(element: TreeElement, roles: tuple[str, ...]) -> TreeElement | None:
    found: TreeElement | None = element
    while found is not None and found.role not in roles:
        found = found.parent
    return found


def _leads_to(entries: Mapping[str, Value]) -> tuple[list[Value], Value] | None:
    """Return where something leads: a place on a page, and one of a tag where it says that too."""
    action = entries.get("A")
    if isinstance(action, dict):
        place, tag = action.get("D"), action.get("SD")
        return (place, tag) if isinstance(place, list) and place else None
    place = entries.get("Dest")
    return (place, None) if isinstance(place, list) and place else None


def _is_at(place: Sequence[Value], lines: Sequence[tuple[int, Shown]], shown: PageLines, pages: Sequence[FilePage]) -> bool:
    """Whether a ``place`` is the top of the first of the ``lines``."""
    if not lines or len(place) < 4:  # noqa: PLR2004  A page, a kind, two numbers.
        return False
    at = place[3]
    page, first = min(lines, key=lambda each: (each[0], each[1].y_pt))
    if place[0] != pages[page].ref or not isinstance(at, int | float):
        return False
    least, most = (each * first.size_pt for each in _ABOVE)
    return least <= at - (shown.heights_pt[page] - first.y_pt) <= most


class Leading(Struct, frozen=True):
    """What may lead somewhere: the elements of the letters and what they show, the file's pages, what is ``enclosed``: titles,
    with the indexes of their first pages.
    """

    letters: Sequence[TreeElement]
    shown: PageLines
    pages: Sequence[FilePage]
    enclosed: Sequence[tuple[str, int]]


def bookmark_faults(objects: OwnObjects, root: Mapping[str, Value], ways: Leading) -> Iterator[str]:
    """Yield bookmarks that are not those of the headings, in order, and of what is enclosed."""
    shown = ways.shown
    headings = [each for each in ways.letters if each.role in _HEADINGS and letters_of(shown.said(each))]
    top = dictionary(objects, root.get("Outlines"))
    found = list(_bookmarks(objects, top))
    if len(found) != len(headings) + len(ways.enclosed) or bool(top) != bool(found):
        yield "more or fewer bookmarks than headings and enclosures"
        return
    yield from shape_faults("list of bookmarks", top, OUTLINES) if top else ()
    depths = list(_depths([*[int(each.role[1]) for each in headings], *[1 for _ in ways.enclosed]]))
    for depth, (level, entries) in zip(depths, found, strict=True):
        yield from shape_faults("bookmark", entries, BOOKMARK)
        if entries.get("Count", 0) != len(list(_bookmarks(objects, entries))) or level != depth:
            yield "its bookmarks stand below others"
    for (_, entries), heading in zip(found, headings, strict=False):
        yield from _to_heading(objects, entries, heading, ways)
    for (_, entries), (title, page) in zip(found[len(headings) :], ways.enclosed, strict=True):
        leads = _leads_to(entries)
        if text_of(objects.get(entries.get("Title"))) != title:
            yield f"its bookmark is not called `{title[:60]}`"
        if leads is None or leads[0] != [ways.pages[page].ref, Name("Fit")]:
            yield f"its bookmark `{title[:60]}` leads elsewhere"


def _to_heading(objects: OwnObjects, entries: Mapping[str, Value], heading: TreeElement, ways: Leading) -> Iterator[str]:
    title, leads = text_of(objects.get(entries.get("Title"))), _leads_to(entries)
    if letters_of(title) != letters_of(ways.shown.said(heading)):
        yield f"its bookmark is called `{title[:60]}`, and its heading otherwise"
    if leads is None or not _is_at(leads[0], ways.shown.of(heading), ways.shown, ways.pages):
        yield f"its bookmark `{title[:60]}` leads elsewhere"
    elif leads[1] is not None and leads[1] != [heading.ref, *leads[0][1:]]:
        yield f"its bookmark `{title[:60]}` leads to another tag"


def _depths(levels: Iterable[int]) -> Iterator[int]:
    """Yield how deep bookmarks of these ``levels`` stand: each below the last one before it that has a lower level."""
    open_levels: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        yield len(open_levels)


def _bookmarks(objects: OwnObjects, holder: Mapping[str, Value], level: int = 1) -> Iterator[tuple[int, Mapping[str, Value]]]:
    """Yield the bookmarks below ``holder`` in order, each with its level from 1."""
    each, seen = holder.get("First"), set[Ref]()
    while isinstance(each, Ref) and each not in seen and len(seen) < _MOST and level < 10:  # noqa: PLR2004  Headings have six.
        seen.add(each)
        entries = dictionary(objects, each)
        yield level, entries
        yield from _bookmarks(objects, entries, level + 1)
        each = entries.get("Next")


def label_faults(
    objects: OwnObjects, root: Mapping[str, Value], carrier: int, enclosed: Sequence[tuple[str, int]]
) -> Iterator[str]:
    """Yield that viewers call pages otherwise than they are numbered: those of the ``carrier``, of the letter, of what is
    ``enclosed`` (titles with their first pages).
    """
    wanted: list[object] = [0, {"S": Name("r")}] if carrier else []
    wanted += [carrier, {"S": Name("D")}]
    for title, page in enclosed:
        wanted += [page, {"P": f"{title} ", "S": Name("D")}]
    labels = dictionary(objects, root.get("PageLabels"))
    has = [
        {key: text_of(part) if key == "P" else part for key, part in each.items()} if isinstance(each, dict) else each
        for each in array(objects, labels.get("Nums"))
    ]
    if has != wanted or labels.keys() != {"Nums"}:
        yield "its pages are called otherwise than they are numbered"


def page_faults(
    objects: OwnObjects, page: FilePage, holder: Ref, boxes: Sequence[Mapping[str, Value]], index: int
) -> Iterator[str]:
    """Yield what a page of ours says otherwise: it hangs below ``holder``, and its boxes are one of these ways."""
    entries = dictionary(objects, page.ref)
    if entries.get("Parent") != holder:
        yield f"its page {index + 1} hangs elsewhere"
    has = {key: [float(number(objects, each)) for each in array(objects, entries[key])] for key in entries if key.endswith("Box")}
    if not any(has == {key: [float(number(objects, each)) for each in array(objects, box[key])] for key in box} for box in boxes):
        yield f"its page {index + 1} is of another size"
