"""Hyphens at the ends of lines of other programs' PDFs, which do not say whether the word has one or the line's end put it in.

The file that such a one is compared with may say so, or the rest of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.review.document import Document, ShownBlock
from letterpack.review.words import loosened
from letterpack.values import replace

_HYPHENS: Final = "-\u2010"
_EDGES: Final = late(r"^\W+|(?<!\W)\W+$")


class _BrokenWord(Struct, frozen=True):
    """A word with a hyphen at a line's end: where the hyphen stands in its block, and the word with it and without."""

    at: int
    kept: str
    joined: str


def settled(old: Document, new: Document) -> tuple[Document, Document]:
    """Return both without the hyphens that ends of lines put in, as far as the words of either tell them."""
    if old.structured and new.structured:
        return old, new
    known = frozenset([*_words(old), *_words(new)])
    return _without(old, known), _without(new, known)


def _words(document: Document) -> Iterator[str]:
    """Yield the words of a document that no line's end breaks."""
    for blocks in document.sections.values():
        for block in blocks:
            broken = {word.kept for word in _broken(block)}
            yield from (word for each in block.text.split() if (word := _bare(each)) not in broken)


def _bare(word: str) -> str:
    return loosened(_EDGES.sub("", word))


def _broken(block: ShownBlock) -> Iterator[_BrokenWord]:
    text = block.text
    for line in block.lines[1:]:
        at = line.start - 1
        if (
            at < 1
            or line.start >= len(text)
            or text[at] not in _HYPHENS
            or not (text[at - 1].isalpha() and text[at + 1].isalpha())
        ):
            continue
        first = text[:at].rsplit(maxsplit=1)[-1]
        last = text[at + 1 :].split(maxsplit=1)[0]
        yield _BrokenWord(at, _bare(f"{first}-{last}"), _bare(first + last))


def _without(document: Document, known: frozenset[str]) -> Document:
    if document.structured:
        return document
    sections = {name: tuple([_mended(block, known) for block in blocks]) for name, blocks in document.sections.items()}
    return replace(document, sections=sections)


def _mended(block: ShownBlock, known: frozenset[str]) -> ShownBlock:
    """Return ``block`` without the hyphens of its lines' ends, but for those that other words show to be the author's."""
    for word in reversed(list(_broken(block))):
        author = word.kept in known or not block.text[word.at + 1].islower()
        if word.joined not in known and author:
            continue
        text = block.text[: word.at] + block.text[word.at + 1 :]
        lines = tuple([line._replace(start=line.start - 1) if line.start > word.at else line for line in block.lines])
        block = replace(block, text=text, lines=lines)
    return block
