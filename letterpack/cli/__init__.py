"""The command line, an edge. Each command parses, calls one library function, renders, and leaves with an exit code.

Exit codes: 0 clean, 1 findings, 2 usage or could not run, 3 our bug. What a command does not need is not imported: ``--help``
loads no PDF library, no shaper and no YAML.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from letterpack import LetterpackError

from letterpack.module_path import leave_out_campaigns

EXIT_FINDINGS: Final = 1
EXIT_BUG: Final = 3
_EXIT_INTERRUPTED: Final = 130
"""As shells and typer have it for a command that Ctrl-C ended."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a write meets where a disk is full or broken."""

_MOST_COLUMNS_DIGITS: Final = 3
"""Of the width of a terminal: no screen shows a thousand letters in a line."""

_COLLECT_AFTER: Final = (200_000, 20, 50)
"""Thresholds of Python's search for cyclic garbage. All that a command loads stays below the first: to look through it found
nothing, and took a tenth of a small build. A program that uses the library has its own thresholds, which
``pipeline/garbage.py`` raises for as long as a build runs.
"""


def program() -> None:
    """Be the command of ``sys.argv``: ``main``, and then the end of the process, without clearing up what goes with it anyway.

    Python would free piece by piece all that was loaded and made: a twentieth of a small build, 80 ms of 10,000 packets.
    """
    at_end = _AtEnd()
    atexit.register(at_end)  # The first that is registered is the last that runs.
    try:
        main()
    except SystemExit as leaving:
        if isinstance(leaving.code, int):
            at_end.code = leaving.code
        raise


class _AtEnd:
    """Ends the process with ``code`` once all else was done that is done at its end; does nothing while there is none."""

    code: int | None = None

    def __call__(self) -> None:
        if self.code is None:
            return
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):
            return  # Python says it in its own way.
        os._exit(self.code)


def main() -> None:
    """Run the command of ``sys.argv`` and leave with its exit code, by ``SystemExit``."""
    gc.set_threshold(*_COLLECT_AFTER)
    leave_out_campaigns()
    mend_environment()
    leave_no_code_cut_off()
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # As the shell's `>&-` leaves it.
            setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a name's letters still shows the rest.
            stream.reconfigure(errors="backslashreplace")
    from letterpack.cli.signals import ending_in_order
    from letterpack.interface import speak_as

    speak_as()
    try:
        with ending_in_order():
            code = _run()
    except KeyboardInterrupt:  # Before typer listens, while modules are being loaded.
        sys.exit(_EXIT_INTERRUPTED)
    sys.exit(_flushed(code))


def mend_environment() -> None:
    """Take from the environment what libraries fail on, or do without end, and the system does not mind."""
    if "TZ" in os.environ:
        try:
            import babel.localtime  # noqa: F401
        except (ValueError, OSError):  # A file that says of no time zone anything; the system takes it for this one.
            os.environ["TZ"] = "UTC"
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) > _MOST_COLUMNS_DIGITS:
        del os.environ["COLUMNS"]


def leave_no_code_cut_off() -> None:
    """Keep Python from writing compiled copies of modules where a limit would cut them off (`ulimit -f`): it would not notice,
    and read them ever after (https://github.com/python/cpython/issues/126606). Programs that are started take that over.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def _run() -> int:
    try:
        return _called()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)


def _called() -> int:
    from letterpack import LetterpackError
    from letterpack.cli.commands import app_for

    try:
        app_for(sys.argv[1:])(prog_name="letterpack")
        return 0
    except Exception as error:  # noqa: BLE001 - the one place that catches everything: what is nobody else's is our mistake
        _leave_if_asked(error)
        failed = _of_memory(error)
        if failed is None:
            return _refused(error) if isinstance(error, LetterpackError) else _report(error)
    # Now that the error is gone, and with it what the command held, there is room for a word about it.
    return _report_memory(failed)


def _leave_if_asked(error: BaseException) -> None:
    """Go on ending the process where that was under way when ``error`` came: what is met on the way out, such as a module that
    a signal left half loaded, is no mistake of anybody's. What an interrupt is the said cause of stands in its place.
    """
    ends = SystemExit | KeyboardInterrupt
    met: BaseException | None = error
    while met is not None:
        if isinstance(met, ends):
            raise met
        met = None if isinstance(met.__cause__, ends) else met.__context__


def _flushed(code: int) -> int:
    """Return the exit code once the answers are out: ``code``, or that of the trouble they met."""
    from letterpack import LetterpackError
    from letterpack.cli.terminal import complain, flush_answers

    try:
        flush_answers()
    except LetterpackError as lost:
        complain(lost)
        return code or lost.exit_code
    return code


def _refused(refused: LetterpackError) -> int:
    """Say why the command could not run, and return its exit code."""
    from letterpack.cli.terminal import complain

    complain(refused)
    return refused.exit_code


def _report(error: Exception) -> int:
    """Say what a command met that nothing else tells: trouble of the system, or a bug."""
    from letterpack import SystemFailed

    failed = SystemFailed.of_cut_code(error)
    if failed is not None:
        return _refused(failed)
    if not isinstance(error, OSError) or error.errno is None:  # A library's own, such as for a picture that is none.
        return _report_bug()
    # Help and version are typer's to print; whoever meets an error in opening a file knows its name.
    return _report_full(error) if error.filename is None and error.errno in _FULL else _report_system(error)


def _of_memory(error: Exception) -> LetterpackError | None:
    """Return what to say of an ``error`` that came because there is no more memory; None of any other."""
    from letterpack import SystemFailed

    return SystemFailed.of_memory(error)


def _report_memory(failed: LetterpackError) -> int:
    """Say that there is no more memory, in few words where that leaves no room for a hint."""
    try:
        return _refused(failed)
    except (MemoryError, ImportError, OSError):
        os.write(2, b"letterpack: this command ran out of memory\n")
        return failed.exit_code


def _report_full(error: OSError) -> int:
    from letterpack.cli.terminal import answer_lost

    return _refused(answer_lost(error))


def _report_system(error: OSError) -> int:
    from letterpack import SystemFailed

    return _refused(SystemFailed.of(error))


def _report_bug() -> int:
    import platform
    import traceback

    from letterpack import __version__
    from letterpack.cli.terminal import say
    from letterpack.interface import said

    say(traceback.format_exc().rstrip("\n"))
    versions = f"letterpack {__version__}, Python {platform.python_version()}, {platform.system()}"
    say("\n" + said(f"This is a bug in letterpack ({versions}), not in your files."))
    say(said("None of your files was touched. Please report it with the lines above; take out what is private first."))
    return EXIT_BUG
