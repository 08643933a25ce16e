"""Every edit of a print run fails a check, also if the manifest owns up to it, and if it says that another version made it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from letterpack.pipeline.inspect import CheckRequest, check
from tests.checks.batches import Batch, Fixed, make
from tests.checks.surgery import Opened, opened, written
from tests.checks.test_strange import EDITS, scanned
from tests.trying import many

OF_TAGS: Final = frozenset(
    {"words of a tag's own", "contents that lead astray", "a tag in another's place", "an object that nothing leads to"}
)
"""Edits of what a print run does not have; and what LP331 alone finds in one, which is not held in memory as a whole."""


class OpenedRun(Opened):
    """A print run's objects: its pages stand in nodes below the tree, and their fonts in resources of their own."""

    def pages(self) -> list[int]:
        """Return the numbers of all pages, in order."""
        nodes = self.numbers(rb"/Type/Pages/Parent")
        return [int(kid) for node in nodes for kid in _kids(self.bodies[node])]

    def page(self, index: int) -> int:
        """Return the number of a page."""
        return self.pages()[index]


def _kids(body: bytes) -> list[bytes]:
    found = re.search(rb"/Kids\[([^\]]*)\]", body)
    assert found is not None
    return found[1].split()[::3]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    batch = make(tmp_path_factory.mktemp("strange-runs") / "campaign")
    with (batch.root / "letterpack.yaml").open("a", encoding="utf-8") as file:
        file.write("print_run: true\n")
    batch.build()
    return batch


@pytest.fixture
def batch(whole: Batch, tmp_path: Path) -> Batch:
    shutil.copytree(whole.root, tmp_path / "campaign")
    return Batch(tmp_path / "campaign")


def run_of(batch: Batch) -> Path:
    return batch.root / "build/print/run.pdf"


def read(batch: Batch) -> OpenedRun:
    file = opened(run_of(batch).read_bytes())
    return OpenedRun(file.head, file.root, file.info, file.bodies, file.streams)


def write(batch: Batch, file: Opened, *, by_others: bool = False) -> None:
    """Write the run, and own up to it in the manifest; ``by_others``: another version of a library made the batch."""
    data = written(file)
    run_of(batch).write_bytes(data)
    path = batch.root / "build/manifest.json"
    manifest = json.loads(path.read_bytes())
    (row,) = manifest["print_runs"]
    row["sha256"] = hashlib.sha256(data).hexdigest()
    if by_others:
        manifest["builder"]["libraries"]["pillow"] = "0.0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")


def findings(batch: Batch, *select: str) -> list[str]:
    found = check(Fixed(batch.root), CheckRequest(batch.root, select=select)).findings
    return [f"{each.code} {each.message}" for each in found if each.severity == "error" and "print/run.pdf" in each.span.file]


def test_a_run_without_an_edit_is_complete(batch: Batch) -> None:
    assert [each.message for each in batch.check().findings if each.severity == "error"] == []


OF_PACKETS: Final = [name for name in EDITS if name not in OF_TAGS]


@pytest.mark.parametrize("name", OF_PACKETS[:: many(4, 1)])
def test_each_edit_of_a_packet_is_found_in_a_run(batch: Batch, name: str) -> None:
    file = read(batch)
    before = written(file)
    EDITS[name](file)
    assert written(file) != before
    for by_others in (False, True):
        write(batch, file, by_others=by_others)
        assert [each[:5] for each in findings(batch)] == ["LP331"]


def exchange_pages(file: OpenedRun) -> None:
    """The first pages of two packets change places."""
    first, second = file.page(0), file.page(4)
    file.bodies[first], file.bodies[second] = file.bodies[second], file.bodies[first]


def repeat_page(file: OpenedRun) -> None:
    """A page takes the place of another."""
    first, second = file.page(0), file.page(1)
    file.bodies[second] = file.bodies[first]


def drop_page(file: OpenedRun) -> None:
    _with_kids(file, lambda kids: kids[:-2])


def add_page(file: OpenedRun) -> None:
    _with_kids(file, lambda kids: [*kids, *kids[:2]])


def exchange_kids(file: OpenedRun) -> None:
    """A packet begins on a back."""
    _with_kids(file, lambda kids: [*kids[1:], kids[0]])


