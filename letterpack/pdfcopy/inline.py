"""Pictures that stand within content, between ``BI`` and ``EI`` (ISO 32000-1, 8.9.7), less what they say beside the picture."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.pdfcopy.flate import packed_size
from letterpack.pdfcopy.jpeg import picture_end, without_metadata
from letterpack.pdfcopy.tokens import BLANK, REGULAR, PdfEntries, decoded_name, entries_of, written_name

_SHORT: Final = {
    "/BPC": "/BitsPerComponent", "/CS": "/ColorSpace", "/D": "/Decode", "/DP": "/DecodeParms", "/F": "/Filter", "/H": "/Height",
    "/IM": "/ImageMask", "/I": "/Interpolate", "/W": "/Width", "/L": "/Length",
}  # fmt: skip
"""Table 93, and the length of PDF 2.0."""
_KNOWN: Final = frozenset((*_SHORT.values(), "/Intent"))
_NAME: Final = late(rf"/({REGULAR}*+)".encode())
_STRING: Final = late(rb"\(|(?<!<)<(?!<)")
_PARAMETERS: Final = late(
    rb"<<|>>|\[|\]|null\b|/(?:K|Columns|Rows|BlackIs1|EncodedByteAlign|EndOfLine|EndOfBlock|DamagedRowsBeforeError"
    rb"|Predictor|Colors|BitsPerComponent|EarlyChange|ColorTransform)\s+(?:-?\d+|true|false)\b"
)
"""What filters of inline pictures ask for (tables 8, 11 and 13), and what holds it."""
_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())
_BINARY: Final = late(rb"[^\t\n\f\r -~]")
_ENDS: Final = {"A85": b"~>", "ASCII85Decode": b"~>", "AHx": b">", "ASCIIHexDecode": b">"}
"""How data in text ends (7.4.2 and 7.4.3)."""
_LOOKED_AT: Final = 24
"""Bytes behind an ``EI`` that must be text: in binary data the two letters may stand by chance."""


class InlinePicture(Struct, frozen=True):
    """Its source from behind ``BI`` to behind ``EI``, and where that ends in the content."""

    text: bytes
    end: int


def inline_picture(content: bytes, start: int, renamed: Mapping[str, str]) -> InlinePicture:
    """Return the picture whose settings begin at ``start``, with the names of its resources as ``renamed`` says."""
    settings = entries_of(content, start, b"ID")
    begin = settings.end + 1
    said = {_SHORT.get(each.key, each.key): each.value for each in settings.entries}
    data_end = _data_end(content, begin, _filters(said.get("/Filter", b"")))
    end = _END.search(content, max(begin, data_end) - 1)
    if end is None:
        return InlinePicture(content[start:], len(content))
    data = content[begin : end.start()]
    if _filters(said.get("/Filter", b"")) in (["DCT"], ["DCTDecode"]):
        data = _cleaned_photograph(data)
    return InlinePicture(_settings(settings, renamed) + b" ID " + data + b"\nEI", end.end())


def _settings(settings: PdfEntries, renamed: Mapping[str, str]) -> bytes:
    kept = []
    for key, value in settings.entries:
        full = _SHORT.get(key, key)
        if full == "/DecodeParms":
            value = b" ".join(_PARAMETERS.findall(value))  # noqa: PLW2901
        if full not in _KNOWN or (_STRING.search(value) and full != "/ColorSpace"):
            continue
        if full == "/ColorSpace":
            value = _NAME.sub(lambda found: written_name(renamed.get(name := decoded_name(found[1]), name)), value)  # noqa: PLW2901
        kept.append(written_name(key.removeprefix("/")) + b" " + value)
    return b"".join(kept)


def _filters(value: bytes) -> list[str]:
    return [decoded_name(each) for each in _NAME.findall(value)]


def _data_end(content: bytes, begin: int, filters: list[str]) -> int:
    """Return where the data surely still goes on to: by its own end where its outermost filter says one."""
    first = filters[0] if filters else ""
    if first in ("DCT", "DCTDecode"):
        return _photograph_end(content, begin)
    if first in ("Fl", "FlateDecode"):
        return _packed_end(content, begin)
    if first in _ENDS:
        found = content.find(_ENDS[first], begin)
        return found + len(_ENDS[first]) if found >= 0 else begin
    end = _END.search(content, begin)
    while end is not None and _BINARY.search(content, end.end(), end.end() + _LOOKED_AT):
        end = _END.search(content, end.end())
    return end.start() if end is not None else begin


def _packed_end(content: bytes, begin: int) -> int:
    try:
        return begin + packed_size(memoryview(content)[begin:])
    except zlib.error:
        return begin


def _photograph_end(content: bytes, begin: int) -> int:
    try:
        return picture_end(content, begin)
    except ValueError:
        return begin


def _cleaned_photograph(data: bytes) -> bytes:
    try:
        return without_metadata(data)
    except ValueError:
        return data
