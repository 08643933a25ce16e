"""Stage 1 of 7: ``signatories.csv``, row by row."""

from __future__ import annotations

from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.tables.csv_rows import CsvTable, open_table
from letterpack.formats.tables.headers import Headings
from letterpack.world import World

SIGNATORIES_FILE: Final = "signatories.csv"
COLUMNS: Final = ("name", "title", "organization", "country", "group", "consent", "withdrawn", "email", "note")
"""The columns that a list of signatories may have."""


def open_signatories(world: World, encoding: str, report: Report) -> CsvTable | None:
    """Return the campaign's table of signatories; None where there is none, or where it cannot be read and a finding says so.

    ``encoding`` is the code page that ``letterpack.yaml`` declares, or empty.
    """
    if not is_there(world, SIGNATORIES_FILE):
        return None
    return open_table(world, SIGNATORIES_FILE, Headings(COLUMNS), encoding, report)
