"""A catalog: sentences known by their words, with what stands in them taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from gettext import c2py
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog as PoFile
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from msgspec import Struct

from letterpack.patterns import late

_HOLE: Final = late(r"\{(\w+)\}")
_LENGTH: Final = "mm"
"""A hole that only a number fills."""
_DEEPEST: Final = 4
"""Sentences in sentences: a usage error holds why a value is none, which may hold a word."""
_QUOTED: Final = late("`[^`]*`")
_ENGLISH: Final = late(r"(?<![\w.])[a-z]{2,} [\w`]|[\w`] [a-z]{2,}(?![\w.])")
"""A word beside another one: a sentence, where a name, a number or a file would be a value."""
_LEAST_OF_A_SENTENCE: Final = 6
"""Letters and spaces of a sentence beside its values; what has fewer, such as `{first} or {second}`, is part of a value."""
_FIRST_STRONG, _RIGHT_TO_LEFT, _END = "\u2068", "\u2067", "\u2069"
"""FSI, RLI and PDI (UAX 9, 2.4)."""


class CatalogEntry(Struct, frozen=True):
    """An English sentence with holes, and its translation: one text, or one for each class of numbers."""

    english: str
    translations: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the translation depends on the number that ``english`` begins with."""
        return len(self.translations) > 1

    def literals(self) -> list[str]:
        """Return what stands between the holes."""
        return [each for each in _HOLE.split(self.english)[::2] if each]

    @property
    def weight(self) -> int:
        """How much of the sentence is its own: of two that fit, the one with more of it is meant."""
        return sum(map(len, self.literals()))

    def pattern(self) -> re.Pattern[str]:
        """Return what the sentence looks like with values in its holes. A value in backquotes ends at the next of them; one
        that follows a word or another value directly may be empty, and goes on with no letter: `again{more}`.
        """
        parts = _HOLE.split(self.english)
        found = re.escape(parts[0])
        quoted = parts[0].count("`") % 2
        for name, before, literal in zip(parts[1::2], parts[0::2], parts[2::2], strict=False):
            number = name == _LENGTH or (self.is_counted and name == "count")
            is_more = re.search(r"[\w`]$", before) or (not before and found)
            text = r"(?:[^`]|`[^`]*`)"
            value = "[^`]*" if quoted else r"[\d.,]+" if number else rf"(?:(?=[\s,;:(]){text}+?)?" if is_more else f"{text}+?"
            found += f"(?P<{name}>{value}){re.escape(literal)}"
            quoted ^= literal.count("`") % 2
        return re.compile(found, re.DOTALL)


class SpokenCatalog:
    """What the program says in one language."""

    def __init__(self, tag: str, po: PoFile) -> None:
        self.tag = tag
        self._locale = Locale.parse(tag, sep="-")
        self.is_right_to_left = self._locale.text_direction == "rtl"
        self._plural = c2py(po.plural_expr)
        self.entries = tuple(_entries(po))
        self._whole = {each.english: each.translations[0] for each in self.entries if not each.is_counted}

    @cached_property
    def _with_holes(self) -> list[tuple[str, list[str], CatalogEntry]]:
        """The longest literal, by which most are told not to fit, then all of them; what is more of a sentence comes first."""
        holed = sorted((each for each in self.entries if _HOLE.search(each.english)), key=lambda each: -each.weight)
        return [(max(each.literals(), key=len, default=""), each.literals(), each) for each in holed]

    def said(self, sentence: str) -> str | None:
        """Return ``sentence`` in this language, None where the catalog does not know it.

        A text from right to left is isolated, and so is each value in it: on a terminal neither turns what stands beside it.
        """
        found = self._found(sentence, _DEEPEST)
        if found is None or not self.is_right_to_left:
            return found
        return f"{_RIGHT_TO_LEFT}{found}{_END}"

    def _found(self, sentence: str, deepest: int) -> str | None:
        whole = self._whole.get(sentence)
        if whole is not None or not deepest:
            return whole
        for longest, literals, entry in self._with_holes:
            if longest not in sentence:
                continue
            # Of a sentence that is nearly all values, each of these must be known: a file's name, and what is wrong with it.
            is_bare = deepest == _DEEPEST and entry.weight < _LEAST_OF_A_SENTENCE and not entry.is_counted
            if all(literal in sentence for literal in literals) and (match := entry.pattern().fullmatch(sentence)):
                filled = self._filled(entry, match, deepest, is_bare=is_bare)
                if filled is not None:
                    return filled
        return None

    def _filled(self, entry: CatalogEntry, match: re.Match[str], deepest: int, *, is_bare: bool) -> str | None:
        translation = entry.translations[0]
        if entry.is_counted:
            number = int(match["count"].replace(",", ""))
            translation = entry.translations[self._plural(number)]

        values: dict[str, str] = {}
        for name, typed in match.groupdict().items():
            if name == "count" and typed.replace(",", "").isdecimal():
                values[name] = format_decimal(int(typed.replace(",", "")), locale=self._locale)
                continue
            is_quoted = match.string.count("`", 0, match.start(name)) % 2 == 1
            # A list of sentences is no deeper than each of them.
            inner = None if is_quoted else self._value(typed, deepest - (entry.weight >= _LEAST_OF_A_SENTENCE))
            if not is_quoted and inner is None and (is_bare or _ENGLISH.search(_QUOTED.sub("`", typed))):
                return None  # Another sentence with the same beginning or end, or one that would be half English.
            values[name] = self._isolated(typed) if inner is None else inner
        return _HOLE.sub(lambda hole: values[hole[1]], translation)

    def _value(self, typed: str, deepest: int) -> str | None:
        bare = typed.strip()
        found = self._names.get(bare) or self._found(bare, deepest)
        return found and typed.replace(bare, found)

    @cached_property
    def _names(self) -> dict[str, str]:
        """What this language calls countries, languages, scripts and days, by their English names."""
        english, own = Locale("en"), self._locale
        days = (english.days["format"]["wide"], own.days["format"]["wide"])
        pairs = ((english.territories, own.territories), (english.languages, own.languages), (english.scripts, own.scripts), days)
        return {name: theirs[key] for names, theirs in pairs for key, name in names.items() if key in theirs}

    def _isolated(self, value: str) -> str:
        return f"{_FIRST_STRONG}{value}{_END}" if self.is_right_to_left and value else value


@cache
def load(tag: str) -> SpokenCatalog:
    """Return the catalog of ``tag``."""
    with files(__package__).joinpath(f"{tag}.po").open("rb") as stream:
        return SpokenCatalog(tag, read_po(stream, locale=tag, abort_invalid=True))


def _entries(po: PoFile) -> Iterator[CatalogEntry]:
    for message in po:
        if isinstance(message.id, tuple):  # Of a number, either may stand in a sentence: `1 page`, `2 pages`.
            for english in message.id:
                yield CatalogEntry(english, tuple(map(str, message.string or ())))
        elif message.id and message.string:
            yield CatalogEntry(str(message.id), (str(message.string),))
