"""Links on paper: where nothing can be clicked, the address a link leads to stands behind its text."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from letterpack.model.letter import CALL, Run, Runs


def spelled(runs: Runs) -> Runs:
    """Return ``runs`` without links, each one's address in parentheses behind its text unless the text says it already."""
    made: list[Run] = []
    for link, group in groupby(runs, lambda run: run.link):
        linked = list(group)
        made.extend(replace(run, link=None) if run.link and not run.note else run for run in linked)
        if link and not link.startswith(CALL) and not _says("".join([run.text for run in linked]), link):
            made.append(Run(f" ({_shown(link)})", linked[-1].style))
    return tuple(made)


def _shown(link: str) -> str:
    """Return an address as a person types it: without the scheme that every browser and mail program adds."""
    return link.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").removesuffix("/")


def _says(text: str, link: str) -> bool:
    return _shown(link).casefold() in text.casefold()
