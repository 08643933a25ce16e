"""A letter mended: every text of it that is printed and that its author wrote as prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.manners.language import Manners, manners_of
from letterpack.manners.ordinals import ORDINALS, ordinal_endings
from letterpack.manners.quotes import quote_edits
from letterpack.manners.ranges import range_edits
from letterpack.manners.signs import sign_edits
from letterpack.manners.spaces import space_edits
from letterpack.manners.texts import Mending, RunText
from letterpack.manners.ties import abbreviation_edits, tie_edits
from letterpack.manners.widths import width_edits
from letterpack.model.letter import (
    Block,
    Conditional,
    Footnote,
    Foreign,
    Heading,
    ItemList,
    Letter,
    Paragraph,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
)
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.values import replace

Step: TypeAlias = Callable[[RunText], Iterator[Mending]]
STEPS: Final[tuple[Step, ...]] = (
    sign_edits, quote_edits, range_edits, width_edits, space_edits, abbreviation_edits, tie_edits,
)  # fmt: skip
"""What mends a text, in this order: each looks at what the one before has left."""


class Mender(Struct):
    """Mends texts in the manners of their languages, and counts what it mends, by kind."""

    own: OwnData = NO_OWN_DATA
    counts: Counter[str] = field(default_factory=Counter)

    def letter(self, letter: Letter) -> Letter:
        """Return ``letter`` as it is printed. Its reference, its place and what is filled in later stay as they are."""
        return replace(
            letter,
            subject=self.runs(letter.subject, letter.language),
            salutation=self.runs(letter.salutation, letter.language),
            closing=self.runs(letter.closing, letter.language),
            body=self.blocks(letter.body, letter.language),
        )

    def blocks(self, blocks: tuple[Block, ...], language: str) -> tuple[Block, ...]:
        """Return ``blocks`` of a letter in ``language``, mended."""
        return tuple([self.block(block, language) for block in blocks])

    def block(self, block: Block, language: str) -> Block:  # noqa: PLR0911 - a kind of block a return
        """Return ``block``, mended; code as it is."""
        if isinstance(block, Paragraph | Heading):
            return replace(block, runs=self.runs(block.runs, language))
        if isinstance(block, Quote | Conditional):
            return replace(block, blocks=self.blocks(block.blocks, language))
        if isinstance(block, Foreign):
            return replace(block, blocks=self.blocks(block.blocks, block.language))
        if isinstance(block, ItemList):
            items = [replace(item, blocks=self.blocks(item.blocks, language)) for item in block.items]
            return replace(block, items=tuple(items))
        if isinstance(block, Table):
            head, *rows = [tuple([self.runs(cell, language) for cell in row]) for row in (block.head, *block.rows)]
            return replace(block, head=head, rows=tuple(rows))
        if isinstance(block, Picture):
            return replace(block, alt=self.text(block.alt, language), caption=self.text(block.caption, language))
        return block

    def text(self, text: str, language: str) -> str:
        """Return plain ``text``, mended."""
        return "".join([run.text for run in self.runs((Run(text),), language)]) if text else text

    def runs(self, runs: Runs, language: str) -> Runs:
        """Return ``runs`` of a text in ``language``, mended, and the notes that they call."""
        if not runs:
            return runs
        noted = tuple([replace(run, note=self._note(run, language)) if run.note else run for run in runs])
        text = RunText.of(noted, tuple([self._manners(run, language) for run in noted]))
        for step in STEPS:
            if edits := list(step(text)):
                self.counts.update([edit.kind for edit in edits])
                text = text.edited(edits)
        if places := list(ordinal_endings(text)):
            self.counts[ORDINALS] += len(places)
            text = text.raised(places)
        return text.runs

    def _note(self, run: Run, language: str) -> Footnote | None:
        return replace(run.note, blocks=self.blocks(run.note.blocks, language)) if run.note else None

    def _manners(self, run: Run, language: str) -> Manners:
        return manners_of(run.language or language, self.own)
