"""Where words go: results to stdout, everything else to stderr; color only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from letterpack import AnswerLost
from letterpack.interface import said

if TYPE_CHECKING:
    from letterpack import Finding, LetterpackError
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
