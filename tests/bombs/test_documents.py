"""No document takes the machine down when its letter is imported: it is taken, or told with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.bombs.arena import Arena, Outcome
from tests.bombs.documents import CHANGED, DEEP, REFUSED, TAKEN
from tests.bombs.test_texts import WORTH_MEASURING_S
from tests.bombs.texts import letter
from tests.trying import WIDE


def imported(arena: Arena, file: str, data: bytes, *options: str) -> Outcome:
    files: Mapping[str, bytes | str] = {**letter("Text."), file: data}
    outcome = arena.run(files, "letter", "import", file, "--replace", *options)
    assert outcome.exit in (0, 1), outcome
    assert outcome.exit == 0 or "hint: " in outcome.said, outcome.said
    assert len(outcome.said) < max(2 * len(data), 450_000)
    return outcome


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_document_is_told(arena: Arena, name: str) -> None:
    file, make = REFUSED[name]
    assert imported(arena, file, make(), "--comments", "drop", "--changes", "accept").codes == {"LP118"}


@pytest.mark.parametrize("name", TAKEN)
def test_a_document_that_only_looks_like_a_bomb_is_taken(arena: Arena, name: str) -> None:
    file, make = TAKEN[name]
    outcome = imported(arena, file, make())
    assert outcome.exit == 0 or outcome.codes == {"LP118"}, outcome.said


WAYS = ("accept", "reject", "")
DECIDED = [(name, way) for at, name in enumerate(CHANGED) for way in (WAYS if WIDE else WAYS[at % 3 :][:1])]
"""Each of many changes in each way; on a change of the project, each in one, and each way with one at least."""


@pytest.mark.parametrize(("name", "changes"), DECIDED)
def test_changes_are_decided_or_told(arena: Arena, name: str, changes: str) -> None:
    file, make = CHANGED[name]
    outcome = imported(arena, file, make(), *(["--changes", changes] if changes else []))
    assert outcome.codes == (set() if outcome.exit == 0 else {"LP118"} if changes else {"LP114"})


@pytest.mark.parametrize("name", DEEP)
def test_depth_costs_no_more_than_width(arena: Arena, name: str) -> None:
    """Whoever hands each text up through all that is around it needs 200 times as much here."""
    file, make = DEEP[name]
    deep = imported(arena, file, make(200))
    if deep.cpu_s > WORTH_MEASURING_S:
        assert deep.cpu_s < 3 * imported(arena, file, make(1)).cpu_s
