"""A plugin: which tests follow one another in one worker, so that what is dear to begin is begun once, and who begins.

A file's tests stay together, for their fixtures; in Chromium on their own, and all in Firefox with one another. All that veraPDF
judges is judged by one JVM.
Tests that share nothing but a process that each worker has are handed out one by one, at the end: so no worker ends long before
the others.

Marks for groups would say the same beside the tests, but xdist 3.8 writes them into a name that pytest 9.2 no longer reads, and
without a word each test of a group began its browser anew. So the run itself sees to it that no scope is split.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

APART: Final = "tests/bombs/"
LONG_APART: Final = "tests/bombs/test_workbooks.py"
"""One of them takes twenty seconds: behind the short ones it would keep one worker busy alone."""
ONE_JVM: Final = ("tests/conformance/", "tests/test_conformance.py")
IN_BROWSERS: Final = "tests/preview/"
BROWSERS: Final = ("chromium", "firefox")
DEAR: Final = BROWSERS[1]
"""One worker begins it for the tests of all files."""
LONG: Final = (
    "tests/preview/", "tests/conformance/", "tests/test_conformance.py", "tests/forms/test_windows.py", "tests/faults/",
    "tests/forms/test_shifted_measures.py", "tests/test_growing.py", "tests/test_wheel.py", "tests/review/",
    "tests/hostile/", "tests/properties/", "tests/typeset/", "tests/build/",
    "tests/stores/",
)  # fmt: skip
"""What takes longest, and would keep one worker busy at the end. Stores are behind builds: their library has threads, and where
it is loaded, workers of a build are spawned, which costs much more than a fork.
"""

WAITING: Final = (
    "tests/preview/", "tests/stores/", "tests/faults/", "tests/build/test_dask.py", "tests/build/test_trouble.py",
    "tests/build/test_executors.py",
)  # fmt: skip
"""What waits for browsers, servers, disks and other processes: one worker takes it, while the others keep the processors busy."""


def scope_of(name: str) -> str:
    """Return what the test ``name`` is run with: a file, a file in a browser, all in a browser, or itself."""
    file, _, test = name.partition("::")
    if file.startswith(APART):
        return name
    if file.startswith(ONE_JVM):
        return ONE_JVM[0]
    if file.startswith(IN_BROWSERS):
        browser = test.partition("[")[2].rstrip("]").partition("-")[0]
        if browser == DEAR:
            return f"{IN_BROWSERS} in {DEAR}"
        return f"{file} in {browser}" if browser in BROWSERS else file
    return file


def _place(item: pytest.Item) -> int:
    if item.nodeid.startswith(APART):
        return len(LONG) + 1 + (not item.nodeid.startswith(LONG_APART))
    return next((place for place, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each worker of a whole run begin elsewhere: what one has rewritten and compiled, the others find."""
    config = session.config
    folder = config.rootpath / "tests"
    if hasattr(config, "workerinput") and [Path(each).absolute() for each in config.args] == [folder]:
        number = int(config.workerinput["workerid"].removeprefix("gw"))
        config.args = begun_at(folder, number / config.workerinput["workercount"] % 1)


def begun_at(folder: Path, share: float) -> list[str]:
    """Return what is in ``folder``, begun where so great a ``share`` of its code is behind, and begun again at the end."""
    sizes = {
        str(path): sum([each.stat().st_size for each in path.rglob("*.py")]) if path.is_dir() else path.stat().st_size
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
        if path.match("test_*.py") or (path.is_dir() and any(path.rglob("test_*.py")))
    }
    behind = [each <= share * sum(sizes.values()) for each in accumulate(sizes.values())].count(True)
    parts = list(sizes)
    return parts[behind:] + parts[:behind]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what is long first and the rest by name, in workers alone, wherever they began: scopes are handed out in the order of
    their first tests. Who shuffles the tests wants another order.
    """
    if hasattr(config, "workerinput") and not config.pluginmanager.hasplugin("randomly"):
        items.sort(key=lambda item: (_place(item), item.nodeid.partition("::")[0].split("/")[1:2]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Return what hands scopes to workers."""
    config.pluginmanager.register(Witness())
    return Sharing(config, log)


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Hands scopes to workers: the first takes what waits as long as there is some, the others what does not."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        waits = node is next(iter(self.assigned_work))
        chosen = next((scope for scope in self.workqueue if scope.startswith(WAITING) == waits), None)
        if chosen is not None:
            self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)


class Witness:
    """Sees which worker runs what, and fails a run that split a scope though no worker died."""

    def __init__(self) -> None:
        self._workers: dict[str, set[str]] = defaultdict(set)
        self._died = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note who ran a test."""
        self._workers[scope_of(report.nodeid)].add(getattr(report, "worker_id", ""))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object, error: object | None) -> None:
        """Note that a worker died: others finish what it had begun."""
        self._died = self._died or error is not None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Say which scopes were split."""
        split = [scope for scope, workers in self._workers.items() if len(workers) > 1]
        if split and not self._died:
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
            print("\nrun by several workers:", *split, sep="\n")  # noqa: T201
