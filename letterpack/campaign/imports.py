"""Stage 2 of 7: what columns of lists mean, as ``letterpack.yaml`` says under ``import``, and as options say it.

A column's value is a name of the contract, a part of a name or an address, ``not consent``, or ``nothing``. ``{nothing: WHY}``
says why a column is left out, ``{consent: {TEXT: yes}}`` what cells of it answer. Under ``rows`` stands what odd rows are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.tables import addressees, signatories
from letterpack.formats.tables.headers import ADDRESS_PARTS, fold
from letterpack.model.columns import NAME_PARTS, NOT_CONSENT, NOTHING, ROWS, Meaning, Meanings
from letterpack.model.sources import Places, SourceValue
from letterpack.wording.answers import read_answers

KEY: Final = "import"
MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "signatories": (*signatories.COLUMNS, NOT_CONSENT, *NAME_PARTS, NOTHING),
    "addressees": (*addressees.COLUMNS, *NAME_PARTS, *ADDRESS_PARTS, NOTHING),
    ROWS: ("signatory", "addressee", NOTHING),
}
"""What columns of each list may mean; and rows that are unlike the others, comments and sheets, by their texts."""
_HINT: Final = "write `Header: name`, `Header: {nothing: why}` or `Header: {consent: {what a cell says: yes}}`"


def read_imports(values: Mapping[str, SourceValue], places: Places, report: Report) -> Mapping[str, Meanings]:
    """Return what ``import`` in ``values`` says of the columns of each list."""
    given = values.get(KEY)
    if not given:
        return {}
    if not isinstance(given, dict):
        report.error("LP152", places.span(KEY), f"`{KEY}` is a mapping of lists to columns", "write `signatories:` below it")
        return {}
    found: dict[str, Meanings] = {}
    for name, columns in given.items():
        if name not in MEANINGS:
            hint = did_you_mean(name, MEANINGS, f"the keys are {', '.join(MEANINGS)}")
            report.error("LP151", places.key(KEY, name), f"the key `{name}` is not known here", hint)
        elif isinstance(columns, dict):
            each = {header: _meaning(name, header, value, places, report) for header, value in columns.items()}
            found[name] = {header: meaning for header, meaning in each.items() if meaning}
        elif columns:
            report.error("LP152", places.span(KEY, name), f"`{name}` is a mapping of headers to what they mean", _HINT)
    return found


def meaning_of(name: str, text: str) -> Meaning | None:
    """Return what ``text``, such as ``not consent`` or ``nothing: why``, says of a column of the list ``name``; None where it
    says nothing known. An empty text leaves the column out.
    """
    column, _, reason = text.partition(":")
    found = _column(name, column) if column.strip() else NOTHING
    if found is None and name == "addressees" and text.strip().startswith("fields."):
        return Meaning(text.strip())
    return Meaning(found, reason.strip()) if found and (found == NOTHING or not reason.strip()) else None


def _column(name: str, text: str) -> str | None:
    return next((column for column in MEANINGS[name] if fold(column) == fold(text)), None)


def _meaning(name: str, header: str, value: SourceValue, places: Places, report: Report) -> Meaning | None:
    at = (KEY, name, header)
    if isinstance(value, str):
        found = meaning_of(name, value)
        if found is None:
            hint = did_you_mean(value, MEANINGS[name], f"choose one of {', '.join(MEANINGS[name])}")
            report.error("LP159", places.span(*at), f"`{value}` is not a choice for `{header}`", hint)
        return found
    if isinstance(value, dict) and len(value) == 1:
        ((column, said),) = value.items()
        found = meaning_of(name, column)
        if found and found.column == NOTHING and isinstance(said, str) and said.strip():
            return Meaning(NOTHING, said.strip())
        if found and isinstance(said, dict):
            return Meaning(found.column, answers=_answers(said, (*at, column), places, report))
    report.error("LP152", places.span(*at), f"what `{header}` means is not understood", _HINT)
    return None


def _answers(said: Mapping[str, SourceValue], at: tuple[str, ...], places: Places, report: Report) -> dict[str, str]:
    answers: dict[str, str] = {}
    for cell, value in said.items():
        answer = read_answers({value})[value] if isinstance(value, str) else None
        if answer:
            answers[cell] = answer
        else:
            report.error("LP159", places.span(*at, cell), f"what `{cell}` answers is not understood", "write yes or no")
    return answers
