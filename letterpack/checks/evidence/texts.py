"""The way back: every text of the sources that a reader will see, each with the place it came from.

Rules over texts (placeholders, scripts, mojibake, protected names …) go through these, so that none of them forgets a
column. Texts of an ``email`` or ``note`` are not among them: they never reach a PDF.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.checks.inputs import Sources
from letterpack.model.addressee import PROSE
from letterpack.model.campaign import Addressee, Signatory
from letterpack.model.letter import (
    Block,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    Letter,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
    texts,
)
from letterpack.model.numbering import numbered
from letterpack.spans import Origin, SourceText, Span
from letterpack.values import replace

GAP: Final = "\ufffc"
"""Stands in a letter's text where a field or code is: never part of a word."""
_ASCII: Final = frozenset(map(chr, range(128)))
_NONE: Final[frozenset[str]] = frozenset()
_prose: Final = attrgetter(*PROSE)
SIGNATORY_TEXTS: Final = ("name", "title", "organization", "country", "group")
_HEAD: Final = ("subject", "reference", "salutation", "closing")
_FARTHEST_LINES: Final = 400
"""How far behind a block's first line its words are looked for: a paragraph of 20,000 characters in lines of 50."""

Holder: TypeAlias = Literal["signatory", "addressee", "settings", "letter"]
LetterPart: TypeAlias = Literal["head", "paragraph", "item", "heading", "quote", "alt"]


class Text(Struct, frozen=True):
    """One text: ``role`` is its key (``name``, ``address`` …), ``path`` leads to its place from ``origin``."""

    text: str
    holder: Holder
    role: str
    origin: Origin
    path: tuple[str | int, ...]

    @property
    def span(self) -> Span:
        """The place of the whole text."""
        return self.origin.span(*self.path)

    def part(self, start: int, end: int) -> Span:
        """Return the place of the characters ``start`` to ``end``; of the whole text where quotes or escapes hide where they
        stand.
        """
        span = self.span
        if not span.column or span.length != len(self.text):
            return span
        return Span(span.file, span.line, span.column + start, max(1, end - start))


class TextsOfOne(Struct, frozen=True):
    """The texts of one addressee, or of some signatories, a line each: its ``own``, which are in no address, and ``all``;
    ``each`` of them, and the characters that they ``begin`` with. ``signs`` are all their characters, ``beyond`` those of them
    that are not ASCII.
    """

    own: str
    all: str
    each: tuple[str, ...]
    begin: str
    signs: frozenset[str]
    beyond: frozenset[str]


class LetterPassage(Struct, frozen=True):
    """A block of a letter, a text of its head, or what is marked as being in another language: ``text`` without markup, with
    ``GAP`` for fields, code and text in another language.

    ``followed`` is the block that comes next where it stands, None where none does. ``language`` is that of the text (BCP 47).
    """

    text: str
    part: LetterPart
    letter: Letter
    at: Span
    language: str
    followed: Block | None = None

    def place(self, sources: Sources, start: int, end: int) -> Span:
        """Return the place in the source of the characters ``start`` to ``end`` of ``text``; of the block where markup divides
        them.
        """
        source = sources.lookup.text(self.at.file)
        needle = self.text[start:end].split("\n")[0].strip()
        if source is None or not self.at.line or not needle:
            return self.at
        earlier = bisect_right(_starts(self.text, needle), start - len(needle))
        places = _occurrences(source, self.at, needle)
        return Span(self.at.file, *places[earlier], len(needle)) if earlier < len(places) else self.at


@lru_cache(maxsize=64)
def _starts(text: str, needle: str) -> tuple[int, ...]:
    """Return where each ``needle`` begins in ``text``, none within another."""
    return tuple([match.start() for match in re.finditer(re.escape(needle), text)])


@lru_cache(maxsize=64)
def _occurrences(source: SourceText, at: Span, needle: str) -> tuple[tuple[int, int], ...]:
    """Return line and column of each ``needle`` from ``at`` on: one look for all findings of a passage that say the same."""
    found: list[tuple[int, int]] = []
    for number in range(at.line, min(at.line + _FARTHEST_LINES, len(source.line_starts))):
        line = source.line(number)
        column = line.find(needle, max(0, at.column - 1) if number == at.line else 0)
        while column >= 0:
            found.append((number, column + 1))
            column = line.find(needle, column + len(needle))
    return tuple(found)


def signatory_texts(signatory: Signatory) -> Iterator[Text]:
    """Yield the texts of ``signatory`` that may be printed."""
    for role in SIGNATORY_TEXTS:
        text = getattr(signatory, role)
        if text:
            yield Text(text, "signatory", role, signatory.origin, (role,))


