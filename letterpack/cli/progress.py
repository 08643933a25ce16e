"""A bar on the terminal while a long build runs; a short one never shows it, and never pays for it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from letterpack.cli.terminal import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress

    from letterpack.cli.pace import Pace

PATIENCE_SECONDS: Final = 0.7
"""Nobody wants to be told about a wait as short as this (about the second that keeps a thought going; Nielsen 1993, ch. 5)."""


class LateBar:
    """A bar that begins when the work has taken ``PATIENCE_SECONDS``, and leaves nothing behind."""

    def __init__(self) -> None:
        # What a build without a terminal does not load.
        from letterpack.cli.pace import Pace

        self._begun, self._pace = time.monotonic(), Pace()
        self._bar: Progress | None = None

    def __call__(self, packets: int, addressees: int) -> None:
        """Say that ``packets`` are made, of a mailing to ``addressees``: the bar counts those, for copies come on top."""
        self._pace.tick(packets)
        if self._bar is None and time.monotonic() - self._begun >= PATIENCE_SECONDS:
            self._bar = _start()
        if self._bar is not None:
            done = min(packets, addressees)
            rate = self._pace.rate
            told = f"{packets:,} packets" if rate is None else f"{packets:,} packets · {rate:,.0f}/s"
            self._bar.update(self._bar.task_ids[0], completed=done, total=addressees, description=told)

    @property
    def pace(self) -> Pace | None:
        """How fast the work went; None where it was done before the bar began."""
        return self._pace if self._bar is not None else None

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _start() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("")
    bar.start()
    return bar


@contextmanager
def progress_bar() -> Iterator[LateBar | None]:
    """Give a bar on stderr to call with ``(packets, addressees)``, or None where stderr is not a terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    bar = LateBar()
    try:
        yield bar
    finally:
        bar.stop()
