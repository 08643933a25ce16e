"""The document catalog, document parts and enclosures (part of stage 7 of 7; ISO 32000-1, 7.7.2; ISO 16612-2; ISO 32000-2,
14.12).

The tree of parts says which pages of a print run are whose: a root for the job and below it a record for each packet, with names
of CIP4 (ISO 21812-1). It says nothing private unless it is asked for, such as the id of a packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from letterpack.model.galley import TagNode
from letterpack.model.pdf import Enclosure
from letterpack.model.profile import Intent
from letterpack.model.recipient import PartRecipient
from letterpack.press.pdf.objects import literal, numbered, text_string
from letterpack.press.pdf.structure import StructureTree
from letterpack.press.standards import output_intents


class Catalog(Struct, frozen=True):
    """What a catalog names, by object numbers. ``outline``, ``structure`` and ``parts`` are 0 where the file has none."""

    page_tree: int
    metadata: int
    icc: int
    intent: Intent
    language: str
    structure: int = 0
    outline: int = 0
    labels: str = ""
    parts: int = 0

    def body(self) -> bytes:
        """Return the catalog's dictionary."""
        tags = f"/StructTreeRoot {self.structure} 0 R/MarkInfo<</Marked true>>" if self.structure else ""
        outline = f"/Outlines {self.outline} 0 R" if self.outline else ""
        parts = f"/DPartRoot {self.parts} 0 R" if self.parts else ""
        return (
            f"<</Type/Catalog/Pages {self.page_tree} 0 R{tags}{outline}{parts}{self.labels}/Lang{literal(self.language)}"
            f"/Metadata {self.metadata} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            f"/OutputIntents{output_intents(self.intent, self.icc)}>>"
        ).encode("ascii")


def page_labels(parts: Sequence[str], enclosures: Sequence[tuple[str, int, int]]) -> str:
    """Return the catalog's PageLabels entry (12.4.2), so that a viewer shows the numbers that are printed.

    ``parts`` says for each page what it belongs to: a carrier counts i, ii …, the letter and its annex 1, 2 …; the pages of an
    enclosure (its title, how many blank ones stand in front, how many it has) count anew behind its title.
    """
    rows: list[str] = []
    at = 0
    for is_carrier, pages in groupby(parts, lambda part: part == "carrier"):
        rows.append(f"{at}<</S/{'r' if is_carrier else 'D'}>>")
        at += len(list(pages))
    for title, blank, count in enclosures:
        at += blank
        rows.append(f"{at}<</P{text_string(title + ' ')}/S/D>>")
        at += count
    return f"/PageLabels<</Nums[{''.join(rows)}]>>"


_IN_ARRAY: Final = 1_000
"""Parts in one of the arrays that the root lists: programs read arrays whole."""
_NODES: Final = "/NodeNameList[/Job/Record]/RecordLevel 1"
_SIDES: Final = {"both": "TwoSidedHeadToHead", "front": "OneSided"}


class PartTree(NamedTuple):
    """The numbers of the tree's upper objects, and of its records in page order."""

    top: int
    job: int
    records: list[int]


def record_part(tree: PartTree, pages: tuple[int, int], said: str) -> bytes:
    """Return a record's dictionary: it holds the ``pages`` from the first to the last, and ``said`` is its metadata."""
    first, last = pages
    end = f"/End {last} 0 R" if last != first else ""
    return f"<</Type/DPart/Parent {tree.job} 0 R/Start {first} 0 R{end}/DPM<</CIP4_Root<</Type/CIP4_Root{said}>>>>>>".encode(
        "ascii"
    )


def top_parts(tree: PartTree, sides: Literal["both", "front"], weight_gsm: int, creator: str) -> tuple[bytes, bytes]:
    """Return the root of the tree, and the job's part: what is the same for all records."""
    records = tree.records
    arrays = [records[at : at + _IN_ARRAY] for at in range(0, len(records), _IN_ARRAY)]
    listed = "".join([f"[{' '.join([f'{number} 0 R' for number in each])}]" for each in arrays])
    weight = f"/CIP4_MediaIntent<</Type/CIP4_MediaIntent/CIP4_Weight {weight_gsm}>>" if weight_gsm else ""
    layout = f"/CIP4_LayoutIntent<</Type/CIP4_LayoutIntent/CIP4_Sides/{_SIDES[sides]}>>"
    intent = f"/CIP4_Intent<</Type/CIP4_Intent/CIP4_ProductType/Letter{layout}{weight}>>"
    about = f"/CIP4_Metadata<</Type/CIP4_Metadata/CIP4_Conformance[(base)]/CIP4_Creator{text_string(creator)}>>"
    said = f"/DPM<</CIP4_Root<</Type/CIP4_Root{about}{intent}>>>>"
    top = f"<</Type/DPartRoot/DPartRootNode {tree.job} 0 R{_NODES}>>"
    job = f"<</Type/DPart/Parent {tree.top} 0 R/DParts[{listed}]{said}>>"
    return top.encode("ascii"), job.encode("ascii")


def said_of(recipient: PartRecipient | None) -> str:
    """Return what a record says of whom it goes to; nothing of one of whom nothing may be said."""
    if recipient is None:
        return ""
    named = _entries(("CIP4_FullName", recipient.name), ("CIP4_JobTitle", recipient.title))
    person = f"/CIP4_Person<</Type/CIP4_Person{named}>>" if named else ""
    works_for = _entries(("CIP4_OrganizationName", recipient.organization))
    company = f"/CIP4_Company<</Type/CIP4_Company{works_for}>>" if works_for else ""
    address = _address(recipient.lines, recipient.country)
    contact = f"/CIP4_Contact<</Type/CIP4_Contact{person}{company}{address}>>" if person or company or address else ""
    return f"/CIP4_Recipient<</CIP4_ExternalID/{recipient.id}{contact}>>"


def _address(lines: Sequence[str], country: str) -> str:
    if not lines:
        return ""
    code = f"/CIP4_CountryCode/{country}" if country else ""
    return f"/CIP4_Address<</Type/CIP4_Address/CIP4_AddressLines[{''.join(map(text_string, lines))}]{code}>>"


def _entries(*entries: tuple[str, str]) -> str:
    return "".join([f"/{key}{text_string(value)}" for key, value in entries if value])


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
