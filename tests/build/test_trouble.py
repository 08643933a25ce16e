"""Killed, a full disk, two at once, somebody else's folder: the old batch or the new one is there, never a mixture."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from letterpack.errors import CannotBuild, LetterpackError
from letterpack.pipeline.build import jobs
from letterpack.pipeline.build.jobs import make_batch
from tests.build.making import LETTER, campaign, make, person
from tests.trying import many

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "letterpack", "build"]


def write(folder: Path, version: str, count: int) -> None:
    """Write a campaign of ``count`` addressees whose letter says ``version``."""
    folder.mkdir(exist_ok=True)
    (folder / "letter.md").write_text(LETTER.replace("prison", f"prison {version}"), encoding="utf-8")
    rows = [f"a{index},Name {index},Street {index}" for index in range(count)]
    (folder / "addressees.csv").write_text("\n".join(["id,name,address1", *rows, ""]), encoding="utf-8")


def whole(out: Path) -> tuple[str, int]:
    """Return the letter's digest and the number of packets of a whole batch, or fail."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    listed = {row["file"]: row["sha256"] for row in manifest["packets"]}
    found = {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in out.rglob("*.pdf")}
    assert found == listed
    letter = next(each["sha256"] for each in manifest["inputs"] if each["path"] == "letter.md")
    return letter, len(listed)


def run(folder: Path, *arguments: str, **options) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*COMMAND, str(folder), *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def ended(process: subprocess.Popen[str]) -> int:
    """Wait for the end of ``process``, close its pipes, and return its exit code."""
    process.communicate()
    return process.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_at_random_moments(tmp_path, workers) -> None:
    """The whole command, with its workers, killed between nothing and done: then the next build makes the new batch."""
    folder, chance = tmp_path / "campaign", random.Random(int(workers))
    write(folder, "old", 150)
    began = time.monotonic()
    assert ended(run(folder)) == 0
    lasts = time.monotonic() - began
    old = whole(folder / "build")
    write(folder, "new", 120)
    killed = 0
    for _ in range(many(5, 20)):
        process = run(folder, "--workers", workers, start_new_session=True)
        time.sleep(lasts * chance.uniform(0.3, 1.0))
        os.killpg(process.pid, signal.SIGKILL)
        killed += ended(process) == -signal.SIGKILL
        now = whole(folder / "build")
        assert now == old or now[1] == 120
    assert killed
    assert ended(run(folder)) == 0
    assert whole(folder / "build")[1] == 120
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["build"]


def test_a_full_disk_leaves_the_old_batch(tmp_path, monkeypatch) -> None:
    out = tmp_path / "out"
    before = make(out, campaign())
    written = 0

    def full(descriptor: int, buffers: Any) -> int:
        nonlocal written
        written += 1
        if written == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, buffers)

    real = os.writev
    monkeypatch.setattr(os, "writev", full)
    with pytest.raises((LetterpackError, OSError)):
        make(out, campaign([person("Gamma"), person("Delta")]))
    monkeypatch.undo()
    assert {path.stem: path.read_bytes() for path in (out / "packets").iterdir()} == before.packets
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["out"]


def test_a_full_disk_is_heard_of_from_a_worker(tmp_path, monkeypatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "writev", full)
    with pytest.raises((LetterpackError, OSError), match=r"[Nn]o space|full"):
        make(tmp_path / "out", campaign(), workers=2)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("later", ["id,name,address\na0,Other,Road\n", b"id,name,address\n\xff\xff,Ann,x\n" * 20, None])
def test_a_list_that_changes_meanwhile_is_heard_of(tmp_path, monkeypatch, workers, later) -> None:
    """Changed, overwritten or gone between two readings: said as that, whichever process meets it."""
    monkeypatch.setattr("letterpack.executors.processes.THREADED", ())  # A spawned worker says it otherwise.
    monkeypatch.setattr("letterpack.campaign.streams.MOST_HELD", 2)

    def changed(kit, *rest):
        kit.world.world.files.pop("addressees.csv")
        if later is not None:
            kit.world.world.files["addressees.csv"] = later if isinstance(later, bytes) else later.encode()
        return make_batch(kit, *rest)

    monkeypatch.setattr("letterpack.pipeline.build.make_batch", changed)
    rows = "".join([f"a{index},Name {index},Street {index}\n" for index in range(20)])
    files = {"letter.md": LETTER.encode(), "addressees.csv": f"id,name,address\n{rows}".encode()}
    with pytest.raises(CannotBuild, match="changed while it was being read"):
        make(tmp_path / "out", files, workers=workers)
    assert not (tmp_path / "out").exists()


