"""Stage 1 of 7: one finding for all rows of a table that have the same mistake: 435 empty addresses are one mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.values import replace

TABLES: Final = frozenset({".csv", ".xlsx", ".xlsm", ".xls", ".ods"})
FEWEST: Final = 4
"""So many findings of one kind are one; fewer are shown each at its place."""
SHOWN: Final = 5


def one_for_all(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return ``findings``, those of a table that say the same of several rows as one at the first of them."""
    kinds: dict[tuple[str, str, str, str, str], list[Diagnostic]] = {}
    for found in findings:
        kinds.setdefault((found.code, found.severity, found.message, found.hint, found.span.file), []).append(found)
    result: list[Diagnostic] = []
    for same in kinds.values():
        lines = list(dict.fromkeys(found.span.line for found in same))
        if len(lines) < FEWEST or PurePosixPath(same[0].span.file).suffix.casefold() not in TABLES:
            result += same
            continue
        named = ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
        result.append(replace(same[0], message=f"{same[0].message}, in {len(lines):,} rows: {named}"))
    return result
