"""Rows that may be one signatory are found by what they share."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from letterpack.campaign.odd_rows import RowsSaid
from letterpack.checks.evidence.who_signs import NameCounts, likeness, likeness_behind_mail, signer_of
from letterpack.checks.rules.duplicates import identities
from letterpack.diagnostics import Report
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories.rows import ExportRow, add_rows
from letterpack.model.campaign import Signatory
from letterpack.spans import Span

NOTHING_SAID = RowsSaid({}, "signatory")
CELLS = {
    "name": ["Ada Sample", "AdaSample", "Sample Ada", "Bo Maria Sample", "Cic", "王小明", "王 小明", ""],
    "organization": ["", "", "Example Union", "Example Union Ltd", "Forum"],
    "title": ["", "", "Editor", "Editor and publisher", "Dr"],
    "country": ["", "", "US", "DE"],
    "email": ["", "", "a@example.org", "A@example.org", "b@example.org"],
}


@dataclass(frozen=True)
class Line:
    """A row's place in the form."""

    line: int
    offset_bytes: int = 0
    raw: str = ""

    def span(self, *_: str | int) -> Span:
        return Span("form.csv", self.line)

    key = span


def exported(values: dict[str, str], line: int) -> ExportRow:
    return ExportRow({column: text for column, text in values.items() if text}, Line(line))


@pytest.mark.parametrize("seed", range(30))
def test_the_rows_looked_up_are_those_that_comparing_each_with_each_finds(seed: int) -> None:
    chance = random.Random(seed)
    names = chance.sample(CELLS["name"], chance.choice([1, 2, 5]))
    made = [{**{key: chance.choice(CELLS[key]) for key in CELLS}, "name": chance.choice(names)} for _ in range(60)]
    rows = [exported(each, at + 2) for at, each in enumerate(made) if each["name"] or each["organization"]]
    near = add_rows((), rows, NOTHING_SAID, Report()).near
    expected = [(rows[first], rows[at]) for at in range(len(rows)) if (first := _first_alike(rows, at)) is not None]
    assert list(near[: len(expected)]) == expected


def _first_alike(rows: list[ExportRow], at: int) -> int | None:
    signatories = [Signatory(**{column: row[column] for column in COLUMNS}, origin=row.origin) for row in rows]
    signers = [signer_of(each) for each in signatories]
    counts = NameCounts(signers)
    who, *mails = identities(signatories[at])
    for first in range(at):
        if identities(signatories[first])[0] == who and likeness(signers[first], signers[at], counts) != "two":
            return first
    for key in mails:
        for first in range(at):
            if key in identities(signatories[first]) and (likeness_behind_mail(rows[first]["name"], rows[at]["name"]) != "two"):
                return first
    return None


@pytest.mark.parametrize(("name", "is_added"), [("Bo Roe", True), ("A. Roe", False), ("", False)])
def test_a_relative_behind_one_e_mail_address_is_added_and_shown(name: str, is_added: bool) -> None:
    """Who is taken for somebody who already signed is lost."""
    said = {"organization": "Union", "email": "office@example.org"}
    before, new = (exported({**said, "name": each}, at) for at, each in ((2, "Ada Roe"), (3, name)))
    found = add_rows([before], [new], NOTHING_SAID, Report())
    assert (found.added, found.near) == (((new,), ((before, new),)) if is_added else ((), ()))
