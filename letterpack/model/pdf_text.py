"""PDFDocEncoding (ISO 32000-1, D.2): a byte for each character of Western languages that a text string may have."""

from __future__ import annotations

from typing import Final

_FROM_0X18: Final = "\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc"
_FROM_0X80: Final = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž"
_EURO: Final = 0xA0
_SOFT_HYPHEN: Final = 0xAD
CHARACTERS: Final[dict[int, str]] = {
    **{byte: chr(byte) for byte in (*range(0x20, 0x7F), *range(0xA1, 0x100)) if byte != _SOFT_HYPHEN},
    **dict(enumerate(_FROM_0X18, 0x18)),
    **dict(enumerate(_FROM_0X80, 0x80)),
    _EURO: "€",
}
"""The characters by their bytes; other bytes mean nothing."""
BYTES: Final[dict[str, int]] = {char: byte for byte, char in CHARACTERS.items()}
