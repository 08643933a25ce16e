"""Forms, imported without a folder: a text, as bytes or words, becomes rows and findings."""

from __future__ import annotations

import csv
import io

from letterpack.campaign.imports import meaning_of
from letterpack.diagnostics import Report
from letterpack.intake.signatories import Imported, import_form
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.model.columns import Meaning
from tests.checks.sources import Dict


def take(
    form: str | bytes, standing: str = "", merge: bool = False, name: str = "form.csv", **columns: str
) -> tuple[Imported | None, Report]:
    report = Report()
    files: dict[str, str | bytes] = {"signatories.csv": standing} if standing else {}
    opened = open_form(Dict({name: form}), name, Said(meanings(columns), {}), report)
    return (import_form(Dict(files), opened, report, merge=merge) if opened else None), report


def meanings(columns: dict[str, str]) -> dict[str, Meaning]:
    found = {header: meaning_of("signatories", text) for header, text in columns.items()}
    assert None not in found.values()
    return {header: meaning for header, meaning in found.items() if meaning}


def rows(imported: Imported | None) -> list[dict[str, str]]:
    assert imported is not None
    return list(csv.DictReader(io.StringIO(imported.text)))
