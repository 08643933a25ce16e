"""A build folder as it is, and what should be in it: both may hold more than memory does.

Beside sources that cannot be read, its files are compared with what its manifest and its seal say, and read by themselves, which
is all that can be known. Where the list of addressees can be read, each packet must show its addressee.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from msgspec import Struct, field

from letterpack.campaign.settings import FILE
from letterpack.checks.inputs import AddresseeRef, PartialBuild
from letterpack.checks.rules.packets_there import cannot_be_read, not_listed, of_part, repeated_row
from letterpack.checks.rules.sealed import packets_sealed
from letterpack.checks.rules.strange import strange_in
from letterpack.checks.verdict import Judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import ManifestUnreadable
from letterpack.files import LITTER
from letterpack.kept import Kept
from letterpack.manifest import NAME, Manifest, iter_packets, listed_products, read_manifest
from letterpack.model.campaign import Addressee, CampaignRead, Settings, everybody
from letterpack.model.manifest import PACKETS, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.model.observed import ObservedBatch, ObservedPacket, Unreadable
from letterpack.model.products import FOLDER as PRODUCTS_FOLDER
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build.due import packet_id
from letterpack.pipeline.build.jobs import products_of
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.inspect.expect import block_of
from letterpack.pipeline.inspect.result import Made
from letterpack.products import ProductFile, find_product
from letterpack.profiles import profile_names
from letterpack.readback import PacketReader
from letterpack.readback.strange import strange_in_packet
from letterpack.spans import Span
from letterpack.text.bidi import needs_bidi
from letterpack.world import BatchFiles, World

_MOST_NAMES: Final = 50_000
"""Of files, that are held in memory: 5 MB."""
_BUILD: Final = "correct the sources, then build again: letterpack build"
_LISTS: Final = "addressees."


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


class Unsound(Struct, frozen=True):
    """Sources with errors: the ``world`` they are in, the ``campaign`` as far as it can be read, and the ``report`` of them;
    whether a build of some packets ``is_part_wanted``.
    """

    world: World
    campaign: CampaignRead | None
    report: Report
    is_part_wanted: bool

    def blocks(self) -> Iterator[tuple[str, Addressee, tuple[str, ...]]]:
        """Yield the id of each packet, its addressee and their block; nothing if settings or a list of addressees have errors."""
        wrong = {each.span.file for each in self.report if each.severity == "error"}
        if self.campaign is None or any(each == FILE or each.startswith(_LISTS) for each in wrong):
            return
        for addressee in everybody(self.campaign.mailing):
            for index in range(len(addressee.addresses) if addressee.delivery == "all" else 1):
                home = self.campaign.settings.sender.country
                yield packet_id(addressee.id, index), addressee, block_of(addressee, index, home)


def known_by_manifest(
    inspection: Inspection | None, files: BatchFiles, judge: Judge, sources: Unsound, only: Collection[str] = ()
) -> Made:
    """Let ``judge`` know what is wrong with a build, as far as its manifest, its seal and its own files tell; return what it
    lists. With ``only``, that is the packets asked for, and nothing else is looked at.
    """
    if inspection is None:
        return Made({}, {}, is_by_manifest=True)
    rows = inspection.rows
    is_part = inspection.observed.partial and not only
    part = PartialBuild(len(rows), 0, is_asked=sources.is_part_wanted) if is_part else None
    judge.add(_missing(inspection, files, part))
    if not inspection.observed.problem:
        if only:
            judge.add(_not_listed(inspection, files, only))
        else:
            judge.add(_around(inspection, files))
            judge.add(packets_sealed(sources.world, rows, {}, inspection.observed))
        judge.add(_read_packets(inspection, files, sources))
    absent = Kept((name, None) for name, row in rows.items() if not files.exists(row.file))
    return Made(rows, absent, part, is_by_manifest=True)


def _missing(inspection: Inspection, files: BatchFiles, part: PartialBuild | None) -> Iterator[Diagnostic]:
    """Yield what of the batch is missing, is another file, or is not in the manifest: LP301 and LP311."""
    place = Span(files.shown(NAME))
    if inspection.observed.problem:
        yield Diagnostic("LP301", "error", inspection.observed.problem, place, _BUILD)
        return
    if part is not None:
        yield of_part(part, place)
    for name in inspection.repeated:
        yield repeated_row(name, place)
    for row in inspection.rows.values():
        now = files.digest(row.file)
        if not now:
            yield Diagnostic("LP301", "error", f"there is no packet for `{row.id}`", place, _BUILD, packet=row.id)
        elif now != row.sha256:
            message = f"the file of the packet for `{row.id}` is not the one that was built"
            yield Diagnostic("LP311", "error", message, place, _BUILD, packet=row.id)


def _not_listed(inspection: Inspection, files: BatchFiles, only: Collection[str]) -> Iterator[Diagnostic]:
    """Yield who of those asked for has no packet: LP301."""
    listed = {name for row in inspection.rows.values() for name in (row.id, row.addressee)}
    for name in only:
        if name not in listed:
            yield Diagnostic("LP301", "error", f"there is no packet for `{name}`", Span(files.shown(NAME)), _BUILD, packet=name)


def _around(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what is not in the manifest, and which product is missing or another file: LP301 and LP311."""
    yield from _beside(inspection, files)
    for product, now, _ in inspection.products:
        if now != product.sha256:
            message = f"`{product.file}` is not the file that was built" if now else f"`{product.file}` is missing"
            yield Diagnostic("LP311" if now else "LP301", "error", message, Span(files.shown(product.file)), _BUILD)


