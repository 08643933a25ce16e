"""What a file says beside its pages in the words of its sources: its properties, the names of its pages, where its links lead,
what its bookmarks are called, what stands for its pictures. No version of letterpack has other words for these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from letterpack.readback.objects import Memory, ObjectMemories, Objects, OwnObjects, array, dictionary, name
from letterpack.readback.page_tree import FilePage, pages_of, pictures_of
from letterpack.readback.tags import elements_below, number_tree
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of
from letterpack.standards import UnreadableXmp, read_xmp

_OF_VERSION: Final = frozenset({"Creator", "Producer", "CreatorTool"})
_IDENTIFIER: Final = re.compile(r"(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Of a document of certain bytes, which every version may set otherwise."""
_SPOKEN: Final = ("Alt", "Lang", "E")
"""Of an element: what stands for a picture, its language, what an abbreviation is short for (ISO 32000-1, 14.9)."""
_MOST: Final = 100_000

SaidInOrder: TypeAlias = tuple[str, ...]


class BesidePages(NamedTuple):
    """What a file of ``pages``, of which ``own`` are letterpack's, says beside them, each in its order: a name and a text for
    people; and a digest of the ``pictures`` that its own pages have.
    """

    pages: int
    own: int
    pictures: tuple[bytes, ...]
    properties: SaidInOrder
    labels: SaidInOrder
    links: SaidInOrder
    bookmarks: SaidInOrder
    spoken: SaidInOrder


def beside_pages(data: bytes, enclosed: int) -> BesidePages:
    """Return what the file ``data`` says, whose last ``enclosed`` pages others have made.

    Raises ``Malformed`` where it is none of letterpack's.
    """
    objects = OwnObjects(data, ObjectMemories(Memory(), Memory(), Memory()))
    root = dictionary(objects, objects.trailer.get("Root"))
    pages = pages_of(objects, root)
    own = pages[: max(0, len(pages) - enclosed)]
    return BesidePages(
        len(pages),
        len(own),
        tuple([pictures_of(objects, page) for page in own[:1]]),
        (*_properties(objects, root), f"language {text_of(objects.get(root.get('Lang')))}"),
        tuple(_labels(objects, root, len(pages))),
        tuple([said for page in own for said in _links(objects, page)]),
        tuple(_bookmarks(objects, root, pages, enclosed)),
        tuple(_spoken(objects, dictionary(objects, root.get("StructTreeRoot")).get("K"))),
    )


def told_otherwise(now: BesidePages, made: BesidePages) -> Iterator[str]:
    """Yield what a file says ``now`` otherwise than one that is ``made`` of the sources: in words, one of each kind."""
    for what, has, wants in zip(_KINDS, now[3:], made[3:], strict=True):
        if what == "page number" and now.pages != made.pages:
            continue
        if has != wants:
            yield f"{what} {_first(has, wants)}"


_KINDS: Final = ("property", "page number", "link", "bookmark", "description")


def _first(has: SaidInOrder, wants: SaidInOrder) -> str:
    """Return the first text of two lists that differs."""
    at = next((at for at, pair in enumerate(zip(has, wants, strict=False)) if pair[0] != pair[1]), min(len(has), len(wants)))
    sides = [f"`{said[at]}`" if at < len(said) else "nothing" for said in (wants, has)]
    return " → ".join(sides)


def _properties(objects: Objects, root: Mapping[str, Value]) -> Iterator[str]:
    for key, value in dictionary(objects, objects.trailer.get("Info")).items():
        if key not in _OF_VERSION:
            yield f"{key} {text_of(objects.get(value))}"
    stream = objects.get(root.get("Metadata"))
    if not isinstance(stream, Stream):
        return
    try:
        elements = list(read_xmp(stream.data()).iter())
    except UnreadableXmp as error:
        raise Malformed("its metadata cannot be read") from error
    for element in elements:
        for called, text in ((element.tag, (element.text or "").strip()), *element.attrib.items()):
            if (property_name := called.rpartition("}")[2]) not in _OF_VERSION:
                yield f"{property_name} {'' if _IDENTIFIER.fullmatch(text) else text}".rstrip()


def _labels(objects: Objects, root: Mapping[str, Value], pages: int) -> Iterator[str]:
    rows = {start: dictionary(objects, row) for start, row in number_tree(objects, root.get("PageLabels")).items()}
    row, first, begins = dict[str, Value](), 1, 0
    for index in range(pages):
        if index in rows:
            row, begins = rows[index], index
            first = start if isinstance(start := row.get("St", 1), int) else 1
        yield f"{text_of(objects.get(row.get('P')))}{first + index - begins} {name(objects, row.get('S'))}"


def _links(objects: Objects, page: FilePage) -> Iterator[str]:
    for each in array(objects, page.entries.get("Annots")):
        entries = dictionary(objects, each)
        target = text_of(objects.get(dictionary(objects, entries.get("A")).get("URI")))
        yield f"{text_of(objects.get(entries.get('Contents')))} {target}".strip()


def _bookmarks(objects: Objects, root: Mapping[str, Value], pages: list[FilePage], enclosed: int) -> Iterator[str]:
    """Yield the bookmarks' titles; of those of enclosures, to which page, counted from the last."""
    places: Callable[[Ref], int] = {page.ref: len(pages) - index for index, page in enumerate(pages)}.__getitem__
    waiting: list[tuple[Value, int]] = [(dictionary(objects, root.get("Outlines")).get("First"), 0)]
    seen: set[Ref] = set()
    while waiting and len(seen) < _MOST:
        each, level = waiting.pop()
        if not isinstance(each, Ref) or each in seen:
            continue
        seen.add(each)
        entries = dictionary(objects, each)
        action = dictionary(objects, entries.get("A"))
        leads = array(objects, entries.get("Dest") or action.get("D"))
        page = places(leads[0]) if leads and isinstance(leads[0], Ref) else 0
        target = text_of(objects.get(action.get("URI")))
        title = text_of(objects.get(entries.get("Title")))
        yield f"{'  ' * level}{title}{f' (page {page} from the end)' if page <= enclosed else ''}{target}"
        waiting += [(entries.get("Next"), level), (entries.get("First"), level + 1)]


def _spoken(objects: Objects, top: Value) -> Iterator[str]:
    for element in elements_below(objects, top):
        for key in _SPOKEN:
            if said := text_of(objects.get(element.get(key))):
                yield f"{key} {said}"
