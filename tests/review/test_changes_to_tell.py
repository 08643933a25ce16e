"""Each change that people make is told as the one change that it is, in six packets; what follows from it stands under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.stores.memory import MemoryStore
from tests.build.making import in_memory, make
from tests.review.changes_to_tell import CASES, COPIES, Case, base, written
from tests.review.comparing import compare_folders

OLD, NEW = Path("campaign/old"), Path("campaign/new")


@pytest.fixture(scope="module")
def before() -> MemoryStore:
    """The batch that most changes begin with, built once and only read."""
    store = MemoryStore("old")
    with in_memory({OLD: store}):
        assert make(OLD, written(base())).ok
    return store


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_change_is_one_group(case: Case, before: MemoryStore) -> None:
    old, new = case.sides()
    with in_memory({} if case.start else {OLD: before}):
        for path, tree in ((OLD, old), (NEW, new))[0 if case.start else 1 :]:
            made = make(path, written(tree))
            assert made.ok, [found.message for found in made.findings if found.severity == "error"]
        found = compare_folders(OLD.parent)
    assert len(found.groups) == 1, [group.change for group in found.groups]
    group = found.groups[0]
    assert (group.change.kind, case.field or group.change.field) == (case.kind, group.change.field)
    for said, wanted in ((group.change.before, case.before), (group.change.after, case.after)):
        assert wanted is None or said == wanted
    changed = tuple([packet.id for packet in found.packets if packet.changes])
    assert tuple(sorted(group.packets)) == tuple(sorted(changed))
    if case.packets:
        assert changed == case.packets


@pytest.mark.parametrize("case", COPIES, ids=lambda case: case.name)
def test_a_copy_of_another_letter_changes_the_letters_that_name_it(case: Case, before: MemoryStore) -> None:
    _, new = case.sides()
    with in_memory({OLD: before}):
        assert make(NEW, written(new)).ok
        found = compare_folders(OLD.parent)
    told = [(group.change.kind, group.change.field) for group in found.groups]
    assert (case.kind, case.field) in told and len(told) <= 4
    assert {id for group in found.groups for id in group.packets} == {packet.id for packet in found.packets if packet.changes}
