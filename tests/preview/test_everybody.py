"""The page for everybody: any size, any colors, no pointer, no eyes (WCAG 2.2 AA beyond what axe can tell)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.installed import module
from tests.trying import WIDE

playwright = module("playwright.sync_api")

from playwright.sync_api import Page, expect  # noqa: E402

from tests.preview.turning import shown, turned  # noqa: E402

pytestmark = pytest.mark.loopback

CONTROLS = "button, a[href], input, select, textarea, summary, [tabindex='0'], [role='option'], [role='tab']"
SMALL = """(controls) => [...document.querySelectorAll(controls)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('.vh, .skip'))
    .map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 23.9 || box.height < 23.9))
    .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
CUT = """() => [...document.querySelectorAll('button, h1, h2, h3, p, label, select, input')]
    .filter((each) => each.checkVisibility() && !each.closest('.vh, .skip, #list, #h1'))
    .map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.left < -1 || box.right > innerWidth + 1)).map(([html]) => html)"""
FOCUS = """() => {
    const now = document.activeElement;
    if (!now || now === document.body) return null;
    const style = getComputedStyle(now), around = getComputedStyle(now.closest('.editor') ?? now);
    const box = now.getBoundingClientRect();
    const wide = Math.max(parseFloat(style.outlineWidth) * (style.outlineStyle !== 'none'),
                          parseFloat(around.outlineWidth) * (around.outlineStyle !== 'none'));
    const middle = document.elementFromPoint(
        Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
        Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height, innerHeight) / 2)));
    const seen = !!middle && (now.contains(middle) || middle.contains(now) || !!middle.closest('label, option'));
    return [now.id || now.textContent.trim().slice(0, 40), wide, seen];
}"""


SIZES = [(320, 256, 4), (320, 800, 1), (768, 1024, 2), (1400, 800, 1)]


@pytest.mark.every_browser
@pytest.mark.parametrize(("width", "height", "density"), SIZES if WIDE else SIZES[::3])
def test_nothing_is_cut_off_or_too_small_in_any_window(seen_in, still, width, height, density) -> None:
    """1280 x 1024 at 400 % is 320 x 256 CSS pixels of four each (WCAG 1.4.10); what is pointed at has 24 x 24 (2.5.8, without its
    exceptions).
    """
    page = shown(seen_in, still, width=width, height=height, device_scale_factor=density)
    for tab in turned(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, tab
        assert not page.evaluate(CUT), tab
        assert not page.evaluate(SMALL, CONTROLS), tab


@pytest.mark.every_browser
@pytest.mark.parametrize("width", [320, 1400] if WIDE else [320])
def test_every_control_is_reached_by_keyboard_and_seen_when_it_is(seen_in, still, width) -> None:
    """No trap, a focus of two pixels or more (2.4.13), never wholly behind something else (2.4.11)."""
    page = shown(seen_in, still, width=width, height=700)
    for tab in turned(page):
        page.evaluate("window.reached = new WeakSet()")
        # What the page puts in meanwhile is reached in another round.
        for _ in range(3):
            page.evaluate(FROM_THE_TOP)
            walk_through(page, tab)
            missed = page.evaluate(MISSED)
            if not missed:
                break
        assert not missed, (tab, missed)


def walk_through(page: Any, tab: str) -> None:
    """Press the tab key until all was reached or the focus leaves the page, and judge where it is each time."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            return
        name, wide, seen = found
        assert wide >= 2, (tab, name, "no focus is seen")
        assert seen, (tab, name, "something is over it")
        page.evaluate("window.reached.add(document.activeElement)")
        if not page.evaluate(MISSED):
            return


FROM_THE_TOP = """() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
}"""
MISSED = """() => {
    const controls = "button, a[href], input, select, textarea, summary, [tabindex='0']";
    return [...document.querySelectorAll(controls)]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
        .filter((each) => !window.reached.has(each)).map((each) => each.outerHTML.slice(0, 160));
}"""


def test_every_control_has_a_name_of_its_own(seen_in, still) -> None:
    """What a screen reader says: a role and a name each, and one place of each kind."""
    page = shown(seen_in, still)
    for tab in turned(page):
        told = page.locator("body").aria_snapshot()
        bare = [line for line in told.splitlines() if line.strip("- :") in NEEDS_NAME]
        assert not bare, (tab, bare)
        for place in ("banner", "main"):
            assert told.count(f"- {place}") == 1, (tab, place)
        for name in ('navigation "Packets"', 'region "Letter"', 'listbox "Packets"', f'tab "{NAMES[tab]}', 'region "Pages"'):
            assert name in told, (tab, name)


NEEDS_NAME = (
    "button",
    "link",
    "textbox",
    "combobox",
    "searchbox",
    "tab",
    "tabpanel",
    "listbox",
    "option",
    "checkbox",
    "img",
    "region",
)
NAMES = {"findings": "Findings", "write": "Write", "changes": "Review", "batch": "Batch"}


def test_the_names_are_those_of_the_browsers_own_tree(seen_in, still) -> None:
    if seen_in.browser_type.name != "chromium":
        pytest.skip("only Chromium tells its accessibility tree")
    page = shown(seen_in, still)
    session = page.context.new_cdp_session(page)
    for tab in turned(page):
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        focusable = [
            each
            for each in nodes
            if not each.get("ignored")
            and any(one["name"] == "focusable" and one["value"].get("value") for one in each.get("properties", ()))
            and each["role"]["value"] not in ("RootWebArea", "generic")
        ]
        assert len(focusable) > 10
        assert not [each["role"]["value"] for each in focusable if not each.get("name", {}).get("value", "").strip()], tab


def test_a_campaign_is_reviewed_by_keyboard_alone(opened: Page) -> None:
    page = opened
    page.keyboard.press("a")
    expect(page.locator("#reviewer")).to_be_focused()
    page.keyboard.type("Ada Keyboard")
    page.keyboard.press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.textContent") == "Approve this packet":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-changes .card.good")).to_contain_text("Ada Keyboard")
    page.keyboard.press("Escape")
    page.locator("#tab-changes").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-batch")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-findings")).to_be_focused()
    expect(page.locator("#panel-findings")).to_be_visible()
