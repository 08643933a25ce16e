"""Whatever goes away and comes back: the server, the network, the file; nothing that was typed is lost, nothing stays behind."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.installed import module
from tests.preview.conftest import PAINTED
from tests.preview.serving import served
from tests.trying import WIDE

playwright = module("playwright.sync_api")

from playwright.sync_api import Browser, Page, Route, expect  # noqa: E402

from tests.review.browser import patient  # noqa: E402

pytestmark = pytest.mark.loopback


def write(page: Page, text: str) -> None:
    page.locator("#tab-write").click()
    area = page.locator("#area")
    expect(area).to_have_value(re.compile("date"))
    expect(page.locator(".state")).not_to_have_attribute("data-state", "writing")
    area.press("Control+End")
    page.keyboard.type(text)


def test_a_server_that_comes_back_finds_the_page_and_what_was_typed(seen_in: Browser, spring: Path) -> None:
    context = patient(seen_in.new_context(viewport={"width": 1400, "height": 900}))
    page = context.new_page()
    with served(spring) as running:
        page.goto(running.address)
        page.wait_for_selector(PAINTED)
        write(page, "\nBefore.\n")
        expect(page.locator("#pages")).to_contain_text("Before.")
        running.end()
    expect(page.locator("#trouble")).to_contain_text("ended")
    write(page, "\nWhile it was away.\n")
    expect(page.locator(".state")).to_have_attribute("data-state", "failed")
    assert page.locator(PAINTED).count() >= 1
    with served(spring, "--port", str(urlsplit(running.address).port)) as again:
        # Its address is opened in this browser, and the first page is let in with it.
        other = context.new_page()
        other.goto(again.address)
        other.wait_for_selector(PAINTED)
        page.bring_to_front()
        expect(page.locator("#trouble")).to_be_hidden()
        expect(page.locator("#pages")).to_contain_text("While it was away.")
        expect(page.locator(".state")).to_have_attribute("data-state", "saved")
        assert "While it was away." in (spring / "letter.md").read_text(encoding="utf-8")
    context.close()


def twice_refused(page: Page, what: str) -> list[str]:
    """Let no answer to ``what`` come before it is asked for a third time; return what will have been asked for."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort() if len(asked) < 3 else route.continue_()

    page.route(re.compile(rf"/api/{what}(\?|$)"), refuse)
    return asked


def test_an_answer_that_is_lost_is_asked_for_again(opened: Page, spring: Path) -> None:
    """Whichever of a change's answers does not come, the whole page shows the change in the end."""
    letter, settings = spring / "letter.md", spring / "letterpack.yaml"
    text, said = letter.read_text(encoding="utf-8"), settings.read_text(encoding="utf-8")
    opened.locator("#tab-write").click()
    expect(opened.locator("#area")).to_have_value(re.compile("date"))
    for lost in ("state", "packets", "packet", "findings", "review", "source"):
        refused = twice_refused(opened, lost)
        settings.write_text(f"{said}\nname: A spring without {lost}\n", encoding="utf-8")
        letter.write_text(f"{text}\nAll but {lost} is here.\n", encoding="utf-8")
        expect(opened.locator("#name")).to_have_text(f"A spring without {lost}")
        expect(opened.locator("#pages")).to_contain_text(f"All but {lost} is here.")
        expect(opened.locator("#area")).to_have_value(re.compile(f"All but {lost} is here"))
        expect(opened.locator("#light")).not_to_have_attribute("data-worst", "")
        assert refused, lost
        opened.unroute_all(behavior="wait")


def test_what_is_typed_while_another_file_opens_is_saved_and_a_lost_answer_is_no_conflict(opened: Page, spring: Path) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    opened.route("**/api/source?name=letterpack.yaml", hold)
    opened.locator("#tab-write").click()
    expect(opened.locator("#area")).to_have_value(re.compile("date"))
    opened.locator("#file").select_option("letterpack.yaml")
    while not held:
        opened.wait_for_timeout(10)
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        # As it is where the server has written it and its answer is lost. Firefox does not let a test see what is sent.
        if route.request.post_data:
            (spring / "letter.md").write_text(route.request.post_data_json["text"], encoding="utf-8")
        route.abort()
        opened.unroute("**/api/source")

    opened.route("**/api/source", lose)
    write(opened, "\nMine.\n")
    held.pop().continue_()
    expect(opened.locator("#area")).to_have_value(re.compile("form: plain-a4"))
    expect(opened.locator("#pages")).to_contain_text("Mine.")
    assert lost
    opened.locator("#file").select_option("letter.md")
    expect(opened.locator("#area")).to_have_value(re.compile("Mine."))
    expect(opened.locator(".state")).not_to_have_attribute("data-state", "conflict")
    expect(opened.get_by_role("button", name="Keep mine")).to_be_hidden()
    write(opened, "More.\n")
    expect(opened.locator("#pages")).to_contain_text("More.")


