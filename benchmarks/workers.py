"""How much sooner two workers end than one, on a machine with two idle processors. ``python -m benchmarks.workers``."""

from __future__ import annotations

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import build, say, scratch

COUNT = 20_000
RUNS = 3


def main() -> None:
    """Measure and print."""
    with scratch() as folder:
        write_campaign(folder / "campaign", COUNT)
        walls = {}
        for workers in ("1", "2"):
            costs = [build(folder / "campaign", folder / f"{workers} {number}", "--workers", workers) for number in range(RUNS)]
            walls[workers] = min(cost.wall_s for cost in costs)
            say(f"{COUNT:,} addressees, workers: {workers}", walls[workers], "s")
    say("one : two", walls["1"] / walls["2"], "times", "1.6")


if __name__ == "__main__":
    main()
