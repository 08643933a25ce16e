"""Each change that people make is told as the one change that it is, in six packets; what follows from it stands under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.making import in_memory, make
from tests.review.changes_to_tell import CASES, Case, written
from tests.review.comparing import compare_folders


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_change_is_one_group(case: Case) -> None:
    with in_memory():
        folder = Path("campaign")
        for name, tree in zip(("old", "new"), case.sides(), strict=True):
            made = make(folder / name, written(tree))
            assert made.ok, [found.message for found in made.findings if found.severity == "error"]
        found = compare_folders(folder)
    assert len(found.groups) == 1, [group.change for group in found.groups]
    group = found.groups[0]
    assert (group.change.kind, case.field or group.change.field) == (case.kind, group.change.field)
    for said, wanted in ((group.change.before, case.before), (group.change.after, case.after)):
        assert wanted is None or said == wanted
    changed = tuple([packet.id for packet in found.packets if packet.changes])
    assert tuple(sorted(group.packets)) == tuple(sorted(changed))
    if case.packets:
        assert changed == case.packets
