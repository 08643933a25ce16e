"""The tokens of a PDF's content and of the dictionaries in it (ISO 32000-1, 7.2 and 7.3), found by one expression each."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.limits import MOST_ENCLOSURE_LEVELS
from letterpack.patterns import late

BLANK: Final = r"[\0\t\n\f\r ]"
REGULAR: Final = r"[^\0\t\n\f\r ()<>\[\]{}/%]"
_OBJECT: Final = late(
    (
        rf"(?P<blank>{BLANK}++|%[^\r\n]*+)|(?P<name>/{REGULAR}*+)|(?P<open><<|\[)|(?P<close>>>|\])|(?P<string>\()|<[^<>]*+>"
        rf"|(?P<word>{REGULAR}++)"
    ).encode()
)
_BRACKET: Final = late(rb"(?:[^\\()]++|\\.)*+([()])", re.DOTALL)
_DEEPEST_STRING: Final = 1_000
"""Brackets in brackets; a string that nests deeper counts as one without an end."""
_ESCAPED: Final = late(rb"#([0-9A-Fa-f]{2})")
_PLAIN: Final = frozenset(byte for byte in range(33, 127) if byte not in b"#/%()<>[]{}")


class PdfEntry(NamedTuple):
    """A key with its slash, and the source of its value."""

    key: str
    value: bytes


class PdfEntries(Struct, frozen=True):
    """What a dictionary holds, and the offset behind it."""

    entries: tuple[PdfEntry, ...]
    end: int


def decoded_name(raw: bytes) -> str:
    """Return a name as its bytes, a character each, from how it is written without its slash (7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), raw).decode("latin-1")


def written_name(name: str) -> bytes:
    """Return a name without its slash as PDF writes it. Raises ``UnicodeEncodeError`` where a character is no byte."""
    return b"/" + b"".join([bytes((byte,)) if byte in _PLAIN else b"#%02X" % byte for byte in name.encode("latin-1")])


def behind_string(content: bytes, at: int) -> int:
    """Return the offset behind the string whose opening bracket stands before ``at``."""
    depth = 1
    while 0 < depth < _DEEPEST_STRING and (found := _BRACKET.match(content, at)) is not None:
        at = found.end()
        depth += 1 if found[1] == b"(" else -1
    return len(content) if depth else at


def entries_of(content: bytes, at: int, closer: bytes) -> PdfEntries:
    """Return the entries from ``at`` to ``closer``: ``>>``, or the ``ID`` of a picture within content."""
    entries: list[PdfEntry] = []
    key = ""
    while (found := _OBJECT.match(content, at)) is not None:
        token = found[0]
        if token == closer:
            return PdfEntries(tuple(entries), found.end())
        at = found.end()
        if found["blank"]:
            continue
        if found["name"] and not key:
            key = "/" + decoded_name(token[1:])
            continue
        end = _behind_value(content, found)
        if key:
            entries.append(PdfEntry(key, content[found.start() : end]))
        key, at = "", end
    return PdfEntries(tuple(entries), at)


def _behind_value(content: bytes, first: re.Match[bytes]) -> int:
    """Return the offset behind the value that begins with the token ``first``."""
    found: re.Match[bytes] | None = first
    at, depth = first.end(), 0
    while found is not None:
        if found["string"]:
            at = behind_string(content, found.end())
        else:
            at = found.end()
            depth += (found["open"] is not None) - (found["close"] is not None)
        if depth > MOST_ENCLOSURE_LEVELS:
            return len(content)
        if depth <= 0:
            return at
        found = _OBJECT.match(content, at)
    return at
