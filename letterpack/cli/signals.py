"""Being asked to end: what is half done is undone first, so that nothing private stays behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

from letterpack.temporary import must_wait

_ASKED: Final = tuple([number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None])
_USUAL: Final = (signal.SIG_DFL, signal.default_int_handler)
_EXIT_OF_SIGNALS: Final = 128
"""Shells add the signal's number."""


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a signal that asks the process to end raise ``SystemExit``, so that every ``with`` is left, as Ctrl-C does.

    A signal that is ignored, as under ``nohup``, stays so. Forked workers end at once: what they leave is the first one's.
    """
    mine = os.getpid()

    def leave(number: int, _: object) -> None:
        for each in _ASKED:
            signal.signal(each, signal.SIG_IGN if os.getpid() == mine else signal.SIG_DFL)
        if os.getpid() != mine:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        elif not must_wait(partial(_end, number)):
            _end(number)

    before = {}
    with suppress(ValueError):  # Only the main thread may say what signals do.
        before = {each: signal.signal(each, leave) for each in (*_ASKED, signal.SIGINT) if signal.getsignal(each) in _USUAL}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end(number: int) -> None:
    """Leave the process as the signal ``number`` asks."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(_EXIT_OF_SIGNALS + number)
