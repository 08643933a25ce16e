"""Objects of a PDF as the kind that a test takes them for: another kind fails where it is asked for."""

from __future__ import annotations

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject


def array(found: PdfObject | None) -> ArrayObject:
    """Return ``found``, or what it refers to, which must be an array."""
    held = found and found.get_object()
    assert isinstance(held, ArrayObject), found
    return held


def dictionary(found: PdfObject | None) -> DictionaryObject:
    """Return ``found``, or what it refers to, which must be a dictionary (or a stream)."""
    held = found and found.get_object()
    assert isinstance(held, DictionaryObject), found
    return held
