"""What every reader of letters gives: blocks of texts, merge fields, what was left out, and what somebody still has to decide.

A document is read paragraph by paragraph; a place in it is the number of a paragraph, from 1, and a column in its text.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from letterpack.formats.tables.addressees import addressee_headings
from letterpack.formats.workbooks.archive import Member
from letterpack.languages import primary
from letterpack.limits import MOST_ATTACHED_BYTES
from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.letter import PLAIN, Style
from letterpack.patterns import late
from letterpack.values import replace

_MARKED: Final = late(r"[^\W_]{1,20}")
"""What Markdown marks as standing above the line: ``^er^``."""
_SUPERIORS: Final = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_INFERIORS: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUFFIXES: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_NOT_A_NAME: Final = late(r"[^\w]+")
_OWN_NAME: Final = r"(?:addressee|letter|campaign|signatories)\.\w[\w.]*"
_OWN: Final = late(_OWN_NAME)
"""What `letter export` writes into a document."""
_TYPED: Final = late(rf"«({_OWN_NAME}|[^\W\d]\w*)»")
"""A field that was typed, or copied out of another document as text; in most languages a quoted word too."""
_CERTAIN: Final = late(rf"«({_OWN_NAME}|[^\W\d]*_\w*|[^\W\d_]*[a-z][A-Z]\w*)»")
_QUOTING_OTHERWISE: Final = ("en", "nl")
_NAME: Final = {"given_name", "family_name"}
_SAME_WORD: Final = "salutation"
"""What lists call a courtesy title, such as `Ms`, and letterpack the line that a letter begins with."""
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

    @property
    def is_text(self) -> bool:
        """Whether it is neither a field nor the call of a note nor a comment."""
        return not (self.merge_field or self.note or self.remark)


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


def each_text(blocks: tuple[DocumentBlock, ...]) -> Iterator[Pieces]:
    """Yield the texts of ``blocks`` and of all that is in them, notes as they are called."""
    for block in blocks:
        if isinstance(block, QuoteBlock):
            yield from each_text(block.blocks)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from each_text(item)
        else:
            rows = ((block.pieces,),) if isinstance(block, TextBlock) else block.rows if isinstance(block, TableBlock) else ()
            for pieces in chain.from_iterable(rows):
                yield pieces
                for piece in pieces:
                    yield from each_text(piece.note)


def joined(pieces: Iterable[TextPiece]) -> Pieces:
    """Return ``pieces`` with neighbors that look alike made one."""
    found: list[TextPiece] = []
    filled = [piece for piece in pieces if piece.text or not piece.is_text]
    for (is_text, *_), group in groupby(filled, lambda piece: (piece.is_text, piece.style, piece.link)):
        alike = [*group]
        found += [replace(alike[0], text="".join([piece.text for piece in alike]))] if is_text else alike
    return tuple(found)


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
    for _, group in groupby(blocks, lambda block: type(block) if isinstance(block, Labelled | Quoted) else None):
        alike = [*group]
        made += _lists([each for each in alike if isinstance(each, Labelled)])
        quoted = tuple([each.block for each in alike if isinstance(each, Quoted)])
        made += [QuoteBlock(quoted)] if quoted else [each for each in alike if not isinstance(each, Labelled | Quoted)]
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
    items = tuple([(*item.blocks, *_lists(below)) for item, below in opened])
    if opened and opened[0][0].is_text:
        yield from items[0]
    elif opened:
        yield ListBlock(items, tuple([item.number for item, _ in opened if item.number]), opened[0][0].delimiter)


class GatheredAside(Struct):
    """What a reader gathers beside the text, in the order in which it stands: what is left out, pictures, merge fields.

    ``paragraph`` is the number of the paragraph that is being read; ``spoken`` counts characters by their language.
    """

    paragraph: int = 0
    fields: dict[FieldTaken, None] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def leave_out(self, kind: str, words: str = "", *, kept: bool = False) -> None:
        """Note what is not carried over; ``kept`` words that go on from the note before go there."""
        last = self.left_out[-1] if self.left_out else None
        if last and kept and last.kept and (last.kind, last.paragraph) == (kind, self.paragraph):
            self.left_out[-1] = replace(last, words=last.words + words)
        else:
            self.left_out.append(LeftOut(kind, words if kept else words.strip(), self.paragraph, kept))

    def take_field(self, name: str) -> FieldTaken:
        """Note the merge field that the document calls ``name``."""
        taken = FieldTaken(name, merge_field_of(name))
        self.fields[taken] = None
        return taken

    def picture(self, file: Member, shown_as: str) -> str:
        """Return the name under which the picture ``file`` is kept; empty if it cannot be used, which is noted."""
        if file.name not in self._names:
            data = file.unpacked()
            suffix = next((suffix for head, suffix in _SUFFIXES.items() if data.startswith(head)), "")
            suffix = suffix or (".svg" if b"<svg" in data[:4096] else "")
            is_usable = suffix and len(data) <= MOST_ATTACHED_BYTES
            self._names[file.name] = f"picture-{len(self.pictures) + 1}{suffix}" if is_usable else ""
            if is_usable:
                self.pictures[self._names[file.name]] = data
            else:
                self.leave_out("picture in a format that no letter can print", shown_as)
        return self._names[file.name]

    def raised(self, text: str, kind: str) -> tuple[str, bool]:
        """Return ``text`` in superior or inferior figures, or as it is; and whether Markdown is to mark it as standing above the
        line. What can be neither is noted.
        """
        raised = text.translate(_SUPERIORS if kind == "superscript" else _INFERIORS)
        if any(char == other and not char.isspace() for char, other in zip(text, raised, strict=True)):
            if kind == "superscript" and _MARKED.fullmatch(text):
                return text, True
            self.leave_out(kind, text, kept=True)
            return text, False
        return raised, False

    def cell(self, blocks: tuple[DocumentBlock, ...]) -> Pieces:
        """Return the texts of a cell one behind the other: Markdown has no paragraphs, lists or tables in cells."""
        texts = [*_texts(blocks)]
        if len(texts) > 1:
            self.leave_out("paragraphs of a cell, which become one", kept=True)
        if any(isinstance(each, TableBlock) for each in blocks):
            self.leave_out("table within a cell, which becomes text", kept=True)
        return joined([piece for text in texts for piece in (TextPiece(" "), *text)][1:])


def _texts(blocks: tuple[DocumentBlock, ...]) -> Iterator[Pieces]:
    for block in blocks:
        if isinstance(block, TextBlock):
            yield block.pieces
        elif isinstance(block, QuoteBlock):
            yield from _texts(block.blocks)
        elif isinstance(block, ListBlock):
            for index, item in enumerate(block.items):
                label = f"{block.numbers[index]}{block.delimiter}" if block.numbers else "•"
                first, *rest = [*_texts(item)] or [()]
                yield (TextPiece(f"{label} "), *first)
                yield from rest
        elif isinstance(block, TableBlock):
            yield from (cell for row in block.rows for cell in row if cell)


@lru_cache
def merge_field_of(name: str) -> str:
    """Return what stands in the braces for the field that a document calls ``name``, such as a list's heading."""
    if _OWN.fullmatch(name.strip()):
        return name.strip()
    spoken = name.replace("_", " ").strip()
    known = addressee_headings().resolve(spoken) or ""
    if known in MERGE_FIELDS and known != _SAME_WORD:
        return f"addressee.{known}"
    slug = _NOT_A_NAME.sub("_", unicodedata.normalize("NFC", spoken).lower()).strip("_") or "field"
    return f"addressee.fields.{slug}"


