"""All or nothing: what a build leaves, whatever it found and however it ended."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from letterpack.codes import find_code
from letterpack.diagnostics import Report
from letterpack.errors import OutputFailed, OutputRefused
from letterpack.stores import exchange
from letterpack.stores.folder import new_folder, open_batch, recover
from tests.stores.batches import files, fill, version_of


@pytest.fixture(params=["at once", "in steps"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test with the system's exchange, and with the journal that does without."""
    if request.param == "in steps":
        monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    return request.param


def build(out: Path, version: str, ids: tuple[str, ...] = ("a", "b", "c")) -> Report:
    report = Report()
    with open_batch(out, report=report) as batch:
        fill(batch, version, ids)
        batch.commit()
    return report


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


@pytest.mark.parametrize("state", ["absent", "empty", "deep"])
def test_a_first_build(tmp_path: Path, state: str) -> None:
    out = tmp_path / "x" / "y" / "build" if state == "deep" else tmp_path / "build"
    if state == "empty":
        out.mkdir()
    assert len(build(out, "one")) == 0
    assert version_of(out) == "one"
    assert beside(out) == ["build"]
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "packets"]


@pytest.mark.usefixtures("way")
def test_a_second_build_replaces_the_first(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one", ("a", "removed", "c"))
    assert len(build(out, "two", ("a", "c", "new"))) == 0
    assert version_of(out) == "two"
    assert files(out) == ["manifest.json", "packets/a.pdf", "packets/c.pdf", "packets/new.pdf"]
    assert beside(out) == ["build"]


@pytest.mark.usefixtures("way")
def test_leaving_without_commit_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one")
    with open_batch(out) as batch:
        fill(batch, "two")
    with pytest.raises(KeyboardInterrupt), open_batch(out) as batch:
        fill(batch, "three")
        raise KeyboardInterrupt
    assert version_of(out) == "one"
    assert beside(out) == ["build"]


def test_leaving_without_commit_takes_the_parents_back(tmp_path: Path) -> None:
    with open_batch(tmp_path / "x" / "y" / "build"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_batch_needs_its_manifest(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_batch(tmp_path / "build") as batch:
        batch.commit()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "place", ["notes.txt", "packets/notes.txt", "packets/sub/x.pdf", "print/mine.pdf", "empty/", ".hidden", "a link"]
)
def test_what_is_not_ours_is_refused_and_kept(tmp_path: Path, place: str) -> None:
    out = tmp_path / "build"
    build(out, "one")
    if place == "a link":
        (out / "packets" / "a.pdf").rename(tmp_path / "elsewhere.pdf")
        (out / "packets" / "a.pdf").symlink_to(tmp_path / "elsewhere.pdf")
        place = "packets/a.pdf"
    elif place.endswith("/"):
        (out / place).mkdir()
    else:
        (out / place).parent.mkdir(exist_ok=True)
        (out / place).write_text("mine")
    before = files(out)
    with pytest.raises(OutputRefused) as caught:
        build(out, "two")
    assert place.strip("/").split("/")[-1] in caught.value.message or place in ("packets/sub/x.pdf", "print/mine.pdf")
    assert "--out" in caught.value.hint
    assert files(out) == before


@pytest.mark.parametrize("content", [None, b"", b"{}", b"not json"])
def test_a_folder_without_our_manifest_is_refused(tmp_path: Path, content: bytes | None) -> None:
    out = tmp_path / "build"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    if content is not None:
        (out / "manifest.json").write_bytes(content)
    with pytest.raises(OutputRefused) as caught:
        build(out, "one")
    assert "build" in caught.value.message
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_manifest_cannot_claim_what_is_outside(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one")
    (tmp_path / "mine.txt").write_text("mine")
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace("packets/a.pdf", "../mine.txt"))
    with pytest.raises(OutputRefused):
        build(out, "two")
    assert (tmp_path / "mine.txt").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("mine")
    with pytest.raises(OutputRefused):
        build(tmp_path / "build", "one")
    assert (tmp_path / "build").read_text() == "mine"


def test_the_root_is_refused() -> None:
    with pytest.raises(OutputRefused), open_batch(Path("/")):
        pass


def test_what_systems_drop_into_folders_does_not_count(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one")
    (out / ".DS_Store").write_bytes(b"x")
    (out / "packets" / "Thumbs.db").write_bytes(b"x")
    assert len(build(out, "two")) == 0
    assert version_of(out) == "two"
    assert beside(out) == ["build"]


@pytest.mark.usefixtures("way")
def test_a_linked_folder_is_exchanged_behind_its_link(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real"
    real.mkdir(parents=True)
    out = tmp_path / "build"
    out.symlink_to(real)
    build(out, "one")
    build(out, "two")
    assert out.is_symlink()
    assert version_of(real) == "two"
    assert beside(real) == ["real"]


def test_a_name_too_long_for_the_disk_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed) as caught, open_batch(tmp_path / ("x" * 300)):
        pass
    assert "shorter path" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "build").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputRefused):
        build(tmp_path / "build", "one")
    assert (tmp_path / "build").is_symlink()


@pytest.mark.usefixtures("way")
def test_a_file_that_came_during_the_build_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one")
    (tmp_path / "build-kept").mkdir()
    report = Report()
    with open_batch(out, report=report) as batch:
        fill(batch, "two")
        (out / "packets" / "mine.pdf").write_text("mine")
        batch.commit()
    assert version_of(out) == "two"
    assert files(tmp_path / "build-kept-2") == ["packets/mine.pdf"]
    assert [(found.code, found.severity, str(found.span)) for found in report] == [("LP500", "warning", "build-kept-2")]
    assert beside(out) == ["build", "build-kept", "build-kept-2"]


def test_an_old_batch_that_cannot_be_removed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "build"
    build(out, "one")

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", refuse)
        report = build(out, "two")
    assert version_of(out) == "two"
    assert [(found.code, found.severity) for found in report] == [("LP501", "warning")]
    assert len(build(out, "three")) == 0
    assert beside(out) == ["build"]


@pytest.mark.parametrize("code", ["LP500", "LP501"])
def test_the_codes_have_their_pages(code: str) -> None:
    page = find_code(code)
    assert page is not None
    assert page.severity == "warning"


def test_the_folders_rights_stay(tmp_path: Path) -> None:
    out = tmp_path / "build"
    build(out, "one")
    out.chmod(0o750)
    build(out, "two")
    assert out.stat().st_mode & 0o777 == 0o750


def test_an_unknown_hidden_folder_stays(tmp_path: Path) -> None:
    (tmp_path / ".letterpack-notes").mkdir()
    (tmp_path / ".letterpack-0123456789abcdef.txt").write_text("mine")
    build(tmp_path / "build", "one")
    assert len(beside(tmp_path / "build")) == 3


@pytest.mark.parametrize(
    ("number", "word"), [(errno.ENOSPC, "room"), (errno.EDQUOT, "quota"), (errno.EROFS, "read-only"), (errno.EFBIG, "ulimit")]
)
def test_an_error_of_writing_has_a_remedy(tmp_path: Path, number: int, word: str) -> None:
    out = tmp_path / "build"
    build(out, "one")
    with pytest.raises(OutputFailed) as caught, open_batch(out):
        raise OSError(number, os.strerror(number))
    assert word in caught.value.hint
    with pytest.raises(OutputFailed) as told, new_folder(tmp_path / "handed", "--output"):
        raise OSError(number, os.strerror(number))
    assert told.value.hint == caught.value.hint.replace("--out", "--output") and "build again" not in told.value.hint
    assert version_of(out) == "one"
    assert beside(out) == ["build"]


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="inodes are POSIX")
@pytest.mark.parametrize(
    ("inodes", "free", "bytes_free", "word"),
    [(1000, 0, 10**9, "inodes"), (1000, 5, 10**9, "make room"), (1000, 0, 0, "make room"), (0, 0, 10**9, "make room")],
)
def test_a_disk_without_inodes_is_told_from_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inodes: int, free: int, bytes_free: int, word: str
) -> None:
    """A file system that makes inodes as it needs them says that it has none at all."""
    asked = []

    def disk(place: Path) -> SimpleNamespace:
        asked.append(place)
        if not place.exists():
            raise FileNotFoundError
        return SimpleNamespace(f_files=inodes, f_favail=free, f_bavail=bytes_free // 4096)

    monkeypatch.setattr(os, "statvfs", disk)
    with pytest.raises(OutputFailed) as caught, open_batch(tmp_path / "build") as batch:
        raise OSError(errno.ENOSPC, "No space left on device", f"{batch.stage.folder}/packets/a.pdf")
    assert word in caught.value.hint
    assert asked[-1].is_relative_to(tmp_path), "the disk that the batch is on"


def test_an_error_of_reading_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_batch(tmp_path / "build"):
        (tmp_path / "letter.md").read_bytes()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputFailed):
        build(tmp_path / "build", "one")
    tmp_path.chmod(0o700)


def test_recover_without_a_journal_does_nothing(tmp_path: Path) -> None:
    recover(tmp_path / "build")
    recover(tmp_path / "absent" / "build")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"out": "../x", "staged": "y", "old": "z"}'])
def test_a_damaged_journal_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / ".letterpack-journal").write_text(text)
    with pytest.raises(OutputFailed) as caught:
        recover(tmp_path / "build")
    assert ".letterpack-journal" in caught.value.message


def test_a_large_batch_is_synced_at_once(tmp_path: Path) -> None:
    ids = tuple(f"p{number}" for number in range(100))
    build(tmp_path / "build", "one", ids)
    build(tmp_path / "build", "two", ids)
    assert version_of(tmp_path / "build") == "two"


def test_importing_the_batch_is_light() -> None:
    code = "import sys, letterpack.stores.folder; print(sorted({'ctypes', 'reportlab', 'pypdf'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_call_that_a_signal_interrupts_is_made_again() -> None:
    answers = iter([(errno.EINTR, -1), (errno.EINTR, -1), (0, 0), (errno.EIO, -1)])

    def call() -> int:
        number, answer = next(answers)
        ctypes.set_errno(number)
        return answer

    assert [exchange._failed(call) for _ in range(2)] == [0, errno.EIO]
