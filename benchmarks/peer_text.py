"""A campaign as peers of letterpack need it: plain texts. Read in one go, which none of them is charged for."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

FONT = Path(__file__).parents[1] / "letterpack" / "fonts" / "GentiumBookPlus-Regular.ttf"


def addressees(campaign: Path, count: int) -> list[dict[str, str]]:
    """Return the first ``count`` rows."""
    with (campaign / "addressees.csv").open(encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), count))


def signatories(campaign: Path) -> list[tuple[str, str]]:
    """Return each signatory's name and the line below it."""
    with (campaign / "signatories.csv").open(encoding="utf-8", newline="") as file:
        return [(row["organization"], f"{row['name']}, {row['title']} · Poland") for row in csv.DictReader(file)]


def paragraphs(campaign: Path) -> list[str]:
    """Return the letter's paragraphs."""
    return (campaign / "letter.md").read_text(encoding="utf-8").split("---\n", 2)[2].strip().split("\n\n")


def address(row: dict[str, str]) -> list[str]:
    """Return the lines of an address."""
    return [row[key] for key in ("name", "title", "organization", "address1", "address2")] + ["KAZAKHSTAN"]
