"""All packets of a batch, made by a crew; their rows go into the manifest, and what products take of them to those."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.executors import Crew
from letterpack.executors.work import in_order, lent
from letterpack.files import umask_now
from letterpack.manifest import ManifestWriter
from letterpack.model.campaign import Settings
from letterpack.model.manifest import PrintRunRow, ProductRow
from letterpack.model.products import PRINT_RUN, PRODUCTS
from letterpack.pipeline.build.carried import Carried, carry
from letterpack.pipeline.build.jobs import JobResult, Order, jobs_of, make_packets
from letterpack.pipeline.build.kit import Kit, is_of_enclosure
from letterpack.pipeline.build.made_from import all_made_from, refuse_other_fonts
from letterpack.pipeline.build.pieces import wanted_by
from letterpack.products import Maker, Product, Setting, find_product
from letterpack.world import Stage


class Making(Struct, frozen=True):
    """What came of making: how many packets there are, how many of them were there already, the bytes of the others, and the rows
    of the products made of them.
    """

    packets: int
    taken: int
    size_bytes: int
    products: tuple[ProductRow | PrintRunRow, ...]


NOTHING: Final = Making(0, 0, 0, ())


def products_of(settings: Settings, asked: Sequence[str]) -> tuple[Product, ...]:
    """Return the products that campaign or user ask for, each once, in the order of their table: a manifest does not depend on
    who asked first. Raises ``LetterpackError`` for a name that is none's.
    """
    names = {*((PRINT_RUN,) if settings.print_run else ()), *settings.products, *asked}
    found = {name: find_product(name) for name in sorted(names)}
    return tuple([found[name] for name in PRODUCTS if name in found])


def make_batch(
    kit: Kit,
    crew: Crew,
    products: Sequence[Product],
    manifest: ManifestWriter,
    progress: Callable[[int, int], None] | None,
) -> Making:
    """Let ``crew`` make all packets beside the ``manifest``; write their rows and the ``products``. The campaign of
    ``kit`` is carried to workers that know nothing of it.

    Raises ``LetterpackError`` and ``OSError``.
    """
    count = kit.campaign.mailing.count
    stage = manifest.stage
    order = order_of(kit, stage, products, None if crew.knows_all else carry(kit.campaign, kit.world, stage))
    packets = taken = size_bytes = 0
    with ExitStack() as stack:
        stack.enter_context(lent(crew, order.key, kit))
        results = stack.enter_context(in_order(crew, make_packets, jobs_of(order, count, crew)))
        if progress is not None:
            progress(0, count)
        setting = setting_of(kit, lambda path: stack.enter_context(stage.create(path)))
        makers = [(each, each.begin(setting)) for each in products]
        for made in results:
            kit.add_result(() if crew.is_here else made.findings, made.ids, made.fonts, made.heavy)
            _take(made, manifest, makers)
            packets, taken, size_bytes = packets + made.packets, taken + made.taken, size_bytes + made.size_bytes
            if any(not is_of_enclosure(found) for found in made.findings):
                manifest.warn()
            if progress is not None:
                progress(packets, count)
        rows = () if kit.report.has_errors else tuple([row for _, maker in makers for row in maker.finish()])
    refuse_other_fonts(kit.fonts() - order.made_from.fonts)
    return Making(packets, taken, size_bytes, rows)


def setting_of(kit: Kit, create: Callable[[str], BinaryIO]) -> Setting:
    """Return what the products of the batch of ``kit`` are made by; ``create`` opens their files."""
    return Setting(kit.campaign, kit.profile, kit.form, create, kit.enclosure, kit.page)


def order_of(kit: Kit, stage: Stage, products: Sequence[Product] = (), carried: Carried | None = None) -> Order:
    """Return what the jobs of a build share that make the packets of ``kit`` into ``stage``."""
    key, made_from = secrets.token_hex(8), all_made_from(kit)
    wanted = wanted_by(tuple(products))
    earlier = kit.earlier.places if kit.earlier else ()
    return Order(key, carried, earlier, kit.only, kit.profile.name, made_from, stage, bool(products), wanted, umask_now())


def _take(made: JobResult, manifest: ManifestWriter, makers: Sequence[tuple[Product, Maker]]) -> None:
    """Take over a worker's result; the results come in mailing order."""
    if made.rows:
        manifest.raw(made.rows)
    for piece in made.pieces:
        for product, maker in makers:
            if product.takes(piece.row):
                maker.add(piece)
