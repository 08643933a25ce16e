"""What a check costs beside the build, kind of campaign by kind: ``python -m benchmarks.check_kinds [PACKETS [KIND...]]``.

A KIND is a part of a name in ``kinds``; without one, all are measured, but those whose sources have errors. Build and check are
commands of one process each, in turns, start-up included.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.kinds import KINDS, Kind, write_kind
from benchmarks.measuring import Cost, best, build, run, scratch

TURNS = 1
ALONE = "import os; os.cpu_count = lambda: 1; from letterpack.cli import main; main()"
"""The command as a machine with one processor runs it: a check takes as many processes as there are processors."""
GOAL = 1.5


def main(count: int, wanted: list[str]) -> None:
    """Measure and print a table."""
    print("| kind | build, CPU s | check, CPU s | check / build | peak memory of both, MB |\n|---|---|---|---|---|")
    for name, kind in KINDS.items():
        if not wanted or any(each in name for each in wanted):
            try:
                built, checked = in_turns(kind, count)
            except SystemExit as why:
                print(f"| {name} | not measured: {str(why).splitlines()[0]} | | | |", flush=True)
                continue
            ratio = checked.cpu_s / built.cpu_s
            over = "" if ratio <= GOAL else " (over)"
            memory = f"{built.peak_mb:.0f}, {checked.peak_mb:.0f}"
            print(f"| {name} | {built.cpu_s:.2f} | {checked.cpu_s:.2f} | {ratio:.2f}{over} | {memory} |", flush=True)


def in_turns(kind: Kind, count: int) -> tuple[Cost, Cost]:
    """Return the cheapest build and the cheapest check of a campaign of ``kind``."""
    with scratch() as folder:
        write_kind(campaign := folder / "campaign", kind, count)
        costs = [(build(campaign, campaign / "build", *kind.options, "--workers", "1"), _check(campaign)) for _ in range(TURNS)]
    built, checked = zip(*costs, strict=True)
    return best(list(built)), best(list(checked))


def _check(campaign: Path) -> Cost:
    return run(sys.executable, "-c", ALONE, "check", campaign)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000, sys.argv[2:])
