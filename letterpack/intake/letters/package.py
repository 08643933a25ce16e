"""The files inside a document, which is a ZIP archive of XML: unpacked within limits, parsed without entities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Final, TypeAlias

from lxml import etree

from letterpack.formats.decode import Refused
from letterpack.formats.workbooks.archive import Member, members
from letterpack.intake.letters.document import DocumentRefused
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_BYTES, MOST_DOCUMENT_MARKS, MOST_DOCUMENT_XML_BYTES
from letterpack.patterns import late

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
_BEGINNINGS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_DECLARED: Final = late(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.DOTALL)
_ENCODINGS: Final = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
"""In all of them a tag begins with the same byte. UTF-16 is told by how a file begins."""
TOO_MANY_MARKS: Final = f"has more than {MOST_DOCUMENT_MARKS:,} tags and attributes, which no letter has"


class Package:
    """The files of the document ``data`` by name."""

    def __init__(self, data: bytes) -> None:
        """Raise ``DocumentRefused`` where it is damaged, or unpacks to more than is read."""
        if len(data) > MOST_DOCUMENT_BYTES:
            raise DocumentRefused(f"is larger than {MOST_DOCUMENT_BYTES // MEGABYTE} MB", "make its pictures smaller")
        self._data = data
        self._left_marks = MOST_DOCUMENT_MARKS

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
        if member is None:
            return None
        text = member.unpacked()
        self._left_marks -= marks(text)
        if self._left_marks < 0:
            raise DocumentRefused(TOO_MANY_MARKS)
        return _parsed(text, name)


def parts_of(element: XmlElement, tag: str, apart: Collection[str]) -> Iterator[XmlElement]:
    """Yield the elements ``tag`` in ``element``, none of those that are in elements ``apart``."""
    for child in element:
        if child.tag not in apart:
            if child.tag == tag:
                yield child
            yield from parts_of(child, tag, apart)


def marks(text: bytes) -> int:
    """Return how many elements and attributes are in ``text`` at most: each takes memory and work, an element as much as two."""
    return 2 * (text.count(b"<") - text.count(b"</")) + text.count(b"=")


def _parsed(text: bytes, name: str) -> XmlElement:
    if len(text) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB in `{name}`, which no letter has")
    declared = _DECLARED.match(text[:200])
    if not text.startswith(_BEGINNINGS) or (declared and declared[1].lower() not in _ENCODINGS):
        raise DocumentRefused(f"is damaged: `{name}` in it is not in Unicode")
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
