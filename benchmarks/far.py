"""What it costs to make packets on Dask's workers, and to keep them in an object store, beside this machine's processes and disk.

``python -m benchmarks.far [ADDRESSEES]``; needs ``letterpack[dask,objects]`` and rclone. Two idle processors show what two
workers are worth; on a busy machine compare the CPU seconds.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import best, build, say, scratch
from tests.stores.servers import BUCKET, environment, rclone

RUNS = 2
EXECUTORS = {
    "this process": ("--executor", "here"),
    "processes: 1": ("--executor", "processes", "--workers", "1"),
    "processes: 2": ("--executor", "processes", "--workers", "2"),
    "Dask, started and ended: 1": ("--executor", "dask://", "--workers", "1"),
    "Dask, started and ended: 2": ("--executor", "dask://", "--workers", "2"),
}


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with scratch() as folder:
        write_campaign(folder / "campaign", count)
        for name, options in EXECUTORS.items():
            measure(name, folder / "campaign", folder / "out", count, *options)
        with rclone(_made(folder / "served")) as port:
            os.environ.update(environment(port))
            measure("a folder", folder / "campaign", folder / "out", count, "--executor", "here")
            measure("an S3 server here", folder / "campaign", f"s3://{BUCKET}/batch", count, "--executor", "here")


def measure(name: str, campaign: Path, out: Path | str, count: int, *options: str) -> None:
    """Print what a build costs."""
    costs = [build(campaign, out, *options) for _ in range(RUNS)]
    say(name, count / min(cost.wall_s for cost in costs), "packets/s")
    say("", best(costs).cpu_s, "CPU s")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
