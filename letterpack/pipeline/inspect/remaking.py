"""What the sources make, here and now, beside what is there: products and the manifest made again, and in words what differs in
packets.

The manifest is a product of the batch like any other: its rows are made as packets are made again, and nothing but their digest
is held. What was asked for on a command line alone, no source tells: that the build is partial, and which products it has beside
those of the settings. Nor does one tell what it was before it changed if no packet shows it: then it is said that it did.

Of other versions, digests of files are their own, and a packet's other entries are compared with the packet. All else must be
what is made here, and the file must be laid out as its values are written here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import fields
from functools import partial
from io import RawIOBase
from itertools import groupby, zip_longest
from typing import BinaryIO, Final, NamedTuple, cast

from letterpack.checks.inputs import AddresseeRef
from letterpack.checks.rules.remade import check_manifest, check_product, check_product_row
from letterpack.diagnostics import Diagnostic
from letterpack.manifest import FIRST, NAME, SEPARATOR, Manifest, around, listed_products, manifest_of, render_row
from letterpack.model.manifest import FontRow, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.model.observed import Unlike
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build.jobs import PieceNeeds, setting_of, wanted_by
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.packet import MadePacket
from letterpack.pipeline.inspect.batch import FoundProduct
from letterpack.products import Maker, Piece, Product, find_product
from letterpack.values import replace
from letterpack.world import BatchFiles

MOST_TOLD: Final = 20
"""Packets of which it is said what differs: that takes a hundred times as long as to find that they do."""
_PIECE_BYTES: Final = 1 << 20


class RemadeProducts:
    """Makes the products of a batch again while its packets are, and holds nothing but their digests. Where ``by_others``, other
    versions made them, whose bytes may differ: then what is made waits, in files that are ``opened``, to be compared unpacked.
    """

    def __init__(
        self, kit: Kit, files: BatchFiles, found: Iterable[FoundProduct], opened: ExitStack, *, by_others: bool = False
    ) -> None:
        self._files, self._by_others = files, by_others
        self._making: dict[str, _Remaking] = {}
        self._finished: dict[str, tuple[ProductRow | PrintRunRow, ...]] = {}
        self.as_made = set[str]()
        """The files whose bytes are those that are made, once ``findings`` has ended."""
        for name, group in groupby(found, key=lambda each: each.row.name):
            product, made = find_product(name), dict[str, _MadeFile]()
            maker = product.begin(setting_of(kit, partial(_making, made, opened if by_others else None)))
            self._making[name] = _Remaking(product, maker, {each.row.file: each for each in group}, made)

    @property
    def wants_pieces(self) -> bool:
        """Whether there are any."""
        return bool(self._making)

    @property
    def wanted(self) -> PieceNeeds:
        """What they need of the packets."""
        return wanted_by(tuple([each.product for each in self._making.values()]))

    def leave_out(self, name: str) -> None:
        """Make the product ``name`` no more: what is wrong with it is known."""
        self._making.pop(name, None)

    def add(self, pieces: Iterable[Piece]) -> None:
        """Take the next packets, in mailing order."""
        for piece in pieces:
            for each in self._making.values():
                if each.product.takes(piece.row):
                    each.maker.add(piece)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield what is not as it is made now."""
        for product, maker, found, made in self._making.values():
            self._finished[product.name] = tuple(maker.finish())
            rows = {row.file: row for row in self._finished[product.name]}
            for file in {**found, **made}:
                what, shown = f"{product.title} `{file}`", self._files.shown(file)
                now, written = (found[file].now, found[file].written) if file in found else ("", None)
                digest = made[file].hexadecimal if file in made else ""
                self.as_made.update((file,) if now == digest else ())
                others = self._unlike(file, made[file]) if self._by_others and now and digest and now != digest else None
                yield from check_product(what, shown, is_made=now == digest, otherwise=others)
                if (now == digest or others) and written is not None:
                    yield from check_product_row(what, shown, written, rows[file], by_others=self._by_others)

    @property
    def rows(self) -> tuple[ProductRow | PrintRunRow, ...]:
        """The rows of the products as they were made, once ``findings`` has ended, in the order in which a build makes them."""
        return tuple([row for name in PRODUCTS for row in self._finished.get(name, ())])

    def _unlike(self, file: str, made: _MadeFile) -> Unlike:
        """Return what the product's ``file`` holds otherwise than the one that is ``made``."""
        # Most batches are made by the versions that are here, and need not load what compares two.
        from letterpack.pipeline.inspect.differences import product_otherwise

        with self._files.open(file) as now:
            return product_otherwise(now, made.kept())


