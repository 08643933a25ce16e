"""Jobs handed to a crew, their results in order; and what all jobs of a command need, made once in each process."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar, cast

from letterpack.errors import LetterpackError
from letterpack.executors import Crew

JobT = TypeVar("JobT")
ResultT = TypeVar("ResultT")
SharedT = TypeVar("SharedT")

_lent: Final[dict[str, object]] = {}
_made: Final[dict[str, object]] = {}
"""What jobs share in this process, by their command's key."""
_one_at_a_time: Final = Lock()
_OF_JOB: Final = "letterpack_met_in_a_job"
_LOOK: Final = "look at what it logs, or use another one"


@contextmanager
def in_order(crew: Crew, work: Callable[[JobT], ResultT], jobs: Iterable[JobT]) -> Iterator[Iterator[ResultT]]:
    """Hand ``jobs`` to ``crew`` at once, as many as may be ahead; give an iterator of their results, in the jobs' order.

    It raises what a job met; ``LetterpackError`` where a worker ended before its work was done. Leaving the ``with`` early, jobs
    that nobody has begun are taken back, and those begun by an executor that goes on are waited for: no job outlives it.
    """
    begun, waiting = _begun(crew, work, jobs), deque[_HandedJob[ResultT]]()
    try:
        waiting.extend(islice(begun, crew.ahead))
        yield _results(crew, begun, waiting)
    finally:
        going = [handed.future for handed in waiting if not handed.future.cancel()]
        if not crew.is_ours:
            wait(going)


class _HandedJob(NamedTuple, Generic[ResultT]):
    """A job that was handed over, and what its answer is known by where an executor is brought, which may give another's."""

    future: Future[ResultT]
    mark: str


class _MarkedResult(NamedTuple):
    """What came of a job, with the mark of the job."""

    mark: str
    result: object


def _results(crew: Crew, begun: Iterator[_HandedJob[ResultT]], waiting: deque[_HandedJob[ResultT]]) -> Iterator[ResultT]:
    while waiting:
        yield _result(crew, waiting.popleft())
        waiting.extend(islice(begun, 1))


def _begun(crew: Crew, work: Callable[[JobT], ResultT], jobs: Iterable[JobT]) -> Iterator[_HandedJob[ResultT]]:
    """Hand over one of the ``jobs`` after the other. That a worker has ended may be heard of here first, while the job before is
    whole.
    """
    command = secrets.token_hex(8)
    for number, job in enumerate(jobs):
        mark = f"{command}-{number}"
        with _told(crew):
            if crew.is_brought:
                future = cast("Future[ResultT]", crew.executor.submit(partial(_answer, work, mark), job))
            else:
                future = crew.executor.submit(work, job)
        yield _HandedJob(future, mark)


def _result(crew: Crew, handed: _HandedJob[ResultT]) -> ResultT:
    with _told(crew):
        error = handed.future.exception()
    if crew.is_brought and isinstance(error, SystemExit):  # A worker was told to end. Raised here, it would end this process.
        raise _failed(error)
    with _told(crew):
        found: object = handed.future.result()
    if not crew.is_brought:
        return cast(ResultT, found)
    if not isinstance(found, _MarkedResult) or found.mark != handed.mark:
        raise LetterpackError("the executor gave another answer than that of the job it was asked for", _LOOK)
    return cast(ResultT, found.result)


def _answer(work: Callable[[JobT], ResultT], mark: str, job: JobT) -> _MarkedResult:
    """Return what comes of ``job``. What it meets is marked, and so is told from the troubles of an executor that is brought."""
    try:
        return _MarkedResult(mark, work(job))
    except Exception as error:
        setattr(error, _OF_JOB, True)
        raise


@contextmanager
def _told(crew: Crew) -> Iterator[None]:
    """Raise ``LetterpackError`` where a worker ended, or an executor that somebody brings has a trouble of its own."""
    try:
        yield
    except (BrokenExecutor, CancelledError, MemoryError) as error:
        if crew.is_here:  # This process has no memory, and says so itself.
            raise
        raise _ended() from error
    except Exception as error:
        if not crew.is_brought or hasattr(error, _OF_JOB):
            raise
        raise _failed(error) from error


def _failed(error: BaseException) -> LetterpackError:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return LetterpackError(f"the executor failed: {said}", _LOOK)


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
