"""No Parquet file takes the machine down, and each that is refused is told why."""

from __future__ import annotations

import pytest

from tests.bombs.arena import Arena, Outcome
from tests.bombs.parquets import OF_OTHER_KINDS, REFUSED, SOUND, of, packed
from tests.bombs.texts import letter

pytest.importorskip("pyarrow")


def built(arena: Arena, data: bytes, text: str = "Text.") -> Outcome:
    return arena.run({**letter(text), "signatories.csv": "name\nAnn Example\n", "addressees.parquet": data}, "build")


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_told(arena: Arena, name: str) -> None:
    said, make = REFUSED[name]
    outcome = built(arena, make())
    assert (outcome.exit, outcome.codes) == (1, {"LP198"}), outcome
    assert said in outcome.said, outcome.said
    assert outcome.said.startswith("addressees.parquet:3:" if name == "no text" else "addressees.parquet: ")
    assert "hint: " in outcome.said


@pytest.mark.parametrize("name", OF_OTHER_KINDS)
def test_a_column_that_holds_no_text_is_told(arena: Arena, name: str) -> None:
    kind, make = OF_OTHER_KINDS[name]
    outcome = built(arena, make())
    assert (outcome.exit, outcome.codes) == (1, {"LP199"}), outcome
    assert f"addressees.parquet:1:25: error[LP199]: the column `fields.x` contains {kind}" in outcome.said


@pytest.mark.parametrize("name", SOUND)
def test_a_file_as_programs_write_it_is_taken(arena: Arena, name: str) -> None:
    outcome = built(arena, SOUND[name]())
    assert outcome.exit == 0, outcome
    assert "minister" in outcome.said or "a-0" in outcome.said


def test_two_columns_of_one_name_are_told(arena: Arena) -> None:
    twice = packed({"title": ["A"], "address": ["B"], "Title": ["C"]})
    outcome = built(arena, twice)
    assert (outcome.exit, outcome.codes) == (1, {"LP124"}), outcome
    assert "addressees.parquet:1:" in outcome.said


def test_a_row_is_told_by_its_number(arena: Arena) -> None:
    outcome = built(arena, of(["x", "y\x07"]))
    assert outcome.exit == 1
    assert "addressees.parquet:3:" in outcome.said and '3 | "a-1","Minister","1 Sample Street' in outcome.said
