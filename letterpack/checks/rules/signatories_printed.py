"""LP306: the printed signatories, the rows and the stated number differ
severity: error

## What

Every packet contains each printable row of `signatories.csv` exactly once. If the letter states their number in the words that
its language has above the list (`the thirteen undersigned`), in figures or in words, it is that of the list, or of the
organizations or the people in it. If there is a `signatories.csv`, somebody in it is printed.

## Why

Somebody who signed and is missing will ask why. Somebody who did not sign and is printed will ask louder. And the other
side will quote "the 41 undersigned organizations" above forty names.

## Example

```
letter.md:12:9: error[LP306]: the letter says 41 signatories, but there are 40
 12 | We, the 41 undersigned organisations, call on you
    |         ^^
  = hint: write {{ signatories.count }}
```

## Remedy

Write `{{ signatories.count }}` instead of a number. If a PDF lacks a row, build again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.evidence.compare import BREAK, in_any_order
from letterpack.checks.evidence.stated_numbers import stated_numbers
from letterpack.checks.evidence.texts import passages
from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.formats.tables.signatories import SIGNATORIES_FILE
from letterpack.model.observed import Passage
from letterpack.spans import Span

CODE: Final = "LP306"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield numbers that the letter states in its own words and that are wrong, and a list that prints nobody."""
    count = len(sources.campaign.signatories)
    if not count and (file := _list_of(sources)):
        held = len(sources.campaign.held_back)
        message = f"none of the {held} signatories is printed" if held else f"`{file}` has no signatories"
        hint = "add a row for each who signs, or delete the file if the letter has no list of signatories"
        yield Diagnostic(CODE, "error", message, Span(file, 1), hint)
    printed = sources.campaign.signatories
    people = sum([not each.organization for each in printed])
    for passage in passages(sources) if count else ():
        for stated in stated_numbers(passage.text, passage.language):
            if stated.number not in (count, people, count - people):
                place = passage.place(sources, stated.start, stated.end)
                yield _wrong_number(passage.text[stated.start : stated.end], count, place)


def _wrong_number(said: str, count: int, place: Span) -> Diagnostic:
    message = f"the letter says {said} signatories, but there are {count}"
    return Diagnostic(CODE, "error", message, place, "write {{ signatories.count }}")


def _list_of(sources: Sources) -> str:
    """Return the file with the campaign's signatories; empty where there is none."""
    name = PurePosixPath(SIGNATORIES_FILE).stem
    return next((each.path for each in sources.campaign.inputs if PurePosixPath(each.path).stem == name), "")


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield the rows that the packet does not print exactly once, and what it prints among them that is no row."""
    rows = packet.expected.signatories
    if packet.pdf is None or not rows:
        return
    head = packet.expected.signatories_head
    wanted = _counted(rows)
    printed = _printed(packet.own_passages, head, wanted)
    named = {_key(row): row.partition("\n")[0] for row in rows}
    for key, number in wanted.items():
        if printed[key] != number:
            how = "is not printed" if not printed[key] else f"is printed {printed[key]} times"
            yield _finding(packet, f"the signatory {named[key]} {how} in the packet for `{packet.expected.id}`")
    total = printed.total()
    if total != wanted.total() and all(printed[key] == number for key, number in wanted.items()):
        yield _finding(
            packet, f"the packet for `{packet.expected.id}` prints {total} signatories, and there are {wanted.total()}"
        )


@lru_cache(maxsize=64)
def _counted(rows: tuple[str, ...]) -> Counter[str]:
    return Counter(map(_key, rows))


def _printed(passages: Sequence[Passage], head: str, wanted: Counter[str]) -> Counter[str]:
    """Return what the PDF prints as signatories: the entries of the lists under the heading that states their number. Where the
    PDF has another heading, of all lists that hold one of ``wanted``: the letter's own lists count nobody who signs.
    """
    start = max((index for index, each in enumerate(passages) if each.text == head), default=-1) + 1
    entries: dict[tuple[int, ...], str] = {}
    for each in passages[start:]:
        if "LI" in each.roles:
            item = each.order[: each.roles.index("LI") + 1]
            entries[item] = entries.get(item, "") + each.text + BREAK
    keys = {item: _key(text) for item, text in entries.items()}
    lists = {item[:-1] for item, key in keys.items() if start or key in wanted}
    return Counter([key for item, key in keys.items() if item[:-1] in lists])


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    return "".join(in_any_order(text).replace(BREAK, "").split())


def _finding(packet: Packet, message: str) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, "build again: letterpack build", packet=packet.expected.id)
