"""Marks of reviewers in the report: whose they are, when they were set, and that none is seen in another report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from letterpack.pipeline.compare import compare_batches, open_packets
from letterpack.pipeline.compare.report import write_report
from tests.build.making import HEAD, campaign, make, person
from tests.review.browser import browser, patient, wait_until_stored

PEOPLE = [person("Alpha"), person("Beta")]
WITHHELD = """
const storage = localStorage;
window.asked = 0;
navigator.locks.query = () => new Promise((answer) => { window.answer = answer; });
Object.defineProperty(window, "localStorage", { get: () => { window.asked += 1; return storage; } });
"""
"""Makes a browser that answers for a document only when it is told to."""
BODY = "We write about the people in prison.\n\nThey must be released by {}.\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return reports from May to June, and from July to June."""
    folder = tmp_path_factory.mktemp("marks")
    for month in ("May", "June", "July"):
        body = BODY.format(month).replace("people", "people" if month != "June" else "journalists")
        assert make(folder / month, campaign(PEOPLE, HEAD + body)).ok
    found = {}
    for old in ("May", "July"):
        before, after = open_packets(folder / old, old), open_packets(folder / "June", "June")
        found[old] = folder / f"{old}.html"
        write_report(found[old], compare_batches(before, after), before, after)
    return found


def opened(chromium: Browser, report: Path) -> Page:
    page = patient(chromium.new_context(accept_downloads=True)).new_page()
    page.goto(report.as_uri())
    return page


def mark(page: Page, name: str, *places: int) -> None:
    page.locator("#reviewer").fill(name)
    page.locator("#reviewer").blur()
    for place in places:
        page.locator(f"[data-mark='{place}']").check()


def exported(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export reviewed marks").click()
    target = folder / "reviewed.json"
    download.value.save_as(target)
    return target


def test_a_mark_says_who_and_when_and_survives_printing(chromium: Browser, reports: dict[str, Path], tmp_path: Path) -> None:
    page = opened(chromium, reports["May"])
    mark(page, "Jane Example", 0)
    assert page.locator("#g0 .by").inner_text().startswith("Jane Example, 20")
    page.emulate_media(media="print")
    expect(page.locator("#g0 .mark")).to_be_visible()
    expect(page.locator("#g0 .by")).to_be_visible()
    expect(page.locator("#g1 .mark")).to_be_hidden()
    page.emulate_media(media="screen")
    said = json.loads(exported(page, tmp_path).read_text(encoding="utf-8"))
    (row,) = said["marks"]
    assert row["key"] == page.locator("#g0").get_attribute("data-key")
    assert [each["by"] for each in row["marks"]] == ["Jane Example"]
    assert [each["packet"] for each in said["open"]] == ["alpha", "beta"]
    wait_until_stored(page, "letterpack-mark:")
    page.reload()
    expect(page.locator("[data-mark='0']")).to_be_checked()
    assert page.locator("#reviewer").input_value() == "Jane Example"
    page.context.close()


def test_storage_is_asked_for_when_the_browser_knows_the_document(chromium: Browser, reports: dict[str, Path]) -> None:
    before = opened(chromium, reports["May"])
    mark(before, "Jane Example", 1)
    wait_until_stored(before, "letterpack-mark:")
    page = before.context.new_page()
    page.add_init_script(WITHHELD)
    page.goto(reports["May"].as_uri())
    mark(page, "Joe Example", 0)
    page.locator("#g0").get_by_role("button", name="Comment").click()
    page.locator("#g0 textarea").fill("Is that so?")
    page.get_by_role("button", name="Add the comment").click()
    assert page.evaluate("asked") == 0
    page.evaluate("answer()")
    expect(page.locator("#progress")).to_have_text("2 of 2 changes reviewed")
    expect(page.locator("#reviewer")).to_have_value("Joe Example")
    kept = page.evaluate("Object.entries(localStorage).map(([key, value]) => [key.split(':')[0], value])")
    said = {name: [value for key, value in kept if key == f"letterpack-{name}"] for name in ("mark", "remarks", "reviewer")}
    assert sorted(each["by"] for value in said["mark"] for each in json.loads(value)) == ["Jane Example", "Joe Example"]
    assert [row["text"] for value in said["remarks"] for row in json.loads(value)] == ["Is that so?"]
    assert said["reviewer"] == ["Joe Example"]
    before.context.close()


def test_no_mark_is_seen_in_another_report(chromium: Browser, reports: dict[str, Path]) -> None:
    page = opened(chromium, reports["May"])
    mark(page, "Jane Example", 0, 1)
    page.goto(reports["July"].as_uri())
    expect(page.locator("#progress")).to_have_text("0 of 2 changes reviewed")
    page.context.close()


def test_two_reviewers_marks_are_put_together(chromium: Browser, reports: dict[str, Path], tmp_path: Path) -> None:
    one, other = opened(chromium, reports["May"]), opened(chromium, reports["May"])
    mark(one, "Jane Example", 0)
    mark(other, "Joe Example", 0, 1)
    other.locator("#import").set_input_files(exported(one, tmp_path))
    other.locator("#imported", has_text="Marks of 1 of these changes are in it.").wait_for()
    said = json.loads(exported(other, tmp_path).read_text(encoding="utf-8"))
    assert [[each["by"] for each in row["marks"]] for row in said["marks"]] == [["Joe Example", "Jane Example"], ["Joe Example"]]
    assert [each["packet"] for each in said["reviewed"]] == ["alpha", "beta"]
    strange = tmp_path / "strange.json"
    strange.write_text('{"marks": [{"key": "__proto__", "marks": [{"by": 1}]}, null]}', encoding="utf-8")
    other.locator("#import").set_input_files(strange)
    other.locator("#imported", has_text="No mark in it").wait_for()
    one.context.close()
    other.context.close()
