"""Which kind of document a file is, by what is in it, and who reads it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from letterpack.intake.letters.document import Decision, DocumentRead, DocumentRefused, RemarkDecision
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_BYTES

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
    raise DocumentRefused(f"is not a kind of document that is read: `{PurePath(name).suffix}`", _SAVE)


def _packed(data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    from letterpack.intake.letters.docx.reader import read_docx
    from letterpack.intake.letters.package import Package

    package = Package(data)
    return read_docx(package, changes, comments)
