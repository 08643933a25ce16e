"""What every reader of letters gives: blocks of texts, what was left out of them, and what somebody still has to decide.

A document is read paragraph by paragraph; a place in it is the number of a paragraph, from 1, and a column in its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from msgspec import Struct, field

from letterpack.limits import MOST_DOCUMENT_FIELDS
from letterpack.model.letter import PLAIN, Style
from letterpack.values import replace

Decision: TypeAlias = Literal["", "accept", "reject"]
"""What happens to tracked changes; empty: nobody has said."""
RemarkDecision: TypeAlias = Literal["", "drop", "keep"]
"""What happens to comments; empty: nobody has said."""


class TextPiece(Struct, frozen=True):
    """A stretch of text in one style. ``merge_field`` is what stands in the braces of a field, ``note`` what it calls, ``remark``
    a comment that is kept at its place.
    """

    text: str
    style: Style = PLAIN
    link: str = ""
    merge_field: str = ""
    note: tuple[DocumentBlock, ...] = ()
    remark: str = ""


Pieces: TypeAlias = tuple[TextPiece, ...]


class TextBlock(Struct, frozen=True):
    """A paragraph, or a heading of ``level`` 1 to 6. ``role`` is what its style calls it: ``title``, ``date`` …"""

    pieces: Pieces
    level: int = 0
    role: str = ""
    paragraph: int = 0

    @property
    def text(self) -> str:
        """Its words, without those of its notes; a field as it is written."""
        return "".join(f"{{{{ {each.merge_field} }}}}" if each.merge_field else each.text for each in self.pieces)


class QuoteBlock(Struct, frozen=True):
    """A quotation."""

    blocks: tuple[DocumentBlock, ...]


class ListBlock(Struct, frozen=True):
    """A list; ``numbers`` are those of its items, none where it has bullets."""

    items: tuple[tuple[DocumentBlock, ...], ...]
    numbers: tuple[int, ...] = ()
    delimiter: str = "."


class TableBlock(Struct, frozen=True):
    """A table; the first row is its head."""

    rows: tuple[tuple[Pieces, ...], ...]
    ranged: tuple[str, ...] = ()


class PictureBlock(Struct, frozen=True):
    """A picture: the name of its file in ``DocumentRead.pictures``, and its alternative text."""

    name: str
    alt: str


class RuleBlock(Struct, frozen=True):
    """A rule between paragraphs."""


DocumentBlock: TypeAlias = TextBlock | QuoteBlock | ListBlock | TableBlock | PictureBlock | RuleBlock


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not carried over: what kind of thing it is, its words, and the paragraph at which it stands, 0 for none.

    ``kept`` is true where its words are in the letter all the same, and only what they looked like or could do is gone.
    """

    kind: str
    words: str
    paragraph: int = 0
    kept: bool = False


class TrackedChange(Struct, frozen=True):
    """A change that somebody proposed: ``kind`` is ``inserted``, ``deleted`` or ``formatted``; ``words`` what it touches."""

    kind: str
    words: str
    author: str
    date: str
    paragraph: int
    column: int = 1


class DocumentComment(Struct, frozen=True):
    """A comment in the document: its text, and the ``words`` that it is about."""

    text: str
    words: str
    author: str
    date: str
    paragraph: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class FieldTaken:
    """A merge field of the document, as it was called there, and what stands for it in the letter."""

    name: str
    merge_field: str


class DocumentRead(Struct, frozen=True):
    """A document as a reader understood it. ``paragraphs`` are all of its texts, in order, those that are left out too."""

    blocks: tuple[DocumentBlock, ...]
    paragraphs: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    changes: tuple[TrackedChange, ...] = ()
    comments: tuple[DocumentComment, ...] = ()
    fields: tuple[FieldTaken, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    language: str = ""


class DocumentRefused(Exception):
    """The document cannot be read; the text says why, in words that follow its name, and ``hint`` what helps."""

    def __init__(self, message: str, hint: str = "open it in your word processor, and save it again") -> None:
        super().__init__(message)
        self.hint = hint


def check_field_limit(count: int) -> None:
    """Raise ``DocumentRefused`` if ``count`` merge fields are more than a letter has."""
    if count > MOST_DOCUMENT_FIELDS:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_FIELDS:,} merge fields, which no letter has")


