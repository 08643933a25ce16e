"""What commands say where there is little to do, where something has to be decided first, and where they are asked in vain."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

import letterpack as library
from letterpack import LetterpackError
from letterpack.cli.commands import app_for, commands
from letterpack.library.reviewing import MOST_REVIEW, MOST_TEXT
from letterpack.limits import MOST_YAML_BYTES
from letterpack.starter import start_campaign
from tests.intake.word_files import inserted, paragraph, run, word

FORM = "Name;Email;Your group;Country;OK?\n"


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    start_campaign(tmp_path, date(2026, 3, 2))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _form(campaign: Path, rows: str) -> None:
    (campaign / "form.csv").write_text(FORM + rows, encoding="utf-8")


IMPORT = ("signatories", "import", "form.csv", "--column", "Your group=organization", "--column", "OK?=consent")


def test_an_import_tells_what_is_new_alike_and_there_already(letterpack, campaign: Path) -> None:
    rows = "".join(f"Person {number};;Group {number};DE;yes\n" for number in range(21))
    _form(campaign, rows)
    first = letterpack(*IMPORT)
    assert first.code == 0
    assert "+ Person 19, Group 19 (DE)" in first.out and "+ … and 1 more" in first.out
    _form(
        campaign,
        "Person 3;p3@example.org;Group 3;DE;yes\nPerson 4;;Group 4;DE;no\nPersson 5;;Group 5;DE;yes\n"
        "Jo;;Group 30;DE;no\nAl;;Group 31;DE;\n",
    )
    again = letterpack(*IMPORT, "--merge", "--dry-run")
    assert again.code == 0
    assert "2 rows of the form are already there, and are not added again" in again.out
    assert (
        "`Person 3, Group 3` was kept as it is; the form says:" in again.out and "email `p3@example.org`, there ``" in again.out
    )
    assert "~ Person 4, Group 4 (signatories.csv:6): consent `yes` → `no`" in again.out
    assert "possible duplicate: " in again.out
    assert "+ Jo, Group 30 (DE) · no consent: will not be printed" in again.out
    assert "+ Al, Group 31 (DE) · no answer about consent: will not be printed" in again.out
    assert "signatories.csv would have 24 rows: 21 from before, 3 new" in again.out


def test_answers_of_a_cell_are_yes_or_no(letterpack, campaign: Path) -> None:
    _form(campaign, "Ada;;Freedom Now;DE;Gladly\n")
    assert "Gladly" in letterpack(*IMPORT).err
    assert letterpack(*IMPORT, "--answer", "Gladly=yes", "--dry-run").code == 0
    assert "says neither yes nor no" in letterpack(*IMPORT, "--answer", "Gladly=perhaps").err
    assert "write TEXT=yes" in letterpack(*IMPORT, "--answer", "Gladly").err
    assert "write HEADER=NAME" in letterpack("signatories", "import", "form.csv", "--column", "OK?").err


def test_lists_with_mistakes_are_listed_and_leave_with_1(letterpack, campaign: Path) -> None:
    (campaign / "signatories.csv").write_text("name,organisation,consent\nAda,,perhaps\n", encoding="utf-8")
    (campaign / "addressees.yaml").write_text(
        "to: [{title: Minister, address: [1 Square], country: Nowhere}]\n", encoding="utf-8"
    )
    counted = letterpack("signatories", "list")
    assert counted.code == 1 and "LP181" in counted.err
    listed = letterpack("addressees", "list")
    assert listed.code == 1 and "LP158" in listed.err


def test_a_table_without_what_is_asked_for_says_what_was_understood(letterpack, campaign: Path) -> None:
    (campaign / "people.csv").write_text("Shoe size,Hat\n43,58\n", encoding="utf-8")
    ran = letterpack("addressees", "import", "people.csv")
    assert (ran.code, ran.out) == (1, "")
    assert "people.csv:1: error[LP185]: no column is known" in ran.err
    assert "how the columns were understood:" in ran.err and "Shoe size → not taken" in ran.err
    assert not (campaign / "addressees.csv").exists()
    assert letterpack("addressees", "import", "people.csv", "--column", "Hat=organization").code == 1  # Without an address
    form = letterpack("signatories", "import", "people.csv")
    assert form.code == 1 and "no column of the form contains names or organizations" in form.err


def test_a_code_page_that_is_none(letterpack, campaign: Path) -> None:
    _form(campaign, "Ada;;Freedom Now;DE;yes\n")
    for name in ("punycode", "utf-99", "unicode_escape"):
        assert f"`{name}` is not a code page" in letterpack(*IMPORT, "--encoding", name).err


def test_a_letter_that_is_only_looked_at(letterpack, campaign: Path) -> None:
    (campaign / "new.txt").write_text("Dear Minister,\n\nWe ask you to release her.\n\nSincerely,\nAda\n", encoding="utf-8")
    before = (campaign / "letter.md").read_bytes()
    ran = letterpack("letter", "import", "new.txt", "--dry-run", "--replace")
    assert ran.code == 0 and "We ask you to release her." in ran.out
    assert (campaign / "letter.md").read_bytes() == before
    (campaign / "draft.docx").write_bytes(word(paragraph(inserted(run("sly")))))
    undecided = letterpack("letter", "import", "draft.docx", "--replace")
    assert (undecided.code, undecided.out) == (1, "")
    assert "LP114" in undecided.err and undecided.err.endswith("nothing was written\n")
    assert "there is no file `none.docx`" in letterpack("letter", "import", "none.docx").err


def test_a_copy_of_the_letter(letterpack, campaign: Path) -> None:
    assert "no file is named" in letterpack("letter", "export").err
    written = letterpack("letter", "export", "--docx")
    assert (written.code, written.out) == (0, "letter.docx is written\n")
    (campaign / "letter.md").write_text("---\ndate: soon\n---\n\nWe write.\n", encoding="utf-8")
    broken = letterpack("letter", "export", "other.odt")
    assert (broken.code, broken.out) == (1, "")
    assert "LP141" in broken.err and broken.err.endswith("nothing was written\n")
    assert not (campaign / "other.odt").exists()


def test_a_check_says_what_was_looked_at(letterpack, campaign: Path) -> None:
    sources = letterpack("check", "--sources")
    assert "sources checked · no build was looked at" in sources.out + sources.err


def test_envelopes_for_programs(letterpack) -> None:
    told = json.loads(letterpack("envelopes", "--format", "json").out)
    assert {"name", "size"} <= told["envelopes"][0].keys()


def test_a_seal_needs_who_approved_and_when(letterpack, campaign: Path) -> None:
    assert "a seal needs who approved the packets" in letterpack("seal", "--by", "Ada").err


def test_a_text_that_cannot_be_saved(campaign: Path) -> None:
    known = library.read_source(campaign, "letter.md")
    with pytest.raises(LetterpackError, match="half a character"):
        library.write_source(campaign, "letter.md", "\ud800", sha256=known.sha256)
    with pytest.raises(LetterpackError, match="too long"):
        library.write_source(campaign, "letter.md", "x" * (MOST_YAML_BYTES + 1), sha256=known.sha256)
    (campaign / "letter.fr.md").write_bytes(b"x" * (MOST_YAML_BYTES + 1))
    assert library.read_source(campaign, "letter.fr.md").why == "it is too large to be edited here"
    assert library.read_source(campaign, "letter.md") == known


def test_a_comment_is_short_and_about_a_packet(campaign: Path) -> None:
    on = date(2026, 3, 2)
    with pytest.raises(LetterpackError, match="the comment is empty or too long"):
        library.comment(campaign, " ", by="Ada", on=on)
    with pytest.raises(LetterpackError, match="the comment is empty or too long"):
        library.comment(campaign, "x" * (MOST_TEXT + 1), by="Ada", on=on)
    with pytest.raises(LetterpackError, match="not a packet's id"):
        library.comment(campaign, "no", by="Ada", on=on, packet="../x")
    with pytest.raises(LetterpackError, match="too long"):
        library.merge_review(campaign, "x" * (MOST_REVIEW + 1))
    with pytest.raises(LetterpackError, match="line 1: "):
        library.merge_review(campaign, "approvals: x\n")


NEEDED = {"seal": ["--verify"], "letter export": ["x.docx"], "handover": ["pingen"], "reprint": ["alpha"]}
IN_A_FOLDER = [words for words, _ in commands(app_for()) if words not in ("init", "explain", "schema", "lsp", "diff")]


@pytest.mark.parametrize("words", IN_A_FOLDER)
def test_a_folder_that_is_not_there_is_told_by_every_command(words: str, letterpack, campaign: Path) -> None:
    """Even where defaults would do: a mistyped name must not look like a campaign without settings."""
    (campaign / "form.csv").write_text("organization\nUnion\n", encoding="utf-8")
    command: Any = typer.main.get_command(app_for())
    for each in words.split():
        command = command.commands[each]
    named = next(each for each in command.params if each.name == "campaign")
    here = ["--campaign", "nowhere"] if "--campaign" in named.opts else ["nowhere"]
    ran = letterpack(*words.split(), *NEEDED.get(words, ["form.csv"] if "import" in words else []), *here)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("letterpack: there is no folder `nowhere`\n  = hint: ")
    assert not (campaign / "nowhere").exists()
