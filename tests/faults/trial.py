"""Commands that meet a fault, in processes that are forked from one that has loaded the program.

``python -m tests.faults.trial`` is that process: it answers a line of JSON with a line of JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.kernel import Fault, Seen, watched

_GRACE_S = 5.0
"""A process that outlives the command for longer than this was left behind."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: its exit code (negative: the signal that ended it), what it said, the calls that were counted, and
    how many processes it has left behind.
    """

    exit: int
    said: str
    calls: tuple[tuple[str, str], ...]
    orphans: int


class Trials:
    """The process that commands are forked from."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.trial"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, root: Path, folder: str, arguments: Sequence[str], fault: Fault, said: Path | None = None) -> Outcome:
        """Run ``letterpack`` with ``arguments`` in ``folder`` of ``root``, whose files are counted.

        Its temporary files, its cache and its home are there too. What it says is kept in ``said``, else beside ``root``.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked: dict[str, object] = {
            "root": str(root),
            "folder": folder,
            "arguments": arguments,
            "said": str(said or f"{root}.said"),
        }
        asked["fault"] = {**asdict(fault), "of": sorted(fault.of)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return Outcome(told["exit"], told["said"], tuple([(name, path) for name, path in told["calls"]]), told["orphans"])

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> None:
    import letterpack.cli.build
    import letterpack.cli.check
    import letterpack.cli.diff
    import letterpack.draw.pictures
    import letterpack.enclosures.copy
    import letterpack.pipeline.build
    import letterpack.pipeline.compare.report
    import letterpack.pipeline.inspect
    import letterpack.revisions  # noqa: F401
    from tests.warming import warm_up

    warm_up()
    _left_behind()  # Warming up draws enclosures, and the process that draws them waits for more.

    library: Any = ctypes.CDLL(None)
    library.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: whoever is left behind becomes this process's child.
    for line in sys.stdin:
        print(json.dumps(_tried(**json.loads(line))), flush=True)


def _tried(root: str, folder: str, arguments: Sequence[str], said: str, fault: dict[str, Any]) -> dict[str, Any]:
    seen = Seen(root, Fault(**{**fault, "of": frozenset(fault["of"])}))
    code = watched(lambda: _command(root, folder, Path(said), arguments), seen)
    return {"exit": code, "said": Path(said).read_text("utf-8", "replace"), "calls": seen.calls, "orphans": _left_behind()}


def _left_behind() -> int:
    """Return how many processes are left when a while has passed, and end them."""
    end = time.monotonic() + _GRACE_S
    with suppress(ChildProcessError):
        while time.monotonic() < end:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                time.sleep(0.005)
        left = 0
        while True:
            for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("utf-8").split():
                os.kill(int(child), 9)
            os.waitpid(-1, 0)
            left += 1
    return 0 if time.monotonic() < end else left


def _command(root: str, folder: str, said: Path, arguments: Sequence[str]) -> None:
    os.chdir(f"{root}/{folder}")
    with said.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    sys.stdin.close()
    places = {"TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "HOME": "home"}
    os.environ |= {name: f"{root}/{place}" for name, place in places.items()}
    tempfile.tempdir = None  # The place that warming up has found.
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
