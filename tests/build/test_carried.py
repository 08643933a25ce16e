"""What travels to workers that begin with nothing: small jobs, and a campaign without what is the house's own."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.manifest import CARRIED
from letterpack.pipeline.build.carried import CarriedWorld, NotingWorld, carry
from letterpack.stores.files import FolderStage
from tests.build.making import campaign, make, person
from tests.enclosures.makers import good_pdf
from tests.worlds import DictWorld

ROWS = "".join([f"a{index},Name {index},{index} Street\n" for index in range(40)])
SIGNED = "name,email,note,consent,withdrawn\nAda,ada@example.org,phoned,yes,\nBob,bob@example.org,,yes,2026-01-01\n"
FILES = campaign(
    [person("Alpha", enclosures=["enclosures/own.pdf"])],
    more={
        "addressees.csv": f"id,name,address1\n{ROWS}".encode(),
        "signatories.csv": SIGNED.encode(),
        "enclosures/own.pdf": good_pdf(1),
    },
)


def carried_in(stage: FolderStage, files: Mapping[str, bytes]):
    world, report = NotingWorld(DictWorld(files)), Report()
    read = read_campaign(world, report)
    assert read is not None and not report.has_errors
    return read, carry(read, world, stage)


def test_addressees_are_the_same_and_signatories_are_without_what_is_private(tmp_path: Path) -> None:
    read, carried = carried_in(FolderStage(tmp_path), FILES)
    there = carried.campaign(CarriedWorld(carried))
    for start, stop in ((0, 41), (7, 9), (40, 41)):
        assert list(there.mailing.to(start, stop)) == list(read.mailing.to(start, stop))
    assert [each.name for each in there.signatories] == ["Ada"]
    assert there.signatories[0].origin.span("name").line == 2
    assert there.held_back == ()
    everything = b"".join([path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()])
    assert everything.count(b"39 Street") == 1, "a list goes as its file"
    assert not [word for word in (b"example.org", b"phoned", b"Bob", b"%PDF") if word in everything]


def test_signatories_are_not_for_workers_and_are_not_asked_for_twice(tmp_path: Path) -> None:
    _, carried = carried_in(FolderStage(tmp_path), FILES)
    world = CarriedWorld(carried)
    with pytest.raises(FileNotFoundError):
        world.open("signatories.csv")
    assert world.read("enclosures/own.pdf") == FILES["enclosures/own.pdf"]


def test_a_job_is_small_however_long_the_list_is(tmp_path: Path) -> None:
    sizes: list[int] = []

    class Weighed(ThreadPoolExecutor):
        def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
            sizes.append(len(pickle.dumps(args)))
            return super().submit(work, *args, **kwargs)

    world = DictWorld(FILES)
    with Weighed(2) as executor:
        made = make(tmp_path / "out", FILES, executor=executor, workers=2)
    assert made.ok
    whole = sum(map(len, world.files.values()))
    assert max(sizes) - whole < 4_000
    assert not list(tmp_path.rglob(CARRIED))
