"""What is all of a batch, told by sums, and its removal by two threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from letterpack.stores.ownership import Listing, remove_batch
from letterpack.stores.two_threads import in_two_threads

FILES = ("manifest.json", "packets/0/a.pdf", "packets/0/b.pdf", "packets/1/c.pdf", "print/run.pdf")


def laid_out(folder: Path) -> Path:
    """Return ``folder`` with all files of a batch."""
    for path in FILES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    return folder


OTHERWISE: dict[str, Callable[[Path], object]] = {
    "a file more": lambda out: (out / "packets/1/mine.txt").write_text("mine"),
    "a file more at the top": lambda out: (out / "mine.txt").write_text("mine"),
    "a file less": lambda out: (out / "packets/0/b.pdf").unlink(),
    "another name": lambda out: (out / "packets/0/b.pdf").rename(out / "packets/0/d.pdf"),
    "names exchanged between folders": lambda out: [
        (out / "packets/0/b.pdf").rename(out / "packets/1/b.pdf"),
        (out / "packets/1/c.pdf").rename(out / "packets/0/c.pdf"),
    ],
    "an empty folder": lambda out: (out / "packets/mine").mkdir(),
    "a link in the place of a file": lambda out: (out / "packets/0/b.pdf").symlink_to(
        (out / "packets/0/b.pdf").rename(out / "../b")
    ),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_whatever_is_not_listed_is_seen(tmp_path: Path, what: str) -> None:
    out, listing = laid_out(tmp_path / "out"), Listing.of(FILES)
    assert listing.is_all_of(out)
    OTHERWISE[what](out)
    assert not listing.is_all_of(out)


def test_litter_of_the_system_is_nobody_s(tmp_path: Path) -> None:
    out = laid_out(tmp_path / "out")
    (out / "packets/.DS_Store").write_bytes(b"")
    assert Listing.of(FILES).is_all_of(out)
    assert remove_batch(out, Listing.of(FILES)) and not out.exists()


def doubled(number: int) -> int:
    """Return twice the ``number``; raise for 3."""
    if number == 3:
        raise OSError("no 3")
    return number * 2


def test_two_threads_give_and_raise_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_two_threads(doubled, [1, 2, 4, 5, 6]) == [2, 4, 8, 10, 12]
    for numbers in ([3, 1], [1, 3]):
        with pytest.raises(OSError, match="no 3"):
            in_two_threads(doubled, numbers)

    def refused(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    assert in_two_threads(doubled, [1, 2, 4]) == [2, 4, 8]
