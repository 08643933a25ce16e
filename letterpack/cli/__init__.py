"""The command line, an edge: a command a file. Each parses, calls one library function, renders, and leaves with an exit code.

Exit codes: 0 clean, 1 findings, 2 usage or could not run, 3 our bug. What a command does not need is not imported: ``--help``
loads no PDF library, no shaper and no YAML.
"""

from __future__ import annotations

import io
import sys
from typing import Final

EXIT_FINDINGS: Final = 1
EXIT_BUG: Final = 3


def main() -> None:
    """Run the command of ``sys.argv`` and leave the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a name's letters still shows the rest.
            stream.reconfigure(errors="backslashreplace")
    code = _run()
    sys.exit(_flushed(code))


def _run() -> int:
    from letterpack.cli.app import app
    from letterpack.errors import LetterpackError

    try:
        app(prog_name="letterpack")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except LetterpackError as refused:
        from letterpack.cli.terminal import complain

        complain(refused)
        return refused.exit_code
    except Exception:  # The one place that catches everything: whatever comes here is a mistake of the program.
        return _report_bug()
    return 0


def _flushed(code: int) -> int:
    """Return the exit code once the answers are out: ``code``, or that of the trouble they met."""
    from letterpack.cli.terminal import complain, flush_answers
    from letterpack.errors import LetterpackError

    try:
        flush_answers()
    except LetterpackError as lost:
        complain(lost)
        return code or lost.exit_code
    return code


def _report_bug() -> int:
    import platform
    import traceback

    from letterpack import __version__
    from letterpack.cli.terminal import say

    traceback.print_exc(file=sys.stderr)
    versions = f"letterpack {__version__}, Python {platform.python_version()}, {platform.system()}"
    say(f"\nThis is a mistake in the program ({versions}), not in your files.")
    say("None of your files was touched. Please report it with the lines above; take out what is private first.")
    return EXIT_BUG
