"""What all results in JSON share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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


def json_items(values: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield ``values`` as the items of an array, one a line, keys sorted."""
    waiting = ""
    for value in values:
        if waiting:
            yield f"{waiting},"
        waiting = json.dumps(value, sort_keys=True)
    if waiting:
        yield waiting


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the result as JSON."""
    return map(uncommanded_json, outcome.json())
