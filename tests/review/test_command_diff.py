"""``letterpack diff`` as users, scripts and git meet it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from letterpack.render import changes as changes_module
from letterpack.render.changes import changes_markdown
from letterpack.schemas import read_schema
from tests.build.making import HEAD, campaign, make, person
from tests.installed import program
from tests.review.comparing import compare_campaigns, drawn

BODY = "We write to you about the journalists.\n\nThey must be released.\n"


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([program("git"), *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the campaign in a folder, changed since its only commit."""
    root = tmp_path / "house"
    write(root / "mailings/spring", campaign([person("Alpha", salutation="Dear Minister,")], HEAD + BODY))
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    write(root / "mailings/spring", campaign([person("Alpha", salutation="Dear Sir,")], HEAD + BODY))
    monkeypatch.chdir(root)
    return root


EXPECTED = """\
sources
addressees.yaml: alpha: salutation
  - Dear Minister,
  + Dear Sir,

alpha: salutation, page 1
    Dear [-Minister,-]{+Sir,+}

alpha  changed        Alpha Example, Minister of Alpha
1 changed
"""


@pytest.mark.parametrize("place", ["", "mailings", "mailings/spring"])
def test_a_revision_from_the_root_and_from_any_folder(letterpack, repository, monkeypatch, place) -> None:
    monkeypatch.chdir(repository / place)
    campaign_folder = Path("mailings/spring").relative_to(place) if place else Path("mailings/spring")
    ran = letterpack("diff", "HEAD", campaign_folder)
    assert (ran.code, ran.out, ran.err) == (1, EXPECTED, "")
    assert not (repository / "mailings/spring/build").exists()


def test_new_is_the_campaign_here(letterpack, repository, monkeypatch) -> None:
    monkeypatch.chdir(repository / "mailings/spring")
    assert letterpack("diff", "HEAD").out == EXPECTED


def test_a_campaign_at_the_repositorys_root(letterpack, repository, monkeypatch, tmp_path) -> None:
    root = tmp_path / "flat"
    write(root, campaign(letter=HEAD + BODY))
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    monkeypatch.chdir(root)
    assert letterpack("diff", "HEAD").out == "the same: 2 identical\n"


def test_two_revisions(letterpack, repository, monkeypatch) -> None:
    git(repository, "commit", "-q", "-a", "-m", "second")
    monkeypatch.chdir(repository / "mailings/spring")
    assert letterpack("diff", "HEAD~1", "HEAD").out == EXPECTED
    assert letterpack("diff", "HEAD", "HEAD").code == 0


def test_committed_packets_are_compared_as_they_are(letterpack, repository, monkeypatch) -> None:
    spring = repository / "mailings/spring"
    write(spring / "build/packets", {"alpha.pdf": drawn(["What was printed then."])})
    git(repository, "add", "-A", "-f")
    git(repository, "commit", "-q", "-m", "built")
    write(spring / "build/packets", {"alpha.pdf": drawn(["What was printed now."])})
    monkeypatch.chdir(spring)
    ran = letterpack("diff", "HEAD", ".", "--rendered")
    assert ran.code == 1
    assert "What was printed [-then.-]{+now.+}" in ran.out


def test_a_pdf_and_an_old_revision_of_it(letterpack, repository, monkeypatch) -> None:
    (repository / "letter.pdf").write_bytes(drawn(["Two years."]))
    git(repository, "add", "letter.pdf")
    git(repository, "commit", "-q", "-m", "a PDF")
    (repository / "letter.pdf").write_bytes(drawn(["Three years."]))
    ran = letterpack("diff", "HEAD", "letter.pdf")
    assert ran.code == 1
    assert "[-Two-]{+Three+} years." in ran.out


def test_sources_of_a_revision_that_cannot_be_built(letterpack, repository, monkeypatch) -> None:
    letter = repository / "mailings/spring/letter.md"
    whole = letter.read_bytes()
    letter.write_bytes(b"no front matter\n")
    git(repository, "commit", "-q", "-a", "-m", "broken")
    letter.write_bytes(whole)
    ran = letterpack("diff", "HEAD", "mailings/spring")
    assert ran.code == 2
    assert "LP140" in ran.err
    assert "the sources of `HEAD` cannot be built" in ran.err
    assert ran.out == ""


def test_what_is_neither_there_nor_a_revision(letterpack, repository) -> None:
    ran = letterpack("diff", "no-such-branch", "mailings/spring")
    assert ran.code == 2
    assert "`no-such-branch` is not a file, a folder or a git revision" in ran.err
    assert "--version" not in letterpack("diff", "--", "--version", "mailings/spring").out


