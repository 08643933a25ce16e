"""Stage 2 of 7: tables that lie in the campaign's folder unread: forms whose import failed, or was forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from letterpack.campaign.odd_rows import RowsSaid, text_of
from letterpack.diagnostics import Report
from letterpack.formats.file_names import is_workbook
from letterpack.formats.tables.sheets import open_sheet
from letterpack.formats.tables.signatories import open_signatory_table, signatory_headings
from letterpack.model.campaign import CampaignRead, everybody
from letterpack.model.columns import ROWS
from letterpack.model.sources import Record
from letterpack.spans import Span
from letterpack.wording.answers import fold_answer
from letterpack.wording.commands import pasted
from letterpack.world import World

CODE: Final = "LP209"
_TABLES: Final = (".csv", ".tsv")
_MOST: Final = 20
"""Tables that are looked into."""
_FEWEST_COLUMNS: Final = 2
_KEYS: Final = ("name", "organization", "email")


def check_unread_forms(world: World, campaign: CampaignRead, report: Report) -> None:
    """Warn (LP209) of tables of people in the folder that are not read, and that name somebody who is on no list."""
    read = {each.path for each in campaign.inputs}
    said = RowsSaid(campaign.settings.imports.get(ROWS, {}), "signatory")
    names = [name for name in world.names("") if is_workbook(name) or PurePosixPath(name).suffix.casefold() in _TABLES]
    known: frozenset[str] | None = None
    for name in [each for each in names if each not in read and not said.of(each)][:_MOST]:
        rows = _rows(world, name, campaign)
        if not rows:
            continue
        if known is None:
            signatories = (*campaign.signatories, *campaign.held_back, *campaign.unnamed)
            known = _folded(getattr(each, key) for each in signatories for key in _KEYS) | _folded(
                text for each in everybody(campaign.mailing) for text in (each.name, each.organization)
            )
        strange = sum(known.isdisjoint(_folded(str(row.values.get(key, "")) for key in _KEYS)) for row in rows)
        if strange and any(not said.of(text_of(row)) for row in rows):
            message = f"`{name}` lies here unread: {len(rows):,} rows, of which {strange:,} name nobody on the lists"
            command = pasted("letterpack", "signatories", "import", name)
            hint = f"import it: {command}; or move it away, or {said.remedy(name, 'nothing')}"
            report.warning(CODE, Span(name), message, hint)


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(fold_answer, texts)))


def _rows(world: World, name: str, campaign: CampaignRead) -> list[Record]:
    """Return the rows of the table ``name``; none if it cannot be read, or is of no people."""
    silent = Report()
    sheet = open_sheet(world, name, silent) if is_workbook(name) else None
    if is_workbook(name) and sheet is None:
        return []
    inside = sheet.world if sheet else world
    headings = signatory_headings(campaign.settings.imports.get("signatories"))
    table = open_signatory_table(inside, name, headings, "" if sheet else campaign.settings.encoding, silent)
    if table is None or not {"name", "organization"}.intersection(table.columns) or len(table.columns) < _FEWEST_COLUMNS:
        return []
    return list(table.rows(inside, silent))
