"""The way back: the words that name those who get blind copies, however a text bends them or writes them in another alphabet.

Every word of a name, an organisation and an address names its owner, unless it is plain: a word that many offices have
(``plain`` in
``words.toml``), a country, a word of the sender, of a protected name, or one that the open addressees share. A street with its
number, or a box with its, names its owner whatever its words are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from operator import neg
from typing import Final

from letterpack.checks.evidence.blind_places import NOBODY, BlindName, BlindPlaces, BlindWord
from letterpack.checks.evidence.page_words import SPACED
from letterpack.checks.evidence.place_names import is_country_word
from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.town_words import towns_in
from letterpack.checks.evidence.whose import Role, values_of
from letterpack.checks.evidence.written_words import WORD
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.countries import country_names
from letterpack.languages import languages
from letterpack.languages.traits import traits
from letterpack.model.campaign import Addressee
from letterpack.patterns import late
from letterpack.values import replace

_DOTTED: Final = r"\w[\w-]+(?:\.\w[\w-]+)+"
_ADDRESS: Final = late(
    rf"[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s<>\"]+|[#@]\w{{4,}}(?:-+{_DOTTED})?|(?<![\w-])-*{_DOTTED}"
)
"""Addresses of mail and pages, names in networks. Before an @ stand at most 64 characters (RFC 5321, 4.5.3.1.1), and a word is
looked at from its beginning alone: one without end is gone through once.
"""
_IN_ADDRESS: Final = late(r"[@#]|\.\w")
_PART: Final = late(r"[-’'ʼ]")
_SHORTEST: Final = 3
_SHORTEST_UNCASED: Final = 2
_SHORTEST_BENT: Final = 4
_LONGEST_ENDING: Final = 4
_VOWELS: Final = frozenset("aeiou")
_GREEK: Final = late("[\u0370-\u03ff]")
_ADJECTIVE: Final = late("(?<=[а-яіїєґ]{4})(?:ая|яя|ий|ый|ой|ое|ее|ій)$")
_OF_A_FAMILY: Final = late("[oe]v(?!i$)|ich")
"""Endings that make another name: Ivan, Ivanov, Ivanovna; Czech `Ivanovi` is a case."""
_SHORT_ENDING: Final = late("[aeiou]{0,3}[imhns]?")
"""Behind a short stem, which many words begin with."""
_SHORTEST_JOINED: Final = 5
_FEWEST_OF_A_PHRASE: Final = 2
_FEWEST_OF_INITIALS: Final = 3
_FEWEST_OF_A_NAME: Final = 2


class WholeNames:
    """Names by all of their words, with the ids of those who bear them."""

    def __init__(self) -> None:
        self._bearers: dict[frozenset[str], list[str]] = defaultdict(list)

    def add(self, bearer: str, name: str) -> None:
        """Take note of the ``name`` of ``bearer``."""
        if keys := frozenset(_keys(name)):
            self._bearers[keys].append(bearer)

    def whole_names_in(self, text: str) -> Iterator[BlindName]:
        """Yield where all words of a name stand in ``text``, side by side in any order."""
        found = list(WORD.finditer(text))
        keys = [romanized(match[0]) for match in found]
        told: set[str] = set()
        for length in sorted({len(name) for name in self._bearers}):
            # A name of one word is somebody else's too, unless nothing else is said.
            is_enough = length >= _FEWEST_OF_A_NAME or len(set(keys)) == 1
            for at in range(len(keys) - length + 1 if is_enough else 0):
                start, end = found[at].start(), found[at + length - 1].end()
                name = frozenset(keys[at : at + length])
                for addressee in self._bearers.get(name, ()) if len(name) == length else ():
                    if addressee not in told:
                        told.add(addressee)
                        yield BlindName(start, end, BlindWord(addressee, "name", text[start:end]))


class BlindWords:
    """The words and phrases of all blind copies of a campaign."""

    def __init__(self, sources: Sources) -> None:
        self._alone: dict[str, BlindWord] = {}
        self._bent: dict[str, BlindWord] = {}
        self._joined: dict[str, BlindWord] = {}
        """What names in networks and addresses of mail make of whole names: `leonoraquirk`, `lquirk`."""
        self._phrases: dict[tuple[str, ...], BlindWord] = {}
        self._whole: set[str] = set()
        """Keys of whole names that are one word, of scripts that write them so."""
        self._lengths: dict[str, list[int]] = {}
        """The lengths of phrases by the word that they begin with, the longest first."""
        self._names: dict[str, frozenset[str]] = {}
        self._said: dict[tuple[str, Role], set[str]] = defaultdict(set)
        """Keys of all words of the organisations and the addresses of blind copies."""
        self._whole_names = WholeNames()
        self._places = BlindPlaces(sources)
        blind: list[Addressee] = []
        shared: dict[Role, set[str]] = defaultdict(set)
        rows = len(sources.campaign.signatories)
        if "bcc" in sources.campaign.mailing.given or sources.campaign.mailing.bcc:
            for each in sources.everybody():
                rows += 1
                if each.kind == "bcc":
                    blind.append(each)
                else:
                    for role, value in values_of(each):
                        shared["address" if role == "title" else role].update(_keys(value))
        self.pairs = rows * len(blind)
        """Rows of the lists, each beside each blind copy."""
        self._others = frozenset(shared["name"] | shared["organization"])
        """Keys of words in others' names: as they stand they are those, and no bent form of a blind copy's."""
        plain = _plain_keys(sources) if blind else frozenset()
        for each in blind:
            self._add(each, plain, shared)

    def __bool__(self) -> bool:
        """Whether anybody gets a blind copy that a word could name."""
        return bool(self._alone or self._phrases or self._places)

    def _add(self, each: Addressee, plain: frozenset[str], shared: dict[Role, set[str]]) -> None:
        countries = _country_keys(each.country, each.language)
        places = shared["address"].intersection(key for lines in each.addresses for line in lines for key in _keys(line))
        self._names[each.id] = frozenset(_keys(each.name))
        self._whole_names.add(each.id, each.name)
        towns = frozenset(
            key
            for lines in each.addresses
            for town in towns_in(lines, each.country, *filter(None, (each.language,)))
            for key in _keys(town)
        )
        for role, value in values_of(each):
            self._said[each.id, role].update(_keys(value))
            known = (plain, countries, places, shared[role])
            own: list[str] = []
            for word in _words(value) if role != "title" else ():
                key = romanized(word)
                is_plain = any(key in keys for keys in known) or is_country_word(word.casefold())
                if not is_plain and _is_telling(word, role, value):
                    own.append(key)
                    self._take(BlindWord(each.id, role, word, role == "address" and key in towns))
            if role in ("name", "organization") and own:
                self._joined.update(dict.fromkeys(_joined(_keys(value), own, role), BlindWord(each.id, role, value)))
            if role in ("name", "organization") and not set(_keys(value)) <= shared[role]:
                self._take_whole(BlindWord(each.id, role, value))
            if role == "address":
                self._places.add(each.id, value, plain, towns)

    def _take(self, telling: BlindWord) -> None:
        """Take note of a word that names its owner alone."""
        key = romanized(telling.word)
        self._alone.setdefault(key, telling)
        bare = romanized(telling.word[:-2]) if _ADJECTIVE.search(telling.word) else key
        stem = _stem(bare.removesuffix("s") if _GREEK.search(telling.word) else bare)
        if len(stem) >= _SHORTEST_BENT:
            self._bent.setdefault(stem, telling)

    def _take_whole(self, telling: BlindWord) -> None:
        """Take note of a whole name or organisation, and of its initials."""
        keys = tuple(_keys(telling.word))
        if len(keys) >= _FEWEST_OF_A_PHRASE:
            self._phrases.setdefault(keys, telling)
            self._alone.setdefault(romanized("".join(_words(telling.word))), telling)  # As in `#KestrelLegalAid`.
            lengths = self._lengths.setdefault(keys[0], [])
            if len(keys) not in lengths:
                insort(lengths, len(keys), key=neg)
        elif telling.word.upper() == telling.word.lower():
            self._whole.update(keys)
        initials = "".join([word[0] for word in _words(telling.word) if word[0].isupper()])
        if telling.role == "organization" and len(initials) >= _FEWEST_OF_INITIALS:
            self._alone.setdefault(f"={initials}", BlindWord(telling.addressee, telling.role, initials))

    def named_in(
        self,
        text: str,
        language: str = "",
        *,
        readers: AbstractSet[str] = NOBODY,
        persons: bool = False,
        loose: bool = False,
    ) -> Iterator[BlindName]:
        """Yield where ``text``, which is in ``language``, names a blind copy. Of a text that is a person's name (``persons``),
        a word alone says nothing: two people may have it. ``loose`` texts are addresses and file names, where capitals say
        nothing. ``readers`` are the ids of those whom a text for some is for: a house in which one of them lives is theirs.
        """
        if not self:
            return
        taken = list(self._words_in(text, language, persons=persons, loose=loose))
        taken += [each for each in self._written_otherwise(text) if not _is_within(each, taken)] if not loose else []
        yield from taken
        alone = [each for each in taken if not each.telling.is_town]
        for place in self._places.named_in(text, readers):
            # One cause is one finding: a word of the street says it already, if it is not the town's, which says less.
            if not _is_within(place, taken if place.telling.is_town else alone):
                yield place

    def _written_otherwise(self, text: str) -> Iterator[BlindName]:
        """Yield what addresses within ``text`` name, whose words have no capitals, and words whose letters stand apart."""
        for match in _ADDRESS.finditer(text) if _IN_ADDRESS.search(text) else ():
            for named in self._words_in(match[0], "", persons=False, loose=True):
                yield replace(named, start=match.start() + named.start, end=match.start() + named.end)
        for match in SPACED.finditer(text):
            word = "".join(match[0].split())
            if (telling := self._word(word, romanized(word), bends=True, loose=False)) is not None:
                yield BlindName(*match.span(), telling)

    def _words_in(self, text: str, language: str, *, persons: bool, loose: bool) -> Iterator[BlindName]:
        found = list(WORD.finditer(text)) if not loose else list(re.finditer(r"[^\W\d_]+", text))
        keys = [romanized(match[0]) for match in found]
        manners = traits(language) if language else None
        bends = manners is None or not manners.keeps_names
        syllable = re.compile(manners.syllable) if manners and manners.syllable else None
        taken = -1
        for at, match in enumerate(found):
            if match.start() < taken:
                continue
            phrase = self._phrase(keys, at)
            if phrase is not None:
                taken = found[at + phrase[0] - 1].end()
                yield BlindName(match.start(), taken, phrase[1])
            elif (telling := self._word(match[0], keys[at], bends=bends, loose=loose)) and not (
                (persons and self._is_shared_name(telling, keys))
                or (syllable and syllable.fullmatch(keys[at]) and self._is_of_another_word(telling, keys, at))
            ):
                yield BlindName(*match.span(), telling, keys[at] not in self._whole)

    def whole_names_in(self, text: str) -> Iterator[BlindName]:
        """Yield where all words of a blind copy's name stand in ``text``, side by side in any order."""
        return self._whole_names.whole_names_in(text)

    def initials_of(self, addressee: str) -> frozenset[str]:
        """Return the first letters of the words in the name of a blind copy, as keys begin with them."""
        return frozenset(key[:1] for key in self._names[addressee])

    @staticmethod
    def keys_of(*values: str) -> frozenset[str]:
        """Return what the words of ``values`` are known by."""
        return frozenset(key for value in values for key in _keys(value))

    def _phrase(self, keys: list[str], at: int) -> tuple[int, BlindWord] | None:
        for length in self._lengths.get(keys[at], ()):
            stretch = tuple(keys[at : at + length])
            if (found := self._phrases.get(stretch)) is not None:
                return len(stretch), found
        return None

    def _word(self, word: str, key: str, *, bends: bool, loose: bool) -> BlindWord | None:
        if word.isupper() and (found := self._alone.get(f"={word}")) is not None:
            return found
        if loose and (found := self._joined.get(key)) is not None:
            return found
        found = self._alone.get(key) or next(
            (self._alone[part] for part in map(romanized, _PART.split(word)) if part in self._alone), None
        )
        if found is None and key not in self._others and (bends or word.endswith(("s", "’s", "'s"))):
            found = self._of_stem(key, bends=bends)
        if found is None or loose or not found.word[0].isupper() or word[0].isupper() or not word[0].islower():
            return found
        return None

    def _of_stem(self, key: str, *, bends: bool) -> BlindWord | None:
        """Return what a bent form names: an ending behind the word, or in place of its last vowel."""
        if not bends:
            return self._alone.get(key.removesuffix("s"))
        for length in range(len(key), max(_SHORTEST_BENT, len(key) - _LONGEST_ENDING) - 1, -1):
            ending = key[length:]
            found = (self._alone.get(key[:length]) if ending else None) or self._bent.get(key[:length])
            if (
                found is not None
                and not _OF_A_FAMILY.match(ending)
                and (length > _SHORTEST_BENT or _SHORT_ENDING.fullmatch(ending))
            ):
                return found
        return None

    def _is_of_another_word(self, telling: BlindWord, keys: Sequence[str], at: int) -> bool:
        """Whether a syllable of a blind copy's organisation or address stands at ``at`` beside none of its others."""
        said = self._said[telling.addressee, telling.role]
        return telling.role != "name" and len(said) > 1 and said.isdisjoint((*keys[max(0, at - 1) : at], *keys[at + 1 : at + 2]))

    def _is_shared_name(self, telling: BlindWord, keys: list[str]) -> bool:
        """Whether only a part of the blind copy's name stands in a name of ``keys``."""
        return telling.role == "name" and len(self._names[telling.addressee] & set(keys)) < min(
            _FEWEST_OF_A_NAME, len(self._names[telling.addressee])
        )


