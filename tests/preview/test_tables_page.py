"""The lists as tables in the page: used like a spreadsheet, with what is wrong in its cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.installed import module

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Locator, Page, Route, expect  # noqa: E402

pytestmark = pytest.mark.loopback

PEOPLE = """\
# Who gets it.
to:
  - id: minister   # since March
    title: 'Minister'
    address: [1 Example Square, Astana]
    country: KZ
  - id: judge
    name: Jane Judge
    address:
      - Court 2
    country: SE
"""


def table(page: Page, name: str) -> Locator:
    page.locator("#tab-write").click()
    page.locator("#file").select_option(name)
    grid = page.get_by_role("grid", name=name)
    expect(grid).to_be_visible()
    return grid


def cell(page: Page, text: str) -> Locator:
    return page.locator("td", has=page.get_by_text(text, exact=True))


def test_a_cell_is_changed_by_typing_and_the_letter_follows(opened: Page, spring: Path) -> None:
    (spring / "addressees.yaml").write_text(PEOPLE, encoding="utf-8")
    table(opened, "addressees.yaml")
    cell(opened, "Jane Judge").click()
    expect(opened.locator("#who")).to_have_text("Jane Judge")
    opened.keyboard.type("Zoe Judge")
    opened.keyboard.press("Enter")
    expect(opened.locator("#pages")).to_contain_text("Zoe Judge")
    assert (spring / "addressees.yaml").read_text(encoding="utf-8") == PEOPLE.replace("Jane", "Zoe")
    opened.get_by_role("button", name="Undo").click()
    expect(opened.locator("#pages")).to_contain_text("Jane Judge")
    assert (spring / "addressees.yaml").read_text(encoding="utf-8") == PEOPLE


def test_a_row_that_is_clicked_before_its_packet_is_known_is_shown_then(opened: Page, spring: Path) -> None:
    packets, held = re.compile(r"/api/packets\b"), list[Route]()
    may_answer = False

    def later(route: Route) -> None:
        if may_answer:
            route.continue_()
        else:
            held.append(route)

    opened.route(packets, later)
    with opened.expect_request(packets):
        (spring / "addressees.yaml").write_text(PEOPLE, encoding="utf-8")
    table(opened, "addressees.yaml")
    cell(opened, "Jane Judge").click()
    expect(opened.locator("td:focus")).to_contain_text("Jane Judge")
    may_answer = True
    for route in held:
        route.continue_()
    expect(opened.locator("#who")).to_have_text("Jane Judge")


def test_what_is_wrong_stands_in_its_cell(opened: Page, spring: Path) -> None:
    (spring / "addressees.yaml").write_text(PEOPLE.replace("SE", "Atlantis"), encoding="utf-8")
    table(opened, "addressees.yaml")
    wrong = opened.locator("td.error")
    expect(wrong).to_contain_text("Atlantis")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(opened.locator("#panel-findings .card.error").first).to_contain_text("Atlantis")
    assert not Axe().run(opened).response["violations"]
    wrong.click()
    opened.keyboard.type("SE")
    opened.keyboard.press("Tab")
    expect(opened.locator("td.error")).to_have_count(0)


def test_a_finding_leads_to_its_cell(opened: Page, spring: Path) -> None:
    (spring / "addressees.yaml").write_text(PEOPLE.replace("SE", "Atlantis"), encoding="utf-8")
    card = opened.locator("#panel-findings .card.error", has_text="Atlantis").first
    card.get_by_role("button", name="addressees.yaml:").click()
    expect(opened.locator("td.error")).to_be_focused()


@pytest.mark.every_browser
def test_rows_are_added_deleted_and_pasted_from_a_spreadsheet(opened: Page, spring: Path) -> None:
    rows = 'name,organization,country,note\r\n"Ada",Union,SE,kept\r\nBen,Press,FI,"so, too"\r\n'
    (spring / "signatories.csv").write_bytes(rows.encode())
    table(opened, "signatories.csv")
    cell(opened, "Ben").click()
    opened.evaluate(PASTE, 'Zoe\tUnion of Zeros\tDK\nTom\tPress\tNO\t"so\ntoo"\n')
    expect(opened.locator("#pages")).to_contain_text("Union of Zeros")
    expect(opened.locator("tbody tr")).to_have_count(3)
    text = (spring / "signatories.csv").read_bytes().decode()
    assert text == (
        'name,organization,country,note\r\n"Ada",Union,SE,kept\r\nZoe,Union of Zeros,DK,"so, too"\r\nTom,Press,NO,"so\r\ntoo"\r\n'
    )
    opened.locator("#row-add").click()
    expect(opened.locator("td textarea")).to_be_focused()
    opened.keyboard.type("New Person")
    opened.keyboard.press("Enter")
    expect(opened.locator("#pages")).to_contain_text("New Person")
    cell(opened, "New Person").click()
    opened.locator("#row-delete").click()
    expect(opened.locator("tbody tr")).to_have_count(3)
    expect(opened.locator("#pages")).not_to_contain_text("New Person")
    assert (spring / "signatories.csv").read_bytes().decode() == text


PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    // Firefox takes the text itself.
    const given = { clipboardData: data, dataType: 'text/plain', data: text, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', given));
}"""


