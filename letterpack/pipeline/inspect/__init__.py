"""The way back: ``check`` compares a build folder with the sources as they are now.

manifest and PDFs → what they show; sources → what they must hold; the rules over both → findings; overrides and
suppressions → the verdict. Packets are read in several processes where that pays. Whatever grows with the mailing is walked
through, or kept in a file.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from letterpack.campaign import read_campaign
from letterpack.checks import RULES
from letterpack.checks.evidence.whose import NameFilter
from letterpack.checks.inputs import AddresseeRef, Batch, Sources
from letterpack.checks.rule import Asking
from letterpack.checks.rules.conformance import CODE as CONFORMANCE
from letterpack.checks.rules.remade import CODE as REMADE
from letterpack.checks.verdict import OFF, Judge, Verdict
from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.executors import crew_of, workers_for
from letterpack.forms import load_form
from letterpack.kept import Kept
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.garbage import few_collections
from letterpack.pipeline.inspect.batch import Inspection, expected_packets, inspect, packet_files
from letterpack.pipeline.inspect.by_manifest import check_by_manifest
from letterpack.pipeline.inspect.packets import WORTH_WORKERS, Checked, CheckOrder, PacketCheck, check_packets, rules_of
from letterpack.pipeline.inspect.products import check_products
from letterpack.pipeline.inspect.remaking import Differing, RemadeProducts
from letterpack.pipeline.inspect.result import CheckRequest, CheckResult
from letterpack.pipeline.inspect.validator import judged_by_verapdf
from letterpack.pipeline.source_rules import source_findings
from letterpack.pipeline.sources import SourceLookup
from letterpack.stores import find_store
from letterpack.world import BatchFiles, Store, World

__all__ = ["CheckRequest", "CheckResult", "check"]


@few_collections()
def check(world: World, request: CheckRequest, progress: Callable[[int, int], None] | None = None) -> CheckResult:
    """Check the campaign in ``world`` and its build.

    Raises ``LetterpackError`` where ``select`` names a code that is no rule's, or ``build`` a folder that is not there.
    """
    _known(request.select)
    report, lookup = Report(), SourceLookup(world)
    store = find_store(request.campaign / "build" if request.build is None else request.build)
    if request.build is not None and not store.exists():
        raise LetterpackError(f"there is no batch in `{store.name}`", "name the folder that `letterpack build` has made")
    campaign = read_campaign(world, report)
    lookup.encoding = campaign.settings.encoding if campaign else ""
    if campaign is None or report.has_errors:
        return _beside_broken_sources(_UnreadSources(report, lookup, campaign), store, request.select, world.today())
    sources = Sources(campaign, load_form(campaign.settings.form, campaign.own), world.today(), world, lookup)
    judge = Judge(campaign.settings, sources.today, request.select)
    judge.add(source_findings(sources, request.select))
    files = store.batch()
    inspection = inspect(files)
    made = _Made({}, {})
    if inspection is not None:
        kit = Kit(campaign, world, report, lookup, (), inspection.profile)
        if not report.has_errors:
            made = _check_build(_Build(sources, kit, inspection, files), request, judge, progress)
    for found in report:
        if found.severity == "error" or not request.select or found.code in request.select:
            judge.tell(found)
    verdict = judge.verdict(is_whole=inspection is not None and not request.select)
    return CheckResult(
        built=inspection is not None,
        build=store.name,
        packets=made.expected,
        files=tuple([each.path for each in campaign.inputs]),
        found=len(made.expected) - len(made.absent),
        complete=len(made.expected)
        - sum([name in made.expected for name in verdict.wrong])
        - sum([name not in verdict.wrong for name in made.absent]),
        verdict=verdict,
        sources=lookup,
        campaign=campaign,
        limits=_limits(campaign.settings, request.select, verdict, inspection),
    )


class _UnreadSources(NamedTuple):
    """Sources that cannot be read: what is wrong with them, as far as they could be."""

    report: Report
    lookup: SourceLookup
    campaign: CampaignRead | None


def _beside_broken_sources(broken: _UnreadSources, store: Store, select: tuple[str, ...], today: date) -> CheckResult:
    """Return what is known of a build whose sources cannot be read: a mistake in them hides no fault of the packets."""
    report, lookup, campaign = broken
    files = store.batch()
    inspection = inspect(files)
    judge = Judge(campaign.settings if campaign else Settings(), today, select)
    if inspection is not None:
        judge.add(check_by_manifest(inspection, files))
    for finding in report:
        judge.tell(finding)
    verdict = judge.verdict()
    rows = inspection.rows if inspection else {}
    return CheckResult(
        built=inspection is not None,
        build=store.name,
        packets=rows,
        files=tuple([each.path for each in campaign.inputs]) if campaign else (),
        found=sum([files.exists(row.file) for row in rows.values()]),
        complete=len(rows) - sum([name in rows for name in verdict.wrong]),
        verdict=verdict,
        sources=lookup,
        campaign=campaign,
        limits=("compared with the manifest alone, since the sources have errors",) if rows else (),
    )


def _limits(settings: Settings, select: tuple[str, ...], verdict: Verdict, inspection: Inspection | None) -> tuple[str, ...]:
    """Return, in words, what keeps packets without an error from being called complete."""
    off = sorted(code for code, wanted in settings.rules.items() if wanted.lower() in OFF)
    errors = {rule.code for rule in RULES if rule.severity == "error"}
    milder = sorted(code for code, wanted in settings.rules.items() if code in errors and wanted.lower() in ("warning", "note"))
    return (
        *([f"only {', '.join(select)} checked"] if select else []),
        *[f"{code} off ({verdict.dropped[code]:,})" for code in off],
        *[f"{code} lowered" for code in milder],
        *(["a partial build"] if inspection is not None and inspection.observed.partial else []),
    )


class _Build(NamedTuple):
    """A campaign and its build, opened to be checked."""

    sources: Sources
    kit: Kit
    inspection: Inspection
    files: BatchFiles


class _Made(NamedTuple):
    """What came of checking a build: who gets which packet, and which of these are not there or not readable."""

    expected: Mapping[str, AddresseeRef]
    absent: Mapping[str, None]


class _Gathered(NamedTuple):
    """What the packets' results go to, in mailing order: what a look at one packet cannot judge is judged when all are known."""

    judge: Judge
    differing: Differing
    products: RemadeProducts
    asked: Sequence[Asking]
    absent: Kept[None]

    def take(self, checked: Checked) -> None:
        """Take what was found of the next packets."""
        for name in checked.absent:
            self.absent.add(name, None)
        for found in checked.findings:
            wrong = self.judge.add([each for each in found if each.code != REMADE])
            # One cause is one finding: what another rule says of a packet is why its bytes differ.
            for each in found:
                self.judge.add(self.differing.add(each) if each.code == REMADE and not wrong else ())
        for error in checked.found:
            self.judge.tell(error)
        self.products.add(checked.pieces)
        for stretch in checked.stretches:
            for rule in self.asked:
                rule.add(stretch)

    def judge_rest(self) -> None:
        """Judge what waited for the last packet."""
        for rule in self.asked:
            self.judge.add(rule.findings())
        self.judge.add(self.products.findings())
        self.judge.add(self.differing.findings())


