"""A letter with very many signatories: the whole build, and whether it is linear. ``python -m benchmarks.many_signatories``."""

from __future__ import annotations

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import best, build, say, scratch

RUNS = 3


def main() -> None:
    """Measure and print."""
    spent = {}
    for count, asked in ((0, ""), (10_000, "under 3"), (20_000, "")):
        with scratch() as folder:
            write_campaign(folder / "campaign", 1, signatories=count)
            spent[count] = best([build(folder / "campaign", folder / "out") for _ in range(RUNS)])
            say(f"{count:,} signatories", spent[count].cpu_s, "CPU-s", asked)
    rows = [spent[count].cpu_s - spent[0].cpu_s for count in (10_000, 20_000)]
    say("20,000 : 10,000, start-up left out", rows[1] / rows[0], "times", "2 (linear)")


if __name__ == "__main__":
    main()
