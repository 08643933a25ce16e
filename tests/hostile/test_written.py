"""Nothing is written outside of where the user pointed, and nothing takes the place of what letterpack has not made."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from letterpack.errors import OutputFailed, OutputRefused
from letterpack.files import no_more_readable_than, umask_now, write_named
from tests.build.making import HEAD, campaign, person
from tests.hostile.repositories import BODY, write

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and modes of POSIX")


@pytest.fixture
def camp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign with a blind copy, built once; a folder and a file of the user's lie beside it."""
    folder = tmp_path / "camp"
    files = campaign({"to": [person("Alpha")], "bcc": [person("Blind")]}, HEAD + BODY)
    write(folder, files)
    write(tmp_path / "mine", {"thesis.pdf": b"ten years", "packets/thesis.pdf": b"ten years"})
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_campaign_is_not_begun_where_a_link_of_another_leads(letterpack, camp: Path) -> None:
    (camp / "spring").symlink_to("../mine")
    before = contents(camp.parent)
    ran = letterpack("init", "spring")
    assert ran.code == 2 and "`spring` leads out of the campaign" in ran.err
    assert contents(camp.parent) == before


FORMATS = ("text", "json", "github", "junit", "sarif")


def checked(letterpack, output: Path, *more: str):
    return letterpack("check", "--output", output, *more)


@pytest.mark.parametrize("built", [False, True])
def test_a_result_of_a_check_is_replaced(letterpack, camp, built) -> None:
    if built:
        assert letterpack("build").code == 0
    output = camp / "result"
    for format in (*FORMATS, "json"):
        ran = checked(letterpack, output, "--format", format)
        assert ran.code in (0, 1), ran.err
    assert json.loads(output.read_text("utf-8"))["version"] == 1


@pytest.mark.parametrize("name", ["letter.md", "addressees.yaml", "notes.txt", "old.json", "page.html"])
def test_a_file_of_the_users_is_not_replaced(letterpack, camp, name) -> None:
    others = {
        "notes.txt": b"notes\n2 of 2 packets complete\nand more\n",
        "old.json": b'{"version": 1}',
        "page.html": b"<!doctype html>x",
    }
    write(camp, {key: data for key, data in others.items() if key == name})
    before = contents(camp)
    for command in (("check", "--output", name), ("diff", ".", ".", "--html", name)):
        ran = letterpack(*command)
        assert ran.code == 2
        assert f"`{name}` already exists, and letterpack did not make it" in ran.err
        assert command[-2] in ran.err
    assert contents(camp) == before


def test_an_empty_file_is_filled(letterpack, camp) -> None:
    (camp / "result").touch(0o640)
    assert checked(letterpack, camp / "result").code in (0, 1)
    assert b"sources checked" in (camp / "result").read_bytes()
    assert stat.S_IMODE((camp / "result").stat().st_mode) == 0o640


def test_a_report_is_replaced(letterpack, camp) -> None:
    write(camp.parent / "old", campaign([person("Alpha")], HEAD + BODY.replace("must", "shall")))
    for _ in range(2):
        assert letterpack("diff", camp.parent / "old", ".", "--html", "r.html").code == 1
    assert (camp / "r.html").read_bytes().startswith(b"<!doctype html>")
    assert not list(camp.glob(".letterpack*"))


def test_nothing_else_is_put_into_a_build(letterpack, camp) -> None:
    """The next build would refuse to replace a folder that holds anything but its own."""
    assert letterpack("build").code == 0
    before = contents(camp)
    for command in ("check --output", "letter export", "forms proof us10 --output", "build --out", "init"):
        ran = letterpack(*command.split(), "build/new.docx")
        assert ran.code == 2 and "is inside the build folder" in ran.err, (command, ran.err)
    assert contents(camp) == before


def test_nothing_is_called_a_dash(letterpack, camp) -> None:
    """To many programs it is standard output, and a file of this name is a nuisance to remove."""
    before = contents(camp)
    for command in ("check --output", "letter export", "forms proof us10 --output", "build --out", "init", "diff . --html"):
        assert letterpack(*command.split(), "-").code == 2, command
    assert contents(camp) == before


@pytest.mark.parametrize("command", [("check", "--output"), ("diff", ".", ".", "--html")], ids=["check", "diff"])
def test_links_pipes_and_folders_are_refused(letterpack, camp, tmp_path, command) -> None:
    (camp / "link").symlink_to(tmp_path / "mine/thesis.pdf")
    (camp / "dangling").symlink_to(tmp_path / "mine/new")
    (camp / "circle").symlink_to("circle")
    (camp / "reports").symlink_to(tmp_path / "mine")
    os.mkfifo(camp / "pipe")
    (camp / "folder").mkdir()
    before = contents(tmp_path / "mine")
    for name in ("link", "dangling", "circle", "circle/new", "pipe", "folder", "reports/new", "reports/thesis.pdf"):
        ran = letterpack(*command, name)
        assert ran.code == 2, name
        assert "hint" in ran.err
    assert contents(tmp_path / "mine") == before


