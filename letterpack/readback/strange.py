"""A short scan of a packet's bytes for what letterpack never writes: keys, kinds of objects and operators outside a list.

It proves little, and is for files that cannot be made again and compared: those of another version, and those whose sources have
errors. What it finds is told in words that follow "the packet contains what letterpack does not write:".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import Final

from letterpack.patterns import late
from letterpack.readback.content import operators
from letterpack.readback.objects import OwnObjects, array, dictionary
from letterpack.readback.values import Malformed, Ref, Stream, Value, parse

OF_DAMAGE: Final = (RecursionError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What comes of a file in which any object may be of any kind: whatever it is, the file is not one of ours any more."""
_HEADER: Final = late(rb"%PDF-[12]\.\d\n%[\x80-\xff]{4}\n")
_BEGIN: Final = late(rb"\d+ 0 obj\n")
_STREAM: Final = late(rb"\s*stream\r?\n")
_ENDS: Final = (b"\nendstream\nendobj\n", b"\r\nendstream\nendobj\n")
_COMMENT: Final = late(rb"(?:\((?:[^()\\]|\\.)*\)|[^%(])*%", re.DOTALL)
_ROOM: Final = late(rb"<!--|<!\[|<\?(?!xpacket )|\s{8}")
OPERATORS: Final = frozenset(b"BT ET BDC EMC q Q cm Tm Tf Tz Ts g rg TJ G RG w m l S Do".split())
_KEYS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(keys.split())
    for kind, keys in {
        "trailer": "Type Size W Root Info ID Length Filter",
        "catalog": "Type Pages StructTreeRoot MarkInfo Outlines PageLabels Lang Metadata ViewerPreferences OutputIntents",
        "output intent": "Type S OutputConditionIdentifier OutputCondition RegistryName Info DestOutputProfile",
        "information": "Title Author Creator Producer CreationDate ModDate GTS_PDFXVersion GTS_PDFXConformance Trapped",
        "metadata": "Type Subtype Length Filter",
        "page tree": "Type Kids Count Parent",
        "page": "Type Parent MediaBox TrimBox BleedBox Resources Contents StructParents Tabs Annots",
        "page of an enclosure": "Type Parent MediaBox CropBox TrimBox BleedBox Rotate UserUnit Resources Contents Group Annots "
        "StructParents Tabs",
        "content": "Length Filter",
        "resources": "Font XObject",
        "link": "Type Subtype F Border Rect Contents Dest A StructParent",
        "action": "S URI D SD",
        "list of bookmarks": "Type First Last Count",
        "bookmark": "Title Parent Prev Next First Last Count Dest A",
        "structure": "Type K ParentTree ParentTreeNextKey Namespaces RoleMap IDTree",
        "map of roles": "FENote",
        "tags": "Type S NS P Pg A ID Alt Lang T Ref ActualText K C E R",
    }.items()
}
"""All keys that a packet has in each kind of dictionary."""
_NOT_IN_PICTURES: Final = frozenset(["OC", "OPI", "Ref", "AA", "A", "Metadata", "PieceInfo", "Alternates", "StructParents", "PS"])
_PRINTED: Final = 4
"""The flags of a link: printed, and nothing else (table 165)."""


def strange_in_packet(data: bytes, enclosed: int) -> tuple[str, ...]:
    """Return what the packet ``data``, whose last ``enclosed`` pages others made, has that letterpack does not write."""
    try:
        return tuple(dict.fromkeys(_Scan(OwnObjects(data)).faults(enclosed)))
    except OF_DAMAGE:
        return ("it was saved by another program, or is damaged",)


def layout_faults(objects: OwnObjects) -> Iterator[str]:
    """Yield what stands in a file, which may be longer than memory, beside its objects: no reader shows it."""
    header = objects.header()
    digest, is_whole = hashlib.sha256(header), _HEADER.fullmatch(header) is not None
    for before, piece in pairwise(chain((b"",), objects.pieces())):
        digest.update(before)
        is_whole = is_whole and _is_whole(piece.removesuffix(b"startxref\n%d\n%%%%EOF\n" % objects.table_at))
    if not is_whole:
        yield "something stands between its objects"
    if objects.trailer.get("ID") != [digest.digest()[:16]] * 2:
        yield "its identifier is that of other bytes"


def _is_whole(raw: bytes) -> bool:
    """Whether ``raw`` is an indirect object as letterpack writes one, from its number to its end, and nothing else."""
    head = _BEGIN.match(raw)
    value, at = parse(raw, head.end()) if head else (None, 0)
    if _COMMENT.match(raw[:at]):
        return False
    begin = _STREAM.match(raw, at)
    if begin is None or not isinstance(value, dict):
        return head is not None and raw[at:] == b"\nendobj\n"
    length = value.get("Length")
    return isinstance(length, int) and raw[begin.end() + length :] in _ENDS


