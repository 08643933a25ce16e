"""The objects of a packet and the keys that letterpack gives them (ISO 32000): whatever else a file holds is told in words.

No action but a link's and a bookmark's, no layer, attachment, form field, crop, turn or unit of length; what a page inherits
counts as its own. Pages that others have made are copied with more, and are compared with their files as they look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from letterpack.patterns import late
from letterpack.profiles import icc_of, load_profile, profile_names
from letterpack.readback.objects import Objects, array, dictionary, name, number
from letterpack.readback.operators import operators
from letterpack.readback.tags import elements_below
from letterpack.readback.values import Ref, Stream, Value, text_of


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRAILER: Final = _keys("Type Size W Root Info ID Length Filter")
_CATALOG: Final = _keys("Type Pages StructTreeRoot MarkInfo Outlines PageLabels Lang Metadata ViewerPreferences OutputIntents")
_RUN_CATALOG: Final = _keys("Type Pages Outlines Lang Metadata ViewerPreferences OutputIntents")
_INTENT: Final = _keys("Type S OutputConditionIdentifier OutputCondition RegistryName Info DestOutputProfile")
_INFORMATION: Final = _keys("Title Author Creator Producer CreationDate ModDate GTS_PDFXVersion GTS_PDFXConformance Trapped")
_NODE: Final = _keys("Type Kids Count Parent")
_PAGE: Final = _keys("Type Parent MediaBox TrimBox BleedBox Resources Contents StructParents Tabs Annots")
_RUN_PAGE: Final = _keys("Type Parent MediaBox TrimBox BleedBox Resources Contents")
_OTHERS_PAGE: Final = _keys(
    "Type Parent MediaBox CropBox TrimBox BleedBox Rotate UserUnit Resources Contents Group Annots StructParents Tabs"
)
_LINK: Final = _keys("Type Subtype F Border Rect Contents Dest A StructParent")
_GOES: Final = {"URI": _keys("S URI"), "GoTo": _keys("S D SD")}
_BOOKMARKS: Final = _keys("Type First Last Count")
_BOOKMARK: Final = _keys("Title Parent Prev Next First Last Count Dest A")
_TREE: Final = _keys("Type K ParentTree ParentTreeNextKey Namespaces RoleMap IDTree")
_ELEMENT: Final = _keys("Type S NS P Pg A ID Alt Lang T Ref ActualText K C E R")
_STREAM: Final = _keys("Length Filter")
_TYPES: Final = {
    "catalog": "Catalog", "page tree": "Pages", "structure": "StructTreeRoot", "metadata": "Metadata",
    "output intent": "OutputIntent",
}  # fmt: skip
"""By which programs know what an object is that they come upon."""
_ROLES: Final = _keys("FENote")
"""What a reader of PDF 1.7 would not know: everything else has a name that it knows."""
_NOT_IN_METADATA: Final = late(rb"<!--|<!\[|<\?(?!xpacket )|\s{8}")
_MOST: Final = 200_000
NO_WAY: Final = "its bookmarks do not lead to one another"
_PLACES: Final = {"XYZ": 5, "Fit": 2}
"""How bookmarks lead to a page of ours, and to one that others have made; in how many parts they say so (12.3.2.2)."""
MOST_LINK_PT: Final = 40.0
"""How high a line of text is at most."""


def document_strange(objects: Objects) -> Iterator[str]:
    """Yield what stands in trailer, catalog and page tree, in bookmarks and tags, that letterpack does not write."""
    root = dictionary(objects, objects.trailer.get("Root"))
    yield from _head_strange(objects, root, _CATALOG)
    if dictionary(objects, root.get("MarkInfo")).get("Marked") is not True:
        yield "its tags, which it says are none"
    yield from _page_tree(objects, root.get("Pages"))
    yield from _bookmarks(objects, root.get("Outlines"))
    yield from _tags(objects, root.get("StructTreeRoot"))


def run_strange(objects: Objects, *, has_parts: bool) -> Iterator[str]:
    """Yield what stands in trailer, catalog and list of bookmarks of a print run that letterpack does not write: it has no tags,
    and document parts only where it ``has_parts``. Its bookmarks are looked at where they are read, since it may have many.
    """
    root = dictionary(objects, objects.trailer.get("Root"))
    yield from _head_strange(objects, root, _RUN_CATALOG | {"DPartRoot"} if has_parts else _RUN_CATALOG)
    yield from information_strange(objects)
    yield from _strange("list of bookmarks", dictionary(objects, root.get("Outlines")), _BOOKMARKS)


def bookmark_strange(objects: Objects, bookmark: Mapping[str, Value], holder: Value, before: Ref | None) -> Iterator[str]:
    """Yield what a ``bookmark`` has that letterpack does not give it, where it stands below ``holder`` and behind the one
    ``before``.
    """
    yield from _strange("bookmark", bookmark, _BOOKMARK)
    yield from _action(objects, bookmark, "bookmark")
    if (bookmark.get("Parent"), bookmark.get("Prev")) != (holder, before):
        yield NO_WAY
    place = array(objects, bookmark.get("Dest") or dictionary(objects, bookmark.get("A")).get("D"))
    kind = name(objects, place[1]) if len(place) > 1 else ""
    if _PLACES.get(kind) != len(place) or name(objects, dictionary(objects, place[0]).get("Type")) != "Page":
        yield "its bookmark leads to no place of a page"


def run_node_strange(node: Mapping[str, Value]) -> Iterator[str]:
    """Yield what a node of a print run's page tree has that letterpack does not give it."""
    yield from _strange("page tree", node, _NODE)


