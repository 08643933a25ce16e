"""Changes are seen where the disk tells of them, and where it does not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from watchfiles import awatch

from letterpack.preview import following
from tests.preview.serving import served


async def heard(folder: Path, changes: list[str], *, polls: bool = False) -> list[frozenset[str]]:
    """Follow ``folder`` while each of the files is written until that is heard; return what was heard."""
    found: list[frozenset[str]] = []
    told = asyncio.Event()

    async def changed(names: frozenset[str]) -> None:
        found.append(names)
        told.set()

    task = asyncio.create_task(following.follow(folder, changed, polls=polls))
    number = 0
    for name in changes:
        told.clear()
        while not told.is_set():
            assert not task.done(), task.exception()
            number += 1
            (folder / name).write_text("x" * number, encoding="utf-8")
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), 1)
    task.cancel()
    return found


@pytest.mark.parametrize("polls", [False, True])
def test_a_change_is_heard(tmp_path: Path, polls: bool) -> None:
    found = asyncio.run(heard(tmp_path, ["letter.md", "review.yaml"], polls=polls))
    assert found[0] == {"letter.md"} and set().union(*found) == {"letter.md", "review.yaml"}


def test_a_disk_that_tells_nothing_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    async def silent(*folders: Path, **options: Any) -> AsyncIterator[set[Any]]:
        asked.append(bool(options["force_polling"]))
        if options["force_polling"]:
            async for changes in awatch(*folders, **options):
                yield changes
            return
        while True:
            await asyncio.sleep(0.1)
            yield set()

    monkeypatch.setattr(following, "awatch", silent)
    monkeypatch.setattr(following, "_LOOK_AGAIN_MS", 100)
    found = asyncio.run(heard(tmp_path, ["letter.md"] * 6))
    assert all(names == {"letter.md"} for names in found)
    assert asked[0] is False


def test_what_is_no_source_wakes_nobody(tmp_path: Path) -> None:
    for name in (".hidden", "letter.md~", ".letter.md.swp", "x.tmp", "y.part"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert following.state([tmp_path, tmp_path / "gone"]) == {}


@pytest.mark.loopback
def test_the_preview_polls_where_it_is_asked_to(spring: Path) -> None:
    with served(spring, "--poll") as page:
        page.enter()
        version = page.told("/api/state")["version"]
        letter = spring / "letter.md"
        letter.write_text(letter.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        for _ in range(1_200):
            if page.told("/api/state")["version"] != version:
                return
            time.sleep(0.1)
        pytest.fail("no change was seen")