def _is_within(place: BlindName, taken: Sequence[BlindName]) -> bool:
    """Whether one of ``taken``, which stand behind one another, is in ``place``."""
    before = bisect_left(taken, place.end, key=lambda each: each.start)
    return before > 0 and taken[before - 1].end > place.start


def _joined(keys: Sequence[str], own: Sequence[str], role: Role) -> Iterator[str]:
    """Yield how the words of a name or an organisation, whose ``own`` ones no other has, are written as one: all of them, those
    alone; of a person, the last name behind the first or its initial, or before it, with the particles between or without.
    """
    ways = {"".join(own), "".join(keys), "".join(keys[: keys.index(own[-1]) + 1])}
    if role == "name" and len(own) > 1:
        behind = "".join(keys[keys.index(own[0]) + 1 :])
        for family in (own[-1], behind):
            ways |= {f"{own[0]}{family}", f"{own[0][0]}{family}", f"{family}{own[0]}", f"{family}{own[0][0]}", family}
    if role == "organization":
        ways.add("".join([key for key in keys if key not in _legal_keys()]))
    yield from (way for way in ways if len(way) >= _SHORTEST_JOINED and way not in own)


@lru_cache(maxsize=1)
def _legal_keys() -> frozenset[str]:
    return frozenset(map(romanized, words("legal_forms")))