def run_page_strange(objects: Objects, page: Mapping[str, Value], number_of_page: int) -> Iterator[str]:
    """Yield what a page of ours has in a print run that letterpack does not give it: no link, no tag."""
    yield from _strange(f"page {number_of_page}", page, _RUN_PAGE)
    yield from _boxes(objects, page, f"page {number_of_page}")


def _head_strange(objects: Objects, root: Mapping[str, Value], known: frozenset[str]) -> Iterator[str]:
    yield from _strange("trailer", objects.trailer, _TRAILER)
    yield from _strange("catalog", root, known)
    yield from _strange("viewer's preferences", dictionary(objects, root.get("ViewerPreferences")), _keys("DisplayDocTitle"))
    yield from _strange("mark information", dictionary(objects, root.get("MarkInfo")), _keys("Marked"))
    for each in array(objects, root.get("OutputIntents")):
        intent = dictionary(objects, each)
        yield from _strange("output intent", intent, _INTENT)
        yield from _color_profile(objects, intent)


@cache
def _color_profiles() -> dict[str, tuple[int, bytes]]:
    """Return the ICC profiles of our own profiles, and how many numbers a color has in each, by what output intents call them."""
    intents = [load_profile(name).intent for name in profile_names()]
    return {each.identifier: (each.components, icc_of(each)) for each in intents}


def _color_profile(objects: Objects, intent: Mapping[str, Value]) -> Iterator[str]:
    """Yield where the ICC profile of an output ``intent`` of ours is not the one that its name stands for. A campaign's own is
    for LP331 to compare.
    """
    stream = objects.get(intent.get("DestOutputProfile"))
    has = (stream.values.get("N"), stream.data()) if isinstance(stream, Stream) else None
    if has is None or has != _color_profiles().get(text_of(intent.get("OutputConditionIdentifier")), has):
        yield "its output intent has another color profile than it names"
    if isinstance(stream, Stream):
        yield from _strange("color profile", stream.values, _STREAM | {"N"})


def information_strange(objects: Objects) -> Iterator[str]:
    """Yield what the file says of itself that letterpack does not."""
    root = dictionary(objects, objects.trailer.get("Root"))
    yield from said_strange(dictionary(objects, objects.trailer.get("Info")), objects.get(root.get("Metadata")))


