"""No setting of a stranger's repository acts, whatever it is and wherever it lies; and honest repositories work."""

from __future__ import annotations

import os
import subprocess
from itertools import product
from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.errors import CannotCompare
from letterpack.programs import run_program
from letterpack.revisions import RevisionWorld, find_revision, opened, read_blob
from tests.hostile.repositories import LAYOUTS, SETTINGS, git, hostile, two_commits
from tests.installed import program
from tests.trying import WIDE


def camp_of(folder: Path) -> Path:
    inner = folder / "whole/inner"
    return inner if inner.exists() else folder / "whole"


EACH = list(product(SETTINGS, LAYOUTS))
"""On a change of the project, each setting in two layouts, and each layout with some settings: as many as there are are odd."""


@pytest.mark.parametrize(("setting", "layout"), EACH if WIDE else EACH[::2])
def test_nothing_runs(letterpack, tmp_path, monkeypatch, setting, layout) -> None:
    canary = hostile(tmp_path, setting, layout)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.chdir(camp_of(tmp_path))
    for revision in ("HEAD~1", "HEAD~1:./addressees.yaml"):
        assert letterpack("diff", revision).code in (0, 1, 2)
    assert not canary.exists()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("setting", ["core.sshCommand", "core.sshCommand, included", "core.sshCommand of a worktree"])
@pytest.mark.parametrize("layout", ["bare", "folder", "file", "link"])
def test_the_settings_would_act(tmp_path, setting, layout) -> None:
    """The canary can sing: git itself, asked for the missing object, obeys."""
    canary = hostile(tmp_path, setting, layout)
    command = [program("git"), "-C", str(camp_of(tmp_path)), "cat-file", "blob", "HEAD~1:addressees.yaml"]
    said = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert said.returncode
    assert canary.exists(), said.stderr


def differs(letterpack, *arguments: object) -> None:
    ran = letterpack("diff", *arguments)
    assert (ran.code, ran.err) == (1, "")
    assert "Dear [-Minister,-]{+Sir,+}" in ran.out


@pytest.mark.parametrize("name", ["HEAD~1", "main^", "HEAD@{1}", "first", "HEAD^{/Minister}", "main~1^{commit}"])
def test_an_honest_repository(letterpack, tmp_path, name) -> None:
    root = two_commits(tmp_path / "house", "mailings/spring")
    git(root, "tag", "-a", "-m", "a tag", "first", "HEAD~1")
    differs(letterpack, name, root)


def test_packed_refs_and_objects(letterpack, tmp_path) -> None:
    root = two_commits(tmp_path / "house")
    git(root, "gc", "-q")
    git(root, "commit-graph", "write")
    assert not list((root / ".git/refs/heads").iterdir())
    differs(letterpack, "main~1", root)


@pytest.mark.parametrize("format", ["--object-format=sha256", "--ref-format=reftable"])
def test_newer_formats_of_repositories(letterpack, tmp_path, format) -> None:
    root = tmp_path / "house"
    root.mkdir()
    try:
        git(root, "init", "-q", format, ".")
    except subprocess.CalledProcessError:
        pytest.skip("this git does not know the format")
    differs(letterpack, "HEAD~1", two_commits(root))


