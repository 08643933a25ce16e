"""A page's content (ISO 32000-1, 7.8.2): whether it closes what it opens, and the same content without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from letterpack.limits import MEGABYTE, MOST_PAGE_DRAWN_BYTES
from letterpack.patterns import late

BLANK: Final = r"[\0\t\n\f\r ]"
REGULAR: Final = r"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN: Final = late(
    (
        rf"(?:\((?:[^()\\]++|\\.)*+\){BLANK}*+)++|(?P<string>\()|%[^\r\n]*+|(?P<open><<)|(?P<close>>>)|<[^<>]*+>"
        rf"|(?P<name>/{REGULAR}*+)|(?<!{REGULAR})(?P<word>q|Q|BT|ET|BMC|BDC|EMC|MP|DP|BI)(?!{REGULAR})"
    ).encode(),
    re.DOTALL,
)
_BRACKET: Final = late(rb"(?:[^\\()]++|\\.)*+([()])", re.DOTALL)
_DEEPEST_STRING: Final = 1_000
"""Brackets in brackets; a string that nests deeper counts as one without an end."""
_DATA: Final = late(rf"{BLANK}ID{BLANK}".encode())
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())
_ESCAPED: Final = late(rb"#([0-9A-Fa-f]{2})")
_PLAIN: Final = frozenset(byte for byte in range(33, 127) if byte not in b"#/%()<>[]{}")
_STEPS: Final = {b"q": (0, 1), b"Q": (0, -1), b"BT": (1, 1), b"ET": (1, -1), b"BMC": (2, 1), b"BDC": (2, 1), b"EMC": (2, -1)}
"""Which of three depths an operator changes (graphics states, text objects, marked content), and by how much."""
_OPERANDS: Final = {b"BMC": 1, b"MP": 1, b"BDC": 2, b"DP": 2, b"EMC": 0}
"""The operators of marked content (14.6) and how many operands each has."""


class TooLarge(ValueError):
    """A limit is passed; the message says which, in words for the file's owner."""


class ContentOperator(NamedTuple):
    """An operator, where its operands begin (those of marked content alone), and where it ends."""

    word: bytes
    start: int
    end: int


def content_of(page: DictionaryObject, number: int) -> bytes:
    """Return the content of a page, its streams one behind the other. Raises ``TooLarge``."""
    contents = page.get("/Contents")
    held = contents.get_object() if contents is not None else None
    parts: list[bytes] = []
    left_bytes = MOST_PAGE_DRAWN_BYTES
    for each in list.__iter__(held) if isinstance(held, ArrayObject) else [held]:
        part: PdfObject | None = each.get_object() if each is not None else None
        if isinstance(part, StreamObject):
            parts.append(part.get_data())
            left_bytes -= len(parts[-1])
            if left_bytes < 0:
                raise TooLarge(f"page {number} draws more than {MOST_PAGE_DRAWN_BYTES // MEGABYTE} MB")
    return b"\n".join(parts)


def decoded_name(raw: bytes) -> str:
    """Return a name as its bytes, a character each, from how it is written without its slash (7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), raw).decode("latin-1")


def written_name(name: str) -> bytes:
    """Return a name without its slash as PDF writes it. Raises ``UnicodeEncodeError`` if a character is no byte."""
    return b"/" + b"".join([bytes((byte,)) if byte in _PLAIN else b"#%02X" % byte for byte in name.encode("latin-1")])


def behind_string(content: bytes, at: int) -> int:
    """Return the offset behind the string whose opening bracket stands before ``at``."""
    depth = 1
    while 0 < depth < _DEEPEST_STRING and (found := _BRACKET.match(content, at)) is not None:
        at = found.end()
        depth += 1 if found[1] == b"(" else -1
    return len(content) if depth else at


def is_closed(content: bytes) -> bool:
    """Whether ``content`` ends every graphics state, text object and marked content that it begins, and no other."""
    depths = [0, 0, 0]
    for word, _, _ in _operators(content):
        which, step = _STEPS.get(word, (0, 0))
        depths[which] += step
        if depths[which] < 0:
            return False
    return not any(depths)


def without_marks(content: bytes) -> bytes:
    """Return ``content`` without marked content and its points: it will stand in a mark of ours."""
    pieces, at = [], 0
    for word, start, end in _operators(content):
        if word in _OPERANDS:
            pieces.append(content[at:start])
            at = end
    return b"".join([*pieces, content[at:]])


def _operators(content: bytes) -> Iterator[ContentOperator]:
    """Yield the operators of ``content`` that open and close something, none of what strings and pictures hold."""
    at, depth = 0, 0
    operands: list[int] = []
    while (found := _TOKEN.search(content, at)) is not None:
        at = found.end()
        if found["string"]:
            at = behind_string(content, at)
        elif found["open"] or (found["name"] and not depth):
            operands = [*operands[-1:], found.start()] if not depth else operands
            depth += 1 if found["open"] else 0
        elif found["close"]:
            depth = max(0, depth - 1)
        elif (word := found["word"]) == b"BI":
            data = _DATA.search(content, at)
            end = _PICTURE_END.search(content, data.end() - 1) if data else None
            at = end.end() if end else len(content)
        elif word:
            count = _OPERANDS.get(word, 0)
            yield ContentOperator(word, operands[-count] if 0 < count <= len(operands) else found.start(), at)
            operands = []
