"""START HERE: ``build`` is the batch's way, a call a line; ``packet.py`` is the way of one packet, a stage a call.

read: sources → campaign. prepare: what all packets share, set once in a ``Kit``. make: addressees → packets, by a crew of
workers; packets → products. publish: the manifest, and then the whole batch appears or none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from msgspec import MsgspecError, Struct

from letterpack.allowance import Allowance, allowance_of
from letterpack.campaign import read_campaign
from letterpack.campaign.streams import ToStream
from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import AnswerLost, ManifestUnreadable, OutputFailed
from letterpack.executors import HERE, crew_of, with_room, workers_for
from letterpack.files import no_more_readable_than, sources_of
from letterpack.manifest import NAME, ManifestWriter, iter_packets, row_values
from letterpack.manifest.lines import placed_rows
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import ManifestHead, PacketRow
from letterpack.model.products import PRINT_RUN
from letterpack.model.profile import Profile
from letterpack.pipeline.build.again import build_again
from letterpack.pipeline.build.carried import NotingWorld
from letterpack.pipeline.build.earlier import earlier_packets
from letterpack.pipeline.build.intent import asking_for_run
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.making import Making, make_batch, products_of
from letterpack.pipeline.build.note import (
    LEAST,
    BuildNote,
    footprints_in,
    leave,
    note_of,
    noted_list,
    stream_to_note,
    warned_rows,
)
from letterpack.pipeline.build.ties import Ties, may_tell
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.garbage import few_collections
from letterpack.pipeline.source_rules import report_before_build
from letterpack.pipeline.sources import SourceLookup
from letterpack.stores import StorePlace, find_store
from letterpack.world import PathOutside, Staging, Store, World

WORTH_WORKERS: Final = 2_000
"""Fewer addressees than this are made sooner by one process."""
_GROWTH_BYTES: Final = 25_000_000
"""What a process takes more while it makes packets than when it begins: shapes that it keeps, and what is on its way."""


class BuildRequest(Struct, frozen=True):
    """What to build and where. ``workers`` 0 lets the program choose; ``only`` names packets or addressees by id.

    ``products`` are made beside the packets, the print run too where ``print_run`` is set. ``executor`` does the work: a name
    (``here``, ``processes``, ``MODULE:NAME``) or an executor of the caller's, which is left open; the program chooses where it
    is empty. ``resume`` takes over what earlier builds have left, whole or cut short. ``judged`` lets the rules over sources stop
    the build of a final letter; a comparison builds without being asked to judge. ``max_memory`` is the most memory that all
    processes of the build take on this machine, such as ``500MB``.
    """

    campaign: Path
    out: StorePlace | None = None
    only: tuple[str, ...] = ()
    workers: int = 0
    print_run: bool = False
    profile: str | None = None
    judged: bool = True
    products: tuple[str, ...] = ()
    executor: str | Executor = ""
    resume: bool = False
    max_memory: str = ""

    @property
    def asked_products(self) -> tuple[str, ...]:
        """The names of the products asked for."""
        return (*((PRINT_RUN,) if self.print_run else ()), *self.products)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a build. ``out`` is the build folder as the user would type it. If ``ok`` is false, nothing was changed.

    ``campaign`` is what was built, or None if it cannot be read. ``kept`` counts the packets that were there already; the
    others have ``size_bytes``. ``products`` are the other files made, such as ``print/run.pdf`` in the build folder.
    """

    ok: bool
    out: str
    status: str
    signatories: int
    findings: tuple[Diagnostic, ...]
    packet_count: int
    sources: SourceLookup
    store: Store
    campaign: CampaignRead | None = None
    kept: int = 0
    size_bytes: int = 0
    products: tuple[str, ...] = ()

    def packets(self) -> Iterator[PacketRow]:
        """Yield the packets' rows from the manifest, in mailing order. Raises ``AnswerLost`` where the batch is in its place, and
        cannot be read.
        """
        try:
            yield from iter_packets(self.store.batch()) if self.ok else ()
        except (OutputFailed, ManifestUnreadable) as error:
            raise AnswerLost(f"the packets are built, and cannot be read again: {error.message}", error.hint) from error

    def read(self, packet: PacketRow) -> bytes:
        """Return the PDF of one of the ``packets``. Raises ``OSError`` where it has gone since."""
        return self.store.batch().read(packet.file)

    def to_dict(self) -> dict[str, object]:
        """Return what ``build --format json`` prints."""
        findings = [found.to_dict() for found in self.findings]
        packets = [row_values(row) for row in self.packets()]
        return {"ok": self.ok, "out": self.out, "packets": packets, "kept": self.kept, "findings": findings}


