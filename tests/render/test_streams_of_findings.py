"""Findings of many packets: every format is written as a stream, and holds little of it in memory."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest

from letterpack.diagnostics import MOST_OF_A_CODE, Diagnostic, Report
from letterpack.render.formats import FORMATS, Outcome, reported
from letterpack.render.json import json_items
from letterpack.spans import Span
from tests.trying import many

MANY = many(80_000, 200_000)
MOST_BYTES = 24 << 20


class _Ids:
    """The ids of many packets, none of which is held."""

    def __iter__(self):
        return (f"packet-{number}" for number in range(MANY))

    def __len__(self):
        return MANY

    def __contains__(self, name):
        return False


def found(number: int, code: str = "LP212") -> Diagnostic:
    name = f"packet-{number}"
    return Diagnostic(code, "error", f"`{name}` is wrong", Span("addressees.csv", number + 1, 3), packet=name)


def filled(count: int) -> Report:
    report = Report()
    for number in range(count):
        report.add(found(number))
    return report


class _NoLines:
    def line(self, file, number):
        return ""


@contextmanager
def traced() -> Iterator[Callable[[], tuple[int, int]]]:
    """Trace memory, and give what tells of the bytes in use now and at most."""
    tracemalloc.start()
    try:
        yield tracemalloc.get_traced_memory
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def held() -> tuple[tuple[Diagnostic, ...], int]:
    """What a report of many findings holds, and the bytes that it takes."""
    with traced() as memory:
        findings = tuple(filled(MANY))
        now, peak = memory()
    assert peak < MOST_BYTES
    return findings, now


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_holds_what_it_writes(format: str, held: tuple[tuple[Diagnostic, ...], int]) -> None:
    findings, already = held
    with traced() as memory:
        outcome = Outcome(
            findings, _NoLines(), "many", lambda: json_items(each.to_dict() for each in findings), _Ids(), ("letter.md",)
        )
        lines = sum(1 for _ in reported(format, outcome))
        _, peak = memory()
    assert lines and already + peak < MOST_BYTES


def test_a_report_tells_as_many_of_a_code_as_people_read_and_counts_the_others() -> None:
    report = filled(MOST_OF_A_CODE + 500)
    told = list(report)
    assert len(told) == MOST_OF_A_CODE and len(report) == MOST_OF_A_CODE + 500
    assert Counter("counted and not listed" in each.message for each in told) == {False: MOST_OF_A_CODE - 1, True: 1}
    assert any(each.message.startswith("501 more findings of LP212") for each in told)
    assert (report.is_full, filled(MOST_OF_A_CODE - 1).is_full) == (True, False)
    report.add(found(0, "LP213"))
    assert found(0, "LP213") in list(report)


def test_as_many_findings_as_are_told_are_told() -> None:
    assert [each.message for each in filled(MOST_OF_A_CODE - 1)] == [found(each).message for each in range(MOST_OF_A_CODE - 1)]


def test_work_in_stretches_hears_of_every_finding() -> None:
    report = filled(MOST_OF_A_CODE)
    mark = report.mark()
    report.add(found(0))
    report.add(found(MOST_OF_A_CODE + 1))
    report.add(found(7, "LP213"))
    assert set(report.since(mark)) == {found(MOST_OF_A_CODE + 1), found(7, "LP213")}
    assert report.since(report.mark()) == []


@pytest.mark.parametrize("count", [0, 1, 5])
def test_streams_are_whole_documents(count: int) -> None:
    findings = tuple(filled(count))
    outcome = Outcome(findings, _NoLines(), "some", lambda: iter(()), ("packet-1", "other"), ("letter.md",))
    log = json.loads("\n".join(reported("sarif", outcome)))
    assert len(log["runs"][0]["results"]) == count
    suites = ElementTree.fromstring("\n".join(reported("junit", outcome)))
    assert int(suites.get("tests", "")) == sum(1 for _ in suites.iter("testcase"))
    assert int(suites.get("failures", "")) == sum(1 for _ in suites.iter("failure")) == count
    assert json.loads(f"[{' '.join(json_items(each.to_dict() for each in findings))}]") == [each.to_dict() for each in findings]