def test_a_link_of_the_users_own_folders_is_followed(letterpack, camp, tmp_path) -> None:
    (tmp_path / "shortcut").symlink_to(tmp_path / "mine")
    assert checked(letterpack, tmp_path / "shortcut/result").code in (0, 1)
    assert (tmp_path / "mine/result").exists()


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/null"])
@pytest.mark.parametrize("redirected", [False, True])
def test_a_stream_is_written_to(camp, tmp_path, stream, redirected) -> None:
    command = [sys.executable, "-m", "letterpack", "check", "--output", stream]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    (tmp_path / "said").write_text("what was there\n", encoding="utf-8")
    with (tmp_path / "said").open("a") if redirected else open(os.devnull, "w") as said:  # noqa: PTH123
        done = subprocess.run(command, cwd=camp, env=environment, stdout=said, stderr=said, check=False)
    assert done.returncode in (0, 1)
    if redirected:
        written = (tmp_path / "said").read_text("utf-8")
        assert written.startswith("what was there\n")
        assert written.count("sources checked") == (1 if stream == "/dev/null" else 2)


@pytest.mark.parametrize("name", ["signatories.csv", "letterpack.yaml"])
@pytest.mark.parametrize("target", ["thesis.pdf", "new"])
def test_an_import_follows_no_link_out(letterpack, camp, tmp_path, name, target) -> None:
    (camp / name).symlink_to(tmp_path / "mine" / target)
    (tmp_path / "form.csv").write_text("name,organization,Zeta\nZoe,Union,x\n", encoding="utf-8")
    before = contents(tmp_path)
    ran = letterpack("signatories", "import", "../form.csv", "--column", "Zeta=nothing: ours")
    assert ran.code == 2 and f"`{name}` leads out of the campaign" in ran.err
    assert contents(tmp_path) == before


def test_a_seal_is_not_written_without_its_signature(letterpack, camp, tmp_path, monkeypatch) -> None:
    letter = (camp / "letter.md").read_text("utf-8")
    (camp / "letter.md").write_text(letter.replace("---\n", "---\nstatus: final\n", 1), encoding="utf-8")
    assert letterpack("build").code == 0
    (camp / "seal.json.sig").symlink_to(tmp_path / "mine/new")
    (tmp_path / "key").touch()
    monkeypatch.setattr("letterpack.library.reviewing.signature_of", lambda *_: b"signed")
    ran = letterpack("seal", "--by", "Ada", "--on", "2026-11-01", "--sign", "../key")
    assert ran.code == 2 and "`seal.json.sig` leads out of the campaign" in ran.err
    assert not (camp / "seal.json").exists() and not (tmp_path / "mine/new").exists()


