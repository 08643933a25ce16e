"""The first ten minutes: examples that imports replace, a folder that is no campaign, a look at one packet, lists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest


@pytest.fixture
def started(letterpack, tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert letterpack("init").code == 0
    return tmp_path


def test_a_folder_that_is_no_campaign(letterpack, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = letterpack("build")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no campaign in this folder" in ran.err
    assert "`letterpack init` starts one here" in ran.err.replace("starts one there", "starts one here")
    letterpack("init", "spring appeal")
    assert "letterpack build 'spring appeal'" in letterpack("build").err


def test_the_first_imports_replace_the_examples(letterpack, started: Path) -> None:
    (started / "form.csv").write_text("Name,Organization\nAnn Writer,Real Union\n", encoding="utf-8")
    (started / "list.csv").write_text("Title,Address,Country\nMinister of Culture,3 Real Street,NO\n", encoding="utf-8")
    shown = letterpack("addressees", "import", "list.csv", "--dry-run")
    assert "addressees.yaml would be removed" in shown.out
    assert (started / "addressees.yaml").exists()
    assert "the examples of `letterpack init` are replaced" in letterpack("signatories", "import", "form.csv").out
    (started / "in.txt").write_text("4 March 2026\n\nDear Minister,\n\nPlease.\n\nSincerely,\nAnn Writer\n", encoding="utf-8")
    assert "in place of the example of `letterpack init`" in letterpack("letter", "import", "in.txt").out
    assert letterpack("addressees", "import", "list.csv").code == 0
    assert not (started / "addressees.yaml").exists()
    assert "Ada Sample" not in (started / "signatories.csv").read_text(encoding="utf-8")
    assert "1 signatory" in letterpack("build").out
    listed = letterpack("addressees", "list")
    assert listed.out.splitlines() == ["minister-of-culture  to   Minister of Culture · NO · en", "1 addressee · 1 to"]


def test_examples_that_somebody_changed_stay(letterpack, started: Path) -> None:
    list_ = started / "signatories.csv"
    list_.write_text(list_.read_text(encoding="utf-8").replace("Ada Sample", "Ada Real"), encoding="utf-8")
    (started / "form.csv").write_text("Name,Organization\nAnn Writer,Real Union\n", encoding="utf-8")
    ran = letterpack("signatories", "import", "form.csv")
    assert ran.code == 2
    assert "already has rows: 3" in ran.err


def test_a_look_at_one_packet_leaves_the_batch_alone(letterpack, started: Path) -> None:
    assert letterpack("build").code == 0
    before = (started / "build/manifest.json").read_bytes()
    ran = letterpack("build", "--only", "minister-of-justice")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].endswith("look/packets/")
    assert json.loads((started / "look/manifest.json").read_text(encoding="utf-8"))["partial"] is True
    assert (started / "build/manifest.json").read_bytes() == before
    assert letterpack("build", "--only", "prosecutor-general").code == 0
    assert letterpack("build", "--only", "prosecutor-general", "--out", "build").code == 2


def test_a_refused_import_shows_what_it_understood(letterpack, started: Path) -> None:
    (started / "form.csv").write_text("Your name,Organization,Happy?\nAnn,Union,yes\nBo,Union,no\n", encoding="utf-8")
    ran = letterpack("signatories", "import", "form.csv")
    assert ran.code == 1
    assert (
        "how the columns were understood:\n  Your name    → name\n  Organization → organization\n  Happy?       → not taken"
        in ran.err
    )
    assert ran.err.rstrip().endswith("nothing was written")


def test_the_list_as_json(letterpack, started: Path) -> None:
    found = json.loads(letterpack("addressees", "list", "--format", "json").out)
    assert [(each["id"], each["kind"]) for each in found] == [("minister-of-justice", "to"), ("prosecutor-general", "cc")]


def test_every_setting_that_is_off_can_be_taken(letterpack, started: Path) -> None:
    """Take the # away from each line that is a setting: the campaign is built with all of them."""
    settings = started / "letterpack.yaml"
    off = re.compile(r"^# (?=[a-z_]+:|  )", re.MULTILINE)
    text, taken = off.subn("", settings.read_text(encoding="utf-8"))
    assert taken >= 10
    settings.write_text(text, encoding="utf-8")
    (started / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>', encoding="utf-8"
    )
    ran = letterpack("build")
    assert (ran.code, "warning" in ran.err) == (0, False), ran.err
