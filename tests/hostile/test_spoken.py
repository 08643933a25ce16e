"""Names do nothing where they are shown or stored: on a terminal, in the log of a CI service, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.checks.rules.rows import _FORMULA
from letterpack.cli.terminal import plain
from letterpack.formats.tables.formulas import defused, restored
from letterpack.render.changes import changes_text
from tests.build.making import HEAD, campaign, person
from tests.hostile.repositories import BODY, write
from tests.review.comparing import compare_campaigns

ROOT = Path(__file__).resolve().parent.parent.parent
ACTING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
COMMAND = re.compile(r"^\s*::[\w-]+|##\[", re.MULTILINE)
"""As the runner of GitHub Actions finds one: at the start of a line, white space aside; of the older form anywhere."""
EVIL = [
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "\x9b2J",
    "\u202egpj.exe",
    "a\n::error::b",
    "##[add-mask]x",
    "\x1b]8;;http://x\x1b\\y",
    "a ::set-output name=x::y",
]


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@;\t\r\n ,\"＝＋－＠a1(|!"), st.characters())))
def test_a_defused_cell_reads_back(text: str) -> None:
    assert restored(defused(text)) == text


@given(st.text(alphabet="'=+-@;\t a1(|!,\""))
def test_nothing_runs_in_a_spreadsheet(text: str) -> None:
    """Whatever a spreadsheet takes for the end of a cell, none begins with a sign and goes on to say something."""
    for cell in re.split("[;\t]", defused(text)):
        assert not re.match(r"[=+\-@][^;\t]*\w", cell)


@pytest.mark.parametrize("name", ["-", "--", "+", "Ada", "O'Neill", "'t Hooft", "Example - Foundation", "", "@", "—", "A;B"])
def test_plain_names_stay(name: str) -> None:
    assert defused(name) == restored(name) == name


FORM = [
    ("=cmd|' /C calc'!A0", "+47 22 33 44 55"),
    ("+1+2", "@SUM(1)"),
    ("-", "-2+3"),
    ("'=not", "x;=1+1"),
    ("＝1＋1", "- agreed by phone"),
    ("+972 Magazine", "'t is goed"),
]


def test_an_import_defuses_and_says_so(letterpack, tmp_path, monkeypatch) -> None:
    write(tmp_path / "camp", campaign([person("Alpha")], HEAD + BODY))
    text = io.StringIO()
    csv.writer(text).writerows([("organization", "note"), *FORM])
    write(tmp_path, {"form.csv": text.getvalue().encode()})
    monkeypatch.chdir(tmp_path / "camp")
    ran = letterpack("signatories", "import", "../form.csv")
    assert ran.code == 0, ran.err
    assert "organization: 5 cells that a spreadsheet would run as a formula, written with `'` in front" in ran.out
    written = list(csv.reader(io.StringIO((tmp_path / "camp/signatories.csv").read_text("utf-8"))))
    for row in written:
        for cell in row:
            assert not re.match(r"[=+\-@＝＋－＠].*\w", cell)
    assert ["-", "'-2+3"] in written
    again = letterpack("signatories", "import", "../form.csv", "--merge")
    assert again.code == 0
    assert "6 from before, 0 new" in again.out
    from letterpack.diagnostics import Report
    from letterpack.disk import Disk
    from letterpack.formats.tables.signatories import open_signatories

    table = open_signatories(Disk(tmp_path / "camp"), "", Report())
    assert table is not None
    read = [(row.values["organization"], row.values["note"]) for row in table.rows(Disk(tmp_path / "camp"), Report())]
    assert read == [(restored(name), note) for name, note in FORM]


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1+2", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "=A1", "=1+1", '+HYPERLINK("x")']
)
def test_a_formula_is_found(name: str) -> None:
    assert _FORMULA.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["-", "+972 Magazine", "@home", "+1 Movement", "- not given -", "-ism", "=)", "A+B", "@Watch (Kenya)"]
)
def test_a_name_is_no_formula(name: str) -> None:
    assert not _FORMULA.fullmatch(name)


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize(
    "command",
    [
        ("build", "{}"),
        ("check", "{}"),
        ("diff", "{}", "."),
        ("init", "{}/letter.md/x"),
        ("check", "--build", "{}"),
        ("build", "--with", "{}"),
        ("seal", ".", "--on", "{}"),
        ("check", "--format", "{}"),
        ("build", "--{}"),
        ("{}",),
    ],
)
def test_what_is_typed_does_nothing(letterpack, tmp_path, monkeypatch, evil, command) -> None:
    write(tmp_path, campaign([person("Alpha")], HEAD + BODY))
    monkeypatch.chdir(tmp_path)
    ran = letterpack(*[part.format(evil.replace("/", "")) for part in command])
    assert not ACTING.search(ran.out + ran.err)
    assert not COMMAND.search(ran.out + ran.err)


@pytest.mark.parametrize("evil", EVIL)
def test_what_a_form_holds_does_nothing(letterpack, tmp_path, monkeypatch, evil) -> None:
    write(tmp_path / "camp", campaign([person("Alpha")], HEAD + BODY))
    text = io.StringIO()
    csv.writer(text).writerows([("name", evil), (evil, "x"), ("Ada", evil)])
    (tmp_path / "form.csv").write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    monkeypatch.chdir(tmp_path / "camp")
    ran = letterpack("signatories", "import", "../form.csv")
    assert not ACTING.search(ran.out + ran.err)
    assert not COMMAND.search(ran.out + ran.err)


# A line that begins with colons is an error of the letter (LP149).
@pytest.mark.parametrize("evil", [each for each in EVIL if not ACTING.search(each) and "\n::" not in each])
def test_what_a_letter_says_does_nothing_in_a_comparison(tmp_path, evil) -> None:
    padded = " ".join(f"word{number}" for number in range(30))
    old, new = f"{HEAD}{padded} {evil} {padded}\n", f"{HEAD}{padded} {evil} other {padded}\n"
    said = "\n".join(changes_text(compare_campaigns(tmp_path, campaign(letter=old), campaign(letter=new))))
    assert "other" in said
    assert not ACTING.search(said)
    assert not COMMAND.search(said)


@given(st.text())
def test_a_plain_line_is_one_line_that_does_nothing(text: str) -> None:
    said = plain(text)
    assert not ACTING.search(said)
    assert not COMMAND.search(said)
    assert len(said.splitlines()) <= 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["build", "nonexist"], ["diff", "nonexist"], ["build", "--nosuch"], ["explain", "LP999"]])
def test_the_exit_code_where_nothing_can_be_said(tmp_path, command) -> None:
    with Path("/dev/full").open("w") as full:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-m", "letterpack", *command], cwd=tmp_path, env=environment, stderr=full, check=False
        )
    assert ran.returncode == 2


@pytest.mark.parametrize("evil", ["##[add-mask]x", "a\n::error::b", "\u202e\x9b2J", "::set-output name=x::y"])
@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit", "github"])
def test_findings_of_any_format_do_nothing_in_a_log(evil, format) -> None:
    from letterpack.checks.verdict import judge
    from letterpack.cli.check import _reported
    from letterpack.diagnostics import Diagnostic
    from letterpack.model.campaign import Settings
    from letterpack.pipeline.inspect import CheckResult
    from letterpack.pipeline.sources import SourceLookup
    from letterpack.spans import Span
    from tests.worlds import DictWorld

    finding = Diagnostic("LP324", "error", f"`{evil}` is wrong", Span("letter.md", 1, 1), f"write `{evil}`", packet="a")
    result = CheckResult(
        built=True,
        build="build",
        packets=("a",),
        files=("letter.md",),
        found=1,
        complete=0,
        verdict=judge([finding], Settings(), date.min),
        sources=SourceLookup(DictWorld({"letter.md": b"x"})),
    )
    said = "\n".join(_reported(result, format, Path(), strict=False, colour=False))
    commands = [line for line in said.splitlines() if COMMAND.search(line)]
    assert len(commands) == (1 if format == "github" else 0)
    assert not ACTING.search(said) or format == "github"
    if format == "json":
        assert evil in json.loads(said)["findings"][0]["message"]
    if format == "sarif":
        assert evil in json.loads(said)["runs"][0]["results"][0]["message"]["text"]
    if format == "junit":
        assert evil in ElementTree.fromstring(said).find(".//failure").attrib["message"]
