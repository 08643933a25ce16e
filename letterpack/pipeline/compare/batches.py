"""The two sides of ``diff``: packets as a manifest lists them, or any PDFs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from msgspec import Struct, field

from letterpack.errors import CannotCompare, ManifestUnreadable
from letterpack.files import real_path
from letterpack.kept import Kept
from letterpack.manifest import NAME, iter_packets, read_manifest
from letterpack.manifest.rows import REMEDY
from letterpack.model.campaign import Kind
from letterpack.model.manifest import MOST_DIGITS, PACKETS, EnclosureRow, PacketRow, folder_names
from letterpack.stores import find_store
from letterpack.values import replace
from letterpack.world import BatchFiles

_DATA: Final = (".json", ".xml")
"""What services take beside a packet."""


class PacketToCompare(Struct, frozen=True):
    """A packet's file: where it is, its path there, and what its manifest says, which is nothing without one: the enclosures, the
    kind, the digest and the profile.
    """

    files: BatchFiles
    path: str
    enclosures: tuple[EnclosureRow, ...] = ()
    kind: Kind | Literal[""] = ""
    sha256: str = ""
    profile: str = ""

    def read(self) -> bytes:
        """Return the file's bytes. Raises ``OSError``."""
        return self.files.read(self.path)


class ManifestPlace(Struct, frozen=True):
    """Where a batch's manifest is, and the profile that it names; without ``files``, it is that of an empty one."""

    files: BatchFiles | None
    name: str = NAME
    profile: str = ""


class BatchToCompare(Struct, frozen=True):
    """One side: ``name`` is what the user called it, ``packets`` are its files by id, ``inputs`` the digests of its sources.

    ``single`` where it is one file, whose name does not matter. ``notes`` say what is not known of it. ``manifest_sha256`` is
    the digest of its manifest, empty without one. ``manifest`` is where its products are listed, ``beside`` the data that
    lies beside its packets, by their names. ``is_built`` where it was built for the comparison.
    """

    name: str
    packets: Mapping[str, PacketToCompare]
    inputs: Mapping[str, str] = field(default_factory=dict)
    single: bool = False
    notes: tuple[str, ...] = ()
    manifest_sha256: str = ""
    manifest: ManifestPlace | None = None
    beside: Mapping[str, tuple[BatchFiles, str]] = field(default_factory=dict)
    is_built: bool = False


def open_packets(path: Path, name: str) -> BatchToCompare:
    """Return the packets at ``path``: a build folder, its ``packets``, a manifest, any folder of PDFs, or one PDF.

    Raises ``CannotCompare``, and ``ManifestUnreadable`` where there is a manifest that is none.
    """
    if path.is_file():
        path = real_path(path)
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
    found = _pdfs(files, "") or _pdfs(files, PACKETS) or _in_folders(files, name)
    if not found:
        raise CannotCompare(
            f"`{name}` contains no packets", "name a folder that `letterpack build` has made, or one with PDFs in it"
        )
    notes = (f"`{name}` has no manifest, so its enclosures and sources are not known",)
    return BatchToCompare(name, found, notes=notes, beside=_beside(files, found))


def _beside(files: BatchFiles, packets: Mapping[str, PacketToCompare]) -> dict[str, tuple[BatchFiles, str]]:
    """Return the files of data that are called as packets are."""
    folder = PurePosixPath(next(iter(packets.values())).path).parent
    paths = [PurePosixPath(folder, name) for name in files.names("" if folder == PurePosixPath() else str(folder))]
    return {path.stem: (files, str(path)) for path in paths if path.suffix in _DATA and path.stem in packets}


def _pdfs(files: BatchFiles, folder: str) -> dict[str, PacketToCompare]:
    paths = [PurePosixPath(folder, name) for name in files.names(folder)]
    return {path.stem: PacketToCompare(files, str(path)) for path in paths if path.suffix.lower() == ".pdf"}


