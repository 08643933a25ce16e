"""Builds on Dask: a cluster of this machine that a build starts, and one of processes that were there before."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Thread

import pytest
from dask import config

from letterpack import __version__
from letterpack.errors import CannotBuild, LetterpackError
from letterpack.executors import crew_of, dask
from letterpack.manifest import CARRIED
from letterpack.pipeline.build import BuildRequest
from letterpack.pipeline.build import build as build_batch
from letterpack.stores.files import FolderStage
from tests.build.making import LETTER, campaign, person
from tests.enclosures.makers import good_pdf
from tests.fontmaking import LATIN, font
from tests.worlds import DictWorld

pytestmark = pytest.mark.loopback
PEOPLE = 1_500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("campaign")
    files = campaign([person(f"P{index}") for index in range(PEOPLE)], signatories=["Freedom Now", "Қазақ бюросы"])
    for path, data in files.items():
        (made / path).write_bytes(data)
    return made


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("alone") / "out"
    built = build(folder, out, "--executor", "here")
    assert built.returncode == 0, built.stderr
    return files(out)


def build(folder: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "letterpack", "build", str(folder), "--out", str(out), "--print-run", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@contextmanager
def cluster(workers: int, environment: dict[str, str] | None = None) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Give the address of a scheduler, and its workers: processes of their own in another folder."""
    quiet = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    common = {"stderr": subprocess.PIPE, "text": True, "cwd": "/"}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    started: list[subprocess.Popen[str]] = []
    try:
        first = subprocess.Popen(scheduler, env=quiet, **common)  # type: ignore[call-overload]
        started.append(first)
        address = told(first, r"Scheduler at:\s+tcp://(\S+)")
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-nanny"]
        worker += ["--no-dashboard", "--host", "127.0.0.1"]
        for _ in range(workers):
            one = subprocess.Popen(worker, env=quiet | (environment or {}), **common)  # type: ignore[call-overload]
            started.append(one)
        for one in started[1:]:
            told(one, r"(Registered to)")
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.communicate()


def told(process: subprocess.Popen[str], pattern: str) -> str:
    """Return what ``pattern`` finds in what ``process`` says; then let it say more, unread by anybody."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if match := re.search(pattern, line):
            Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True).start()
            return match[1]
    pytest.fail("".join(seen))


def test_a_cluster_of_this_machine_makes_the_same_bytes(folder: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    built = build(folder, tmp_path / "out", "--executor", "dask://", "--workers", "2")
    assert built.returncode == 0, built.stderr
    assert files(tmp_path / "out") == alone


def test_processes_that_were_there_make_the_same_bytes_though_one_is_lost(
    folder: Path, alone: dict[str, bytes], tmp_path: Path
) -> None:
    with cluster(2) as (address, workers):
        built = build(folder, tmp_path / "one", "--executor", f"dask://{address}")
        assert built.returncode == 0, built.stderr
        assert files(tmp_path / "one") == alone
        assert [worker.poll() for worker in workers] == [None, None]

        def kill_one() -> None:
            while not any(tmp_path.glob(".letterpack-*/packets/*")):
                time.sleep(0.005)
            os.kill(workers[0].pid, signal.SIGKILL)

        killer = Thread(target=kill_one, daemon=True)
        killer.start()
        built = build(folder, tmp_path / "two", "--executor", f"dask://{address}")
        killer.join(60)
        assert workers[0].wait(60) == -signal.SIGKILL
        assert workers[1].poll() is None
    assert built.returncode == 0, built.stderr
    assert files(tmp_path / "two") == alone


def test_a_packet_that_was_begun_is_written_to_its_end(tmp_path: Path) -> None:
    stage = FolderStage(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"begun and")
    (tmp_path / "b.pdf").write_bytes(b"another")
    stage.put("a.pdf", (b"begun ", b"and done"))
    assert (tmp_path / "a.pdf").read_bytes() == b"begun and done"
    with pytest.raises(FileExistsError):
        stage.put("b.pdf", (b"begun ", b"and done"))
    assert (tmp_path / "b.pdf").read_bytes() == b"another"


def test_a_worker_with_another_letterpack_stops_the_build(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "letterpack"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('__version__ = "0.0.1"\n')
    (other / "executors").mkdir()
    (other / "executors" / "__init__.py").write_text("")
    (other / "executors" / "dask.py").write_text("def version():\n    return '0.0.1'\n")
    with cluster(1, {"PYTHONPATH": str(other.parent)}) as (address, _):
        built = build(folder, tmp_path / "out", "--executor", f"dask://{address}")
    assert built.returncode == 2
    assert "has letterpack 0.0.1" in built.stderr
    assert "Traceback" not in built.stderr
    assert not (tmp_path / "out").exists()


WATCHED = """
import os, sys
log = os.open(os.environ["OPENED_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def told(event, found):
    if event == "open" and (str(found[0]).startswith(%r) or found[0] == "campaign"):
        os.write(log, f"{os.getpid()}\\t{found[0]}\\n".encode())
sys.addaudithook(told)
"""


def test_the_campaign_travels_once_to_each_worker_and_fonts_by_digest(
    folder: Path, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that cannot see the campaign, and have another version of a font: which files they open is written down."""
    campaign_folder, log = tmp_path / "campaign", tmp_path / "opened"
    shutil.copytree(folder, campaign_folder)
    for machine, letters in (("here", LATIN), ("there", f"{LATIN}b")):
        (tmp_path / machine / "fonts").mkdir(parents=True)
        (tmp_path / machine / "fonts" / "own.ttf").write_bytes(font(letters, "House Sans"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "here"))
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(WATCHED % str(tmp_path))
    path = os.pathsep.join([str(hook), *filter(None, [os.environ.get("PYTHONPATH")])])
    there = {"PYTHONPATH": path, "OPENED_LOG": str(log), "XDG_DATA_HOME": str(tmp_path / "there")}
    with cluster(2, there) as (address, workers):
        dask = ("--executor", f"dask://{address}")
        built = build(campaign_folder, tmp_path / "out", *dask)
        assert built.returncode == 0, built.stderr
        assert files(tmp_path / "out") == alone
        opened = [tuple(line.split("\t")) for line in log.read_text().splitlines()]
        # A file of a batch is opened by its name within its folder.
        carried = [each for each in opened if each[1] == Path(CARRIED, "campaign").name]
        assert {pid for pid, _ in carried} == {str(worker.pid) for worker in workers}
        assert len(carried) == len(set(carried)) == 2
        assert not [name for _, name in opened if name.startswith(str(campaign_folder))]

        settings = campaign_folder / "letterpack.yaml"
        settings.write_text("fonts: {default: House Sans}\n")
        (campaign_folder / "letter.md").write_text(LETTER.replace("journalists", "aaa"))
        before = files(tmp_path / "out")
        refused = build(campaign_folder, tmp_path / "out", *dask)
        assert refused.returncode == 2, refused.stderr
        assert "a worker lacks the font `own.ttf` (House Sans, regular), or has another version of it" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert files(tmp_path / "out") == before
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".letterpack-")) == []


