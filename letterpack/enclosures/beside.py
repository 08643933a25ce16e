"""What an enclosure says beside the words on its pages: the title that letters list, links, words for who hears a page.

Part of stage 6, for those who look an enclosure over: a packet has these texts as it has its pages. What a copy leaves out
(comments, bookmarks, metadata) is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final, Literal

from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    read_hex_string_from_stream,
    read_string_from_stream,
)

from letterpack.enclosures.survey import is_web_link
from letterpack.model.pdf import SaidBeside
from letterpack.overheard import overheard
from letterpack.patterns import late
from letterpack.pdfcopy.keys import TEXTS
from letterpack.pdfcopy.opened import OF_DAMAGE, CountingReader, TooMuchWork, limited
from letterpack.standards import UnreadableXmp, read_xmp
from letterpack.wording.enclosures import usable_title

_HEARD: Final = tuple(sorted(TEXTS - {"/Lang"}))
_OF_ATTRIBUTES: Final = ("/Summary", "/Desc")
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_ITEM: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}li"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST: Final = 4_000
"""Bytes of words within content: one without an end is not read to the end of the page each time."""
_IN_CONTENT: Final = late(rb"/(?:ActualText|Alt|E)[\0\t\n\f\r ]*+(?=\(|<[^<])")


def said_beside(data: bytes) -> Iterator[SaidBeside]:
    """Yield what the PDF ``data`` says beside its pages' words; of one that is damaged, what can be read."""
    try:
        with overheard("pypdf"), limited():
            reader = CountingReader(BytesIO(data))
            if title := own_title(reader.root_object, reader.trailer.get("/Info")):
                yield SaidBeside("title", title)
            yield from _heard_in_tags(reader.root_object.get("/StructTreeRoot"))
            seen: set[int] = set()
            for page in reader.pages:
                yield from _of_links(page)
                content = page.get_contents()
                yield from _drawn(page, content.get_data() if content is not None else b"", seen)
    except (TooMuchWork, *OF_DAMAGE):
        return


def _heard_in_tags(root: object) -> Iterator[SaidBeside]:
    waiting, seen = [root], set[int]()
    while waiting:
        element = _value(waiting.pop())
        if isinstance(element, ArrayObject):
            waiting.extend(list.__iter__(element))
        elif isinstance(element, DictionaryObject) and id(element) not in seen:
            seen.add(id(element))
            yield from _texts(element, _HEARD)
            attributes = _value(element.get("/A"))
            for each in list.__iter__(attributes) if isinstance(attributes, ArrayObject) else (attributes,):
                yield from _texts(_value(each), _OF_ATTRIBUTES)
            waiting.append(element.get("/K"))


def _of_links(page: DictionaryObject) -> Iterator[SaidBeside]:
    annotations = _value(page.get("/Annots"))
    for each in list.__iter__(annotations) if isinstance(annotations, ArrayObject) else ():
        link = _value(each)
        if isinstance(link, DictionaryObject) and is_web_link(link):
            action = _value(link["/A"])
            yield from _texts(action, ("/URI",), "link")
            yield from _texts(link, ("/Contents",))


def _drawn(holder: DictionaryObject, content: bytes, seen: set[int]) -> Iterator[SaidBeside]:
    """Yield the words for what ``content`` draws with the resources of ``holder``, and what these draw themselves."""
    for found in _IN_CONTENT.finditer(content):
        source = content[found.end() : found.end() + _LONGEST]
        try:
            read = read_string_from_stream if source.startswith(b"(") else read_hex_string_from_stream
            yield SaidBeside("words", str(read(BytesIO(source))))
        except (PyPdfError, ValueError):
            continue
    resources = _value(holder.get("/Resources"))
    if not isinstance(resources, DictionaryObject) or id(resources) in seen:
        return
    seen.add(id(resources))
    for properties in _held(resources, "/Properties"):
        yield from _texts(properties, _HEARD)
    for form in _held(resources, "/XObject"):
        if isinstance(form, StreamObject) and form.get("/Subtype") == "/Form" and id(form) not in seen:
            seen.add(id(form))
            yield from _drawn(form, form.get_data(), seen)


def _held(resources: DictionaryObject, kind: str) -> Iterator[object]:
    held = _value(resources.get(kind))
    yield from map(_value, held.values()) if isinstance(held, DictionaryObject) else ()


def _texts(holder: object, keys: Iterable[str], kind: Literal["link", "words"] = "words") -> Iterator[SaidBeside]:
    if not isinstance(holder, DictionaryObject):
        return
    for key in keys:
        text = _value(holder.get(key))
        if isinstance(text, TextStringObject) and text.strip():
            yield SaidBeside(kind, str(text))


def _value(value: object) -> object:
    return value.get_object() if hasattr(value, "get_object") else value


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
