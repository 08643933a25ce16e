"""Stage 1 of 7: a sheet of a workbook, read as the table that it would be saved as: a line is a row."""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import WORKBOOKS
from letterpack.formats.one_file import OneFile
from letterpack.limits import MOST_WORKBOOK_BYTES
from letterpack.model.campaign import Input
from letterpack.spans import Span
from letterpack.world import PathOutside, World


class SheetTable(NamedTuple):
    """A sheet as a world with one file, CSV under the workbook's own name; the sheet's name; the workbook and its digest."""

    world: OneFile
    sheet: str
    input: Input


def workbook_of(world: World, path: str) -> str:
    """Return the workbook that is read where the table ``path`` is not there; empty where there is none either."""
    if is_there(world, path):
        return ""
    names = (str(PurePosixPath(path).with_suffix(suffix)) for suffix in WORKBOOKS)
    return next((name for name in names if is_there(world, name)), "")


def open_sheet(world: World, path: str, wanted: str, report: Report) -> SheetTable | None:
    """Return the sheet ``wanted`` of the workbook ``path``, or its first that is not empty; None with LP186 where that fails."""
    from letterpack.formats.workbooks import read_sheet
    from letterpack.formats.workbooks.refused import Refused

    try:
        with world.open(path) as stream:
            data = stream.read(MOST_WORKBOOK_BYTES + 1)
        sheet = read_sheet(data, wanted)
    except (OSError, PathOutside, Refused) as error:
        reason = str(error) if isinstance(error, Refused) else f"cannot be read: {getattr(error, 'strerror', None) or error}"
        hint = "open it in a spreadsheet program and save the sheet as CSV UTF-8"
        report.error("LP186", Span(path), f"`{path}` {reason}", hint)
        return None
    return SheetTable(OneFile(path, sheet.csv), sheet.name, Input(path, sha256(data).hexdigest()))
