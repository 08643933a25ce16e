"""Passages that say their text themselves (ISO 32000-1, 14.9.4): whether that is what they show; a step of readback."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

from letterpack.patterns import late
from letterpack.readback.fonts import UNKNOWN

_AS_SIGNS: Final = str.maketrans("\u02bb\u02bc\u2206", "\u2018\u2019\u0394")
"""Letters that look as signs do, and a sign that looks as a letter does: fonts have one glyph for both."""
_ALIKE: Final = _AS_SIGNS | str.maketrans(
    "\u064a\u06cc\u06a9\u06bd\u06c1\u06d5\u06be\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9\u0d7a\u0d7b\u0d7c\u0d7d\u0d7e\u0d7f",
    "\u0649\u0649\u0643\u067e\u0647\u0647\u0647\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0d23\u0d28\u0d30\u0d32\u0d33\u0d15",
)
"""Arabic letters and figures that share a shape where they are joined, or always, so that a font has one glyph for both; and what
Malayalam's chillus are written with beside code points of their own."""
_SMALL: Final = str.maketrans("\u0131\u0138\u0237", "ikj")
"""Letters whose small capital is another's too, which speaks for the glyph."""
_DOTTED: Final = late("[\u0600-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff]")
"""Letters of the Arabic script, and its marks; no figures."""


def is_mirrored(text: str) -> bool:
    """Whether a passage says a bracket: what one looks like, a passage in reversed order inside it says, or if that is empty,
    the glyph. What that says of letters, if anything, the passage around it says too.
    """
    return bool(text) and all(map(unicodedata.mirrored, text))


@lru_cache(maxsize=4096)
def lies(said: str, painted: str) -> bool:
    """Whether a passage that says it is ``said`` shows other letters or figures. A glyph may have no meaning of its own; where
    one has none, an Arabic letter may be made of another and of dots, and an Indic one of another and of a sign. An Arabic
    letter may also be made of another and of a mark that has a meaning: ``ۆ`` of ``و`` and U+065A.
    """
    wanted, shown = _letters(said), _letters(painted)
    if UNKNOWN not in painted:
        other, lacking = shown - wanted, wanted - shown
        marked = other.total() == lacking.total() <= (_marks(painted) - _marks(said)).total()
        if marked and all(map(_DOTTED.match, (*other, *lacking))):
            return False
        return shown != _letters(said.translate(_SMALL))
    return len([char for char in (shown - wanted).elements() if not _DOTTED.match(char)]) > painted.count(UNKNOWN)


def _letters(text: str) -> Counter[str]:
    alike = unicodedata.normalize("NFKD", text).translate(_ALIKE)
    return Counter([char for char in alike if unicodedata.category(char)[0] in "LN"])


def _marks(text: str) -> Counter[str]:
    """Return the marks of Arabic letters in ``text``, also those of letters that Unicode composes of another and of one."""
    return Counter([char for char in unicodedata.normalize("NFKD", text) if _DOTTED.match(char) and unicodedata.combining(char)])