def _check_build(build: _Build, request: CheckRequest, judge: Judge, progress: Callable[[int, int], None] | None) -> _Made:
    """Run the rules over the build folder, over its products, and over each packet."""
    sources, kit, inspection, files = build
    named = NameFilter(sources.campaign.mailing.count)
    rows, expected = inspection.rows, _expected(build, named)
    rules = rules_of(request.select)
    remakes = any(rule.code == REMADE for rule in rules) and not inspection.observed.made_by
    products = RemadeProducts(kit, files, inspection.products if remakes else ())
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
        wants_pages=products.wants_pages,
    )
    judged = judged_by_verapdf(files, rows) if any(rule.code == CONFORMANCE for rule in rules) else {}
    batch = Batch(inspection.observed, expected, rows, packet_files(files), inspection.repeated, judged)
    for rule in rules:
        judge.add(rule.batch(sources, batch) if rule.batch else ())
    del batch  # It has the name of every file.
    for name, finding in check_products(inspection.products, sources.campaign.settings, files, rows, expected):
        if judge.add((finding,)):
            products.leave_out(name)
    number = workers_for(
        request.executor, request.workers, sources.campaign.mailing.count, is_worth=len(expected) >= WORTH_WORKERS
    )
    done, total = 0, len(expected)
    work, asked = PacketCheck(sources, kit, order, named), [rule.asked(sources) for rule in rules if rule.asked]
    gathered = _Gathered(judge, Differing(kit, files, expected), products, asked, Kept())
    with crew_of(request.executor, number) as crew, check_packets(crew, work, expected, rows, _open_check) as results:
        for checked in results:
            done += checked.packets
            gathered.take(checked)
            if progress is not None:
                progress(done, total)
    gathered.judge_rest()
    return _Made(expected, gathered.absent)


def _expected(build: _Build, named: NameFilter) -> Mapping[str, AddresseeRef]:
    """Return who gets which packet; of a build with some of them, whose are in it."""
    expected = expected_packets(build.sources, build.kit, named)
    if not build.inspection.observed.partial:
        return expected
    return Kept(pair for pair in expected.items() if pair[0] in build.inspection.rows)


def _open_check(order: CheckOrder) -> PacketCheck:
    """Return the check of ``order``, the campaign read in this process. Raises ``LetterpackError`` where it changed."""
    report, lookup = Report(), SourceLookup(order.world)
    campaign = read_campaign(order.world, report)
    if campaign is None or report.has_errors:
        raise LetterpackError("the campaign changed while it was being checked", "run the command again")
    lookup.encoding = campaign.settings.encoding
    sources = Sources(campaign, load_form(campaign.settings.form, campaign.own), order.today, order.world, lookup)
    named = NameFilter(campaign.mailing.count)
    for addressee in sources.everybody():
        named.add(addressee)
    return PacketCheck(sources, Kit(campaign, order.world, report, lookup, (), order.profile), order, named)


def _known(select: tuple[str, ...]) -> None:
    known = {rule.code for rule in RULES}
    for code in select:
        if code not in known:
            raise LetterpackError(f"there is no rule `{code}`", "`letterpack check --list` names them all")
