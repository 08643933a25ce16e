"""The page in a real browser: open, see, type, fix, build; for everyone, on any screen, whatever names would like to be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import letterpack
from tests.installed import module
from tests.preview.conftest import PAINTED, SCRIPT
from tests.preview.serving import Served, served
from tests.trying import WIDE

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, expect  # noqa: E402

from tests.preview.turning import shown, turned  # noqa: E402
from tests.review.browser import Watch, patient  # noqa: E402

pytestmark = pytest.mark.loopback


@pytest.mark.every_browser
def test_a_saved_change_is_on_the_page_and_its_place_stays(opened: Page, spring: Path) -> None:
    key = opened.locator(PAINTED).first.get_attribute("data-key")
    opened.evaluate("document.getElementById('pages').scrollTop = 120")
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nA sentence that is new.\n", encoding="utf-8")
    expect(opened.locator("#pages .text").first).to_contain_text("A sentence that is new.")
    assert opened.locator(PAINTED).first.get_attribute("data-key") != key
    assert opened.evaluate("document.getElementById('pages').scrollTop") == 120


def test_a_mistake_keeps_the_pages_and_leads_to_its_line(opened: Page, spring: Path) -> None:
    letter = spring / "letter.md"
    good = letter.read_text(encoding="utf-8")
    letter.write_text(good + "\nDear {{ addressee.nonsense }}\n", encoding="utf-8")
    card = opened.locator("#panel-findings .card.error").first
    expect(card).to_contain_text("nonsense")
    expect(opened.locator("#stale")).to_be_visible()
    assert opened.locator(PAINTED).count() >= 1
    card.get_by_role("button", name=re.compile("letter.md:")).click()
    area = opened.locator("#area")
    expect(area).to_be_focused()
    chosen = opened.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]")
    assert area.input_value()[chosen[0] : chosen[1]] == "Dear {{ addressee.nonsense }}"
    opened.keyboard.type("Dear all")
    expect(opened.locator("#stale")).to_be_hidden()
    expect(opened.locator("#pages .text").first).to_contain_text("Dear all")
    assert letter.read_text(encoding="utf-8") == good + "\nDear all\n"


def test_somebody_elses_change_is_not_overwritten(opened: Page, spring: Path) -> None:
    opened.get_by_role("tab", name="Write").click()
    area = opened.locator("#area")
    expect(area).to_have_value(re.compile("date"))
    letter = spring / "letter.md"
    opened.route("**/api/source?*", lambda route: route.abort())
    theirs = letter.read_text(encoding="utf-8") + "\nTheirs.\n"
    letter.write_text(theirs, encoding="utf-8")
    expect(opened.locator("#pages .text").first).to_contain_text("Theirs.")
    area.press("Control+End")
    opened.keyboard.type("M")
    opened.unroute("**/api/source?*")
    opened.keyboard.type("ine.")
    opened.get_by_role("button", name="Take theirs").click()
    expect(area).to_have_value(theirs)
    assert letter.read_text(encoding="utf-8") == theirs


def test_it_builds_at_a_click_and_opens_each_file_of_the_print_run(opened: Page, spring: Path) -> None:
    opened.locator("#tab-batch").click()
    run = opened.get_by_role("link", name="Open the print run", exact=True)
    expect(run).to_be_hidden()
    opened.get_by_role("button", name="Build with a print run").click()
    expect(opened.locator("#result")).to_contain_text("are built")
    expect(run).to_be_visible()
    assert size_behind(run) == (spring / "build/print/run.pdf").stat().st_size
    said = (spring / "letterpack.yaml").read_text(encoding="utf-8")
    (spring / "letterpack.yaml").write_text(f"{said}printing: {{split: 1}}\n", encoding="utf-8")
    opened.get_by_role("button", name="Build with a print run").click()
    first = opened.get_by_role("link", name="Open the print run: ").first
    expect(first).to_be_visible()
    files = sorted((spring / "build/print").iterdir())
    assert len(files) > 1
    for file in files:
        assert size_behind(opened.get_by_role("link", name=f"Open the print run: {file.name}")) == file.stat().st_size
    opened.locator("#build").click()
    expect(first).to_be_hidden()
    assert (spring / "build/manifest.json").is_file()


def size_behind(link: Locator) -> object:
    """Return how many bytes a link leads to."""
    return link.evaluate("async (link) => (await (await fetch(link.href)).blob()).size")


def test_an_empty_folder_becomes_a_campaign_in_the_page(seen_in: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    with served(folder) as running:
        page = patient(seen_in.new_context()).new_page()
        page.goto(running.address)
        expect(page.locator("#panel-findings")).to_contain_text("the campaign has no letter.md")
        page.locator("#tab-write").click()
        expect(page.locator("#file")).to_have_value("letter.md")
        page.locator("#area").click()
        page.keyboard.type("---\ndate: 2026-03-02\nsubject: Hello\n---\n\nWe write to you.\n")
        expect(page.locator(".state")).to_have_attribute("data-state", "saved")
        page.locator("#file").select_option("addressees.yaml")
        page.get_by_role("button", name="Text", exact=True).click()
        expect(page.locator("#area")).to_have_value("")
        page.locator("#area").click()
        page.keyboard.type("to: [{name: Ada, address: [Street 1], country: SE}]")
        page.locator("#file").select_option("signatories.csv")
        page.get_by_role("button", name="Text", exact=True).click()
        expect(page.locator("#area")).to_have_value("")
        page.locator("#area").click()
        page.keyboard.type("name\nBen\n")
        expect(page.locator("#pages")).to_contain_text("We write to you.")
        page.close()


def test_of_a_packet_that_cannot_be_made_nothing_is_approved(opened: Page, spring: Path) -> None:
    opened.locator("#tab-changes").click()
    approve = opened.get_by_role("button", name="Approve this packet")
    expect(approve).to_be_enabled()
    people = spring / "addressees.yaml"
    text = people.read_text(encoding="utf-8").replace("2 Example Square", "9" * 300)
    people.write_text(text, encoding="utf-8")
    expect(opened.locator("#light")).to_have_attribute("data-worst", "error")
    opened.locator("#list .row").nth(1).click()
    expect(opened.locator("#who")).to_have_text("Prosecutor General")
    expect(approve).to_be_hidden()
    expect(opened.locator("#pdf")).to_be_hidden()
    people.write_text(text.replace("9" * 300, "2 Example Square"), encoding="utf-8")
    expect(approve).to_be_enabled()


@pytest.mark.every_browser
def test_packets_are_found_turned_and_magnified_by_keyboard_alone(opened: Page) -> None:
    who = opened.locator("#who")
    first = who.inner_text()
    opened.keyboard.press("j")
    expect(who).not_to_have_text(first)
    second = who.inner_text()
    opened.keyboard.press("k")
    expect(who).to_have_text(first)
    opened.keyboard.press("/")
    expect(opened.locator("#search")).to_be_focused()
    opened.keyboard.type(second.split()[-1])
    opened.keyboard.press("Enter")
    expect(who).to_have_text(second)
    opened.keyboard.press("?")
    expect(opened.locator("#keys")).to_be_visible()
    opened.keyboard.press("Escape")
    expect(opened.locator("#keys")).to_be_hidden()
    # Pages are sharp at any size.
    for _ in range(4):
        opened.keyboard.press("+")
    sharp = """() => {
        const picture = document.querySelector('.sheet img');
        return picture && picture.naturalWidth >= picture.getBoundingClientRect().width * devicePixelRatio - 2;
    }"""
    opened.wait_for_function(sharp)
    opened.keyboard.press("0")
    opened.wait_for_function(sharp)


@pytest.mark.every_browser
def test_text_lies_on_its_picture_can_be_selected_and_leads_to_its_source(opened: Page) -> None:
    found = opened.evaluate("""() => {
        const line = [...document.querySelectorAll('.sheet .text span')].find((each) => each.textContent.length > 40);
        getSelection().selectAllChildren(line);
        const sheet = line.closest('.sheet').getBoundingClientRect(), box = line.getBoundingClientRect();
        return [getSelection().toString() === line.textContent, box.left >= sheet.left, box.right <= sheet.right + 1];
    }""")
    assert found == [True, True, True]
    opened.evaluate("""() => {
        const line = [...document.querySelectorAll('.sheet .text span')].find((each) => each.textContent.length > 60);
        const box = line.getBoundingClientRect();
        const said = { bubbles: true, clientX: box.left + 20, clientY: box.top + box.height / 2 };
        line.dispatchEvent(new MouseEvent('dblclick', said));
    }""")
    expect(opened.locator("#area")).to_be_focused()


VIEWS = [("light", 1400), ("dark", 320), ("light", 900), ("dark", 1400), ("light", 320), ("dark", 900)]


@pytest.mark.parametrize(("scheme", "width"), VIEWS if WIDE else VIEWS[:2])
def test_axe_finds_nothing_in_any_view(seen_in: Browser, still: Served, scheme, width) -> None:
    page = shown(seen_in, still, width=width, height=800, color_scheme=scheme, reduced_motion="reduce")
    for tab in turned(page):
        found = Axe().run(page).response["violations"]
        assert not found, (tab, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_texts(seen_in: Browser, spring: Path) -> None:
    people = [{"id": "a", "name": SCRIPT, "title": "\u202eJudge", "address": ["Street 1"], "country": "SE"}]
    (spring / "addressees.yaml").write_text(json.dumps({"to": people}), encoding="utf-8")
    (spring / "letterpack.yaml").write_text(json.dumps({"name": SCRIPT}), encoding="utf-8")
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8") + f"\n`{SCRIPT}` {{{{ addressee.{SCRIPT} }}}}\n", encoding="utf-8")
    with served(spring) as running:
        page = patient(seen_in.new_context()).new_page()
        page.goto(running.address)
        expect(page.locator("#name")).to_have_text(SCRIPT)
        expect(page.locator("#list .row b").first).to_have_text(SCRIPT)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x]").count() == 0
        page.close()


def test_ten_thousand_rows_are_a_few_elements(seen_in: Browser, spring: Path) -> None:
    (spring / "addressees.yaml").unlink()
    rows = [f"p{number},Person {number},Street {number},SE" for number in range(10_000)]
    (spring / "addressees.csv").write_text("\n".join(["id,name,address1,country", *rows]) + "\n", encoding="utf-8")
    with served(spring) as running:
        page = patient(seen_in.new_context()).new_page()
        page.goto(running.address)
        page.wait_for_selector(PAINTED)
        expect(page.locator("#counted")).to_contain_text("10,000")
        assert page.locator("#rows .row").count() < 60
        page.evaluate("document.getElementById('list').scrollTop = 1e9")
        expect(page.locator("#rows .row").last).to_contain_text("Person 9999")
        page.locator("#search").fill("person 7777")
        expect(page.locator("#counted")).to_contain_text("1 of 10,000")
        page.close()


def test_without_its_server_the_page_says_so(seen_in: Browser, spring: Path) -> None:
    with served(spring) as running:
        page = patient(seen_in.new_context()).new_page()
        page.goto(running.address)
        page.wait_for_selector(PAINTED)
        running.end()
        expect(page.locator("#trouble")).to_contain_text("ended")
        assert page.locator(PAINTED).count() >= 1
        page.close()


def test_a_reviewer_approves_and_remarks_in_their_name(opened: Page, spring: Path) -> None:
    opened.locator("#tab-changes").click()
    opened.get_by_role("button", name="Approve this packet").click()
    expect(opened.locator("#panel-changes")).to_contain_text("Write your name first")
    opened.locator("#reviewer").fill(SCRIPT)
    opened.get_by_role("button", name="Approve this packet").click()
    expect(opened.locator("#panel-changes .card.good")).to_contain_text(f"Approved by {SCRIPT}")
    opened.locator("#remark-text").fill("Is this the office?")
    opened.get_by_role("button", name="Add the comment").click()
    expect(opened.locator("#panel-changes .card.warning")).to_contain_text("Is this the office?")
    review = letterpack.read_review(spring)
    assert ([each.by for each in review.approvals], [each.by for each in review.comments]) == ([SCRIPT], [SCRIPT])
    people = spring / "addressees.yaml"
    people.write_text(people.read_text(encoding="utf-8").replace("1 Example Square", "9 Example Square"), encoding="utf-8")
    expect(opened.locator("#panel-changes")).to_contain_text("It has changed since")
    opened.get_by_role("button", name="Settle").click()
    expect(opened.locator("#panel-changes")).to_contain_text("Settled by")
    opened.get_by_role("button", name="Approve all packets").click()
    expect(opened.locator("#panel-changes .card.good")).to_contain_text("Approved by")
    assert len(letterpack.read_review(spring).approvals) == 2


@pytest.mark.parametrize("tag", ["ar", "de", "es", "fr", "ru"])
def test_the_page_speaks_the_readers_language(seen_in: Browser, still: Served, tag: str) -> None:
    watches: list[Watch] = []
    page = shown(seen_in, still, watches=watches, locale=tag)
    root = page.locator("html")
    expect(root).to_have_attribute("lang", tag)
    expect(root).to_have_attribute("dir", "rtl" if tag == "ar" else "ltr")
    for width in (1400, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if tag == "ar" or WIDE:
            assert not Axe().run(page).response["violations"]
    assert not watches[0].errors


def test_a_finding_leads_to_its_place_on_the_page(opened: Page, spring: Path) -> None:
    (spring / "letterpack.yaml").write_text("names: [Jane Example]\n", encoding="utf-8")
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nWe trust that Jane Exampel is well.\n", encoding="utf-8")
    card = opened.locator("#panel-findings .card", has_text="Jane Exampel")
    card.get_by_role("button", name="Show the place").click()
    lit = opened.locator(".mark.finding")
    expect(lit).to_be_in_viewport()
    box, line = lit.bounding_box(), opened.locator(".text span", has_text="Jane Exampel").bounding_box()
    assert box and line and box["y"] - 3 <= line["y"] <= box["y"] + box["height"]


def test_a_list_is_imported_after_a_look(opened: Page, spring: Path, tmp_path: Path) -> None:
    form = tmp_path / "form.csv"
    form.write_text("Name,Organisation,Do you agree to sign?\nZoe Zero,Union of Zeros,yes\n", encoding="utf-8")
    opened.locator("#tab-write").click()
    opened.locator("details.import summary").click()
    opened.locator("#import-file").set_input_files(form)
    expect(opened.locator(".seen")).to_contain_text("Zoe Zero")
    assert not Axe().run(opened).response["violations"]
    assert "Zoe" not in (spring / "signatories.csv").read_text(encoding="utf-8")
    opened.get_by_role("button", name="Write it").click()
    expect(opened.locator("#pages")).to_contain_text("Union of Zeros")