def test_folders_of_a_build(letterpack, tmp_path) -> None:
    for name, body in (("old", BODY), ("new", BODY.replace("must", "have to"))):
        make(tmp_path / name, campaign(letter=HEAD + body))
    ran = letterpack("diff", tmp_path / "old", tmp_path / "new/packets")
    assert ran.code == 1
    assert "both packets: paragraph" in ran.out
    assert "They [-must-]{+have to+} be released." in ran.out
    same = letterpack("diff", tmp_path / "old", tmp_path / "old")
    assert (same.code, same.out) == (0, "the same: 2 identical\n")


def test_a_damaged_pdf_is_exit_2(letterpack, tmp_path) -> None:
    make(tmp_path / "old", campaign(letter=HEAD + BODY))
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    (tmp_path / "new/packets/alpha.pdf").write_bytes(b"not a PDF")
    ran = letterpack("diff", tmp_path / "old", tmp_path / "new")
    assert ran.code == 2
    assert "alpha  failed" in ran.out


def test_only_what_is_nobodys(letterpack, tmp_path) -> None:
    make(tmp_path / "old", campaign(letter=HEAD + BODY))
    ran = letterpack("diff", tmp_path / "old", tmp_path / "old", "--only", "nobody")
    assert ran.code == 2
    assert "neither side has a packet `nobody`" in ran.err


def test_a_report_inside_the_build_folder_is_refused(letterpack, tmp_path) -> None:
    make(tmp_path / "old", campaign(letter=HEAD + BODY))
    ran = letterpack("diff", tmp_path / "old", tmp_path / "old", "--html", tmp_path / "old/review.html")
    assert ran.code == 2
    assert "inside the build folder" in ran.err
    assert not (tmp_path / "old/review.html").exists()


def changed(letterpack, tmp_path: Path, format: str) -> str:
    for name, body in (("old", BODY), ("new", BODY.replace("must", "have to"))):
        make(tmp_path / name, campaign(letter=HEAD + body))
    ran = letterpack("diff", tmp_path / "old", tmp_path / "new", "--format", format)
    assert ran.code == 1
    return ran.out


def test_json(letterpack, tmp_path) -> None:
    said = json.loads(changed(letterpack, tmp_path, "json"))
    jsonschema.validate(said, json.loads(read_schema("diff")))
    assert said["version"] == 1
    assert said["same"] is False
    change = {
        "kind": "text",
        "field": "paragraph",
        "before": "must",
        "after": "have to",
        "page": 1,
        "dx_mm": None,
        "dy_mm": None,
        "note": "",
        "lead": "They",
        "trail": "be released.",
    }
    key = said["groups"][0].pop("key")
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert said["groups"] == [{"change": change, "packets": ["alpha", "beta"], "harmless": False, "follows": []}]
    assert [(packet["id"], packet["status"]) for packet in said["packets"]] == [("alpha", "changed"), ("beta", "changed")]
    assert said["packets"][0]["changes"] == [{**change, "follows": []}]


def test_junit(letterpack, tmp_path) -> None:
    suites = ElementTree.fromstring(changed(letterpack, tmp_path, "junit"))
    assert suites.attrib["failures"] == "2"
    assert [case.attrib["name"] for case in suites.iter("testcase")] == ["alpha", "beta"]
    assert "They" not in suites.find(".//failure").attrib["message"]
    assert suites.find(".//failure").attrib["message"] == "paragraph (page 1): [-must-] {+have to+}"


def test_markdown_makes_no_markup_of_texts(tmp_path) -> None:
    hostile = "<script>alert(1)</script> [link](javascript:x) @everyone see #1 **bold** `code` | www.example.org"
    found = compare_campaigns(
        tmp_path, campaign([person("Alpha")], HEAD + BODY), campaign([person("Alpha", name=hostile)], HEAD + BODY)
    )
    text = changes_markdown(found)
    for piece in ("<script", "[link](", "@everyone", "see #1", "**bold**", "`code`", "www.example", "| www"):
        assert piece not in text
    assert "&#60;script&#62;" in text


def test_markdown_is_short_and_says_what_it_leaves_out(tmp_path, monkeypatch) -> None:
    """Ninety changes are to 6,000 characters what 900 are to 60,000."""
    assert changes_module.MOST_CHARACTERS == 60_000
    monkeypatch.setattr(changes_module, "MOST_CHARACTERS", 6_000)
    people = [person(f"P{index}") for index in range(90)]
    others = [person(f"P{index}", name=f"Somebody Else in a place with the number {index}") for index in range(90)]
    found = compare_campaigns(tmp_path, campaign(people, HEAD + BODY), campaign(others, HEAD + BODY))
    text = changes_markdown(found)
    assert 5_000 < len(text) < 6_000
    assert "more lines that do not fit here" in text
    assert text.index("90 changed") < text.index("**address**")
