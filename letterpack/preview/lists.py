"""The campaign's lists as JSON for the page, and what the page asks to change in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import letterpack

Edit: TypeAlias = letterpack.SetCell | letterpack.AddRow | letterpack.DeleteRow | letterpack.AddColumn

_EDITS: Final[dict[str, tuple[Callable[..., Edit], dict[str, type]]]] = {
    "set": (letterpack.SetCell, {"row": int, "column": int, "text": str}),
    "add": (letterpack.AddRow, {"at": int, "cells": list}),
    "delete": (letterpack.DeleteRow, {"row": int}),
    "column": (letterpack.AddColumn, {"name": str}),
}
"""What may be asked for by name, with the types of what it takes."""


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