def test_a_text_that_is_not_saved_waits_while_another_file_is_open(opened: Page, spring: Path) -> None:
    letter = spring / "letter.md"
    opened.route("**/api/source", lambda route: route.abort())
    write(opened, "\nMine.\n")
    expect(opened.locator(".state")).to_have_attribute("data-state", "failed")
    opened.locator("#file").select_option("letterpack.yaml")
    expect(opened.locator("#area")).to_have_value(re.compile("form: plain-a4"))
    opened.unroute_all(behavior="wait")
    opened.locator("#file").select_option("letter.md")
    expect(opened.locator("#area")).to_have_value(re.compile("Mine."))
    expect(opened.locator("#pages")).to_contain_text("Mine.")
    assert "Mine." in letter.read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["replaced", "renamed", "deleted"] if WIDE else ["replaced", "renamed"])
def test_a_file_that_goes_while_it_is_edited_is_not_made_again_unasked(opened: Page, spring: Path, how: str) -> None:
    letter = spring / "letter.md"
    opened.locator("#tab-write").click()
    area = opened.locator("#area")
    expect(area).to_have_value(re.compile("date"))
    opened.route("**/api/source?*", lambda route: route.abort())
    if how == "deleted":
        letter.unlink()
    elif how == "renamed":
        letter.rename(spring / "letter.old.txt")
    else:
        new = spring / "new.txt"
        new.write_text("---\ndate: 2026-01-01\nsubject: Theirs\n---\n\nAll theirs.\n", encoding="utf-8")
        new.replace(letter)
    expect(opened.locator("#pages, #panel-findings")).to_contain_text([re.compile("."), re.compile(".")])
    area.press("Control+End")
    opened.keyboard.type("Mine.")
    expect(opened.locator(".state")).to_have_attribute("data-state", "failed")
    opened.unroute_all(behavior="wait")
    opened.keyboard.type(" Still mine.")
    expect(opened.get_by_role("button", name="Keep mine")).to_be_visible()
    assert not letter.exists() or "Mine" not in letter.read_text(encoding="utf-8")
    opened.get_by_role("button", name="Keep mine").click()
    expect(opened.locator("#pages")).to_contain_text("Mine. Still mine.")
    assert letter.read_text(encoding="utf-8").endswith("Mine. Still mine.")


def test_two_tabs_write_one_letter_and_neither_loses_a_word(opened: Page, spring: Path) -> None:
    other = opened.context.new_page()
    other.goto(opened.url)
    other.wait_for_selector(PAINTED)
    write(other, "\nFrom the second.\n")
    expect(other.locator("#pages")).to_contain_text("From the second.")
    opened.bring_to_front()
    expect(opened.locator("#area")).to_have_value(re.compile("From the second"))
    write(opened, "\nFrom the first.\n")
    expect(opened.locator(".state")).to_have_attribute("data-state", "saved")
    text = (spring / "letter.md").read_text(encoding="utf-8")
    assert text.endswith("\nFrom the second.\n\nFrom the first.\n")
    expect(other.locator("#area")).to_have_value(text)
    other.close()


def test_keys_of_one_letter_can_be_turned_off(opened: Page) -> None:
    """WCAG 2.1.4."""
    who = opened.locator("#who")
    first = who.inner_text()
    opened.keyboard.press("?")
    opened.locator("#single-keys").uncheck()
    opened.keyboard.press("Escape")
    opened.keyboard.press("j")
    opened.keyboard.press("w")
    expect(opened.locator("#zones")).to_have_attribute("aria-pressed", "false")
    expect(who).to_have_text(first)
    opened.locator("#help").click()
    opened.locator("#single-keys").check()
    opened.keyboard.press("Escape")
    opened.keyboard.press("j")
    expect(who).not_to_have_text(first)