def test_a_mistake_of_the_program_in_a_worker_is_one(tmp_path, monkeypatch) -> None:
    """It is not taken for a lack of memory, and its traceback can be reported."""

    def wrong(*_: object) -> None:
        raise ZeroDivisionError("not the author's mistake")

    monkeypatch.setattr(jobs, "write_packets", wrong)
    monkeypatch.setattr("letterpack.executors.processes.THREADED", ())  # A spawned worker would not have it.
    with pytest.raises(ZeroDivisionError) as met:
        make(tmp_path / "out", campaign(), workers=2)
    assert "in wrong" in str(met.value.__cause__)
    assert not (tmp_path / "out").exists()


def test_a_write_that_takes_less_than_it_is_given(tmp_path, monkeypatch) -> None:
    """``writev`` may write a part: the rest follows."""
    expected = make(tmp_path / "one", campaign()).packets
    real = os.writev
    monkeypatch.setattr(os, "writev", lambda descriptor, buffers: real(descriptor, [bytes(buffers[0])[:1000]]))
    assert make(tmp_path / "two", campaign()).packets == expected


def test_two_at_once(tmp_path) -> None:
    """Both end well, one after the other, and the batch is whole."""
    folder = tmp_path / "campaign"
    write(folder, "one", 300)
    both = [run(folder), run(folder)]
    errors = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    assert whole(folder / "build")[1] == 300


def test_packets_of_removed_addressees_go(tmp_path) -> None:
    out = tmp_path / "out"
    make(out, campaign([person("Alpha"), person("Beta")]), print_run=True)
    made = make(out, campaign([person("Beta")]))
    assert set(made.packets) == {"beta"}
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "packets"]


@pytest.mark.parametrize("name", ["notes.txt", "packets/mine.pdf"])
def test_a_folder_that_is_not_ours_is_refused(tmp_path, name) -> None:
    mine = tmp_path / "out" / name
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(LetterpackError) as refused:
        make(tmp_path / "out", campaign())
    assert mine.name in str(refused.value) or mine.parent.name in str(refused.value)
    assert [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()] == [b"mine"]


def test_a_file_of_the_users_in_our_folder_is_kept(tmp_path) -> None:
    out = tmp_path / "out"
    before = make(out, campaign())
    (out / "packets" / "mine.txt").write_bytes(b"mine")
    with pytest.raises(LetterpackError):
        make(out, campaign([person("Gamma")]))
    assert (out / "packets" / "mine.txt").read_bytes() == b"mine"
    assert (out / "packets" / "alpha.pdf").read_bytes() == before.packets["alpha"]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("beta",), ["beta"]),
        (("gamma", "alpha"), ["alpha", "gamma"]),
        (("delta",), ["delta", "delta.2"]),
        (("delta.2",), ["delta.2"]),
    ],
)
@pytest.mark.parametrize("workers", [1, 3])
def test_only_some_packets(tmp_path, only, expected, workers) -> None:
    """They are, byte for byte, what the whole build makes."""
    both = person("Delta", address=None, addresses=[["One Street"], ["Two Street"]], delivery="all")
    files = campaign({"to": [person("Alpha"), person("Beta"), both], "cc": [person("Gamma", copy_of="alpha")]})
    everything, some = make(tmp_path / "all", files), make(tmp_path / "some", files, only=only, workers=workers)
    assert sorted(some.packets) == expected
    assert some.manifest["partial"] is True
    assert everything.manifest["partial"] is False
    assert some.packets == {name: everything.packets[name] for name in expected}


def test_only_with_an_id_that_nobody_has(tmp_path) -> None:
    made = make(tmp_path / "out", campaign(), only=("alpha", "nobody"))
    assert made.codes == ["LP503"]
    assert "nobody" in made.findings[0].message
    assert not (tmp_path / "out").exists()
