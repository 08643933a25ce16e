"""Text layer: where a web or mail address may be broken between lines: behind its own signs, and never with a hyphen, which a
reader would type.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from letterpack.patterns import late

_ADDRESS: Final = late(
    r"[^\w]*(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S+|[^\s@]+@[^\s@]+\.[^\s@]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+"
    r"|(?-i:(?:[\w-]+\.)*[\w-]{4,}\.[a-z]{2,}\W*$)",
    re.IGNORECASE,
)
_SIGN: Final = "/.?&=:;,_%#@+-"
_PART: Final = late(rf".*?(?:(?<![{_SIGN}])[{_SIGN}]+|[‐–—][-‐–—]*)(?=[^{_SIGN}])|.+", re.DOTALL)
"""Signs are looked at from the first of them alone: a word that ends in nothing else is gone through once."""
_LONGEST: Final = 24
"""Characters of a part that is broken between signs alone; a longer one, a key without any, is broken anywhere."""
_WHOLE: Final = 4
"""Fewest characters of such a part on either side."""
_HYPHENS: Final = ("-", "‐", "–", "—")
"""Signs that at the end of a line look as if the break had put them in; PDFium reads them so, too."""


def is_address(word: str) -> bool:
    """Whether ``word`` is a web or mail address, with what punctuation is around it."""
    return ("." in word or "://" in word) and _ADDRESS.match(word) is not None


def address_parts(word: str) -> list[tuple[str, bool]]:
    """Split an address at the places where a line may end; each part with whether that is a good place: behind a sign, but
    not behind a hyphen.

    Put together the parts are ``word``.
    """
    parts: list[tuple[str, bool]] = []
    for part in _PART.findall(word):
        if len(part) <= _LONGEST:
            parts.append((part, not part.endswith(_HYPHENS)))
            continue
        cuts = [0, *range(_WHOLE, len(part) - _WHOLE + 1), len(part)]
        parts.extend((part[start:end], end == len(part) and not part.endswith(_HYPHENS)) for start, end in pairwise(cuts))
    return parts