def each_text(blocks: tuple[DocumentBlock, ...]) -> Iterator[Pieces]:
    """Yield the texts of ``blocks`` and of all that is in them, notes as they are called."""
    for block in blocks:
        if isinstance(block, TextBlock):
            yield from _with_notes(block.pieces)
        elif isinstance(block, QuoteBlock):
            yield from each_text(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from each_text(item)
        elif isinstance(block, TableBlock):
            for row in block.rows:
                for cell in row:
                    yield from _with_notes(cell)


def _with_notes(pieces: Pieces) -> Iterator[Pieces]:
    yield pieces
    for piece in pieces:
        yield from each_text(piece.note)


def joined(pieces: list[TextPiece]) -> Pieces:
    """Return ``pieces`` with neighbours that look alike made one."""
    found: list[tuple[TextPiece, list[str]]] = []
    for piece in pieces:
        special = piece.merge_field or piece.note or piece.remark
        last = found[-1][0] if found and not special else None
        is_text = last is not None and not (last.merge_field or last.note or last.remark)
        if is_text and last is not None and (last.style, last.link) == (piece.style, piece.link):
            found[-1][1].append(piece.text)
        elif special or piece.text:
            found.append((piece, [piece.text]))
    return tuple([replace(piece, text="".join(texts)) if len(texts) > 1 else piece for piece, texts in found])


def with_texts(blocks: tuple[DocumentBlock, ...], change: Callable[[Pieces], Pieces]) -> tuple[DocumentBlock, ...]:
    """Return ``blocks`` with each text of theirs changed by ``change``."""
    return tuple([_with_text(block, change) for block in blocks])


def _with_text(block: DocumentBlock, change: Callable[[Pieces], Pieces]) -> DocumentBlock:
    def noted(pieces: Pieces) -> Pieces:
        return tuple([replace(each, note=with_texts(each.note, change)) if each.note else each for each in change(pieces)])

    if isinstance(block, TextBlock):
        return replace(block, pieces=noted(block.pieces))
    if isinstance(block, QuoteBlock):
        return QuoteBlock(with_texts(block.blocks, change))
    if isinstance(block, ListBlock):
        return replace(block, items=tuple([with_texts(item, change) for item in block.items]))
    if isinstance(block, TableBlock):
        return replace(block, rows=tuple([tuple([noted(cell) for cell in row]) for row in block.rows]))
    return block


class Labelled(Struct, frozen=True):
    """An item of a list: the ``level`` that it stands on, its number (0 for a bullet), and the sign behind the number.

    ``is_text``: its label is one that Markdown does not have, and stands in its text.
    """

    blocks: tuple[DocumentBlock, ...]
    level: int
    number: int = 0
    delimiter: str = "."
    is_text: bool = False


class Quoted(Struct, frozen=True):
    """A block that is quoted."""

    block: DocumentBlock


def nested(blocks: Sequence[DocumentBlock | Labelled | Quoted]) -> tuple[DocumentBlock, ...]:
    """Return ``blocks`` with neighbors that have labels as lists, neighbors that are quoted as one quotation."""
    made: list[DocumentBlock] = []
    for kind, group in groupby(blocks, lambda block: type(block) if isinstance(block, Labelled | Quoted) else None):
        if kind is Labelled:
            made.extend(_lists([each for each in group if isinstance(each, Labelled)]))
        elif kind is Quoted:
            made.append(QuoteBlock(tuple([each.block for each in group if isinstance(each, Quoted)])))
        else:
            made.extend([each for each in group if not isinstance(each, Labelled | Quoted)])
    return tuple(made)


def _lists(items: Sequence[Labelled]) -> Iterator[DocumentBlock]:
    """Yield the lists that ``items`` make; those on a deeper level than the first belong to the item before them."""
    opened: list[tuple[Labelled, list[Labelled]]] = []
    for item in items:
        if opened and item.level > items[0].level:
            opened[-1][1].append(item)
            continue
        if opened:
            last = opened[-1][0]
            is_next = item.number > last.number and item.delimiter == last.delimiter
            goes_on = is_next if last.number and item.number else last.number == item.number
            if last.is_text or item.is_text or not goes_on:
                yield from _list(opened)
                opened = []
        opened.append((item, []))
    yield from _list(opened)


def _list(opened: Sequence[tuple[Labelled, Sequence[Labelled]]]) -> Iterator[DocumentBlock]:
    first = opened[0][0]
    items = tuple([(*item.blocks, *(_lists(below) if below else ())) for item, below in opened])
    if first.is_text:
        yield from items[0]
    else:
        yield ListBlock(items, tuple([item.number for item, _ in opened if item.number]), first.delimiter)