def test_nothing_is_left_of_a_write_that_fails(tmp_path, monkeypatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("letterpack.files.os.fsync", full)
    with pytest.raises(OutputFailed, match="No space left"):
        write_named(tmp_path / "result", b"x", lambda *_: True, "--output")
    assert not list(tmp_path.iterdir())


def test_a_file_that_comes_meanwhile_is_kept(tmp_path, monkeypatch) -> None:
    place, sync = tmp_path / "result", os.fsync

    def meanwhile(descriptor: int) -> None:
        sync(descriptor)
        place.write_bytes(b"somebody's")

    monkeypatch.setattr("letterpack.files.os.fsync", meanwhile)
    with pytest.raises(OutputRefused):
        write_named(place, b"x", lambda *_: True, "--output")
    assert place.read_bytes() == b"somebody's"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("target", ["empty", "mine", "nowhere"])
def test_a_build_folder_that_leads_out_is_refused(letterpack, camp, tmp_path, target) -> None:
    (tmp_path / "empty").mkdir()
    (camp / "build").symlink_to(tmp_path / target)
    (camp / "above").symlink_to(tmp_path / target)
    before = contents(tmp_path)
    for arguments in ((), ("--out", "build"), ("--out", "above/deep")):
        ran = letterpack("build", *arguments)
        assert ran.code == 2
        assert "leads out of the campaign" in ran.err
    assert contents(tmp_path) == before
    assert not any((tmp_path / "empty").iterdir())


def test_a_build_folder_that_is_a_link_within_is_followed(letterpack, camp) -> None:
    (camp / "real").mkdir()
    (camp / "build").symlink_to("real")
    assert letterpack("build").code == 0
    assert (camp / "real/packets/alpha.pdf").exists()
    assert (camp / "build").is_symlink()


@pytest.mark.parametrize("where", ["build", ".letterpack-0123456789abcdef"])
def test_a_forged_batch_deletes_nothing_outside(letterpack, camp, tmp_path, where) -> None:
    """`packets` as a link, and a manifest that lists the files which lie behind it."""
    assert letterpack("build").code == 0
    manifest = (camp / "build/manifest.json").read_text("utf-8").replace("packets/alpha.pdf", "packets/thesis.pdf")
    shutil.rmtree(camp / "build")
    (camp / where).mkdir()
    (camp / where / "manifest.json").write_text(manifest, encoding="utf-8")
    (camp / where / "packets").symlink_to(tmp_path / "mine/packets")
    before = contents(tmp_path / "mine")
    letterpack("build")
    letterpack("build", "--out", "other")
    assert contents(tmp_path / "mine") == before


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("source", "umask", "expected"), [(0o600, 0o000, 0o600), (0o640, 0o022, 0o640), (0o644, 0o000, 0o644), (0o644, 0o077, 0o600)]
)
def test_what_is_made_is_no_more_readable_than_its_source(letterpack, camp, source, umask, expected) -> None:
    (camp / "addressees.yaml").chmod(source)
    before = os.umask(umask)
    try:
        assert letterpack("build", "--print-run").code == 0
        assert checked(letterpack, camp / "result").code in (0, 1)
        write(camp.parent / "old", campaign([person("Alpha")], HEAD + BODY.replace("must", "shall")))
        assert letterpack("diff", "../old", ".", "--html", "r.html").code == 1
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    made = [path for path in (camp / "build").rglob("*") if path.is_file()] + [camp / "result", camp / "r.html"]
    assert len(made) >= 6
    assert {oct(mode(path)) for path in made} == {oct(expected)}
    folders = [camp / "build", *[path for path in (camp / "build").rglob("*") if path.is_dir()]]
    assert {oct(mode(path)) for path in folders} == {oct(expected | (expected & 0o444) >> 2)}


def test_an_import_is_as_private_as_the_form(letterpack, camp, tmp_path) -> None:
    write(tmp_path, {"form.csv": b"name,email\nAda,ada@example.org\n"})
    (tmp_path / "form.csv").chmod(0o600)
    assert letterpack("signatories", "import", tmp_path / "form.csv").code == 0
    assert mode(camp / "signatories.csv") == 0o600


def test_the_umask_is_restored_whatever_happens(tmp_path) -> None:
    (tmp_path / "a").touch(0o600)
    before = os.umask(0o022)
    try:
        with pytest.raises(KeyError), no_more_readable_than([tmp_path / "a", tmp_path / "absent"]):
            raise KeyError
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_threads_that_ask_for_the_umask_leave_it() -> None:
    before = os.umask(0o022)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert set(threads.map(lambda _: umask_now(), range(2_000))) == {0o022}
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


@pytest.mark.parametrize(("number", "workers"), [(signal.SIGTERM, "1"), (signal.SIGHUP, "2")], ids=["SIGTERM", "SIGHUP"])
def test_a_build_that_is_asked_to_end_leaves_nothing(tmp_path, number, workers) -> None:
    rows = "".join(f"p{index},Person {index},Street {index},NO\n" for index in range(30_000))
    write(
        tmp_path / "camp", {"letter.md": (HEAD + BODY).encode(), "addressees.csv": f"id,name,address1,country\n{rows}".encode()}
    )
    # Whoever started the tests may ignore the signal (as nohup does), and programs inherit that.
    heeding = f"import signal; signal.signal({int(number)}, signal.SIG_DFL); from letterpack.cli import main; main()"
    command = [sys.executable, "-c", heeding, "build", str(tmp_path / "camp"), "--workers", workers]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8") as building:
        for _ in range(1200):
            staged = [path for path in (tmp_path / "camp").glob(".letterpack-*") if any(path.glob("packets/*"))]
            if staged or building.poll() is not None:
                break
            time.sleep(0.05)
        assert staged, "the build ended before it was asked to"
        assert mode(staged[0]) == 0o700
        building.send_signal(number)
        _, said = building.communicate(timeout=300)
    assert building.returncode == 128 + number
    assert "Traceback" not in said
    assert sorted(path.name for path in (tmp_path / "camp").iterdir()) == ["addressees.csv", "letter.md"]
