"""What a document says of itself: the information dictionary and XMP (ISO 32000-1, 14.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree

from letterpack.model.observed import ObservedMetadata
from letterpack.readback.objects import Objects, dictionary
from letterpack.readback.values import Stream, text_of

_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_LI: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_PDF_A: Final = "{http://www.aiim.org/pdfa/ns/id/}"
_PDF_UA: Final = "{http://www.aiim.org/pdfua/ns/id/}"
_PDF_X: Final = "{http://www.npes.org/pdfx/ns/id/}"


def read_metadata(objects: Objects) -> tuple[ObservedMetadata, tuple[str, ...]]:
    """Return the document's metadata, and what is wrong with it."""
    info = dictionary(objects, objects.trailer.get("Info"))
    root = dictionary(objects, objects.trailer.get("Root"))
    stream = objects.get(root.get("Metadata"))
    xmp = _read_xmp(stream.data()) if isinstance(stream, Stream) else _Xmp("", "", (), "", "it has no XMP metadata")
    said = {key: text_of(objects.get(value)) for key, value in info.items()}
    metadata = ObservedMetadata(
        title=said.get("Title", ""),
        author=said.get("Author", ""),
        creator=said.get("Creator", ""),
        producer=said.get("Producer", ""),
        created=said.get("CreationDate", ""),
        modified=said.get("ModDate", ""),
        language=text_of(objects.get(root.get("Lang"))),
        xmp_title=xmp.title,
        xmp_author=xmp.author,
        claims=xmp.claims,
        everything="\n".join([*said.values(), xmp.everything]),
    )
    return metadata, (xmp.problem,) if xmp.problem else ()


class _Xmp:
    __slots__ = ("author", "claims", "everything", "problem", "title")

    def __init__(self, title: str, author: str, claims: tuple[str, ...], everything: str, problem: str = "") -> None:
        self.title, self.author, self.claims, self.everything, self.problem = title, author, claims, everything, problem


@lru_cache(maxsize=256)
def _read_xmp(data: bytes) -> _Xmp:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return _Xmp("", "", (), "", "its XMP metadata declares entities")
    try:
        tree = ElementTree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", data).strip())
    except ElementTree.ParseError:
        return _Xmp("", "", (), "", "its XMP metadata is not XML")
    texts = [text.strip() for element in tree.iter() for text in (element.text or "", *element.attrib.values()) if text.strip()]
    return _Xmp(_listed(tree, f"{_DC}title"), _listed(tree, f"{_DC}creator"), _claims(tree), "\n".join(texts))


def _listed(tree: ElementTree.Element, tag: str) -> str:
    return next((item.text or "" for holder in tree.iter(tag) for item in holder.iter(_LI)), "")


def _claims(tree: ElementTree.Element) -> tuple[str, ...]:
    """Return the standards that the document claims, named as the manifest names them."""
    said = {element.tag: (element.text or "").strip() for element in tree.iter() if isinstance(element.tag, str)}
    for element in tree.iter():
        said.update({key: value.strip() for key, value in element.attrib.items() if key.startswith((_PDF_A, _PDF_UA, _PDF_X))})
    claims = []
    if part := said.get(f"{_PDF_A}part"):
        claims.append(f"PDF/A-{part}{said.get(f'{_PDF_A}conformance', '').lower()}")
    if part := said.get(f"{_PDF_UA}part"):
        claims.append(f"PDF/UA-{part}")
    if version := said.get(f"{_PDF_X}GTS_PDFXVersion"):
        claims.append(version)
    return tuple(claims)