@few_collections()
def build(
    world: World,
    request: BuildRequest,
    progress: Callable[[int, int], None] | None = None,
    on_wait: Callable[[], None] | None = None,
) -> BuildResult:
    """Make the packets of the campaign in ``world``.

    ``progress`` is told how many packets are done, and how many addressees there are; ``on_wait`` is called where another
    build has to end first. Raises ``CannotBuild`` where no source is at fault, and ``TooMuchMemory``.
    """
    allowance = allowance_of(request.max_memory)
    with allowance.watched():
        listeners, noting = _Listeners(Report(), allowance, allowance.telling(progress), on_wait), NotingWorld(world)
        return _rebuilt(noting, request, listeners) or _build(noting, request, listeners)


class _Listeners(Struct, frozen=True):
    """Who is told how a build goes on: the report of findings, the watch over memory, and those who ask how many packets are
    done, of how many addressees, and whether it waits for another build.
    """

    report: Report
    allowance: Allowance
    progress: Callable[[int, int], None]
    on_wait: Callable[[], None] | None


def _build(world: World, request: BuildRequest, listeners: _Listeners) -> BuildResult:
    report, sources = listeners.report, SourceLookup(world)
    store = find_store(request.campaign / "build" if request.out is None else request.out)
    result = partial(_result, store, report, sources)
    campaign = read_campaign(world, report)
    if campaign is None:
        return result()
    result = partial(result, campaign)
    judge, ties = _judge(campaign, world, sources, report, request)
    products = products_of(campaign.settings, request.asked_products)
    stream = stream_to_note(campaign, report) if campaign.mailing.count >= LEAST else None
    campaign = asking_for_run(campaign, wanted=any(product.takes_pages for product in products))
    kit = Kit(campaign, world, report, sources, request.only, request.profile)
    executor, workers = (request.executor, _workers(request, campaign)) if store.is_shared else (HERE, 1)
    executor, workers = with_room(listeners.allowance, executor, workers, _GROWTH_BYTES)
    if workers == 1 or report.has_errors:
        judge()
    if report.has_errors:
        kit.prove(listeners.progress)
        return result()
    private = no_more_readable_than(sources_of(request.campaign))
    with private, store.staged(report, listeners.on_wait, resume=request.resume) as staging:
        kit.earlier = earlier_packets(staging, campaign.inputs)
        head = manifest_head(campaign, kit.profile, is_partial=bool(request.only))
        with crew_of(executor, workers) as crew, ManifestWriter(staging.stage, head) as manifest:
            made = make_batch(kit, crew, products, manifest, listeners.progress, judge)
            kit.tell()
            if report.has_errors:
                return result()
            manifest.finish(made.products, kit.fonts())
        _publish(staging, _note(kit, stream, ties, manifest, staging, request), made, listeners.allowance)
    return result(made)


