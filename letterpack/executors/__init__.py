"""Who does the work: any ``concurrent.futures.Executor``, chosen by name or handed over, and nothing that only one kind has.

A job is a picklable value, and so is its result. A new kind of executor is a file here and a row in ``NAMED``; whatever else has
the interface (Dask, MPI, a cluster's queue) is named as ``MODULE:NAME`` or handed over by a program.

A module of this room whose ``knows_all`` says so has workers that are this process, or copies of it: what was read before is
theirs. All other workers get it from where the batch is made.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Final

from msgspec import Struct

from letterpack.errors import LetterpackError

HERE: Final = "here"
NAMED: Final = {HERE: "letterpack.executors.here", "processes": "letterpack.executors.processes"}
"""The module of each executor that has a name: its ``open_executor`` takes a number of workers and gives the executor in a
``with``.
"""
CLUSTERS: Final = {"dask": "letterpack.executors.dask"}
"""The module of each kind of cluster, by the scheme of its addresses: its ``open_cluster`` takes an address and a number of
workers, and gives the executor in a ``with``, and how many jobs it does at once.
"""
MARK: Final = "://"
NAMES: Final = (*NAMED, *[f"{scheme}{MARK}HOST:PORT" for scheme in CLUSTERS])
"""What people may write beside ``MODULE:NAME``."""
_HINT: Final = f"write {', '.join([f'`{name}`' for name in NAMES])} or MODULE:NAME, which is called with `max_workers`"
_THEIRS: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, ImportError, NameError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip
"""What somebody else's module or function may raise: it is named by the user, and is no fault of ours."""


class Crew(Struct, frozen=True):
    """An executor, and how many jobs it does at once. ``is_ours`` where its workers end with it; ``knows_all`` where they begin
    with what this process knows, or are this process.
    """

    executor: Executor
    number: int
    is_ours: bool
    knows_all: bool = False
    is_here: bool = False
    """Whether jobs are done in this process, and what they find is found in it."""
    is_brought: bool = False
    """Whether somebody else brings the executor, which may have troubles of its own, and answer what was not asked."""

    @property
    def ahead(self) -> int:
        """How many jobs are handed over before the first is done: enough that nobody waits, few enough that results stay few."""
        return 2 * self.number if self.number > 1 else 1


def workers_for(executor: str | Executor, asked: int, addressees: int, *, is_worth: bool) -> int:
    """Return how many workers there are: as many as are ``asked`` for, or where that is 0, as there are processors, for work that
    is worth it, or where an ``executor`` is named; never more than ``addressees``, and one where it is this process.
    """
    if executor == HERE:
        return 1
    is_worth = is_worth or bool(executor)
    return min(asked or (os.cpu_count() or 1 if is_worth else 1), max(1, addressees))


@contextmanager
def crew_of(executor: str | Executor, number: int) -> Iterator[Crew]:
    """Give the crew of ``executor`` with ``number`` workers; without a name, this process where one is enough, else processes.

    An executor that is handed over is not shut down. Raises ``LetterpackError`` where there is none of the name.
    """
    if isinstance(executor, Executor):
        yield Crew(executor, number, is_ours=False, is_brought=True)
        return
    name = executor or (HERE if number == 1 else "processes")
    if MARK in name:
        with _cluster(name)(name, number) as (opened, workers):
            yield Crew(opened, workers, is_ours=False)
        return
    with _opener(name)(number) as opened:
        knows: Callable[[], bool] | None = getattr(import_module(NAMED[name]), "knows_all", None) if name in NAMED else None
        if knows is None:
            yield Crew(opened, number, is_ours=False, is_brought=True)
            return
        yield Crew(opened, number, is_ours=True, knows_all=knows(), is_here=name == HERE)


def _cluster(name: str) -> Callable[[str, int], AbstractContextManager[tuple[Executor, int]]]:
    scheme = name.partition(MARK)[0]
    if scheme not in CLUSTERS:
        raise LetterpackError(f"there is no executor `{name}`", _HINT)
    opener: Callable[[str, int], AbstractContextManager[tuple[Executor, int]]] = import_module(CLUSTERS[scheme]).open_cluster
    return opener


def _opener(name: str) -> Callable[[int], AbstractContextManager[Executor]]:
    if name in NAMED:
        opener: Callable[[int], AbstractContextManager[Executor]] = import_module(NAMED[name]).open_executor
        return opener
    module, _, attribute = name.partition(":")
    try:
        factory = getattr(import_module(module), attribute)
    except _THEIRS as error:
        raise LetterpackError(f"there is no executor `{name}`: {error}", _HINT) from error

    def opened(number: int) -> AbstractContextManager[Executor]:
        try:
            made = factory(max_workers=number)
        except _THEIRS as error:
            raise LetterpackError(f"`{name}` gives no executor: {error}", _HINT) from error
        if not isinstance(made, Executor):
            raise LetterpackError(f"`{name}` does not return a `concurrent.futures.Executor`", _HINT)
        return made

    return opened
