"""LP316: a signatory of the sealed batch is missing
severity: error

## What

`seal.json` lists a signatory that `signatories.csv` no longer has, and no row says that it has withdrawn.

## Why

Rows get lost when a spreadsheet is sorted, filtered and exported. Anyone who signed and is not printed will ask why.

## Example

```
signatories.csv: error[LP316]: `Example Press Union` signed when the batch was sealed on 2019-10-30, and is no longer listed
  = hint: put the row back; if they withdrew, write the date into its column `withdrawn`
```

## Remedy

Put the row back. If the signatory has withdrawn, keep the row and write the date into the column `withdrawn`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.same_name import key_of, words_of
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Report
from letterpack.formats.json.seal import read_seal
from letterpack.formats.tables.signatories import SIGNATORIES_FILE, open_signatories
from letterpack.limits import MOST_NAMES_COMPARED
from letterpack.model.seal import Seal, SealedSignatory
from letterpack.spans import Span

CODE: Final = "LP316"
_LIKENESS: Final = 90.0
_PUT_BACK: Final = "put the row back; if they withdrew, write the date into its column `withdrawn`"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every sealed signatory that no row stands for."""
    seal = read_seal(sources.world, Report())
    if seal is None:
        return
    rows = _rows(sources)
    known = {key for row in rows for key in _keys(row)}
    renamed = _NamesNow(rows)
    for sealed in seal.signatories:
        if known.isdisjoint(_keys(sealed)):
            yield _finding(sealed, seal, renamed)


def _rows(sources: Sources) -> tuple[SealedSignatory, ...]:
    """All rows of the table, those of the withdrawn too."""
    settings = sources.campaign.settings
    table = open_signatories(sources.world, settings.encoding, Report(), settings.imports.get("signatories"))
    if table is None:
        return ()
    rows = [record.values for record in table.rows(sources.world, Report())]
    return tuple(SealedSignatory(str(row.get("name", "")), str(row.get("organization", ""))) for row in rows)


def _keys(row: SealedSignatory) -> tuple[tuple[str, str], ...]:
    """By organisation, whoever signs for it; a person without one by name."""
    if row.organization:
        return (("organization", key_of(row.organization)),)
    return (("name", key_of(row.name)),)


class _NamesNow:
    """Finds what a sealed name is called now, among the names in the table. So many of them are compared with so many that are
    gone: of a list that is all another, nobody asks who was renamed.
    """

    def __init__(self, rows: tuple[SealedSignatory, ...]) -> None:
        self._names = tuple([row.organization or row.name for row in rows])
        self._words: tuple[str, ...] = ()
        self._compared = 0

    def now(self, called: str) -> str:
        """Return the name in the table that ``called`` may have become; empty where there is none."""
        from rapidfuzz.fuzz import token_sort_ratio
        from rapidfuzz.process import extractOne

        self._compared += len(self._names)
        if self._compared > MOST_NAMES_COMPARED:
            return ""
        self._words = self._words or tuple([" ".join(words_of(name)) for name in self._names])
        found = extractOne(" ".join(words_of(called)), self._words, scorer=token_sort_ratio, score_cutoff=_LIKENESS)
        return self._names[found[2]] if found else ""


def _finding(sealed: SealedSignatory, seal: Seal, renamed: _NamesNow) -> Diagnostic:
    called = sealed.organization or sealed.name
    if now := renamed.now(called):
        message = f"`{now}` was `{called}` when the batch was sealed on {seal.on}"
        hint = "if the spelling was corrected, seal again; else put the row back"
        return Diagnostic(CODE, "warning", message, Span(SIGNATORIES_FILE), hint)
    message = f"`{called}` signed when the batch was sealed on {seal.on}, and is no longer listed"
    return Diagnostic(CODE, "error", message, Span(SIGNATORIES_FILE), _PUT_BACK)
