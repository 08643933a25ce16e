"""Colors of four inks as they look on a screen (part of stage 6): how to read DeviceCMYK where packets have RGB.

A house's letterhead is often drawn for the printer. Its colors stay numbers of inks in the file; beside them stands what they
look like (``/DefaultCMYK``, ISO 32000-1, 8.6.5.6, as a space of four named inks, which ISO 19005-2, 6.2.4.3, allows).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

_CUBE: Final = bytes.fromhex(
    "ffffff6dcff600aeef f49ac18781bd0071bc ec008c91278f2e3092 fff79981c99c00a99c f696798f807c00707e ed145a942c60343465"
    "fff2008cc63f00a650 f7931d937e3a006f45 ed1c24962e34363639"
)
"""sRGB of cyan, magenta and yellow at 0, 1/2 and 1, cyan fastest: U.S. Web Coated (SWOP) by Ghostscript's ``default_cmyk.icc``,
relative to paper and with its black as black. Black is mixed in evenly, so that black alone is black.
"""
_INKS: Final = ("/Cyan", "/Magenta", "/Yellow", "/Black")
_DEEPEST: Final = 20
_NOT_IN_FILES: Final = 1 << 40
"""The number of an object that no file has: they count to ten digits (ISO 32000-1, 7.5.4)."""


def read_as_rgb(resources: DictionaryObject, file: PdfReader) -> None:
    """Say in a page's ``resources``, and in those of all that is drawn with them, how DeviceCMYK looks; in place, as if the
    ``file`` said so.

    Where the file says it itself, that stays.
    """
    space = _space(file)
    for held in _with_those_below(resources, 0, set()):
        known = held.get("/ColorSpace")
        spaces = known.get_object() if known is not None else None
        if not isinstance(spaces, DictionaryObject):
            spaces = DictionaryObject()
        if "/DefaultCMYK" not in spaces:
            own = DictionaryObject(dict.items(spaces))
            own[NameObject("/DefaultCMYK")] = space
            held[NameObject("/ColorSpace")] = own


def _space(file: PdfReader) -> ArrayObject:
    table = DecodedStreamObject()
    table.set_data(_CUBE + bytes(len(_CUBE)))
    of_inks, of_colors = ([NumberObject(each) for each in (0, 1) * count] for count in (4, 3))
    table.update({
        NameObject("/FunctionType"): NumberObject(0),
        NameObject("/Domain"): ArrayObject(of_inks),
        NameObject("/Range"): ArrayObject(of_colors),
        NameObject("/Size"): ArrayObject([NumberObject(each) for each in (3, 3, 3, 2)]),
        NameObject("/BitsPerSample"): NumberObject(8),
    })  # fmt: skip
    file.cache_indirect_object(0, _NOT_IN_FILES, table)
    function = IndirectObject(_NOT_IN_FILES, 0, file)
    return ArrayObject([NameObject("/DeviceN"), ArrayObject(map(NameObject, _INKS)), NameObject("/DeviceRGB"), function])


def _with_those_below(resources: DictionaryObject, depth: int, seen: set[int]) -> Iterator[DictionaryObject]:
    """Yield ``resources`` and those of all that is drawn with them, each once."""
    if id(resources) in seen or depth > _DEEPEST:
        return
    seen.add(id(resources))
    yield resources
    for key in ("/XObject", "/Pattern", "/Font", "/ExtGState"):
        for value in _dictionary(resources.get(key)).values():
            target = _dictionary(value)
            if key == "/ExtGState":
                target = _dictionary(_dictionary(target.get("/SMask")).get("/G"))
            if "/Resources" in target:
                yield from _with_those_below(_dictionary(target.get("/Resources")), depth + 1, seen)


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    target = value.get_object() if value is not None else None
    return target if isinstance(target, DictionaryObject | StreamObject) else DictionaryObject()
