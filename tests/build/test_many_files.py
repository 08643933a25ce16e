"""Packets of a large mailing are in folders below ``packets``, and everything finds them there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.errors import CannotCompare
from letterpack.manifest import iter_packets
from letterpack.model import manifest
from letterpack.model.manifest import MOST_IN_A_FOLDER, packet_folders, packet_path
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.compare import compare_batches, open_packets
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.stores import find_store
from tests.build.making import LETTER, campaign, person

NAMES = tuple("abcdefgh")


@pytest.fixture
def few_in_a_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(manifest, "MOST_IN_A_FOLDER", 4)
    manifest._digits.cache_clear()
    yield
    manifest._digits.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [person(name, delivery="first", cc=[person(f"C{name}")] if name == "a" else None) for name in NAMES]
    for path, data in campaign(people, LETTER).items():
        (tmp_path / path).write_bytes(data)
    return tmp_path


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(found.code, found.span.file) for found in check(Disk(folder), CheckRequest(folder)).findings if found.code < "LP312"]


@pytest.mark.parametrize(
    ("addressees", "folders"), [(0, 1), (MOST_IN_A_FOLDER, 1), (MOST_IN_A_FOLDER + 1, 16), (1_000_000, 256), (10_000_000, 4096)]
)
def test_no_folder_holds_more_than_some_thousands(addressees: int, folders: int) -> None:
    assert len(set(packet_folders(addressees))) == folders and addressees / folders <= MOST_IN_A_FOLDER
    paths = [packet_path(f"a{number}", addressees) for number in range(64)]
    assert len(set(paths)) == 64 and {path.rpartition("/")[0] for path in paths} <= set(packet_folders(addressees))


@pytest.mark.usefixtures("few_in_a_folder")
def test_a_large_batch_is_checked_and_compared_like_any_other(folder: Path) -> None:
    assert build(Disk(folder), BuildRequest(folder, products=("mailing-list",))).ok
    rows = list(iter_packets(find_store(folder / "build").batch()))
    assert [row.file for row in rows] == [packet_path(row.id, len(NAMES)) for row in rows]
    assert len(rows) == len(NAMES) + 1 and all(row.file.count("/") == 2 for row in rows)
    assert not codes(folder)
    old = open_packets(folder / "build", "old")
    assert not [each for each in compare_batches(old, open_packets(folder / "build", "new")).packets if each.changes]
    copied = folder / "copied"
    shutil.copytree(folder / "build/packets", copied / "packets")
    for place in (copied, copied / "packets"):
        found = open_packets(place, "copied")
        assert set(found.packets) == {row.id for row in rows} and found.notes
        assert not [each for each in compare_batches(old, found).packets if each.changes]
    again = copied / "packets" / ("0" if rows[0].file.split("/")[1] != "0" else "1") / f"{rows[0].id}.pdf"
    again.parent.mkdir(exist_ok=True)
    again.write_bytes((folder / "build" / rows[0].file).read_bytes())
    with pytest.raises(CannotCompare, match=f"more than one packet called `{rows[0].id}`"):
        open_packets(copied, "copied")
    (folder / "build" / rows[0].file).unlink()
    assert codes(folder) == [("LP301", "addressees.yaml")]


@pytest.mark.usefixtures("few_in_a_folder")
@pytest.mark.parametrize("readable", [True, False])
def test_what_is_nobodys_packet_is_found_in_any_folder(folder: Path, readable: bool) -> None:
    assert build(Disk(folder), BuildRequest(folder)).ok
    packets = folder / "build/packets"
    (row, *_) = iter_packets(find_store(folder / "build").batch())
    strange = [packets / "a.pdf", packets / row.file.split("/")[1] / "z.pdf", packets / row.file.split("/")[1] / "note.txt"]
    for path in strange:
        path.write_bytes((folder / "build" / row.file).read_bytes())
    if not readable:
        (folder / "letter.md").write_text("no front matter", encoding="utf-8")
    found = {path for code, path in codes(folder) if code == "LP301"}
    assert found == {str(path) for path in strange}


def test_a_batch_that_grew_is_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build(Disk(folder), BuildRequest(folder)).ok
    monkeypatch.setattr(manifest, "MOST_IN_A_FOLDER", 4)
    manifest._digits.cache_clear()
    result = build(Disk(folder), BuildRequest(folder, resume=True))
    assert result.kept == result.packet_count == len(NAMES) + 1
    assert not list((folder / "build/packets").glob("*.pdf")) and not codes(folder)
    manifest._digits.cache_clear()
