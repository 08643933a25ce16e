"""The page in a window of any size, and each of its tabs and views in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page

from tests.preview.conftest import PAINTED
from tests.review.browser import Watch, patient

TABS = ("findings", "write", "changes", "batch")


def shown(
    seen_in: Browser, running: Any, *, width: int = 1400, height: int = 900, watches: list[Watch] | None = None, **more: Any
) -> Page:
    """Open the page in a window of this size; ``watches`` gets who has watched it from its beginning."""
    context = patient(seen_in.new_context(viewport={"width": width, "height": height}, **more))
    # Its address lets one browser in; another one is given what was handed over there.
    if running.key:
        keys = {"key": running.key, "pass": running.url_pass}
        context.add_init_script(
            f"for (const [name, value] of Object.entries({json.dumps(keys)})) localStorage[`letterpack-secret-${{name}}`] = value"
        )
    page = context.new_page()
    if watches is not None:
        watches.append(Watch(page))
    page.goto(running.origin if running.key else running.address)
    page.wait_for_selector(PAINTED)
    page.wait_for_selector('#light[data-worst]:not([data-worst=""])')
    return page


def turned(page: Page) -> Iterator[str]:
    """Turn to each of the tabs, and yield its name."""
    for tab in TABS:
        if page.locator('.views [data-view="side"]').is_visible():
            page.locator('.views [data-view="side"]').click()
        page.locator(f"#tab-{tab}").click()
        yield tab
    for view in ("packets", "letter"):
        if page.locator(f'.views [data-view="{view}"]').is_visible():
            page.locator(f'.views [data-view="{view}"]').click()
            yield view
