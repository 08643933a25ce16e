"""Stage 1 of 7: the code pages a table may be declared to be in, and which of them make words of given bytes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CODE_PAGES: Final = (
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "kz1048",
    "koi8-r",
    "koi8-u",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-9",
    "iso-8859-15",
    "mac-roman",
    "mac-cyrillic",
    "cp866",
    "cp850",
    "cp437",
    "gb18030",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
)
"""What ``encoding:`` accepts: pages whose text encodes back to the very bytes, since offsets of rows are counted so."""
_ASKED: Final = (
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1256",
    "kz1048",
    "koi8-r",
    "mac-roman",
    "mac-cyrillic",
    "cp866",
)


def suggestion(line: bytes) -> str:
    """Return a hint that shows what up to three likely code pages make of the first odd word of ``line``."""
    word = re.search(rb"[A-Za-z'\-]*[\x80-\xff][A-Za-z'\-\x80-\xff]*", line)
    readings: dict[str, str] = {}
    for page in sorted(_ASKED, key=lambda name: -_likeness(line, name)):
        text = _decoded(word[0] if word else b"", page)
        if text and text not in readings.values():
            readings[page] = text
    shown = ", ".join(f"`encoding: {page}` reads `{text}`" for page, text in list(readings.items())[:3])
    return f"save it as CSV UTF-8, or say in letterpack.yaml what it is: {shown}" if shown else "save it as CSV UTF-8"


def _decoded(data: bytes, page: str) -> str:
    try:
        return data.decode(page)
    except UnicodeDecodeError:
        return ""


def _likeness(line: bytes, page: str) -> float:
    """How much ``line`` looks like words in ``page``: the share of odd characters that are letters where letters belong.

    Latin words rarely hold two accented letters in a row; Cyrillic read as Latin holds nothing else.
    """
    text = _decoded(line, page)
    odd = [index for index, char in enumerate(text) if not char.isascii()]
    if not odd:
        return 0.0
    return sum(_fits(text, index) for index in odd) / len(odd)


def _fits(text: str, index: int) -> float:
    char, before = text[index], text[index - 1 : index]
    if not char.isalpha():
        return 0.2 if unicodedata.category(char) in ("Pi", "Pf", "Pd", "Po") else 0.0
    if char.isupper() and before.islower():
        return 0.1
    if not before.isascii() and unicodedata.name(char, "").startswith("LATIN"):
        return 0.3
    same_script = not before.isalpha() or unicodedata.name(char, "").split()[0] == unicodedata.name(before, "").split()[0]
    return 1.0 if same_script else 0.3
