"""Changes are seen where the disk tells of them, and where it does not."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncGenerator
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

    async def silent(*folders: Path, **options: Any) -> AsyncGenerator[set[Any], None]:
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


def test_what_changes_while_the_campaign_is_read_is_not_missed(tmp_path: Path) -> None:
    seen = following.standing(tmp_path)
    (tmp_path / "letter.md").write_text("x", encoding="utf-8")

    async def first() -> frozenset[str]:
        found: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        task = asyncio.create_task(following.follow(tmp_path, found.put, seen=seen))
        names = await found.get()
        task.cancel()
        return names

    assert asyncio.run(first()) == {"letter.md"}


@pytest.mark.parametrize("polls", [False, True])
def test_a_folder_that_goes_and_comes_back_is_followed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, polls: bool
) -> None:
    """Deleted, renamed, and another one put in its place."""
    monkeypatch.setattr(following, "_LOOK_AGAIN_MS", 50)
    campaign = tmp_path / "spring"
    campaign.mkdir()

    async def gone_and_back() -> None:
        found: list[frozenset[str]] = []

        async def changed(names: frozenset[str]) -> None:
            found.append(names)

        async def until(wanted: str) -> None:
            while not any(wanted in names for names in found):
                assert not task.done(), task.exception()
                await asyncio.sleep(0.02)
            found.clear()

        async def written(name: str) -> None:
            for number in range(1, 1_000):
                (campaign / name).write_text("x" * number, encoding="utf-8")
                with suppress(TimeoutError):
                    await asyncio.wait_for(until(name), 1)
                    break

        task = asyncio.create_task(following.follow(campaign, changed, polls=polls))
        await written("letter.md")
        campaign.rename(tmp_path / "elsewhere")
        await until("letter.md")
        campaign.mkdir()
        await written("letter.md")
        shutil.rmtree(campaign)
        await until("letter.md")
        (tmp_path / "elsewhere").rename(campaign)
        await until("letter.md")
        await written("signatories.csv")
        task.cancel()

    asyncio.run(asyncio.wait_for(gone_and_back(), 300))


@pytest.mark.parametrize("refusal", [OSError(28, "No space left on device"), RuntimeError("OS file watch limit reached.")])
def test_where_the_system_watches_no_more_it_is_looked_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    async def full(*folders: Path, **options: Any) -> AsyncGenerator[set[Any], None]:
        if not options["force_polling"]:
            raise refusal
        async for changes in awatch(*folders, **options):
            yield changes

    monkeypatch.setattr(following, "awatch", full)
    assert asyncio.run(heard(tmp_path, ["letter.md", "letter.md"]))


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