def said_strange(information: Mapping[str, Value], metadata: Value) -> Iterator[str]:
    """Yield what a file's ``information`` and its ``metadata`` have that letterpack does not write."""
    yield from _strange("information", information, _INFORMATION)
    if isinstance(metadata, Stream):
        yield from _strange("metadata", metadata.values, _STREAM | {"Type", "Subtype"})
        if _NOT_IN_METADATA.search(metadata.data()):
            yield "its metadata has a comment, or room for one"


def page_strange(objects: Objects, page: Mapping[str, Value], number_of_page: int) -> Iterator[str]:
    """Yield what a page of ours has that letterpack does not give it; ``page`` are its own entries and those that it inherits."""
    what = f"page {number_of_page}"
    yield from _strange(what, page, _PAGE)
    yield from _boxes(objects, page, what)
    for each in array(objects, page.get("Annots")):
        annotation = dictionary(objects, each)
        yield from _link(objects, annotation, what)
        sides = _box(objects, annotation.get("Rect")) or [0.0] * 4
        if not isinstance(annotation.get("StructParent"), int) or abs(sides[3] - sides[1]) > MOST_LINK_PT:
            yield f"its link on {what} is in no tag, or lies over more than a line"


def stream_strange(stream: Stream) -> Iterator[str]:
    """Yield what a content stream is beside its content."""
    yield from _strange("content", stream.values, _STREAM)


def resource_strange(objects: Objects, resources: Mapping[str, Value], *, text_in_pictures: bool = False) -> Iterator[str]:
    """Yield what the pages' resources hold beside fonts, pictures and drawings, and what these hold that they do not show.

    Drawings hold text only where ``text_in_pictures`` says so: then LP331 alone compares it.
    """
    yield from _strange("resources", resources, _keys("Font XObject"))
    yield from _graphics(objects, resources, text_in_pictures=text_in_pictures)


def others_page_strange(objects: Objects, page: Mapping[str, Value], number_of_page: int) -> Iterator[str]:
    """Yield what a page that others have made has that letterpack does not copy."""
    what = f"page {number_of_page}"
    yield from _strange(what, page, _OTHERS_PAGE)
    for annotation in array(objects, page.get("Annots")):
        yield from _link(objects, dictionary(objects, annotation), what)


def _strange(what: str, has: Mapping[str, Value], known: frozenset[str]) -> Iterator[str]:
    for key in has:
        if key not in known:
            yield f"its {what} has the entry {key}"
    if what in _TYPES and has and has.get("Type") != _TYPES[what]:
        yield f"its {what} is of another type"


def _page_tree(objects: Objects, top: Value) -> Iterator[str]:
    waiting, seen = [top], 0
    while waiting and seen < _MOST:
        entries = dictionary(objects, waiting.pop())
        seen += 1
        if "Kids" in entries:
            yield from _strange("page tree", entries, _NODE)
            waiting.extend(array(objects, entries["Kids"]))


def _boxes(objects: Objects, page: Mapping[str, Value], what: str) -> Iterator[str]:
    """Yield a page whose lower left corner is not that of its paper, or of the bleed around it."""
    media, trim = _box(objects, page.get("MediaBox")), _box(objects, page.get("TrimBox"))
    inner = trim or media
    if inner is None or media is None or inner[:2] != [0.0, 0.0]:
        yield f"its {what} begins elsewhere than at its corner"
    elif abs(media[0] - media[1]) > _ABOUT or abs(media[2] - inner[2] + media[0]) > _ABOUT:
        yield f"its {what} is not in the middle of its bleed"


_ABOUT: Final = 0.01


def _box(objects: Objects, value: Value) -> list[float] | None:
    sides = [number(objects, each) for each in array(objects, value)]
    return sides if len(sides) == 4 else None  # noqa: PLR2004  A rectangle has four.


