"""How much memory each command takes as a mailing grows: ``python -m benchmarks.mailing_memory [ADDRESSEES ...]``.

Prints the most that one process has while a batch of so many addressees is built, checked, compared with itself, and sealed, and
how long each took. The letter is one line, so that a million packets need 20 GB of tmpfs.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import Cost, build, run, say, scratch

COUNTS = (10_000, 100_000)


def main() -> None:
    """Measure and print."""
    for count in [int(each) for each in sys.argv[1:]] or COUNTS:
        with scratch() as folder:
            _measure(folder, count)


def _measure(folder: Path, count: int) -> None:
    campaign, batch = folder / "campaign", folder / "campaign" / "build"
    write_campaign(campaign, count, signatories=1, words=10, final=True)
    made = build(campaign, batch)
    _say("build", count, made)
    _say("check", count, checked := _letterpack("check", campaign))
    say(f"check : build, {count:,} addressees", checked.cpu_s / made.cpu_s, "times", "under 1.5")
    _say("diff", count, _letterpack("diff", batch, batch))
    _say("seal", count, _letterpack("seal", campaign, "--by", "Ada Example", "--on", "2025-03-02"))
    shutil.rmtree(batch)


def _letterpack(*words: str | Path) -> Cost:
    return run(sys.executable, "-m", "letterpack", *words)


def _say(what: str, count: int, cost: Cost) -> None:
    say(f"{what}, {count:,} addressees, peak memory", cost.peak_mb, "MB", "under 250")
    say(f"{what}, {count:,} addressees", cost.cpu_s, "CPU s")


if __name__ == "__main__":
    main()
