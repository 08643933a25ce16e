"""Jobs handed to a crew, their results in order; and what all jobs of a command need, made once in each process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, wait
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Final, TypeVar, cast

from letterpack.errors import LetterpackError
from letterpack.executors import Crew

JobT = TypeVar("JobT")
ResultT = TypeVar("ResultT")
SharedT = TypeVar("SharedT")

_lent: Final[dict[str, object]] = {}
_made: Final[dict[str, object]] = {}
"""What jobs share in this process, by their command's key."""
_one_at_a_time: Final = Lock()


@contextmanager
def in_order(crew: Crew, work: Callable[[JobT], ResultT], jobs: Iterable[JobT]) -> Iterator[Iterator[ResultT]]:
    """Hand ``jobs`` to ``crew`` at once, as many as may be ahead; give an iterator of their results, in the jobs' order.

    It raises what a job met; ``LetterpackError`` where a worker ended before its work was done. Leaving the ``with`` early, jobs
    that nobody has begun are taken back, and those begun by an executor that goes on are waited for: no job outlives it.
    """
    left, waiting = iter(jobs), deque[Future[ResultT]]()
    try:
        for job in islice(left, crew.ahead):
            waiting.append(_handed(crew, work, job))
        yield _results(crew, work, left, waiting)
    finally:
        begun = [future for future in waiting if not future.cancel()]
        if not crew.is_ours:
            wait(begun)


def _results(
    crew: Crew, work: Callable[[JobT], ResultT], left: Iterator[JobT], waiting: deque[Future[ResultT]]
) -> Iterator[ResultT]:
    while waiting:
        yield _result(waiting.popleft())
        waiting.extend([_handed(crew, work, job) for job in islice(left, 1)])


def _handed(crew: Crew, work: Callable[[JobT], ResultT], job: JobT) -> Future[ResultT]:
    """Hand over ``job``. A worker that has ended may be heard of here first, while the job before it is whole."""
    try:
        return crew.executor.submit(work, job)
    except BrokenExecutor as error:
        raise _ended() from error


def _result(future: Future[ResultT]) -> ResultT:
    try:
        return future.result()
    except (BrokenExecutor, CancelledError, MemoryError) as error:
        raise _ended() from error


def _ended() -> LetterpackError:
    return LetterpackError("a worker process ended before its work was done", "free memory, and run the command again")


@contextmanager
def lent(crew: Crew, key: str, value: object) -> Iterator[None]:
    """Let jobs use ``value`` under ``key`` where they are done in this process, or in one that begins as its copy.

    Threads of an executor that somebody else brings make their own: this process goes on using its.
    """
    if crew.knows_all:
        _lent[key] = value
    try:
        yield
    finally:
        _lent.pop(key, None)
        _made.pop(key, None)


@contextmanager
def shared(key: str, make: Callable[[], SharedT]) -> Iterator[SharedT]:
    """Give a job what its command's jobs share in this process: what was lent, else what ``make`` makes once.

    The last of what was made stays, until another command's jobs come. Two threads never have the same at once.
    """
    if key in _lent:
        yield cast(SharedT, _lent[key])
        return
    with _one_at_a_time:
        if key not in _made:
            _made.clear()
            _made[key] = make()
        yield cast(SharedT, _made[key])
