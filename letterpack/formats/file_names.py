"""Stage 1 of 7: files whose names are nearly those of a campaign's sources, and that a build would pass over."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from letterpack.diagnostics import Report
from letterpack.spans import Span
from letterpack.world import World

_LIKE: Final = {
    ".csv": r"\.(?:csv|tsv)",
    ".yaml": r"\.ya?ml",
    ".jsonl": r"\.(?:jsonl|ndjson)",
    ".md": r"(?:\.md|\.markdown)?",
}
"""What else a kind of file is called."""
_COPY: Final = r"(?: ?\(\d+\)| - .+)?"
"""What browsers add to a second download, ``list (1).csv``, and spreadsheets on the web to the name, ``list - Sheet1.csv``."""
WORKBOOKS: Final = (".xlsx", ".ods", ".xlsm", ".xlsb", ".xls")
"""How files of workbooks end."""
LINE_BREAK: Final = "\v"
"""Stands for a line break inside a cell of a workbook's sheet, so that a row of it is a line of CSV."""
_WORKBOOK: Final = r"\.(?:xlsx|xlsm|xls|ods)"


def is_workbook(path: str) -> bool:
    """Whether ``path`` is called as workbooks are."""
    return PurePosixPath(path).suffix.casefold() in WORKBOOKS


def nearly_named(world: World, path: str) -> str:
    """Return the name of a file that was probably meant to be ``path``, which is not there; empty where there is none."""
    return _first(world, path, f"{_LIKE[PurePosixPath(path).suffix]}(?:\\.txt)?")


def workbook_named(world: World, path: str) -> str:
    """Return the name of a workbook that is called as ``path``; empty where there is none."""
    return _first(world, path, _WORKBOOK)


def report_misnamed(world: World, path: str, report: Report) -> None:
    """Report (LP112) a file that was probably meant to be ``path``, which is not there."""
    name = nearly_named(world, path)
    if name:
        hint = f"rename it to {path}, or move it out of the campaign's folder"
        report.error("LP112", Span(name), f"`{name}` is not read: the name must be `{path}`", hint)


def _first(world: World, path: str, suffix: str) -> str:
    pattern = re.compile(re.escape(PurePosixPath(path).stem) + _COPY + suffix, re.IGNORECASE)
    return next((name for name in world.names("") if name != path and pattern.fullmatch(name)), "")
