"""A build folder as it is, and what should be in it: both may hold more than memory does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import Final, NamedTuple

from msgspec import Struct, field

from letterpack.checks.inputs import AddresseeRef
from letterpack.diagnostics import Diagnostic
from letterpack.errors import ManifestUnreadable
from letterpack.files import LITTER
from letterpack.kept import Kept
from letterpack.manifest import NAME, Manifest, iter_packets, listed_products, read_manifest
from letterpack.model.campaign import Addressee, Settings
from letterpack.model.manifest import PACKETS, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.model.observed import ObservedBatch
from letterpack.model.products import FOLDER as PRODUCTS_FOLDER
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build.jobs import products_of
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.versions import versions
from letterpack.products import ProductFile, find_product
from letterpack.profiles import profile_names
from letterpack.spans import Span
from letterpack.world import BatchFiles

_MOST_NAMES: Final = 50_000
"""Of files, that are held in memory: 5 MB."""


class FoundProduct(NamedTuple):
    """A product's row of the manifest, as it would be for any product; the digest of its file as it is now, empty where it is
    missing; and the row as it is ``written``.
    """

    row: ProductRow
    now: str
    written: ProductRow | PrintRunRow


class Inspection(Struct, frozen=True):
    """A build folder: what its manifest says, its rows by packet id, and which ids stand in it twice. ``profile`` is the one it
    was built with, None where its manifest does not say; ``manifest`` is that without its packets, None where it cannot be read.
    """

    observed: ObservedBatch
    rows: Mapping[str, PacketRow] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    profile: str | None = None
    products: tuple[FoundProduct, ...] = ()
    manifest: Manifest | None = None


def inspect(batch: BatchFiles, only: Collection[str] = ()) -> Inspection | None:
    """Return what ``batch`` holds; None where nothing is there that a build could have made. With ``only``, no products, and of
    the packets those with these ids, or to these addressees.
    """
    if not batch.exists(NAME) and next(iter(packet_files(batch)), None) is None:
        return None
    shown, listed = batch.shown(""), batch.shown(NAME)
    try:
        manifest = read_manifest(batch)
        profile = _profile(manifest.head, listed)
        products = () if only else _products(manifest, listed)
        rows = Kept(((row.id, row) for row in _rows(batch, frozenset(only))), PacketRow)
    except ManifestUnreadable as error:
        return Inspection(ObservedBatch(shown, {}, problem=error.message))
    inputs = {each.path: each.sha256 for each in manifest.head.inputs}
    head = manifest.head
    made_by, digest = _other_versions(head), batch.digest(NAME)
    version = head.builder.letterpack
    observed = ObservedBatch(shown, inputs, head.partial, head.status, made_by=made_by, version=version, manifest_sha256=digest)
    found = tuple([FoundProduct(row, batch.digest(row.file), written) for row, written in products])
    return Inspection(observed, rows, rows.repeated, profile, found, manifest)


def _rows(batch: BatchFiles, only: AbstractSet[str]) -> Iterator[PacketRow]:
    return (row for row in iter_packets(batch) if not only or row.id in only or row.addressee in only)


def packet_files(
    batch: BatchFiles, folders: Iterable[str] = (PACKETS,), path_of: Callable[[str], str] = lambda _: ""
) -> Iterable[str]:
    """Return the names of what lies among the packets, in ``folders``, sorted whenever they are gone through; with its folder
    what does not lie at the path that ``path_of`` gives for a packet.
    """
    ours = dict.fromkeys((PACKETS, *folders))
    found = ((folder, name) for folder in ours for name in batch.walk(folder) if name not in LITTER)
    names = (
        _below(f"{folder}/{name}", name, path_of)
        for folder, name in found
        if not (name.endswith("/") and f"{folder}/{name[:-1]}" in ours)
    )
    few = list(islice(names, _MOST_NAMES))
    return sorted(few) if len(few) < _MOST_NAMES else _Sorted(Kept((name, None) for name in chain(few, names)))


def files_beside(batch: BatchFiles, products: Iterable[FoundProduct]) -> tuple[str, ...]:
    """Return the paths of what lies in ``batch`` outside its packets and is neither its manifest nor one of its ``products``:
    all that a build refuses to replace. Behind a folder's is ``/``.
    """
    listed = {NAME, *[each.row.file for each in products]}
    folders = {"", PRODUCTS_FOLDER, *[file.rpartition("/")[0] for file in listed]} - {PACKETS}
    ours = {*listed, f"{PACKETS}/", *[f"{folder}/" for folder in folders]}
    found = {f"{folder}/{name}".lstrip("/") for folder in folders for name in batch.walk(folder) if name not in LITTER}
    return tuple(sorted(found - ours))


def _below(path: str, name: str, path_of: Callable[[str], str]) -> str:
    meant = path_of(name.removesuffix(".pdf"))
    if meant == path:
        return name
    # What lies beside the folders is no packet of theirs, though it is called so.
    below = path.removeprefix(f"{PACKETS}/")
    return f"./{below}" if meant and below == name else below


@dataclass(frozen=True, slots=True)
class _Sorted(Iterable[str]):
    """Names that wait in a file, in order."""

    names: Kept[None]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.names.by("name"))


class ExpectedPackets:
    """Who gets which packet by ``kit``, by its id, in mailing order: noted while the rules see all addressees. An enclosure that
    cannot be sent is reported. No letter is merged for it: that is done once for each packet, where it is checked.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._tried: set[str] = set()
        self._letters = 0
        self.packets: Kept[AddresseeRef] = Kept(shape=AddresseeRef)
        """What was noted so far."""

    def see(self, addressee: Addressee) -> None:
        """Note the packets of the letter to the next addressee."""
        if addressee.kind != "to":
            return
        for builder, packet in self._kit.addressed(addressee):
            if not self._tried.issuperset(packet.enclosures):
                builder.enclosed(packet)
                self._tried.update(packet.enclosures)
            self.packets.add(packet.name, AddresseeRef(packet.reader.id, packet.reader.origin.span(), self._letters))
        self._letters += 1

    def findings(self) -> Iterator[Diagnostic]:
        """Return nothing: what is wrong is reported where it is found."""
        return iter(())


