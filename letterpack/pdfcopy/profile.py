"""A colour profile without the names and numbers of the monitor, printer or person it was made for (ICC.1:2022)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.limits import MOST_PROFILE_TAGS, MOST_PROFILE_WORDINGS
from letterpack.patterns import late

_HEADER_BYTES: Final = 128
_IDENTITY: Final = slice(84, 100)
"""The profile's own digest: zeros say that it is not given (7.2.18)."""
_OF_COLOUR: Final = frozenset((
    b"XYZ ", b"curv", b"para", b"sf32", b"uf32", b"sig ", b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet", b"meas", b"view", b"chrm",
    b"cicp", b"clro", b"clrt", b"crdi", b"ncl2",
))  # fmt: skip
"""Types of tags that hold numbers of colours (10). Others hold words, or are a program's own: names, serial numbers, notes."""
_VENDORS: Final = (
    r"Hewlett-Packard Company|Adobe Systems,? Incorporated|Adobe Systems|Adobe|Apple(?: Computer)?,? Inc\.|Microsoft Corporation"
    r"|International Color Consortium|Heidelberger Druckmaschinen AG|European Color Initiative|ECI|basICColor GmbH|Fogra"
    r"|Google Inc\.|Eastman Kodak Company|Artifex Software(?:,? Inc\.)?"
)
_WELL_KNOWN: Final = late(
    r"sRGB(?: IEC61966-2\.?1| built-in)?|Adobe RGB \(1998\)|Display P3|Dot Gain \d\d%|Gray Gamma \d\.\d"
    r"|Generic (?:RGB|CMYK|Gray)(?: Gamma 2\.2)? Profile|(?:Coated|Uncoated) FOGRA\d\d(?: \(ISO 12647-2:2004\))?"
    r"|U\.S\. Web Coated \(SWOP\) v2|ISO Coated v2(?: 300%)? \(ECI\)|PSO (?:Coated|Uncoated) v3|Artifex[\w -]*"
    r"|IEC61966-2\.1|sRGB IEC61966-2\.1 \(Equivalent to www\.srgb\.com 1998 HP profile\)"
    r"|IEC http://www\.iec\.ch|IEC 61966-2\.1 Default RGB colou?r space - sRGB|Reference Viewing Condition in IEC ?61966-2\.1"
    r"|(?:No copyright|Public Domain|CC0)[, ]*(?:use freely)?"
    rf"|(?:Copyright ?)?(?:\([cC]\) ?)?(?:\d{{4}}[-, ]*)*(?:by )?(?:{_VENDORS})[., ]*(?:\d{{4}}[-, ]*)*"
    r"(?:[Aa]ll [Rr]ights [Rr]eserved\.?)?"
)
"""Words under which everybody has a profile, and the notices of those who make them; readers know sRGB by its own."""


_LONGEST_KNOWN: Final = 200
_ENOUGH_BYTES: Final = 2 * (_LONGEST_KNOWN + 1)


def is_profile(data: bytes) -> bool:
    """Whether ``data`` is a colour profile (7.2.11)."""
    return len(data) > _HEADER_BYTES and data[36:40] == b"acsp"


def without_owner(data: bytes) -> bytes:
    """Return the profile ``data``, as long as before, with what says nothing of colours emptied where it is not well known.

    Raises ``ValueError`` where its tags lie outside, or are more or larger than those of any profile.
    """
    tags = list(_tags(data))
    head = _HEADER_BYTES + 4 + 12 * len(tags)
    cleaned = bytearray(data[:head].ljust(len(data), b"\0"))
    for start, end in sorted(tags, key=lambda each: data[each[0] :][:4] in _OF_COLOUR):
        said = data[start:end]
        cleaned[start:end] = said if said[:4] in _OF_COLOUR or _is_well_known(said) else _emptied(said)
    if bytes(cleaned) != data:
        cleaned[_IDENTITY] = bytes(16)
    return bytes(cleaned)


def _tags(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of each tag's data. Raises ``ValueError`` where one lies outside (7.3), and beyond the limits: several
    may share their data, and so may the wordings of a text.
    """
    count = int.from_bytes(data[_HEADER_BYTES : _HEADER_BYTES + 4], "big")
    if count > MOST_PROFILE_TAGS:
        raise ValueError("a profile has more tags than any")
    for index in range(min(count, len(data) // 12)):
        entry = data[_HEADER_BYTES + 4 + 12 * index : _HEADER_BYTES + 16 + 12 * index]
        start = int.from_bytes(entry[4:8], "big")
        end = start + int.from_bytes(entry[8:12], "big")
        if end > len(data):
            raise ValueError("a tag lies outside of its profile")
        if data[start : start + 4] == b"mluc" and int.from_bytes(data[start + 8 : start + 12], "big") > MOST_PROFILE_WORDINGS:
            raise ValueError("a text of a profile has more languages than there are")
        yield start, end


def _is_well_known(tag: bytes) -> bool:
    texts = [text.strip("\0 ") for text in _texts(tag)]
    known = (not text or (len(text) <= _LONGEST_KNOWN and _WELL_KNOWN.fullmatch(text)) for text in texts)
    return bool(texts) and all(known)


def _texts(tag: bytes) -> Iterator[str]:
    """Yield what data of the types ``text``, ``desc`` and ``mluc`` says (10.24, 10.15, and ICC.1:2001, 6.5.17), of each text no
    more than shows that nobody knows it.
    """
    if tag[:4] == b"text":
        yield tag[8 : 8 + _ENOUGH_BYTES].decode("latin-1")
    elif tag[:4] == b"desc":
        end = 12 + int.from_bytes(tag[8:12], "big")
        wide_end = end + 8 + 2 * int.from_bytes(tag[end + 4 : end + 8], "big")
        yield tag[12 : min(end, 12 + _ENOUGH_BYTES)].decode("latin-1")
        yield tag[end + 8 : min(wide_end, end + 8 + _ENOUGH_BYTES)].decode("utf-16-be", "replace")
        yield tag[wide_end + 3 : wide_end + 3 + _ENOUGH_BYTES].decode("latin-1")
    elif tag[:4] == b"mluc":
        count = int.from_bytes(tag[8:12], "big")
        for record in range(16, min(16 + 12 * count, len(tag)), 12):
            size, start = (int.from_bytes(tag[record + at : record + at + 4], "big") for at in (4, 8))
            yield tag[start : start + min(size, _ENOUGH_BYTES)].decode("utf-16-be", "replace")


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
