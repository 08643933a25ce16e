"""The blocks of a document as the Markdown that letters are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.intake.letters.document import (
    DocumentBlock,
    ListBlock,
    PictureBlock,
    QuoteBlock,
    RuleBlock,
    TableBlock,
    TextBlock,
)
from letterpack.intake.letters.inline_text import NotesWritten, escaped, inline

_RANGED: Final = {"left": ":--", "center": ":-:", "right": "--:"}


class MarkdownText(Struct, frozen=True):
    """A letter's body in Markdown, and the texts that lost emphasis which Markdown cannot have at that place."""

    text: str
    flattened: tuple[str, ...]


def markdown_of(blocks: tuple[DocumentBlock, ...], folder: str = "") -> MarkdownText:
    """Return ``blocks`` as Markdown; pictures lie in ``folder``, relative to the letter."""
    notes = NotesWritten()
    parts = ["\n".join(_blocks(blocks, notes, folder))]
    number = 0
    while number < len(notes.notes):
        number += 1
        lines = list(_blocks(notes.notes[number - 1], NotesWritten(), folder))
        parts.append("\n".join([f"[^{number}]: {lines[0] if lines else ''}".rstrip(), *_indented(lines[1:], 4)]))
    return MarkdownText("\n\n".join(filter(None, parts)) + "\n", tuple(notes.flattened))


def _blocks(blocks: Sequence[DocumentBlock], notes: NotesWritten, folder: str) -> Iterator[str]:
    """Yield the lines of ``blocks``, an empty one between two."""
    last: DocumentBlock | None = None
    delimiter = ""
    for block in blocks:
        lines: list[str] = []
        if isinstance(block, ListBlock):
            # Two lists that follow each other would be read as one, unless their marks differ.
            follows = isinstance(last, ListBlock) and bool(last.numbers) == bool(block.numbers)
            delimiter = _other(delimiter) if follows else (block.delimiter if block.numbers else "-")
            lines = list(_list(block, delimiter, notes, folder))
        else:
            lines = list(_block(block, notes, folder))
        if not any(lines):
            continue
        if last is not None:
            yield ""
        yield from lines
        last = block


def _other(delimiter: str) -> str:
    return {".": ")", ")": ".", "-": "*", "*": "-"}[delimiter]


def _block(block: DocumentBlock, notes: NotesWritten, folder: str) -> Iterator[str]:
    if isinstance(block, TextBlock):
        text = inline(block.pieces, notes)
        yield from [f"{'#' * block.level} {text}".replace("\\\n", " ")] if block.level and text else text.split("\n")
    elif isinstance(block, QuoteBlock):
        yield from [f"> {line}".rstrip() for line in _blocks(block.blocks, notes, folder)]
    elif isinstance(block, TableBlock):
        yield from _table(block, notes)
    elif isinstance(block, PictureBlock):
        yield f"![{escaped(block.alt)}]({folder}{block.name})"
    elif isinstance(block, RuleBlock):
        yield "---"


def _list(block: ListBlock, mark: str, notes: NotesWritten, folder: str) -> Iterator[str]:
    is_tight = all(map(_is_tight, block.items))
    for index, item in enumerate(block.items):
        label = f"{block.numbers[index]}{mark}" if block.numbers else mark
        lines = [line for line in _blocks(item, notes, folder) if line or not is_tight]
        if index and not is_tight:
            yield ""
        yield f"{label} {lines[0] if lines else ''}".rstrip()
        yield from _indented(lines[1:], len(label) + 1)


def _is_tight(item: tuple[DocumentBlock, ...]) -> bool:
    """Whether an item needs no empty line: a paragraph, and lists below it that may follow without one (CommonMark, 5.2)."""
    below = [
        isinstance(each, ListBlock) and each.numbers[:1] in ((), (1,)) and all(map(_is_tight, each.items)) for each in item[1:]
    ]
    return all(below) and (not item or isinstance(item[0], TextBlock))


def _table(block: TableBlock, notes: NotesWritten) -> Iterator[str]:
    width = max((len(row) for row in block.rows), default=0)
    for index, row in enumerate(block.rows):
        cells = [inline(cell, notes, in_cell=True) for cell in row] + [""] * (width - len(row))
        yield f"| {' | '.join(cells)} |"
        if not index:
            ranged = [*block.ranged, *[""] * (width - len(block.ranged))]
            yield f"|{'|'.join(_RANGED.get(each, '---') for each in ranged[:width])}|"


def _indented(lines: Sequence[str], columns: int) -> list[str]:
    return [f"{' ' * columns}{line}" if line else "" for line in lines]