@pytest.mark.parametrize("relative", ["false", "true"])
def test_a_worktree(letterpack, tmp_path, relative) -> None:
    root = two_commits(tmp_path / "house")
    git(root, "-c", f"worktree.useRelativePaths={relative}", "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    differs(letterpack, "HEAD~1", tmp_path / "tree")
    differs(letterpack, "other~1", root)


def test_a_submodule(letterpack, tmp_path) -> None:
    inner = two_commits(tmp_path / "inner")
    outer = two_commits(tmp_path / "outer", "own")
    git(outer.parent, "submodule", "--quiet", "add", str(inner), "partner")
    differs(letterpack, "HEAD~1", outer.parent / "partner")
    differs(letterpack, "HEAD~1", outer)


def test_a_shallow_clone(letterpack, tmp_path) -> None:
    two_commits(tmp_path / "house")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/house", "clone")
    assert letterpack("diff", "HEAD", tmp_path / "clone").code == 0
    ran = letterpack("diff", "HEAD~1", tmp_path / "clone")
    assert ran.code == 2
    assert "git revision of" in ran.err


def test_a_campaign_that_is_a_link(letterpack, tmp_path) -> None:
    root = two_commits(tmp_path / "house", "mailings/spring")
    (tmp_path / "spring").symlink_to(root)
    differs(letterpack, "HEAD~1", tmp_path / "spring")


def test_a_bare_repository_in_a_campaign_is_passed_over(letterpack, tmp_path) -> None:
    """The repository around it is the one that is asked."""
    root = two_commits(tmp_path / "house", "spring")
    git(root, "init", "-q", "--bare", ".")
    differs(letterpack, "HEAD~1", root)


def borrowed(root: Path, other: Path) -> None:
    (root / ".git/objects/info/alternates").write_text(f"{other}/.git/objects\n", encoding="utf-8")


def shared_elsewhere(root: Path, other: Path) -> None:
    (root / ".git/commondir").write_text(f"{other}/.git\n", encoding="utf-8")


def pointing(root: Path, other: Path) -> None:
    (root / ".git").rename(root / "gone")
    (root / ".git").write_text(f"gitdir: {other}/.git\n", encoding="utf-8")


def pointing_by_link(root: Path, other: Path) -> None:
    (root / ".git").rename(root / "gone")
    (root / ".git").symlink_to(other / ".git")


def linked_objects(root: Path, other: Path) -> None:
    (root / ".git/objects").rename(root / "gone")
    (root / ".git/objects").symlink_to(other / ".git/objects")


def linked_branch(root: Path, other: Path) -> None:
    (root / ".git/refs/heads/main").unlink()
    (root / ".git/refs/heads/main").symlink_to(other / ".git/refs/heads/main")


def linked_refs(root: Path, other: Path) -> None:
    (root / ".git/refs").rename(root / "gone")
    (root / ".git/refs").symlink_to(other / ".git/refs")


def linked_head(root: Path, other: Path) -> None:
    (root / ".git/HEAD").unlink()
    (root / ".git/HEAD").symlink_to(other / ".git/HEAD")


def forged_worktree(root: Path, other: Path) -> None:
    """A worktree's folder in the campaign, whose objects are somebody else's."""
    forged = root / "forged/worktrees/spring"
    forged.mkdir(parents=True)
    (forged / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (forged / "gitdir").write_text(f"{root}/.git\n", encoding="utf-8")
    (forged / "commondir").write_text(f"{other}/.git\n", encoding="utf-8")
    (root / ".git").rename(root / "gone")
    (root / ".git").write_text(f"gitdir: {forged}\n", encoding="utf-8")


def waiting_for_ever(root: Path, other: Path) -> None:
    os.mkfifo(root / ".git/refs/heads/pipe")


OUTSIDE = [
    borrowed,
    shared_elsewhere,
    pointing,
    pointing_by_link,
    linked_objects,
    linked_branch,
    linked_refs,
    linked_head,
    forged_worktree,
    waiting_for_ever,
]


@pytest.mark.parametrize("lead", OUTSIDE, ids=lambda each: each.__name__)
def test_another_repository_of_the_users_is_not_read(letterpack, tmp_path, lead) -> None:
    root = two_commits(tmp_path / "stranger")
    other = tmp_path / "mine"
    two_commits(other)
    lead(root, other)
    ran = letterpack("diff", "HEAD~1", root)
    assert ran.code == 2
    assert ran.out == ""
    assert "hint" in ran.err


def raw_tree(root: Path, *rows: tuple[str, str, str]) -> str:
    """Write a tree that git itself would not make; return its id."""
    data = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(blob) for mode, name, blob in rows)
    command = [program("git"), "hash-object", "--literally", "-t", "tree", "-w", "--stdin"]
    return subprocess.run(command, cwd=root, input=data, check=True, capture_output=True).stdout.decode().strip()


@pytest.mark.parametrize(
    "names", [["..", "..", "..", "escaped.pdf"], ["packets", "..", "..", "..", "escaped.pdf"], ["/escaped.pdf"]]
)
def test_a_tree_writes_nothing_outside(letterpack, tmp_path, names) -> None:
    root = two_commits(tmp_path / "house")
    (root / "ours.pdf").write_bytes(b"%PDF-1.7 escaped")
    blob = git(root, "hash-object", "-w", "ours.pdf")
    tree, mode = blob, "100644"
    for name in reversed(["build", *names] if names[0] == "packets" else names):
        tree, mode = raw_tree(root, (mode, name, tree)), "40000"
    commit = git(root, "commit-tree", "-m", "escape", tree)
    ran = letterpack("diff", commit, root, "--rendered")
    assert ran.code == 2
    assert "has no PDFs" in ran.err
    with opened(root) as repository:
        assert repository is not None
        found = find_revision(repository, root, commit)
        assert found is not None
        assert not found.files


def _asked(monkeypatch) -> list[list[str]]:
    """Return what git is asked from now on."""
    asked: list[list[str]] = []

    def run(program, arguments, limits, **more):
        asked.append(list(arguments))
        return run_program(program, arguments, limits, **more)

    monkeypatch.setattr("letterpack.revisions.repository.run_program", run)
    return asked


def _contents(asked: list[list[str]]) -> int:
    return sum("cat-file" in each and "blob" in each for each in asked)


def test_a_huge_file_is_refused_before_it_is_read(letterpack, tmp_path, monkeypatch) -> None:
    root = two_commits(tmp_path / "house")
    (root / "letter.md").write_bytes(b"0" * 4_000)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "zeros")
    monkeypatch.setattr("letterpack.revisions.MOST_FILE_BYTES", 2_000)
    asked = _asked(monkeypatch)
    with opened(root) as repository:
        assert repository is not None
        found = find_revision(repository, root, "HEAD")
        assert found is not None
        with pytest.raises(OSError, match="it is larger than 200 MB"):
            RevisionWorld(found, Disk(root)).open("letter.md")
        with pytest.raises(CannotCompare, match="larger than 200 MB"):
            read_blob(repository, root, "HEAD:letter.md")
    assert not _contents(asked)
    ran = letterpack("diff", "HEAD", root)
    assert ran.code == 2 and "`letter.md` cannot be read" in ran.err