def _link(objects: Objects, entries: Mapping[str, Value], what: str) -> Iterator[str]:
    """Yield what an annotation is that is no link, or does beside leading somewhere."""
    if name(objects, entries.get("Subtype")) != "Link":
        yield f"its {what} has a mark {name(objects, entries.get('Subtype')) or 'of no kind'} on it"
        return
    yield from _strange(f"link on {what}", entries, _LINK)
    yield from _action(objects, entries, f"link on {what}")
    if number(objects, entries.get("F")) != 4:  # noqa: PLR2004  Printed, and nothing else (table 165).
        yield f"its link on {what} is hidden, or shows itself"
    if [number(objects, each) for each in array(objects, entries.get("Border"))] != [0.0, 0.0, 0.0]:
        yield f"its link on {what} has a frame"


def _action(objects: Objects, entries: Mapping[str, Value], what: str) -> Iterator[str]:
    if "A" not in entries:
        return
    action = dictionary(objects, entries.get("A"))
    kind = name(objects, action.get("S"))
    if kind not in _GOES:
        yield f"its {what} does {kind or 'something'}"
    else:
        yield from _strange(f"action of a {what}", action, _GOES[kind])


def _bookmarks(objects: Objects, top: Value) -> Iterator[str]:
    root = dictionary(objects, top)
    yield from _strange("list of bookmarks", root, _BOOKMARKS)
    waiting: list[tuple[Value, Ref | None, Value]] = [(top, None, root.get("First"))]
    seen: set[Ref] = set()
    while waiting:
        holder, before, each = waiting.pop()
        if not isinstance(each, Ref) or each in seen:
            continue
        seen.add(each)
        entries = dictionary(objects, each)
        yield from bookmark_strange(objects, entries, holder, before)
        if "Next" not in entries and each != dictionary(objects, holder).get("Last"):
            yield NO_WAY
        waiting += [(holder, each, entries.get("Next")), (each, None, entries.get("First"))]
    if root and number(objects, root.get("Count")) != len(seen):
        yield "a number of bookmarks that it has not"


def _tags(objects: Objects, top: Value) -> Iterator[str]:
    root = dictionary(objects, top)
    yield from _strange("structure", root, _TREE)
    yield from _strange("map of roles", dictionary(objects, root.get("RoleMap")), _ROLES)
    for element in elements_below(objects, root.get("K")):
        yield from _strange("tags", element, _ELEMENT)


def _graphics(objects: Objects, resources: Mapping[str, Value], *, text_in_pictures: bool) -> Iterator[str]:
    waiting: list[Value] = [*dictionary(objects, resources.get("XObject")).values()]
    seen: set[Ref] = set()
    while waiting and len(seen) < _MOST:
        each = waiting.pop()
        if isinstance(each, Ref):
            if each in seen:
                continue
            seen.add(each)
        found = objects.get(each)
        if isinstance(found, Stream):
            for key in _NOT_IN_PICTURES & found.values.keys():
                yield f"its picture has the entry {key}"
            is_form = name(objects, found.values.get("Subtype")) == "Form"
            if is_form and not text_in_pictures and _shows_text(found.data()):
                yield "its drawing holds text"
        inner = found.values if isinstance(found, Stream) else found
        if isinstance(inner, dict):
            waiting.extend(inner.values())
        elif isinstance(inner, list):
            waiting.extend(inner)


_NOT_IN_PICTURES: Final = frozenset({"OC", "OPI", "Ref", "AA", "A", "Metadata", "PieceInfo", "Alternates", "StructParents", "PS"})
_SHOWING: Final = (b"Tj", b"TJ", b"'", b'"')


def _shows_text(content: bytes) -> bool:
    """Whether ``content`` shows text; programs also begin and end text objects in which there is none (ISO 32000-1, 9.4)."""
    return any(each in content for each in _SHOWING) and any(operator in _SHOWING for operator, _ in operators(content))
