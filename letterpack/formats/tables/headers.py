"""Stage 1 of 7: the header cells of a table become the contract's column names, whatever language they are written in, and
whatever program made the table. The words are ``headers.toml``, the programs ``exports.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

from msgspec import Struct

from letterpack.countries.orders import PARTS
from letterpack.datafiles import program_table
from letterpack.limits import MOST_COLUMNS
from letterpack.model.columns import NOTHING, Meanings
from letterpack.patterns import late

_UNSEEN: Final = late("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of direction, which a terminal shows a header with and a copy of it brings along."""
_NUMBERED: Final = late(r"(.*?) ?([1-9])")
_QUESTION_NUMBER: Final = late(r"\A(?:[\w\[\]]{1,24}[.)]|\d{1,9}[.):]?) +(?=\S)")
"""What forms put in front of a question: `1. `, `Q3. `, `G01Q02[SQ001]. `."""
_ASIDE_IN_BRACKETS: Final = late(r"[(\[（][^()\[\]（）]*[)\]）]")
_BOTH: Final = late(r"\s*[/|]\s*|\s+[–—-]\s+")
"""What stands between the same words in two languages."""
FIELD_PREFIX: Final = "fields."
UNREAD_PREFIX: Final = "unread."
"""What a column is called that is not read and whose cells somebody must look at: with its 0-based index."""
ADDRESS_PARTS: Final = PARTS
"""Columns that make an address together."""
_NAMES_AMONG_ASIDES: Final = frozenset((*ADDRESS_PARTS, "address", "addresses", "salutation", "language", "id")) - {
    "postcode",
    "house_number",
    "po_box",
}
_SEVERAL: Final = ("consent", "withdrawn", "not_consent", "name_prefix")
"""Columns of which a table may have several: all of them count, as do `Anrede` and `Titel`."""


_ZIP: Final = frozenset({"zip", "zip code", "zipcode", "zip/postal code"})


