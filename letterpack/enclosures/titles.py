"""The title that an enclosure gives itself (part of stage 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pypdf.generic import ByteStringObject, DictionaryObject, PdfObject, StreamObject, TextStringObject

from letterpack.standards import UnreadableXmp, read_xmp
from letterpack.wording.enclosures import usable_title

_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_ITEM: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def own_title(root: DictionaryObject, about: PdfObject | None) -> str:
    """Return the title in the metadata of the catalog ``root``, else in ``about``, the information dictionary; empty where
    neither has one that a reader should see.
    """
    return next((title for text in (*_in_metadata(root), _informed(about)) if (title := usable_title(text))), "")


def _in_metadata(root: DictionaryObject) -> Iterator[str]:
    """Yield the titles of XMP, the one for all languages first (ISO 16684-1, 8.2.2.4)."""
    metadata = root.get("/Metadata")
    stream = metadata.get_object() if metadata is not None else None
    if not isinstance(stream, StreamObject):
        return
    try:
        tree = read_xmp(stream.get_data())
    except UnreadableXmp:
        return
    items = [item for title in tree.iter(_TITLE) for item in title.iter(_ITEM)]
    for item in sorted(items, key=lambda each: each.get(_LANGUAGE) != "x-default"):
        yield item.text or ""


def _informed(about: PdfObject | None) -> str:
    found = about.get_object() if about is not None else None
    title = found.get("/Title") if isinstance(found, DictionaryObject) else None
    text = title.get_object() if title is not None else None
    if isinstance(text, ByteStringObject):
        return ""
    return str(text) if isinstance(text, TextStringObject) else ""
