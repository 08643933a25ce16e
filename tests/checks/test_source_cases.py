"""Every folder of ``tests/checks/cases`` is a campaign; ``expected.txt`` is what the rules over sources say of it, word for word.

``today.txt`` holds the day of the check where it is not the letter's date. A folder named ``…_is_clean`` says nothing at E or W.
``LETTERPACK_REWRITE=1 pytest tests/checks/test_source_cases.py`` writes the expectations anew: read the difference first.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from letterpack.checks.lexicon import codespell as codespell_module
from letterpack.checks.table import RULES
from letterpack.codes import find_code
from letterpack.disk import Disk
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import render_text
from tests.checks.sources import folder, found

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
REWRITE = os.environ.get("LETTERPACK_REWRITE") == "1"
CODE = re.compile(r"\[(LP3\d\d)\]: ")


@pytest.fixture(autouse=True)
def without_codespell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expected does not depend on what is installed."""
    monkeypatch.setattr(codespell_module, "find_program", lambda name: None)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    today = case / "today.txt"
    findings = found(folder(case, date.fromisoformat(today.read_text().strip()) if today.exists() else None))
    said = render_text(findings, SourceLookup(Disk(case)))
    expected = case / "expected.txt"
    if REWRITE:
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")
    if case.name.endswith("_is_clean"):
        assert [each for each in findings if each.severity != "note"] == []


def test_every_rule_over_sources_has_a_case_that_fires_it_and_one_that_must_not() -> None:
    fired = {case.name: set(CODE.findall((case / "expected.txt").read_text(encoding="utf-8"))) for case in CASES}
    codes = {rule.code for rule in RULES if rule.reads_sources} & OURS
    assert codes <= set().union(*fired.values())
    assert all(any(code not in of for name, of in fired.items() if name.endswith("_is_clean")) for code in codes)


OURS = {rule.code for rule in RULES if rule.reads_sources} - {"LP303", "LP306", "LP308", "LP352"}
"""The rules whose pages show sources; those of the others show packets and enclosures."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_whole_page(rule) -> None:
    assert f"{rule.severity}[{rule.code}]: " in rule.page.page
    assert find_code(rule.code) == rule.page


@pytest.mark.parametrize("code", sorted(OURS | {"LP185", "LP186", "LP187"}))
def test_the_carets_of_a_page_stand_under_what_it_speaks_of(code: str) -> None:
    page = find_code(code)
    assert page is not None
    head, *excerpt = page.page.split("```\n")[1].splitlines()
    place = re.match(r"[\w.]+:(\d+):(\d+): ", head)
    if place is None:
        return
    source, carets = excerpt[:2]
    margin = source.index(" | ") + 3
    assert source.split(" | ")[0].strip() == place[1]
    assert carets.index("^") - margin == int(place[2]) - 1
    assert len(carets.rstrip()) <= len(source)
