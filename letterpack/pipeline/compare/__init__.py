"""``diff``: two sets of packets, found by their manifests or as plain PDFs, compared file by file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Final

from letterpack.errors import CannotCompare
from letterpack.kept import Kept, KeptList
from letterpack.model.change import Change, Comparison, Located, PacketChanges, Status
from letterpack.model.observed import ObservedPacket, Unreadable
from letterpack.pdfcopy.opened import TooHeavy
from letterpack.pipeline.compare.batches import (
    BatchToCompare,
    ManifestPlace,
    PacketToCompare,
    blind_copies,
    few_of,
    open_packets,
    packets_in,
    packets_of,
)
from letterpack.pipeline.compare.products import compare_products
from letterpack.pipeline.compare.renamed import find_renamed
from letterpack.readback import PacketReader
from letterpack.review import Comparer, Grouper, Ranker, Side, renamed
from letterpack.review.document import is_ours, made_here
from letterpack.values import replace

__all__ = [
    "FEW_PACKETS",
    "BatchToCompare",
    "ManifestPlace",
    "PacketToCompare",
    "blind_copies",
    "compare_batches",
    "open_packets",
    "packets_in",
    "packets_of",
]

FEW_PACKETS: Final = 40
"""Up to here, every packet that changed keeps the places of all its changes; beyond, the first of each group stands for all."""
_PIECE_BYTES: Final = 1 << 20
_UNREAD: Final = "a build keeps only the digests of its sources: compare the campaigns' folders to see what changed in them"
_UNTAGGED: Final = "it has no tags that say what its blocks are"
_NOT_LOOKED: Final = "too many packets came and went to look for each under another id"


def compare_batches(
    old: BatchToCompare,
    new: BatchToCompare,
    sources: Sequence[Change] | None = None,
    only: Sequence[str] = (),
    names: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Return what changed from ``old`` to ``new``, packet by packet in the new one's order.

    ``sources`` is what the sources say otherwise; without it, their digests are compared. ``names`` are protected spellings.
    """
    if old.single and new.single:
        old = BatchToCompare(old.name, dict.fromkeys(new.packets, next(iter(old.packets.values()))), single=True)
    if only:
        old, new = few_of(old, new, only)
    if missing := [each for each in only if each not in old.packets and each not in new.packets]:
        raise CannotCompare(
            f"neither side has a packet `{missing[0]}`", "use an id from the table that `letterpack build` prints"
        )
    pairs = _Pairs(old, new)
    ids = only or pairs.ids()
    grouper, places = Grouper(Ranker(names)), _PlacesKept()
    kept, counts, total = Kept[PacketChanges](), Counter[Status](), len(only) or max(len(new.packets), len(old.packets))
    for index, packet_id in enumerate(dict.fromkeys(ids) if only else ids):
        packet = places.kept(grouper.add(pairs.compare(packet_id)))
        counts[packet.status] += 1
        kept.add(packet_id, packet)
        if progress:
            progress(min(index + 1, total), total)
    changed = _changed_inputs(old.inputs, new.inputs) if sources is None else tuple(sources)
    unread = (_UNREAD,) if changed and sources is None else ()
    # With some packets left out, what is made of all of them says nothing.
    products, untold = ((), ()) if only else compare_products(old, new, partial(_differs, kept))
    return Comparison(
        old=old.name,
        new=new.name,
        sources=changed,
        packets=KeptList(kept),
        groups=grouper.groups(),
        notes=(*old.notes, *new.notes, *unread, *pairs.notes, *untold),
        counted=counts,
        digests=(old.manifest_sha256, new.manifest_sha256),
        products=products,
    )


def _differs(kept: Mapping[str, PacketChanges], name: str) -> bool:
    """Whether the packet called ``name`` is not as it was."""
    packet = kept.get(name)
    return packet is None or packet.status != "identical"


class _PlacesKept:
    """Lets go of the places of changes that nobody will look at: a long list of packets is held, their pages are not."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._packets = 0

    def kept(self, packet: PacketChanges) -> PacketChanges:
        """Return ``packet`` with the places that a report can show."""
        if not packet.changes:
            return packet
        self._packets += 1
        if self._packets <= FEW_PACKETS:
            self._seen.update(packet.groups)
            return packet
        changes = []
        for number, each in zip(packet.groups, packet.changes, strict=True):
            changes.append(_placeless(each) if number in self._seen else each)
            self._seen.add(number)
        return replace(packet, changes=tuple(changes))


def _placeless(found: Located) -> Located:
    return replace(found, old=(), new=(), follows=tuple([replace(each, old=(), new=()) for each in found.follows]))


def _changed_inputs(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the sources whose digests differ, where nothing more is known of them."""
    if not old or not new:
        return ()
    words = {(True, True): "changed", (False, True): "new", (True, False): "gone"}
    return tuple(
        [
            Change("text", path, "", "", note=words[path in old, path in new])
            for path in sorted({*old, *new})
            if old.get(path) != new.get(path)
        ]
    )


