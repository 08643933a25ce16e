"""Every folder of ``tests/cases`` is a campaign of tiny sources; its ``expected.txt`` is what a build says of it, word for word.

``LETTERPACK_REWRITE=1 pytest tests/test_cases.py`` writes the expectations anew: read the difference before committing it.
"""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

import pytest

from letterpack.codes import every_code
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.render.text import render_text
from letterpack.world import NoFonts

ROOT = Path(__file__).resolve().parent
CASES = sorted(folder for folder in (ROOT / "cases").iterdir() if folder.is_dir())
REWRITE = os.environ.get("LETTERPACK_REWRITE") == "1"
FINDING = re.compile(r"^\S.*?: (error|warning|note)\[(LP\d{3})\]: ", re.MULTILINE)


@pytest.fixture(autouse=True)
def debian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hints about fonts are the same wherever the tests run."""
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian"})


@pytest.mark.parametrize("case", CASES, ids=lambda folder: folder.name)
def test_case(case: Path, tmp_path: Path) -> None:
    result = build(Disk(case, NoFonts()), BuildRequest(case, tmp_path / "build", workers=1))
    said = render_text(result.findings, result.sources)
    expected = case / "expected.txt"
    if REWRITE:
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert expected.exists(), "write expected.txt: LETTERPACK_REWRITE=1 pytest tests/test_cases.py"
    assert said == expected.read_text(encoding="utf-8")
    assert result.ok is not any(finding.severity == "error" for finding in result.findings)
    assert (tmp_path / "build").exists() is result.ok


def expected_codes() -> dict[str, str]:
    """The severity that cases expect of each code."""
    text = "".join((case / "expected.txt").read_text(encoding="utf-8") for case in CASES)
    return {found[2]: found[1] for found in FINDING.finditer(text)}


def test_every_code_of_reading_is_fired_by_a_case() -> None:
    """LP1xx: reading and validating, of which a case folder can show everything, but what is imported into one."""
    imported = {"LP114", "LP115", "LP118", "LP186", "LP187"}
    pages = {code.code for code in every_code() if code.code.startswith("LP1")} - imported
    assert pages - set(expected_codes()) == set()


def test_every_code_is_fired_by_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("test_*.py"))
    expectations = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("expected*"))
    assert [code.code for code in every_code() if code.code not in tests + expectations] == []


def test_expectations_name_codes_that_exist_with_their_severity() -> None:
    severities = {code.code: code.severity for code in every_code()}
    assert {code: severities.get(code) for code in expected_codes()} == expected_codes()


def test_no_expectation_is_left_behind() -> None:
    assert [case.name for case in CASES if not (case / "letter.md").exists() and len(list(case.iterdir())) < 2] == []