def _with_kids(file: OpenedRun, change: Callable[[list[bytes]], list[bytes]]) -> None:
    (node,) = file.numbers(rb"/Type/Pages/Parent")
    kids = b" ".join([kid + b" 0 R" for kid in change(_kids(file.bodies[node]))])
    file.bodies[node] = re.sub(rb"/Kids\[[^\]]*\]", b"/Kids[%s]" % kids, file.bodies[node])


def write_on_a_back(file: OpenedRun) -> None:
    """The blank back of a sheet bears what another page bears."""
    blank = next(number for number in file.pages() if b"/Contents" not in file.bodies[number])
    contents = re.search(rb"/Resources \d+ 0 R/Contents\[[^\]]*\]", file.bodies[file.page(0)])
    assert contents is not None
    file.bodies[blank] = file.bodies[blank].replace(b"/Resources<<>>", contents[0])


def lead_elsewhere(file: OpenedRun) -> None:
    """A bookmark leads to another packet."""
    number = file.numbers(rb"/Title.*/Dest\[")[1]
    file.bodies[number] = re.sub(rb"/Dest\[\d+", b"/Dest[%d" % file.page(0), file.bodies[number])


def rename_bookmark(file: OpenedRun) -> None:
    number = file.numbers(rb"/Title\(first\)")[0]
    file.change(number, b"(first)", b"(third)")


def tag(file: OpenedRun) -> None:
    file.entry(file.root, b"/StructTreeRoot<</Type/StructTreeRoot>>/MarkInfo<</Marked true>>")


RUN_EDITS: Final = {
    each.__name__: each
    for each in (
        exchange_pages, repeat_page, drop_page, add_page, exchange_kids, write_on_a_back, lead_elsewhere, rename_bookmark, tag,
    )
}  # fmt: skip


@pytest.mark.parametrize("edit", RUN_EDITS.values(), ids=RUN_EDITS)
def test_each_edit_of_a_run_is_found(batch: Batch, edit: Callable[[OpenedRun], None]) -> None:
    file = read(batch)
    edit(file)
    for by_others in (False, True):
        write(batch, file, by_others=by_others)
        assert [each[:5] for each in findings(batch)] == ["LP331"]


@pytest.mark.parametrize("how", ["blanked", "exchanged"])
def test_a_scan_in_a_run_is_compared_as_it_is_drawn(batch: Batch, how: str) -> None:
    scanned(batch.root, 0.2)
    batch.build()
    assert findings(batch) == []
    file = read(batch)
    scans = [re.search(rb"/Contents (\d+) 0 R", file.bodies[number]) for number in file.pages()]
    first, second = sorted({int(found[1]) for found in scans if found is not None})
    if how == "blanked":
        file.streams[first] = (file.streams[first][0], b" ")
    else:
        file.streams[first], file.streams[second] = file.streams[second], file.streams[first]
    write(batch, file)
    assert [each[:5] for each in findings(batch)] == ["LP331"]


@pytest.mark.parametrize("how", ["behind", "twice", "identifier", "lost"])
def test_what_stands_beside_the_objects_of_a_run_by_another_version_is_told(batch: Batch, how: str) -> None:
    """A run that is only written anew is as good as before; one that begins with another run is not."""
    lost = read(batch)
    lost.put(b"<</Secret(the list of names)>>")
    data = written(lost if how == "lost" else read(batch))
    changed = {
        "behind": data + b"\n",
        "twice": data + data,
        "identifier": re.sub(rb"/ID\[<..", b"/ID[<00", data),
        "lost": data,
    }[how]
    path = batch.root / "build/manifest.json"
    for each in (written(read(batch)), changed):
        run_of(batch).write_bytes(each)
        manifest = json.loads(path.read_bytes())
        manifest["print_runs"][0]["sha256"] = hashlib.sha256(each).hexdigest()
        manifest["builder"]["letterpack"] = "0.0.1"
        path.write_text(json.dumps(manifest), encoding="utf-8")
        told = [each for each in findings(batch, "LP331") if "print/run.pdf" in each]
        assert bool(told) is (each is changed)


def test_workers_find_the_same(batch: Batch) -> None:
    file = read(batch)
    exchange_pages(file)
    write(batch, file)
    one, many = (check(Fixed(batch.root), CheckRequest(batch.root, workers=number)).findings for number in (1, 3))
    assert one == many
    assert one
