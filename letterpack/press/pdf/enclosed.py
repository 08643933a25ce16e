"""Enclosures in the file (part of stage 7 of 7): their objects numbered, their pages tied to the structure tree."""

from __future__ import annotations

from msgspec import Struct

from letterpack.model.galley import TagNode
from letterpack.model.pdf import Enclosure
from letterpack.press.pdf.objects import numbered
from letterpack.press.pdf.structure import StructureTree


class EnclosedPages(Struct, frozen=True):
    """An enclosure's objects with their numbers, and the numbers of its pages; or a blank page in front of one."""

    numbers: tuple[int, ...]
    streams: list[tuple[int, bytes]]
    dictionaries: list[tuple[int, bytes]]
    is_blank: bool = False


def enclosed_part(enclosure: Enclosure, index: int) -> TagNode:
    """Return the tag of the packet's enclosure ``index``."""
    language = (("Lang", enclosure.language),) if enclosure.language else ()
    return TagNode("Part", f"enclosure {index}", (("T", enclosure.title), *language))


def enclose(enclosure: Enclosure, index: int, first: int, page_tree: int, page_index: int, tree: StructureTree) -> EnclosedPages:
    """Return the pages of the packet's enclosure ``index``, its objects from number ``first`` on, its tags put into ``tree``.

    ``page_index`` is that of its first page in the file.
    """
    annotations = [[first + each for each in page.annotations] for page in enclosure.pages]
    ties: dict[int, bytes] = {}
    if enclosure.structure:
        tree.enclose((enclosed_part(enclosure, index),), enclosure.structure, page_index, annotations)
        keys = tree.keys()
        for offset, page in enumerate(enclosure.pages):
            ties[first + page.page_object] = b"/StructParents %d/Tabs/S" % (page_index + offset)
            ties.update({number: b"/StructParent %d" % keys[number] for number in annotations[offset] if number in keys})
    streams: list[tuple[int, bytes]] = []
    dictionaries: list[tuple[int, bytes]] = []
    bodies = numbered(enclosure.fragment.objects, first, page_tree)
    for number, (each, body) in enumerate(zip(enclosure.fragment.objects, bodies, strict=True), first):
        tied = body.removesuffix(b">>") + ties[number] + b">>" if number in ties else body
        (streams if each.is_stream else dictionaries).append((number, tied))
    return EnclosedPages(tuple([first + page.page_object for page in enclosure.pages]), streams, dictionaries)
