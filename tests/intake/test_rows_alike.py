"""Rows that may be one signatory are found among as many of one name as there may be: looked up, and not each with each."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from letterpack.campaign.odd_rows import RowsSaid
from letterpack.checks.evidence.who_signs import NameCounts, likeness, likeness_behind_mail, signer_of
from letterpack.checks.rules.duplicates import identities
from letterpack.diagnostics import Report
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories import rows as imported_rows
from letterpack.intake.signatories.rows import ExportRow, add_rows
from letterpack.model.campaign import Signatory
from letterpack.spans import Span

MANY: dict[str, Callable[[int], dict[str, str]]] = {
    "own addresses": lambda at: {"name": f"Ada Sample{at % 5}", "email": f"a{at}@example.org"},
    "other titles": lambda at: {"name": "Ada Sample", "title": f"Title {at}"},
    "other titles, withdrawn": lambda at: {"name": "Ada Sample", "title": f"Title {at}", "withdrawn": "yes"},
    "other countries": lambda at: {"organization": "Example Union", "country": f"Land {at}"},
    "one address": lambda at: {"name": f"N{at} M{at}", "organization": "Example Union", "email": "info@example.org"},
}
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


@pytest.mark.parametrize("kind", MANY)
@pytest.mark.parametrize("merged", [False, True])
def test_rows_of_one_name_are_not_compared_each_with_each(kind: str, merged: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def counted(*given: object) -> str:
        called.append(given)
        return likeness(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(imported_rows, "likeness", counted)
    rows = [exported(MANY[kind](at), at + 2) for at in range(400)]
    before = rows[:200] if merged else []
    add_rows(before, rows[len(before) :], NOTHING_SAID, Report())
    assert len(called) <= 4 * len(rows)


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
