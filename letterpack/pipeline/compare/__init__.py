"""``diff``: two sets of packets, found by their manifests or as plain PDFs, compared file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from letterpack.errors import CannotCompare
from letterpack.manifest import NAME, iter_packets, read_manifest
from letterpack.model.campaign import Kind
from letterpack.model.change import Change, Comparison, Located, PacketChanges
from letterpack.model.manifest import PACKETS, EnclosureRow
from letterpack.model.observed import Unreadable
from letterpack.readback import PacketReader
from letterpack.review import Ranker, Side, compare_packets, group_changes
from letterpack.review.groups import group_key
from letterpack.review.ours import is_ours
from letterpack.stores import find_store
from letterpack.world import BatchFiles

FEW_PACKETS: Final = 40
"""Up to here, every packet that changed keeps the places of all its changes; beyond, the first of each group stands for all."""
_PIECE_BYTES: Final = 1 << 20
_UNREAD: Final = "only the digests of the sources are known here: name campaigns to see what changed in them"


@dataclass(frozen=True, slots=True)
class PacketToCompare:
    """A packet's file: where it is, its path there, the enclosures that its manifest lists, and its kind (empty without one)."""

    files: BatchFiles
    path: str
    enclosures: tuple[EnclosureRow, ...] = ()
    kind: Kind | Literal[""] = ""

    def read(self) -> bytes:
        """Return the file's bytes. Raises ``OSError``."""
        return self.files.read(self.path)


@dataclass(frozen=True, slots=True)
class BatchToCompare:
    """One side: ``name`` is what the user called it, ``packets`` are its files by id, ``inputs`` the digests of its sources.

    ``single`` where it is one file, whose name does not matter. ``notes`` say what is not known of it.
    """

    name: str
    packets: Mapping[str, PacketToCompare]
    inputs: Mapping[str, str] = field(default_factory=dict)
    single: bool = False
    notes: tuple[str, ...] = ()


def open_packets(path: Path, name: str) -> BatchToCompare:
    """Return the packets at ``path``: a build folder, its ``packets``, a manifest, any folder of PDFs, or one PDF.

    Raises ``CannotCompare``, and ``ManifestUnreadable`` where there is a manifest that is none.
    """
    if path.is_file():
        path = path.resolve()
        return packets_of(find_store(path.parent).batch(), path.name, name)
    if not path.is_dir():
        raise CannotCompare(f"there is no `{name}`", "name a build folder, a manifest, a PDF, a campaign or a git revision")
    if path.name == PACKETS and not (path / NAME).exists() and (path.parent / NAME).exists():
        path = path.parent
    return packets_in(find_store(path).batch(), name)


def packets_of(files: BatchFiles, file: str, name: str) -> BatchToCompare:
    """Return the packets that one ``file`` of ``files`` stands for: those of a manifest, else itself."""
    if file.endswith(".json"):
        return _from_manifest(files, name, file)
    return BatchToCompare(name, {PurePosixPath(file).stem: PacketToCompare(files, file)}, single=True)


def packets_in(files: BatchFiles, name: str) -> BatchToCompare:
    """Return the packets in a batch, or in files that stand for one. Raises ``CannotCompare`` and ``ManifestUnreadable``."""
    if files.exists(NAME):
        return _from_manifest(files, name, NAME)
    found = _pdfs(files, "") or _pdfs(files, PACKETS)
    if not found:
        raise CannotCompare(
            f"`{name}` contains no packets", "name a folder that `letterpack build` has made, or one with PDFs in it"
        )
    return BatchToCompare(name, found, notes=(f"`{name}` has no manifest, so its enclosures and sources are not known",))


def _pdfs(files: BatchFiles, folder: str) -> dict[str, PacketToCompare]:
    paths = [PurePosixPath(folder, name) for name in files.names(folder)]
    return {path.stem: PacketToCompare(files, str(path)) for path in paths if path.suffix.lower() == ".pdf"}


