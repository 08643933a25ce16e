"""Changes in words, for every report: what kind of change it is, how far something moved, how many packets became what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, overload

from letterpack.model.change import Change, Comparison, Consequence, Group, PacketChanges, ProductChanges, Status
from letterpack.model.products import PRINT_RUN
from letterpack.patterns import late
from letterpack.values import replace

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


NAMES_BLIND_COPIES: Final = "private: this report shows blind copies, which no other packet names"
_ANSWER: Final = late(r"signatories\.csv: .*: (?:consent|withdrawn)", re.DOTALL)
_REASON: Final = late(r"letterpack\.yaml: suppress\..*")
_ANSWERED: Final = Change("signatory", "signatories.csv", "", "", note="an answer about consent differs")
_ACCEPTED: Final = Change("text", "letterpack.yaml: suppress", "", "", note="what is accepted is another")


def without_answers(comparison: Comparison, held_back: Collection[str]) -> Comparison:
    """Return ``comparison`` without what signatories answered.

    ``held_back`` are those who are not printed, in the words of changes.
    """
    sources = dict.fromkeys(_source(change) for change in comparison.sources if not _is_held_back(change, held_back))
    return replace(
        comparison,
        old=_called(comparison.old),
        new=_called(comparison.new),
        sources=tuple(sources),
        notes=tuple(_notes(comparison)),
    )


def _source(change: Change) -> Change:
    if _ANSWER.fullmatch(change.field):
        return _ANSWERED
    return _ACCEPTED if _REASON.fullmatch(change.field) else change


def _is_held_back(change: Change, held_back: Collection[str]) -> bool:
    return change.kind == "signatory" and not (change.before and change.after) and (change.before or change.after) in held_back


def _called(name: str) -> str:
    """Return a side's name; the last part of an absolute path, which tells of a machine and its user."""
    return Path(name).name if Path(name).is_absolute() else name


def _notes(comparison: Comparison) -> Iterator[str]:
    old, new = comparison.old, comparison.new
    for note in comparison.notes:
        yield note.replace(f"`{old}`", f"`{_called(old)}`").replace(f"`{new}`", f"`{_called(new)}`")


def without_blind_copies(comparison: Comparison, blind: Collection[str]) -> Comparison:
    """Return ``comparison`` without what tells who gets a blind copy; ``blind`` are the ids of those packets and addressees."""
    there = [packet for packet in comparison.packets if packet.id in blind] if blind else []
    if not there:
        return replace(comparison, sources=tuple(dict.fromkeys(_blind_source(change, blind) for change in comparison.sources)))
    called = {packet.id: f"blind-copy-{number}" for number, packet in enumerate(there, 1)}
    openly = _first_open(comparison, called)
    return replace(
        comparison,
        sources=tuple(dict.fromkeys(_blind_source(change, blind) for change in comparison.sources)),
        packets=_RenamedPackets(comparison.packets, lambda packet: _packet(packet, called)),
        groups=tuple([_group(group, called, openly) for group in comparison.groups if openly.keys() & set(group.numbers)]),
        products=tuple([_product(each, blind) for each in comparison.products]),
    )


def _product(product: ProductChanges, blind: Collection[str]) -> ProductChanges:
    """Return ``product`` without what its rows say of blind copies; of a print run, which has them, what became of it alone."""
    if product.name == PRINT_RUN:
        return replace(product, changes=(), more=0)
    openly = [each for each in product.changes if each.field.partition(": ")[0] not in blind]
    return replace(product, changes=tuple(openly))


def _first_open(comparison: Comparison, called: Mapping[str, str]) -> dict[int, Change]:
    """Return how the first packet that is no blind copy says the change of each group, by the group's number."""
    found: dict[int, Change] = {}
    for packet in comparison.packets:
        if packet.id not in called:
            for number, each in zip(packet.groups, packet.changes, strict=True):
                found.setdefault(number, each.change)
    return found


def _blind_source(change: Change, blind: Collection[str]) -> Change:
    file, *parts = change.field.split(": ")
    if not parts or parts[0] not in blind:
        return change
    return Change("address", f"{file}: a blind copy", "", "", note=change.note if change.note.startswith(("new", "gone")) else "")


def _packet(packet: PacketChanges, called: Mapping[str, str]) -> PacketChanges:
    if packet.id not in called:
        return packet
    return PacketChanges(called[packet.id], "", packet.status, pages=packet.pages, sha256=packet.sha256)


def _group(group: Group, called: Mapping[str, str], openly: Mapping[int, Change]) -> Group:
    """Return ``group`` with the change as an open packet has it: each says it in its addressee's words."""
    number = next(each for each in group.numbers if each in openly)
    change = openly[number] if number == group.numbers[0] else group.change
    follows = [_consequence(each, called) for each in group.follows if not all(name in called for name in each.packets)]
    return replace(group, change=change, packets=_renamed(group.packets, called), follows=tuple(follows))


def _consequence(each: Consequence, called: Mapping[str, str]) -> Consequence:
    """Return what follows, without its words where a blind copy was the first to say it."""
    change = Change(each.change.kind, each.change.field, "", "") if each.packets[0] in called else each.change
    return Consequence(change, _renamed(each.packets, called))


def _renamed(packets: Sequence[str], called: Mapping[str, str]) -> Sequence[str]:
    return tuple([called.get(name, name) for name in packets])


class _RenamedPackets(Sequence[PacketChanges]):
    """Packets as ``rename`` gives them, each made when it is asked for: there may be a million."""

    def __init__(self, packets: Sequence[PacketChanges], rename: Callable[[PacketChanges], PacketChanges]) -> None:
        self._packets, self._rename = packets, rename

    def __len__(self) -> int:
        return len(self._packets)

    def __iter__(self) -> Iterator[PacketChanges]:
        return map(self._rename, self._packets)

    @overload
    def __getitem__(self, index: int) -> PacketChanges: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[PacketChanges]: ...

    def __getitem__(self, index: int | slice) -> PacketChanges | Sequence[PacketChanges]:
        if isinstance(index, slice):
            return [self._rename(each) for each in self._packets[index]]
        return self._rename(self._packets[index])