def test_a_worker_without_an_own_enclosure_says_which(tmp_path: Path) -> None:
    """What one addressee alone gets is not carried: in a large mailing that would be all of a disk."""

    class Elsewhere(DictWorld):
        def __reduce__(self):
            return DictWorld, ({path: data for path, data in self.files.items() if "one" not in path},)

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        people = [person("Alpha", enclosures=["enclosures/one.pdf"]), person("Beta")]
        files = campaign(people, more={"enclosures/one.pdf": good_pdf(1)})
        request = BuildRequest(tmp_path, tmp_path / "out", executor=executor, workers=2)
        with pytest.raises(CannotBuild, match=r"a worker does not find `enclosures/one.pdf` of the campaign") as caught:
            build_batch(Elsewhere(files), request)
    assert "under the same path" in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["dask://127.0.0.1:9", "dask://:", "dask://no port"])
def test_no_scheduler_is_said_in_plain_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letterpack.executors.dask._PATIENCE", "1s")
    with pytest.raises(LetterpackError, match="no Dask scheduler") as caught, crew_of(name, 1):
        pass
    assert "dask://HOST:PORT" in caught.value.hint


class Answering:
    """What stands for a client whose cluster has one worker with this letterpack."""

    def nthreads(self) -> dict[str, int]:
        return {"worker": 1}

    def run(self, *_: object, **__: object) -> dict[str, str]:
        return {"worker": __version__}

    def get_executor(self, *, pure: bool) -> ThreadPoolExecutor:
        assert not pure
        return ThreadPoolExecutor(1)


@pytest.mark.parametrize(
    ("said", "error"),
    [("Error during deserialization of the task graph. This frequently", LetterpackError), ("anything else", RuntimeError)],
)
def test_machines_that_cannot_read_a_job_are_told_of(said: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "_connected", lambda *_: nullcontext(Answering()))
    with pytest.raises(error) as caught, crew_of("dask://head:8786", 1):
        raise RuntimeError(said)
    assert ("install the same letterpack" in getattr(caught.value, "hint", "")) is (error is LetterpackError)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (RuntimeError("Nanny failed to start."), LetterpackError),
        (OSError(24, "Too many open files"), LetterpackError),
        (RuntimeError("no running event loop"), RuntimeError),
    ],
)
def test_a_cluster_that_the_system_does_not_let_start_is_told_of(
    trouble: Exception, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise trouble

    monkeypatch.setattr(dask, "Client", refused)
    with pytest.raises(error) as caught, crew_of("dask://", 2):
        pass
    assert ("`ulimit -u`" in getattr(caught.value, "hint", "")) is (error is LetterpackError)
    assert ("on this machine" in str(caught.value)) is (error is LetterpackError)


def test_dask_has_what_a_cluster_of_our_own_does_without() -> None:
    """A name that Dask has changed would be taken for one that nobody reads."""
    for name in dask._UNWATCHED:
        config.get(name)


def test_a_cluster_of_another_kind_is_refused() -> None:
    with pytest.raises(LetterpackError, match="there is no executor `ray://head`") as caught, crew_of("ray://head", 1):
        pass
    assert "dask://HOST:PORT" in caught.value.hint


def test_loky_makes_the_same_bytes(folder: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    built = build(folder, tmp_path / "out", "--executor", "loky:get_reusable_executor", "--workers", "2")
    assert built.returncode == 0, built.stderr
    assert files(tmp_path / "out") == alone
