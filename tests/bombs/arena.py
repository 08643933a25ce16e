"""Runs commands on hostile campaigns, each in a process of its own with little memory and little processor time.

``python -m tests.bombs.arena`` is the process that they are forked from: it loads the program once, and answers a line of JSON
with a line of JSON. Only POSIX systems can fork and limit.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.warming import lay_out, warm_up

MORE_MEMORY_BYTES = 400 << 20
"""Address space that a command may take beside what the program has when it is loaded: twice what the limits promise."""
PEAKS_IN_A_MB = 1 << 20 if sys.platform == "darwin" else 1 << 10
"""What the system counts a process's most memory in: bytes on macOS, else kilobytes."""
MOST_CPU_S = 60
"""A guard against hangs alone: whoever needs it has no limit at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: its exit code (negative: the signal that ended it), what it said, what it cost."""

    exit: int
    said: str
    cpu_s: float
    peak_mb: float

    @property
    def codes(self) -> set[str]:
        """The codes of its findings."""
        return {part[:5] for part in self.said.split("[")[1:] if part[:2] == "LP" and part[2:5].isdigit()}


class Arena:
    """The process that commands are forked from."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.bombs.arena"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, files: Mapping[str, bytes | str], *arguments: str) -> Outcome:
        """Put ``files`` into a folder, run ``letterpack`` with ``arguments`` there, and return what came of it."""
        with tempfile.TemporaryDirectory() as folder:
            lay_out(files, folder)
            return self.run_in(folder, *arguments)

    def run_in(self, folder: str | Path, *arguments: str) -> Outcome:
        """Run ``letterpack`` with ``arguments`` in ``folder``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"folder": str(folder), "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def _serve() -> None:
    import letterpack.cli.build
    import letterpack.cli.commands
    import letterpack.draw.pictures
    import letterpack.draw.svg
    import letterpack.enclosures.copy
    import letterpack.library.letters
    import letterpack.pipeline.build
    import letterpack.pipeline.inspect  # noqa: F401

    warm_up()
    for line in sys.stdin:
        print(json.dumps(_fought(**json.loads(line))), flush=True)


def _fought(folder: str, arguments: Sequence[str]) -> dict[str, float | str]:
    said = Path(folder, ".said")
    child = os.fork()
    if not child:
        _fight(folder, said, arguments)
    _, status, usage = os.wait4(child, 0)
    text = said.read_text("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return {"exit": code, "said": text, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / PEAKS_IN_A_MB}


def _fight(folder: str, said: Path, arguments: Sequence[str]) -> None:
    """Run the command in this process, which ends with it."""
    os.chdir(folder)
    with said.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdin.close()
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MORE_MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = ["letterpack", *arguments]
    code = 3
    try:
        from letterpack.cli import main

        main()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
