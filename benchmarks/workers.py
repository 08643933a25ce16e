"""How much sooner two workers end than one, on a machine with two idle processors, and what both take of the processors.

``python -m benchmarks.workers``; with a print run, which takes what the workers have made.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import best, build, say, scratch

COUNT = 20_000
RUNS = 3


def main() -> None:
    """Measure and print."""
    with scratch() as folder:
        write_campaign(folder / "campaign", COUNT)
        measure(folder, "packets")
        measure(folder, "packets and a print run", "--print-run")


def measure(folder: Path, what: str, *options: str) -> None:
    """Print what one worker and two take for ``what``."""
    walls = {}
    for workers in ("1", "2"):
        costs = [build(folder / "campaign", folder / "out", "--workers", workers, *options) for _ in range(RUNS)]
        walls[workers] = min(cost.wall_s for cost in costs)
        say(f"{what}, {COUNT:,} addressees, workers: {workers}", walls[workers], "s")
        say("", best(costs).cpu_s, "CPU s")
    say(f"{what}, one : two", walls["1"] / walls["2"], "times", "1.6")


if __name__ == "__main__":
    main()
