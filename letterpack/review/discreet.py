"""What a comparison says where it travels: in a pull request, in a CI system's results, in a report that is passed on.

Nobody's answer about consent is told, nor who never agreed, nor why a finding was accepted, nor where on a machine the two sides
are. Blind copies are named to those alone who approve the packets, in the HTML report, and it says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from letterpack.model.change import Change, Comparison, Consequence, Group, PacketChanges, ProductChanges
from letterpack.model.products import PRINT_RUN
from letterpack.patterns import late
from letterpack.review.members import Mapped
from letterpack.values import replace

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
        packets=Mapped(comparison.packets, lambda packet: _packet(packet, called)),
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
    return Mapped(packets, lambda name: called.get(name, name))
