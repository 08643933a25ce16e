"""``signatories.csv`` as text: the contract's columns in its order, those that nobody fills left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from letterpack.formats.tables.formulas import defused
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.rows import ExportRow


def table_text(rows: Sequence[ExportRow], *, keeping: Sequence[str] = ()) -> str:
    """Return ``rows`` as CSV with a header, comma and line feed; one that reads back as the same rows, and that
    no spreadsheet runs anything of. Columns without a filled cell go, but for those of ``keeping``: that somebody was asked,
    and did not answer, is known by the column alone.
    """
    filled = {column for row in rows for column, cell in row.values.items() if cell}
    columns = [column for column in COLUMNS if column in ("organization", *keeping) or column in filled]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defused(row[column]) for column in columns] for row in rows)
    return text.getvalue()
