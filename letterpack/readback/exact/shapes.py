"""The dictionaries that letterpack writes (ISO 32000), entry by entry: which each has, which it may have, and of what kind each
value is. Whatever else a dictionary says, lacks or says otherwise is told in words that follow "its".

What an entry must say in this file alone, such as where a bookmark leads, is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.values import Name, Ref, Value

IsValue: TypeAlias = Callable[[Value], bool]


class DictionaryShape(Struct, frozen=True):
    """What a dictionary has: its entries by their keys, and which of them it ``may`` lack."""

    entries: Mapping[str, IsValue]
    may: frozenset[str] = frozenset()


def shape_faults(what: str, has: Mapping[str, Value], shape: DictionaryShape) -> Iterator[str]:
    """Yield how ``has``, which people call ``what``, is not of its ``shape``."""
    for key, value in has.items():
        known = shape.entries.get(key)
        if known is None:
            yield f"its {what} has the entry {key}"
        elif not known(value):
            yield f"its {what} has another {key}"
    for key in shape.entries:
        if key not in has and key not in shape.may:
            yield f"its {what} has no {key}"


def is_shape(shape: DictionaryShape) -> IsValue:
    """Return what tells a dictionary of ``shape``."""
    return lambda value: isinstance(value, dict) and not any(shape_faults("", value, shape))


def is_name(*names: str) -> IsValue:
    """Return what tells one of ``names``."""
    return lambda value: isinstance(value, Name) and value in names


def is_exactly(wanted: Value) -> IsValue:
    """Return what tells one value."""
    return lambda value: type(value) is type(wanted) and value == wanted


def is_list(each: IsValue, least: int = 1) -> IsValue:
    """Return what tells a list of values, ``least`` at least, that are all so."""
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(each, value))


def _either(*ways: IsValue) -> IsValue:
    return lambda value: any(way(value) for way in ways)


def is_ref(value: Value) -> bool:
    """Whether ``value`` leads to an object."""
    return isinstance(value, Ref)


def is_count(value: Value) -> bool:
    """Whether ``value`` is a whole number from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_number(value: Value) -> bool:
    """Whether ``value`` is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_text(value: Value) -> bool:
    """Whether ``value`` is a string that says something."""
    return isinstance(value, bytes) and bool(value)


def _are_numbers(count: int) -> IsValue:
    return lambda value: isinstance(value, list) and len(value) == count and all(map(is_number, value))


def _is_matched(pattern: bytes) -> IsValue:
    found = late(pattern)
    return lambda value: isinstance(value, bytes) and found.fullmatch(value) is not None


_ADDRESS: Final = is_shape(DictionaryShape({"S": is_name("URI"), "URI": is_text}))
_PLACE: Final = _either(
    lambda value: isinstance(value, list) and len(value) == 2 and is_ref(value[0]) and value[1] == Name("Fit"),  # noqa: PLR2004  A page, and all of it.
    lambda value: (
        isinstance(value, list)
        and len(value) == 5  # noqa: PLR2004  A page, and a place on it.
        and is_ref(value[0])
        and value[1:3] == [Name("XYZ"), None]
        and is_number(value[3])
        and value[4] is None
    ),
)
_GOING: Final = is_shape(DictionaryShape({"S": is_name("GoTo"), "D": _PLACE, "SD": _PLACE}))
CATALOG: Final = DictionaryShape(
    {
        "Type": is_name("Catalog"), "Pages": is_ref, "StructTreeRoot": is_ref, "MarkInfo": is_exactly({"Marked": True}),
        "Outlines": is_ref, "PageLabels": lambda value: isinstance(value, dict), "Lang": is_text, "Metadata": is_ref,
        "ViewerPreferences": is_exactly({"DisplayDocTitle": True}), "OutputIntents": lambda value: isinstance(value, list),
    },
    frozenset({"Outlines"}),
)  # fmt: skip
RUN_CATALOG: Final = DictionaryShape(
    {
        **{key: value for key, value in CATALOG.entries.items() if key not in ("StructTreeRoot", "MarkInfo", "PageLabels")},
        "DPartRoot": is_ref,
    },
    frozenset({"Outlines", "DPartRoot"}),
)
PAGES: Final = DictionaryShape({"Type": is_name("Pages"), "Kids": is_list(is_ref), "Count": is_count})
PAGE: Final = DictionaryShape(
    {
        "Type": is_name("Page"), "Parent": is_ref, "MediaBox": _are_numbers(4), "TrimBox": _are_numbers(4),
        "BleedBox": _are_numbers(4), "Resources": is_ref, "Contents": is_list(is_ref), "StructParents": is_count,
        "Tabs": is_name("S"), "Annots": is_list(is_ref),
    },
    frozenset({"TrimBox", "BleedBox", "Annots"}),
)  # fmt: skip
RUN_NODE: Final = DictionaryShape({**PAGES.entries, "Parent": is_ref})
RUN_PAGE: Final = DictionaryShape(
    {
        **{key: value for key, value in PAGE.entries.items() if key not in ("StructParents", "Tabs", "Annots")},
        "Resources": _either(is_ref, is_exactly({})), "Contents": _either(is_ref, is_list(is_ref)), "DPart": is_ref,
    },
    frozenset({"TrimBox", "BleedBox", "Contents", "DPart"}),
)  # fmt: skip
LINK: Final = DictionaryShape(
    {
        "Type": is_name("Annot"), "Subtype": is_name("Link"), "F": is_exactly(4), "Border": is_exactly([0, 0, 0]),
        "Rect": _are_numbers(4), "Contents": is_text, "A": _either(_ADDRESS, _GOING), "Dest": _PLACE, "StructParent": is_count,
    },
    frozenset({"A", "Dest"}),
)  # fmt: skip
OUTLINES: Final = DictionaryShape({"Type": is_name("Outlines"), "First": is_ref, "Last": is_ref, "Count": is_count})
BOOKMARK: Final = DictionaryShape(
    {
        "Title": is_text, "Parent": is_ref, "Prev": is_ref, "Next": is_ref, "Dest": _PLACE, "A": _GOING, "First": is_ref,
        "Last": is_ref, "Count": is_count,
    },
    frozenset({"Prev", "Next", "Dest", "A", "First", "Last", "Count"}),
)  # fmt: skip
RUN_BOOKMARK: Final = DictionaryShape(
    {key: BOOKMARK.entries[key] for key in ("Title", "Parent", "Prev", "Next", "Dest")}, frozenset({"Prev", "Next"})
)
TREE: Final = DictionaryShape(
    {
        "Type": is_name("StructTreeRoot"), "K": is_ref, "ParentTree": is_ref, "ParentTreeNextKey": is_count,
        "Namespaces": is_list(is_ref), "RoleMap": is_exactly({"FENote": Name("Note")}),
        "IDTree": is_shape(DictionaryShape({"Names": is_list(_either(is_text, is_ref))})),
    },
    frozenset({"Namespaces", "RoleMap", "IDTree"}),
)  # fmt: skip
NAMESPACE: Final = DictionaryShape({"Type": is_name("Namespace"), "NS": is_exactly(b"http://iso.org/pdf2/ssn")})
PARENTS: Final = DictionaryShape({"Nums": lambda value: isinstance(value, list)})
_CONTENT: Final = is_shape(DictionaryShape({"Type": is_name("MCR"), "Pg": is_ref, "MCID": is_count}))
_HELD: Final = is_shape(DictionaryShape({"Type": is_name("OBJR"), "Obj": is_ref}))
_ATTRIBUTES: Final = _either(
    is_shape(
        DictionaryShape(
            {"O": is_name("Layout"), "Placement": is_name("Block"), "BBox": _are_numbers(4)},
        )
    ),
    is_exactly({"O": Name("Layout"), "TextDecorationType": Name("LineThrough")}),
    is_exactly({"O": Name("Table"), "Scope": Name("Column")}),
    is_exactly({"O": Name("FENote"), "NoteType": Name("Footnote")}),
    is_shape(DictionaryShape({"O": is_name("List"), "ListNumbering": lambda value: isinstance(value, Name)})),
)
ELEMENT: Final = DictionaryShape(
    {
        "S": lambda value: isinstance(value, Name), "NS": is_ref, "Ref": is_list(is_ref), "P": is_ref, "Pg": is_ref,
        "T": is_text, "Alt": is_text, "Lang": _is_matched(rb"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"), "ActualText": is_text,
        "ID": _is_matched(rb"note-\d{8}"), "A": is_list(_ATTRIBUTES), "K": is_list(_either(is_ref, is_count, _CONTENT, _HELD), 0),
    },
    frozenset({"NS", "Ref", "Pg", "T", "Alt", "Lang", "ActualText", "ID", "A"}),
)  # fmt: skip
RESOURCES: Final = DictionaryShape(
    {
        "Font": lambda value: isinstance(value, dict) and all(map(is_ref, value.values())),
        "XObject": lambda value: isinstance(value, dict) and bool(value) and all(map(is_ref, value.values())),
    },
    frozenset({"XObject"}),
)
METADATA: Final = DictionaryShape({"Type": is_name("Metadata"), "Subtype": is_name("XML")})
CONTENT: Final = DictionaryShape({})
FONT: Final = DictionaryShape(
    {
        "Type": is_name("Font"), "Subtype": is_name("Type0"), "BaseFont": lambda value: isinstance(value, Name),
        "Encoding": is_name("Identity-H"), "DescendantFonts": lambda value: is_list(is_ref)(value) and len(value) == 1,  # type: ignore[arg-type]
        "ToUnicode": is_ref,
    },
)  # fmt: skip
_COLLECTION: Final[dict[str, Value]] = {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0}
DESCENDANT: Final = DictionaryShape(
    {
        "Type": is_name("Font"), "Subtype": is_name("CIDFontType2", "CIDFontType0"),
        "BaseFont": lambda value: isinstance(value, Name), "CIDSystemInfo": is_exactly(_COLLECTION),
        "CIDToGIDMap": _either(is_name("Identity"), is_ref), "DW": is_exactly(1000),
        "W": lambda value: isinstance(value, list), "FontDescriptor": is_ref,
    },
    frozenset({"CIDToGIDMap"}),
)  # fmt: skip
DESCRIPTOR: Final = DictionaryShape(
    {
        "Type": is_name("FontDescriptor"), "FontName": lambda value: isinstance(value, Name), "Flags": is_count,
        "FontBBox": _are_numbers(4), "ItalicAngle": is_number, "Ascent": is_number, "Descent": is_number,
        "CapHeight": is_number, "XHeight": is_number, "StemV": is_number, "FontFile2": is_ref, "FontFile3": is_ref,
    },
    frozenset({"FontFile2", "FontFile3"}),
)  # fmt: skip
