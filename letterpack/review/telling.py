"""Changes in words, for every report: what kind of change it is, how far something moved, how many packets became what."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from letterpack.model.change import Change, Comparison, Consequence, Group, ProductChanges, Status

STATUS_WORDS: Final[dict[Status, str]] = {
    "failed": "failed",
    "changed": "changed",
    "new": "new",
    "removed": "removed",
    "layout": "layout only",
    "metadata": "metadata only",
    "identical": "identical",
}
"""What becomes of packets, in the order in which they are told."""
_LEAST_MM: Final = 0.05
"""A way that is not told as 0.0 mm."""
_BOTH: Final = 2
_MOST_WORDS: Final = 400
"""Characters of a change on one line."""
_MOST_OF_A_SIDE: Final = 160
_KEPT_BEFORE: Final = 4
"""Of a side that is cut, one part in so many is kept before what differs."""
_SEEN: Final = frozenset({"text", "address", "signatory", "invisible", "pages", "active"})


def headline(change: Change) -> str:
    """Return what a change is, in few words: ``signatory``, ``invisible change: address``, ``date moved 0.2 mm right``."""
    if change.kind == "invisible":
        return f"invisible change: {change.field}"
    if change.kind == "moved" and change.dx_mm is None and change.dy_mm is None:
        return f"{change.field} set otherwise"
    if change.kind == "moved":
        return f"{change.field} moved {distance(change)}"
    if change.kind in _SEEN:
        whole = change.kind == "pages" and not change.field.endswith("packet")
        return f"pages: {change.field}" if whole else change.field
    return change.kind if change.kind == change.field else f"{change.kind}: {change.field}"


def retold(change: Change) -> str:
    """Return the whole of a change on one line, by which people know it again: what it is, the words around, before and after."""
    short = shortened(change, _MOST_OF_A_SIDE)
    sides = " → ".join([one_line(side) for side in (short.before, short.after) if side])
    words = " ".join([part for part in (change.lead, f"[{sides}]" if sides else "", change.trail) if part])
    said = " ".join(f"{headline(change)}: {words}".split()) if words else headline(change)
    return said if len(said) <= _MOST_WORDS else f"{said[: _MOST_WORDS - 1]}…"


def distance(change: Change) -> str:
    """Return how far something moved, in words."""
    across, down = change.dx_mm or 0.0, change.dy_mm or 0.0
    parts = []
    if abs(across) >= _LEAST_MM:
        parts.append(f"{abs(across):.1f} mm {'right' if across > 0 else 'left'}")
    if abs(down) >= _LEAST_MM:
        parts.append(f"{abs(down):.1f} mm {'down' if down > 0 else 'up'}")
    return " and ".join(parts) or "to another page"


def shortened(change: Change, most: int) -> Change:
    """Return ``change`` with no more than ``most`` characters on a side, cut where both say the same: what differs stays in
    sight, however far along it stands.
    """
    before, after = one_line(change.before), one_line(change.after)
    if max(len(before), len(after)) <= most:
        return change
    same = next(
        (at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), min(len(before), len(after))
    )
    return change._replace(before=_cut(before, same, most), after=_cut(after, same, most))


def _cut(text: str, same: int, most: int) -> str:
    """Return at most ``most`` characters of ``text``, among them the first ones behind what is the ``same`` on both sides."""
    if len(text) <= most:
        return text
    start = 0
    if same > most // 2:
        start = min(same - most // _KEPT_BEFORE, len(text) - most + 1)
        start = max(start, text.find(" ", start, same) + 1)
    while start and unicodedata.combining(text[start]):
        start += 1
    begins = "…" if start else ""
    rest = text[start : start + most - len(begins)]
    return begins + (rest if start + len(rest) == len(text) else f"{rest[:-1]}…")


def one_line(text: str) -> str:
    """Return a text of several lines on one."""
    return " · ".join([line for line in text.split("\n") if line])


def status_counts(comparison: Comparison) -> dict[Status, int]:
    """Return how many packets became what, those that nothing became left out."""
    counts = comparison.counts
    return {status: counts[status] for status in STATUS_WORDS if counts.get(status)}


def summary(comparison: Comparison) -> str:
    """Return one line on all packets: ``2 changed · 1 new · 38 identical``."""
    counts = [f"{count:,} {STATUS_WORDS[status]}" for status, count in status_counts(comparison).items()]
    total = len(comparison.packets)
    return " · ".join(counts) if counts else f"{total} packets"


def became(product: ProductChanges) -> str:
    """Return which file it is, and what became of it: ``mailing-list.csv, the mailing list: 3 changes``."""
    called = ", ".join(filter(None, (product.file, product.title)))
    count = len(product.changes) + product.more
    changes = f"{count:,} change{'' if count == 1 else 's'}"
    return f"{called}: {changes if product.status == 'changed' and count else STATUS_WORDS[product.status]}"


def along(group: Group, total: int) -> Iterator[tuple[Change, str]]:
    """Yield the changes that a group brings with it, each with the packets where it does, empty where those are the group's."""
    for each in group.follows:
        yield each.change, "" if len(each.packets) == len(group.packets) else where(each, total)


def where(group: Group | Consequence, total: int) -> str:
    """Return which packets a group is in: its only one by id, all of them, or how many."""
    count = len(group.packets)
    if count == 1:
        return group.packets[0]
    if count < total:
        return f"{count:,} packets"
    return "both packets" if count == _BOTH else f"all {count:,} packets"
