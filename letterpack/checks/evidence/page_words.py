"""The way back: words of somebody else's page as a reader sees them, whatever its program did to set them.

Programs write a ligature or a wide letter for the letters that it stands for, set words s p a c e d, letter by letter, and divide
them at the ends of lines: a search for a name would pass them over.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from letterpack.patterns import late

_FORMS: Final = frozenset(["<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>", "<compat>"])
"""Decompositions (Unicode Standard, table 4.3) of characters that are other forms of letters, where letters come of them."""
_FOREIGN: Final = late(r"[^\x00-\u02af\u0370-\u1dff]")
SPACED: Final = late(r"(?<!\w)[^\W\d_](?:[ \u00a0\u2002-\u200a\u202f][^\W\d_]){3,}(?!\w)")
"""A word whose letters stand apart."""
_UNSEEN: Final = late("[\u00ad\u200b\u2060\ufeff]")
_DIVIDED: Final = late(r"(?<=[^\W\d_])(?:\ufffe\n?|[-\u2010][ \t]*\n[ \t]*)(?=[^\W\d_])")
_BROKEN_ADDRESS: Final = late(
    r"(?P<before>@(?:[\w-]+\.)*|@[\w.-]*\w(?=[ \t]*\n[ \t]*\.\w)|\w(?=[ \t]*\n[ \t]*@\w))[ \t]*\n[ \t]*(?=[\w@.])"
)
_AT: Final = late(r"(?<=\w)\s?[\[({]\s?at\s?[\])}]\s?(?=\w)", re.IGNORECASE)


def whole_words(text: str) -> str:
    """Return ``text`` in plain letters, with spaced words together; a hyphen at the end of a line stays."""
    plain = _UNSEEN.sub("", _FOREIGN.sub(lambda found: _plain(found[0]), text))
    return SPACED.sub(lambda found: "".join(found[0].split()), plain).replace("\ufffe", "-")


def across_lines(text: str) -> str:
    """Return ``text`` in plain letters, with the words and addresses whole that lines divide, and `(at)` as it is meant."""
    return _BROKEN_ADDRESS.sub(r"\g<before>", _AT.sub("@", whole_words(_DIVIDED.sub("", text))))


@lru_cache(maxsize=1 << 10)
def _plain(char: str) -> str:
    kind = unicodedata.decomposition(char).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", char) if kind in _FORMS else char
    return plain if kind != "<compat>" or char.isalpha() else char
