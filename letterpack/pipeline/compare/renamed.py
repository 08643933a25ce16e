"""Packets that only have another id: by their bytes, else by what their windows say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from rapidfuzz.distance import Indel

from letterpack.pipeline.compare.batches import BatchToCompare, PacketToCompare

_MOST_LONELY: Final = 10_000
"""Packets that came or went; beyond, another batch altogether is compared, and nothing is looked for."""
_MOST_READ: Final = 200
_SAME_WINDOW: Final = 0.6
"""The share of lines in the window that the same addressee keeps, whatever changed."""

WindowOf = Callable[[PacketToCompare], str]
"""Gives what the window of a packet says, empty where that is not known."""


class Renamed(Struct, frozen=True):
    """The old ids of packets by their new ones; ``not_looked`` where there were too many to look."""

    old_ids: Mapping[str, str]
    not_looked: bool = False


def find_renamed(old: BatchToCompare, new: BatchToCompare, window_of: WindowOf) -> Renamed:
    """Return which packets of ``new`` are packets of ``old`` with another id."""
    gone, come = list(_lonely(old, new)), list(_lonely(new, old))
    if not gone or not come:
        return Renamed({})
    if max(len(gone), len(come)) > _MOST_LONELY:
        return Renamed({}, not_looked=True)
    digests = {_digest(old.packets[name]): name for name in reversed(gone)}
    found = {name: digests[digest] for name in come if (digest := _digest(new.packets[name])) in digests}
    gone = [name for name in gone if name not in found.values()]
    come = [name for name in come if name not in found]
    if gone and come and max(len(gone), len(come)) <= _MOST_READ:
        found.update(_by_window(old, gone, new, come, window_of))
    return Renamed(found)


def _lonely(one: BatchToCompare, other: BatchToCompare) -> Iterator[str]:
    """Yield the first packets that only ``one`` has, one more than are looked at."""
    count = 0
    for name in one.packets:
        if name not in other.packets:
            yield name
            count += 1
            if count > _MOST_LONELY:
                return


def _digest(packet: PacketToCompare) -> str:
    return packet.sha256 or packet.files.digest(packet.path)


def _by_window(
    old: BatchToCompare, gone: list[str], new: BatchToCompare, come: list[str], window_of: WindowOf
) -> Iterator[tuple[str, str]]:
    """Yield new and old ids of packets whose windows say nearly the same, the nearest first."""
    olds = {name: window_of(old.packets[name]).split("\n") for name in gone}
    news = {name: window_of(new.packets[name]).split("\n") for name in come}
    near = [
        (score, after, before)
        for before, had in olds.items()
        for after, has in news.items()
        if any(had) and any(has) and (score := Indel.normalized_similarity(had, has)) >= _SAME_WINDOW
    ]
    taken: set[str] = set()
    for _, after, before in sorted(near, key=lambda each: -each[0]):
        if f"new {after}" not in taken and f"old {before}" not in taken:
            taken |= {f"new {after}", f"old {before}"}
            yield after, before
