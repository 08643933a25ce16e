"""A colour profile without the names and numbers of the monitor, printer or person it was made for (ICC.1:2022)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_HEADER_BYTES: Final = 128
_IDENTITY: Final = slice(84, 100)
"""The profile's own digest: zeros say that it is not given (7.2.18)."""
_NAMING: Final = frozenset((b"desc", b"dmnd", b"dmdd", b"dscm", b"vued", b"targ", b"meta", b"mmod", b"psid"))
"""Tags that name a profile, a device or a measurement; ``mmod`` is Apple's model and serial number. The copyright stays."""
_WELL_KNOWN: Final = re.compile(
    r"(?:sRGB(?: IEC61966-2\.?1| built-in)?|Adobe RGB \(1998\)|Display P3|Dot Gain \d\d%|Gray Gamma \d\.\d"
    r"|Generic (?:RGB|CMYK|Gray)(?: Gamma 2\.2)? Profile|(?:Coated|Uncoated) FOGRA\d\d(?: \(ISO 12647-2:2004\))?"
    r"|U\.S\. Web Coated \(SWOP\) v2|ISO Coated v2(?: 300%)? \(ECI\)|PSO (?:Coated|Uncoated) v3|Artifex[\w -]*)"
)
"""Names under which everybody has a profile; readers know sRGB by its own."""
_LETTERS: Final = re.compile(rb"[\x20-\x7e]{3,}")


def is_profile(data: bytes) -> bool:
    """Whether ``data`` is a colour profile (7.2.11)."""
    return len(data) > _HEADER_BYTES and data[36:40] == b"acsp"


def without_owner(data: bytes) -> bytes:
    """Return the profile ``data`` with its naming tags emptied, as long as before; as it is where it has a well-known name."""
    tags = list(_tags(data))
    named = [data[start:end] for tag, start, end in tags if tag in _NAMING]
    if all(_is_well_known(each) for each in named):
        return data
    cleaned = bytearray(data)
    for tag, start, end in tags:
        if tag in _NAMING:
            cleaned[start:end] = _emptied(data[start:end])
    cleaned[_IDENTITY] = bytes(16)
    return bytes(cleaned)


def _tags(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield signature, start and end of each tag's data. Raises ``ValueError`` where one lies outside (7.3)."""
    count = int.from_bytes(data[_HEADER_BYTES : _HEADER_BYTES + 4], "big")
    for index in range(min(count, len(data) // 12)):
        entry = data[_HEADER_BYTES + 4 + 12 * index :][:12]
        start = int.from_bytes(entry[4:8], "big")
        end = start + int.from_bytes(entry[8:12], "big")
        if end > len(data):
            raise ValueError("a tag lies outside of its profile")
        yield entry[:4], start, end


def _is_well_known(tag: bytes) -> bool:
    said = b" ".join(_LETTERS.findall(tag[8:].replace(b"\0", b""))).decode("ascii")
    said = re.sub(r"^[a-z]{2}[A-Z]{2} ?", "", said)
    return not said or _WELL_KNOWN.fullmatch(said.strip()) is not None


def _emptied(tag: bytes) -> bytes:
    """Return data of the same type and length that says nothing: a text of one NUL, no records (10.15)."""
    kind = tag[:8]
    if kind[:4] == b"desc":
        empty = kind + b"\0\0\0\x01"
    elif kind[:4] == b"mluc":
        empty = kind + b"\0\0\0\0\0\0\0\x0c"
    else:
        empty = kind
    return empty[: len(tag)].ljust(len(tag), b"\0")
