"""Which kind of document a file is, by what is in it, and who reads it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from letterpack.intake.letters.document import Decision, DocumentRead, DocumentRefused, RemarkDecision
from letterpack.intake.letters.html.reader import read_html
from letterpack.intake.letters.plain_text import decoded, read_markdown, read_plain
from letterpack.intake.letters.rtf import read_rtf
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_BYTES
from letterpack.patterns import late

_RTF: Final = b"{\\rtf"
_PAGE: Final = late(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_PAGES: Final = (".html", ".htm", ".xhtml")
_MARKDOWN: Final = (".md", ".markdown")
_TEXTS: Final = (".txt", ".text", "")
_SAVE: Final = "save it as docx or odt in your word processor"
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0", "is an old Word document (doc), or protected with a password", _SAVE),
    (b"%PDF", "is a PDF, which has no paragraphs", "import the document that it was made from"),
    (b"\x89PNG", "is a picture", "type its words, or put it behind the letter as an enclosure"),
    (b"\xff\xd8\xff", "is a picture", "type its words, or put it behind the letter as an enclosure"),
)


def read_document(name: str, data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the document ``data`` of the file ``name``. Raises ``DocumentRefused``."""
    if len(data) > MOST_DOCUMENT_BYTES:
        raise DocumentRefused(f"is larger than {MOST_DOCUMENT_BYTES // MEGABYTE} MB", "make its pictures smaller")
    for head, what, hint in _OTHERS:
        if data.startswith(head):
            raise DocumentRefused(what, hint)
    if not data.strip():
        raise DocumentRefused("is empty", "name the file with the letter")
    if data.startswith(b"PK"):
        return _packed(data, changes, comments)
    if data.startswith(_RTF):
        return read_rtf(data, changes, comments)
    suffix = PurePath(name).suffix.lower()
    if suffix in _PAGES or _PAGE.search(data[:1024]):
        return read_html(decoded(data, is_page=True), changes, comments)
    if suffix in _MARKDOWN:
        return read_markdown(decoded(data), changes, comments)
    if suffix in _TEXTS:
        return read_plain(decoded(data))
    raise DocumentRefused(f"is not a kind of document that is read: `{suffix or name}`", _SAVE)


def _packed(data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    from letterpack.intake.letters.docx.reader import read_docx
    from letterpack.intake.letters.odt.reader import read_odt
    from letterpack.intake.letters.package import Package

    package = Package(data)
    if "content.xml" in package.files:
        return read_odt(package, changes, comments)
    return read_docx(package, changes, comments)