def _in_folders(files: BatchFiles, name: str) -> Mapping[str, PacketToCompare]:
    """Return the packets of a large batch, which are in folders below its ``packets``, or of that folder itself. Raises
    ``CannotCompare`` where two have one name: a batch has no such packets.
    """
    for digits in range(1, MOST_DIGITS + 1):
        for start in (f"{PACKETS}/", ""):
            found = (pair for folder in folder_names(digits) for pair in _pdfs(files, f"{start}{folder}").items())
            rows = Kept((stem, _Row(each.path, (), "", "")) for stem, each in found)
            for repeated in rows.repeated:
                said = f"`{name}` contains more than one packet called `{repeated}`"
                raise CannotCompare(said, "keep one of them, and move the other away")
            if rows:
                return _Listed.of(files, "", rows)
    return {}


def _from_manifest(files: BatchFiles, name: str, manifest: str) -> BatchToCompare:
    head = read_manifest(files, manifest).head
    notes = (f"`{name}` is only a part of its batch",) if head.partial else ()
    inputs = {each.path: each.sha256 for each in head.inputs}
    place = ManifestPlace(files, manifest, head.profile)
    packets = _Listed(files, head.profile, lambda: _rows_of(files, manifest, iter_packets(files, manifest)))
    return BatchToCompare(name, packets, inputs, notes=notes, manifest_sha256=files.digest(manifest), manifest=place)


def few_of(old: BatchToCompare, new: BatchToCompare, ids: Collection[str]) -> tuple[BatchToCompare, BatchToCompare]:
    """Return both sides with the packets called ``ids`` alone, the others unread; as they are where a side has no manifest or
    does not list them all, for they may have other ids there. Raises ``ManifestUnreadable`` and ``OSError``.
    """
    few = [_few(side, frozenset(ids)) for side in (old, new)]
    return (old, new) if few[0] is None or few[1] is None else (few[0], few[1])


def _few(side: BatchToCompare, ids: AbstractSet[str]) -> BatchToCompare | None:
    place = side.manifest
    if place is None or place.files is None:
        return None
    rows = _rows_of(place.files, place.name, (row for row in iter_packets(place.files, place.name) if row.id in ids))
    return replace(side, packets=_Listed.of(place.files, place.profile, rows)) if len(rows) == len(ids) else None


def blind_copies(side: BatchToCompare) -> frozenset[str]:
    """Return the ids of the packets of ``side`` that are blind copies. Raises ``ManifestUnreadable`` and ``OSError``."""
    place = side.manifest
    if place is None or place.files is None:
        return frozenset()
    return frozenset([row.id for row in iter_packets(place.files, place.name) if row.kind == "bcc"])


class _Row(Struct, frozen=True):
    """What is kept of a manifest's row; without a manifest, where the packet is."""

    file: str
    enclosures: tuple[EnclosureRow, ...]
    kind: Kind | Literal[""]
    sha256: str


def _rows_of(files: BatchFiles, manifest: str, packets: Iterable[PacketRow]) -> Kept[_Row]:
    """Return what is kept of ``packets``. Raises ``ManifestUnreadable`` where one is listed twice: which of them is meant?"""
    rows = Kept((row.id, _Row(row.file, row.enclosures, row.kind, row.sha256)) for row in packets)
    shown = files.shown(manifest)
    for repeated in rows.repeated:
        raise ManifestUnreadable(f"`{shown}` lists the packet `{repeated}` twice", REMEDY)
    return rows


class _Listed(Mapping[str, PacketToCompare]):
    """The packets of a manifest, however many; their rows are read when they are first asked for."""

    def __init__(self, files: BatchFiles, profile: str, read: Callable[[], Kept[_Row]]) -> None:
        self._files, self._profile, self._read = files, profile, read

    @classmethod
    def of(cls, files: BatchFiles, profile: str, rows: Kept[_Row]) -> _Listed:
        """Return the packets of ``rows`` that were read already."""
        return cls(files, profile, lambda: rows)

    @cached_property
    def _rows(self) -> Kept[_Row]:
        return self._read()

    def __getitem__(self, name: str) -> PacketToCompare:
        row = self._rows[name]
        return PacketToCompare(self._files, row.file, row.enclosures, row.kind, row.sha256, self._profile)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
