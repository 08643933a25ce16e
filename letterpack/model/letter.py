"""A letter as read: its front matter and its body as blocks of runs, not yet merged with an addressee.

The body is a small tree. Leaves hold runs; a run is text of one style, or a merge field. Blocks compare by content, so
that work on equal blocks can be remembered; a block without fields is the same object for every addressee.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.model.for_whom import Condition
from letterpack.model.merge_field import Field
from letterpack.spans import Span

CALL: Final = "#"
"""Begins the link of a run that calls a note."""


class Style(Struct, frozen=True):
    """How a run is set; ``raised`` is what stands above the line, small, as in 1^er^."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    raised: bool = False


PLAIN = Style()


class Footnote(Struct, frozen=True):
    """A note that its call holds. ``label`` is how the letter's source names it; ``span`` where the note itself stands.

    ``number`` is what call and note print, in ``figures`` of the language; 0 until the letter is compiled. ``blocks`` are empty
    where an earlier call of the same note holds them.
    """

    label: str
    blocks: tuple[Block, ...]
    span: Span
    number: int = 0
    figures: str = ""


class Run(Struct, frozen=True):
    r"""A stretch of text in one style. ``field`` stands in place of text until merging fills it.

    ``text`` may hold ``"\n"``: a hard line break. ``link`` is the URL the run leads to, or None. ``isolated``: a value whose
    direction is its own, and leaves that of what stands around it alone (UAX #9, first strong isolate). A run with a ``note``
    calls it: its text is the note's number above the line, and its link ``CALL`` and the number (of a later call, also a
    point and which it is). ``language`` is the BCP 47 tag of a passage in another language than the text around it, else empty.
    ``when`` says for whom a run is that only some get, None where all do.
    """

    text: str
    style: Style = PLAIN
    link: str | None = None
    field: Field | None = None
    isolated: bool = False
    note: Footnote | None = None
    language: str = ""
    when: Condition | None = None


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``pattern`` are the runs with fields that ``runs`` were filled from, none where they had no fields."""

    runs: Runs
    span: Span
    pattern: Runs = field(default=(), compare=False)


class Heading(Struct, frozen=True):
    """A heading of ``level`` 1 to 6."""

    level: int
    runs: Runs
    span: Span


class Quote(Struct, frozen=True):
    """A block quotation."""

    blocks: tuple[Block, ...]
    span: Span


class ListItem(Struct, frozen=True):
    """An item with its label as printed, ``"3."`` or a bullet."""

    label: str
    blocks: tuple[Block, ...]


class ItemList(Struct, frozen=True):
    """A list. ``tight`` lists set no space between items. ``start`` is the first number of an ordered one."""

    ordered: bool
    tight: bool
    items: tuple[ListItem, ...]
    span: Span


class CodeBlock(Struct, frozen=True):
    """Text set line for line as written."""

    text: str
    span: Span


Ranged: TypeAlias = Literal["start", "left", "center", "right"]


class Table(Struct, frozen=True):
    """A table: a head and rows of as many cells as ``columns`` says, each the text of one cell; how each column is ranged, where
    its author did not say so from where lines start.
    """

    columns: tuple[Ranged, ...]
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    span: Span


class Picture(Struct, frozen=True):
    """An image on a line of its own. ``path`` is relative to the campaign; ``caption`` may be empty."""

    path: str
    alt: str
    caption: str
    span: Span


class ThematicBreak(Struct, frozen=True):
    """A rule between paragraphs."""

    span: Span


class Conditional(Struct, frozen=True):
    """``::: for a,b``, ``::: if …``, ``::: else``: blocks that only some get. ``said`` is what stands behind the colons."""

    condition: Condition
    blocks: tuple[Block, ...]
    span: Span
    said: str


class Foreign(Struct, frozen=True):
    """``::: lang fr``: blocks in another language than the letter's; ``language`` is its BCP 47 tag."""

    language: str
    blocks: tuple[Block, ...]
    span: Span


Block: TypeAlias = Paragraph | Heading | Quote | ItemList | CodeBlock | Table | Picture | ThematicBreak | Conditional | Foreign


@dataclass(frozen=True, slots=True)
class Letter:
    """One language's letter.

    Runs of the head's texts may hold fields. ``salutation`` and ``closing`` are empty where the front matter has none.
    ``spans`` tells where each front-matter key's value stands.
    """

    file: str
    language: str
    date: Date
    status: Literal["draft", "final"]
    subject: Runs
    place: str
    reference: Runs
    salutation: Runs
    closing: Runs
    enclosures: tuple[str, ...]
    approved: Date | None
    style: str
    body: tuple[Block, ...]
    spans: tuple[tuple[str, Span], ...]
    sha256: str

    def span(self, key: str) -> Span:
        """Return the place of the front-matter ``key``, or of the file where it has none."""
        return dict(self.spans).get(key, Span(self.file))

    def item_span(self, key: str, index: int) -> Span:
        """Return the place of item ``index`` (0-based) of the list that ``key`` has, or of what it has instead."""
        return dict(self.spans).get(f"{key}.{index}", self.span(key))


def children(block: Block) -> tuple[Block, ...]:
    """Return the blocks directly inside ``block``, those of the notes it calls among them."""
    if isinstance(block, Quote | Conditional | Foreign):
        return block.blocks
    if isinstance(block, ItemList):
        return tuple(child for item in block.items for child in item.blocks)
    return tuple(child for runs in texts(block) for run in runs if run.note for child in run.note.blocks)


def texts(block: Block) -> tuple[Runs, ...]:
    """Return the texts of ``block`` itself that may hold links, fields and calls of notes."""
    if isinstance(block, Paragraph | Heading):
        return (block.runs,)
    return (*block.head, *[cell for row in block.rows for cell in row]) if isinstance(block, Table) else ()


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block of ``blocks`` and all below, in reading order."""
    for block in blocks:
        yield block
        yield from walk(children(block))


def has_fields(block: Block) -> bool:
    """Whether ``block`` or anything below depends on the addressee."""
    return any(
        isinstance(each, Conditional)
        or any(run.field is not None or run.when is not None for runs in texts(each) for run in runs)
        for each in walk((block,))
    )


def without_fields(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks that no addressee changes, those inside conditions too."""
    for block in blocks:
        if isinstance(block, Conditional):
            yield from without_fields(block.blocks)
        elif not has_fields(block):
            yield block


def calls(block: Block) -> Iterator[Footnote]:
    """Yield each note that ``block`` or anything below calls, in reading order, a note that is called twice twice."""
    for each in walk((block,)):
        yield from (run.note for runs in texts(each) for run in runs if run.note)
