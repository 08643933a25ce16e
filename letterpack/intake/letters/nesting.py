"""Paragraphs with labels become lists within lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from letterpack.intake.letters.document import DocumentBlock, ListBlock, QuoteBlock


class Labelled(Struct, frozen=True):
    """An item: the ``level`` that it stands on, its number, 0 for a bullet, and what stands behind the number. ``is_text``: its
    label is one that Markdown does not have, and stands in its text.
    """

    blocks: tuple[DocumentBlock, ...]
    level: int
    number: int = 0
    delimiter: str = "."
    is_text: bool = False


class Quoted(Struct, frozen=True):
    """A block that is quoted."""

    block: DocumentBlock


def nested(found: Sequence[DocumentBlock | Labelled | Quoted]) -> tuple[DocumentBlock, ...]:
    """Return the blocks, neighbours with labels as lists, neighbours that are quoted as one quotation."""
    made: list[DocumentBlock] = []
    index = 0
    while index < len(found):
        first = found[index]
        if isinstance(first, Labelled):
            end = next((at for at in range(index, len(found)) if not isinstance(found[at], Labelled)), len(found))
            made.extend(_lists([each for each in found[index:end] if isinstance(each, Labelled)]))
        elif isinstance(first, Quoted):
            end = next((at for at in range(index, len(found)) if not isinstance(found[at], Quoted)), len(found))
            made.append(QuoteBlock(tuple([each.block for each in found[index:end] if isinstance(each, Quoted)])))
        else:
            end = index + 1
            made.append(first)
        index = end
    return tuple(made)


def _lists(items: Sequence[Labelled]) -> Iterator[DocumentBlock]:
    """Yield the lists that ``items`` make; those on a deeper level than the first belong to the item before them."""
    level = items[0].level
    opened: list[Labelled] = []
    bodies: list[list[Labelled]] = []
    for item in items:
        if opened and item.level > level:
            bodies[-1].append(item)
            continue
        if opened and not _goes_on(opened[-1], item):
            yield from _list(opened, bodies)
            opened, bodies = [], []
        opened.append(item)
        bodies.append([])
    yield from _list(opened, bodies)


def _goes_on(before: Labelled, item: Labelled) -> bool:
    if before.is_text or item.is_text:
        return False
    if not before.number or not item.number:
        return before.number == item.number
    return item.number > before.number and item.delimiter == before.delimiter


def _list(opened: Sequence[Labelled], bodies: Sequence[Sequence[Labelled]]) -> Iterator[DocumentBlock]:
    items = tuple([(*item.blocks, *(_lists(below) if below else ())) for item, below in zip(opened, bodies, strict=True)])
    if opened[0].is_text:
        yield from items[0]
    else:
        yield ListBlock(items, tuple([item.number for item in opened if item.number]), opened[0].delimiter)
