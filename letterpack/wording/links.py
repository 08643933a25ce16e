"""Links on paper: where nothing can be clicked, the address a link leads to stands behind its text, or in a note at the foot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Final

from letterpack.model.letter import CALL, Block, Footnote, Paragraph, Run, Runs
from letterpack.model.numbering import with_texts
from letterpack.spans import Span

_NOTE: Final = "address of "
"""Begins the label of a note that says where a link leads; no author's label has a space."""


def spelled(runs: Runs) -> Runs:
    """Return ``runs`` without links, each one's address in parentheses behind its text unless the text says it already."""
    made: list[Run] = []
    groups = [list(group) for _, group in groupby(runs, lambda run: run.link)]
    for linked, behind in zip(groups, [*groups[1:], []], strict=True):
        made.extend(replace(run, link=None) if run.link and not run.note else run for run in linked)
        if _is_silent(linked) and not any(map(_is_noted, behind[:1])):
            made.append(Run(f" ({_shown(linked[0].link or '')})", linked[-1].style))
    return tuple(made)


def noted(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return ``blocks`` with a note behind each link that says its address, one for all links to it, unless the link's text does;
    links in notes are left. A block without links is the same object.
    """
    known: dict[str, Footnote] = {}
    return tuple([with_texts(block, partial(_with_notes, known, block.span)) for block in blocks])


def _with_notes(known: dict[str, Footnote], span: Span, runs: Runs) -> Runs:
    return tuple(_noted(known, span, runs)) if any(run.link for run in runs) else runs


def _noted(known: dict[str, Footnote], span: Span, runs: Runs) -> Iterator[Run]:
    for link, group in groupby(runs, lambda run: run.link):
        linked = list(group)
        yield from linked
        if link and _is_silent(linked):
            note = Footnote(f"{_NOTE}{link}", (Paragraph((Run(_shown(link)),), span),), span)
            yield Run("", note=known.setdefault(link, note), when=linked[-1].when)


def _is_noted(run: Run) -> bool:
    return run.note is not None and run.note.label.startswith(_NOTE)


def _is_silent(linked: list[Run]) -> bool:
    """Whether runs of one link lead out of the letter and do not say where."""
    link = linked[0].link
    return bool(link) and not str(link).startswith(CALL) and not _says("".join([run.text for run in linked]), str(link))


def _shown(link: str) -> str:
    """Return an address as a person types it: without the scheme that every browser and mail program adds."""
    return link.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").removesuffix("/")


def _says(text: str, link: str) -> bool:
    return _shown(link).casefold() in text.casefold()
