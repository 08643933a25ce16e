"""How an addressee is named in an address: titles of courtesy, and, in a country's own letters, where names stand and what is
written behind them. The data is ``courtesy.toml``, ``native_orders.toml`` and ``honorifics.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Final

import msgspec
from msgspec import Struct

from letterpack.countries import fold
from letterpack.countries.orders import is_native, order_of
from letterpack.countries.parting import postcode_shape
from letterpack.datafiles import FileTable, Words, program_rows
from letterpack.patterns import late

_NO_BREAK: Final = "\u00a0"
_SAID_OF: Final = {"name": "person", "title": "office", "organization": "body"}
"""Which honorific goes behind what an addressee is called by, the most personal first."""
_BETWEEN: Final = late(r"[\s,;:!/،，：]+")
_IN_BRACKETS: Final = late(r"\([^()]*\)|\[[^\[\]]*\]")
_JOINING: Final = frozenset(["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "i", "и", "та", "&", "+", "-"])
_OPENS: Final = late(r"[,:!،，：]\s*$")


class _Honorifics(FileTable, frozen=True):
    source: Words
    person: Words
    office: Words
    body: Words
    said: Annotated[list[Words], msgspec.Meta(min_length=1)]


class _CourtesyRow(FileTable, frozen=True):
    source: str = ""
    man: str = ""
    woman: str = ""
    either: str = ""
    opens: str = ""
    behind: str = ""
    glued: str = ""
    in_address: str = ""
    in_address_of: str = ""


class CourtesyTitle(Struct, frozen=True):
    """A title of courtesy. ``gender`` is `man` or `woman`, empty where it does not say; a letter may begin with one that
    ``opens``; it stands behind a name, ``glued`` to it or not.
    """

    gender: str = ""
    opens: bool = False
    behind: bool = False
    glued: bool = False


def courtesy_titles(text: str) -> tuple[CourtesyTitle, ...]:
    """Return the titles of courtesy that ``text`` consists of; none where anything else is said."""
    known, longest = _courtesies()
    # What has a slash may be two titles, or one: `Mr/Ms`, `ዶ/ር`.
    left = [part for word in _IN_BRACKETS.sub("", text).split() for part in _parts(word)]
    found: list[CourtesyTitle] = []
    while left:
        size = next((count for count in range(min(longest, len(left)), 0, -1) if _key(left[:count]) in known), 0)
        if size:
            found.append(known[_key(left[:size])])
        elif not (found and left[0].casefold() in _JOINING):
            return ()
        left = left[size or 1 :]
    return tuple(found)


def is_courtesy_alone(salutation: str) -> bool:
    """Whether ``salutation`` only says a title of courtesy, and does not open a letter as `Madame,` does."""
    titles = courtesy_titles(salutation)
    return bool(titles) and not (_OPENS.search(salutation) and any(title.opens for title in titles))


def courtesy_gender(text: str) -> str:
    """Return `man` or `woman`, as the titles of courtesy in ``text`` say; empty where they say neither or both."""
    told = {title.gender for title in courtesy_titles(text)} - {""} if _IN_BRACKETS.search(text) is None else set()
    return told.pop() if len(told) == 1 else ""


def with_courtesy(names: Mapping[str, str], title: str, code: str) -> dict[str, str]:
    """Return ``names``, by keys of an addressee, with the ``title`` of courtesy as addresses in the country ``code`` have it:
    before a name, on a line of its own where no name is said, behind what is most personal where its language has it there.
    """
    if not title:
        return dict(names)
    titles = courtesy_titles(title)
    key = next((each for each in _SAID_OF if names.get(each)), "")
    if key and titles and titles[-1].behind:
        return {**names, key: f"{names[key]}{'' if titles[-1].glued else _NO_BREAK}{title}"}
    title = _in_addresses().get((code, title.casefold()), title)
    return {**names, "name": f"{title} {names['name']}"} if names.get("name") else {"honorific": title, **names}


def _parts(word: str) -> list[str]:
    return [word] if _key([word]) in _courtesies()[0] else [part for part in _BETWEEN.split(word) if part]


def _key(words: Sequence[str]) -> str:
    return fold(" ".join(words)).strip(",:;!،，：")


@cache
def _courtesies() -> tuple[dict[str, CourtesyTitle], int]:
    """Return the titles of courtesy of all languages by their text, and how many words the longest has."""
    genders: dict[str, set[str]] = {}
    marked: dict[str, set[str]] = {"opens": set(), "behind": set(), "glued": set()}
    for row in program_rows("countries", "courtesy", _CourtesyRow).values():
        for gender, titles in (("man", row.man), ("woman", row.woman), ("", row.either)):
            for title in _listed(titles):
                genders.setdefault(title, set()).add(gender)
        for mark, those in marked.items():
            those.update(_listed(getattr(row, mark)))
    found = {
        title: CourtesyTitle(
            min(told) if len(told) == 1 else "",
            title in marked["opens"],
            title in marked["behind"] | marked["glued"],
            title in marked["glued"],
        )
        for title, told in genders.items()
    }
    return found, max(len(title.split()) for title in found)


def _listed(titles: str) -> list[str]:
    return [_key([title]) for title in titles.split("|") if title.strip()]


@cache
def _in_addresses() -> dict[tuple[str, str], str]:
    """Return what an address has in place of a title, by the country and the title."""
    found = {}
    for row in program_rows("countries", "courtesy", _CourtesyRow).values():
        for pair in filter(None, row.in_address.split("|")):
            title, _, instead = map(str.strip, pair.partition("="))
            found.update({(code, title.casefold()): instead for code in row.in_address_of.split()})
    return found


@cache
def has_names_below(code: str) -> bool:
    """Whether addresses in letters of the country ``code`` have names elsewhere than above them."""
    return "names" in order_of(code, is_native=True)


def lines_above_names(lines: Sequence[str], code: str) -> int:
    """Return how many ``lines`` of an address in the country ``code``, less the country's own, stand above the names: none where
    the names come first, as in most countries.
    """
    _, found, below = order_of(code, is_native=is_native(lines)).partition("names")
    if not found:
        return 0
    is_below = below.strip(" |") == "postcode" and re.fullmatch(postcode_shape(code), lines[-1])
    return len(lines) - bool(is_below)


def with_honorific(names: Mapping[str, str], code: str) -> dict[str, str]:
    """Return ``names``, by keys of an addressee, with what the country ``code`` writes behind that of whom a letter is for."""
    found = _honorifics().get(code)
    key = next((each for each in _SAID_OF if names.get(each)), "")
    if found is None or not key or not is_native([names[key]]) or names[key].endswith(tuple(found.said)):
        return dict(names)
    return {**names, key: f"{names[key]}{_NO_BREAK}{getattr(found, _SAID_OF[key])}"}


@cache
def _honorifics() -> dict[str, _Honorifics]:
    return program_rows("countries", "honorifics", _Honorifics)
