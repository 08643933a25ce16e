"""``python -m tests.seeding [KIND …] [--tag TAG] [--missed]``: seed faults in every language, and say how many are found.

With ``--clean``: the same letters without faults, of which nothing must be said.
"""

from __future__ import annotations

import argparse
from collections import Counter

from letterpack.diagnostics import Report
from tests.checks.faulty import Fault
from tests.checks.sources import found
from tests.seeding.kinds import KINDS, Seeded
from tests.seeding.tongues import tongues


def is_found(seeded: Seeded, code: str) -> bool:
    """Whether the rule ``code``, or what reads the sources, says a word of the campaign."""
    read = Report()
    sources = Fault(code, seeded.entry).sources(read)
    ruled = found(sources, code)
    return any(each.severity != "note" for each in (*read, *ruled) if each.code == code)


def false_findings(seeded: Seeded) -> list[str]:
    """What the rules say of a campaign that has no fault."""
    read = Report()
    findings = [*found(Fault("", seeded.entry).sources(read)), *read]
    return [f"{each.code} {each.severity}: {each.message}" for each in findings if each.severity != "note"]


def _told(seeded: Seeded) -> str:
    shown = {key: value for key, value in seeded.entry.items() if key not in ("language", "signatories")}
    return " ".join(str(value) for value in shown.values())


def main() -> None:
    """Seed, look, and print a line a kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    parser.add_argument("--tag", action="append")
    parser.add_argument("--missed", action="store_true", help="print each fault that is missed")
    parser.add_argument("--ways", action="store_true", help="count by way and by language")
    parser.add_argument("--clean", action="store_true")
    asked = parser.parse_args()
    for name in asked.kinds:
        kind = KINDS[name]
        seed = kind.clean if asked.clean else kind.seed
        seeded, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for tongue in tongues() if seed else ():
            if asked.tag and tongue.tag not in asked.tag:
                continue
            for each in seed(tongue) if seed else ():
                key = (tongue.tag, each.way)
                seeded[key] += 1
                said = false_findings(each) if asked.clean else []
                good = not said if asked.clean else is_found(each, kind.code)
                right[key] += good
                if not good and asked.missed:
                    print(f"{tongue.tag} | {each.way} | {_told(each)} {' '.join(said)}")  # noqa: T201
        total, ok = seeded.total(), right.total()
        print(f"{name}: {ok} of {total} ({100 * ok / max(1, total):.1f} %)")  # noqa: T201
        if asked.ways:
            for place in (0, 1):
                gone = Counter[str]()
                for key, number in seeded.items():
                    gone[key[place]] += number - right[key]
                print("  ", ", ".join(f"{what} -{number}" for what, number in gone.most_common(40) if number))  # noqa: T201


if __name__ == "__main__":
    main()
