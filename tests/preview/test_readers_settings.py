"""The page as its reader has set the browser or the system: dark, in forced colors, without motion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.installed import module
from tests.preview.conftest import CHROMIUM, FIREFOX
from tests.preview.serving import served
from tests.trying import WIDE

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402

from tests.preview.turning import shown, turned  # noqa: E402
from tests.review.browser import browser  # noqa: E402

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


@pytest.mark.parametrize("look", sorted(LOOKS))
@pytest.mark.parametrize("name", [CHROMIUM])
def test_it_looks_as_its_reader_has_set(spring: Path, name: str, look: str) -> None:
    judge(spring, name, look)


@pytest.mark.parametrize("look", sorted(LOOKS) if WIDE else ["forced"])
@pytest.mark.parametrize("name", [FIREFOX])
def test_it_looks_so_in_another_engine(spring: Path, name: str, look: str) -> None:
    """Colors that the system forces are the engine's own; the others are asked of the same style sheet."""
    judge(spring, name, look)


def judge(spring: Path, name: str, look: str) -> None:
    context, preferences = LOOKS[look]
    with served(spring) as running, browser(name, preferences) as fresh:
        page = shown(fresh, running, **(context if name == "chromium" else {}))
        assert page.evaluate("(query) => matchMedia(query).matches", QUERIES[look])
        for tab in turned(page):
            found = Axe().run(page, options=AXE).response["violations"]
            assert not found, (tab, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])
            if look == "still":
                page.locator("#larger").click()
                moving = page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length")
                assert moving == 0
        if look == "forced":
            assert page.evaluate(TOLD_WITHOUT_COLOR) == []


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
