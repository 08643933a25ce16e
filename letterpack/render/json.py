"""What all results in JSON share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from letterpack.render.acting import without_acting

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome


def uncommanded_json(text: str) -> str:
    """Return JSON of the same values in which no character acts, and the log of a GitHub Actions run finds no command (`##[`)."""
    return without_acting(text.replace("##[", "##\\u005b"), _escape)


def _escape(char: str) -> str:
    pair = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join([f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4)])


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the result as JSON."""
    return map(uncommanded_json, outcome.json())
