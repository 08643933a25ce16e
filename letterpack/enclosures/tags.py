"""An enclosure's tagged tree, taken over into the packet's (part of stage 6).

What is taken is said anew, so that nothing of the old tree is left to contradict the new one: types are standard ones (ISO
32000-1, 14.8.4), attributes stand in the element itself, references are positions. Where a tree holds something that cannot be
said so, it is not taken at all: half a tree would claim to be a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from msgspec import Struct
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from letterpack.model.pdf import Annotated, EnclosedElement, Marked
from letterpack.patterns import late
from letterpack.pdfcopy import plain_name

STANDARD: Final = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "P",
    "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot",
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT",
    "WP", "Figure", "Formula", "Form",
))  # fmt: skip
"""ISO 32000-1, 14.8.4, less H: a packet's headings have levels, and the two ways may not be mixed (ISO 14289-1, 7.4.4)."""
_TEXTS: Final = ("/Alt", "/ActualText", "/E", "/Lang")
"""Of an element: what is heard in its place. Its title (/T) is for who works on the file."""
_LAYOUT: Final = (
    "/Placement /WritingMode /BackgroundColor /BorderColor /BorderStyle /BorderThickness /Padding /Color /SpaceBefore /SpaceAfter"
    " /StartIndent /EndIndent /TextIndent /TextAlign /BBox /Width /Height /BlockAlign /InlineAlign /TBorderStyle /TPadding"
    " /LineHeight /BaselineShift /TextDecorationType /TextDecorationColor /TextDecorationThickness /RubyAlign /RubyPosition"
    " /GlyphOrientationVertical /ColumnCount /ColumnGap /ColumnWidths"
)
_ATTRIBUTES: Final = {
    "/Layout": frozenset(_LAYOUT.split()),
    "/List": frozenset(("/ListNumbering",)),
    "/Table": frozenset(("/RowSpan", "/ColSpan", "/Headers", "/Scope", "/Summary")),
    "/PrintField": frozenset(("/Role", "/checked", "/Desc")),
}
"""Owners of attributes, and what each may say (14.8.5)."""
LANGUAGE_TAG: Final = late(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|")
_MOST_ELEMENTS: Final = 200_000
_DEEPEST: Final = 60

Kid: TypeAlias = EnclosedElement | Marked | Annotated


class Untagged(Exception):
    """The enclosure's tree cannot be taken over; the text says why, in words for its owner."""


class TagTargets(Struct, frozen=True):
    """What the tree may point to, by object number: pages, and the link annotations that are kept."""

    pages: Mapping[int, int]
    annotations: Mapping[int, Annotated]


def take_tree(root: DictionaryObject, ties: TagTargets) -> tuple[EnclosedElement, ...]:
    """Return the elements under the catalog's structure tree. Raises ``Untagged``."""
    tree, mark = _entry(root, "/StructTreeRoot"), _entry(root, "/MarkInfo")
    marked = _entry(mark, "/Marked") if isinstance(mark, DictionaryObject) else None
    if not isinstance(tree, DictionaryObject) or not isinstance(marked, BooleanObject) or not marked.value:
        raise Untagged("it is not tagged")
    found = tuple([kid for kid in _TreeReader(tree, ties).kids(tree, None, 0) if isinstance(kid, EnclosedElement)])
    if not found:
        raise Untagged("its tags are empty")
    if len(found) == 1 and found[0].role == "Document":
        return tuple([kid for kid in found[0].kids if isinstance(kid, EnclosedElement)])
    return found


class _TreeReader:
    def __init__(self, tree: DictionaryObject, ties: TagTargets) -> None:
        self.ties = ties
        self.roles = _entry(tree, "/RoleMap")
        self.classes = _entry(tree, "/ClassMap")
        self.count = 0

    def kids(self, element: DictionaryObject, page: int | None, depth: int) -> Iterator[Kid]:
        held = _entry(element, "/K")
        for raw in list.__iter__(held) if isinstance(held, ArrayObject) else [element.raw_get("/K")] if held is not None else []:
            kid = raw.get_object()
            if isinstance(kid, NumberObject):
                yield self._marked(page, int(kid))
            elif isinstance(kid, DictionaryObject):
                yield from self._kid(kid, page, depth)

    def _kid(self, kid: DictionaryObject, page: int | None, depth: int) -> Iterator[Kid]:
        kind = _text(kid, "/Type")
        if kind == "/MCR":
            if "/Stm" in kid:
                raise Untagged("its tags reach into drawings")
            mcid = _entry(kid, "/MCID")
            yield self._marked(self._page(kid, page), int(mcid) if isinstance(mcid, NumberObject) else -1)
        elif kind == "/OBJR":
            annotation = self.ties.annotations.get(_number(kid, "/Obj"))
            if annotation is not None:
                yield annotation
        else:
            yield self._element(kid, page, depth)

    def _element(self, element: DictionaryObject, page: int | None, depth: int) -> EnclosedElement:
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST_ELEMENTS:
            raise Untagged("its tags nest too deep")
        role = self._role(element)
        kids = tuple(self.kids(element, self._page(element, page), depth + 1))
        return EnclosedElement(role, self._entries(element), kids)

    def _role(self, element: DictionaryObject) -> str:
        role = _text(element, "/S")
        for _ in range(8):
            if role.removeprefix("/") in STANDARD:
                return role.removeprefix("/")
            role = _text(self.roles, role) if isinstance(self.roles, DictionaryObject) else ""
        raise Untagged(f"it has tags of a kind that is not known here (`{_text(element, '/S').removeprefix('/')}`)")

    def _entries(self, element: DictionaryObject) -> str:
        texts = [(key, _entry(element, key)) for key in _TEXTS]
        language = _entry(element, "/Lang")
        if language is not None and not LANGUAGE_TAG.fullmatch(str(language)):
            raise Untagged("its tags name a language that is none")  # ISO 19005-2, 6.7.4
        said = "".join([f"{key}<{_bytes_of(value).hex()}>" for key, value in texts if value is not None])
        owned = "".join([_attribute(each) for each in self._attributes(element)])
        return f"{said}/A[{owned}]" if owned else said

    def _attributes(self, element: DictionaryObject) -> Iterator[DictionaryObject]:
        named = _entry(element, "/C")
        classes = named if isinstance(named, ArrayObject) else [named]
        held: list[PdfObject | None] = [_entry(element, "/A")]
        if isinstance(self.classes, DictionaryObject):
            held.extend(_entry(self.classes, str(name)) for name in classes if isinstance(name, NameObject))
        for value in held:
            for each in value if isinstance(value, ArrayObject) else [value]:
                attribute = each.get_object() if each is not None else None
                if isinstance(attribute, DictionaryObject) and _text(attribute, "/O") in _ATTRIBUTES:
                    if "/Headers" in attribute:
                        raise Untagged("its tables name their headers by identifiers")
                    yield attribute

    def _page(self, holder: DictionaryObject, inherited: int | None) -> int | None:
        if "/Pg" not in holder:
            return inherited
        return self.ties.pages.get(_number(holder, "/Pg"))

    def _marked(self, page: int | None, mcid: int) -> Marked:
        if page is None or mcid < 0:
            raise Untagged("its tags point to pages that it does not have")
        return Marked(page, mcid)


def _attribute(value: DictionaryObject) -> str:
    """Return what an attribute's owner may say, as PDF source."""
    owner = _text(value, "/O")
    known = [key for key in value if key in _ATTRIBUTES[owner]]
    return f"<</O {_name(owner)}" + "".join([_name(key) + " " + _source(dict.get(value, key)) for key in known]) + ">>"


def _source(value: PdfObject | None, depth: int = 0) -> str:
    """Return ``value`` as PDF source that refers to nothing."""
    if depth > _DEEPEST:
        raise Untagged("its tags nest too deep")
    value = value.get_object() if value is not None else None
    if isinstance(value, DictionaryObject):
        return "<<" + "".join([_name(key) + " " + _source(dict.get(value, key), depth + 1) for key in value]) + ">>"
    if isinstance(value, ArrayObject):
        return "[" + " ".join([_source(each, depth + 1) for each in list.__iter__(value)]) + "]"
    if isinstance(value, NameObject):
        return _name(value)
    if isinstance(value, TextStringObject | ByteStringObject):
        return f"<{_bytes_of(value).hex()}>"
    return str(value) if value is not None else "null"


def _name(name: str) -> str:
    return plain_name(name).decode("ascii")


def _bytes_of(value: PdfObject) -> bytes:
    return value.original_bytes if isinstance(value, TextStringObject | ByteStringObject) else b""


def _number(holder: DictionaryObject, key: str) -> int:
    reference = holder.raw_get(key) if key in holder else None
    return reference.idnum if isinstance(reference, IndirectObject) else -1


def _entry(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    value = dictionary.get(key)
    target = value.get_object() if value is not None else None
    return None if isinstance(target, NullObject) else target


def _text(dictionary: DictionaryObject, key: str) -> str:
    value = _entry(dictionary, key)
    return str(value) if value is not None else ""
