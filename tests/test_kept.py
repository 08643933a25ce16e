"""What memory does not hold is kept as a dictionary would keep it, and takes the memory of its cache alone."""

from __future__ import annotations

import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.errors import LetterpackError
from letterpack.kept import Kept

NAMES = st.text(st.characters(exclude_categories=()), max_size=4)


@given(st.lists(st.tuples(NAMES, st.integers()), max_size=30))
def test_what_is_kept_is_what_a_dictionary_keeps(pairs) -> None:
    kept, wanted = Kept(pairs), dict(pairs)
    assert dict(kept.items()) == wanted
    assert (len(kept), sorted(kept.values())) == (len(wanted), sorted(wanted.values()))
    assert all(name in kept and kept[name] == value for name, value in wanted.items())
    assert "never there" not in kept
    assert kept.get("never there") is None
    names = [name for name, _ in pairs]
    assert kept.repeated == tuple(sorted({name for name in names if names.count(name) > 1}))


@given(st.lists(NAMES, unique=True, max_size=30), st.lists(NAMES, unique=True, max_size=30))
def test_names_stay_in_the_order_in_which_they_came(first, later) -> None:
    kept = Kept((name, 1) for name in first)
    assert list(kept) == first
    for name in later:
        kept.add(name, 2)
    assert set(kept) == {*first, *later}
    assert [name for name in kept if name not in later] == [name for name in first if name not in later]


def test_many_values_take_no_memory() -> None:
    program = """
import resource
from letterpack.kept import Kept
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = Kept((f"{number:08}", "x" * 1_000) for number in range(100_000))
assert len(kept) == 100_000 and kept["00099999"] and sum(1 for _ in kept.items()) == 100_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    pytest.importorskip("resource")
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=Path(__file__).parents[1])
    assert int(ran.stdout) < 20_000 * (1_024 if sys.platform == "darwin" else 1)


def test_nothing_of_it_has_a_name_on_the_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    kept = Kept((str(number), "x" * 1_000) for number in range(20_000))
    assert len(kept) == 20_000
    assert not list(tmp_path.iterdir())


def test_what_is_kept_goes_to_no_other_process() -> None:
    with pytest.raises(TypeError, match="cannot go to another"):
        pickle.dumps(Kept([("a", 1)]))


def test_a_full_disk_is_told_with_a_remedy(monkeypatch) -> None:
    kept: Kept[int] = Kept()

    class Full:
        def execute(self, *_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    kept.add("a", 1)
    monkeypatch.setattr(kept, "_file", Full())
    with pytest.raises(LetterpackError, match="disk is full") as told:
        list(kept)
    assert "TMPDIR" in told.value.hint


def test_a_lookup_after_each_addition_costs_the_same_however_many_came_before() -> None:
    def steps(count: int) -> int:
        kept: Kept[int] = Kept()
        taken = 0

        def step() -> None:
            nonlocal taken
            taken += 1

        kept._file.set_progress_handler(step, 100)
        for number in range(count):
            kept.add(f"a{number}", number)
            assert f"b{number}" not in kept
        return taken

    assert steps(800) < 3 * steps(400)


def test_names_that_come_again_between_lookups_have_their_last_value_and_place() -> None:
    kept: Kept[int] = Kept()
    for number, name in enumerate("abacbdaa"):
        kept.add(name, number)
        assert kept[name] == number
    assert list(kept.items()) == [("c", 3), ("b", 4), ("d", 5), ("a", 7)]
    assert kept.repeated == ("a", "b")
