"""The work of a batch as jobs: a stretch of the addressees goes in, their packets' files are written, a value comes out; and all
jobs of a batch, handed to a crew, their rows for the manifest and their pieces for products.

What a packet is does not depend on who makes it, nor on which stretch it falls into.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from functools import partial
from itertools import islice
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.diagnostics import Diagnostic, Report
from letterpack.executors import Crew
from letterpack.executors.work import in_order, lent, shared
from letterpack.files import masked, umask_now
from letterpack.manifest import SEPARATOR, ManifestWriter, render_row
from letterpack.model.campaign import Addressee, Settings
from letterpack.model.manifest import FontRow, PrintRunRow, ProductRow, printed_sheets
from letterpack.model.products import PRINT_RUN, PRODUCTS
from letterpack.pipeline.build.carried import (
    Carried,
    CarriedWorld,
    MadeFrom,
    all_made_from,
    carry,
    refuse_other_fonts,
    refuse_other_versions,
    refuse_unlike,
)
from letterpack.pipeline.build.due import Addressed
from letterpack.pipeline.build.earlier import EarlierPackets, TakenPacket
from letterpack.pipeline.build.kit import Kit, is_of_enclosure
from letterpack.pipeline.build.packet import MadePacket
from letterpack.pipeline.build.printer import TooManySheets
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.sources import SourceLookup
from letterpack.press.packet_file import PacketFile
from letterpack.press.print_run import RunPacket
from letterpack.press.slips import AddressSlip
from letterpack.products import Maker, Piece, PieceAddress, Product, Setting, find_product
from letterpack.wording.people import addressed_names
from letterpack.world import BatchFiles, Stage


class PieceNeeds(Struct, frozen=True):
    """What the products of a batch want of its packets: their ``pages``, and addresses for the products called ``slips``."""

    pages: bool = False
    slips: tuple[str, ...] = ()


def wanted_by(products: tuple[Product, ...]) -> PieceNeeds:
    """Return what ``products`` want."""
    return PieceNeeds(
        any(product.takes_pages for product in products), tuple([product.name for product in products if product.slip])
    )


def piece_of(kit: Kit, packet: MadePacket | TakenPacket, wanted: PieceNeeds, pages: RunPacket | None = None) -> Piece:
    """Return ``packet`` as products take it; of one that was there, ``pages`` are those that it would have."""
    slips: dict[str, AddressSlip] = {}
    sheets = printed_sheets(packet.row, kit.campaign.settings.printing.sides)
    for product in map(find_product, wanted.slips):
        assert product.slip is not None
        if product.takes(packet.row) and (made := packet.slip(product.slip(kit.campaign, kit.form, sheets))):
            slips[product.name] = made
    if wanted.pages and isinstance(packet, MadePacket):
        pages = packet.pages()
    return Piece(packet.row, pages, address_of(packet.due, kit.campaign.settings.sender.country), slips)


def address_of(due: Addressed, home: str) -> PieceAddress:
    """Return whom the packet ``due`` goes to."""
    reader = due.reader
    names = addressed_names(reader, home)
    return PieceAddress(tuple(names.items()), reader.addresses[due.address_index], reader.country)


_AT_ONCE: Final = 64
"""Addressees whose packets are made together: a processor that sets a while, then writes, has what it needs for each at hand.
More are not made sooner, and take memory.
"""
_IN_A_JOB: Final = 16 * _AT_ONCE
"""At most: a quarter of a second's work, so that a bar moves, and half a megabyte of rows. Handing over takes milliseconds."""
_JOBS_A_WORKER: Final = 4
"""At least, where there is enough for them: who ends first takes another."""


class Order(Struct, frozen=True):
    """What all jobs of one build share, small enough to travel with each: where the campaign is, what is asked for, where the
    files go.

    ``key`` is this build's alone. ``carried`` is the campaign; None where all who work have it. ``earlier`` is where packets may
    be taken from instead of being made. ``made_from`` is what must be the same wherever packets are made. ``wants_pieces`` where
    products are made of the packets, ``wanted`` what they need of them. ``umask`` keeps the files from those who may not read
    the campaign.
    """

    key: str
    carried: Carried | None
    earlier: tuple[BatchFiles, ...]
    only: tuple[str, ...]
    profile: str
    made_from: MadeFrom
    stage: Stage
    wants_pieces: bool
    wanted: PieceNeeds
    umask: int


class Job(Struct, frozen=True):
    """The addressees with index ``start`` to ``stop`` (0-based, stop excluded)."""

    order: Order
    start: int
    stop: int


class JobResult(Struct, frozen=True):
    """A worker's result: the packets' rows as the manifest has them, what products are made of, and what was found on the way.

    ``taken`` of the ``packets`` were there already; the others have ``size_bytes``. ``ids`` are those asked for that were met;
    ``heavy`` the packets with too many sheets, by number of sheets.
    """

    packets: int
    taken: int
    size_bytes: int
    rows: bytes
    pieces: tuple[Piece, ...]
    findings: tuple[Diagnostic, ...]
    ids: frozenset[str]
    fonts: frozenset[FontRow]
    heavy: dict[int, TooManySheets]


