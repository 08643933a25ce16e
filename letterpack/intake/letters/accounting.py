"""No word is lost: the words of a document, less those of the letter made from it, less those that are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from unicodedata import normalize

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.intake.letters.document import words_of
from letterpack.model.letter import Block, CodeBlock, Picture, texts, walk

_LONGEST_WORD: Final = 200
"""That is looked for in parts."""


def words_in(said: Iterable[str]) -> Counter[str]:
    """Return the words of the texts ``said``, each as often as it stands there; figures above the line are figures."""
    return Counter(word for text in said for word in words_of(normalize("NFKC", FORBIDDEN.sub("", text))))


def words_of_letter(markdown: str) -> Counter[str]:
    """Return the words that the reader of letters finds in the body ``markdown``."""
    read = read_body(Body("letter.md", tuple(markdown.split("\n")), 1), Report())
    return words_in(_said(read.blocks))


def _said(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in walk(blocks):
        yield from ("".join(run.text for run in runs) for runs in texts(block))
        if isinstance(block, CodeBlock):
            yield block.text
        elif isinstance(block, Picture):
            yield block.alt


def lost_words(source: Iterable[str], letter: Counter[str], listed: Iterable[str]) -> list[str]:
    """Return the words of ``source`` that are neither in the ``letter`` nor ``listed``, nor part in one and part in the other."""
    wanted, found = words_in(source), letter + words_in(listed)
    spare = found - wanted
    lengths = sorted({len(word) for word in spare if len(word) <= _LONGEST_WORD}, reverse=True)
    return [word for word in sorted((wanted - found).elements()) if not _is_in_parts(word, spare, lengths)]


def _is_in_parts(word: str, spare: Counter[str], lengths: Sequence[int]) -> bool:
    """Whether ``word`` is made of words that are to ``spare``, which are used up by it: part of it may be hidden or a field's.
    ``lengths`` are theirs, the longest first.
    """
    if len(word) > _LONGEST_WORD:
        return False
    used: list[str] = []
    while word:
        part = next((word[:length] for length in lengths if length <= len(word) and spare[word[:length]] > 0), "")
        if not part:
            spare.update(used)
            return False
        spare[part] -= 1
        used.append(part)
        word = word[len(part) :]
    return True
