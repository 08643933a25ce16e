"""The most memory that the build of a final letter to a streamed list has, at 10,000 and at 100,000 addressees.

``python -m benchmarks.memory``. A final letter has all rules over its sources run before it is built.
"""

from __future__ import annotations

import shutil

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import build, say, scratch


def main() -> None:
    """Measure and print. 100,000 packets need about 4 GB of tmpfs."""
    peaks = []
    for count in (10_000, 100_000):
        with scratch() as folder:
            write_campaign(folder / "campaign", count, final=True)
            cost = build(folder / "campaign", folder / "out", "--workers", "1")
            shutil.rmtree(folder / "out")
        say(f"peak memory, {count:,} addressees", cost.peak_mb, "MB", "under 200")
        say(f"packets a CPU second, {count:,} addressees", count / cost.cpu_s, "packets/CPU-s")
        peaks.append(cost.peak_mb)
    say("100,000 : 10,000", peaks[1] / peaks[0], "times", "flat")


if __name__ == "__main__":
    main()
