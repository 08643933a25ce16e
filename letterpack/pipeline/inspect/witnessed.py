"""Products read back beside their packets, without making them again: the second witness of what is made of packets."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final, NamedTuple

from letterpack.checks.rules.strange import CODE, check_product
from letterpack.diagnostics import Diagnostic
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.inspect.products import FoundProduct
from letterpack.pipeline.inspect.typefaces import Typefaces
from letterpack.products import FinishedFile, Product, ReadPiece, Witness, find_product
from letterpack.readback.exact.drawings import KnownDrawings, known_drawings
from letterpack.readback.product_rows import NotTold
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.world import BatchFiles

_MOST_TOLD: Final = 3


class _Read(NamedTuple):
    product: Product
    file: str
    shown: str
    witness: Witness


class WitnessedProducts:
    """Reads the products of a batch while its packets are read; their files are ``opened`` for as long."""

    def __init__(self, kit: Kit, files: BatchFiles, found: Iterable[FoundProduct], opened: ExitStack) -> None:
        fonts, drawings = Typefaces(kit), partial(_drawings, kit)
        self._read: dict[str, _Read] = {}
        self._not_read: list[Diagnostic] = []
        self._said: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, tuple[str, ...]] = {}
        for each in found:
            product, shown = find_product(each.row.name), files.shown(each.row.file)
            if product.read_back is None or not each.now:
                continue
            file = opened.enter_context(files.open(each.row.file))
            try:
                witness = product.read_back(FinishedFile(file, fonts, drawings, kit.campaign, kit.profile, each.written))
            except NotTold as why:
                message = f"{product.title} `{each.row.file}` is not read back: {why}"
                self._not_read.append(
                    Diagnostic(CODE, "note", message, Span(shown), "open the file, and compare it with the packets")
                )
                continue
            self._read[each.row.file] = _Read(product, each.row.file, shown, witness)

    @property
    def wants_pieces(self) -> bool:
        """Whether there are any."""
        return bool(self._read)

    @property
    def wants_marks(self) -> bool:
        """Whether one of them holds the packets' own pages."""
        return any(each.product.takes_pages for each in self._read.values())

    def leave_out(self, name: str) -> None:
        """Read the product ``name`` no more: what is wrong with it is known."""
        self._read = {file: each for file, each in self._read.items() if each.product.name != name}

    def add(self, pieces: Iterable[ReadPiece | None]) -> None:
        """Take the next packets, in mailing order; None for one that cannot be read, and what is wrong with it is known."""
        for piece in pieces:
            if piece is None:
                self._read.clear()
            for each in self._read.values():
                if piece is not None and each.product.takes(piece.row):
                    each.witness.add(piece)

    def findings(self, as_made: Container[str]) -> Iterator[Diagnostic]:
        """Yield what products hold that they should not; the bytes of those ``as_made`` are those that are made."""
        yield from self._not_read
        for product, file, shown, witness in self._read.values():
            found = self._strange(file, witness) if file in as_made else self._closely(file, witness)
            yield from check_product(f"{product.title} `{file}`", shown, iter(found))

    def said_of(self, found: Diagnostic) -> Diagnostic:
        """Return ``found``, that a product is not as it is made, with what is known to be otherwise in it."""
        read = next((each for each in self._read.values() if each.shown == found.span.file), None)
        what = self._closely(read.file, read.witness) if read and found.severity == "error" else ()
        return replace(found, message=f"{found.message}: {'; '.join(what[:_MOST_TOLD])}") if what else found

    def _closely(self, file: str, witness: Witness) -> tuple[str, ...]:
        """Return what is wrong with a product's ``file``, whose bytes are not those that are made: the long way too, where the
        short one finds nothing.
        """
        found = self._strange(file, witness)
        if not found and file not in self._values:
            self._values[file] = tuple(witness.closely())
        return found or self._values[file]

    def _strange(self, file: str, witness: Witness) -> tuple[str, ...]:
        """Return what is wrong with a product's ``file``: its witness says so once."""
        if file not in self._said:
            self._said[file] = tuple(witness.strange())
        return self._said[file]


def _drawings(kit: Kit) -> KnownDrawings:
    return known_drawings(kit.graphics.values(), ())
