"""What stands around a letter's text: date, addressee, subject, salutation, closing, who signs.

It is recognized where it is plain, and only told apart, never thrown away: what goes into the front matter is named, and what a
campaign keeps elsewhere is proposed for there, word by word.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from msgspec import Struct, field

from letterpack.checks.evidence.dates import dates_in
from letterpack.checks.lexicon.words import words
from letterpack.datafiles import program_table
from letterpack.intake.letters.document import DocumentBlock, PictureBlock, Pieces, TableBlock, TextBlock, TextPiece, each_text
from letterpack.languages import canonical_tag, primary
from letterpack.patterns import late
from letterpack.values import replace

OWN_SALUTATION: Final = "{{ addressee.salutation }}"
"""What a letter that was exported with its fields has where letterpack sets the salutation: the letter need not say it."""
_ORDER: Final = ("subject", "place", "reference", "salutation", "closing")
_COMMENT: Final = "# Between the two lines of dashes: the letter's settings. Below them: the letter, in Markdown."
_MOST_ABOVE: Final = 40
"""Blocks above a salutation: a letterhead, two addresses, a subject."""
_MOST_BELOW: Final = 60
"""Blocks below a closing."""
_LONG: Final = 30
"""Words of a paragraph that is no line of a head or foot, but text."""
_SIGNING: Final = 3
"""Lines that one person's signature has: name, title, organization."""
_BELOW: Final = {
    "signing": ("who signs", ""),
    "copies": ("who gets a copy", "addressees.yaml"),
    "enclosures": ("what is enclosed", "letter.md"),
}
_MOST_WORDS: Final = {"salutation": 16, "closing": 45}
"""What is longer is a sentence of the letter; French closings are sentences."""
_MOST_OF_A_BEGINNING: Final = 300
"""Characters of a line that say by which words it begins: none of them is longer."""
_LABEL: Final = late(r"(?P<label>[^:：\n]{1,30}?)\s*[:：]\s*(?P<rest>.*)", re.DOTALL)
_ENDS: Final = ",:;!،؛，：！.。"
_FOLDED_MARKS: Final = late(r"[’`´]")
_DATE_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines that a campaign keeps in another file: what they are, where they go, and the lines."""

    what: str
    where: str
    lines: tuple[str, ...]


class HeadFound(Struct):
    """What was recognized: ``front`` by the front matter's keys, ``proposals``, the ``body``, and pictures beside it; ``words``
    are those that stand nowhere else; ``date`` is the date as it was written.
    """

    body: tuple[DocumentBlock, ...]
    front: dict[str, str] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    pictures: list[PictureBlock] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    date: str = ""

    def take_date(self, text: str, language: str) -> bool:
        """Take ``text`` if it is a date, the first; whether it is."""
        spoken = sorted(spoken_by(self.front.get("salutation", ""), ""))
        day = date_line(text, dict.fromkeys((*spoken, language or "en", "en"))) if "date" not in self.front else None
        if day:
            self.front.update({"date": day.day.isoformat(), **({"place": day.place} if day.place else {})})
            self.date = text
            self.words.append(text)
        return day is not None

    def take_label(self, text: str) -> LabelledLine | None:
        """Take ``text`` if it is a labelled subject or reference, the first; return it with its label."""
        label = labelled(text)
        if label and label.kind in ("subject", "reference") and label.text and label.kind not in self.front:
            self.front[label.kind] = label.text
            self.words.append(text)
            return label
        return None

    def set_beside(self, blocks: Sequence[DocumentBlock]) -> None:
        """Note the pictures and the words of notes in ``blocks``, which are no part of the letter's text."""
        self.pictures += [each for each in blocks if isinstance(each, PictureBlock)]
        notes = [piece.note for pieces in each_text(tuple(blocks)) for piece in pieces if piece.note]
        self.words += ["".join(piece.text for piece in pieces) for note in notes for pieces in each_text(note)]


def told_apart(blocks: Sequence[DocumentBlock], language: str) -> HeadFound:
    """Return the text of a letter and what stands around it."""
    found = HeadFound(tuple(blocks))
    greeting = _greeting(blocks)
    first = blocks[0] if blocks else None
    if greeting:
        index, at, lines = greeting
        block = blocks[index]
        assert isinstance(block, TextBlock)
        found.front["salutation"] = _said(lines[at])
        below = [piece for line in lines[at + 1 :] for piece in (*line, TextPiece("\n"))][:-1]
        has_more = any(each.text.strip() or each.merge_field for each in below)
        found.body = (*([replace(block, pieces=tuple(below))] if has_more else []), *blocks[index + 1 :])
        # Lines above it in the same paragraph are an address that was typed with line breaks.
        above = [(_said(line), block.role, 0) for line in lines[:at]]
        _read_above(found, [*_lines(blocks[:index]), *above], language)
        found.set_beside(blocks[:index])
    elif isinstance(first, TextBlock) and found.take_date(first.text, language):
        # Nothing else: where a letter without a salutation begins is not plain.
        found.body = found.body[1:]
    _read_below(found)
    first = found.body[0] if found.body else None
    # A subject that stands below the salutation with its label, as in `Re: the case of Jane Example`.
    if isinstance(first, TextBlock) and "\n" not in first.text and len(first.text.split()) <= _LONG and not _has_notes(first):
        label = labelled(first.text)
        if label and label.kind == "subject" and found.take_label(first.text):
            found.body = found.body[1:]
    return found


