"""The way back: ``check`` compares a build folder with the sources as they are now.

manifest and PDFs → what they show; sources → what they must hold; the rules over both → findings; overrides and
suppressions → the verdict. Packets are read in several processes where that pays. Whatever grows with the mailing is walked
through, or kept in a file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.checks.evidence.whose import NameFilter
from letterpack.checks.inputs import AddresseeRef, Batch, PartialBuild, Sources
from letterpack.checks.rule import Asking, Rule
from letterpack.checks.rules.conformance import CODE as CONFORMANCE
from letterpack.checks.rules.current import CODE as CURRENT
from letterpack.checks.rules.packets_there import CODE as PACKETS_THERE
from letterpack.checks.rules.remade import CODE as REMADE
from letterpack.checks.rules.seal_kept import without_build
from letterpack.checks.rules.strange import CODE as STRANGE
from letterpack.checks.table import RULES
from letterpack.checks.verdict import Judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import LetterpackError
from letterpack.executors import crew_of, workers_for
from letterpack.forms import campaign_form
from letterpack.kept import Kept
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.model.manifest import packet_folders, packet_path
from letterpack.pipeline.build import manifest_head
from letterpack.pipeline.build.due import paths_in_packets
from letterpack.pipeline.build.jobs import products_of
from letterpack.pipeline.build.kit import Kit, is_of_enclosure
from letterpack.pipeline.build.printer import asking_for_run
from letterpack.pipeline.inspect.batch import (
    ExpectedPackets,
    Inspection,
    Unsound,
    check_products,
    files_beside,
    inspect,
    known_by_manifest,
    packet_files,
)
from letterpack.pipeline.inspect.packets import WORTH_WORKERS, Checked, CheckOrder, PacketCheck, check_packets, rules_of
from letterpack.pipeline.inspect.remaking import Differing, RemadeManifest, RemadeProducts
from letterpack.pipeline.inspect.result import HANDED, REPRINT, CheckRequest, CheckResult, Made, limits
from letterpack.pipeline.inspect.services import CODE as PROVIDER_CODE
from letterpack.pipeline.inspect.services import confirmed_claims, judged_by_verapdf, known_provider
from letterpack.pipeline.source_rules import beside_errors, dated, source_findings
from letterpack.pipeline.sources import SourceLookup
from letterpack.stores import find_store
from letterpack.stores.files import FolderFiles
from letterpack.world import BatchFiles, World

__all__ = ["CheckRequest", "CheckResult", "check"]

_WHY_THE_RECORD_IS_ANOTHER: Final = frozenset({PACKETS_THERE, CURRENT, REMADE})
_OF_FEW: Final = frozenset({PACKETS_THERE, CURRENT})
"""The rules over a batch that hold for some of its packets, too."""


def check(world: World, request: CheckRequest, progress: Callable[[int, int], None] | None = None) -> CheckResult:
    """Check the campaign in ``world`` and its build.

    Raises ``LetterpackError`` where ``select`` names a code that is no rule's, or ``build`` a folder that is not there.
    """
    _known(request)
    known_provider(request.provider)
    report, lookup = Report(), SourceLookup(world)
    store = find_store(request.place)
    if request.build is not None and not store.exists():
        raise LetterpackError(f"there is no batch in `{store.name}`", "name the folder that `letterpack build` has made")
    campaign = read_campaign(world, report)
    files = store.batch()
    _refuse_handover(request, files)
    inspection = None if request.sources_only else inspect(files, request.only)
    if inspection is None and request.only:
        raise LetterpackError(f"there is no batch in `{store.name}`", "name the folder that `letterpack build` has made")
    judge = Judge(campaign.settings if campaign else Settings(), world.today(), request.select)
    compared = None
    if campaign is not None:
        lookup.encoding = campaign.settings.encoding
        compared = _check_campaign(_Opened(campaign, world, report, lookup), request, judge, (inspection, files), progress)
    handed = _of_handover(request, (world, campaign), files, compared) if campaign is not None and compared is not None else ()
    for found in chain(_of_reprint(request, files), handed):
        # Whoever names a reprint or a hand-over wants to hear of it, whatever rules are selected.
        if request.select:
            judge.tell(found)
        else:
            judge.add((found,))
    made = compared or known_by_manifest(
        inspection, files, judge, Unsound(world, campaign, report, request.partial), request.only
    )
    for found in report:
        if found.severity == "error" or not request.select or found.code in request.select:
            judge.tell(found)
    is_whole = compared is not None and compared.part is None and not (request.select or request.only)
    verdict = judge.verdict(is_whole=is_whole, unasked=_unasked(request))
    return CheckResult(
        built=inspection is not None,
        build=store.name,
        packets=made.expected,
        files=tuple([each.path for each in campaign.inputs]) if campaign else (),
        found=len(made.expected) - len(made.absent),
        complete=len(made.expected)
        - sum([name in made.expected for name in verdict.wrong])
        - sum([name not in verdict.wrong for name in made.absent]),
        verdict=verdict,
        sources=lookup,
        campaign=campaign,
        limits=limits(campaign.settings if campaign else Settings(), request, verdict, made),
        is_of_sources=request.sources_only,
        is_as_made=made.is_as_made,
    )


def _unasked(request: CheckRequest) -> frozenset[str]:
    """Return the codes of what this check was not asked to look at."""
    asked = {PROVIDER_CODE: bool(request.provider), REPRINT: request.reprint is not None, HANDED: request.handover is not None}
    return frozenset(code for code, is_asked in asked.items() if not is_asked)


def _of_reprint(request: CheckRequest, files: BatchFiles) -> Iterable[Diagnostic]:
    """Return what is wrong with the reprint that is to be checked, if one is."""
    if request.reprint is None:
        return ()
    # Most checks read no reprint, and need not load what opens PDFs that are not ours.
    from letterpack.pipeline.inspect.exports import reprint_findings

    name, data = request.reprint
    return reprint_findings(data, name, files)


def _of_handover(request: CheckRequest, read: tuple[World, CampaignRead], files: BatchFiles, made: Made) -> Iterable[Diagnostic]:
    """Return what is wrong with the folder for a printing service that is to be checked, if one is."""
    if request.handover is None:
        return ()
    from letterpack.pipeline.inspect.exports import handover_findings

    folder = FolderFiles(request.handover, request.handover.as_posix())
    return handover_findings(folder, request.provider, read, files, are_made=made.is_as_made)


def _refuse_handover(request: CheckRequest, files: BatchFiles) -> None:
    """Raise ``LetterpackError`` where a folder for a printing service is to be checked, and there can be none."""
    if request.handover is None:
        return
    from letterpack.pipeline.handed import refuse_draft, shape_for

    if not request.provider:
        raise LetterpackError("--handover needs the provider that the folder is for", "add --for and its name")
    if request.sources_only:
        raise LetterpackError("--handover needs a build, and --sources looks at none", "leave out --handover or --sources")
    shape_for(request.provider)
    if not request.handover.is_dir():
        hint = f"name the folder that `letterpack handover {request.provider}` wrote"
        raise LetterpackError(f"there is no folder `{request.handover.as_posix()}`", hint)
    refuse_draft(files)


class _Opened(NamedTuple):
    """A campaign that was read, where from, and what was found on the way."""

    campaign: CampaignRead
    world: World
    report: Report
    lookup: SourceLookup


def _check_campaign(
    read: _Opened,
    request: CheckRequest,
    judge: Judge,
    build: tuple[Inspection | None, BatchFiles],
    progress: Callable[[int, int], None] | None,
) -> Made | None:
    """Run the rules over sources and build, and return what came of comparing them; None where they were not compared.

    Without a build, and where the sources are wrong, the packets are set all the same: whatever ``build`` stops at is found.
    """
    campaign, world, report, lookup = read
    inspection, files = build
    today = world.today()
    sources = Sources(dated(campaign, today), campaign_form(campaign), today, world, lookup)
    wants_run = any(product.takes_pages for product in products_of(campaign.settings, ()))
    profile = inspection.profile if inspection else None
    kit = Kit(asking_for_run(campaign, wanted=wants_run), world, report, lookup, request.only, profile)
    expected = ExpectedPackets(kit) if inspection is not None and not report.has_errors else None
    if request.only and expected is not None:
        for addressee in campaign.mailing.to():
            expected.see(addressee)
    elif not request.only:
        judge.add(beside_errors(source_findings(sources, request.select, (expected,) if expected else ()), report))
    if inspection is not None and expected is not None:
        with ExitStack() as opened:
            return _check_build(_Build(sources, kit, inspection, files, expected.packets), request, judge, progress, opened)
    if inspection is None and not request.sources_only:
        judge.add(without_build(campaign, find_store(request.place).name))
    if not request.select:
        kit.prove(progress)
    return None


class _Build(NamedTuple):
    """A campaign and its build, opened to be checked; who gets which packet, by its id, in mailing order."""

    sources: Sources
    kit: Kit
    inspection: Inspection
    files: BatchFiles
    whole: Kept[AddresseeRef]


class _Gathered(Struct, frozen=True):
    """What the packets' results go to, in mailing order: what a look at one packet cannot judge is judged when all are known."""

    judge: Judge
    kit: Kit
    differing: Differing
    products: RemadeProducts
    record: RemadeManifest | None
    asked: Sequence[Asking]
    expected: Iterable[str]
    absent: Kept[None]
    is_partial: bool

    def take(self, checked: Checked, *, is_here: bool) -> None:
        """Take what was found of the next packets; ``is_here`` where the kit knows already what making them again has found."""
        self.kit.add_result(() if is_here else checked.found, (), checked.fonts, checked.heavy)
        for name in checked.absent:
            self.absent.add(name, None)
        for found in filter(None, checked.findings):
            remade = [each for each in found if each.code == REMADE]
            differs = any(each.severity == "error" for each in remade)
            if differs and self.record is not None:
                self.record.leave_out()
            wrong = self.judge.add([each for each in found if each.code not in (REMADE, STRANGE)])
            # One cause is one finding: what another rule says of a packet is why its bytes differ, and that they do says it all.
            if not (differs and self.judge.fails(REMADE)) or self.differing.by_others:
                self.judge.add([each for each in found if each.code == STRANGE])
            for each in remade if not wrong else ():
                self.judge.add(self.differing.add(each))
        self.judge.add(checked.refused)
        self.products.add(checked.pieces)
        if self.record is not None:
            self.record.add(checked.rows, warned=any(not is_of_enclosure(found) for found in checked.found))
        for stretch in checked.stretches:
            for rule in self.asked:
                rule.add(stretch)

    def judge_rest(self) -> None:
        """Judge what waited for the last packet."""
        for rule in self.asked:
            self.judge.add(rule.findings())
        self.judge.add(self.products.findings())
        self.judge.add(self.differing.findings())
        # One cause is one finding here too: a manifest of other packets says other things.
        if self.record is not None and not self.judge.has_met(_WHY_THE_RECORD_IS_ANOTHER):
            head = manifest_head(self.kit.campaign, self.kit.profile, is_partial=self.is_partial)
            proved = paths_in_packets(self.kit.campaign)
            self.judge.add(self.record.findings(head, self.products.rows, self.kit.fonts(), proved, self.expected))
        self.kit.tell()


