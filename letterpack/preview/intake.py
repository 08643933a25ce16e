"""A spreadsheet from the browser becomes a list of the campaign, after its writer has seen what was understood of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import letterpack
from letterpack.render.import_table import addressee_lines, import_lines

SUFFIXES: Final = frozenset({"csv", "tsv", "xlsx", "xls", "xlsb", "ods"})
"""Of files that an import reads. Nothing else of a file's name is used."""


class ImportAsked(NamedTuple):
    """What is to be imported, and how: into which list, and whether the rows that are there stay.

    ``seen`` is the digest of the list that the writer saw; None where they only look.
    """

    data: bytes
    suffix: str
    into: str
    merge: bool
    seen: str | None


class _List(NamedTuple):
    name: str
    read: Callable[..., Any]
    lines: Callable[..., Iterator[str]]


LISTS: Final = {
    "signatories": _List("signatories.csv", letterpack.import_signatories, import_lines),
    "addressees": _List("addressees.csv", letterpack.import_addressees, addressee_lines),
}


def take(campaign: letterpack.Campaign, asked: ImportAsked) -> dict[str, Any]:
    """Return what was understood; write it where the list is still the one that was seen. Raises ``LetterpackError``."""
    into = LISTS[asked.into]
    now = letterpack.read_source(campaign, into.name).sha256
    if asked.seen is not None and asked.seen != now:
        raise letterpack.SourceChanged(f"`{into.name}` changed since you looked", "look again, and write it then")
    with TemporaryDirectory(prefix="letterpack-import-") as folder:
        file = Path(folder) / f"list.{asked.suffix}"
        file.write_bytes(asked.data)
        result = into.read(file, campaign, merge=asked.merge, write=asked.seen is not None)
    lines = list(into.lines(result.imported, into.name, written=asked.seen is not None)) if result.ok else []
    return {"ok": result.ok, "lines": lines, "sha256": now, "findings": [found.to_dict() for found in result.findings]}
