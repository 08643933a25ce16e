"""What is dear to begin is begun once in a run, and what is long begins first."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import sharing
from tests.sharing import APART, IN_BROWSERS, LONG, LONG_APART, ONE_JVM, WAITING, Sharing, begun_at, scope_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("tests/text/test_bidi.py::test_it[a-b]", "tests/text/test_bidi.py"),
        ("tests/preview/test_page.py::test_it[firefox-900-light]", "tests/preview/ in firefox"),
        ("tests/preview/test_page.py::test_it[chromium]", "tests/preview/test_page.py in chromium"),
        ("tests/preview/test_guard.py::test_it[a/b::c]", "tests/preview/test_guard.py"),
        ("tests/bombs/test_pdfs.py::test_it[blanks]", "tests/bombs/test_pdfs.py::test_it[blanks]"),
        ("tests/conformance/test_tags.py::test_it", "tests/conformance/"),
        ("tests/test_conformance.py::test_it", "tests/conformance/"),
    ],
)
def test_tests_that_share_are_run_together(test: str, scope: str) -> None:
    assert scope_of(test) == scope


def test_every_place_that_is_named_is_there() -> None:
    assert [name for name in (APART, LONG_APART, IN_BROWSERS, *ONE_JVM, *LONG, *WAITING) if not (ROOT / name).exists()] == []


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {folder for file in (ROOT / "tests").rglob("test_*.py") for folder in file.relative_to(ROOT).parts[:-1]}
    assert "build" in folders
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)] == []


def test_each_worker_begins_elsewhere_and_comes_by_all() -> None:
    orders = [begun_at(ROOT / "tests", worker / 3) for worker in range(3)]
    assert len({order[0] for order in orders}) == 3
    for order in orders:
        found = [path for part in map(Path, order) for path in ([part] if part.is_file() else part.rglob("test_*.py"))]
        assert sorted(found) == sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("plugins", [(), ("randomly",)])
def test_what_is_long_begins_first_unless_tests_are_shuffled(plugins: tuple[str, ...]) -> None:
    config: Any = SimpleNamespace(workerinput={}, pluginmanager=SimpleNamespace(hasplugin=plugins.__contains__))
    names = [
        f"{APART}test_d.py::test_it",
        f"{LONG_APART}::test_it",
        "tests/text/test_a.py::test_it",
        f"{LONG[1]}test_b.py::test_it",
        f"{LONG[0]}test_c.py::test_it",
    ]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    sharing.pytest_collection_modifyitems(config, items)
    assert [item.nodeid for item in items] == (names if plugins else names[::-1])


class Node:
    """A worker, as a scheduler sees it."""

    def __init__(self) -> None:
        self.shutting_down = False
        self.ran: list[int] = []
        self.gateway = SimpleNamespace(id="gw")

    def send_runtest_some(self, indices: list[int]) -> None:
        self.ran += indices

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.mark.parametrize(("waiting", "others"), [(6, 6), (1, 8), (8, 1), (0, 5), (5, 0)])
def test_the_first_worker_takes_what_waits_and_all_is_taken_once(waiting: int, others: int) -> None:
    tests = [f"tests/text/test_{i}.py::test_it" for i in range(others)]
    tests += [f"{WAITING[0]}test_{i}.py::test_it" for i in range(waiting)]
    config = SimpleNamespace(getvalue=lambda _: ["2*popen"], option=SimpleNamespace(loadscopereorder=False))
    scheduler = Sharing(config, None)
    first, second = nodes = [Node(), Node()]
    for node in nodes:
        scheduler.add_node(node)
        scheduler.add_node_collection(node, tests)
    scheduler.schedule()
    done = {id(node): 0 for node in nodes}
    while any(done[id(node)] < len(node.ran) for node in nodes):
        for node in nodes:
            if done[id(node)] < len(node.ran):
                scheduler.mark_test_complete(node, node.ran[done[id(node)]])
                done[id(node)] += 1
    assert sorted([*first.ran, *second.ran]) == list(range(len(tests)))
    whose = [[tests[index].startswith(WAITING) for index in node.ran] for node in nodes]
    assert whose[0] == sorted(whose[0], reverse=True)
    assert whose[1] == sorted(whose[1])
