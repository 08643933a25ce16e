"""Several processes at one work: each takes a stretch of the addressees and says through a pipe how far it is."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from letterpack.errors import LetterpackError

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

Said = TypeVar("Said")
Work: TypeAlias = Callable[[int, int, int, Callable[[Said], None]], None]
"""What a process does: its own number, the first addressee and the one behind the last (0-based), and whom to tell."""
_BY_EXCEPTION: Final = 1
"""How ``multiprocessing`` ends a process in which something was raised; it prints the traceback."""


def workers_for(asked: int, addressees: int, is_worth: bool) -> int:
    """Return how many processes are at work: as many as are ``asked`` for, or where that is 0, as there are processors, for work
    that is worth it; never more than ``addressees``.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return min(asked or (os.cpu_count() or 1 if is_worth else 1), max(1, addressees))


@contextmanager
def at_work(number: int, addressees: int, work: Work[Said]) -> Iterator[Iterator[tuple[int, Said]]]:
    """Give ``number`` processes their stretches of ``addressees``; yield what they say, each with its number.

    The iterator ends when all have done their work, and raises what one of them met: ``LetterpackError``, ``OSError``, and
    ``RuntimeError`` for a mistake in the program, whose lines then stand on stderr. Whatever is raised ends them all.
    """
    context = multiprocessing.get_context("fork")
    workers: dict[Connection, tuple[int, ForkProcess]] = {}
    for index in range(number):
        reader, writer = context.Pipe(duplex=False)
        start, stop = addressees * index // number, addressees * (index + 1) // number
        worker = context.Process(target=_work, args=(work, index, start, stop, writer), daemon=True)
        worker.start()
        writer.close()
        workers[reader] = (index, worker)
    try:
        yield _told(workers)
    except BaseException:
        for _, worker in workers.values():
            worker.kill()
        raise
    finally:
        for _, worker in workers.values():
            worker.join()


def _work(work: Work[Said], index: int, start: int, stop: int, writer: Connection) -> None:
    # An interrupt from the keyboard reaches every process: the first one ends the others, and they need not say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What was there before is shared memory as long as no search for garbage writes to it.
    gc.freeze()
    try:
        work(index, start, stop, lambda said: writer.send((said,)))
    except (OSError, LetterpackError) as error:
        writer.send(error)
    except MemoryError:
        return
    else:
        writer.send(None)


def _told(workers: dict[Connection, tuple[int, ForkProcess]]) -> Iterator[tuple[int, Said]]:
    open_readers = list(workers)
    while open_readers:
        for ready in wait(open_readers):
            assert isinstance(ready, Connection)
            index, worker = workers[ready]
            try:
                message: tuple[Said] | Exception | None = ready.recv()
            except EOFError:
                raise _ended(worker) from None
            if isinstance(message, Exception):
                raise message
            if message is None:
                open_readers.remove(ready)
            else:
                yield index, message[0]


def _ended(worker: ForkProcess) -> Exception:
    """Return what to say of a ``worker`` that ended before its work was done, its own lines already on stderr."""
    worker.join()
    if worker.exitcode == _BY_EXCEPTION:
        return RuntimeError("a worker process met what the lines above say")
    return LetterpackError("a worker process ended before its work was done", "free memory, and run the command again")
