"""The way back: ``inspect`` reads a build folder, ``check`` compares it with the sources as they are now.

manifest and PDFs → what they show; sources → what they must hold; the rules over both → findings; overrides and
suppressions → the verdict. Packets are read in several processes where that pays.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from letterpack.campaign import read_campaign
from letterpack.checks import RULES
from letterpack.checks.inputs import AddresseeRef, Batch, Sources
from letterpack.checks.rule import Rule
from letterpack.checks.rules.conformance import CODE as CONFORMANCE
from letterpack.checks.verdict import judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.errors import LetterpackError, ManifestUnreadable
from letterpack.executors import crew_of, workers_for
from letterpack.forms import load_form
from letterpack.manifest import NAME, Manifest, iter_packets, read_manifest
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import PACKETS, ManifestHead, PacketRow, ProductRow
from letterpack.model.observed import ObservedBatch, ObservedEnclosure, ObservedPacket
from letterpack.model.pdf import Enclosure
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.garbage import few_collections
from letterpack.pipeline.inspect.packets import WORTH_WORKERS, CheckOrder, PacketCheck, check_packets
from letterpack.pipeline.inspect.products import FoundProduct, check_products, listed_products
from letterpack.pipeline.inspect.validator import judged_by_verapdf
from letterpack.pipeline.source_rules import source_findings
from letterpack.pipeline.sources import SourceLookup
from letterpack.profiles import profile_names
from letterpack.readback import PacketReader
from letterpack.stores import StorePlace, find_store
from letterpack.wording.enclosures import enclosure_title
from letterpack.world import BatchFiles, World

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check. ``build`` is CAMPAIGN/build by default; ``select`` keeps the rules with these codes, all where it is
    empty. ``executor`` reads the packets, as it makes them in a build.
    """

    campaign: Path
    build: StorePlace | None = None
    select: tuple[str, ...] = ()
    workers: int = 0
    executor: str | Executor = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of a check.

    ``built`` is False where there is no build and the sources alone were checked. ``packets`` are the ids of all that are
    expected, in mailing order; ``found`` is how many of them are there and readable, ``complete`` how many have no error.
    ``files`` are the sources read; ``suppressed`` counts what the campaign accepts; ``campaign`` is what was checked, where
    it can be read.
    """

    built: bool
    build: str
    packets: tuple[str, ...]
    files: tuple[str, ...]
    found: int
    findings: tuple[Diagnostic, ...]
    suppressed: int
    sources: SourceLookup
    campaign: CampaignRead | None = None

    @property
    def ok(self) -> bool:
        """Whether no error was found."""
        return self.passes()

    def passes(self, *, strict: bool = False) -> bool:
        """Whether nothing was found that fails the check; with ``strict``, warnings fail it too."""
        failing = ("error", "warning") if strict else ("error",)
        return not any(finding.severity in failing for finding in self.findings)

    def to_dict(self, *, strict: bool = False) -> dict[str, object]:
        """Return what ``check --format json`` prints; ``ok`` says whether the check passes."""
        count = Counter(found.severity for found in self.findings)
        summary = {
            "packets_expected": len(self.packets),
            "packets_found": self.found,
            "errors": count["error"],
            "warnings": count["warning"],
            "notes": count["note"],
            "suppressed": self.suppressed,
        }
        findings = [found.to_dict() for found in self.findings]
        return {"version": 1, "ok": self.passes(strict=strict), "built": self.built, "summary": summary, "findings": findings}

    @property
    def complete(self) -> int:
        """How many of the packets are there and have no error of their own."""
        wrong = {finding.packet for finding in self.findings if finding.severity == "error" and finding.packet}
        return len(self.packets) - len(wrong.intersection(self.packets))


@dataclass(frozen=True, slots=True)
class Inspection:
    """A build folder as it is: what its manifest says, its rows by packet id, the names of the files beside them.

    ``profile`` is the one it was built with, None where its manifest does not say.
    """

    observed: ObservedBatch
    rows: dict[str, PacketRow]
    profile: str | None = None
    products: tuple[FoundProduct, ...] = ()


def inspect(batch: BatchFiles) -> Inspection | None:
    """Return what ``batch`` holds; None where nothing is there that a build could have made."""
    names = frozenset([name for name in batch.names(PACKETS) if not name.startswith(".")])
    if not names and not batch.exists(NAME):
        return None
    shown, listed = batch.shown(""), batch.shown(NAME)
    try:
        manifest = read_manifest(batch)
        profile = _profile(manifest.head, listed)
        products = _products(manifest, listed)
        rows = list(iter_packets(batch))
    except ManifestUnreadable as error:
        return Inspection(ObservedBatch(shown, names, {}, problem=error.message), {})
    repeated = tuple([name for name, count in Counter([row.id for row in rows]).items() if count > 1])
    inputs = {each.path: each.sha256 for each in manifest.head.inputs}
    observed = ObservedBatch(shown, names, inputs, manifest.head.partial, manifest.head.status, "", repeated)
    found = tuple([FoundProduct(row, batch.digest(row.file)) for row in products])
    return Inspection(observed, {row.id: row for row in rows}, profile, found)


def _profile(head: ManifestHead, shown: str) -> str | None:
    """Return the profile that the manifest names, None for one of an earlier version, which names none.

    Raises ``ManifestUnreadable`` where nothing here is called so.
    """
    if head.profile and head.profile not in profile_names():
        raise ManifestUnreadable(
            f"`{shown}` names the profile `{head.profile}`, which this letterpack does not have",
            "use the letterpack that built it, or build the batch again",
        )
    return head.profile or None


def _products(manifest: Manifest, shown: str) -> tuple[ProductRow, ...]:
    """Return the products that the manifest lists. Raises ``ManifestUnreadable`` where one is of an unknown kind."""
    rows = tuple(listed_products(manifest))
    for row in rows:
        if row.name not in PRODUCTS:
            raise ManifestUnreadable(
                f"`{shown}` lists the product `{row.name}`, which this letterpack does not have",
                "use the letterpack that built it, or build the batch again",
            )
    return rows


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
        return CheckResult(
            built=False,
            build=store.name,
            packets=(),
            files=(),
            found=0,
            findings=tuple(report),
            suppressed=0,
            sources=lookup,
            campaign=campaign,
        )
    sources = Sources(campaign, load_form(campaign.settings.form, campaign.own), world.today(), world, lookup.text)
    found = list(source_findings(sources, request.select))
    files = store.batch()
    inspection = inspect(files)
    ids: tuple[str, ...] = ()
    readable = 0
    if inspection is not None:
        kit = Kit(campaign, world, report, lookup, (), inspection.profile)
        if not report.has_errors:
            made = _check_build(sources, kit, inspection, files, request, progress)
            ids, readable = made.ids, made.readable
            found.extend(made.findings)
    read = tuple([each.path for each in campaign.inputs])
    verdict = judge(found, campaign.settings, sources.today)
    findings = sorted(
        {*_selected(report, request.select), *_selected(verdict.findings, request.select), *_errors(report)},
        key=lambda each: each.order,
    )
    return CheckResult(
        built=inspection is not None,
        build=store.name,
        packets=ids,
        files=read,
        found=readable,
        findings=tuple(findings),
        suppressed=sum(verdict.suppressed.values()),
        sources=lookup,
        campaign=campaign,
    )


@dataclass(frozen=True, slots=True)
class _PacketsChecked:
    ids: tuple[str, ...]
    readable: int
    findings: list[Diagnostic]


def _check_build(
    sources: Sources,
    kit: Kit,
    inspection: Inspection,
    files: BatchFiles,
    request: CheckRequest,
    progress: Callable[[int, int], None] | None,
) -> _PacketsChecked:
    rules = _rules(request.select)
    judged = judged_by_verapdf(files, inspection.rows) if any(rule.code == CONFORMANCE for rule in rules) else {}
    work = _packet_check(sources, kit, inspection, files, rules, judged)
    findings = [finding for rule in rules if rule.batch for finding in rule.batch(sources, work.batch)]
    expected = work.batch.expected
    findings.extend(check_products(inspection.products, sources.campaign.settings, files, inspection.rows, expected))
    order = CheckOrder(secrets.token_hex(8), sources.world, files, request.select, sources.today, judged)
    number = workers_for(
        request.executor, request.workers, sources.campaign.mailing.count, is_worth=len(expected) >= WORTH_WORKERS
    )
    with crew_of(request.executor, number) as crew:
        done = check_packets(crew, order, work, _open_check, progress)
    return _PacketsChecked(tuple(expected), done.readable, [*findings, *done.findings])


def _packet_check(
    sources: Sources,
    kit: Kit,
    inspection: Inspection,
    files: BatchFiles,
    rules: Sequence[Rule],
    judged: Mapping[str, tuple[str, ...]],
) -> PacketCheck:
    """Return the rules over packets with all that they are given."""
    expected, enclosures = _expected(sources, kit)
    if inspection.observed.partial:
        expected = {name: reader for name, reader in expected.items() if name in inspection.rows}
    batch = Batch(inspection.observed, expected, inspection.rows, enclosures, judged)
    return PacketCheck(sources, kit, batch, files, tuple([rule.packet for rule in rules if rule.packet]))


def _open_check(order: CheckOrder) -> PacketCheck:
    """Return the check of ``order``, campaign and build read in this process. Raises ``LetterpackError`` where they changed."""
    report, lookup = Report(), SourceLookup(order.world)
    campaign = read_campaign(order.world, report)
    inspection = inspect(order.files)
    if campaign is None or report.has_errors or inspection is None:
        raise LetterpackError("the campaign or its build changed while it was being checked", "run the command again")
    lookup.encoding = campaign.settings.encoding
    sources = Sources(campaign, load_form(campaign.settings.form, campaign.own), order.today, order.world, lookup.text)
    kit = Kit(campaign, order.world, report, lookup, (), inspection.profile)
    return _packet_check(sources, kit, inspection, order.files, _rules(order.select), order.judged)


def _rules(select: tuple[str, ...]) -> list[Rule]:
    return [rule for rule in RULES if not select or rule.code in select]


def _expected(sources: Sources, kit: Kit) -> tuple[dict[str, AddresseeRef], dict[str, ObservedEnclosure]]:
    """Return who gets which packet, by its id, and each enclosure that any packet has, as its file is now; one that cannot be
    sent is reported. No letter is merged for it: that is done once for each packet, where it is checked.
    """
    reader = PacketReader()
    expected: dict[str, AddresseeRef] = {}
    found: dict[str, ObservedEnclosure] = {}
    for addressee in sources.campaign.mailing.to():
        for builder, packet in kit.addressed(addressee):
            expected[packet.name] = AddresseeRef(packet.reader.id, packet.reader.origin.span())
            if not found.keys() >= set(packet.enclosures):
                new = [each for each in builder.enclosed(packet) if each.path not in found]
                found.update({each.path: _observed(each, sources, reader) for each in new})
    return expected, found


def _observed(enclosure: Enclosure, sources: Sources, reader: PacketReader) -> ObservedEnclosure:
    """Return what the file of ``enclosure`` shows."""
    shown = reader.read(sources.world.read(enclosure.path), enclosed=len(enclosure.pages))
    pages = shown.pages if isinstance(shown, ObservedPacket) else ()
    return ObservedEnclosure(enclosure.path, enclosure_title(enclosure.path), enclosure.sha256, pages)


def _known(select: tuple[str, ...]) -> None:
    known = {rule.code for rule in RULES}
    for code in select:
        if code not in known:
            raise LetterpackError(f"there is no rule `{code}`", "`letterpack check --list` names them all")


def _errors(report: Report) -> Iterable[Diagnostic]:
    """Yield what stands in the way of a check, whatever was selected."""
    return (finding for finding in report if finding.severity == "error")


def _selected(findings: Iterable[Diagnostic], select: tuple[str, ...]) -> Iterable[Diagnostic]:
    """Yield the findings with the codes of ``select``, all where it is empty."""
    return (finding for finding in findings if not select or finding.code in select)
