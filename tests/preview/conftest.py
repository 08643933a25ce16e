"""The campaign that the preview's tests show, and the page of it in a browser, or in each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from letterpack.starter import start_campaign
from tests.installed import module
from tests.preview.serving import Served, served
from tests.sharing import BROWSERS
from tests.trying import WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = '<img src=x onerror=window.hacked=1>"</script><script>window.hacked=1</script>'
CHROMIUM, FIREFOX = BROWSERS
PAINTED = "#pages .sheet[data-painted]"


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    """A new campaign, to change."""
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    return folder


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview whose campaign no test changes."""
    folder = tmp_path_factory.mktemp("still") / "spring"
    start_campaign(folder, date(2026, 3, 2))
    with served(folder) as running:
        running.enter()
        yield running


@pytest.fixture
def letterpack_command():
    """Return a function that runs the command in a process of its own."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "letterpack", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT)

    return run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what a browser shows in Chromium, and in every browser where that depends on its engine, or where all is tried."""
    if "seen_in" in metafunc.fixturenames:
        every = WIDE or metafunc.definition.get_closest_marker("every_browser")
        metafunc.parametrize("seen_in", BROWSERS if every else [CHROMIUM], indirect=True, scope="module")


_open: dict[str, tuple[ExitStack, Browser]] = {}
"""The browser that tests are run in, while each is followed by another one in it: Firefox takes 10 s of a processor to begin."""


@pytest.fixture(scope="module")
def seen_in(request: pytest.FixtureRequest) -> Browser:
    """The browser that the test is run in."""
    module("playwright.sync_api")
    from tests.review.browser import browser

    if request.param not in _open:
        stack = ExitStack()
        _open[request.param] = (stack, stack.enter_context(browser(request.param)))
    return _open[request.param][1]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close what no next test is run in: while Playwright runs, nothing else can run a loop of events."""
    next_in = (
        nextitem.callspec.params.get("seen_in")
        if isinstance(nextitem, pytest.Function) and hasattr(nextitem, "callspec")
        else None
    )
    for name in [name for name in _open if name != next_in]:
        _open.pop(name)[0].close()


@pytest.fixture(autouse=True)
def _pages_go_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test has opened: a page that has lost its server asks for it again and again."""
    yield
    if "seen_in" in request.fixturenames:
        for context in request.getfixturevalue("seen_in").contexts:
            context.close()


@pytest.fixture
def opened(seen_in: Browser, spring: Path) -> Iterator[Page]:
    """The page of a campaign, in view; it asks nobody but its own server, and says nothing on the console."""
    from tests.review.browser import Watch, patient

    with served(spring) as running:
        context = patient(seen_in.new_context(viewport={"width": 1400, "height": 900}))
        page = context.new_page()
        watch = Watch(page)
        page.goto(running.address)
        page.wait_for_selector(PAINTED)
        yield page
        assert not [each for each in watch.errors if not each.startswith("Failed to load resource")]
        assert watch.requests
        assert all(each.startswith((running.origin, "blob:")) for each in watch.requests)
        assert page.evaluate("window.hacked") is None
        context.close()
