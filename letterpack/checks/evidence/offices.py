"""The way back: what an office says of who holds it, in a title or a salutation; the words are ``greetings.toml``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.checks.evidence.written_words import WORD
from letterpack.checks.lexicon.words import greeting_words
from letterpack.languages import primary
from letterpack.lookalikes import script_of
from letterpack.model.campaign import Addressee

Gender: TypeAlias = Literal["", "man", "woman"]
_PREMIER: Final = "premier"
_MOST_CALLED: Final = 10_000
_LEAST_STEM: Final = 4
"""Letters of a stem with capitals that may begin a longer word."""
_ALPHABETIC: Final = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def gender_in_title(title: str, tag: str) -> tuple[Gender, bool]:
    """Return whether the office that ``title``, in the language ``tag``, begins with is a man's or a woman's, and whether that is
    sure: a woman may hold an office whose usual word is a man's. Of an English title, nothing is known in other languages.
    """
    language, told = primary(tag), greeting_words("offices_told")
    found = [word.casefold() for word in WORD.findall(title)]
    if language not in told["anywhere"].split():
        found = found[: next((at + 1 for at, word in enumerate(found) if word not in _before()), 0)]
    gender = "" if language != "en" and _may_be_english(title) else _gender(found, language)
    return gender, gender == "woman" or language in told["strict"].split()


def gender_in_salutation(said: str, tag: str, names: Collection[str]) -> Gender:
    """Return whether the office in the salutation ``said``, in the language ``tag``, is a man's or a woman's; what is one of the
    addressee's ``names`` is no office.
    """
    return _gender([word.casefold() for word in WORD.findall(said) if word not in names], primary(tag))


def _may_be_english(title: str) -> bool:
    """Whether ``title`` is English by its small words, or may be, as it is a word that other languages have, too: `Minister`."""
    told, said = greeting_words("offices_told"), title.casefold().strip()
    return said in told["shared"].split() or not set(told["english"].split()).isdisjoint(said.split())


def _gender(found: Sequence[str], language: str) -> Gender:
    men, women = (_offices(table, language) for table in ("men_in_office", "women_in_office"))
    both = _offices("offices_of_both", language)
    articles = {found[at - 1] for at, word in enumerate(found) if at and word in both}
    is_man = not men.isdisjoint(found) or not articles.isdisjoint(_offices("men_articles", language))
    is_woman = not women.isdisjoint(found) or not articles.isdisjoint(_offices("women_articles", language))
    return "" if is_man == is_woman else "man" if is_man else "woman"


@cache
def _offices(table: str, language: str) -> frozenset[str]:
    return frozenset(greeting_words(table).get(language, "").split())


@cache
def _before() -> frozenset[str]:
    """Return what may stand before the office with which a title begins: articles, ranks, forms of address."""
    words = [greeting_words("offices_told")["before"], *(greeting_words(who)["words"].casefold() for who in ("men", "women"))]
    return frozenset(" ".join(words).split())


class OfficesOfOthers:
    """Salutations by an office that another addressee has, and that their own reader is never called by."""

    def __init__(self) -> None:
        self._holders: dict[str, str] = {}
        self._called: list[tuple[Addressee, str]] = []

    def see(self, addressee: Addressee) -> None:
        """Take note of the office of ``addressee``, and of the one that their salutation says."""
        if held := _kind(addressee.title):
            self._holders.setdefault(held, addressee.id)
        called, own = _called_and_own(addressee)
        if own in greeting_words("never_called").get(called, "").split() and len(self._called) < _MOST_CALLED:
            self._called.append((addressee, called))

    def called(self) -> Iterator[tuple[Addressee, str]]:
        """Yield those whose salutation says an office of somebody else, with the other's id."""
        for addressee, called in self._called:
            if other := self._holders.get(called):
                yield addressee, other


def is_plain_case(addressee: Addressee) -> bool:
    """Whether the salutation says an office, and nothing is left to doubt: the addressee may be called by it, or never is."""
    called, own = _called_and_own(addressee)
    told = (greeting_words(table).get(called, "").split() for table in ("never_called", "may_be_called"))
    return bool(called) and (own in ("", called) or any(own in each for each in told))


def _called_and_own(addressee: Addressee) -> tuple[str, str]:
    """Return the kind of office that the salutation says, and that of the addressee's own."""
    called = _kind(addressee.salutation)
    return called, _kind(f"{addressee.title}, {addressee.organization}") if called else ""


@lru_cache(maxsize=1 << 10)
def _kind(text: str) -> str:
    """Return what kind of office ``text`` names, as a key of `kinds_of_office`; empty where it names none or several."""
    said = text.casefold()
    rest = _premiers().sub(" ", said)
    found = {_PREMIER} if rest != said else set()
    found |= {kind for kind, stems in _kinds().items() if any(map(stems.has, WORD.findall(rest)))}
    return found.pop() if len(found) == 1 else ""


@cache
def _premiers() -> re.Pattern[str]:
    phrases = greeting_words("kinds_of_office")[_PREMIER].split("|")
    bodies = (
        re.escape(each.removesuffix("*")).replace(r"\*", r"\w*") + (r"\w*" if each.endswith("*") else "") for each in phrases
    )
    return re.compile("|".join([rf"(?<!\w){each}(?!\w)" if _is_alphabetic(each) else each for each in bodies]))


class _Stems(Struct, frozen=True):
    """How words of an office begin, what they are whole, and what is in them in scripts without capitals."""

    begin: tuple[str, ...]
    whole: frozenset[str]
    inside: tuple[str, ...]

    def has(self, word: str) -> bool:
        return (
            word.startswith(self.begin) or word in self.whole or (not word.isascii() and any(map(word.__contains__, self.inside)))
        )


@cache
def _kinds() -> Mapping[str, _Stems]:
    found: dict[str, _Stems] = {}
    for kind, stems in greeting_words("kinds_of_office").items():
        alphabetic = [stem for stem in stems.split() if _is_alphabetic(stem)]
        begin = tuple([stem for stem in alphabetic if len(stem) >= _LEAST_STEM])
        others = tuple([stem for stem in stems.split() if not _is_alphabetic(stem)])
        found |= {kind: _Stems(begin, frozenset(alphabetic), others)} if kind != _PREMIER else {}
    return found


def _is_alphabetic(text: str) -> bool:
    return not text[0].isalpha() or script_of(text[0]) in _ALPHABETIC
