"""A build that is killed, at every step and at random; two builds at once; a full disk."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from letterpack.diagnostics import Report
from letterpack.stores.folder import open_batch, recover
from letterpack.stores.lock import locked
from tests.stores.batches import fill, version_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and flock are POSIX")

ROOT = Path(__file__).parents[2]

# Before each step that can change a file (the audit events of Python: open, rename, remove, mkdir, locks, calls into libc) the
# process counts, and kills itself at the one it is told. Nothing of this is in the program.
STEPS = """
import os, signal, sys
kill_at, seen = int(sys.argv[3]), 0
def step(event, args):
    global seen
    if event.startswith(("os.", "shutil.", "ctypes.", "fcntl.")) or event == "open":
        seen += 1
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
"""

BUILD = """
from pathlib import Path
from letterpack.stores import folder
from letterpack.stores import exchange
from tests.stores.batches import fill
if sys.argv[2] == "steps":
    exchange._exchange = lambda one, other: False
sys.addaudithook(step)
with folder.open_batch(Path(sys.argv[1])) as made:
    fill(made, "new", ("a", "d"))
    made.commit()
"""

RECOVER = """
from pathlib import Path
from letterpack.stores.folder import recover
sys.addaudithook(step)
recover(Path(sys.argv[1]))
"""

LOOP = """
import sys
from pathlib import Path
from letterpack.stores import folder
from letterpack.stores import exchange
from tests.stores.batches import fill
out, how, name, count = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
if how == "steps":
    exchange._exchange = lambda one, other: False
print("ready", flush=True)
for number in range(count):
    with folder.open_batch(out, on_wait=lambda: print("waits", flush=True)) as made:
        fill(made, f"{name}{number}", tuple(f"p{at}" for at in range(number % 5 + 1)))
        made.commit()
"""


FORKING = """
import json, os, sys, traceback
from letterpack.stores import exchange, folder
from tests.stores.batches import fill
for line in sys.stdin:
    code, *arguments = json.loads(line)
    child = os.fork()
    if not child:
        sys.argv[1:] = arguments
        try:
            exec(code, {})
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
Run = Callable[..., int]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Return what runs code in a process of its own, forked from one that has loaded all, and returns its exit code."""
    source = subprocess.Popen(
        [sys.executable, "-c", FORKING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert source.stdin is not None and source.stdout is not None

    def forked(*said: str) -> int:
        print(json.dumps(said), file=source.stdin, flush=True)
        code = int(source.stdout.readline())
        assert code in (0, -signal.SIGKILL)
        return code

    yield forked
    source.communicate()


def start(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def build(out: Path, version: str) -> None:
    with open_batch(out) as batch:
        fill(batch, version)
        batch.commit()


@pytest.mark.parametrize("how", ["once", "steps"])
@pytest.mark.parametrize("first", [True, False], ids=["first build", "rebuild"])
def test_killed_at_every_step(run: Run, tmp_path: Path, how: str, first: bool) -> None:
    steps = 0
    while True:
        steps += 1
        out = tmp_path / str(steps) / "build"
        out.parent.mkdir()
        if not first:
            build(out, "old")
        code = run(STEPS + BUILD, str(out), how, str(steps))
        if how == "steps":
            recover(out)
        if not first or out.exists():
            assert version_of(out) in ({"new"} if code == 0 else {"old", "new"} if not first else {"new"})
        build(out, "next")
        assert version_of(out) == "next"
        assert [path.name for path in out.parent.iterdir()] == ["build"]
        if code == 0:
            break
    assert steps > 25


def test_killed_while_recovering(run: Run, tmp_path: Path) -> None:
    halfway = 0
    for steps in range(1, 200):
        out = tmp_path / str(steps) / "build"
        out.parent.mkdir()
        build(out, "old")
        if run(STEPS + BUILD, str(out), "steps", str(steps)) == 0:
            break
        if out.exists():
            continue
        halfway += 1
        for again in range(1, 30):
            if run(STEPS + RECOVER, str(out), "", str(again)) == 0:
                break
        assert version_of(out) == "new"
    assert halfway


@pytest.mark.parametrize("how", ["once", "steps"])
def test_killed_at_random(tmp_path: Path, how: str) -> None:
    out = tmp_path / "build"
    chance = random.Random(3)
    build(out, "old")
    seen = set()
    for attempt in range(12):
        process = start(LOOP, str(out), how, f"v{attempt}-", "100000")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        process.communicate()
        recover(out)
        seen.add(version_of(out))
    assert len(seen) > 1
    build(out, "next")
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("how", ["once", "steps"])
def test_two_builds_at_once(tmp_path: Path, how: str) -> None:
    out = tmp_path / "build"
    with locked(tmp_path):
        both = [start(LOOP, str(out), how, name, "40") for name in ("x", "y")]
        assert [[process.stdout.readline(), process.stdout.readline()] for process in both] == [["ready\n", "waits\n"]] * 2
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert version_of(out) in {"x39", "y39"}
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_second_build_waits(tmp_path: Path) -> None:
    with locked(tmp_path):
        process = start(LOOP, str(tmp_path / "build"), "once", "v", "1")
        assert process.stdout is not None
        assert [process.stdout.readline(), process.stdout.readline()] == ["ready\n", "waits\n"]
        time.sleep(0.1)
        assert process.poll() is None
        assert list(tmp_path.iterdir()) == []
    process.communicate(timeout=300)
    assert version_of(tmp_path / "build") == "v0"


def test_a_lock_file_serves_where_folders_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock

    def on_files_only(descriptor: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, "Bad file descriptor")
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", on_files_only)
    with locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".letterpack-lock"]
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_outlives_its_build_holds_no_lock(tmp_path: Path) -> None:
    code = """
