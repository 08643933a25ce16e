"""How much sooner two workers end than one, on a machine with two idle processors, and what both take of the processors.

``python -m benchmarks.workers``; with a print run, which takes what the workers have made.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import Cost, best, build, say, scratch

COUNT = 20_000
RUNS = 3


def main() -> None:
    """Measure and print."""
    with scratch() as folder:
        write_campaign(folder / "campaign", COUNT)
        measure(folder, "packets")
        measure(folder, "packets and a print run", "--print-run")


def measure(folder: Path, what: str, *options: str) -> None:
    """Print what one worker and two take for ``what``.

    Where the machine is busy, the clock says nothing. What the busiest process takes of a processor does: a build cannot end
    sooner, and on idle processors it ends little later.
    """
    walls: list[float] = []
    cheapest: list[Cost] = []
    for workers in (1, 2):
        costs = [build(folder / "campaign", folder / "out", "--workers", str(workers), *options) for _ in range(RUNS)]
        walls.append(min(cost.wall_s for cost in costs))
        cheapest.append(best(costs))
        say(f"{what}, {COUNT:,} addressees, workers: {workers}", walls[-1], "s")
        say("", cheapest[-1].cpu_s, "CPU s")
    say(f"{what}, one : two", walls[0] / walls[1], "times", "1.6")
    one, two = cheapest
    if two.own_cpu_s:
        busiest = max(two.own_cpu_s, (two.cpu_s - two.own_cpu_s) / 2)
        say(f"{what}, one : the busiest of two", one.cpu_s / busiest, "times, in CPU s")


if __name__ == "__main__":
    main()
