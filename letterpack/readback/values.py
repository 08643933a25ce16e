"""PDF values as plain ones, and their parser (ISO 32000-1, 7.3): the part of readback that knows no document."""

from __future__ import annotations

import re
import zlib
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.model.pdf_text import CHARACTERS
from letterpack.patterns import late

MOST_UNPACKED_BYTES: Final = 1 << 28
_MOST_DEPTH: Final = 64
_BACKSLASH: Final = ord("\\")
_OPENING: Final = ord("(")
_CLOSING: Final = ord(")")


class Malformed(ValueError):
    """The bytes are no PDF, or are cut off, or say what no PDF may say."""


class PdfName(str):
    """A name, without its slash."""

    __slots__ = ()


class Ref(Struct, frozen=True):
    """A reference to an indirect object."""

    number: int
    generation: int


class Stream:
    """A stream: its dictionary, and its bytes as they stand in the file."""

    __slots__ = ("_data", "raw", "values")

    def __init__(self, values: dict[str, Value], raw: bytes) -> None:
        self.values = values
        self.raw = raw
        self._data: bytes | None = None

    def data(self) -> bytes:
        """Return the unpacked bytes, unpacked once. Raises ``Malformed`` where they are damaged or packed by another filter."""
        if self._data is None:
            self._data = self._unpacked()
        return self._data

    def _unpacked(self) -> bytes:
        packed = self.values.get("Filter")
        filters = packed if isinstance(packed, list) else [packed] if packed is not None else []
        if not filters:
            return self.raw
        if filters not in (["FlateDecode"], ["Fl"]) or self.values.get("DecodeParms"):
            raise Malformed(f"a stream is packed by {', '.join(map(str, filters))}")
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(self.raw, MOST_UNPACKED_BYTES)
        except zlib.error as error:
            raise Malformed("a compressed part of it is damaged") from error
        if not unpacker.eof:
            raise Malformed("a compressed part of it is cut off")
        # Nothing shows what stands there, and whoever unpacks the file finds it.
        if unpacker.unused_data.strip(_LINE_ENDS):
            raise Malformed("a compressed part of it has bytes behind its end")
        return data


Value: TypeAlias = "bool | int | float | bytes | PdfName | Ref | Stream | list[Value] | dict[str, Value] | None"
"""Strings are ``bytes``; names are ``PdfName``; a dictionary's keys are names without slash. Shared by many: never changed."""

_TOKEN: Final = late(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:(?P<open><<)|(?P<close>>>)|(?P<left>\[)|(?P<right>\])|<(?P<hex>[0-9A-Fa-f\s]*)>"
    rb"|(?P<paren>\()"
    rb"|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<ref>\d+)[\0\t\n\f\r ]+(?P<gen>\d+)[\0\t\n\f\r ]+R(?![A-Za-z])"
    rb"|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))|(?P<word>[A-Za-z]+))"
)
_LINE_ENDS: Final = b"\r\n"
_WORDS: Final[dict[bytes, bool | None]] = {b"true": True, b"false": False, b"null": None}
_ESCAPE: Final = late(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_HEX_IN_NAME: Final = late(rb"#([0-9A-Fa-f]{2})")


def parse(data: bytes, at: int = 0, depth: int = 0) -> tuple[Value, int]:
    """Return the value at offset ``at`` and the offset behind it. Raises ``Malformed``."""
    match = _TOKEN.match(data, at)
    if match is None or depth > _MOST_DEPTH:
        raise Malformed("an object in it cannot be read")
    kind, end = match.lastgroup, match.end()
    if kind == "open":
        return _dictionary(data, end, depth)
    if kind == "left":
        return _array(data, end, depth)
    if kind == "paren":
        return literal_string(data, end)
    return _of_token(match), end


def _of_token(match: re.Match[bytes]) -> Value:
    """Return the value that is one token. Raises ``Malformed``."""
    kind = match.lastgroup
    if kind == "gen":
        # Some readers look for the number alone, others find nothing: what one shows, another need not.
        if int(match["gen"]):
            raise Malformed("a reference in it names an object of another generation")
        return Ref(int(match["ref"]), 0)
    if kind == "number":
        text = match["number"]
        return float(text) if b"." in text else int(text)
    if kind == "name":
        return _name(match["name"])
    if kind == "hex":
        return _hex(match["hex"])
    if kind == "word" and match["word"] in _WORDS:
        return _WORDS[match["word"]]
    raise Malformed("an object in it cannot be read")


def _array(data: bytes, at: int, depth: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    while True:
        match = _TOKEN.match(data, at)
        if match is not None and match.lastgroup == "right":
            return items, match.end()
        item, at = parse(data, at, depth + 1)
        items.append(item)


def _dictionary(data: bytes, at: int, depth: int) -> tuple[dict[str, Value], int]:
    entries: dict[str, Value] = {}
    while True:
        match = _TOKEN.match(data, at)
        if match is not None and match.lastgroup == "close":
            return entries, match.end()
        if match is None or match.lastgroup != "name":
            raise Malformed("a dictionary in it cannot be read")
        key = _name(match["name"])
        # Of two, some readers take the first (7.3.7 forbids them): what one shows, another need not.
        if key in entries:
            raise Malformed(f"a dictionary in it has {key} twice")
        entries[key], at = parse(data, match.end(), depth + 1)


def _name(raw: bytes) -> PdfName:
    if b"#" in raw:
        raw = _HEX_IN_NAME.sub(lambda match: bytes((int(match[1], 16),)), raw)
    return PdfName(raw.decode("latin-1"))


def _hex(raw: bytes) -> bytes:
    digits = b"".join(raw.split())
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def literal_string(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the string whose opening parenthesis stands before ``at``, and the offset behind its closing one."""
    end = data.find(b")", at)
    raw = data[at : max(at, end)]
    if end >= 0 and b"(" not in raw and b"\\" not in raw:
        return raw, end + 1
    depth, end = 1, at
    while depth:
        if end >= len(data):
            raise Malformed("a string in it has no end")
        char = data[end]
        if char == _BACKSLASH:
            end += 1
        elif char == _OPENING:
            depth += 1
        elif char == _CLOSING:
            depth -= 1
        end += 1
    raw = data[at : end - 1]
    return (_ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw), end


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes((int(match[1], 8) & 0xFF,))
    return _ESCAPED.get(match[2], match[2])


def text_of(value: Value) -> str:
    """Return a text string (7.9.2.2) as text; empty for what is none."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    if value.isascii() and (text := value.decode("ascii")).isprintable():
        return text
    return "".join([CHARACTERS.get(byte, chr(byte)) for byte in value])
