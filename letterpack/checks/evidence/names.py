"""Names of people, organizations and places by their words: a text names one if all its words stand there side by side.

The order, the case, the accents and the alphabet do not count: `Quirk, Ada` and `221 Baker Street` are `Ada Quirk` and
`Baker Street 221`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.texts import GAP
from letterpack.checks.evidence.whose import Role
from letterpack.checks.evidence.written_words import MARKS
from letterpack.patterns import late

_TOKEN: Final = late(rf"[^\W_](?:[^\W_]|[{MARKS}]|['’ʼ](?=[^\W\d_]))*|{GAP}")
"""A word or a figure, or a gap, which is in no name."""
_UNSPACED: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{3,}")
"""A Chinese, Japanese or Korean name of so many signs that it is hardly a part of other words."""
_FEWEST_WORDS: Final = 2


class Name(Struct, frozen=True):
    """A value that names its ``owner``: its role in the owner's entry, its text, and whether that is all of the value."""

    owner: str
    role: Role
    text: str
    whole: bool = True


class NamePlace(Struct, frozen=True):
    """Where a text has a name: the characters ``start`` to ``end``, and whose it may be."""

    start: int
    end: int
    names: tuple[Name, ...]


class Names:
    """Names that texts are searched for, and words that are a part of one."""

    def __init__(self) -> None:
        self._by_words: dict[frozenset[str], list[Name]] = defaultdict(list)
        self._parts: dict[str, Name] = {}
        self._unspaced: dict[str, list[Name]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._by_words or self._unspaced)

    def add(self, name: Name) -> None:
        """Search for ``name`` from now on."""
        if keys := frozenset(keys_of(name.text)):
            self._by_words[keys].append(name)
        if _UNSPACED.fullmatch(name.text):
            self._unspaced[name.text].append(name)

    def add_part(self, key: str, name: Name) -> None:
        """Search for the word that is compared by ``key``, a part of ``name``, from now on."""
        self._parts.setdefault(key, name)

    def places_in(self, text: str, *, cased: bool = True) -> Iterator[NamePlace]:
        """Yield where names stand in ``text``, each once, then parts of names: with a capital, if the text is ``cased``.

        A name of one word counts if the text says nothing else.
        """
        found = list(_TOKEN.finditer(text))
        keys = [romanized(match[0]) for match in found]
        reported: set[Name] = set()
        for length in sorted({len(name) for name in self._by_words}):
            if length < _FEWEST_WORDS and len(set(keys)) > 1:
                continue
            for at in range(len(keys) - length + 1):
                names = self._by_words.get(frozenset(keys[at : at + length]), ())
                if not reported.issuperset(names):
                    reported.update(names)
                    yield NamePlace(found[at].start(), found[at + length - 1].end(), tuple(names))
        for word, bearers in self._unspaced.items():
            if (start := text.find(word)) >= 0 and not reported.issuperset(bearers):
                reported.update(bearers)
                yield NamePlace(start, start + len(word), tuple(bearers))
        owners = {name.owner for name in reported}
        for match, key in zip(found, keys, strict=True) if self._parts else ():
            part = self._parts.get(key)
            if part and part.owner not in owners and not (cased and match[0][0].islower()):
                owners.add(part.owner)
                yield NamePlace(*match.span(), (part,))


def keys_of(text: str) -> list[str]:
    """Return what the words and figures of ``text`` are compared by."""
    return [romanized(match[0]) for match in _TOKEN.finditer(text)]
