"""How much memory a command may take: it is watched while it runs, and ended in order before it takes the machine's.

What counts is what the system has given to this process and to all that it started on this machine (the sum of their resident
sets). Memory that two of them share counts for both, so in truth they take less.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event, Lock, Thread, current_thread, main_thread
from typing import Final, NoReturn

from letterpack.errors import LetterpackError
from letterpack.limits import MEGABYTE
from letterpack.undisturbed import must_wait
from letterpack.units import size_bytes

LEAST_BYTES: Final = 100_000_000
"""What a build of two letters takes, and a fourth more."""
_LOOK_EVERY_S: Final = 0.05
"""In which a process that unpacks and sets takes some 10 MB more."""
_ITSELF: Final = Path("/proc/self/statm")


class TooMuchMemory(LetterpackError):
    """A command was ended because it took more memory than it may."""


class Allowance:
    """What a command may take of the machine's memory, in bytes; 0 is as much as there is."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._taken_bytes = 0
        self._end = Event()
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._most_bytes)

    def workers(self, asked: int, growth_bytes: int) -> int:
        """Return how many workers there is room for beside this process, of those ``asked`` for; 0 where there is none for one.

        A worker begins with what this process has, and each of them takes ``growth_bytes`` more while they work.
        """
        if not self._most_bytes:
            return asked
        each = _resident_bytes(os.getpid()) + growth_bytes
        return max(0, min(asked, self._most_bytes // each - 1))

    def look(self) -> None:
        """Raise ``TooMuchMemory`` where more was taken."""
        if self._taken_bytes:
            raise self._refusal()

    def telling(self, progress: Callable[[int, int], None] | None) -> Callable[[int, int], None]:
        """Return what is called as ``progress`` is, and looks too."""

        def told(done: int, total: int) -> None:
            self.look()
            if progress is not None:
                progress(done, total)

        return told

    def end(self) -> None:
        """Watch no more: what follows is not to be interrupted."""
        with self._lock:
            self._end.set()
        self.look()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch while the ``with`` runs. Raises ``TooMuchMemory`` in it, where an interrupt from the keyboard would: each
        ``with`` is left. In a thread that is not the first one, ``look`` alone raises it.
        """
        if not self._most_bytes:
            yield
            return
        interrupts = current_thread() is main_thread()
        watcher = Thread(target=self._watch, args=(interrupts,), daemon=True)
        with self._heard() if interrupts else nullcontext():
            watcher.start()
            try:
                yield
                self.end()
            except KeyboardInterrupt as interrupt:
                # The user's own is theirs.
                if self._taken_bytes:
                    raise self._refusal() from interrupt
                raise
            finally:
                self._end.set()
                watcher.join()

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Hear our own interrupt where all are ignored, as in what a script begins with `&`; the user's stay so."""
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            yield
            return

        def hear(_number: int, _frame: object) -> None:
            if self._taken_bytes and not must_wait(_leave):
                _leave()

        signal.signal(signal.SIGINT, hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _watch(self, interrupts: bool) -> None:  # noqa: FBT001 - a thread's argument
        before = 0
        while not self._end.wait(_LOOK_EVERY_S):
            # Whoever is about to become another program has its parent's memory for a moment: twice in a row is no moment.
            before, taken = (now := _all_bytes()), min(before, now)
            if taken > self._most_bytes:
                self._interrupt(taken, interrupts)
                return

    def _interrupt(self, taken_bytes: int, interrupts: bool) -> None:  # noqa: FBT001
        with self._lock:
            if not self._end.is_set():
                self._taken_bytes = taken_bytes
                if interrupts:
                    signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)

    def _refusal(self) -> TooMuchMemory:
        taken, most = _shown(self._taken_bytes), _shown(self._most_bytes)
        message = (
            f"more memory was needed than --max-memory allows: {taken} were taken, and {most} are allowed; nothing was changed"
        )
        return TooMuchMemory(message, "allow more, use fewer --workers, or make fewer products at once")


def _leave() -> NoReturn:
    raise KeyboardInterrupt


def allowance_of(size: str) -> Allowance:
    """Return the allowance of ``size``; as much as there is, where it is empty. Raises ``LetterpackError`` where that is no size,
    too little for anything, or the system does not say what a process takes.
    """
    if not size:
        return Allowance(0)
    most_bytes = size_bytes(size)
    if most_bytes < LEAST_BYTES:
        least = _shown(LEAST_BYTES)
        raise LetterpackError(
            f"`{size}` is not a size of at least {least} for --max-memory", "write one such as `500MB` or `2GB`"
        )
    if not _ITSELF.exists():
        raise LetterpackError("--max-memory needs Linux: no other system says what other processes take", "leave it out")
    return Allowance(most_bytes)


def _all_bytes() -> int:
    """Return what this process has, and all that it has started."""
    return sum([_resident_bytes(number) for number in _below(os.getpid())])


def _resident_bytes(process: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGESIZE")
    return 0  # It has ended.


def _below(process: int) -> Iterator[int]:
    """Yield the numbers of ``process`` and of all that it has started, and these."""
    yield process
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                for child in (thread / "children").read_text().split():
                    yield from _below(int(child))


def _shown(number: int) -> str:
    return f"{-(-number // MEGABYTE):,} MB"
