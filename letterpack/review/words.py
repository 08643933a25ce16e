"""Words as they are compared: what looks alike counts as alike first, and is then told apart by its code points."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.lookalikes import skeleton
from letterpack.patterns import late

SOFT_HYPHEN: Final = "\u00ad"
_IGNORABLE: Final = late(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
"""What has no shape of its own (Unicode, Default_Ignorable_Code_Point)."""
_ALIKE: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u2010": "-", "\u2011": "-"}
)
"""Ligatures and hyphens that only some programs write with characters of their own."""


@lru_cache(maxsize=1 << 13)
def loosened(text: str) -> str:
    """Return ``text`` so that what looks alike is equal: composed, without invisible characters, lookalikes in one script."""
    if text.isascii():
        return text
    return skeleton(unicodedata.normalize("NFC", _IGNORABLE.sub("", text)).translate(_ALIKE))


class InvisibleDifference(Struct, frozen=True):
    """How two texts that look alike differ: in words with code points, and whether that does no harm."""

    note: str
    harmless: bool


def unseen(before: str, after: str) -> InvisibleDifference:
    """Return how ``before`` and ``after`` differ, which are equal when ``loosened``."""
    if _composed(before) == _composed(after):
        return InvisibleDifference(
            f"the same letters, composed differently: {_form(before)} before, {_form(after)} now", harmless=True
        )
    if _composed(before).replace(SOFT_HYPHEN, "") == _composed(after).replace(SOFT_HYPHEN, ""):
        return InvisibleDifference(
            f"soft hyphens (U+00AD): {before.count(SOFT_HYPHEN)} before, {after.count(SOFT_HYPHEN)} now", harmless=True
        )
    old, new = _plain(before), _plain(after)
    if old == new:
        hidden = _hidden(before, after)
        return InvisibleDifference(
            f"invisible characters: {hidden}" if hidden else "written with a ligature or another hyphen", not hidden
        )
    pairs = [(one, other) for one, other in zip(old, new, strict=False) if one != other]
    return InvisibleDifference(
        "; ".join(dict.fromkeys([f"{point(other)} instead of {point(one)}" for one, other in pairs])), harmless=False
    )


def point(char: str) -> str:
    """Return ``char`` with its code point and name: ``“а” U+0430 CYRILLIC SMALL LETTER A``."""
    shape = f"“{char}” " if char.isprintable() and not _IGNORABLE.match(char) else ""
    return f"{shape}U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def _hidden(before: str, after: str) -> str:
    had, has = _IGNORABLE.findall(before), _IGNORABLE.findall(after)
    more = [f"{point(char)} is new" for char in dict.fromkeys(has) if has.count(char) > had.count(char)]
    less = [f"{point(char)} is gone" for char in dict.fromkeys(had) if had.count(char) > has.count(char)]
    return "; ".join(more + less) or ("their order" if had != has else "")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _plain(text: str) -> str:
    return _composed(_IGNORABLE.sub("", text)).translate(_ALIKE)


def _form(text: str) -> str:
    return next((form for form in ("NFC", "NFD") if unicodedata.is_normalized(form, text)), "a mixture")
