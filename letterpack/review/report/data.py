"""What the report's script shows on demand, as JSON that no text can break out of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from letterpack.interface import said as in_words
from letterpack.interface import translated
from letterpack.model.change import Change, Comparison, Group, PacketChanges
from letterpack.review.groups import numbered
from letterpack.review.telling import STATUS_WORDS, headline, retold

MOST_PACKETS: Final = 10_000
"""That one report lists: a browser opens their rows in a second or two. What is left out is counted."""
MOST_CARDS: Final = 2_000
"""Changes that one report tells."""


def report_data(
    comparison: Comparison,
    pictures: Sequence[str],
    shots: Mapping[tuple[str, int], tuple[object, ...]],
    wholes: Mapping[str, Sequence[int]],
    sentences: Iterable[str],
) -> str:
    """Return the data: the changes with the keys of their marks, the packets with them by group, pictures, and what the script
    says in the language that is spoken. ``<`` never stands in it.
    """
    groups = comparison.groups[:MOST_CARDS]
    index = numbered(groups)
    differing = islice((packet for packet in comparison.packets if packet.status != "identical"), MOST_PACKETS)
    data = {
        "version": 2,
        "old": comparison.old,
        "new": comparison.new,
        "manifests": list(comparison.digests),
        "whole": _is_whole(comparison),
        "groups": [_group(group) for group in groups],
        "packets": [_packet(packet, index, groups, shots) for packet in differing],
        "identical": _identical(comparison),
        "pictures": list(pictures),
        "words": {each: found for each in sentences if (found := translated(each)) is not None},
        "wholes": {packet_id: list(pages) for packet_id, pages in wholes.items()},
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _is_whole(comparison: Comparison) -> bool:
    """Whether the report lists every packet and every change, so that all can be marked in it."""
    return len(comparison.packets) <= MOST_PACKETS and len(comparison.groups) <= MOST_CARDS


def _identical(comparison: Comparison) -> list[list[str]]:
    """Return the ids of packets that nothing became of, with their digests."""
    found = ([packet.id, packet.sha256[1]] for packet in comparison.packets if packet.status == "identical")
    return list(islice(found, MOST_PACKETS))


def _group(group: Group) -> dict[str, str]:
    change = group.change
    head = in_words(headline(change))
    return {"key": group.key, "kind": change.kind, "field": change.field, "head": head, "about": retold(change)}


def _packet(
    packet: PacketChanges,
    index: Mapping[int, int],
    groups: Sequence[Group],
    shots: Mapping[tuple[str, int], tuple[object, ...]],
) -> dict[str, Any]:
    places = [index.get(number) for number in packet.groups]
    told = [(at, place) for at, place in enumerate(places) if place is not None]
    said: dict[str, Any] = {
        "id": packet.id,
        "label": packet.label,
        "status": in_words(STATUS_WORDS[packet.status]),
        "sha256": packet.sha256[1],
        "old_sha256": packet.sha256[0],
        "reading": packet.reading_sha256,
        "groups": [place for _, place in told],
    }
    own = {
        str(here): _own(packet.changes[at].change)
        for here, (at, place) in enumerate(told)
        if _differs(packet.changes[at].change, groups[place].change)
    }
    if own:
        said["own"] = own
    taken = {str(here): list(shot) for here, (at, _) in enumerate(told) if (shot := shots.get((packet.id, at)))}
    if taken:
        said["shots"] = taken
    if len(told) < len(places):
        said["more"] = len(places) - len(told)
    if packet.reflowed:
        said["reflowed"] = packet.reflowed
    if packet.pages[0] != packet.pages[1]:
        said["pages"] = list(packet.pages)
    if packet.notes or packet.why:
        said["notes"] = [in_words(each) for each in (*packet.notes, packet.why) if each]
    return said


def _own(change: Change) -> dict[str, str]:
    return {"before": change.before, "after": change.after, "lead": change.lead, "trail": change.trail}


def _differs(change: Change, first: Change) -> bool:
    """Whether a packet's change is told in other words than that of its group: the addressee's own."""
    return _own(change) != _own(first)
