"""What was made of the packets, as it is now: each product says what is wrong with its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from letterpack.diagnostics import Diagnostic
from letterpack.manifest import NAME
from letterpack.model.campaign import Settings
from letterpack.model.manifest import PacketRow, PrintRunRow, ProductRow
from letterpack.pipeline.build.making import products_of
from letterpack.products import ProductFile, find_product
from letterpack.spans import Span
from letterpack.world import BatchFiles


class FoundProduct(NamedTuple):
    """A product's row of the manifest, as it would be for any product; the digest of its file as it is now, empty where it is
    missing; and the row as it is ``written``.
    """

    row: ProductRow
    now: str
    written: ProductRow | PrintRunRow


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
