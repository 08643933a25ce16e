"""Text as a page shows it to text as it is read: lines that run from right to left, and passages that say their text themselves.

A font shows glyphs from left to right. The bidirectional algorithm undoes itself; ActualText (ISO 32000-1, 14.9.4) is held
against what is shown.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.readback.fonts import UNKNOWN
from letterpack.text.bidi import CONTROL, embedding_levels, has_direction, needs_bidi, visual_order

_MIRRORS: Final = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
"""Signs that a font shows turned round in a stretch from right to left (BidiMirroring.txt, those that letters use)."""
_BESIDE_PT: Final = 1.0
_AS_SIGNS: Final = str.maketrans("\u02bb\u02bc\u2206", "\u2018\u2019\u0394")
"""Letters that look as signs do, and a sign that looks as a letter does: fonts have one glyph for both."""
_ALIKE: Final = _AS_SIGNS | str.maketrans(
    "\u064a\u06cc\u06a9\u06bd\u06c1\u06d5\u06be\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9\u0d7a\u0d7b\u0d7c\u0d7d\u0d7e\u0d7f\u09ce",
    "\u0649\u0649\u0643\u067e\u0647\u0647\u0647\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0d23\u0d28\u0d30\u0d32\u0d33\u0d15\u09a4",
)
"""Arabic letters and figures that share a shape where they are joined, or always, so that a font has one glyph for both; and what
Malayalam's chillus and the Bengali khanda ta are written with beside code points of their own."""
_SMALL: Final = str.maketrans("\u0131\u0138\u0237", "ikj")
"""Letters whose small capital is another's too, which speaks for the glyph."""
_DOTTED: Final = late("[\u0600-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff]")
"""Letters of the Arabic script, and its marks; no figures."""
_VOWEL: Final = late(
    "[\u0904-\u0914\u0960\u0961\u0972-\u0977\u0985-\u098c\u098f\u0990\u0993\u0994\u09e0\u09e1\u0a05-\u0a0a\u0a0f\u0a10"
    "\u0a13\u0a14\u0a85-\u0a8d\u0a8f-\u0a91\u0a93\u0a94\u0ae0\u0ae1\u0b05-\u0b0c\u0b0f\u0b10\u0b13\u0b14\u0b60\u0b61"
    "\u0b85-\u0b8a\u0b8e-\u0b90\u0b92-\u0b94\u0c05-\u0c0c\u0c0e-\u0c10\u0c12-\u0c14\u0c60\u0c61\u0c85-\u0c8c"
    "\u0c8e-\u0c90\u0c92-\u0c94\u0ce0\u0ce1\u0d05-\u0d0c\u0d0e-\u0d10\u0d12-\u0d14\u0d5f-\u0d61\u0d85-\u0d96"
    "\u1021-\u102a\u1052-\u1055\u1700-\u1702\u1720-\u1722\u1740-\u1742\u1760-\u1762\u17a3-\u17b3\u1a4d-\u1a52"
    "\u1b05-\u1b12\u1b83-\u1b89\u1be4\u1be5\ua800\ua801\ua803-\ua805\ua882-\ua891\ua8fe\ua984-\ua988\ua98c-\ua98e"
    "\uaa00-\uaa05\uaae0\uaae1\uabce\uabcf\uabd1\U00011005-\U00011012\U00011071\U00011072\U00011083-\U0001108c"
    "\U00011103-\U00011106\U00011183-\U00011190\U00011200-\U00011207\U00011240\U00011280-\U00011283"
    "\U000112b0-\U000112b9\U00011305-\U0001130c\U0001130f\U00011310\U00011313\U00011314\U00011360\U00011361"
    "\U00011400-\U0001140d\U00011481-\U0001148e\U00011580-\U0001158d\U000115d8-\U000115db\U00011600-\U0001160d"
    "\U00011680-\U00011689\U00011800-\U00011809\U00011900-\U00011906\U00011909\U000119a0-\U000119a7"
    "\U000119aa-\U000119ad\U00011a00\U00011a50\U00011c00-\U00011c08\U00011c0a-\U00011c0d\U00011d00-\U00011d06"
    "\U00011d08\U00011d09\U00011d0b\U00011d60-\U00011d65\U00011d67\U00011d68\U00011d6a\U00011d6b\U00011f04-\U00011f10]"
)
"""Vowels of Indic scripts that stand by themselves: Indic_Syllabic_Category=Vowel_Independent (UAX #44)."""