def _check_build(
    build: _Build, request: CheckRequest, judge: Judge, progress: Callable[[int, int], None] | None, opened: ExitStack
) -> Made:
    """Run the rules over the build folder, over its products, and over each packet; what is ``opened`` stays so for as long."""
    sources, kit, inspection, files, whole = build
    named = NameFilter(sources.everybody)
    rows = inspection.rows
    expected = whole
    if inspection.observed.partial and not request.only:
        expected = Kept((pair for pair in whole.items() if pair[0] in rows), AddresseeRef)
    rules = rules_of(request.select)
    remakes, by_others = any(rule.code == REMADE for rule in rules), bool(inspection.observed.made_by)
    products = RemadeProducts(kit, files, inspection.products if remakes else (), opened, by_others=by_others)
    order = CheckOrder(
        key=secrets.token_hex(8),
        world=sources.world,
        files=files,
        select=request.select,
        today=sources.today,
        observed=inspection.observed,
        profile=kit.profile.name,
        remakes=remakes,
        wants_pieces=products.wants_pieces,
        wanted=products.wanted,
        provider=request.provider,
        thorough=request.thorough,
    )
    if request.only:
        few = Batch(inspection.observed, expected, rows, repeated=inspection.repeated)
        part = _of_batch(sources, few, judge, [rule for rule in rules if rule.code in _OF_FEW])
    else:
        part = _of_whole(build, request, judge, expected)
        for name, finding in check_products(inspection.products, sources.campaign.settings, files, rows, expected):
            if judge.add((finding,)):
                products.leave_out(name)
    number = workers_for(
        request.executor, request.workers, sources.campaign.mailing.count, is_worth=len(expected) >= WORTH_WORKERS
    )
    done, as_made, total = 0, 0, len(expected)
    work, asked = PacketCheck(sources, kit, order, named), [rule.asked(sources) for rule in rules if rule.asked]
    compares = inspection.manifest is not None and remakes and not request.only
    record = RemadeManifest(files, inspection.manifest, rows if by_others else None) if inspection.manifest and compares else None
    differing, is_partial = Differing(kit, files, expected, by_others=by_others), inspection.observed.partial
    gathered = _Gathered(judge, kit, differing, products, record, asked, expected, Kept(), is_partial)
    with crew_of(request.executor, number) as crew, check_packets(crew, work, expected, rows, _open_check) as results:
        for checked in results:
            done, as_made = done + checked.packets, as_made + checked.as_made
            gathered.take(checked, is_here=crew.is_here)
            if progress is not None:
                progress(done, total)
    gathered.judge_rest()
    if part is None or request.partial:
        return Made(expected, gathered.absent, part, is_as_made=as_made == total)
    for name in whole:
        if name not in expected:
            gathered.absent.add(name, None)
            judge.lose(name, PACKETS_THERE)
    return Made(whole, gathered.absent, part)


