"""START HERE: ``build`` is the stages, one call a line.

sources → campaign → (for each letter) template → typesetter; then for each addressee merged letter → galley → pages → packet
→ file; then the manifest, and the whole batch appears or none of it.
"""

from __future__ import annotations

import platform
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from letterpack import __version__
from letterpack.campaign import read_campaign
from letterpack.diagnostics import Diagnostic, Report
from letterpack.files import no_more_readable_than, sources_of
from letterpack.manifest import NAME, ManifestWriter, iter_packets
from letterpack.model.campaign import Campaign
from letterpack.model.manifest import Builder, ManifestHead, PacketRow
from letterpack.model.profile import Profile
from letterpack.pipeline.build.mill import Mill
from letterpack.pipeline.build.work import WORTH_WORKERS, press_all
from letterpack.pipeline.garbage import few_collections
from letterpack.pipeline.source_rules import report_before_build
from letterpack.pipeline.sources import SourceLookup
from letterpack.pipeline.workers import workers_for
from letterpack.stores.batch import open_batch
from letterpack.world import World

LIBRARIES: Final = (
    "babel",
    "deflate",
    "feruca",
    "icu4py",
    "markdown-it-py",
    "mdit-py-plugins",
    "pypdf",
    "pyphen",
    "reportlab",
    "svglib",
    "uharfbuzz",
)
"""What can change a packet's bytes."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build and where. ``workers`` 0 lets the program choose; ``only`` names packets or addressees by id.

    ``judged`` lets the rules over sources stop the build of a final letter; a comparison builds without being asked to judge.
    """

    campaign: Path
    out: Path | None = None
    only: tuple[str, ...] = ()
    workers: int = 0
    print_run: bool = False
    profile: str | None = None
    judged: bool = True


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What came of a build. ``out`` is the build folder as the user would type it; nothing was touched where ``ok`` is false."""

    ok: bool
    out: str
    status: str
    signatories: int
    findings: tuple[Diagnostic, ...]
    packet_count: int
    sources: SourceLookup
    _folder: Path = field(default_factory=Path)

    def packets(self) -> Iterator[PacketRow]:
        """Yield the packets' rows from the manifest, in mailing order."""
        return iter_packets(self._folder / NAME) if self.ok else iter(())


@few_collections()
def build(
    world: World,
    request: BuildRequest,
    progress: Callable[[int, int], None] | None = None,
    on_wait: Callable[[], None] | None = None,
) -> BuildResult:
    """Make the packets of the campaign in ``world``.

    ``progress`` is told how many packets are done, and how many addressees there are; ``on_wait`` is called where another
    build has to end first. Raises ``CannotBuild`` where no source is at fault.
    """
    report = Report()
    out = request.out or request.campaign / "build"
    sources = SourceLookup(world)
    campaign = read_campaign(world, report)
    sources.encoding = campaign.settings.encoding if campaign else ""
    if campaign is None:
        return _refused(out, report, sources)
    is_judged = request.judged and not report.has_errors
    mill = Mill(campaign, world, report, sources, request.only, request.profile)
    count = campaign.mailing.count
    workers = workers_for(request.workers, count, count >= WORTH_WORKERS)
    judge = partial(report_before_build, campaign, world, sources, report) if is_judged else _nothing
    if workers == 1:
        judge()
    if report.has_errors:
        mill.prove(progress)
        return _refused(out, report, sources)
    private = no_more_readable_than(sources_of(request.campaign))
    with private, open_batch(out, report=report, on_wait=on_wait) as batch:
        head = manifest_head(campaign, bool(request.only), mill.profile)
        with ManifestWriter(batch.folder / NAME, head) as manifest:
            run = request.print_run or campaign.settings.print_run
            made = press_all(mill, batch.folder, manifest, workers, run, progress, judge)
            mill.check_only()
            mill.sheets.tell(mill.form, report)
            if report.has_errors:
                return _refused(out, report, sources)
            manifest.finish(made.print_runs, mill.fonts())
        batch.commit()
        folder = batch.folder
    return BuildResult(
        True, str(out), campaign.letter.status, len(campaign.signatories), tuple(report), made.packets, sources, folder
    )


def _nothing() -> None:
    pass


def _refused(out: Path, report: Report, sources: SourceLookup) -> BuildResult:
    return BuildResult(False, str(out), "", 0, tuple(report), 0, sources)


def manifest_head(campaign: Campaign, is_partial: bool, profile: Profile) -> ManifestHead:
    """Return everything in the manifest but packets and print runs."""
    libraries = {name: version(name) for name in LIBRARIES}
    builder = Builder(__version__, platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, libraries)
    return ManifestHead(is_partial, campaign.letter.status, builder, campaign.inputs, (), profile.name)
