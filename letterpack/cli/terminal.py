"""Where words go: results to stdout, everything else to stderr; color only on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from letterpack import AnswerLost
from letterpack.interface import said

if TYPE_CHECKING:
    from rich.progress import Progress

    from letterpack import Finding, LetterpackError
    from letterpack.cli.pace import Pace
    from letterpack.render.text import Lines


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads ``stream`` as it is written."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def has_colour(stream: TextIO) -> bool:
    """Whether ``stream`` may get color: a terminal, and no NO_COLOR (https://no-color.org: set and not empty)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def say(text: str) -> None:
    """Print a line that is not a result to stderr, or nowhere if stderr is closed."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _write_nowhere(sys.stderr)


def say_findings(findings: Sequence[Finding], sources: Lines | None = None, *, outcome: str = "") -> None:
    """Say the findings, if there are any: with the lines of ``sources`` that they are about, how many of each severity, and the
    outcome.
    """
    from letterpack.render.text import render_text
    from letterpack.render.words import counted

    if not findings:
        return
    say(render_text(findings, sources, colour=has_colour(sys.stderr)).rstrip("\n"))
    count = {
        severity: sum(found.counted for found in findings if found.severity == severity)
        for severity in ("error", "warning", "note")
    }
    parts = [said(counted(number, severity)) for severity, number in count.items() if number]
    say(f"\n{', '.join(parts)}" + (f" · {said(outcome)}" if outcome else ""))


def answer(text: str) -> None:
    """Print a line of the result: it goes to stdout, if anybody still reads there."""
    with _reader_may_leave():
        sys.stdout.write(f"{text}\n")


def flush_answers() -> None:
    """Send what ``answer`` was given on its way; call it once, before the process ends."""
    with _reader_may_leave():
        sys.stdout.flush()


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Let ``letterpack explain | head`` end in peace: what nobody reads goes nowhere, and the work was done all the same.

    Raises ``AnswerLost`` where somebody would read and cannot, such as a file on a full disk.
    """
    try:
        yield
    except BrokenPipeError:
        _write_nowhere(sys.stdout)
    except OSError as error:
        raise answer_lost(error) from error


def answer_lost(error: OSError) -> AnswerLost:
    """Return what to say of an ``error`` in writing to stdout, and write nothing more to it."""
    _write_nowhere(sys.stdout)
    return AnswerLost(
        f"the result could not be written to stdout: {error.strerror or error}",
        "the work was done; check where its output goes",
    )


def _write_nowhere(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def complain(error: LetterpackError) -> None:
    """Say why a command could not run, and what to do."""
    say(f"letterpack: {in_words(error.message)}")
    if error.hint:
        say(f"  = {said('hint')}: {in_words(error.hint)}")


def plain(text: str) -> str:
    """Return a line of text with names in it that do nothing on a terminal, nor in the log of a CI service."""
    from letterpack.render.columns import isolated, uncommanded

    return isolated(uncommanded(text))


def in_words(sentence: str) -> str:
    """Return a sentence of ours as ``plain`` does, in the language that is spoken."""
    from letterpack.render.columns import told

    return told(sentence)


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
