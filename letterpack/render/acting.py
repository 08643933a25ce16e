"""The one owner of what must not be written as it is: characters that act on a terminal, or turn or break text unseen.

They come with names and texts of strangers. Every format shows them as a sign, or writes them as its own syntax can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from letterpack.patterns import late

ACTING: Final = late(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
"""Unicode 15.1: controls (Cc), format characters (Cf), separators of lines and paragraphs (Zl, Zp), halves of pairs (Cs). Not
among them: tabs and line feeds; what scripts write within words (soft hyphen, zero width space and joiners; The Unicode Standard,
23.2); format characters that are seen, such as the signs before Arabic numbers.
"""


def sign(char: str) -> str:
    """Return what is shown in the place of ``char``: its picture (U+2400 to U+2421), or its code point."""
    if char < " ":
        return chr(0x2400 + ord(char))
    return "\u2421" if char == "\x7f" else f"<U+{ord(char):04X}>"


def without_acting(text: str, write: Callable[[str], str] = sign) -> str:
    """Return ``text`` with each character that acts as ``write`` writes it."""
    return ACTING.sub(lambda found: write(found[0]), text)