import os, signal, sys, time
from pathlib import Path
from letterpack.stores.lock import locked
with locked(Path(sys.argv[1])):
    worker = os.fork()
    if not worker:
        time.sleep(60)
    print(worker, flush=True)
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    process = start(code, str(tmp_path))
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    process.wait()
    try:
        waited: list[bool] = []
        with locked(tmp_path, lambda: waited.append(True)):
            pass
        assert waited == []
    finally:
        os.kill(worker, signal.SIGKILL)
        process.communicate()


def test_a_worker_that_outlives_its_build_does_not_hinder_the_next(tmp_path: Path) -> None:
    code = """
import os, signal, sys, time
from pathlib import Path
from letterpack.stores.folder import open_batch
with open_batch(Path(sys.argv[1])) as batch:
    worker = os.fork()
    number = 0
    while not worker:
        batch.stage.put(f"packets/{number}.pdf", (b"x",))
        number += 1
    print(worker, flush=True)
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    process = start(code, str(tmp_path / "build"))
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    process.wait()
    try:
        report = Report()
        with open_batch(tmp_path / "build", report=report) as batch:
            fill(batch, "new")
            batch.commit()
        assert list(report) == []
        assert [path.name for path in tmp_path.iterdir()] == ["build"]
    finally:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB, where the tests may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("mounting needs rights")
    yield place
    subprocess.run(["umount", str(place)], check=True)


FILL = """
import sys
from pathlib import Path
from letterpack.errors import OutputFailed
from letterpack.stores.folder import open_batch
from tests.stores.batches import fill
try:
    with open_batch(Path(sys.argv[1])) as made:
        fill(made, "new", tuple(f"p{at}" for at in range(50)), size=int(sys.argv[2]))
        made.commit()
except OutputFailed as error:
    print(error.message, error.hint, sep="|")
"""


def test_a_full_disk_leaves_the_old_batch(small_disk: Path) -> None:
    out = small_disk / "build"
    build(out, "old")
    process = start(FILL, str(out), "4000")
    said, error = process.communicate(timeout=3000)
    assert process.returncode == 0, error
    assert "No space left" in said
    assert "make room" in said
    assert version_of(out) == "old"
    assert [path.name for path in small_disk.iterdir()] == ["build"]


@pytest.mark.parametrize("size", [200, 100_000])
def test_a_limit_on_file_sizes_leaves_the_old_batch(tmp_path: Path, size: int) -> None:
    """With small packets it is the manifest that does not fit; with large ones the first packet."""
    import resource

    out = tmp_path / "build"
    build(out, "old")
    limit = (8_000, 8_000)
    process = start(FILL, str(out), str(size), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    said, error = process.communicate(timeout=3000)
    assert process.returncode == 0, error
    assert "ulimit" in said
    assert version_of(out) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
