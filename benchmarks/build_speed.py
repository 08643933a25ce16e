"""Packets a CPU second of the whole ``letterpack build``, against ReportLab's Platypus and typst on the same letter.

``python -m benchmarks.build_speed [ADDRESSEES]``. typst needs ``pip install typst``; without it, its line is left out.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from benchmarks.campaigns import write_campaign, write_real_list
from benchmarks.measuring import best, build, run, say, scratch

PLATYPUS_PACKETS = 100
TYPST_PACKETS = 600
RUNS = 3


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with scratch() as folder:
        campaign = folder / "campaign"
        write_campaign(campaign, count)
        check_names(campaign, min(count, 2_000))
        ours = count / best([build(campaign, folder / "out", "--workers", "1") for _ in range(RUNS)]).cpu_s
        sizes = [path.stat().st_size for path in (folder / "out/packets").rglob("*.pdf")]
        say(f"letterpack build, {count:,} addressees", ours, "packets/CPU-s", "2,000 (aim 3,000)")
        say("bytes a packet", sum(sizes) / len(sizes), "bytes")
        platypus = peer("platypus", PLATYPUS_PACKETS, campaign, folder, ours, "100 times")
        peer("typst", TYPST_PACKETS, campaign, folder, ours, "15 times")
        write_real_list(campaign, count)
        real = count / best([build(campaign, folder / "out", "--workers", "1") for _ in range(RUNS)]).cpu_s
        say(f"the same with JSON Lines, a third in Cyrillic, {count:,}", real, "packets/CPU-s")
        if platypus:
            say("letterpack : platypus, the list as it is", real / platypus, "times", "100 times")


def check_names(campaign: Path, wanted: int) -> None:
    """Make sure that no memory of repeated names is measured."""
    with (campaign / "addressees.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert len(names) >= wanted * 0.99, "the names repeat"


def peer(name: str, count: int, campaign: Path, folder: Path, ours: float, wanted: str) -> float:
    """Measure a peer's loop in a process of its own, its start-up and its reading left out of the account; return its packets a
    CPU second, 0 where it could not be measured.
    """
    script = Path(__file__).with_name(f"peer_{name}.py")
    try:
        nothing = best([run(sys.executable, script, campaign, folder / name, "0") for _ in range(RUNS)])
    except SystemExit as failed:
        print(f"{name}: not measured ({str(failed).strip().splitlines()[-1]})")
        return 0.0
    whole = best([run(sys.executable, script, campaign, folder / name, str(count)) for _ in range(RUNS)])
    theirs = count / (whole.cpu_s - nothing.cpu_s)
    say(f"{name}, {count:,} addressees", theirs, "packets/CPU-s")
    say(f"letterpack : {name}", ours / theirs, "times", wanted)
    return theirs


if __name__ == "__main__":
    main()