@lru_cache(maxsize=4096)
def reading_order(shown: str, *, right_to_left: bool = False) -> str:
    """Return the line ``shown``, glyph by glyph from left to right, in the order in which it is read.

    The bidirectional algorithm undoes itself (UAX 9, 3.4): what put the line into visual order puts it back. The line's own
    direction is that of most of its letters; of a line without letters, that of its document. Direction controls are gone.
    """
    if not needs_bidi(shown):
        return shown if not right_to_left or has_direction(shown) else _turned(shown, 1)
    classes = [unicodedata.bidirectional(char) for char in shown]
    base = int(sum([each in ("R", "AL") for each in classes]) > classes.count("L"))
    return CONTROL.sub("", _turned(shown, base))


def in_their_lines(lines: Sequence[Shown], seen: Sequence[str]) -> list[Shown]:
    """Return the ``lines`` of a document from right to left, of which ``seen`` are the glyphs from left to right: what has no
    letter runs as what stands beside it has it, such as a comma between two Latin names.
    """
    made = list(lines)
    order = sorted(range(len(lines)), key=lambda index: (lines[index].y_pt, lines[index].x_pt))
    for place, index in enumerate(order):
        if has_direction(seen[index]) or not seen[index].strip():
            continue
        left = next((seen[at] for at in order[max(0, place - 1) : place] if _touch(lines[at], lines[index])), "")
        right = next((seen[at] for at in order[place + 1 : place + 2] if _touch(lines[index], lines[at])), "")
        if _runs_on(left, seen[index], right):
            made[index] = lines[index]._replace(text=seen[index])
    return made


def _touch(left: Shown, right: Shown) -> bool:
    return abs(left.y_pt - right.y_pt) < _BESIDE_PT and abs(left.x_pt + left.width_pt - right.x_pt) < _BESIDE_PT


def _runs_on(left: str, seen: str, right: str) -> bool:
    """Whether ``seen`` runs from left to right between its neighbours (UAX 9, W7 and N1)."""
    levels = embedding_levels(left + seen + right, 1)[len(left) : len(left) + len(seen)]
    return bool(left) and not any(level % 2 for level in levels)


def _turned(shown: str, base: int) -> str:
    levels = embedding_levels(shown, base)
    parts = [shown[index].translate(_MIRRORS) if levels[index] % 2 else shown[index] for index in visual_order(levels)]
    return "".join(parts)


def is_mirrored(text: str) -> bool:
    """Whether a passage says a bracket: what one looks like, a passage in reversed order inside it says, or if that is empty,
    the glyph. What that says of letters, if anything, the passage around it says too.
    """
    return bool(text) and all(map(unicodedata.mirrored, text))


@lru_cache(maxsize=4096)
def lies(said: str, painted: str) -> bool:
    """Whether a passage that says it is ``said`` shows other letters or figures. A glyph may have no meaning of its own; where
    one has none, an Arabic letter may be made of another and of dots, and an Indic one of another and of a sign. An Arabic
    letter may also be made of another and of a mark that has a meaning, ``ۆ`` of ``و`` and U+065A, and an Indic vowel of another
    and of a sign: ``ऐ`` of ``ए`` and U+0947.
    """
    wanted, shown = _letters(said), _letters(painted)
    if UNKNOWN not in painted:
        other, lacking = shown - wanted, wanted - shown
        is_marked = other.total() == lacking.total() <= (_marks(painted) - _marks(said)).total()
        if is_marked and any(all(map(kind.match, (*other, *lacking))) for kind in (_DOTTED, _VOWEL)):
            return False
        return shown != _letters(said.translate(_SMALL))
    return len([char for char in (shown - wanted).elements() if not _DOTTED.match(char)]) > painted.count(UNKNOWN)


def _letters(text: str) -> Counter[str]:
    alike = unicodedata.normalize("NFKD", text).translate(_ALIKE)
    return Counter([char for char in alike if unicodedata.category(char)[0] in "LN"])


def _marks(text: str) -> Counter[str]:
    """Return the marks in ``text``, also those of letters that Unicode composes of another and of one."""
    return Counter([char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char)[0] == "M"])