class Headings:
    """The columns that one kind of table may have.

    ``names`` are the contract's names. A name in ``numbered`` may also come with a digit (``address1`` … ``address9``);
    with ``fields`` true, ``fields.x`` is the merge field ``x``. ``parts`` are names of columns that are put together for one of
    the contract's, ``asides`` those that say nothing about being printed. ``meant`` is what the user says of headers.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        numbered: tuple[str, ...] = (),
        *,
        fields: bool = False,
        parts: tuple[str, ...] = (),
        asides: tuple[str, ...] = (),
        meant: Meanings | None = None,
    ) -> None:
        self.names = names
        self.numbered = numbered
        self.fields = fields
        self.meant = {fold(header): meaning for header, meaning in (meant or {}).items()}
        self._parts = parts
        self._asides = frozenset(asides)
        self._own = {fold(name): name for name in (*names, *parts)}
        bare = tuple([bare for name, bare in _BARE.items() if name in names])
        lines = [f"{name}{number}" for name in numbered for number in range(1, 10)]
        self._takes = frozenset((*names, *parts, *bare, *lines))

    @property
    def looks_at_unread(self) -> bool:
        """Whether columns that nobody knows are kept, so that somebody looks at their cells."""
        return bool(self._asides)

    def columns(self, headers: Sequence[str]) -> tuple[str | None, ...]:
        """Return the contract's name of each of the cells ``headers``; empty for a column that is known and not read, or has no
        header; None where a header is not known. A name may stand twice.
        """
        export = find_export(headers) if not all(self._exact(header) for header in headers) else None
        concepts = [self._concept(header, export) for header in headers]
        if not _ZIP.isdisjoint(map(fold, headers)):  # A district of the United States votes, and gets no mail.
            votes = [fold(header) == "district" and fold(header) not in self.meant for header in headers]
            concepts = [None if vote else each for vote, each in zip(votes, concepts, strict=True)]
        found = set(concepts)
        names = [_whole(concept, found) if concept else concept for concept in concepts]
        for index, (header, name) in enumerate(zip(headers, names, strict=True)):
            if name and export and names.count(name) > 1 and export.yields_with(header):
                names[index] = ""
        return tuple(names)

    def resolve(self, header: str) -> str | None:
        """Return the contract's name for the cell ``header``, empty where it is known and not read, None where unknown."""
        concept = self._concept(header, None)
        return _whole(concept, set()) if concept else concept

    def knows(self, header: str) -> bool:
        """Whether ``header`` is a word for a column of any list."""
        return bool(self._word(header))

    def is_aside(self, header: str) -> bool:
        """Whether a column ``header`` says nothing about being printed, as far as its name tells."""
        return bool(self._asides) and self._word(header) in self._asides

    def is_known_aside(self, header: str, headers: Sequence[str]) -> bool:
        """Whether a column ``header`` is the own one of the program that made the table with ``headers``, whatever its cells
        say.
        """
        export = find_export(headers)
        return bool(
            export
            and self._asides
            and (export.leaves_out(header) or export.columns.get(fold(header), "").rstrip("123456789") in self._asides)
        )

    def touched(self, header: str) -> str | None:
        """Return the column that ``header``, which ``resolve`` does not know, may be about, or None."""
        if fold(header) in self.meant:
            return None
        folded = fold(header)
        return next((name for name, stems in self._stems.items() if any(stem in folded for stem in stems)), None)

    def nearest(self, header: str, found: Collection[str]) -> str | None:
        """Return the contract's name that ``header``, or a word for it, is probably misspelt; None where it is like none, or is a
        word for something else. ``found`` are the columns that the table has: the others are looked for in shorter words too.
        """
        from letterpack.formats.nearest import slip_of

        folded = fold(header)
        if folded in self.meant or folded in _words().concepts:
            return None
        missing = [word for word, name in self._own.items() if name not in found]
        word = slip_of(folded, missing, 4) or slip_of(folded, self._own, 5) or slip_of(folded, self._known, 7)
        return _whole(self._known[word], set()) if word else None

    def languages(self, headers: Iterable[str]) -> frozenset[str]:
        """Return the languages in which all those of ``headers`` are written that are words and not names of the contract."""
        each = [_words().languages[folded] for folded in map(fold, headers) if folded in _words().languages]
        return frozenset.intersection(*each) if each else frozenset()

    def names_places(self, header: str) -> bool:
        """Whether a column ``header`` holds names, of places or of titles, and no numbers, links or times."""
        return self._word(header) in _NAMES_AMONG_ASIDES

    def answered(self, column: str) -> Mapping[str, str]:
        """Return what the user says that cells of the texts in ``column``, a name of the contract, answer, by their text."""
        meaning = self.meant.get(fold(column))
        return meaning.answers if meaning and meaning.column == column else {}

    @cached_property
    def _known(self) -> dict[str, str]:
        return {**{word: concept for word, concept in _words().concepts.items() if concept in self._takes}, **self._own}

    @cached_property
    def _stems(self) -> dict[str, tuple[str, ...]]:
        return {name: stems for name, stems in _words().stems.items() if name in self.names}

    def _exact(self, header: str) -> bool:
        folded = fold(header)
        return not folded or folded in self.meant or folded in self._own

    def _concept(self, header: str, export: Export | None) -> str | None:
        folded = fold(header)
        if not folded:
            return ""
        if folded in self.meant:
            meaning = self.meant[folded]
            return ("" if meaning.reason or not self.looks_at_unread else None) if meaning.column == NOTHING else meaning.column
        if export and (given := export.columns.get(folded)) is not None:
            return given if given in self._takes else None
        return _bare(self._own.get(folded, "")) or self._spoken(header)

    def _spoken(self, header: str) -> str | None:
        """Return what the words of ``header`` say; None where they are not known."""
        word, folded, text = self._word(header), fold(header), header.strip()
        numbered = _NUMBERED.fullmatch(folded)
        if word in self._takes:
            return word
        if numbered and (name := self._known.get(numbered[1].strip())) in self.numbered:
            return f"{name}{numbered[2]}"
        if self.fields and text.casefold().startswith(FIELD_PREFIX) and len(text) > len(FIELD_PREFIX):
            return FIELD_PREFIX + text[len(FIELD_PREFIX) :].strip()
        return None

    def _word(self, header: str) -> str:
        """Return what ``header`` is called among the words of all languages; empty where it is none of them."""
        for said in _readings(header):
            if said in self._own:  # To read the words of all languages takes longer than to read a short list.
                return _bare(self._own[said])
            if said in _words().concepts:
                return _words().concepts[said]
        concepts = _words().concepts
        both = [part for part in _BOTH.split(fold(header)) if part]
        meant = {_bare(self._own.get(part) or concepts.get(part, "")) for part in both}
        return meant.pop() if len(meant) == 1 else ""


