"""No workbook takes the machine down, and none that only looks like a bomb is refused."""

from __future__ import annotations

import pytest

from tests.bombs.arena import Arena
from tests.bombs.texts import letter
from tests.bombs.workbooks import NAMES, SOUND, WORKBOOKS, xlsx


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


def test_the_first_sheet_with_rows_is_taken(arena: Arena) -> None:
    outcome = arena.run({**letter("Text."), "form.xlsx": xlsx("", NAMES)}, "signatories", "import", "form.xlsx")
    assert "sheet `S2`" in outcome.said
    outcome = arena.run({**letter("Text."), "form.xlsx": xlsx("", NAMES)}, "signatories", "import", "form.xlsx", "--sheet", "S9")
    assert (outcome.exit, outcome.codes) == (1, {"LP186"})
