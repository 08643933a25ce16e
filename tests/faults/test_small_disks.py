"""Whole commands on file systems that are small in truth: full, out of inodes, read-only, a disk with blocks and a journal, and
one with a quota.

Each is mounted for the test, which the system must permit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import pytest

from tests import installed
from tests.faults.kernel import CHANGING, OPENING, Fault, is_supported
from tests.faults.scenarios import COUNTED, Ground, fresh, judge
from tests.faults.trial import Outcome, Trials
from tests.trying import many

pytestmark = pytest.mark.skipif(not is_supported(), reason="only Linux hands the calls of a process to another one")
TRIED = ("rebuild", "print run by two workers", "check into a file", "diff with a report", "seal", "import", "init")
LASTING = Fault(CHANGING | OPENING, lasting=True)
"""How ``judge`` knows a disk that stays full: what cannot be removed may stay until it has room again."""
MEGABYTE = 1 << 20
DISKS = {"ext4": (("mkfs.ext4", "-q", "-F", "-m", "0"), 16), "btrfs": (("mkfs.btrfs", "-q"), 128)}
"""What makes a disk of each kind, and how many megabytes it takes at least."""


@contextmanager
def mounted(place: Path, kind: str) -> Iterator[Path]:
    """Give an empty file system of ``kind``, mounted below ``place``; skip the test where nobody may mount one."""
    folder = place / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=2000", "none", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user or this container may mount nothing")
    if kind in DISKS:
        subprocess.run(["umount", str(folder)], check=True)
        image, (maker, *options), megabytes = place / "image", *DISKS[kind]
        if kind == "btrfs" and shutil.which(maker) is None:
            pytest.skip("no quota can be set here: mkfs.btrfs is not installed")
        image.write_bytes(b"")
        os.truncate(image, megabytes * MEGABYTE)
        subprocess.run([installed.program(maker), *options, str(image)], check=True)
        command = ["mount", "-o", "loop", str(image), str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip(f"this system has no device for a file that is a disk, or knows no {kind}")
    try:
        yield within_quota(folder) if kind == "btrfs" else folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def within_quota(disk: Path) -> Path:
    """Return a folder of ``disk`` that has a quota of its own."""
    btrfs("quota", "enable", disk)
    btrfs("subvolume", "create", disk / "somebody's")
    return disk / "somebody's"


def btrfs(*words: str | Path) -> str:
    return subprocess.run(["btrfs", *map(str, words)], check=True, capture_output=True, text=True).stdout


def fill(disk: Path, left: int) -> Callable[[], None]:
    """Leave ``left`` bytes, and return what makes room again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as out:
        # What a disk has promised and not yet written counts as used until it is.
        for piece in (MEGABYTE, 1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    out.write(bytes(piece))
                    os.fsync(out.fileno())
        out.truncate(max(0, out.tell() - left))
        os.fsync(out.fileno())
    return filler.unlink


def ration(disk: Path, left: int) -> Callable[[], None]:
    """Let ``disk`` take ``left`` more bytes, however much room there is, and return what lifts that quota."""
    of, used, *_ = btrfs("qgroup", "show", "--raw", "--sync", "-f", disk).split("\n")[2].split()
    btrfs("qgroup", "limit", str(int(used) + left), of, disk.parent)

    def lift() -> None:
        btrfs("qgroup", "limit", "none", of, disk.parent)

    return lift


def use_up(disk: Path, left: int) -> Callable[[], None]:
    """Leave ``left`` inodes, and return what gives the others back."""
    folder = disk / "many"
    folder.mkdir()
    number = 0
    try:
        while True:
            (folder / str(number)).touch()
            number += 1
    except OSError:
        for each in range(max(0, number - left), number):
            (folder / str(each)).unlink()
    return lambda: shutil.rmtree(folder)


def seal_off(disk: Path, _left: int) -> Callable[[], None]:
    """Let nobody write, and return what lets everybody write again."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    def open_up() -> None:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)

    return open_up


def tried(made: Ground, disk: Path, trials: Trials, narrow: Callable[[Path, int], Callable[[], None]], left: int) -> Outcome:
    """Run the command of ``made`` on the disk as it is when it is narrow, and judge what stands when it no longer is."""
    root = fresh(made.template, disk / "trial")
    said = disk.parent / "trial.said"
    widen = narrow(disk, left)
    ran = trials.run(root, "camp", made.scenario.arguments, Fault(COUNTED), said)
    widen()
    assert judge(made, root, ran, LASTING, trials) == [], (made.scenario, left, ran)
    shutil.rmtree(root)
    return ran


FULL = (0, 4096, 40_000, 120_000)
OF_A_QUOTA = (0, 40_000, 200_000, 1_000_000)
"""Its system takes room for whole blocks of 16 KB, and for what it promises."""
NARROW = {
    "full": ("tmpfs", fill, FULL),
    "full, with a journal": ("ext4", fill, FULL),
    "a quota": ("btrfs", ration, OF_A_QUOTA),
    "without inodes": ("tmpfs", use_up, (0, 1, 3, 8)),
    "read-only": ("tmpfs", seal_off, (0,)),
}


@pytest.mark.parametrize("name", NARROW)
def test_a_small_disk_leaves_all_whole(begun: Callable[[str], Ground], trials: Trials, tmp_path: Path, name: str) -> None:
    kind, narrow, amounts = NARROW[name]
    codes = set()
    with mounted(tmp_path, kind) as disk:
        # Each kind meets every third command, and the next kind others.
        apart = many(3, 1)
        for scenario, left in zip(TRIED[list(NARROW).index(name) % apart :: apart], cycle(amounts)):
            codes.add(tried(begun(scenario), disk, trials, narrow, left).exit)
    assert 2 in codes, "the disk was not narrow enough for anything to fail"
