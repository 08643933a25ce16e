"""What stands around a letter's text: date, addressee, subject, salutation, closing, who signs.

It is recognised where it is plain, and only told apart, never thrown away: what goes into the front matter is named, and what a
campaign keeps elsewhere is proposed for there, word by word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from msgspec import Struct, field

from letterpack.intake.letters.dates import date_line
from letterpack.intake.letters.document import DocumentBlock, PictureBlock, Pieces, TableBlock, TextBlock, TextPiece, each_text
from letterpack.intake.letters.front import OWN_SALUTATION
from letterpack.intake.letters.openings import is_closing, is_salutation, labelled
from letterpack.values import replace

_MOST_ABOVE: Final = 40
"""Blocks above a salutation: a letterhead, two addresses, a subject."""
_MOST_BELOW: Final = 60
"""Blocks below a closing."""
_LONG: Final = 30
"""Words of a paragraph that is no line of a head or foot, but text."""
_SIGNING: Final = 3
"""Lines that one person's signature has: name, title, organization."""


class HeadLine(Struct, frozen=True):
    """A line above the salutation or below the closing, with the role that its style gives it."""

    pieces: Pieces
    role: str
    level: int = 0

    @property
    def text(self) -> str:
        """The line, a field as it is written."""
        return "".join(f"{{{{ {each.merge_field} }}}}" if each.merge_field else each.text for each in self.pieces).strip()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines that a campaign keeps in another file: what they are, where they go, and the lines."""

    what: str
    where: str
    lines: tuple[str, ...]


class HeadFound(Struct):
    """What was recognised: ``front`` by the front matter's keys, ``proposals``, the ``body``, and pictures beside it."""

    body: tuple[DocumentBlock, ...]
    front: dict[str, str] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    pictures: list[PictureBlock] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def told_apart(blocks: Sequence[DocumentBlock], language: str) -> HeadFound:
    """Return the text of a letter and what stands around it."""
    opening = _opening(blocks)
    if opening is None:
        found = HeadFound(tuple(blocks))
        _without_salutation(found, language)
    else:
        index, above, greeting, rest = opening
        found = HeadFound((*rest, *blocks[index + 1 :]))
        found.front["salutation"] = greeting
        _read_above(found, [*_lines(blocks[:index]), *above], language)
        found.pictures += [each for each in blocks[:index] if isinstance(each, PictureBlock)]
        found.words += [text for each in blocks[:index] for text in _note_words(each)]
    _read_below(found)
    _labelled_subject(found)
    return found


class _Greeting(NamedTuple):
    """Where a salutation stands, and what stands above and below it in the same paragraph."""

    block: int
    above: tuple[HeadLine, ...]
    greeting: str
    below: tuple[DocumentBlock, ...]


def _opening(blocks: Sequence[DocumentBlock]) -> _Greeting | None:
    """Return where the salutation is; None where there is none above the first long paragraph."""
    for index, block in enumerate(blocks[:_MOST_ABOVE]):
        if isinstance(block, TextBlock) and not block.level:
            lines = _split(block.pieces)
            for at, line in enumerate(lines):
                text = HeadLine(line, "").text
                if (text == OWN_SALUTATION or is_salutation(text)) and not any(each.note for each in line):
                    # Lines above it in the same paragraph are an address that was typed with line breaks.
                    above = tuple([HeadLine(each, block.role) for each in lines[:at]])
                    return _Greeting(index, above, text, _joined_lines(block, lines[at + 1 :]))
            if len(block.text.split()) > _LONG:
                return None
    return None


def _joined_lines(block: TextBlock, lines: Sequence[Pieces]) -> tuple[DocumentBlock, ...]:
    pieces = [piece for line in lines for piece in (*line, TextPiece("\n"))][:-1]
    return (replace(block, pieces=tuple(pieces)),) if any(each.text.strip() or each.merge_field for each in pieces) else ()