def _rebuilt(world: World, request: BuildRequest, listeners: _Listeners) -> BuildResult | None:
    """Return what came of a build that goes on from the batch in its place, of which most stays; None where all is to be read and
    made.
    """
    if not request.resume or request.only or request.asked_products or not request.judged:
        return None
    store = find_store(request.campaign / "build" if request.out is None else request.out)
    private = no_more_readable_than(sources_of(request.campaign))
    with private, store.staged(listeners.report, listeners.on_wait, resume=True) as staging:
        found = build_again(world, request.profile, staging, partial(manifest_head, is_partial=False), listeners.progress)
        if found is None:
            return None
        _publish(staging, found.note, found.made, listeners.allowance)
    found.report.extend(listeners.report)
    return _result(store, found.report, SourceLookup(world), found.campaign, found.made)


def _note(
    kit: Kit, stream: ToStream | None, ties: Ties, manifest: ManifestWriter, staging: Staging, request: BuildRequest
) -> BuildNote | None:
    """Return what is to be known of the batch by the next build, ``stream`` being its list; None where nothing is."""
    if stream is None or not request.judged or request.only or ties.is_crossed or footprints_in(staging) is None:
        return None
    with suppress(OSError, PathOutside):  # All is made, and who takes the list away now may.
        warned: list[int] = []
        if manifest.is_warned:
            with staging.stage.so_far().open(NAME) as file:
                warned.extend(warned_rows(line for _, line in placed_rows(file)))
        noted = noted_list(kit.campaign, stream, kit.world, warned, ties.lines.get(stream.file.input.path, ()))
        if noted is not None:
            return note_of(kit, stream, noted, ties, may_tell=may_tell(kit.campaign))
    return None


def _publish(staging: Staging, note: BuildNote | None, made: Making, allowance: Allowance) -> None:
    """Put the batch that was ``made`` in its place, and leave its ``note`` for the next build."""
    allowance.end()
    footprints = footprints_in(staging) if note is not None else None
    settled = footprints.settle() if footprints is not None else 0
    try:
        staging.commit()
    except FileNotFoundError as error:
        message = "the manifest of the new batch is no longer where the build has put it, so the old batch stays"
        raise OutputFailed(message, "see what removes files there, such as a rule of a bucket, and build again") from error
    if note is not None and footprints is not None:
        with suppress(OSError, MsgspecError, OutputFailed):  # The batch is whole, and the next build is slower: no more.
            leave(note, footprints, settled, is_all_new=not made.taken)


def _judge(
    campaign: CampaignRead, world: World, sources: SourceLookup, report: Report, request: BuildRequest
) -> tuple[Callable[[], None], Ties]:
    """Return what runs the rules over the sources: once, whenever it is called first; and what they note on the way of a long
    list.
    """
    ties = Ties()
    sources.encoding = campaign.settings.encoding
    if not request.judged:
        return (lambda: None), ties
    beside = [ties] if campaign.mailing.count >= LEAST else []
    return cache(partial(report_before_build, campaign, world, sources, report, beside)), ties


def _workers(request: BuildRequest, campaign: CampaignRead) -> int:
    count = campaign.mailing.count
    return workers_for(request.executor, request.workers, count, is_worth=count >= WORTH_WORKERS)


def _result(
    store: Store, report: Report, sources: SourceLookup, campaign: CampaignRead | None = None, made: Making | None = None
) -> BuildResult:
    """Return what came of a build: of one that was refused, whatever was read before, and nothing ``made``."""
    built = campaign if made is not None else None
    return BuildResult(
        ok=built is not None,
        out=store.name,
        status=built.letter.status if built else "",
        signatories=len(built.signatories) if built else 0,
        findings=tuple(report),
        packet_count=made.packets if made else 0,
        sources=sources,
        store=store,
        campaign=campaign,
        kept=made.taken if made else 0,
        size_bytes=made.size_bytes if made else 0,
        products=tuple([row.file for row in made.products]) if made else (),
    )


def manifest_head(campaign: CampaignRead, profile: Profile, *, is_partial: bool) -> ManifestHead:
    """Return everything in the manifest but packets and products."""
    return ManifestHead(is_partial, campaign.letter.status, versions(campaign.inputs), campaign.inputs, (), profile.name)
