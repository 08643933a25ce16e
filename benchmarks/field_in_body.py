"""What merge fields cost a recipient, two in a paragraph of 70 words and one in one of 210, every value different.

``python -m benchmarks.field_in_body``.
"""

from __future__ import annotations

from benchmarks.campaigns import write_campaign
from benchmarks.measuring import best, build, say, scratch

COUNT = 3_000
RUNS = 3


def main() -> None:
    """Measure and print: the same letter with and without the field."""
    spent = {}
    for field in (False, True):
        with scratch() as folder:
            write_campaign(folder / "campaign", COUNT, field=field)
            costs = [build(folder / "campaign", folder / "out", "--workers", "1") for _ in range(RUNS)]
        spent[field] = best(costs).cpu_s * 1_000 / COUNT
        say(f"a recipient, {'with a' if field else 'no'} field in the body", spent[field], "CPU-ms")
    say("the fields", spent[True] - spent[False], "CPU-ms", "at most 1.5, a field")


if __name__ == "__main__":
    main()
