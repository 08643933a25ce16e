"""Stage 1 of 7: the code pages a table may be declared to be in, and which of them make words of given bytes.

All odd words of a file are looked at: one of them, such as `José`, is the same in many pages. A page is as likely as the share of
its odd characters that are letters of one language, where letters of that language may stand.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

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
    "big5",
    "cp932",
    "cp949",
    "cp874",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
)
"""What ``encoding:`` accepts: pages whose text encodes back to as many bytes, since offsets of rows are counted so."""
SAMPLE_BYTES: Final = 1 << 14
"""So many bytes of lines that are not ASCII tell which page they are in."""
_SHOWN: Final = 3
_NEAR: Final = 0.85
"""Of the likeliest page's share: what is less likely is not proposed, since it would be obeyed."""
_LEAST: Final = 0.5
_SIGNS: Final = frozenset("’‘“”„«»–—…№·•°§ªº€£´¿¡")
_ODD_WORD: Final = late(r"(?:(?<![\w'’-])|(?=[^\x00-\x7f\w'’-]))[\w'’-]*[^\x00-\x7f][\w'’-]*")


def known_page(name: str) -> str:
    """Return the name among ``CODE_PAGES`` of the code page ``name``, however it is written; empty where it is none of them."""
    text = name.casefold().replace("_", "-").replace("windows-", "cp")
    if text in CODE_PAGES:
        return text
    try:
        wanted = codecs.lookup(text).name
    except (LookupError, ValueError):
        return ""
    same = {**_ALIKE, **{codecs.lookup(page).name: page for page in CODE_PAGES}}
    return same.get(wanted, "")


_ALIKE: Final = {"shift_jis": "cp932", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-11": "cp874"}
"""Code pages that are part of another one."""


def likely_pages(sample: bytes) -> tuple[str, ...]:
    """Return the code pages that lines which are not ASCII are probably in, the likeliest first, at most three."""
    readings = list(_readings(sample))
    best = max((each.share for each in readings), default=0.0)
    likely = sorted([each for each in readings if each.share >= max(_LEAST, best * _NEAR)], key=lambda each: -each.share)
    different = {each.text: each for each in reversed(likely)}
    return tuple([each.page for each in likely if different[each.text] is each][:_SHOWN])


def suggestion(sample: bytes) -> str:
    """Return a hint that shows what up to three likely code pages make of the odd word of ``sample`` that they differ in most."""
    pages = likely_pages(sample)
    texts = [sample.decode(page) for page in pages]
    words = max(zip(*map(_ODD_WORD.findall, texts), strict=False), key=lambda each: len(set(each)), default=())
    shown = ", ".join(f"`encoding: {page}` reads `{word}`" for page, word in zip(pages, words, strict=False))
    hint = "save it as CSV UTF-8"
    return f"{hint}, or say what it is, in letterpack.yaml or, of an import, with --encoding: {shown}" if shown else hint


class _PageReading(Struct, frozen=True):
    """What a page makes of a sample, and the share of odd characters that are where they belong."""

    page: str
    text: str
    share: float


def _readings(sample: bytes) -> Iterator[_PageReading]:
    data = _pages()
    for page, common in data["two_bytes"].items():
        if text := _decoded(sample, page):
            odd = [index for index, char in enumerate(text) if not char.isascii()]
            yield _PageReading(page, text, sum(_is_common(text, index, common) for index in odd) / max(1, len(odd)))
    for page, languages in data["pages"].items():
        if text := _decoded(sample, page):
            shares = [_share(text, _letters(language)) for language in languages]
            yield _PageReading(page, text, max(shares) * _cased(text))


def _decoded(data: bytes, page: str) -> str:
    try:
        return data.decode(page)
    except UnicodeDecodeError:
        return ""


def _is_common(text: str, index: int, codec: str) -> bool:
    """Whether the character is one that the older, smaller codec of its page has too, and no half of a Latin word."""
    char = text[index]
    if unicodedata.east_asian_width(char) == "H" or _touches_latin(text, index):
        return False
    if codec == "euc_kr" and char.isalpha() and not unicodedata.name(char, "").startswith("HANGUL"):
        return False
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return char.isalpha() or unicodedata.category(char) in ("Po", "Ps", "Pe", "Pd", "Zs", "Nd")


def _touches_latin(text: str, index: int) -> bool:
    """Whether a letter of another script than Latin stands beside one of ASCII: no word is written so."""
    char = text[index]
    if not char.isalpha() or unicodedata.name(char, "").startswith("LATIN"):
        return False
    return any(beside.isascii() and beside.isalpha() for beside in (text[index - 1 : index], text[index + 1 : index + 2]))


def _share(text: str, letters: frozenset[str]) -> float:
    """The share of the odd characters of ``text`` that are ``letters`` where one may stand, or signs that any text may hold."""
    words = Counter(_ODD_WORD.findall(text))
    odd = sum(not char.isascii() for char in text)
    signs = sum(char in _SIGNS or char == "\u00a0" for char in text)
    return (sum([_fitting(word, letters) * count for word, count in words.items()]) + signs / 2) / max(1, odd)


def _fitting(word: str, letters: frozenset[str]) -> float:
    """How many odd characters of ``word`` are ``letters``; few of one that has a capital behind a small letter."""
    fitting = [
        not char.isascii() and (char in letters or char.casefold() in letters) and not _touches_latin(word, index)
        for index, char in enumerate(word)
    ]
    odd_case = any(before.islower() and char.isupper() for before, char in pairwise(word))
    return sum(fitting) * (0.1 if odd_case else 1.0)


def _cased(text: str) -> float:
    """Names in scripts with capitals begin with one: a page under which none does is less likely."""
    words = [word for word in _ODD_WORD.findall(text) if not word[0].isascii() and word[0].lower() != word[0].upper()]
    return 1.0 if not words or any(word[0].isupper() for word in words) else 0.8


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset(_pages()["letters"][language])


@cache
def _pages() -> Mapping[str, Mapping[str, str]]:
    return program_table("formats/tables", "code_pages")
