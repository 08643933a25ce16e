"""PostScript within a PDF (functions, character maps, the head of a Type 1 font) without its comments and names."""

from __future__ import annotations

import re
from typing import Final

from letterpack.patterns import late

_TOKEN: Final = late(rb"(?P<comment>%[^\r\n]*+)|\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]*+>", re.DOTALL)
_MAP_NAME: Final = late(rb"/CMapName\s*/[^\s()<>\[\]{}/%]++\s*def")
_PLAIN_NAME: Final = b"/CMapName /Adobe-Identity-UCS def"
_MEANINGS: Final = late(rb"(?<!\d)\d++\s++begin(?P<kind>bfchar|bfrange)\s*+(?P<body>(?:<[0-9A-Fa-f\s]*+>\s*+)*+)end(?P=kind)")
"""Of a ``ToUnicode`` map, a section whose values are characters; one of lists in brackets is left as it is."""
_HEX: Final = late(rb"<([0-9A-Fa-f\s]*+)>")
_NO_MEANING: Final = frozenset({b"0000", b"FEFF", b"FFFE"})
"""What no code may stand for (ISO 19005-2, 6.2.11.7.2); programs write it for codes that show nothing."""
_FIRST_LINE: Final = late(rb"%![\w.-]*(?: Resource-CMap)?")
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
    """Return a ``ToUnicode`` map (ISO 32000-1, 9.10.3) less its comments and what gives codes no meaning, under the name that all
    of them may have.
    """
    return _MEANINGS.sub(_meant, _MAP_NAME.sub(_PLAIN_NAME, without_comments(data)))


def _meant(section: re.Match[bytes]) -> bytes:
    """Return a section of a map less the codes that it gives no meaning."""
    kind, hexes = section["kind"], [b"".join(each.split()).upper() for each in _HEX.findall(section["body"])]
    size = 2 if kind == b"bfchar" else 3
    if len(hexes) % size:
        return section[0]
    rows = [hexes[at : at + size] for at in range(0, len(hexes), size)]
    kept = [row for row in rows if row[-1] not in _NO_MEANING or row[0] != row[-2]]
    if len(kept) == len(rows):
        return section[0]
    lines = b"\n".join([b" ".join([b"<%s>" % each for each in row]) for row in kept])
    return b"%d begin%s\n%s\nend%s" % (len(kept), kind, lines, kind) if kept else b""


def _kept(found: re.Match[bytes], filler: bytes) -> bytes:
    if found["comment"] is None:
        return found[0]
    first = _FIRST_LINE.match(found[0]) if not found.start() else None
    kept = first[0] if first else b""
    return kept + filler * (len(found[0]) - len(kept))
