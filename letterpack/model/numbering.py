"""Numbers of notes: in the order in which a letter's text calls them, whoever's packet it is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final, TypeAlias

from letterpack.model.letter import (
    CALL,
    Block,
    Conditional,
    Footnote,
    Foreign,
    Heading,
    ItemList,
    ListItem,
    Paragraph,
    Quote,
    Run,
    Runs,
    Table,
    calls,
    texts,
    walk,
)
from letterpack.spans import Span
from letterpack.values import replace

NoteKey: TypeAlias = tuple[str, Span]
"""Which note one is: two blocks for some may each have one of the same label."""
_NARROW_SPACE: Final = "\u202f"
_SUPERIOR: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def numbered(blocks: tuple[Block, ...], figures: Callable[[int], str] = str) -> tuple[Block, ...]:
    """Return ``blocks`` with their notes numbered in the language's ``figures``: the first call of each holds it, later ones name
    its number alone; calls side by side stand a little apart, or would be read as one number.

    A block that calls none is the same object.
    """
    numbers: dict[NoteKey, int] = {}
    times: Counter[NoteKey] = Counter()

    def call(run: Run, note: Footnote, *, beside: bool) -> Run:
        key = (note.label, note.span)
        number = numbers.setdefault(key, len(numbers) + 1)
        times[key] += 1
        time = times[key]
        shown = figures(number)
        text = f"{_NARROW_SPACE * beside}{_marked(shown)}"
        style = replace(run.style, raised=True) if _runs_as_letters(shown) else run.style
        link = f"{CALL}{number}" if time == 1 else f"{CALL}{number}.{time}"
        note = replace(note, number=number, figures=shown, blocks=note.blocks if time == 1 else ())
        return replace(run, text=text, style=style, link=link, note=note)

    def said(runs: Runs) -> Runs:
        beside = (False, *[run.note is not None for run in runs])[: len(runs)]
        return tuple([call(run, run.note, beside=after) if run.note else run for run, after in zip(runs, beside, strict=True)])

    return tuple([with_texts(block, said) if any(calls(block)) else block for block in blocks])


def _marked(figures: str) -> str:
    """Return a note's number as its call shows it: Latin figures have superior ones, others are raised. Those of scripts that run
    from right to left stand in brackets: raised, readers of PDF would take them for a line of their own.
    """
    return figures.translate(_SUPERIOR) if figures.isascii() or _runs_as_letters(figures) else f"({figures})"


def _runs_as_letters(figures: str) -> bool:
    """Whether ``figures`` are those of a script that runs from left to right, as its letters do (UAX #9)."""
    return unicodedata.bidirectional(figures[0]) == "L"


def notes_vary(blocks: tuple[Block, ...]) -> bool:
    """Whether what some addressees alone get calls notes, so that numbers differ from packet to packet."""
    return any(
        any(calls(block))
        if isinstance(block, Conditional)
        else any(run.note and run.when for runs in texts(block) for run in runs)
        for block in walk(blocks)
    )


def with_texts(block: Block, change: Callable[[Runs], Runs]) -> Block:
    """Return ``block`` with each text in it, its children's too, as ``change`` makes it."""
    if isinstance(block, Paragraph | Heading):
        return replace(block, runs=change(block.runs))
    if isinstance(block, Table):
        rows = tuple([tuple([change(cell) for cell in row]) for row in (block.head, *block.rows)])
        return replace(block, head=rows[0], rows=rows[1:])
    if isinstance(block, Quote | Conditional | Foreign):
        return replace(block, blocks=tuple([with_texts(child, change) for child in block.blocks]))
    if isinstance(block, ItemList):
        items = [ListItem(item.label, tuple([with_texts(child, change) for child in item.blocks])) for item in block.items]
        return replace(block, items=tuple(items))
    return block
