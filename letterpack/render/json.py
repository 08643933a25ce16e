"""What all results in JSON share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome


def uncommanded_json(text: str) -> str:
    """Return JSON of the same values in which the log of a GitHub Actions run finds no command of its older form, `##[`."""
    return text.replace("##[", "##\\u005b")


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the result as JSON."""
    return map(uncommanded_json, outcome.json())
