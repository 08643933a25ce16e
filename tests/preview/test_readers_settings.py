"""The page as its reader has set the browser or the system: dark, in forced colors, without motion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.installed import module
from tests.preview.conftest import CHROMIUM
from tests.preview.serving import Served
from tests.sharing import BROWSERS
from tests.trying import WIDE

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402

from tests.preview.turning import shown, turned  # noqa: E402
from tests.review.browser import browser  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.loopback

AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
LOOKS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "dark": ({"color_scheme": "dark"}, {"ui.systemUsesDarkTheme": 1, "layout.css.prefers-color-scheme.content-override": 0}),
    "forced": ({"forced_colors": "active"}, {"browser.display.document_color_use": 2, "ui.useAccessibilityTheme": 1}),
    "still": ({"reduced_motion": "reduce"}, {"ui.prefersReducedMotion": 1}),
}
"""What a reader has set: for a context of Chromium, and in Firefox's preferences."""
QUERIES = {
    "dark": "(prefers-color-scheme: dark)",
    "forced": "(forced-colors: active)",
    "still": "(prefers-reduced-motion: reduce)",
}


@contextmanager
def as_set(name: str, still: Served, look: str) -> Iterator[Page]:
    """Show the page to a reader who has set ``look``."""
    context, preferences = LOOKS[look]
    with browser(name, preferences) as fresh:
        page = shown(fresh, still, **(context if name == CHROMIUM else {}))
        assert page.evaluate("(query) => matchMedia(query).matches", QUERIES[look])
        yield page


ONE_OR_ALL = BROWSERS if WIDE else [CHROMIUM]


@pytest.mark.parametrize("look", sorted(LOOKS) if WIDE else ["forced"])
@pytest.mark.parametrize("name", ONE_OR_ALL)
def test_axe_finds_nothing(still: Served, name: str, look: str) -> None:
    """A dark page is looked at in any width (tests/preview/test_page.py)."""
    with as_set(name, still, look) as page:
        for tab in turned(page):
            found = Axe().run(page, options=AXE).response["violations"]
            assert not found, (tab, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])


@pytest.mark.parametrize("name", ONE_OR_ALL)
def test_nothing_moves(still: Served, name: str) -> None:
    with as_set(name, still, "still") as page:
        for _ in turned(page):
            page.locator("#larger").click()
            assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0


@pytest.mark.parametrize("name", BROWSERS)
def test_what_is_chosen_is_seen_in_colors_that_the_system_forces(still: Served, name: str) -> None:
    """These colors are the engine's own; the others are asked of the same style sheet."""
    with as_set(name, still, "forced") as page:
        for tab in turned(page):
            assert page.evaluate(TOLD_WITHOUT_COLOR) == [], tab


TOLD_WITHOUT_COLOR = """() => {
    const bare = [];
    const marked = (element) => {
        const style = getComputedStyle(element);
        return parseFloat(style.outlineWidth) * (style.outlineStyle !== 'none') >= 2 || parseFloat(style.borderBottomWidth) >= 2
            || parseFloat(style.borderInlineStartWidth) >= 2 || parseFloat(style.borderTopWidth) >= 2;
    };
    for (const each of document.querySelectorAll('[aria-pressed="true"], [aria-selected="true"]'))
        if (each.checkVisibility() && !marked(each)) bare.push(each.outerHTML.slice(0, 100));
    return bare;
}"""