def test_a_hidden_folder_is_compared_with_itself(letterpack, tmp_path) -> None:
    """And not with the one of the same name without the dot, in which nothing changed."""
    root = tmp_path / "house"
    differs(letterpack, "HEAD~1", two_commits(root, ".camp"))
    (root / "camp").mkdir()
    for path in (root / ".camp").iterdir():
        if path.is_file():
            (root / "camp" / path.name).write_bytes(path.read_bytes())
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "beside")
    differs(letterpack, "HEAD~2", root / ".camp")


def test_a_commit_is_what_its_id_says(letterpack, tmp_path) -> None:
    """A repository may say that another commit stands for it (`git replace`): a comparison with it would find nothing."""
    root = two_commits(tmp_path / "house")
    git(root, "replace", "HEAD~1", "HEAD")
    differs(letterpack, "HEAD~1", root)


def test_modes_of_old_repositories_are_no_forgery(letterpack, tmp_path) -> None:
    root = two_commits(tmp_path / "house")
    raw = subprocess.run([program("git"), "-C", str(root), "cat-file", "tree", "HEAD~1:"], check=True, capture_output=True).stdout
    (tmp_path / "tree").write_bytes(raw.replace(b"100644 ", b"100664 "))
    tree = git(root, "hash-object", "-t", "tree", "-w", "--literally", str(tmp_path / "tree"))
    git(root, "tag", "old", git(root, "commit-tree", "-m", "old", tree))
    differs(letterpack, "old", root)


def test_the_users_environment_chooses_no_repository(letterpack, tmp_path, monkeypatch) -> None:
    root, other = two_commits(tmp_path / "house"), tmp_path / "other"
    two_commits(other)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {tmp_path}/CANARY")
    ran = letterpack("diff", "HEAD~1", root)
    assert ran.code == 1
    assert not (tmp_path / "trace").exists()