def with_whole_names(pieces: Pieces) -> Pieces:
    """Return ``pieces`` with a given name and a family name beside each other as the name, as an import of addressees has it."""
    found: list[TextPiece] = []
    for piece in pieces:
        if len(found) > 1 and found[-1].is_text and not found[-1].text.strip() and {*map(_part, (found[-2], piece))} == _NAME:
            found[-2:] = [replace(piece, merge_field="addressee.name", text="")]
        else:
            found.append(piece)
    return tuple(found)


def _part(piece: TextPiece) -> str:
    """Return which part of a name the field ``piece`` is, as lists call it."""
    _, fields, name = piece.merge_field.partition("addressee.fields.")
    return addressee_headings().resolve(name.replace("_", " ")) or "" if fields else ""


def with_typed_fields(read: DocumentRead) -> DocumentRead:
    """Return ``read`` with the merge fields that stand in its text as `«Name»`, if they are no quotations in its language."""
    texts = (piece.text for pieces in each_text(read.blocks) for piece in pieces)
    if primary(read.language) not in _QUOTING_OTHERWISE and not any(map(_CERTAIN.search, texts)):
        return read
    fields = dict.fromkeys(read.fields)

    def change(pieces: Pieces) -> Pieces:
        found: list[TextPiece] = []
        for piece in pieces:
            for index, text in enumerate(_TYPED.split(piece.text)):
                if index % 2:
                    taken = FieldTaken(text, merge_field_of(text))
                    fields[taken] = None
                    found.append(replace(piece, text="", merge_field=taken.merge_field))
                elif text or not index:
                    found.append(replace(piece, text=text))
        return with_whole_names(tuple(found))

    blocks = with_texts(read.blocks, change)
    return replace(read, blocks=blocks, fields=tuple(fields))