class Export(Struct, frozen=True):
    """A program's way of naming columns. ``columns`` are its headers by what they mean; ``asides`` are patterns of those that say
    nothing about a letter, ``yields`` those that step back where another column says the same.
    """

    title: str
    signs: tuple[tuple[str, ...], ...]
    columns: Mapping[str, str]
    asides: tuple[str, ...]
    yields: tuple[str, ...]

    def leaves_out(self, header: str) -> bool:
        """Whether ``header`` is a column of the program's own that says nothing about a letter."""
        return any(_matches(pattern, fold(header)) for pattern in self.asides)

    def yields_with(self, header: str) -> bool:
        """Whether ``header`` steps back where another column means the same."""
        return any(_matches(pattern, fold(header)) for pattern in self.yields)


def find_export(headers: Sequence[str]) -> Export | None:
    """Return the program whose export has ``headers``, by the columns that no other has; None where it is not known."""
    return _export_of(tuple(headers))


@lru_cache(maxsize=4)
def _export_of(headers: tuple[str, ...]) -> Export | None:
    # Each column of a table asks it.
    folded = {fold(header) for header in headers}
    return next((each for each in _exports() if any(_signed(sign, folded) for sign in each.signs)), None)


def _signed(sign: tuple[str, ...], headers: set[str]) -> bool:
    return all(any(_matches(pattern, header) for header in headers) for pattern in sign)


def _pattern(text: str) -> str:
    return fold(text) + ("*" if text.endswith("*") else "")


def _matches(pattern: str, folded: str) -> bool:
    return folded.startswith(pattern[:-1]) if pattern.endswith("*") else folded == pattern


@cache
def _exports() -> tuple[Export, ...]:
    data = program_table("formats/tables", "exports")
    return tuple(
        Export(
            title,
            tuple([tuple(map(_pattern, sign.split("+"))) for sign in each["signs"]]),
            {fold(word): concept for concept, words in each.get("columns", {}).items() for word in words.split("|")},
            tuple(map(_pattern, each["asides"].split("|"))),
            tuple(map(_pattern, each.get("yields", ()))),
        )
        for title, each in data.items()
    )


@lru_cache(maxsize=2 * MOST_COLUMNS)
def fold(header: str) -> str:
    """Return ``header`` as headers are compared: compatible forms, no case, single spaces, one kind of apostrophe, no colon,
    asterisk or question mark at its ends.
    """
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", header)).casefold().replace("\u2019", "'").replace("i\u0307", "i")
    return re.sub(r"[\s_\-]+", " ", text.strip(" \t\r\n:*?¿؟;.\ufeff")).strip()


def _readings(header: str) -> Iterator[str]:
    """Yield ``header`` folded, then without a question's number, then without what stands in brackets."""
    yield fold(header)
    plain = _QUESTION_NUMBER.sub("", header.strip(), count=1)
    yield fold(plain)
    yield fold(_ASIDE_IN_BRACKETS.sub(" ", plain))


_NAMED: Final = ("given_name", "family_name")
_BARE: Final = {"name": "bare_name", "title": "bare_title"}


def _bare(column: str) -> str:
    """Return ``column``; one that is called ``name`` and no more may have half of it, and ``title`` a courtesy."""
    return _BARE.get(column, column)


def _whole(concept: str, found: set[str | None]) -> str:
    """Return what a bare ``name`` is beside the columns ``found``: the other half where there is one half, else the whole; and a
    bare ``title``: what stands before a name, where there are positions and the parts of names too.
    """
    if concept == "bare_title":
        return "name_prefix" if "title" in found and not found.isdisjoint(_NAMED) else "title"
    if concept != "bare_name":
        return concept
    halves = [part for part in ("given_name", "family_name") if part in found]
    if len(halves) == 1 and "name" not in found:
        return "given_name" if halves == ["family_name"] else "family_name"
    return "name"


class _HeaderWords(Struct, frozen=True):
    """What each word stands for, the languages it is of, and the stems of words that a column must not be passed over for."""

    concepts: Mapping[str, str]
    languages: Mapping[str, frozenset[str]]
    stems: Mapping[str, tuple[str, ...]]


@cache
def _words() -> _HeaderWords:
    data = dict(program_table("formats/tables", "headers"))
    stems = {name: tuple([stem.strip() for stem in words.split("|")]) for name, words in data.pop("stems").items()}
    concepts: dict[str, str] = {}
    languages: dict[str, set[str]] = {}
    for language, section in data.items():
        for concept, words in section.items():
            for word in map(fold, words.split("|")):
                concepts[word] = concept
                languages.setdefault(word, set()).add(language)
    return _HeaderWords(concepts, {word: frozenset(each) for word, each in languages.items()}, stems)


def may_repeat(column: str) -> bool:
    """Whether a table may have several columns of this name, which all count."""
    return column in _SEVERAL
