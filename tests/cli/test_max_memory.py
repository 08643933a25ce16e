"""How much memory a command may take."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from letterpack import allowance
from letterpack.allowance import Allowance, TooMuchMemory, allowance_of
from letterpack.errors import LetterpackError
from letterpack.executors import HERE, with_room
from letterpack.manifest import ManifestWriter
from letterpack.undisturbed import undisturbed
from tests.build.making import campaign

FOREVER_S = 120
MB = 1_000_000
pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux says what other processes take")


def test_what_takes_more_is_interrupted() -> None:
    with pytest.raises(TooMuchMemory, match="more memory was needed than --max-memory allows"), Allowance(1).watched():
        Event().wait(FOREVER_S)


def test_in_another_thread_it_ends_where_it_looks() -> None:
    def work() -> None:
        limited = Allowance(1)
        with limited.watched():
            while True:
                limited.look()

    with ThreadPoolExecutor(1) as pool:
        assert isinstance(pool.submit(work).exception(FOREVER_S), TooMuchMemory)


def test_interrupts_of_the_users_own_stay_theirs() -> None:
    with pytest.raises(KeyboardInterrupt), Allowance(10**15).watched():
        raise KeyboardInterrupt


@pytest.fixture
def in_the_background() -> Iterator[None]:
    """As what a script begins with `&`: interrupts from the keyboard are ignored."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_the_background")
def test_where_interrupts_are_ignored_ours_is_heard_and_no_other() -> None:
    with Allowance(10**15).watched():
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(TooMuchMemory), Allowance(1).watched():
        Event().wait(FOREVER_S)


@pytest.mark.usefixtures("in_the_background")
def test_where_interrupts_are_ignored_ours_waits_for_what_must_be_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Allowance, "_interrupt", lambda *_: None)
    limited, is_finished = Allowance(1), False
    with pytest.raises(TooMuchMemory), limited.watched():
        limited._taken_bytes = 2
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            is_finished = True
        pytest.fail("it would have gone on")
    assert is_finished


def test_what_was_taken_before_the_end_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Event()

    def take_note(limited: Allowance, taken_bytes: int, _interrupts: object) -> None:
        limited._taken_bytes = taken_bytes
        looked.set()

    monkeypatch.setattr(Allowance, "_interrupt", take_note)
    limited = Allowance(1)
    with pytest.raises(TooMuchMemory), limited.watched():
        assert looked.wait(FOREVER_S)
        limited.end()
        pytest.fail("it would have been published")


def test_what_other_processes_take_counts() -> None:
    code = "held = bytearray(b'x' * 30_000_000); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in list(allowance._below(os.getpid()))
        assert allowance._resident_bytes(child.pid) > 30 * MB
        child.communicate(b"\n")
    assert allowance._resident_bytes(child.pid) == 0


@pytest.mark.parametrize(
    ("most", "executor", "asked", "expected"),
    [
        ("", "", 8, ("", 8)),
        ("500MB", "", 8, ("", 3)),
        ("500MB", "", 2, ("", 2)),
        ("300MB", "", 8, (HERE, 1)),
        ("100 mb", "processes", 8, (HERE, 1)),
        ("100MB", "loky:get_reusable_executor", 8, ("loky:get_reusable_executor", 1)),
        ("1GB", "dask://", 8, ("dask://", 7)),
        ("100MB", HERE, 1, (HERE, 1)),
    ],
)
def test_there_are_as_many_workers_as_there_is_memory_for(
    most: str, executor: str, asked: int, expected: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "_resident_bytes", lambda _process: 100 * MB)
    assert with_room(allowance_of(most), executor, asked, 25 * MB) == expected


def test_an_executor_of_the_callers_is_left_as_it_is() -> None:
    theirs = Executor()
    assert with_room(allowance_of("100MB"), theirs, 8, MB) == (theirs, 8)


@pytest.mark.parametrize("size", ["much", "99MB", "-1GB", "1", "1e9", "500", "0x10MB", " ", "٥٠٠MB", "9999999GB"])
def test_what_is_no_size_is_refused(size: str) -> None:
    with pytest.raises(LetterpackError, match="is not a size of at least 100 MB for --max-memory") as caught:
        allowance_of(size)
    assert "500MB" in caught.value.hint


def test_where_the_system_does_not_tell_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "_ITSELF", Path("/nowhere"))
    with pytest.raises(LetterpackError, match="needs Linux"):
        allowance_of("500MB")
    assert not allowance_of("")


def test_a_build_that_takes_more_leaves_the_old_batch(letterpack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path, data in campaign().items():
        Path(path).write_bytes(data)
    assert letterpack("build", "--max-memory", "90GB").code == 0
    old = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(allowance, "_all_bytes", lambda: 600 * MB + 1)
    monkeypatch.setattr(ManifestWriter, "finish", lambda *_: Event().wait(FOREVER_S))
    ran = letterpack("build", "--max-memory", "600MB")
    assert ran.code == 2 and not ran.out
    assert "601 MB were taken, and 600 MB are allowed; nothing was changed" in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == old


def test_a_check_that_takes_more_ends(letterpack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path, data in campaign().items():
        Path(path).write_bytes(data)
    monkeypatch.setattr(allowance, "_all_bytes", lambda: 601 * MB)
    monkeypatch.setattr("letterpack.pipeline.inspect.read_campaign", lambda *_: Event().wait(FOREVER_S))
    ran = letterpack("check", "--max-memory", "600MB")
    assert (ran.code, ran.out) == (2, "")
    assert "allow more" in ran.err
