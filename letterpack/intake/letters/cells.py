"""A cell's blocks become one text: Markdown has no paragraphs, lists or tables in the cells of a table."""

from __future__ import annotations

from collections.abc import Iterator

from letterpack.intake.letters.document import (
    DocumentBlock,
    ListBlock,
    Pieces,
    QuoteBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    joined,
)
from letterpack.intake.letters.gathering import GatheredAside


def cell_texts(blocks: tuple[DocumentBlock, ...], gathered: GatheredAside) -> Pieces:
    """Return the texts of ``blocks`` one behind the other; ``gathered`` is told of it."""
    texts = [*_texts(blocks)]
    if len(texts) > 1:
        gathered.leave_out("paragraphs of a cell, which become one", kept=True)
    if any(isinstance(each, TableBlock) for each in blocks):
        gathered.leave_out("table within a cell, which becomes text", kept=True)
    pieces: list[TextPiece] = []
    for text in texts:
        pieces += [*([TextPiece(" ")] if pieces else []), *text]
    gathered.count_in_cell(len(pieces))
    return joined(pieces)


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
            for row in block.rows:
                yield from (cell for cell in row if cell)
