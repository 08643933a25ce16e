"""What a document says of itself: the information dictionary and XMP (ISO 32000-1, 14.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple
from xml.etree import ElementTree

from letterpack.model.observed import ObservedMetadata
from letterpack.readback.objects import Objects, dictionary
from letterpack.readback.values import Stream, text_of
from letterpack.standards import UnreadableXmp, claims_in, read_xmp

_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_INFORMATION: Final = {
    "Creator": "{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "Producer": "{http://ns.adobe.com/pdf/1.3/}Producer",
    "CreationDate": "{http://ns.adobe.com/xap/1.0/}CreateDate",
    "ModDate": "{http://ns.adobe.com/xap/1.0/}ModifyDate",
}
_LI: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"


class _Xmp(NamedTuple):
    title: str = ""
    author: str = ""
    claims: tuple[str, ...] = ()
    information: Mapping[str, str] = MappingProxyType({})
    everything: str = ""
    problem: str = ""


def read_metadata(objects: Objects) -> tuple[ObservedMetadata, tuple[str, ...]]:
    """Return the document's metadata, and what is wrong with it."""
    info = dictionary(objects, objects.trailer.get("Info"))
    root = dictionary(objects, objects.trailer.get("Root"))
    stream = objects.get(root.get("Metadata"))
    xmp = _read_xmp(stream.data()) if isinstance(stream, Stream) else _Xmp(problem="it has no XMP metadata")
    known = {key: text_of(objects.get(value)) for key, value in info.items()} or xmp.information
    metadata = ObservedMetadata(
        title=known.get("Title", ""),
        author=known.get("Author", ""),
        creator=known.get("Creator", ""),
        producer=known.get("Producer", ""),
        created=known.get("CreationDate", ""),
        modified=known.get("ModDate", ""),
        language=text_of(objects.get(root.get("Lang"))),
        xmp_title=xmp.title,
        xmp_author=xmp.author,
        claims=xmp.claims,
        everything="\n".join([*known.values(), xmp.everything]),
    )
    return metadata, (xmp.problem,) if xmp.problem else ()


@lru_cache(maxsize=256)
def _read_xmp(data: bytes) -> _Xmp:
    try:
        tree = read_xmp(data)
    except UnreadableXmp as error:
        return _Xmp(problem=str(error))
    texts = [text.strip() for element in tree.iter() for text in (element.text or "", *element.attrib.values()) if text.strip()]
    title, author = _listed(tree, f"{_DC}title"), _listed(tree, f"{_DC}creator")
    return _Xmp(title, author, claims_in(tree), {"Title": title, "Author": author, **_said(tree)}, "\n".join(texts))


def _said(tree: ElementTree.Element) -> dict[str, str]:
    """Return what XMP says that PDF before 2.0 has in its information dictionary too, as that has it."""
    found = {key: _simple(tree, tag) for key, tag in _INFORMATION.items()}
    return {key: f"D:{re.sub('[-:T]', '', text)}" if key.endswith("Date") else text for key, text in found.items() if text}


def _simple(tree: ElementTree.Element, name: str) -> str:
    """Return the text of a property that is one text: an attribute of a description, or an element within it."""
    texts = [text for each in tree.iter() for text in (each.get(name), each.text if each.tag == name else None) if text]
    return texts[0] if texts else ""


def _listed(tree: ElementTree.Element, tag: str) -> str:
    return next((item.text or "" for holder in tree.iter(tag) for item in holder.iter(_LI)), "")
