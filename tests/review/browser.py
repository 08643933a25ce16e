"""Real browsers for the report and the preview: Debian's Chromium and Firefox, both driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.installed import WITHOUT_WINDOWS, program

Preferences = Mapping[str, str | float | bool]
PATIENT_MS = 180_000
"""How long pages, elements and what is expected of them are waited for: a busy machine is slow, and nothing is wrong."""


@contextmanager
def browser(name: str = "chromium", preferences: Preferences | None = None) -> Iterator[Browser]:
    """Open the browser ``name``.

    ``preferences`` are Firefox's own, for what Playwright can ask of Chromium alone: a dark page, for one.
    """
    with sync_playwright() as playwright:
        if name == "firefox":
            # Over WebDriver BiDi, which Debian's Firefox speaks as it is. Playwright's other way needs a Firefox of its own.
            path, known = program("firefox-esr", "firefox"), dict(preferences or {})
            opened = playwright.firefox.launch(executable_path=path, channel="moz-firefox", firefox_user_prefs=known)
        else:
            path = program(*WITHOUT_WINDOWS)
            # As root, it refuses its sandbox.
            arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            opened = playwright.chromium.launch(executable_path=path, args=arguments)
        expect.set_options(timeout=PATIENT_MS)
        yield opened
        opened.close()


def patient(context: BrowserContext) -> BrowserContext:
    """Return ``context``, whose pages and elements are waited for as long as it takes."""
    context.set_default_timeout(PATIENT_MS)
    return context


def wait_until_stored(page: Page, begins: str) -> None:
    """Wait until a value whose key ``begins`` so is kept. Chromium hands what a page stores to its other processes when it has
    time, and a page that is loaded again may be in one.
    """
    other = page.context.new_page()
    other.goto(page.url)
    # Not by `wait_for_function`: what it evaluates, the report's own policy forbids.
    kept = "(begins) => Object.keys(localStorage).some((key) => key.startsWith(begins))"
    for _ in range(PATIENT_MS // 50):
        if other.evaluate(kept, begins):
            break
        other.wait_for_timeout(50)
    assert other.evaluate(kept, begins), f"nothing is kept whose key begins with {begins}"
    other.close()


class Watch:
    """What a page does that it must not: errors, messages of its policy, requests."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None)
        page.on("request", lambda request: self.requests.append(request.url))
