"""The way back: letters of one code page of Latin letters that were read in another: `Jiøina` for `Jiřina`; part of LP313.

A letter that a language does not have is no proof: a Dane may sign in Prague. So a list, or a letter, is looked at as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from letterpack.patterns import late

_FEWEST: Final = 2
"""Different letters that the language does not have, or texts with one: one alone may be of a foreign name."""
_SIGN_FOR_LETTER: Final = late(r"[¥ª¯¹²³º¼¾¿£](?=[^\W\d_])|(?<=[^\W\d_])[¥¯¹²³¼¾¿£]")
"""Signs that are letters in another page, beside a letter."""
_LETTERS: Final = {
    "cp1250": {
        "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "pl": "ąćęłńóśźż", "hu": "áéíóöőúüű", "ro": "ăâîşţ", "hr": "čćđšž",
        "bs": "čćđšž", "sl": "čćđšž", "sr": "čćđšž",
    },
    "cp1254": {"tr": "âçğıîöşüûi̇", "az": "çğıöşüi̇"},
    "cp1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"},
}  # fmt: skip
"""Letters beyond ASCII of languages (CLDR, exemplar characters), by the code page of Windows that they are written in."""
_PAGE_OF: Final = {language: page for page, languages in _LETTERS.items() for language in languages}


class StrangeText(NamedTuple):
    """A text by its ``number`` in a list (0-based), and what it was before it was read in another page."""

    number: int
    meant: str


def strange_texts(texts: Iterable[str], language: str) -> list[StrangeText]:
    """Return which ``texts``, all that there are in ``language`` (its primary subtag), were read in the page of Western Europe;
    none where one of them has a letter that would have been damaged, or where too little speaks for it.
    """
    page = _PAGE_OF.get(language)
    if page is None:
        return []
    own = frozenset(_LETTERS[page][language])
    damaged = {char for char in own if _is_changed(char, page)}
    found: list[StrangeText] = []
    strange: set[str] = set()
    for index, text in enumerate(texts):
        if text.isascii():
            continue
        letters = {char for char in text if char.isalpha() and not char.isascii()} | set(_SIGN_FOR_LETTER.findall(text))
        if not damaged.isdisjoint("".join(letters).lower()):
            return []
        meant = _in_page(text, page)
        changed = {(one, other) for one, other in zip(text, meant, strict=False) if one != other and one in letters}
        if changed and own.issuperset(char.lower()[:1] for char in meant if char.isalpha() and not char.isascii()):
            strange |= {one for one, _ in changed}
            found.append(StrangeText(index, meant))
    return found if max(len(strange), len(found)) >= _FEWEST else []


def knows(language: str) -> bool:
    """Whether ``language`` (its primary subtag) is written in a page that is told from that of Western Europe."""
    return language in _PAGE_OF


def _is_changed(char: str, page: str) -> bool:
    try:
        return char.encode(page) != char.encode("cp1252")
    except UnicodeError:
        return True


def _in_page(text: str, page: str) -> str:
    try:
        return text.encode("cp1252").decode(page)
    except UnicodeError:
        return ""