def jobs_of(order: Order, count: int, crew: Crew) -> Iterator[Job]:
    """Yield the jobs that make the packets of ``count`` addressees, in mailing order."""
    length = _AT_ONCE
    if crew.number > 1:
        length = min(_IN_A_JOB, -(-count // (crew.number * _JOBS_A_WORKER)))
        length = -(-length // _AT_ONCE) * _AT_ONCE if count > crew.number * _AT_ONCE else -(-count // crew.number)
    for start in range(0, count, length):
        yield Job(order, start, min(start + length, count))


def make_packets(job: Job) -> JobResult:
    """Write the files of the packets of ``job``. Raises ``CannotBuild`` where the campaign is not the one of the order, and
    ``OSError``.
    """
    order = job.order
    with shared(order.key, partial(_open, order)) as kit, masked(order.umask):
        known = kit.report.mark()
        made = list(_packets(kit, job))
        rows = SEPARATOR.join([each.row for each in made])
        pieces = tuple([each.piece for each in made if each.piece is not None])
        fonts = kit.fonts().union(*[each.fonts for each in made if each.fonts])
        findings = tuple(kit.report.since(known))
        taken = sum([each.is_taken for each in made])
        size_bytes = sum([each.size_bytes for each in made])
        return JobResult(len(made), taken, size_bytes, rows, pieces, findings, kit.found(), fonts, kit.sheets.taken())


class _Done(Struct, frozen=True):
    """A packet whose file is in the batch: its row, what of it products are made of, the fonts of one that was there already."""

    row: bytes
    piece: Piece | None
    size_bytes: int = 0
    is_taken: bool = False
    fonts: tuple[FontRow, ...] = ()


def _packets(kit: Kit, job: Job) -> Iterator[_Done]:
    """Yield the packets, their files written."""
    addressees = kit.campaign.mailing.to(job.start, job.stop)
    with kit.earlier.opened() if kit.earlier else nullcontext():
        while together := list(islice(addressees, _AT_ONCE)):
            if kit.earlier:
                yield from _taken_or_made(kit, kit.earlier, together, job.order)
            else:
                yield from [done for _, done in _made(kit, kit.packets(together), job.order)]


def _made(kit: Kit, made: Iterable[list[MadePacket]], order: Order) -> Iterator[tuple[str, _Done]]:
    """Write the files of the packets that are ``made`` together; yield them by their names."""
    for group in made:
        write_packets(order.stage, [(packet.row.file, packet.file) for packet in group])
        for packet in group:
            piece = piece_of(kit, packet, order.wanted) if order.wants_pieces else None
            yield packet.row.id, _Done(render_row(packet.row), piece, packet.file.size_bytes)


def write_packets(stage: Stage, files: Iterable[tuple[str, PacketFile]]) -> None:
    """Put ``files``, each by its path, into a batch. Raises ``OSError``, also if one is there."""
    stage.put_all([(path, (file.prefix, file.tail)) for path, file in files])


def _taken_or_made(kit: Kit, earlier: EarlierPackets, together: Sequence[Addressee], order: Order) -> Iterator[_Done]:
    """Take over the packets to the addressees ``together`` that are there, and make the others; yield all in mailing order."""
    wanted = [each for addressee in together for each in kit.addressed(addressee)]
    taken = earlier.take(wanted)
    done: dict[str, _Done] = {}
    left = [each for addressee in together for each in kit.due(addressee, taken)]
    done.update(_made(kit, kit.made(left), order))
    pages: dict[str, RunPacket] = {}
    if order.wanted.pages:  # A print run is made of all; of those that are there, the pages are set again.
        pages = dict(kit.pages([each for addressee in together for each in kit.due(addressee) if each[1].name in taken]))
    for name, found in taken.items():
        has_piece = order.wants_pieces and (name in pages or not order.wanted.pages)
        piece = piece_of(kit, found, order.wanted, pages.get(name)) if has_piece else None
        done[name] = _Done(render_row(found.row), piece, is_taken=True, fonts=found.row.fonts)
    yield from [done[packet.name] for _, packet in wanted if packet.name in done]


def _open(order: Order) -> Kit:
    """Return the kit of the order's campaign, made in this process. Raises ``CannotBuild`` and ``OSError``."""
    assert order.carried is not None
    # A worker of other versions could not even take the campaign in.
    refuse_other_versions(order.made_from.builder, versions())
    world, report = CarriedWorld(order.carried), Report()
    campaign = order.carried.campaign(world)
    sources = SourceLookup(world)
    sources.encoding = campaign.settings.encoding
    kit = Kit(campaign, world, report, sources, order.only, order.profile)
    refuse_unlike(order.made_from, all_made_from(kit))
    kit.earlier = EarlierPackets(order.earlier, order.stage) if order.earlier else None
    return kit


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
