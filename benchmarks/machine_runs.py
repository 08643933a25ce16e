"""A print run with insertion marks, a mailing list and PDF/VT-1, against a plain print run of the same packets.

``python -m benchmarks.machine_runs [ADDRESSEES]``. The two are built in turns, so that a busy machine is as busy for both.
"""

from __future__ import annotations

import sys

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import best, build, say, scratch

RUNS = 3


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with scratch() as folder:
        plain, marked, symbols = (folder / name for name in ("plain", "marked", "symbols"))
        for campaign in (plain, marked, symbols):
            write_campaign(campaign, count)
        for campaign, marks in ((marked, "pitney-bowes"), (symbols, "datamatrix")):
            with (campaign / "letterpack.yaml").open("a", encoding="utf-8") as settings:
                settings.write(f"\nmarks: {marks}\npaper: {{weight_gsm: 80}}\n")
        usual = ("--workers", "1", "--print-run", "--profile")
        costs = [
            (
                build(plain, folder / "out", *usual, "print"),
                build(marked, folder / "out", *usual, "vt1", "--with", "mailing-list"),
                build(symbols, folder / "out", *usual, "vt1", "--with", "mailing-list"),
            )
            for _ in range(RUNS)
        ]
        one, lines, matrix = (best(list(each)) for each in zip(*costs, strict=True))
        say(f"a print run of {count:,} packets", one.cpu_s, "CPU s")
        say("the same with lines, list and PDF/VT-1", lines.cpu_s / one.cpu_s, "times", "1.3")
        say("the same with symbols, list and PDF/VT-1", matrix.cpu_s / one.cpu_s, "times", "1.3")
        say("most memory, plain and with symbols", matrix.peak_mb / one.peak_mb, "times")
        print(f"{one.peak_mb:.0f} MB and {matrix.peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
