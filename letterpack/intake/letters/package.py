"""The files inside a document, which is a ZIP archive of XML: unpacked within limits, parsed without entities."""

from __future__ import annotations

from functools import cached_property
from typing import Final, TypeAlias

from lxml import etree

from letterpack.formats.workbooks.archive import Member, members
from letterpack.formats.workbooks.refused import Refused
from letterpack.intake.letters.document import DocumentRefused
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_BYTES, MOST_DOCUMENT_XML_BYTES

XmlElement: TypeAlias = "etree._Element"
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""Namespaces of ISO/IEC 29500 Strict, and those that most programs write."""


class Package:
    """The files of the document ``data`` by name."""

    def __init__(self, data: bytes) -> None:
        """Raise ``DocumentRefused`` where it is damaged, or unpacks to more than is read."""
        if len(data) > MOST_DOCUMENT_BYTES:
            raise DocumentRefused(f"is larger than {MOST_DOCUMENT_BYTES // MEGABYTE} MB", "make its pictures smaller")
        self._data = data

    @cached_property
    def files(self) -> dict[str, Member]:
        """All files. Raises ``DocumentRefused``."""
        try:
            return members(self._data)
        except Refused as refused:
            raise DocumentRefused(str(refused)) from refused

    def xml(self, name: str) -> XmlElement | None:
        """Return the root of the XML file ``name``, or None where there is none. Raises ``DocumentRefused``."""
        member = self.files.get(name)
        return None if member is None else parsed(member.unpacked(), name)


def parsed(text: bytes, name: str) -> XmlElement:
    """Return the root of the XML ``text``. Raises ``DocumentRefused`` where it is broken, too much, or declares entities."""
    if len(text) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB in `{name}`, which no letter has")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"<\0!\0" in text or b"\0<\0!" in text:
        raise DocumentRefused("declares entities, which no word processor does")
    for strict, usual in _STRICT:
        text = text.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root: XmlElement = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentRefused(f"is damaged: `{name}` in it cannot be read") from error
    return root
