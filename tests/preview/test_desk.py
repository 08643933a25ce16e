"""What the page is told when something fails or everything comes at once: the pages that were seen stay, and nobody waits."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

import letterpack
from letterpack.preview import desk as module
from letterpack.preview.desk import MOST_STREAMS, Desk


@pytest.fixture
def desk(spring: Path) -> Iterator[Desk]:
    made = Desk(letterpack.open(spring), read_only=False)
    yield made
    made.close()


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def heard(queue: asyncio.Queue[str], what: str) -> None:
    while await queue.get() != what:
        pass


def raising(error: Exception) -> Callable[..., Any]:
    def fails(*arguments: object, **options: object) -> None:
        raise error

    return fails


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("odd"), "letterpack has a bug: ValueError; the terminal has what to report"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (OSError("the drive is gone"), "the drive is gone"),
        (letterpack.LetterpackError("nothing there", "look"), "nothing there"),
    ],
)
def test_whatever_stops_the_reading_is_told_and_the_packet_that_was_seen_stays(
    desk: Desk, error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def look() -> None:
        await desk.refresh()
        assert desk.proof is not None and not desk.trouble
        one = desk.proof.entries[0].id
        seen = await desk.packet(one)
        assert seen is not None and seen[1]
        key = seen[0].pages[0].key
        monkeypatch.setattr(letterpack, "proof", raising(error))
        await desk.refresh()
        assert desk.trouble == told
        assert not desk.findings
        kept = await desk.packet(one)
        assert kept is not None and kept[0] is seen[0] and not kept[1]
        assert await desk.packet("nobody") is None
        assert (await desk.picture(key, 1.0) or b"").startswith(b"\x89PNG")
        assert await desk.picture("no-such-page", 1.0) is None

    run(look())
    assert ("Traceback" in capfd.readouterr().err) == told.startswith("letterpack has a bug")


def test_a_rule_that_fails_leaves_the_findings_of_the_reading(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def look() -> None:
        with desk.listening() as queue:
            assert queue is not None and desk.is_watched
            await desk.refresh()
            monkeypatch.setattr(type(desk.proof), "judge", raising(RuntimeError("a rule has a bug")))
            await heard(queue, "findings")
            assert desk.judged and desk.proof is not None and desk.findings == desk.proof.findings
        assert not desk.is_watched

    run(look())
    assert "a rule has a bug" in capfd.readouterr().err


def test_what_reviewers_say_changes_no_packet_and_is_judged_once_they_pause(desk: Desk) -> None:
    async def look() -> None:
        await desk.refresh()
        before = desk.version
        with desk.listening() as queue:
            assert queue is not None
            for _ in range(3):
                await desk.changed(frozenset({"review.yaml"}))
            await heard(queue, "findings")
            assert desk.version == before and queue.empty()
            await desk.changed(frozenset({"review.yaml", "letter.md"}))
            assert desk.version == before + 1

    run(look())


def test_a_file_that_an_editor_has_emptied_and_fills_again_is_told_of_once(desk: Desk, spring: Path) -> None:
    async def look() -> None:
        await desk.refresh()
        letter = spring / "letter.md"
        whole = letter.read_bytes()
        letter.write_bytes(b"")
        with desk.listening() as queue:
            assert queue is not None
            reading = asyncio.create_task(desk.refresh())
            await desk.run(lambda: None)
            letter.write_bytes(whole)
            await reading
            assert desk.proof is not None and desk.proof.ok and not desk.findings
            assert queue.get_nowait() == "changed" and queue.empty()

    run(look())


def test_of_two_changes_only_the_last_is_told(desk: Desk) -> None:
    async def look() -> None:
        with desk.listening() as queue:
            assert queue is not None
            await asyncio.gather(desk.refresh(), desk.refresh())
            assert queue.get_nowait() == "changed" and queue.empty()

    run(look())


def test_so_many_pages_hear_of_changes_and_one_that_does_not_listen_hears_of_the_last(desk: Desk) -> None:
    async def look() -> None:
        rooms = [desk.listening() for _ in range(MOST_STREAMS + 1)]
        queues = [each.__enter__() for each in rooms]
        assert None not in queues[:-1] and queues[-1] is None
        slow = queues[0]
        assert slow is not None
        for number in range(slow.maxsize + 2):
            desk.tell(str(number))
        told = [slow.get_nowait() for _ in range(slow.qsize())]
        assert len(told) == slow.maxsize and told[-1] == str(slow.maxsize + 1)
        for each in rooms:
            each.__exit__(None, None, None)

    run(look())


def test_pictures_that_were_seen_long_ago_are_painted_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_PICTURES_BYTES", 1)
    monkeypatch.setattr(module, "_KEPT_PACKETS", 1)

    async def look() -> None:
        await desk.refresh()
        assert desk.proof is not None
        keys = []
        for row in desk.proof.entries:
            packet = await desk.packet(row.id)
            assert packet is not None
            keys.append(packet[0].pages[0].key)
        first, second = keys[0], keys[-1]
        one = await desk.picture(first, 1.0)
        assert await desk.picture(first, 1.0) is one  # The last one is always kept.
        await desk.picture(second, 1.0)
        again = await desk.picture(first, 1.0)
        assert again == one and again is not one

    run(look())


def test_nobody_who_has_left_is_worked_for(desk: Desk) -> None:
    done: list[str] = []

    async def look() -> None:
        gone = asyncio.create_task(desk.run(done.append, "for one who left"))
        desk._thread.submit(lambda: asyncio.run(asyncio.sleep(0)))
        gone.cancel()
        await desk.run(done.append, "for one who waits")
        with pytest.raises(ZeroDivisionError):
            await desk.run(lambda: 1 // 0)

    run(look())
    assert done[-1] == "for one who waits"


def test_a_campaign_that_was_moved_away_is_told_and_comes_back(desk: Desk, spring: Path) -> None:
    async def look() -> None:
        await desk.refresh()
        away = spring.with_name("away")
        shutil.move(spring, away)
        await desk.refresh()
        assert desk.trouble or (desk.proof is not None and not desk.proof.ok)
        shutil.move(away, spring)
        await desk.refresh()
        assert desk.proof is not None and desk.proof.ok and not desk.trouble

    run(look())