def _greeting(blocks: Sequence[DocumentBlock]) -> tuple[int, int, list[Pieces]] | None:
    """Return the block with the salutation, its line there, and all lines; None if there is none above a long paragraph."""
    for index, block in enumerate(blocks[:_MOST_ABOVE]):
        if isinstance(block, TextBlock) and not block.level:
            lines = _split(block.pieces)
            for at, line in enumerate(lines):
                text = _said(line)
                if (text == OWN_SALUTATION or is_salutation(text)) and not any(each.note for each in line):
                    return index, at, lines
            if len(block.text.split()) > _LONG:
                return None
    return None


def _has_notes(block: TextBlock) -> bool:
    return any(piece.note for piece in block.pieces)


def _said(pieces: Pieces) -> str:
    return TextBlock(pieces).text.strip()


def _split(pieces: Pieces) -> list[Pieces]:
    lines: list[list[TextPiece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += [[replace(piece, text=part, note=(), remark="", merge_field="")] for part in rest]
    return [tuple(each) for each in lines]


def _lines(blocks: Sequence[DocumentBlock]) -> Iterator[tuple[str, str, int]]:
    """Yield the lines of ``blocks``, cells of tables too, each with the role of its style and its level as a heading."""
    for block in blocks:
        if isinstance(block, TextBlock):
            yield from ((_said(line), block.role, block.level) for line in _split(block.pieces))
        elif not isinstance(block, PictureBlock):
            yield from ((_said(line), "", 0) for pieces in each_text((block,)) for line in _split(pieces))


def _read_above(found: HeadFound, lines: Sequence[tuple[str, str, int]], language: str) -> None:
    """Part the lines above the salutation into date, place, subject, reference, and the rest, which is proposed."""
    rest: list[str] = []
    for text, role, level in lines:
        if not text or found.take_date(text, language) or found.take_label(text):
            continue
        if (level or role == "title") and "subject" not in found.front:
            found.front["subject"] = text
        else:
            rest.append(text)
    if rest:
        found.proposals.append(Proposal("above the salutation, most likely the addressee", "addressees.yaml", tuple(rest)))


def _read_below(found: HeadFound) -> None:
    """Take the closing and what stands below it out of the body, if all of that are lines and no text."""
    for index in range(max(0, len(found.body) - _MOST_BELOW), len(found.body)):
        block, behind = found.body[index], found.body[index + 1 :]
        if not isinstance(block, TextBlock) or block.level or _has_notes(block):
            continue
        closing, *more = [_said(line) for line in _split(block.pieces)]
        below = [*more, *[text for text, _, _ in _lines(behind)]]
        if is_closing(closing) and all(len(each.split()) <= _LONG for each in below):
            found.front["closing"] = closing
            found.set_beside(behind)
            found.body = found.body[:index]
            _propose_below(found, below, has_table=any(isinstance(each, TableBlock) for each in behind))
            return


def _propose_below(found: HeadFound, lines: Sequence[str], *, has_table: bool) -> None:
    """Part the lines below the closing into those who sign, those who get a copy, and enclosures."""
    parts: dict[str, list[str]] = {kind: [] for kind in _BELOW}
    kind = "signing"
    for line in lines:
        label = labelled(line)
        if label and label.kind in parts:
            kind = label.kind
            found.words.append(line)
        text = label.text if label and label.kind in parts else line
        parts[kind] += [text] if text else []
    signatories = "signatories.csv" if has_table or len(parts["signing"]) > _SIGNING else "letterpack.yaml"
    for name, (what, file) in _BELOW.items():
        if parts[name]:
            found.proposals.append(Proposal(f"below the closing, {what}", file or signatories, tuple(parts[name])))


def front_matter(found: Mapping[str, str], today: date) -> str:
    """Return the lines of dashes with what was ``found`` between them; the date is ``today`` if none was."""
    lines = ["---", _COMMENT, f"date: {found.get('date', today.isoformat())}"]
    for key in _ORDER:
        if found.get(key, "") not in ("", OWN_SALUTATION):
            lines.append(f"{key}: {json.dumps(' '.join(found[key].split()), ensure_ascii=False)}")
    lines += [f"language: {found['language']}"] if found.get("language") else []
    return "\n".join([*lines, "status: draft        # change to final when the letter is ready to mail", "---", ""])


def letter_language(language: str) -> str:
    """Return the tag that the letter names for a document in ``language``; empty for English, and if it says none."""
    tag = primary(canonical_tag(language) or "")
    return "" if tag == "en" else tag


class LabelledLine(Struct, frozen=True):
    """A line of a letter's head or foot: which kind of line its label makes it, and what stands behind the label."""

    kind: str
    text: str


def is_salutation(text: str) -> bool:
    """Whether the line ``text`` greets somebody; what also stands before a name in an address only with a sign at its end."""
    folded = _folded(text)
    return _begins_as(folded, "salutation") and (folded[-1] in _ENDS or not _begins(folded, _words()["titles"]))


def is_closing(text: str) -> bool:
    """Whether the line ``text`` takes leave."""
    return _begins_as(_folded(text), "closing")


def _begins_as(folded: str, table: str) -> bool:
    return bool(folded) and len(folded.split()) <= _MOST_WORDS[table] and _begins(folded, _words()[table])


def spoken_by(salutation: str, closing: str) -> frozenset[str]:
    """Return the languages (BCP 47) in which a letter greets with ``salutation`` and takes leave with ``closing``; none if the
    two are of different ones.
    """
    greeting, leave = _languages(salutation, "salutation"), _languages(closing, "closing")
    return greeting & leave if greeting and leave else greeting or leave


def _languages(text: str, table: str) -> frozenset[str]:
    """Return the languages of the longest words by which ``text`` begins."""
    folded = _folded(text)
    lengths = {
        language: max((len(word) for word in map(_folded, words) if _begins(folded, frozenset((word,)))), default=0)
        for language, words in _table()[table].items()
    }
    longest = max(lengths.values(), default=0) if folded else 0
    return frozenset(language for language, length in lengths.items() if length == longest and longest)


def labelled(text: str) -> LabelledLine | None:
    """Return the line ``text`` with its label: ``subject``, ``reference``, ``copies`` or ``enclosures``; None for none."""
    match = _LABEL.fullmatch(text.strip())
    label = _folded(match["label"] if match else text).rstrip(".")
    for kind in ("subject", "reference", "copies", "enclosures"):
        if label in _words()[kind] and (match or kind in ("copies", "enclosures")):
            return LabelledLine(kind, match["rest"].strip() if match else "")
    return None


def _folded(text: str) -> str:
    return " ".join(_FOLDED_MARKS.sub("'", unicodedata.normalize("NFC", text)).lower().split())


def _begins(folded: str, words: frozenset[str]) -> bool:
    """Whether ``folded`` begins with one of ``words`` and no letter behind it."""
    parts = re.findall(r"\W*\w+", folded[:_MOST_OF_A_BEGINNING])[:8]
    starts = {"".join(parts[:count]).strip() for count in range(1, len(parts) + 1)}
    # Chinese, Japanese, Korean and Thai put no space behind a word.
    return not starts.isdisjoint(words) or folded.startswith(_unspaced(words))


@cache
def _unspaced(words: frozenset[str]) -> tuple[str, ...]:
    """Return those of ``words`` that have a letter of a script without spaces."""
    scripts = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "THAI")
    return tuple(
        each for each in words if not each.isascii() and any(unicodedata.name(char, "").startswith(scripts) for char in each)
    )


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Return the words by what they begin, and the labels by their kind."""
    table = _table()
    by_language = {
        name: frozenset(_folded(word) for each in table[name].values() for word in each)
        for name in ("salutation", "closing", "titles")
    }
    return {**by_language, **{kind: frozenset(map(_folded, each)) for kind, each in table["labels"].items()}}


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return program_table("intake/letters", "openings")


class DateLine(Struct, frozen=True):
    """The day that a line says, and the place before it, empty if there is none."""

    day: date
    place: str


def date_line(text: str, languages: Iterable[str]) -> DateLine | None:
    """Return what ``text`` says in the first of ``languages`` in which it is a date, with a place or without, such as `Geneva, 30
    October 2019`; None for any other text, and for a date whose day and month could be taken for each other.
    """
    plain = unicodedata.normalize("NFKC", text).strip(" \t.,،")
    if not 0 < len(plain) <= _DATE_CHARACTERS or "\n" in plain:
        return None
    fill = words("date_fillers")
    for found in (found for language in languages for found in dates_in(plain, language) if found.year):
        place = plain[: found.start].split()
        while place and place[-1].lower() in fill:
            place.pop()
        days = found.days()[: None if "/" in plain else 1]
        is_parted = not place or place[-1][-1] in ",،"
        has_more = any(word.lower().strip(".") not in fill for word in plain[found.end :].split())
        if len({*days}) == 1 and is_parted and not has_more and not any(map(str.isdigit, plain[: found.start])):
            return DateLine(days[0], " ".join(place).strip(" ,،"))
    return None
