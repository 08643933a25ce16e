"""What is all of a batch, and its removal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from letterpack.errors import OutputRefused
from letterpack.stores.folder import open_batch
from letterpack.stores.ownership import remove_batch
from tests.stores.batches import fill


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A batch in a folder."""
    with open_batch(tmp_path / "out") as batch:
        fill(batch, "one")
        batch.commit()
    return tmp_path / "out"


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a file more": lambda out: (out / "packets/mine.txt").write_text("mine"),
    "a file more at the top": lambda out: (out / "mine.txt").write_text("mine"),
    "another name": lambda out: (out / "packets/b.pdf").rename(out / "packets/d.pdf"),
    "another folder": lambda out: (out / "packets/b.pdf").rename(out / "b.pdf"),
    "an empty folder": lambda out: (out / "packets/mine").mkdir(),
    "a link in the place of a file": lambda out: (out / "packets/b.pdf").symlink_to(
        (out / "packets/b.pdf").rename(out / "../b").resolve()
    ),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_whatever_is_not_listed_is_seen(out: Path, what: str) -> None:
    FOREIGN[what](out)
    with pytest.raises(OutputRefused), open_batch(out):
        pass
    is_link = what.startswith("a link")  # It goes with its name; what it leads to stays.
    assert remove_batch(out) is is_link and (out / "manifest.json").exists() is not is_link


def test_a_file_less_and_litter_of_the_system_stop_nothing(out: Path) -> None:
    (out / "packets/b.pdf").unlink()
    (out / "packets/.DS_Store").write_bytes(b"")
    assert remove_batch(out) and not out.exists()