def _beside(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what lies in the batch and is not in its manifest: LP301."""
    paths = {row.file.rpartition("/")[0] for row in inspection.rows.values()}
    for file in packet_files(files, paths, lambda name: inspection.rows[name].file if name in inspection.rows else ""):
        if file.removesuffix(".pdf") not in inspection.rows:
            path = str(PurePosixPath(file))
            yield not_listed(path, files.shown(f"{PACKETS}/{path}"))
    for file in files_beside(files, inspection.products):
        yield not_listed(file, files.shown(file))


def _read_packets(inspection: Inspection, files: BatchFiles, sources: Unsound) -> Iterator[Diagnostic]:
    """Yield what packets hold that letterpack does not write, and whose are not their addressee's: LP301, LP333 and LP308.

    Each file is judged by its bytes: the manifest may own up to whatever was done to it.
    """
    place, reader = Span(files.shown(NAME)), PacketReader(checks=True)
    for row in inspection.rows.values():
        data = _data(files, row)
        found = reader.read(data, _enclosed(row)) if data is not None else None
        if isinstance(found, Unreadable):
            yield cannot_be_read(row.id, found, place)
        elif found is not None and data is not None:
            yield from strange_in(row.id, strange_in_packet(data, _enclosed(row)), place)
    for name, addressee, block in sources.blocks():
        row_of = inspection.rows.get(name)
        data = _data(files, row_of) if row_of else None
        found = reader.read(data, _enclosed(row_of)) if row_of and data is not None else None
        if isinstance(found, ObservedPacket) and (lacks := _not_shown(found, block)):
            message = f"the first page of the packet for `{name}` does not show `{lacks}`"
            yield Diagnostic("LP308", "error", message, addressee.origin.span(), _BUILD, packet=name, page=1)


def _data(files: BatchFiles, row: PacketRow) -> bytes | None:
    """Return the bytes of the packet of ``row``; None if it is not there, which is told already."""
    try:
        return files.read(row.file)
    except OSError:
        return None


def _enclosed(row: PacketRow) -> int:
    return sum([each.pages for each in row.enclosures])


def _not_shown(packet: ObservedPacket, block: Iterable[str]) -> str:
    """Return the first line of an addressee's ``block`` that the first page does not show; empty where it shows all. Readers of
    PDFs differ on the order of words from right to left, so lines with such are not looked for.
    """
    shown = _unspaced(" ".join([each.text for each in packet.passages if each.page_index == 0]))
    return next((line for line in block if not needs_bidi(line) and _unspaced(line) not in shown), "")


def _unspaced(text: str) -> str:
    return "".join(text.split())