def test_a_change_of_somebody_else_is_kept_and_mine_is_shown(opened: Page, spring: Path) -> None:
    (spring / "signatories.csv").write_text("name,organization\nAda,Union\n", encoding="utf-8")
    table(opened, "signatories.csv")
    cell(opened, "Ada").dblclick()
    opened.keyboard.press("ControlOrMeta+a")
    opened.keyboard.type("Mine")
    (spring / "signatories.csv").write_text("name,organization\nAda,Theirs\n", encoding="utf-8")
    expect(opened.locator("#pages")).to_contain_text("Theirs")
    opened.keyboard.press("Enter")
    alert = opened.locator(".grid-host [role=alert]")
    expect(alert).to_contain_text("Somebody else changed this file")
    expect(alert).to_contain_text("Mine")
    assert "Mine" not in (spring / "signatories.csv").read_text(encoding="utf-8")
    expect(cell(opened, "Theirs")).to_be_visible()


def test_no_change_reaches_a_row_that_its_writer_did_not_mean(opened: Page, spring: Path) -> None:
    """Rows are named by where they stand: while one goes, and once somebody else has put one in, nothing else is written."""
    file = spring / "signatories.csv"
    file.write_text("name,organization\nAda,Union\nBen,Press\nZoe,Zeros\n", encoding="utf-8")
    table(opened, "signatories.csv")
    held: list[Route] = []

    def hold(asked: Route) -> None:
        held.append(asked)

    def release() -> None:
        while not held:
            opened.wait_for_timeout(10)
        held.pop().continue_()
        opened.unroute("**/api/table")

    opened.route("**/api/table", hold)
    cell(opened, "Ada").click()
    opened.locator("#row-delete").click()
    cell(opened, "Zoe").dblclick()
    opened.keyboard.type("Tom")
    opened.keyboard.press("Delete")
    release()
    expect(opened.locator("tbody tr")).to_have_count(2)
    assert file.read_text(encoding="utf-8") == "name,organization\nBen,Press\nZoe,Zeros\n"

    opened.route("**/api/table", hold)
    expect(cell(opened, "Ben")).to_be_focused()
    for new in ("Tim", "Tom"):
        opened.keyboard.type(new)
        opened.keyboard.press("Enter")
    theirs = "name,organization\nTheirs,First\nBen,Press\nZoe,Zeros\n"
    file.write_text(theirs, encoding="utf-8")
    expect(opened.locator("#pages")).to_contain_text("Theirs")
    release()
    expect(opened.locator("tbody tr")).to_have_count(3)
    expect(opened.locator(".grid-host [role=alert] pre")).to_have_text(["name: Tim", "name: Tom"])
    assert file.read_text(encoding="utf-8") == theirs
    expect(opened.locator("#undo")).to_be_disabled()


def test_it_is_moved_in_by_keyboard(opened: Page, spring: Path) -> None:
    (spring / "signatories.csv").write_text("name,organization\nAda,Union\nBen,Press\n", encoding="utf-8")
    table(opened, "signatories.csv")
    expect(opened.locator("#pages")).to_contain_text("Press")
    sent = []
    opened.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    cell(opened, "Ada").click()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowDown")
    expect(cell(opened, "Press")).to_be_focused()
    opened.keyboard.press("F2")
    opened.keyboard.type("es")
    opened.keyboard.press("Escape")
    expect(cell(opened, "Press")).to_be_focused()
    opened.evaluate("fetch('/api/state')")  # What Escape has sent is on its way before this is.
    assert not sent
    opened.keyboard.press("Delete")
    expect(opened.locator(".grid-host [role=status]")).to_have_text("Saved")
    assert (spring / "signatories.csv").read_text(encoding="utf-8") == "name,organization\nAda,Union\nBen,\n"


def test_a_workbook_is_shown_and_not_changed(opened: Page, spring: Path) -> None:
    from openpyxl import Workbook

    (spring / "signatories.csv").unlink()
    book = Workbook()
    book.active.append(["name", "organization"])
    book.active.append(["Ada", "Union of Sheets"])
    book.save(spring / "signatories.xlsx")
    expect(opened.locator("#file option", has_text="signatories.xlsx")).to_have_count(1)
    table(opened, "signatories.xlsx")
    expect(opened.locator(".grid-host")).to_contain_text("this file is changed in a spreadsheet program")
    expect(opened.locator("#row-add")).to_be_disabled()
    cell(opened, "Union of Sheets").dblclick()
    expect(opened.locator("td textarea")).to_have_count(0)
