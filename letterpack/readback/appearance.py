"""Digests of how a page looks: equal ones look alike, so that nothing needs to be painted to know it."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from letterpack.patterns import late
from letterpack.readback.objects import Objects
from letterpack.readback.values import Malformed, Ref, Stream, Value

_TEXT: Final = late(rb"\bBT\b(.*?)(?:\bET\b|\Z)|/\w+\s*<<[^<>]*>>\s*BDC|\bEMC\b", re.DOTALL)
_COLOUR: Final = late(
    rb"(?<![\d.])(?:[\d.]++\s++){1,32}+(?:g|rg|k|sc|scn|Tc|Tr|Tz|Ts|Tw|w|G|RG|K)\b|/[^\s/<>\[\]()]+\s+(?:gs|scn|cs)\b"
)
_PACKING: Final = frozenset({"Filter", "DecodeParms", "Length", "DL"})
"""How a stream is packed, which another program may do otherwise."""
_ABOUT_USE: Final = frozenset({"GTS_Scope", "GTS_Encapsulated"})
"""How far a drawing is used again (ISO 16612-2): a print room's matter."""
_UPWARDS: Final = frozenset({"Parent", "P", "StructParents", "Length"})
_MOST_OBJECTS: Final = 10_000


def drawing(stream: Stream) -> bytes:
    """Return a digest of what a content stream paints beside text, and of the colours and states that text has."""
    return hashlib.sha256(b"".join(_TEXT.sub(_colours, unpacked(stream)).split())).digest()


def _colours(match: re.Match[bytes]) -> bytes:
    return b" ".join(_COLOUR.findall(match[1])) if match[1] else b""


def digest_with(objects: Objects, value: Value, digest: hashlib._Hash) -> bytes:
    """Return ``digest`` of ``value`` too, and of all that it refers to but pages and what stands above it; not of how it is
    written down.
    """
    seen: set[Ref] = set()
    waiting: list[Value] = [value]
    while waiting and len(seen) < _MOST_OBJECTS:
        each = waiting.pop()
        if isinstance(each, Ref):
            if each in seen:
                continue
            seen.add(each)
            each = objects.get(each)
        if isinstance(each, Stream):
            digest.update(unpacked(each))
            each = {key: entry for key, entry in each.values.items() if key not in _PACKING | _ABOUT_USE}
        if isinstance(each, dict):
            digest.update(repr(sorted(each)).encode())
            waiting.extend([each[key] for key in sorted(each) if key not in _UPWARDS])
        elif isinstance(each, list):
            waiting.extend(each)
        else:
            digest.update(repr(round(float(each), 4) if isinstance(each, int | float) else each).encode())
    return digest.digest()


def unpacked(stream: Stream) -> bytes:
    """Return a stream's bytes, unpacked where that is possible."""
    try:
        return stream.data()
    except Malformed:
        return stream.raw
