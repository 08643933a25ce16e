"""``reviewed.json``: the marks that reviewers set in the report of ``diff`` and exported from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

VERSION: Final = 1


class NoMarks(ValueError):
    """The file holds no exported marks that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Packets of which every change was looked at, and those that differ and of which not all were: digest of the PDF by id."""

    reviewed: Mapping[str, str]
    open: Mapping[str, str]


def read_reviewed(data: bytes) -> Reviewed:
    """Return the marks in ``data``. Raises ``NoMarks``."""
    try:
        said = json.loads(data)
        if said["review_version"] != VERSION:
            raise NoMarks(f"it is of version {said['review_version']}, but this letterpack reads version {VERSION}")
        return Reviewed(_rows(said["reviewed"]), _rows(said["open"]))
    except NoMarks:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoMarks("it is not what the report's “Export reviewed marks” saves") from error


def _rows(rows: object) -> dict[str, str]:
    if not isinstance(rows, list):
        raise TypeError("a list is missing")
    return {str(row["packet"]): str(row["sha256"]) for row in rows}