def _split(pieces: Pieces) -> list[Pieces]:
    lines: list[list[TextPiece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        for part in rest:
            lines.append([replace(piece, text=part, note=(), remark="", merge_field="")])
    return [tuple(each) for each in lines]


def _lines(blocks: Sequence[DocumentBlock]) -> Iterator[HeadLine]:
    """Yield the lines of ``blocks``, cells of tables too."""
    for block in blocks:
        if isinstance(block, TextBlock):
            yield from (HeadLine(line, block.role, block.level) for line in _split(block.pieces))
        elif not isinstance(block, PictureBlock):
            yield from (HeadLine(line, "") for pieces in each_text((block,)) for line in _split(pieces))


def _note_words(block: DocumentBlock) -> Iterator[str]:
    for pieces in each_text((block,)):
        for piece in pieces:
            yield from ("".join(each.text for each in text) for text in each_text(piece.note))


def _read_above(found: HeadFound, lines: Sequence[HeadLine], language: str) -> None:
    """Part the lines above the salutation into date, place, subject, reference, and the rest, which is proposed."""
    rest: list[str] = []
    for line in lines:
        text = line.text
        label, day = labelled(text), date_line(text, language)
        if not text:
            continue
        if day and "date" not in found.front:
            found.front["date"] = day.day.isoformat()
            found.front.update({"place": day.place} if day.place else {})
        elif label and label.kind in ("subject", "reference") and label.text and label.kind not in found.front:
            found.front[label.kind] = label.text
            found.words.append(text)
        elif (line.level or line.role == "title") and "subject" not in found.front:
            found.front["subject"] = text
        else:
            rest.append(text)
    if rest:
        found.proposals.append(Proposal("above the salutation, most likely the addressee", "addressees.yaml", tuple(rest)))


def _without_salutation(found: HeadFound, language: str) -> None:
    """Take a date that stands alone at the top, and no more: where a letter begins is not plain."""
    first = found.body[0] if found.body else None
    day = date_line(first.text, language) if isinstance(first, TextBlock) else None
    if day:
        found.front["date"] = day.day.isoformat()
        found.front.update({"place": day.place} if day.place else {})
        found.body = found.body[1:]


def _read_below(found: HeadFound) -> None:
    """Take the closing and what stands below it out of the body, where all of that are lines and no text."""
    start = max(0, len(found.body) - _MOST_BELOW)
    for index in range(start, len(found.body)):
        block = found.body[index]
        if not isinstance(block, TextBlock) or block.level:
            continue
        first, *more = _split(block.pieces)
        closing = HeadLine(first, "").text
        below = [HeadLine(line, "") for line in more] + list(_lines(found.body[index + 1 :]))
        has_notes = any(piece.note for piece in block.pieces)
        if is_closing(closing) and not has_notes and all(len(each.text.split()) <= _LONG for each in below):
            found.front["closing"] = closing
            found.pictures += [each for each in found.body[index + 1 :] if isinstance(each, PictureBlock)]
            found.words += [text for each in found.body[index + 1 :] for text in _note_words(each)]
            has_table = any(isinstance(each, TableBlock) for each in found.body[index + 1 :])
            found.body = found.body[:index]
            _propose_below(found, below, has_table=has_table)
            return


def _propose_below(found: HeadFound, lines: Sequence[HeadLine], *, has_table: bool) -> None:
    """Part the lines below the closing into those who sign, those who get a copy, and enclosures."""
    parts: dict[str, list[str]] = {"signing": [], "copies": [], "enclosures": []}
    kind = "signing"
    for line in lines:
        label = labelled(line.text)
        if label and label.kind in parts:
            kind = label.kind
            found.words.append(line.text)
        text = label.text if label and label.kind in parts else line.text
        if text:
            parts[kind].append(text)
    several = has_table or len(parts["signing"]) > _SIGNING
    where = "signatories.csv" if several else "letterpack.yaml"
    named = (
        ("signing", "who signs", where),
        ("copies", "who gets a copy", "addressees.yaml"),
        ("enclosures", "what is enclosed", "letter.md"),
    )
    for name, what, file in named:
        if parts[name]:
            found.proposals.append(Proposal(f"below the closing, {what}", file, tuple(parts[name])))


def _labelled_subject(found: HeadFound) -> None:
    """Take a subject that stands below the salutation with its label, as in `Re: the case of Jane Example`."""
    first = found.body[0] if found.body else None
    label = labelled(first.text) if isinstance(first, TextBlock) and "\n" not in first.text else None
    if label is None or not isinstance(first, TextBlock) or any(piece.note for piece in first.pieces):
        return
    if label.kind == "subject" and label.text and "subject" not in found.front and len(label.text.split()) <= _LONG:
        found.front["subject"] = label.text
        found.words.append(first.text)
        found.body = found.body[1:]
