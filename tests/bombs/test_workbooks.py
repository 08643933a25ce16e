"""No workbook takes the machine down, and none that only looks like a bomb is refused."""

from __future__ import annotations

import pytest

from tests.bombs.arena import MOST_CPU_S, Arena
from tests.bombs.texts import letter
from tests.bombs.workbooks import NAMES, SOUND, UNDERSTOOD, WORKBOOKS, cell, row, xlsx

MOST_UNDERSTOOD_MB = 250
"""For 20,000 rows beside a program of 100 MB: the 50,000 that a list may have then take less than the arena allows."""


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_told(arena: Arena, name: str) -> None:
    file, make = WORKBOOKS[name]
    outcome = arena.run({**letter("Text."), file: make()}, "signatories", "import", file)
    assert outcome.exit == 1, outcome
    assert outcome.codes & {"LP186", "LP185", "LP126"}, outcome.said
    assert outcome.said.startswith(file)
    assert "hint: " in outcome.said


@pytest.mark.parametrize("name", SOUND)
def test_a_workbook_as_programs_write_it_is_taken(arena: Arena, name: str) -> None:
    file, make = SOUND[name]
    outcome = arena.run({**letter("Text."), file: make()}, "signatories", "import", file)
    assert outcome.exit == 0, outcome
    assert "1 new" in outcome.said


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_list_of_rows_that_are_alike_or_wrong_ends(arena: Arena, name: str) -> None:
    file, make = UNDERSTOOD[name]
    outcome = arena.run({**letter("Text."), file: make()}, "signatories", "import", file)
    assert outcome.exit in (0, 1), outcome
    assert outcome.cpu_s < MOST_CPU_S / 4, "the square of a list of twice the rows would cost all that there is"
    assert outcome.peak_mb < MOST_UNDERSTOOD_MB
    assert len(outcome.said) < 400_000


def test_countries_that_there_are_not_are_told_with_hints_until_too_many_rows_are_wrong(arena: Arena) -> None:
    rows = [row(at, cell(f"A{at}", f"N{at}"), cell(f"B{at}", "1 Road"), cell(f"C{at}", f"Landia{at}")) for at in range(2, 12_000)]
    head = row(1, cell("A1", "name"), cell("B1", "address"), cell("C1", "country"))
    outcome = arena.run({**letter("Text."), "form.xlsx": xlsx(head + "".join(rows))}, "addressees", "import", "form.xlsx")
    assert (outcome.exit, outcome.codes) == (1, {"LP113", "LP158"})


def test_the_first_sheet_with_rows_is_taken(arena: Arena) -> None:
    outcome = arena.run({**letter("Text."), "form.xlsx": xlsx("", NAMES)}, "signatories", "import", "form.xlsx")
    assert "sheet `S2`" in outcome.said
    outcome = arena.run({**letter("Text."), "form.xlsx": xlsx("", NAMES)}, "signatories", "import", "form.xlsx", "--sheet", "S9")
    assert (outcome.exit, outcome.codes) == (1, {"LP186"})
