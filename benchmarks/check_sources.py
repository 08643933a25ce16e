"""The rules over sources on 10,000 addressees and 10,000 signatories with names as alike as real ones: time and peak memory.

python benchmarks/check_sources.py [addressees] [signatories]
"""

from __future__ import annotations

import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.campaigns import word, write_campaign
from letterpack.campaign import read_campaign
from letterpack.checks.inputs import Sources
from letterpack.checks.table import RULES
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.forms import load_form
from letterpack.pipeline.source_rules import source_findings
from letterpack.pipeline.sources import SourceLookup

KINDS = [
    "Association",
    "Union",
    "Federation",
    "Institute",
    "Centre",
    "Committee",
    "Network",
    "Coalition",
    "Alliance",
    "League",
    "Society",
]
CAUSES = [
    "Journalists",
    "Independent Journalists",
    "Human Rights",
    "Press Freedom",
    "Free Expression",
    "Women in Media",
    "Writers",
]


def write_signatories(path: Path, count: int) -> None:
    """One in a hundred is an earlier one with a slip."""
    chance = random.Random(2)
    names: list[str] = []
    while len(names) < count:
        if names and len(names) % 100 == 0:
            text = chance.choice(names)
            at = chance.randrange(3, len(text) - 3)
            names.append(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
        else:
            names.append(f"{chance.choice(KINDS)} for {chance.choice(CAUSES)} in {word(chance)} {word(chance)}")
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["organization", "name", "country", "consent", "email"])
        for name in names:
            rows.writerow([name, f"{word(chance)} {word(chance)}", "PL", "yes", f"{word(chance)}@{word(chance)}.org"])


def main(addressees: int, signatories: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        write_campaign(path, addressees)
        write_signatories(path / "signatories.csv", signatories)
        begun = time.process_time()
        world = Disk(path)
        campaign = read_campaign(world, Report())
        assert campaign is not None
        sources = Sources(campaign, load_form(campaign.settings.form), world.today(), world, SourceLookup(world))
        spent = time.process_time() - begun
        print(f"read and validated: {spent:.2f} s")
        for rule in RULES:
            if rule.reads_sources:
                before = time.process_time()
                found = sum(1 for _ in source_findings(sources, (rule.code,)))
                print(f"{rule.code}  {time.process_time() - before:6.2f} s  {found:6,} findings")
        before = time.process_time()
        list(source_findings(sources))
        together = time.process_time() - before
        print(f"all    {together:6.2f} s, the lists gone through once")
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{addressees:,} addressees, {signatories:,} signatories: {spent + together:.2f} s CPU, peak {peak_mb:.0f} MB")


if __name__ == "__main__":
    main(*(int(each) for each in [*sys.argv[1:], "10000", "10000"][:2]))
