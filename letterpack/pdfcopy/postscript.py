"""PostScript within a PDF (functions, character maps, the head of a Type 1 font) without its comments and names."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(rb"(?P<comment>%[^\r\n]*+)|\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*+>", re.DOTALL)
_MAP_NAME: Final = re.compile(rb"/CMapName\s*/[^\s()<>\[\]{}/%]++\s*def")
_PLAIN_NAME: Final = b"/CMapName /Adobe-Identity-UCS def"
_FIRST_LINE: Final = re.compile(rb"%![\w.-]*(?: Resource-CMap)?")
"""What kind of PostScript it is."""


_MOST_COMMENTS: Final = 10_000


def without_comments(data: bytes, filler: bytes = b"") -> bytes:
    """Return PostScript less its comments, each byte of them made ``filler``; the first line keeps what says its kind.

    Raises ``ValueError`` where there are more than any program writes.
    """
    if data.count(b"%") > _MOST_COMMENTS or data.count(b"(") > _MOST_COMMENTS:
        raise ValueError("there are too many comments")
    return _TOKEN.sub(lambda found: _kept(found, filler), data) if b"%" in data else data


def plain_map(data: bytes) -> bytes:
    """Return a ``ToUnicode`` map (ISO 32000-1, 9.10.3) less its comments, under the name that all of them may have."""
    return _MAP_NAME.sub(_PLAIN_NAME, without_comments(data))


def _kept(found: re.Match[bytes], filler: bytes) -> bytes:
    if found["comment"] is None:
        return found[0]
    first = _FIRST_LINE.match(found[0]) if not found.start() else None
    kept = first[0] if first else b""
    return kept + filler * (len(found[0]) - len(kept))