class _Scan:
    def __init__(self, objects: OwnObjects) -> None:
        self._objects = objects
        self._reached: set[int] = set()

    def faults(self, enclosed: int) -> Iterator[str]:
        """Yield what is strange, in words."""
        objects = self._objects
        yield from layout_faults(objects)
        root = objects.trailer.get("Root")
        yield from self._others("trailer", objects.trailer)
        yield from self._others("catalog", root)
        yield from self._others("information", objects.trailer.get("Info"))
        yield from self._walked(root, objects.trailer.get("Info"))
        pages = list(self._pages(dictionary(objects, root).get("Pages"), {}))
        for at, page in enumerate(pages):
            is_own = at < len(pages) - enclosed
            yield from self._page(page, at + 1) if is_own else self._others("page of an enclosure", page)
        if any(objects.get(Ref(each, 0)) is not None for each in self._lost()):
            yield "objects that nothing leads to"

    def _others(self, kind: str, value: Value) -> Iterator[str]:
        for key in dictionary(self._objects, value).keys() - _KEYS[kind]:
            yield f"its {kind} has the entry `{key}`"

    def _walked(self, *begins: Value) -> Iterator[str]:
        """Go through all that the file leads to, and yield what is strange by the kind of object that it is."""
        waiting = list(begins)
        while waiting:
            each = waiting.pop()
            if isinstance(each, Ref):
                if each.number in self._reached:
                    continue
                self._reached.add(each.number)
                each = self._objects.get(each)
            if isinstance(each, Stream):
                yield from self._stream(each)
                each = each.values
            if isinstance(each, dict):
                yield from self._dictionary(each)
                waiting.extend(each.values())
            elif isinstance(each, list):
                waiting.extend(each)

    def _stream(self, stream: Stream) -> Iterator[str]:
        kind = stream.values.get("Subtype")
        if kind in ("Image", "Form"):
            yield from [f"its picture has the entry `{key}`" for key in _NOT_IN_PICTURES & stream.values.keys()]
        elif kind == "XML":
            yield from self._others("metadata", stream.values)
            if stream.values.get("Type") != "Metadata" or _ROOM.search(stream.data()):
                yield "its metadata is of another type, or has a comment or room for one"

    def _dictionary(self, value: Mapping[str, Value]) -> Iterator[str]:
        kind, subtype = value.get("Type"), value.get("Subtype")
        if kind == "Annot" or "Rect" in value:
            if subtype != "Link" or value.get("F") != _PRINTED or value.get("Border") != [0, 0, 0]:
                yield "it has a mark that does more than lead somewhere"
            yield from self._others("link", dict(value))
            yield from self._action(value.get("A"))
        elif kind == "StructTreeRoot":
            yield from self._others("structure", dict(value))
            yield from self._others("map of roles", value.get("RoleMap"))
        elif "Dest" in value or ("Title" in value and "Parent" in value):
            yield from self._others("bookmark", dict(value))
            yield from self._action(value.get("A"))
        elif kind == "OutputIntent":
            yield from self._others("output intent", dict(value))
        elif "S" in value and "P" in value:
            yield from self._others("tags", dict(value))
        elif kind == "Pages":
            yield from self._others("page tree", dict(value))

    def _action(self, value: Value) -> Iterator[str]:
        action = dictionary(self._objects, value)
        if action and action.get("S") not in ("URI", "GoTo"):
            yield "it has a mark that does more than lead somewhere"
        yield from self._others("action", action)

    def _pages(self, node: Value, above: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
        entries = {**above, **dictionary(self._objects, node)}
        kids = entries.pop("Kids", None)
        if kids is None:
            yield entries
        for kid in array(self._objects, kids):
            yield from self._pages(kid, {key: entries[key] for key in entries.keys() - {"Type", "Count", "Parent"}})

    def _page(self, page: dict[str, Value], number: int) -> Iterator[str]:
        yield from self._others("page", page)
        yield from self._others("resources", page.get("Resources"))
        for at in array(self._objects, page.get("Contents")):
            stream = self._objects.get(at)
            if not isinstance(stream, Stream):
                raise Malformed("the content of a page is missing")
            yield from self._others("content", stream.values)
            if _COMMENT.match(stream.data()):
                yield f"its page {number} has a comment"
            others = {operator for operator, _ in operators(stream.data())} - OPERATORS
            for operator in [each.decode("latin-1") for each in sorted(others)]:
                yield f"its page {number} has the operator `{operator}`"

    def _lost(self) -> Iterator[int]:
        """Yield the numbers of objects that nothing leads to, but the table, and what only holds others."""
        rows = [self._objects.rows[number] for number in range(self._objects.rows.size - 1)]
        holders = {place for kind, place, _ in rows if kind == 2}  # noqa: PLR2004 - in an object stream (table 18)
        yield from [at for at, (kind, _, _) in enumerate(rows) if kind and at not in holders and at not in self._reached]
