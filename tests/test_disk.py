"""The real world: a campaign's folder, and nothing beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.world import PathOutside


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    root = tmp_path / "campaign"
    (root / "enclosures").mkdir(parents=True)
    (root / "letter.md").write_bytes(b"letter")
    (root / "enclosures" / "b.pdf").write_bytes(b"b")
    (root / "enclosures" / "a.pdf").write_bytes(b"a")
    (tmp_path / "secret").write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "within").symlink_to(root / "letter.md")
    return root


def test_files_of_the_campaign(campaign: Path) -> None:
    disk = Disk(campaign)
    assert disk.read("letter.md") == disk.read("./letter.md") == disk.read("within") == b"letter"
    assert disk.read("enclosures\\a.pdf") == b"a"
    with disk.open("enclosures/b.pdf") as stream:
        assert stream.read() == b"b"
    assert disk.exists("letter.md")
    assert disk.exists("enclosures")
    with pytest.raises(IsADirectoryError):
        disk.read("enclosures")
    assert not disk.exists("absent.pdf")
    with pytest.raises(FileNotFoundError):
        disk.read("absent.pdf")


def test_names_are_sorted_files(campaign: Path) -> None:
    assert Disk(campaign).names("enclosures") == ("a.pdf", "b.pdf")
    assert Disk(campaign).names("absent") == ()
    assert "letter.md" in Disk(campaign).names("")
    assert "enclosures" not in Disk(campaign).names("")


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "enclosures/../../secret", "..\\secret", "C:\\x", "a\0b", "link"])
def test_nothing_outside_is_reached(campaign: Path, path: str) -> None:
    disk = Disk(campaign)
    for reach in (disk.exists, disk.read, disk.open):
        with pytest.raises(PathOutside):
            reach(path)


def test_a_name_that_no_file_can_have_is_not_there(campaign: Path) -> None:
    assert not Disk(campaign).exists("a" * 300 + ".pdf")


def test_a_link_that_leads_nowhere_was_meant_as_a_file(campaign: Path) -> None:
    (campaign / "gone").symlink_to("absent")
    (campaign / "round").symlink_to("round")
    (campaign / "folder").symlink_to("enclosures")
    disk = Disk(campaign)
    assert {"gone", "round"} < set(disk.names(""))
    assert "folder" not in disk.names("")
    for name in ("gone", "round"):
        assert not disk.exists(name)
        with pytest.raises(OSError, match=r"No such file|symbolic links"):
            disk.read(name)


def test_today_is_a_day() -> None:
    assert isinstance(Disk(Path()).today(), date)
