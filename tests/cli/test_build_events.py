"""What a build tells a program while it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from letterpack.cli.pace import Pace
from letterpack.schemas import read_schema
from tests.build.making import LETTER, campaign, person


@pytest.fixture
def spring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("letterpack.pipeline.build.jobs._AT_ONCE", 2)
    for path, data in campaign([person(name) for name in "abcdefg"], LETTER).items():
        Path(path).write_bytes(data)
    return tmp_path


def events(out: str) -> list[dict[str, object]]:
    """The events, each as the schema has it."""
    schema = Draft202012Validator(json.loads(read_schema("events")))
    found = [json.loads(line) for line in out.splitlines()]
    for each in found:
        schema.validate(each)
    return found


def test_events_tell_how_far_a_build_is_and_what_came_of_it(letterpack, spring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]

    def clock() -> float:
        now[0] += 0.5
        return now[0]

    monkeypatch.setattr("letterpack.cli.pace.time.monotonic", clock)
    ran = letterpack("build", "--format", "jsonl")
    assert ran.code == 0 and not ran.err
    *progress, end = events(ran.out)
    assert [each["packets"] for each in progress] == [0, 2, 4, 6, 7]
    assert {(each["event"], each["addressees"]) for each in progress} == {("progress", 7)}
    assert [each["packets_per_second"] for each in progress] == [None, None, 2.0, 2.0, 1.7]
    assert [each["seconds_left"] for each in progress] == [None, None, 1.5, 0.5, 0.0]
    assert end["event"] == "end" and end["ok"] and (end["packets"], end["kept"]) == (7, 0)
    assert end["bytes"] == sum(path.stat().st_size for path in (spring / "build/packets").iterdir())
    stages = end["stages"]
    assert isinstance(stages, dict) and list(stages) == ["making", "placing", "reading"] and min(stages.values()) > 0
    assert stages[end["slowest"]] == max(stages.values())
    assert end["packets_per_second"] == round(7 / stages["making"], 1)
    again = events(letterpack("build", "--format", "jsonl", "--resume").out)[-1]
    assert (again["kept"], again["bytes"]) == (7, 0)


def test_a_rate_is_told_when_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("letterpack.cli.pace.time.monotonic", lambda: now[0])
    pace = Pace()
    for seconds, packets, known in [
        (100.0, 0, None),
        (102.0, 1_000, None),  # Workers began meanwhile, and both are ready at once.
        (102.01, 2_000, None),
        (103.0, 3_000, 2_000.0),
        (103.5, 0, None),  # What an earlier batch had could not be taken over: all is made.
        (104.0, 500, None),
        (105.0, 1_500, 1_000.0),
        (106.0, 1, None),  # Two batches were built, and are compared.
    ]:
        now[0] = seconds
        pace.tick(packets)
        assert pace.rate == known
        assert pace.left_s(5_000) == (None if known is None else (5_000 - packets) / known)
    assert pace.left_s(1) == 0.0


def test_what_stops_a_build_is_told_with_its_row(letterpack, spring: Path) -> None:
    rows = "id,name,address1\nx,Xenia,1 Street\ny,Yves,\n"
    (spring / "addressees.yaml").unlink()
    (spring / "addressees.csv").write_text(rows, encoding="utf-8")
    ran = letterpack("build", "--format", "jsonl")
    *found, end = events(ran.out)
    assert ran.code == 1 and not end["ok"] and end["packets"] == 0 and end["slowest"] == "reading"
    assert ("addressees.csv", 3, "error") in {(each["file"], each["line"], each["severity"]) for each in found}


def test_a_check_has_no_events(letterpack, spring: Path) -> None:
    assert letterpack("check", "--format", "jsonl").code == 2


def test_what_stops_a_build_from_outside_is_its_last_event(letterpack, spring: Path) -> None:
    (spring / "build").mkdir()
    (spring / "build/mine.txt").write_text("of somebody")
    ran = letterpack("build", "--format", "jsonl")
    last = events(ran.out)[-1]
    assert ran.code == 2 and last["event"] == "refused"
    assert "`mine.txt`" in str(last["message"]) and last["hint"]
    assert str(last["message"]) in ran.err


def test_a_finding_among_the_events_is_one_with_the_event() -> None:
    finding = json.loads(read_schema("finding"))
    (event,) = [each for each in json.loads(read_schema("events"))["oneOf"] if each["title"] == "finding"]
    del event["properties"]["event"]
    assert event["properties"] == finding["properties"]
    assert event["required"] == ["event", *finding["required"]]