def _other_versions(head: ManifestHead) -> str:
    """Return, in words, what made the batch in other versions than are here; empty where all are the same."""
    now, then = versions().named, head.builder.named
    others = [name for name in dict.fromkeys((*then, *now)) if then.get(name) != now.get(name)]
    return ", ".join([f"{name} {then.get(name, 'without a version')} (here {now.get(name, 'none')})" for name in others])


def _profile(head: ManifestHead, shown: str) -> str | None:
    """Return the profile that the manifest names, None for one of an earlier version, which names none.

    Raises ``ManifestUnreadable`` where nothing here is called so.
    """
    if head.profile and head.profile not in profile_names():
        raise ManifestUnreadable(
            f"`{shown}` names the profile `{head.profile}`, which this letterpack does not have",
            "use the letterpack that built it, or build the batch again",
        )
    return head.profile or None


def _products(manifest: Manifest, shown: str) -> tuple[tuple[ProductRow, ProductRow | PrintRunRow], ...]:
    """Return the products that the manifest lists. Raises ``ManifestUnreadable`` where one is of an unknown kind."""
    rows = tuple(listed_products(manifest))
    for row, _ in rows:
        if row.name not in PRODUCTS:
            raise ManifestUnreadable(
                f"`{shown}` lists the product `{row.name}`, which this letterpack does not have",
                "use the letterpack that built it, or build the batch again",
            )
    return rows


def check_products(
    found: tuple[FoundProduct, ...],
    settings: Settings,
    batch: BatchFiles,
    rows: Mapping[str, PacketRow],
    expected: Mapping[str, object],
) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with the products of ``batch``, and which ones the campaign asks for and has not got, by their names.

    ``rows`` are the packets that the manifest lists, ``expected`` those that should be there, in mailing order, by id.
    """
    for name, group in groupby(found, key=lambda each: each.row.name):
        product, files = find_product(name), list(group)
        pieces = tuple([name for name in expected if name not in rows or product.takes(rows[name])])
        listed = tuple([piece for each in files for piece in each.row.pieces])
        is_right = listed == pieces or (product.arranges(settings) and sorted(listed) == sorted(pieces))
        for row, now, _ in files:
            due = row.pieces if is_right else pieces
            seen = ProductFile(product, batch.shown(row.file), row.file, row.sha256, now, row.pieces, due)
            yield from [(name, finding) for finding in product.check(seen)]
    there = {each.row.name for each in found}
    for product in products_of(settings, ()):
        if product.name not in there:
            message = f"{product.title} is missing, which letterpack.yaml asks for"
            yield product.name, Diagnostic("LP301", "error", message, Span(batch.shown(NAME)), "build again: letterpack build")