class _Remaking(NamedTuple):
    """A product that is made again: its files that were ``found``, and those that are ``made``, by their paths."""

    product: Product
    maker: Maker
    found: dict[str, FoundProduct]
    made: dict[str, _MadeFile]


def _making(made: dict[str, _MadeFile], opened: ExitStack | None, file: str) -> BinaryIO:
    kept = None if opened is None else opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed with the others
    made[file] = written = _MadeFile(cast(BinaryIO, kept))
    return cast(BinaryIO, written)


class _MadeFile(RawIOBase):
    """A file that keeps the digest of what is written to it, and what is written only where it is given a file for that."""

    def __init__(self, kept: BinaryIO | None) -> None:
        super().__init__()
        self._sha256, self._size_bytes, self._kept = hashlib.sha256(), 0, kept

    def kept(self) -> BinaryIO:
        """Return the file with what was written."""
        assert self._kept is not None
        return self._kept

    @property
    def hexadecimal(self) -> str:
        """The digest so far."""
        return self._sha256.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(cast(bytes, data))
        self._sha256.update(view)
        if self._kept is not None:
            self._kept.write(view)
        self._size_bytes += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        return self._size_bytes


class Differing:
    """Packets that are not what their sources make: of the first, what differs is said as people see it. Where ``by_others``,
    other versions made them, and it is known already what differs in their objects.
    """

    def __init__(self, kit: Kit, files: BatchFiles, expected: Mapping[str, AddresseeRef], *, by_others: bool = False) -> None:
        self._kit, self._files, self._expected, self.by_others = kit, files, expected, by_others
        self._first: list[Diagnostic] = []

    def add(self, found: Diagnostic) -> Iterator[Diagnostic]:
        """Take note of ``found``, or yield it at once where nothing more will be said of it."""
        if len(self._first) < MOST_TOLD and found.packet and found.severity == "error":
            self._first.append(found)
        else:
            yield found

    def findings(self) -> Iterator[Diagnostic]:
        """Yield those that were noted, with what differs."""
        words = self._words([each.packet for each in self._first if each.packet])
        for each in self._first:
            said = words.get(each.packet or "", "")
            yield replace(each, message=f"{each.message}{'; ' if self.by_others else ': '}{said}") if said else each

    def _words(self, names: list[str]) -> dict[str, str]:
        """Return what differs in each packet of ``names``."""
        made = list(filter(None, map(self._made, names)))
        if not made:
            return {}
        # Most batches are what their sources make, and need not load what compares two.
        from letterpack.pipeline.inspect.differences import differences

        return differences(made, self._files, by_others=self.by_others)

    def _made(self, name: str) -> MadePacket | None:
        index = self._expected[name].letter
        due = [
            each
            for addressee in self._kit.campaign.mailing.to(index, index + 1)
            for each in self._kit.due(addressee)
            if each[1].name == name
        ]
        return next((packet for together in self._kit.made(due, despite_errors=True) for packet in together), None)