def _of_whole(build: _Build, request: CheckRequest, judge: Judge, expected: Mapping[str, AddresseeRef]) -> PartialBuild | None:
    """Run the rules over the batch as a whole; return which part it is of what was ``expected``, None where it is all of it."""
    sources, kit, inspection, files, whole = build
    rules, rows = rules_of(request.select), inspection.rows
    is_asked = any(rule.code == CONFORMANCE for rule in rules)
    judged = judged_by_verapdf(files, rows) if is_asked else {}
    judge.add(confirmed_claims(kit) if is_asked else ())
    part = PartialBuild(len(expected), len(whole), is_asked=request.partial) if inspection.observed.partial else None
    addressees = sources.campaign.mailing.count
    there = packet_files(files, packet_folders(addressees), partial(packet_path, addressees=addressees))
    beside = files_beside(files, inspection.products)
    batch = Batch(inspection.observed, expected, rows, there, inspection.repeated, judged, part, beside)
    return _of_batch(sources, batch, judge, rules)


def _of_batch(sources: Sources, batch: Batch, judge: Judge, rules: Iterable[Rule]) -> PartialBuild | None:
    """Run ``rules`` over the ``batch``, which has the name of every file; return which part of one it is."""
    for rule in rules:
        judge.add(rule.batch(sources, batch) if rule.batch else ())
    return batch.part


def _open_check(order: CheckOrder) -> PacketCheck:
    """Return the check of ``order``, the campaign read in this process. Raises ``LetterpackError`` where it changed."""
    report, lookup = Report(), SourceLookup(order.world)
    campaign = read_campaign(order.world, report)
    if campaign is None or report.has_errors:
        raise LetterpackError("the campaign changed while it was being checked", "run the command again")
    lookup.encoding = campaign.settings.encoding
    sources = Sources(campaign, campaign_form(campaign), order.today, order.world, lookup)
    named = NameFilter(sources.everybody)
    return PacketCheck(sources, Kit(campaign, order.world, report, lookup, (), order.profile), order, named)


def _known(request: CheckRequest) -> None:
    """Raise ``LetterpackError`` for what there is not, and for what cannot be asked together."""
    if request.only and (request.sources_only or request.provider):
        other = "--sources" if request.sources_only else "--for"
        raise LetterpackError(f"--only looks at some packets, and {other} does not", f"leave out --only or {other}")
    known = {PROVIDER_CODE, REPRINT, HANDED, *[rule.code for rule in RULES]} - _unasked(request)
    for code in request.select:
        if code not in known:
            raise LetterpackError(f"there is no rule `{code}`", "`letterpack check --list` names them all")