def _words(value: str) -> list[str]:
    return [match[0] for match in WORD.finditer(value)]


def _keys(value: str) -> list[str]:
    return [romanized(word) for word in _words(value)]


def _stem(key: str) -> str:
    """Return ``key`` less the vowel at its end, which cases exchange."""
    return key[:-1] if key[-1:] in _VOWELS else key


def _is_telling(word: str, role: Role, value: str) -> bool:
    """Whether a word is long enough to name somebody, and written as a name: not the small words of an organisation."""
    if len(word) < (_SHORTEST if word.upper() != word.lower() else _SHORTEST_UNCASED):
        return False
    return role == "name" or word[0].upper() == word[0] or value == value.lower()


@lru_cache(maxsize=1 << 10)
def _country_keys(country: str, language: str) -> frozenset[str]:
    """Return the keys of the words in the names of ``country``; of none where that is empty."""
    return frozenset(key for name in country_names(country, "en", language) for key in _keys(name)) if country else frozenset()


def _plain_keys(sources: Sources) -> frozenset[str]:
    """Return the keys of words that name nobody: plain ones, and those of the sender, of protected names, of who signs for
    all.
    """
    settings = sources.campaign.settings
    own: Iterable[str] = (
        *settings.names, settings.name, *settings.sender.names, *settings.sender.address, settings.sender.return_address,
        settings.signature.name, )  # fmt: skip
    lists = ("plain", "honorifics", "little_words", "street_kinds", "organizations", "legal_forms", "date_fillers")
    joining = (word for tag in languages() for word in traits(tag).joins)
    plain = chain((word for name in lists for word in words(name)), joining)
    return frozenset(map(romanized, plain)) | frozenset(key for value in own for key in _keys(value))
