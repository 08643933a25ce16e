"""What the report's script shows on demand, as JSON that no text can break out of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from letterpack.model.change import Change, Comparison, PacketChanges
from letterpack.review.groups import group_key
from letterpack.review.telling import STATUS_WORDS


def report_data(comparison: Comparison, pictures: Sequence[str], shots: Mapping[tuple[str, int], tuple[object, ...]]) -> str:
    """Return the data: packets that changed with their changes by group, and pictures. ``<`` never stands in it."""
    index = {group_key(found.change, packet.own_words): number for number, packet, found in _firsts(comparison)}
    firsts = [group.change for group in comparison.groups]
    data = {
        "version": 1,
        "old": comparison.old,
        "new": comparison.new,
        "packets": [_packet(packet, index, firsts, shots) for packet in comparison.packets if packet.status != "identical"],
        "pictures": list(pictures),
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _firsts(comparison: Comparison) -> list[tuple[int, PacketChanges, Any]]:
    """Return each group's number with a packet and a change in it, from which its key is made."""
    packets = {packet.id: packet for packet in comparison.packets}
    found = []
    for number, group in enumerate(comparison.groups):
        packet = packets[group.packets[0]]
        found.append((number, packet, next(each for each in packet.changes if each.change == group.change)))
    return found


def _packet(
    packet: PacketChanges,
    index: Mapping[tuple[object, ...], int],
    firsts: Sequence[Change],
    shots: Mapping[tuple[str, int], tuple[object, ...]],
) -> dict[str, Any]:
    groups = [index[group_key(each.change, packet.own_words)] for each in packet.changes]
    said: dict[str, Any] = {
        "id": packet.id,
        "label": packet.label,
        "status": STATUS_WORDS[packet.status],
        "sha256": packet.sha256[1],
        "groups": groups,
    }
    own = {
        str(place): _own(found.change)
        for place, found in enumerate(packet.changes)
        if _differs(found.change, firsts[groups[place]])
    }
    if own:
        said["own"] = own
    taken = {str(place): list(shot) for place in range(len(groups)) if (shot := shots.get((packet.id, place)))}
    if taken:
        said["shots"] = taken
    if packet.reflowed:
        said["reflowed"] = packet.reflowed
    if packet.pages[0] != packet.pages[1]:
        said["pages"] = list(packet.pages)
    if packet.notes or packet.why:
        said["notes"] = [*packet.notes, *([packet.why] if packet.why else [])]
    return said


def _own(change: Change) -> dict[str, str]:
    return {"before": change.before, "after": change.after, "lead": change.lead, "trail": change.trail}


def _differs(change: Change, first: Change) -> bool:
    """Whether a packet's change is told in other words than that of its group: the addressee's own."""
    return _own(change) != _own(first)