class _Pairs:
    """Compares packets of one pair of batches; what many share is read once on each side."""

    def __init__(self, old: BatchToCompare, new: BatchToCompare) -> None:
        self._old, self._new = old, new
        self._readers = PacketReader(looks=True), PacketReader(looks=True)
        self._comparer = Comparer()
        self._renamed = find_renamed(old, new, self._window)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be known of the pairs."""
        return (_NOT_LOOKED,) if self._renamed.not_looked else ()

    def ids(self) -> Iterator[str]:
        """Yield the ids of all packets, those of the new side first; one that has another id now, by that."""
        yield from self._new.packets
        gone = set(self._renamed.old_ids.values())
        for packet_id in self._old.packets:
            if packet_id not in self._new.packets and packet_id not in gone:
                yield packet_id

    def compare(self, packet_id: str) -> PacketChanges:
        """Return what became of a packet."""
        old_id = self._renamed.old_ids.get(packet_id, packet_id)
        old, new = self._old.packets.get(old_id), self._new.packets.get(packet_id)
        try:
            if old is None or new is None:
                return self._lonely(packet_id, old, new)
            if old_id == packet_id and (digest := _same_bytes(old, new)):
                return PacketChanges(packet_id, "", "identical", sha256=(digest, digest))
            sides = self._side(self._readers[0], old), self._side(self._readers[1], new)
        except OSError as error:
            return _failed(packet_id, f"a file cannot be read: {error.strerror or error}")
        for side, name in zip(sides, (self._old.name, self._new.name), strict=True):
            if isinstance(side, str):
                return _failed(packet_id, f"the file in `{name}` cannot be read: {side}")
        before, after = sides
        assert isinstance(before, Side)
        assert isinstance(after, Side)
        if is_ours(before.packet) != is_ours(after.packet) and made_here(before.packet) and made_here(after.packet):
            before, after = self._alike(0, before), self._alike(1, after)
        try:
            found = self._comparer.compare(packet_id, before, after)
        except TooHeavy as error:
            return _failed(packet_id, f"a page of it could not be drawn: {error}")
        return found if old_id == packet_id else renamed(found, old_id)

    def _lonely(self, packet_id: str, old: PacketToCompare | None, new: PacketToCompare | None) -> PacketChanges:
        """Return a packet that only one side has."""
        there = new or old
        assert there is not None
        side = self._side(self._readers[new is not None], there)
        if isinstance(side, str):
            return _failed(packet_id, f"the file cannot be read: {side}")
        count = len(side.packet.pages)
        pages = (None, count) if new else (count, None)
        digests = ("", side.packet.sha256) if new else (side.packet.sha256, "")
        told = Located(Change("pages", "new packet" if new else "removed packet", "", ""))
        reading = side.packet.reading_sha256 if new else ""
        status: Status = "new" if new else "removed"
        return PacketChanges(packet_id, side.label(), status, (told,), pages, sha256=digests, reading_sha256=reading)

    def _side(self, reader: PacketReader, packet: PacketToCompare) -> Side | str:
        """Return the file read, or why it cannot be."""
        data = packet.read()
        found = reader.read(data, sum([row.pages for row in packet.enclosures]))
        if isinstance(found, Unreadable) or not is_ours(found):
            found = _by_others(reader, data)
        return found.why if isinstance(found, Unreadable) else Side(data, found, packet.enclosures, packet.profile)

    def _alike(self, index: int, side: Side) -> Side:
        """Return ``side`` by what its pages show: one of two has lost its tags, which is wrong with that one."""
        if not is_ours(side.packet):
            return replace(side, packet=replace(side.packet, problems=(_UNTAGGED,)))
        found = _by_others(self._readers[index], side.data)
        return side if isinstance(found, Unreadable) else replace(side, packet=found)

    def _window(self, packet: PacketToCompare) -> str:
        try:
            side = self._side(self._readers[0], packet)
        except OSError:
            return ""
        return "" if isinstance(side, str) else side.window()


def _by_others(reader: PacketReader, data: bytes) -> ObservedPacket | Unreadable:
    """Return a file by what its pages show; what is wrong with other people's tags and syntax is not compared."""
    found = reader.read_by_others(data)
    return found if isinstance(found, Unreadable) else replace(found, problems=())


def _failed(packet_id: str, why: str) -> PacketChanges:
    return PacketChanges(packet_id, "", "failed", why=why)


def _same_bytes(old: PacketToCompare, new: PacketToCompare) -> str:
    """Return the digest of both files where they are the same, else nothing."""
    digest = hashlib.sha256()
    for one, other in zip_longest(_pieces(old), _pieces(new)):
        if one != other:
            return ""
        digest.update(one)
    return digest.hexdigest()


def _pieces(packet: PacketToCompare) -> Iterator[bytes]:
    with packet.files.open(packet.path) as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
