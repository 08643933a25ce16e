"""Every seeded fault of ``tests/checks/faults`` is found by its rule, and none of them by chance: the campaign without it is
clean.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.diagnostics import Report
from tests.checks.faulty import FAULTS, TO, Fault, faults, files_of
from tests.checks.sources import Dict, found, sources_of

FILES = sorted(FAULTS.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fault_is_found_by_its_rule(path: Path) -> None:
    missed = [fault.shown for fault in faults(path) if not _is_found(fault)]
    assert missed == []


def _is_found(fault: Fault) -> bool:
    read = Report()
    ruled = found(fault.sources(read), fault.code)
    least = {"note"} if fault.entry.get("severity") == "note" else {"warning", "error"}
    findings = [each for each in (*read, *ruled) if each.code == fault.code and each.severity in least]
    return any(fault.entry.get("says", "") in each.message for each in findings)


def test_the_campaign_in_which_they_are_seeded_is_clean() -> None:
    findings = found(sources_of(Dict(files_of({"to": TO, "signatories": ["Example Union", "Sample League"]}))))
    assert [each.message for each in findings] == []
