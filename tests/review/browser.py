"""Real browsers for the report and the preview: Debian's Chromium and Firefox, both driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.installed import program

Preferences = Mapping[str, str | float | bool]


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
            path = program("chromium", "chromium-browser", "google-chrome")
            # As root, it refuses its sandbox.
            arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
            opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


class Watch:
    """What a page does that it must not: errors, messages of its policy, requests."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None)
        page.on("request", lambda request: self.requests.append(request.url))
