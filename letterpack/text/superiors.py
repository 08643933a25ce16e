"""Text layer: letters and figures that stand above the line and are small, as fonts draw them (Unicode, Superscripts and Modifier
Letters).
"""

from __future__ import annotations

from typing import Final

_PLAIN: Final = "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW"
_SUPERIOR: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"
_TABLE: Final = str.maketrans(_PLAIN, _SUPERIOR)


def superiors(text: str) -> str:
    """Return ``text`` in superior letters; empty where there are none for one of its characters."""
    found = text.translate(_TABLE)
    return found if all(char != other for char, other in zip(text, found, strict=True)) else ""
