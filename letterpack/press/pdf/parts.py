"""Document parts (part of stage 7 of 7; ISO 16612-2 and ISO 32000-2, 14.12): which pages of a print run are whose.

The tree is a root for the job and below it a part for each packet, a record. What a part says of itself uses the names of CIP4
(ISO 21812-1), and nothing of what is private unless it is asked for: the packet's id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from letterpack.model.recipient import PartRecipient
from letterpack.press.pdf.objects import text_string

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
