"""The campaign's lists as JSON for the page, and what the page asks to change in them.

A spreadsheet from the browser becomes a list of the campaign, a document its letter: after their writer has seen what was
understood of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from msgspec import Struct

import letterpack
from letterpack.render.imports import addressee_lines, import_lines, letter_lines
from letterpack.render.words import Voice
from letterpack.temporary import private_folder

SUFFIXES: Final = frozenset({"csv", "tsv", "xlsx", "xls", "xlsb", "ods"})
"""Of files that an import of a list reads. Nothing else of a file's name is used."""
LETTERS: Final = frozenset({"docx", "doc", "odt", "html", "htm", "rtf", "txt", "md"})
"""Of files that an import of a letter reads."""
LETTER: Final = "letter"
DECISIONS: Final = {
    (changes, comments): letterpack.LetterDecisions(changes, comments)
    for changes in ("", "accept", "reject")
    for comments in ("", "drop", "keep")
}
"""What can be decided of a letter's changes and comments; empty where nobody has decided."""

Edit: TypeAlias = letterpack.SetCell | letterpack.AddRow | letterpack.DeleteRow | letterpack.AddColumn

_EDITS: Final[dict[str, tuple[Callable[..., Edit], dict[str, type]]]] = {
    "set": (letterpack.SetCell, {"row": int, "column": int, "text": str}),
    "add": (letterpack.AddRow, {"at": int, "cells": list}),
    "delete": (letterpack.DeleteRow, {"row": int}),
    "column": (letterpack.AddColumn, {"name": str}),
}
"""What may be asked for by name, with the types of what it takes."""


class ImportAsked(Struct, frozen=True):
    """What is to be imported, and how: into which list, and whether the rows that are there stay.

    ``seen`` is the digest of the file that the writer saw; None where they only look. ``decisions`` say what happens to the
    changes and comments of a letter, ``voice`` how the page says what was understood.
    """

    data: bytes
    suffix: str
    into: str
    merge: bool
    seen: str | None
    decisions: letterpack.LetterDecisions
    voice: Voice


class _List(Struct, frozen=True):
    name: str
    read: Callable[..., Any]
    lines: Callable[..., Iterator[str]]


LISTS: Final = {
    "signatories": _List("signatories.csv", letterpack.import_signatories, import_lines),
    "addressees": _List("addressees.csv", letterpack.import_addressees, addressee_lines),
}


def take(campaign: letterpack.Campaign, asked: ImportAsked) -> dict[str, Any]:
    """Return what was understood; write it where the list is still the one that was seen. Raises ``LetterpackError``."""
    if asked.into == LETTER:
        return _take_letter(campaign, asked)
    into = LISTS[asked.into]
    now = _unchanged(campaign, into.name, asked.seen)
    with private_folder() as folder:
        file = folder / f"list.{asked.suffix}"
        file.write_bytes(asked.data)
        result = into.read(file, campaign, merge=asked.merge, write=asked.seen is not None)
    shown = into.lines(result.imported, into.name, written=asked.seen is not None, voice=asked.voice) if result.ok else ()
    lines = list(shown)
    return {"ok": result.ok, "lines": lines, "sha256": now, "findings": [found.to_dict() for found in result.findings]}


def _take_letter(campaign: letterpack.Campaign, asked: ImportAsked) -> dict[str, Any]:
    now = _unchanged(campaign, "letter.md", asked.seen)
    is_written = asked.seen is not None
    with private_folder() as folder:
        file = folder / f"letter.{asked.suffix}"
        file.write_bytes(asked.data)
        result = letterpack.import_letter(file, campaign, decisions=asked.decisions, replace=True, write=is_written)
    lines: list[str] = []
    if result.imported:
        lines = [
            *letter_lines(result.imported, "letter.md", result.replaced, written=is_written, voice=asked.voice),
            "",
            *result.imported.text.splitlines(),
        ]
    return {"ok": result.ok, "lines": lines, "sha256": now, "findings": [found.to_dict() for found in result.findings]}


def _unchanged(campaign: letterpack.Campaign, name: str, seen: str | None) -> str:
    """Return the digest of a file that is to be replaced. Raises ``SourceChanged`` where it is not what its writer saw."""
    now = letterpack.read_source(campaign, name).sha256
    if seen is not None and seen != now:
        raise letterpack.SourceChanged(f"`{name}` changed since you looked", "look again, and write it then")
    return now


def told(table: letterpack.SourceTable) -> dict[str, Any]:
    """Return a table as the page gets it: of each row its line, its cells, their places, and which cannot be changed."""
    grid = table.grid
    return {
        "name": table.name,
        "sha256": table.sha256,
        "why": table.why,
        "columns": list(grid.columns) if grid else None,
        "rows": [[row.line, row.cells, row.places, sorted(row.fixed)] for row in grid.rows] if grid else [],
    }


def edits_of(asked: object) -> list[Edit] | None:
    """Return the changes that the page asks for; None where that makes no sense."""
    if not isinstance(asked, list) or not all(isinstance(each, dict) for each in asked):
        return None
    found = [made for each in asked if (made := _edit(each)) is not None]
    return found if len(found) == len(asked) else None


def _edit(asked: dict[str, Any]) -> Edit | None:
    make, takes = _EDITS.get(str(asked.get("do")), (None, {}))
    told_types = {name: type(asked.get(name)) for name in takes}
    if make is None or told_types != takes:
        return None
    values = {name: tuple(asked[name]) if kind is list else asked[name] for name, kind in takes.items()}
    if not all(isinstance(cell, str) for cell in values.get("cells", ())):
        return None
    return make(**values)
