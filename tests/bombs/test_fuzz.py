"""No file, however it is broken, ends in a traceback: a little of what ``python -m benchmarks.fuzz`` does for hours."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bombs.arena import Arena
from tests.bombs.fuzzing import CORPUS, SEEDS, mutated
from tests.trying import tried

KEPT = sorted(CORPUS.glob("*/*")) if CORPUS.is_dir() else []


@pytest.mark.parametrize("name", SEEDS)
def test_a_sound_file_is_taken(arena: Arena, name: str) -> None:
    seed = SEEDS[name]
    outcome = arena.run(seed.files, *seed.arguments)
    assert outcome.exit == seed.exit, outcome.said


@tried(1 / 2)
@given(name=st.sampled_from(sorted(SEEDS)), number=st.integers(0, 2**32))
def test_a_broken_file_is_told(arena: Arena, name: str, number: int) -> None:
    seed = SEEDS[name]
    outcome = arena.run(seed.with_bytes(mutated(seed.data, Random(number))), *seed.arguments)
    assert outcome.exit in (0, 1, 2), outcome.said
    assert outcome.exit == 0 or outcome.said


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_once_a_traceback_is_told(arena: Arena, path) -> None:
    seed = SEEDS[path.parent.name]
    outcome = arena.run(seed.with_bytes(path.read_bytes()), *seed.arguments)
    assert outcome.exit in (0, 1, 2), outcome.said
