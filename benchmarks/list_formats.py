"""What a row of the list costs a whole build as CSV, JSON Lines and Parquet: the same addressees, in turns.

``python -m benchmarks.list_formats [ADDRESSEES]``. Start-up is left out: what a build of a few costs is taken off.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pyarrow
from pyarrow import parquet

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import Cost, best, build, say, scratch

FEW = 10
TURNS = 3


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with scratch() as folder:
        formats = ("csv", "jsonl", "parquet")
        for size in (FEW, count):
            for name in formats:
                write_campaign(folder / f"{name}-{size}", size)
                write_list(folder / f"{name}-{size}", name)
        costs: dict[tuple[str, int], list[Cost]] = {(name, size): [] for size in (FEW, count) for name in formats}
        for _ in range(TURNS):
            for (name, size), found in costs.items():
                found.append(build(folder / f"{name}-{size}", folder / "out", "--workers", "1"))
        rows = {name: (best(costs[name, count]).cpu_s - best(costs[name, FEW]).cpu_s) / (count - FEW) for name in formats}
    for name in formats:
        say(f"a row of {name}, {count:,} addressees", rows[name] * 1e6, "us of a processor")
        say(f"{name} : csv", rows[name] / rows["csv"], "times", "1.05")


def write_list(campaign: Path, name: str) -> None:
    """Write the campaign's CSV as what is called ``name``, in its place."""
    place = campaign / "addressees.csv"
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if name == "csv":
        return
    place.unlink()
    if name == "parquet":
        parquet.write_table(pyarrow.Table.from_pylist(rows), place.with_suffix(".parquet"))
        return
    with place.with_suffix(".jsonl").open("w", encoding="utf-8") as file:
        for row in rows:
            lines = [row.pop("address1"), row.pop("address2")]
            file.write(json.dumps({**row, "address": lines}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
