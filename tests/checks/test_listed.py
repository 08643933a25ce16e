"""Names of a large batch: compared in the order in which both sides have them, and kept in a file where they are many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.checks.inputs import others
from letterpack.pipeline.inspect import batch
from letterpack.stores.memory import MemoryFiles

NAMES = st.lists(st.sampled_from([f"a{number}" for number in range(12)]), unique=True)


@given(NAMES, NAMES, st.sampled_from(["", ".pdf"]))
def test_what_is_no_known_name_is_found_in_any_order(names: list[str], known: list[str], ending: str) -> None:
    files = [f"{name}{ending}" for name in names]
    assert others(files, dict.fromkeys(known), ending) == [f"{name}{ending}" for name in names if name not in known]


@pytest.mark.parametrize("most", [2, 100])
def test_files_are_sorted_however_many_there_are(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    names = ["b.pdf", "é.pdf", ".hidden", "a.pdf", "\U0001f600.pdf", "\uff5e.pdf", "B.pdf"]
    monkeypatch.setattr(batch, "_MOST_NAMES", most)
    found = batch.packet_files(MemoryFiles({f"packets/{name}": b"" for name in names}, "memory"))
    assert [*found] == [*found] == sorted(names)
