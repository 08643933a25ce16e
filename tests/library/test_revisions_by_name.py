"""What git knows of a campaign, by name, and packets compared with one of them."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.starter import start_campaign
from letterpack.stores import exchange
from tests.installed import program

DAY = "2026-11-02T10:00:00Z"


def git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    days = {"GIT_AUTHOR_DATE": DAY, "GIT_COMMITTER_DATE": DAY}
    subprocess.run([program("git"), *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **who, **days})


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    """A campaign in a repository with another one, two commits, a tag, and a branch."""
    start_campaign(tmp_path / "spring", date(2026, 3, 2))
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    git(tmp_path, "tag", "sent")
    letter = tmp_path / "spring/letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("at once", "today"), encoding="utf-8")
    git(tmp_path, "commit", "-qam", "Ask for \u202etoday")
    git(tmp_path, "branch", "quiet")
    (tmp_path / "other.txt").write_text("y", encoding="utf-8")
    git(tmp_path, "commit", "-qam", "Of no concern")
    return tmp_path / "spring"


def test_branches_tags_and_the_campaigns_own_commits_are_listed(spring: Path) -> None:
    found = [(each.kind, each.name, each.on, each.subject) for each in letterpack.list_revisions(spring)]
    day = date(2026, 11, 2)
    assert ("branch", "quiet", day, "Ask for \u202etoday") in found
    assert ("tag", "sent", day, "Begin") in found
    assert [subject for kind, _, _, subject in found if kind == "commit"] == ["Ask for \u202etoday", "Begin"]


def test_where_there_is_no_repository_nothing_is_listed(tmp_path: Path) -> None:
    start_campaign(tmp_path / "spring", date(2026, 3, 2))
    assert letterpack.list_revisions(tmp_path / "spring") == ()


def test_a_repository_without_a_commit_has_nothing_to_list(tmp_path: Path) -> None:
    start_campaign(tmp_path / "spring", date(2026, 3, 2))
    git(tmp_path, "init", "-q")
    assert letterpack.list_revisions(tmp_path / "spring") == ()


@pytest.mark.parametrize("name", ["sent", "main~2", "HEAD~2"])
def test_packets_are_compared_with_a_revision(spring: Path, name: str) -> None:
    compared = letterpack.diff(letterpack.Committed(spring, name), spring)
    assert [(group.change.before, group.change.after) for group in compared.groups] == [("at once", "today")]


@pytest.mark.parametrize("name", ["nobody", "", "-x", "--help", ":/Begin", "HEAD:spring/letter.md", "../spring", "/etc", "a\0b"])
def test_what_is_no_revision_is_refused(spring: Path, name: str) -> None:
    with pytest.raises(letterpack.CannotCompare, match="knows no revision"):
        letterpack.diff(letterpack.Committed(spring, name), spring)


def test_a_file_of_the_revisions_name_is_not_taken_for_it(spring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (spring / "sent").mkdir()
    (spring / "sent/manifest.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(spring)
    assert letterpack.diff(letterpack.Committed(spring, "sent"), spring).groups


def test_nothing_that_is_built_for_a_comparison_is_brought_to_the_disk(spring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(exchange, "sync", synced.append)
    assert letterpack.diff(letterpack.Committed(spring, "sent"), spring).groups
    assert not synced
