"""The manifest as the sources make it, beside the one that is there: it is a product of the batch like any other.

Its rows are made where packets are made again, and nothing but their digest is held. What was asked for on a command line alone,
no source tells: that the build is partial, and which products it has beside those of the settings. Nor does one tell what it was
before it changed where no packet shows it: then it is said that it did.

Of other versions, digests of files are their own, and a packet's other entries are compared where the packet is. All else must be
what is made here, and the file must be laid out as its values are written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from itertools import zip_longest
from typing import BinaryIO, Final

from letterpack.checks.rules.remade import check_manifest
from letterpack.diagnostics import Diagnostic
from letterpack.manifest import FIRST, NAME, SEPARATOR, Manifest, around, listed_products, manifest_of, render_row
from letterpack.model.manifest import FontRow, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.values import replace
from letterpack.world import BatchFiles

_PIECE_BYTES: Final = 1 << 20


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
