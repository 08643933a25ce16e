"""START HERE: ``build`` is the batch's way, a call a line; ``packet.py`` is the way of one packet, a stage a call.

read: sources → campaign. prepare: what all packets share, set once in a ``Kit``. make: addressees → packets, by a crew of
workers; packets → products. publish: the manifest, and then the whole batch appears or none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import AnswerLost, ManifestUnreadable, OutputFailed
from letterpack.executors import HERE, crew_of, workers_for
from letterpack.files import no_more_readable_than, sources_of
from letterpack.manifest import ManifestWriter, iter_packets, listed_products, read_manifest, row_values
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import ManifestHead, PacketRow, PrintRunRow
from letterpack.model.products import PRINT_RUN, PRODUCTS
from letterpack.model.profile import Profile
from letterpack.pipeline.build.carried import NotingWorld
from letterpack.pipeline.build.earlier import earlier_packets
from letterpack.pipeline.build.jobs import NOTHING, Making, make_batch, products_of
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.printer import asking_for_run
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.source_rules import report_before_build
from letterpack.pipeline.sources import SourceLookup
from letterpack.spans import Span
from letterpack.stores import StorePlace, find_store
from letterpack.world import Staging, Store, World

WORTH_WORKERS: Final = 2_000
"""Fewer addressees than this are made sooner by one process."""


class BuildRequest(Struct, frozen=True):
    """What to build and where. ``workers`` 0 lets the program choose; ``only`` names packets or addressees by id.

    ``products`` are made beside the packets, the print run too where ``print_run`` is set. ``executor`` does the work: a name
    (``here``, ``processes``, ``MODULE:NAME``) or an executor of the caller's, which is left open; the program chooses where it
    is empty. ``resume`` takes over what earlier builds have left, whole or cut short. ``judged`` lets the rules over sources stop
    the build of a final letter; a comparison builds without being asked to judge.
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


def build(
    world: World,
    request: BuildRequest,
    progress: Callable[[int, int], None] | None = None,
    on_wait: Callable[[], None] | None = None,
) -> BuildResult:
    """Make the packets of the campaign in ``world``.

    ``progress`` is told how many packets are done, and how many addressees there are; ``on_wait`` is called if another build has
    to end first. Raises ``CannotBuild`` if no source is at fault.
    """
    outside, world, report = world, NotingWorld(world), Report()
    sources, store = SourceLookup(outside), find_store(request.campaign / "build" if request.out is None else request.out)
    campaign = read_campaign(world, report)
    if campaign is None:
        return _result(store, report, sources, None, NOTHING)
    sources.encoding = campaign.settings.encoding
    products = products_of(campaign.settings, request.asked_products)
    printed = asking_for_run(campaign, wanted=any(product.takes_pages for product in products))
    kit = Kit(printed, world, report, sources, request.only, request.profile)
    if request.judged:
        report_before_build(campaign, outside, sources, report)  # What rules alone read, no worker needs.
    if report.has_errors:
        kit.prove(progress)
        return _result(store, report, sources, campaign, NOTHING)
    executor, workers = (request.executor, _workers(request, campaign)) if store.is_shared else (HERE, 1)
    private = no_more_readable_than(sources_of(request.campaign))
    with private, store.staged(report, on_wait, resume=request.resume) as staging:
        kit.earlier = earlier_packets(staging)
        head = manifest_head(campaign, kit.profile, is_partial=bool(request.only))
        with crew_of(executor, workers) as crew, ManifestWriter(staging.stage, head) as manifest:
            made = make_batch(kit, crew, products, manifest, progress)
            kit.tell()
            if report.has_errors:
                return _result(store, report, sources, campaign, NOTHING)
            manifest.finish(made.products, kit.fonts())
        _tell_gone(store, made, report)
        _publish(staging)
    return _result(store, report, sources, campaign, made)


def manifest_head(campaign: CampaignRead, profile: Profile, *, is_partial: bool) -> ManifestHead:
    """Return everything in the manifest but packets and products."""
    return ManifestHead(is_partial, campaign.letter.status, versions(), campaign.inputs, (), profile.name)


def _workers(request: BuildRequest, campaign: CampaignRead) -> int:
    count = campaign.mailing.count
    return workers_for(request.executor, request.workers, count, is_worth=count >= WORTH_WORKERS)


def _publish(staging: Staging) -> None:
    """Put the batch that was made in its place."""
    try:
        staging.commit()
    except FileNotFoundError as error:
        message = "the manifest of the new batch is no longer where the build has put it, so the old batch stays"
        raise OutputFailed(message, "see what removes files there, such as a rule of a bucket, and build again") from error


def _tell_gone(store: Store, made: Making, report: Report) -> None:
    """Report products of the batch in the place that the new one, which is ``made``, does not have (LP505)."""
    before: dict[str, str] = {}
    with suppress(OSError, OutputFailed, ManifestUnreadable):
        before = {row.name: row.file for row, _ in listed_products(read_manifest(store.batch()))}
    made_now = {PRINT_RUN if isinstance(row, PrintRunRow) else row.name for row in made.products}
    gone = {name: file for name, file in before.items() if name in PRODUCTS and name not in made_now}
    if gone:
        files, options = ", ".join([f"`{file}`" for file in gone.values()]), " ".join([f"--with {name}" for name in gone])
        message = f"the batch before had {files}, and this build made no such file"
        hint = f"build again with `{options}`, or name them under `products` in letterpack.yaml"
        report.note("LP505", Span("letterpack.yaml"), message, hint)


def _result(store: Store, report: Report, sources: SourceLookup, campaign: CampaignRead | None, made: Making) -> BuildResult:
    """Return what came of a build: ``made`` is ``NOTHING`` if it was refused."""
    built = None if made is NOTHING else campaign
    return BuildResult(
        ok=built is not None,
        out=store.name,
        status=built.letter.status if built else "",
        signatories=len(built.signatories) if built else 0,
        findings=tuple(report),
        packet_count=made.packets,
        sources=sources,
        store=store,
        campaign=campaign,
        kept=made.taken,
        size_bytes=made.size_bytes,
        products=tuple([row.file for row in made.products]),
    )
