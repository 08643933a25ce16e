"""What libraries write to their logs while they read a stranger's file: gathered, and kept off the user's terminal."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_listeners: Counter[str] = Counter()


class _Ear(logging.Handler):
    """Hears the thread that made it: work that ran out of time may still speak in another one."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._ident = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._ident:
            self.heard.append(record.getMessage())


@contextmanager
def overheard(library: str) -> Iterator[list[str]]:
    """Give the list into which the warnings of ``library`` go. It is for several threads at once, however they overlap."""
    logger, ear = logging.getLogger(library), _Ear()
    with _lock:
        _listeners[library] += 1
        logger.propagate = False
        logger.addHandler(ear)
    try:
        yield ear.heard
    finally:
        with _lock:
            logger.removeHandler(ear)
            _listeners[library] -= 1
            logger.propagate = not _listeners[library]
