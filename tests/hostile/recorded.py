"""Runs commands and writes down every socket that is opened, looked up or connected: ``recorded.py FILE COMMANDS``, lists of
arguments as JSON.

The hook is there before anything of letterpack is imported, and workers that are forked have it too.
"""

from __future__ import annotations

import json
import os
import sys

_FILE = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _record(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")):
        os.write(_FILE, f"{event} {arguments}\n".encode("utf-8", "backslashreplace"))


sys.addaudithook(_record)


def _commands() -> None:
    """Run each of the commands in a process that is forked from this one, which has loaded all; stop at one that cannot run."""
    from letterpack.cli import main
    from tests.warming import warm_up

    warm_up()
    for arguments in json.loads(sys.argv[2]):
        child = os.fork()
        if not child:
            sys.argv[:] = ["letterpack", *arguments]
            main()
            sys.exit()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code not in (0, 1):
            sys.exit(f"{arguments} ended with {code}")


if __name__ == "__main__":
    _commands()