def said_by(addressee: Addressee) -> TextsOfOne:
    """Return the texts that ``addressee_texts`` yields, together."""
    own = [text for text in (*_prose(addressee), *addressee.fields.values()) if text]
    lines = addressee.addresses[0] if len(addressee.addresses) == 1 else [line for lines in addressee.addresses for line in lines]
    return _together(own, lines)


def said_in(texts: Iterable[Text]) -> TextsOfOne:
    """Return ``texts`` of signatories, together."""
    return _together([text.text for text in texts], [])


def _together(own: list[str], lines: Iterable[str]) -> TextsOfOne:
    each = (*own, *lines)
    text = "\n".join(each)
    signs = frozenset(text)
    beyond = _NONE if text.isascii() else signs - _ASCII
    return TextsOfOne("\n".join(own), text, each, "".join([text[0] for text in each]), signs, beyond)


def addressee_texts(addressee: Addressee) -> Iterator[Text]:
    """Yield the texts of ``addressee``; a line of an address has the role ``address``, a merge field ``field``."""
    origin = addressee.origin
    for role in PROSE:
        text = getattr(addressee, role)
        if text:
            yield Text(text, "addressee", role, origin, (role,))
    several = len(addressee.addresses) > 1
    for index, lines in enumerate(addressee.addresses):
        for number, line in enumerate(lines):
            yield Text(line, "addressee", "address", origin, ("addresses", index, number) if several else ("address", number))
    for name, text in addressee.fields.items():
        if text:
            yield Text(text, "addressee", "field", origin, ("fields", name))


def passages(sources: Sources) -> Iterator[LetterPassage]:
    """Yield the passages of every letter of the campaign, ``letter.md`` first."""
    default = sources.campaign.default_language
    for language in sorted(sources.campaign.letters, key=lambda tag: (tag != default, tag)):
        yield from letter_passages(sources.campaign.letters[language])


def letter_passages(letter: Letter) -> Iterator[LetterPassage]:
    """Yield the texts of the letter's head and the blocks of its body in reading order; no code."""
    if letter.place:
        yield LetterPassage(letter.place, "head", letter, letter.span("place"), letter.language)
    for key in _HEAD:
        text = plain_text(getattr(letter, key))
        if text:
            yield LetterPassage(text, "head", letter, letter.span(key), letter.language)
    yield from _blocks(letter, numbered(letter.body), "paragraph", letter.language)


def _blocks(letter: Letter, blocks: tuple[Block, ...], part: LetterPart, language: str) -> Iterator[LetterPassage]:
    for index, block in enumerate(blocks):
        followed = blocks[index + 1] if index + 1 < len(blocks) else None
        if isinstance(block, Paragraph | Heading):
            said = "heading" if isinstance(block, Heading) else part
            yield LetterPassage(plain_text(block.runs), said, letter, block.span, language, followed)
            yield from _within(letter, block)
        elif isinstance(block, Table):
            for cell in texts(block):
                yield LetterPassage(plain_text(cell), "heading", letter, block.span, language)
            yield from _within(letter, block)
        elif isinstance(block, Quote):
            yield from _blocks(letter, block.blocks, "quote", language)
        elif isinstance(block, Conditional | Foreign):
            yield from _blocks(letter, block.blocks, part, block.language if isinstance(block, Foreign) else language)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from _blocks(letter, item.blocks, "quote" if part == "quote" else "item", language)
        elif isinstance(block, Picture):
            yield from _of_picture(letter, block, language)


def _of_picture(letter: Letter, picture: Picture, language: str) -> Iterator[LetterPassage]:
    if picture.alt and picture.alt != picture.caption:
        yield LetterPassage(picture.alt, "alt", letter, picture.span, language)
    if picture.caption:
        yield LetterPassage(picture.caption, "heading", letter, picture.span, language)


def _within(letter: Letter, block: Paragraph | Heading | Table) -> Iterator[LetterPassage]:
    """Yield what stands in the lines of ``block`` in another language, and the notes that it calls."""
    for runs in texts(block):
        for spoken, group in groupby(runs, lambda run: run.language):
            if spoken:
                text = plain_text(tuple([replace(run, language="") for run in group]))
                yield LetterPassage(text, "item", letter, block.span, spoken)
        for run in runs:
            if run.note:
                yield from _blocks(letter, run.note.blocks, "item", letter.language)


def plain_text(runs: Runs) -> str:
    """Return the text of ``runs`` without markup, with ``GAP`` in place of fields, code and text in another language."""
    return "".join(
        GAP if run.field is not None or run.style.code or run.language else "" if run.note else run.text for run in runs
    )