def _from_manifest(files: BatchFiles, name: str, manifest: str) -> BatchToCompare:
    head = read_manifest(files, manifest).head
    packets = {row.id: PacketToCompare(files, row.file, row.enclosures, row.kind) for row in iter_packets(files, manifest)}
    notes = (f"`{name}` is only a part of its batch",) if head.partial else ()
    return BatchToCompare(name, packets, {each.path: each.sha256 for each in head.inputs}, notes=notes)


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
    ids = [each for each in dict.fromkeys((*new.packets, *old.packets)) if not only or each in only]
    if missing := [each for each in only if each not in ids]:
        raise CannotCompare(
            f"neither side has a packet `{missing[0]}`", "use an id from the table that `letterpack build` prints"
        )
    found = []
    comparer, rank, places = _Comparer(old, new), Ranker(names), _PlacesKept()
    for index, packet_id in enumerate(ids):
        packet = comparer.compare(packet_id)
        ordered = sorted(packet.changes, key=lambda each: rank(each.change, harmless=each.harmless))
        found.append(places.kept(replace(packet, changes=tuple(ordered))))
        if progress:
            progress(index + 1, len(ids))
    changed = _changed_inputs(old.inputs, new.inputs) if sources is None else tuple(sources)
    groups = group_changes(found, rank)
    unread = (_UNREAD,) if changed and sources is None else ()
    return Comparison(old.name, new.name, changed, tuple(found), groups, (*old.notes, *new.notes, *unread))


class _PlacesKept:
    """Lets go of the places of changes that nobody will look at: a long list of packets is held, their pages are not."""

    def __init__(self) -> None:
        self._seen: set[object] = set()
        self._packets = 0

    def kept(self, packet: PacketChanges) -> PacketChanges:
        """Return ``packet`` with the places that a report can show."""
        self._packets += bool(packet.changes)
        keys = [group_key(each.change, packet.own_words) for each in packet.changes]
        if self._packets <= FEW_PACKETS:
            self._seen.update(keys)
            return packet
        changes = []
        for key, each in zip(keys, packet.changes, strict=True):
            changes.append(each._replace(old=(), new=()) if key in self._seen else each)
            self._seen.add(key)
        return replace(packet, changes=tuple(changes))


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


class _Comparer:
    """Compares packets of one pair of batches; what many share is read once on each side."""

    def __init__(self, old: BatchToCompare, new: BatchToCompare) -> None:
        self._old, self._new = old, new
        self._readers = PacketReader(), PacketReader()
        self._painted: set[object] = set()

    def compare(self, packet_id: str) -> PacketChanges:
        old, new = self._old.packets.get(packet_id), self._new.packets.get(packet_id)
        try:
            if old is None or new is None:
                return self._lonely(packet_id, old, new)
            if _same_bytes(old, new):
                return PacketChanges(packet_id, "", "identical")
            sides = self._side(self._readers[0], old), self._side(self._readers[1], new)
        except OSError as error:
            return _failed(packet_id, f"a file cannot be read: {error.strerror or error}")
        for side, name in zip(sides, (self._old.name, self._new.name), strict=True):
            if isinstance(side, str):
                return _failed(packet_id, f"the file in `{name}` cannot be read: {side}")
        before, after = sides
        assert isinstance(before, Side)
        assert isinstance(after, Side)
        return compare_packets(packet_id, before, after, self._painted)

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
        return PacketChanges(packet_id, side.label(), "new" if new else "removed", (told,), pages, sha256=digests)

    def _side(self, reader: PacketReader, packet: PacketToCompare) -> Side | str:
        """Return the file read, or why it cannot be."""
        data = packet.read()
        found = reader.read(data, sum([row.pages for row in packet.enclosures]))
        if isinstance(found, Unreadable) or not is_ours(found):
            found = reader.read_by_others(data)
        return found.why if isinstance(found, Unreadable) else Side(data, found, packet.enclosures)


def _failed(packet_id: str, why: str) -> PacketChanges:
    return PacketChanges(packet_id, "", "failed", why=why)


def _same_bytes(old: PacketToCompare, new: PacketToCompare) -> bool:
    return all(one == other for one, other in zip_longest(_pieces(old), _pieces(new)))


def _pieces(packet: PacketToCompare) -> Iterator[bytes]:
    with packet.files.open(packet.path) as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
