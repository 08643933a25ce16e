"""Document parts read back (the second witness): the tree is what its run and its packets make it, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from letterpack.model.recipient import PartRecipient
from letterpack.readback.objects import Objects, array, dictionary
from letterpack.readback.page_tree import FilePage
from letterpack.readback.values import Name, Ref, Stream, Value, text_of

PartSaid: TypeAlias = "str | int | float | list[PartSaid] | dict[str, PartSaid] | None"
"""What metadata say: names with a slash, texts without; what is none of these is None."""
TOTALS: Final[Mapping[str, PartSaid]] = {"CIP4_DescriptiveName": "Totals"}
_NOTHING: Final[Mapping[str, PartSaid]] = {}
_SIDES: Final = {"both": "/TwoSidedHeadToHead", "front": "/OneSided"}
_DEEPEST: Final = 8
"""Levels of metadata: ours have six."""


class ReadParts:
    """The tree at ``root`` of a run, whose records are compared in their order."""

    def __init__(self, objects: Objects, root: Value) -> None:
        self._objects, self._root = objects, root
        self._job = dictionary(objects, root).get("DPartRootNode")
        listed = array(objects, dictionary(objects, self._job).get("DParts"))
        self._records = iter([each for group in listed for each in array(objects, group)])

    def tree_strange(self, sides: str, weight_gsm: int) -> Iterator[str]:
        """Yield what is strange above the records of a run that is printed on such ``sides``, on paper of such a weight."""
        top, job = dictionary(self._objects, self._root), dictionary(self._objects, self._job)
        links = isinstance(self._root, Ref) and isinstance(self._job, Ref) and job.get("Parent") == self._root
        rest = {key: value for key, value in top.items() if key != "DPartRootNode"}
        nodes: PartSaid = {"Type": "/DPartRoot", "NodeNameList": ["/Job", "/Record"], "RecordLevel": 1}
        keys = job.keys() == {"Type", "Parent", "DParts", "DPM"} and job["Type"] == Name("DPart")
        if not links or _said(self._objects, rest) != nodes or not keys:
            yield "its document parts do not begin as letterpack has them"
        weight: dict[str, PartSaid] = {"CIP4_MediaIntent": _typed("CIP4_MediaIntent", {"CIP4_Weight": weight_gsm})}
        intent = {
            "CIP4_ProductType": "/Letter",
            "CIP4_LayoutIntent": _typed("CIP4_LayoutIntent", {"CIP4_Sides": _SIDES[sides]}),
            **(weight if weight_gsm else {}),
        }
        maker = dictionary(self._objects, self._objects.trailer.get("Info")).get("Producer")
        about: dict[str, PartSaid] = {"CIP4_Conformance": ["base"], "CIP4_Creator": text_of(self._objects.get(maker))}
        said = {"CIP4_Metadata": _typed("CIP4_Metadata", about), "CIP4_Intent": _typed("CIP4_Intent", intent)}
        if _said(self._objects, job.get("DPM")) != {"CIP4_Root": _typed("CIP4_Root", said)}:
            yield "its document parts say what they should not about the run"

    def record_strange(self, pages: Sequence[FilePage], packet: str, said: Mapping[str, PartSaid] = _NOTHING) -> Iterator[str]:
        """Yield what is strange in the next record, which shall hold the ``pages`` of ``packet``, and say what is ``said``."""
        refs = [page.entries.get("DPart") for page in pages]
        if not isinstance(refs[0], Ref) or any(ref != refs[0] for ref in refs) or next(self._records, None) != refs[0]:
            yield f"the pages of `{packet}` are not those of one record in its place"
            return
        record = dictionary(self._objects, refs[0])
        last = {"End": pages[-1].ref} if len(pages) > 1 else {}
        held = {"Type": Name("DPart"), "Parent": self._job, "Start": pages[0].ref, **last}
        if {key: value for key, value in record.items() if key != "DPM"} != held:
            yield f"the record of `{packet}` does not contain exactly its pages"
        if _said(self._objects, record.get("DPM")) != {"CIP4_Root": _typed("CIP4_Root", said)}:
            yield f"the record of `{packet}` says too much or too little"

    def has_more(self) -> bool:
        """Whether the tree lists more than was compared."""
        return any(True for _ in self._records)


def said_of_reader(recipient: PartRecipient | None) -> dict[str, PartSaid]:
    """Return what a record says of whom its packet goes to; nothing of one of whom nothing may be said."""
    if recipient is None:
        return {}
    name, title, organization = map(_text, (recipient.name, recipient.title, recipient.organization))
    person = _kept({"CIP4_FullName": name, "CIP4_JobTitle": title})
    company = _kept({"CIP4_OrganizationName": organization})
    lines: list[PartSaid] = [*map(_text, recipient.lines)]
    address = _kept({"CIP4_AddressLines": lines, "CIP4_CountryCode": recipient.country and f"/{recipient.country}"})
    parts = {"CIP4_Person": person, "CIP4_Company": company, "CIP4_Address": address if lines else {}}
    contact = {key: _typed(key, part) for key, part in parts.items() if part}
    known = {"CIP4_Contact": _typed("CIP4_Contact", contact)} if contact else {}
    return {"CIP4_Recipient": {"CIP4_ExternalID": f"/{recipient.id}", **known}}


def _kept(entries: Mapping[str, PartSaid]) -> dict[str, PartSaid]:
    return {key: value for key, value in entries.items() if value}


def _typed(kind: str, entries: Mapping[str, PartSaid]) -> PartSaid:
    return {"Type": f"/{kind}", **entries}


def _said(objects: Objects, value: Value, depth: int = 0) -> PartSaid:
    """Return ``value`` as what it says, whatever objects it is spread over."""
    found = objects.get(value)
    if depth == _DEEPEST or found is None or isinstance(found, bool | Stream | Ref):
        return None
    if isinstance(found, dict):
        return {key: _said(objects, each, depth + 1) for key, each in found.items()}
    if isinstance(found, list):
        return [_said(objects, each, depth + 1) for each in found]
    if isinstance(found, Name):
        return f"/{found}"
    return _text(text_of(found)) if isinstance(found, bytes) else found


def _text(text: str) -> str:
    """Return a text so that it is no name, whatever it begins with."""
    return f"\0{text}" if text.startswith("/") else text
