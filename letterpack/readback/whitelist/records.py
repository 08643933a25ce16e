"""Document parts read back (the second witness): each packet's pages are its record's, which says no more than it may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from letterpack.readback.objects import OwnObjects, array, dictionary, name
from letterpack.readback.page_tree import FilePage
from letterpack.readback.values import Ref

_KEYS: Final = frozenset(("Type", "Parent", "Start", "End", "DPM"))
_ABOUT_READER: Final = frozenset(("CIP4_Recipient",))


def record_strange(objects: OwnObjects, pages: Sequence[FilePage], packet: str, *, says_names: bool) -> Iterator[str]:
    """Yield what is strange in the part that holds the ``pages`` of the packet called ``packet``; its metadata may say who gets
    it where it ``says_names``, and else the packet's id alone.
    """
    refs = [page.entries.get("DPart") for page in pages]
    if not isinstance(refs[0], Ref) or any(ref != refs[0] for ref in refs):
        yield f"the pages of `{packet}` are not those of one record"
        return
    part = dictionary(objects, refs[0])
    if part.get("Start") != pages[0].ref or part.get("End", pages[0].ref) != pages[-1].ref or part.keys() - _KEYS:
        yield f"the record of `{packet}` does not hold its pages"
    root = dictionary(objects, dictionary(objects, part.get("DPM")).get("CIP4_Root"))
    if root.keys() - _ABOUT_READER - {"Type"}:
        yield f"the record of `{packet}` says what it should not"
    if "CIP4_Recipient" in root:
        reader = dictionary(objects, root["CIP4_Recipient"])
        allowed = {"CIP4_ExternalID", "CIP4_Contact"} if says_names else {"CIP4_ExternalID"}
        if reader.keys() - allowed or name(objects, reader.get("CIP4_ExternalID")) != packet:
            yield f"the record of `{packet}` says what it should not of its reader"


def listed_records(objects: OwnObjects, root: Ref | None) -> list[Ref]:
    """Return the records that the tree at ``root`` lists, in order."""
    top = dictionary(objects, dictionary(objects, root).get("DPartRootNode"))
    return [each for group in array(objects, top.get("DParts")) for each in array(objects, group) if isinstance(each, Ref)]
