"""The work of a batch as jobs: a stretch of the addressees goes in, their packets' files are written, a value comes out.

What a packet is does not depend on who makes it, nor on which stretch it falls into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import islice
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Diagnostic, Report
from letterpack.executors import Crew
from letterpack.executors.work import shared
from letterpack.files import masked
from letterpack.manifest import SEPARATOR, render_row
from letterpack.model.campaign import Addressee
from letterpack.model.manifest import FontRow
from letterpack.pipeline.build.carried import Carried, CarriedWorld
from letterpack.pipeline.build.earlier import EarlierPackets, TakenPacket
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.made_from import MadeFrom, all_made_from, refuse_other_versions, refuse_unlike
from letterpack.pipeline.build.packet import MadePacket
from letterpack.pipeline.build.pieces import PieceNeeds, piece_of
from letterpack.pipeline.build.sheets import TooManySheets
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.sources import SourceLookup
from letterpack.press.print_run import RunPacket
from letterpack.products import Piece, packets
from letterpack.world import BatchFiles, Stage

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
        packets.write(order.stage, [(packet.row.file, packet.file) for packet in group])
        for packet in group:
            piece = piece_of(kit, packet, order.wanted) if order.wants_pieces else None
            yield packet.row.id, _Done(render_row(packet.row), piece, packet.file.size_bytes)


def _taken_or_made(kit: Kit, earlier: EarlierPackets, together: Sequence[Addressee], order: Order) -> Iterator[_Done]:
    """Take over the packets to the addressees ``together`` that are there, and make the others; yield all in mailing order."""
    wanted = [each for addressee in together for each in kit.addressed(addressee)]
    taken = earlier.take(wanted)
    done: dict[str, _Done] = {}
    left = [each for addressee in together for each in kit.due(addressee, taken)]
    done.update(_made(kit, kit.made(left), order))
    pages = _pages(kit, taken, together) if order.wanted.pages else {}
    for name, found in taken.items():
        has_piece = order.wants_pieces and (name in pages or not order.wanted.pages)
        piece = piece_of(kit, found, order.wanted, pages.get(name)) if has_piece else None
        done[name] = _Done(render_row(found.row), piece, is_taken=True, fonts=found.row.fonts)
    yield from [done[packet.name] for _, packet in wanted if packet.name in done]


def _pages(kit: Kit, taken: Mapping[str, TakenPacket], together: Sequence[Addressee]) -> dict[str, RunPacket]:
    """Return the pages of the packets that were ``taken`` over, by name, since a print run is made of all: as their files have
    them, or set again. None are set where anything is wrong with others: nothing comes of the batch then.
    """
    read = {name: pages for name, packet in taken.items() if (pages := packet.pages()) is not None}
    due = [each for addressee in together for each in kit.due(addressee, read) if each[1].name in taken]
    return {**read, **dict(kit.pages(due))}


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
