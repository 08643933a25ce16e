"""What all benchmarks need: a campaign and an output on tmpfs, and the cost of a command with its children."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
_TMPFS = Path("/dev/shm")
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Cost(NamedTuple):
    """What a command took: CPU seconds with its children, seconds on the clock, the most memory that one of them had; and of the
    CPU seconds those that were its own, 0 where the system does not tell (it does on Linux).
    """

    cpu_s: float
    wall_s: float
    peak_mb: float
    own_cpu_s: float = 0.0


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder on tmpfs, so that no disk is measured."""
    with tempfile.TemporaryDirectory(dir=_TMPFS if _TMPFS.is_dir() else None) as folder:
        yield Path(folder)


@cache
def compiled(root: Path) -> None:
    """Compile the program, as an installed one is: where Python may write no bytecode, the compiler would be measured."""
    compileall.compile_dir(str(root / "letterpack"), quiet=1)


def run(*command: str | Path, root: Path = ROOT, cache: Path | None = None) -> Cost:
    """Return what ``command`` cost, with the program of the repository ``root`` and what earlier commands kept in the user's
    cache, or in ``cache``. Raises ``SystemExit`` where it fails, with what it said.
    """
    compiled(root)
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, "PYTHONPATH": str(root), **({"XDG_CACHE_HOME": str(cache)} if cache else {})}
        process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=said, env=environment, cwd=root
        )
        own_s = _own_cpu_s(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace"))
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss * _RSS_UNIT / 1e6, own_s)


def _own_cpu_s(pid: int) -> float:
    """Wait for the end of the process ``pid``, and return what it took without its children; it still has to be waited for."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def build(campaign: Path, out: Path | str, *options: str) -> Cost:
    """Return what ``letterpack build`` of ``campaign`` into ``out`` cost."""
    return run(sys.executable, "-m", "letterpack", "build", campaign, "--out", out, *options)


def best(costs: list[Cost]) -> Cost:
    """Return the cheapest of several runs: what disturbs a measurement only ever adds."""
    return min(costs, key=lambda cost: cost.cpu_s)


def say(what: str, value: float, unit: str, wanted: str = "") -> None:
    """Print a line of a table."""
    print(f"{what:<44} {value:>10,.2f} {unit:<18}{'wanted ' + wanted if wanted else ''}")
