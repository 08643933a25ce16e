"""``letterpack build`` as a user and as a script see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def campaign(letterpack, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert letterpack("init", "spring").code == 0
    return Path("spring")


def test_the_table(letterpack, campaign, monkeypatch) -> None:
    monkeypatch.chdir(campaign)
    ran = letterpack("build")
    assert ran.code == 0, ran.err
    assert ran.out == (
        "minister-of-justice  to   1 page   1 sheet\n"
        "prosecutor-general   cc   2 pages  1 sheet\n"
        "3 signatories · draft · build/packets/\n"
    )
    assert ran.err == ""


def test_out_is_shown_as_it_was_typed(letterpack, campaign) -> None:
    assert letterpack("build", campaign).out.splitlines()[-1].endswith(" · spring/build/packets/")
    assert letterpack("build", campaign, "--out", "elsewhere").out.splitlines()[-1].endswith(" · elsewhere/packets/")
    assert Path("elsewhere/packets/minister-of-justice.pdf").read_bytes().startswith(b"%PDF-")


def test_json_is_the_manifests_rows(letterpack, campaign) -> None:
    ran = letterpack("build", campaign, "--format", "json")
    assert ran.code == 0
    result = json.loads(ran.out)
    assert result["ok"] is True
    assert result["out"] == "spring/build"
    assert result["findings"] == []
    assert result["packets"] == json.loads((campaign / "build/manifest.json").read_text(encoding="utf-8"))["packets"]


def test_only_chooses_and_says_so(letterpack, campaign) -> None:
    ran = letterpack("build", campaign, "--only", "prosecutor-general", "--out", "part")
    assert ran.code == 0, ran.err
    assert [path.name for path in Path("part/packets").iterdir()] == ["prosecutor-general.pdf"]
    assert json.loads(Path("part/manifest.json").read_text(encoding="utf-8"))["partial"] is True


def test_only_gives_the_same_bytes_as_the_whole(letterpack, campaign) -> None:
    assert letterpack("build", campaign).code == 0
    assert letterpack("build", campaign, "--only", "prosecutor-general", "--out", "part").code == 0
    name = "packets/prosecutor-general.pdf"
    assert (Path("part") / name).read_bytes() == (campaign / "build" / name).read_bytes()


def test_an_address_is_taken_as_it_is(letterpack, campaign) -> None:
    address = (Path.cwd() / "by address").as_uri()
    assert letterpack("build", campaign, "--out", address).code == 0
    assert Path("by address/manifest.json").is_file()
    assert letterpack("check", campaign, "--build", address).code == 0
    assert "floppy://" in letterpack("build", campaign, "--out", "floppy://a/build").err


@pytest.mark.parametrize(
    ("whole", "extra"),
    [
        ("build", ["--out", "spring/build"]),
        ("build", ["--out", "./spring/../spring/build"]),
        ("old", ["--out", "spring/old"]),
        ("look", []),
    ],
)
def test_only_never_replaces_the_whole(letterpack, campaign, whole: str, extra: list[str]) -> None:
    assert letterpack("build", campaign, "--out", campaign / whole).code == 0
    before = (campaign / whole / "manifest.json").read_bytes()
    ran = letterpack("build", campaign, "--only", "prosecutor-general", *extra)
    assert ran.code == 2
    assert "--out" in ran.err
    assert (campaign / whole / "manifest.json").read_bytes() == before


def test_only_with_an_unknown_id(letterpack, campaign) -> None:
    ran = letterpack("build", campaign, "--only", "prosecutor-generl", "--out", "part")
    assert ran.code == 1
    assert "prosecutor-generl" in ran.err
    assert not Path("part").exists()


def test_print_run(letterpack, campaign) -> None:
    assert letterpack("build", campaign).code == 0
    assert not (campaign / "build/print").exists()
    assert letterpack("build", campaign, "--print-run").code == 0
    assert (campaign / "build/print/run.pdf").read_bytes().startswith(b"%PDF-")


def test_workers_change_no_byte(letterpack, campaign) -> None:
    assert letterpack("build", campaign, "--workers", "1", "--out", "one").code == 0
    assert letterpack("build", campaign, "--workers", "2", "--out", "two").code == 0
    one, two = ({path.name: path.read_bytes() for path in Path(out).rglob("*") if path.is_file()} for out in ("one", "two"))
    assert one == two


def test_all_mistakes_of_all_sources_in_one_run(letterpack, campaign) -> None:
    (campaign / "letter.md").write_text("---\ndate: 30.10.2026\n---\n\n{{ addressee.name\n", encoding="utf-8")
    (campaign / "addressees.yaml").write_text("to:\n  - titel: Minister\n    address: [x]\n", encoding="utf-8")
    (campaign / "letterpack.yaml").write_text("form: din5008c\n", encoding="utf-8")
    ran = letterpack("build", campaign)
    assert ran.code == 1
    assert ran.out == ""
    for place in ("letter.md:2:", "letter.md:5:", "addressees.yaml:2:", "letterpack.yaml:1:"):
        assert place in ran.err
    assert "= hint:" in ran.err
    assert "nothing was built" in ran.err
    assert not (campaign / "build").exists()


def test_mistakes_in_json(letterpack, campaign) -> None:
    (campaign / "letter.md").write_text("---\ndate: 30.10.2026\n---\n\nText.\n", encoding="utf-8")
    ran = letterpack("build", campaign, "--format", "json")
    assert ran.code == 1
    result = json.loads(ran.out)
    assert (result["ok"], result["packets"]) == (False, [])
    assert [(found["file"], found["line"], found["severity"]) for found in result["findings"]] == [("letter.md", 2, "error")]


def test_a_mistake_leaves_the_old_batch(letterpack, campaign) -> None:
    assert letterpack("build", campaign).code == 0
    before = {path: path.read_bytes() for path in (campaign / "build").rglob("*") if path.is_file()}
    (campaign / "letter.md").write_text("no front matter\n", encoding="utf-8")
    assert letterpack("build", campaign).code == 1
    assert {path: path.read_bytes() for path in (campaign / "build").rglob("*") if path.is_file()} == before


def test_a_folder_that_is_not_ours_is_refused(letterpack, campaign) -> None:
    mine = Path("mine/notes.txt")
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    ran = letterpack("build", campaign, "--out", "mine")
    assert ran.code == 2
    assert "notes.txt" in ran.err
    assert [path.name for path in mine.parent.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_no_campaign(letterpack, tmp_path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    ran = letterpack("build", tmp_path / folder)
    assert ran.code in (1, 2)
    assert ran.out == ""
    assert "letterpack init" in ran.err or "letter.md" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [["--no-such"], ["--workers", "0"], ["--workers", "two"], ["--profile", "x"], ["--format", "xml"], ["a", "b"]]
)
def test_wrong_usage(letterpack, arguments: list[str]) -> None:
    ran = letterpack("build", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: letterpack build" in ran.err
