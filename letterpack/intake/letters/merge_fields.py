"""Merge fields of word processors, by the names that lists give them, become letterpack's."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.formats.tables.addressees import addressee_headings
from letterpack.intake.letters.document import (
    DocumentRead,
    FieldTaken,
    Pieces,
    TextPiece,
    check_field_limit,
    each_text,
    with_texts,
)
from letterpack.languages import primary
from letterpack.limits import MOST_DOCUMENT_FIELDS
from letterpack.model.addressee import MERGE_FIELDS
from letterpack.patterns import late
from letterpack.values import replace

_NOT_A_NAME: Final = late(r"[^\w]+")
_OWN_NAME: Final = r"(?:addressee|letter|campaign|signatories)\.\w[\w.]*"
_OWN: Final = late(_OWN_NAME)
"""What `letter export` writes into a document."""
_GIVEN, _FAMILY, _NAME = "given_name", "family_name", "addressee.name"
_SAME_WORD: Final = frozenset({"salutation"})
"""What lists call a courtesy title, such as `Ms`, and letterpack the line that a letter begins with."""


@lru_cache(maxsize=MOST_DOCUMENT_FIELDS)
def merge_field_of(name: str) -> str:
    """Return what stands in the braces for the field that a document calls ``name``."""
    if _OWN.fullmatch(name.strip()):
        return name.strip()
    spoken = name.replace("_", " ").strip()
    known = _called_by_lists(spoken)
    if known in MERGE_FIELDS and known not in _SAME_WORD:
        return f"addressee.{known}"
    slug = _NOT_A_NAME.sub("_", unicodedata.normalize("NFC", spoken).lower()).strip("_") or "field"
    return f"addressee.fields.{slug}"


def with_whole_names(pieces: Pieces) -> Pieces:
    """Return ``pieces`` with a given name and a family name beside each other as the name, as an import of addressees has it."""
    found: list[TextPiece] = []
    for piece in pieces:
        if len(found) > 1 and not found[-1].text.strip() and not _special(found[-1]) and _is_pair(found[-2], piece):
            found[-2:] = [replace(piece, merge_field=_NAME, text="")]
        else:
            found.append(piece)
    return tuple(found)


_TYPED: Final = late(rf"«({_OWN_NAME}|[^\W\d]\w*)»")
"""A field that was typed, or copied out of another document as text; in most languages a quoted word too."""
_CERTAIN: Final = late(rf"«({_OWN_NAME}|[^\W\d]*_\w*|[^\W\d_]*[a-z][A-Z]\w*)»")
_QUOTING_OTHERWISE: Final = ("en", "nl")


def with_typed_fields(read: DocumentRead) -> DocumentRead:
    """Return ``read`` with the merge fields that stand in its text as `«Name»`, if they are no quotations in its language."""
    texts = (piece.text for pieces in each_text(read.blocks) for piece in pieces)
    if primary(read.language) not in _QUOTING_OTHERWISE and not any(map(_CERTAIN.search, texts)):
        return read
    fields = dict.fromkeys(read.fields)

    def change(pieces: Pieces) -> Pieces:
        found: list[TextPiece] = []
        for piece in pieces:
            for index, text in enumerate(_TYPED.split(piece.text)):
                if index % 2:
                    fields[field_taken(text)] = None
                    found.append(replace(piece, text="", merge_field=merge_field_of(text)))
                elif text or not index:
                    found.append(replace(piece, text=text))
        return with_whole_names(tuple(found))

    blocks = with_texts(read.blocks, change)
    check_field_limit(len(fields))
    return replace(read, blocks=blocks, fields=tuple(fields))


def field_taken(name: str) -> FieldTaken:
    """Return the field that a document calls ``name``, with what stands for it."""
    return FieldTaken(name, merge_field_of(name))


def _special(piece: TextPiece) -> bool:
    return bool(piece.merge_field or piece.note or piece.remark)


def _is_pair(one: TextPiece, other: TextPiece) -> bool:
    return {_part(one), _part(other)} == {_GIVEN, _FAMILY}


def _part(piece: TextPiece) -> str:
    name = piece.merge_field.removeprefix("addressee.fields.")
    return _called_by_lists(name.replace("_", " ")) if name != piece.merge_field else ""


@lru_cache(maxsize=MOST_DOCUMENT_FIELDS)
def _called_by_lists(name: str) -> str:
    return addressee_headings().resolve(name) or ""