class RemadeManifest:
    """Makes the manifest that is ``there`` again, while the packets are made again. Where other versions made the batch,
    ``written`` are the rows of its packets, by id, in the manifest's order; None where the versions that are here did.
    """

    def __init__(self, files: BatchFiles, there: Manifest, written: Mapping[str, PacketRow] | None = None) -> None:
        self._files, self._there, self._written = files, there, written
        self._rows, self._size_bytes = hashlib.sha256(), 0
        self._warned = self._is_told = False

    def leave_out(self) -> None:
        """Say nothing of the manifest: a packet is wrong that its row is about."""
        self._is_told = True

    def add(self, rows: bytes, *, warned: bool) -> None:
        """Take the next packets' rows, joined by ``SEPARATOR``; ``warned`` where something was found while they were made."""
        self._warned = self._warned or warned
        for piece in (SEPARATOR if self._size_bytes else FIRST, rows) if rows else ():
            self._rows.update(piece)
            self._size_bytes += len(piece)

    def findings(
        self,
        head: ManifestHead,
        products: Iterable[PrintRunRow | ProductRow],
        fonts: Iterable[FontRow],
        proved: AbstractSet[str],
        order: Iterable[str] = (),
    ) -> Iterator[Diagnostic]:
        """Yield whether the file is another than the one with ``head``, of ``products`` and ``fonts`` as they are made now. What
        the inputs with the paths ``proved`` were, packets say; ``order`` is that of the packets, by id.
        """
        if self._is_told:
            return
        if self._written is not None:
            # Earlier versions did not name a profile.
            profile = head.profile if self._there.head.profile else ""
            head = replace(head, builder=self._there.head.builder, profile=profile)
            products = [_with_digest(row, self._there) for row in products]
        then = {each.path: each for each in self._there.head.inputs}
        inputs = tuple([each if each.path in proved else then.get(each.path, each) for each in head.inputs])
        made = manifest_of(replace(head, inputs=inputs, warned=self._warned), products, fonts)
        changed = tuple([each.path for each, before in zip(head.inputs, inputs, strict=True) if each != before])
        shown = self._files.shown(NAME)
        if self._written is None:
            others = () if self._is_there(made) else tuple(_others(self._there, made)) or ("packets",)
            yield from check_manifest(shown, others, changed)
            return
        others = tuple(_others(self._there, made))
        if not others and any(one != other for one, other in zip_longest(self._written, order)):
            others = ("packets",)
        yield from check_manifest(shown, others, changed, is_laid_out=bool(others) or self._is_as_its_values())

    def _is_as_its_values(self) -> bool:
        """Whether the file is what is written here of what it says."""
        self._rows, self._size_bytes = hashlib.sha256(), 0
        for row in (self._written or {}).values():
            self.add(render_row(row), warned=False)
        return self._is_there(self._there)

    def _is_there(self, made: Manifest) -> bool:
        """Whether the file has the bytes of the manifest that is ``made``, and no other."""
        before, after = around(made, is_empty=not self._size_bytes)
        with self._files.open(NAME) as file:
            return (
                _read(file, len(before)) == before
                and _digest(file, self._size_bytes) == self._rows.hexdigest()
                and _read(file, len(after) + 1) == after
            )


def _others(there: Manifest, made: Manifest) -> Iterator[str]:
    """Yield the keys of a manifest whose values differ."""
    for key in [each.name for each in fields(ManifestHead)]:
        if getattr(there.head, key) != getattr(made.head, key):
            yield key
    if there.print_runs != made.print_runs:
        yield "print_runs"
    if there.products != made.products:
        yield "products"


def _with_digest(row: PrintRunRow | ProductRow, there: Manifest) -> PrintRunRow | ProductRow:
    """Return ``row`` with the digest that the manifest which is ``there`` has for its file."""
    digests = {each.file: each.sha256 for _, each in listed_products(there)}
    return replace(row, sha256=digests.get(row.file, row.sha256))


def _digest(file: BinaryIO, size_bytes: int) -> str:
    digest = hashlib.sha256()
    while size_bytes and (piece := file.read(min(size_bytes, _PIECE_BYTES))):
        digest.update(piece)
        size_bytes -= len(piece)
    return digest.hexdigest()


def _read(file: BinaryIO, size_bytes: int) -> bytes:
    """Return so many bytes, fewer at the end: a store may give them in pieces."""
    pieces: list[bytes] = []
    while size_bytes and (piece := file.read(size_bytes)):
        pieces.append(piece)
        size_bytes -= len(piece)
    return b"".join(pieces)
