"""A proof: the packets of a campaign one at a time and in memory, for whoever looks at them while its sources are written.

sources → campaign → ``Kit``, as a build has it; then only the packets that are looked at are made. What is wrong is said in
findings, as a build and a check say it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.checks.inputs import Sources
from letterpack.checks.verdict import judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.forms import campaign_form
from letterpack.model.campaign import Addressee, CampaignRead, Input
from letterpack.model.form import Form, Rect
from letterpack.model.manifest import PacketRow
from letterpack.model.observed import ObservedPacket, ObservedPage
from letterpack.model.proof import Pages, Place, ProofEntry, ProofLine, ProofPage, Zone
from letterpack.pipeline.build.due import DuePacket
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.packet import LetterBuilder
from letterpack.pipeline.proof.letters import text_finder
from letterpack.pipeline.proof.offers import Offer, offers
from letterpack.pipeline.proof.pictures import picture
from letterpack.pipeline.proof.places import PrintedPacket, places
from letterpack.pipeline.source_rules import source_findings
from letterpack.pipeline.sources import SourceLookup
from letterpack.readback import PacketReader
from letterpack.units import pt_to_mm
from letterpack.world import World

MOST_PROVED: Final = 500
"""Addressees whose packets ``judge`` sets to find what is wrong with single ones: a quarter of a second's work. For longer lists
there is a build.
"""


@dataclass(frozen=True, slots=True)
class ProofPacket:
    """A packet as it is now: its row of the manifest, its PDF, its pages, and places on them in reading order.

    ``reading_sha256`` is the digest of what a reader reads in it: what reviewers approve.
    """

    row: PacketRow
    pdf: bytes
    pages: tuple[ProofPage, ...]
    places: tuple[Place, ...]
    reading_sha256: str

    def picture(self, page: int, scale: float) -> bytes:
        """Return page ``page`` (1-based) as PNG, ``scale`` pixels to the point. Raises ``IndexError``."""
        return picture(self.pdf, page - 1, scale)


@dataclass(slots=True)
class Proof:
    """A campaign as its sources are at one moment. Use it from one thread at a time.

    ``entries`` are the packets that are due, in mailing order; ``inputs`` the sources read, with their digests; ``sources`` shows
    the lines that findings are about. If ``ok`` is false, the sources have errors, and no packet can be made. A problem with one
    packet, or with a rule, does not keep the others from being shown.
    """

    name: str
    status: str
    entries: tuple[ProofEntry, ...]
    zones: tuple[Zone, ...]
    inputs: tuple[Input, ...]
    sources: SourceLookup
    _work: _Work | None = field(default=None, repr=False)
    _report: Report = field(default_factory=Report, repr=False)
    _more: Report = field(default_factory=Report, repr=False)
    _judged: tuple[Diagnostic, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        """Whether packets can be made: the sources have no error that concerns them all."""
        return self._work is not None and not self._report.has_errors

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What is wrong, as far as it is known: with the sources, and with the packets that were asked for."""
        # Each of the three counts what it does not list: another report would count those counts.
        found = dict.fromkeys([*self._report, *self._more, *self._judged])
        return tuple(sorted(found, key=lambda each: each.order))

    def packet(self, packet_id: str) -> ProofPacket | None:
        """Return one packet, made now; None where there is none of this id, or where it cannot be made: ``findings`` say why."""
        if self._work is None or not self.ok:
            return None
        return self._work.packet(packet_id, self._more)

    def offers(self) -> tuple[Offer, ...]:
        """Return what can be put into the letter, merge fields and blocks for some, with examples of the campaign's own."""
        return () if self._work is None else offers(self._work.kit.campaign)

    def judge(self, is_stopped: Callable[[], bool] = lambda: False) -> tuple[Diagnostic, ...]:
        """Return ``findings`` with what the rules of a check find in the sources, and, of short lists, in setting each packet.

        Of a long list the rules take a second: once ``is_stopped()``, they end, and what they would have found is left out. What
        was found before and is right meanwhile, such as a comment that somebody has settled, is found no more.
        """
        if self._work is not None:
            found: list[Diagnostic] = []
            with suppress(_Stopped):
                found += self._work.proved()
                if self.ok:
                    found += self._work.judged(is_stopped)
            self._judged = tuple(found)
        return self.findings


class _Stopped(Exception):
    """Nobody waits any more for what the rules find."""


class _StoppableSources(Sources, frozen=True, eq=False):
    """Sources that rules stop looking at once nobody waits for what they find."""

    is_stopped: Callable[[], bool] = lambda: False

    def everybody(self) -> Iterator[Addressee]:
        """Yield all who get a packet. Raises ``_Stopped``."""
        for each in super().everybody():
            if self.is_stopped():
                raise _Stopped
            yield each


class _Work(Struct):
    """What packets are made with: a kit, until a packet is wrong. A kit that has met an error makes nothing any more."""

    kit: Kit
    starts: dict[str, int]
    reader: PacketReader
    fonts: str

    def packet(self, packet_id: str, report: Report) -> ProofPacket | None:
        """Return a packet; None where there is none, or where something is wrong with it, which is added to ``report``."""
        start, kit = self.starts.get(packet_id), self._working()
        if start is None:
            return None
        known = kit.report.mark()
        for addressee in kit.campaign.mailing.to(start, start + 1):
            for builder, due in kit.due(addressee):
                if due.name == packet_id:
                    made = self._made(builder, due)
                    report.extend(kit.report.since(known))
                    return made
        return None

    def _working(self) -> Kit:
        if self.kit.report.has_errors:
            self.kit = self._fresh()
        return self.kit

    def _fresh(self) -> Kit:
        return Kit(self.kit.campaign, self.kit.world, Report(), self.kit.sources)

    def _made(self, builder: LetterBuilder, due: DuePacket) -> ProofPacket | None:
        made = next(iter(builder.packets([due])), None)
        if made is None:
            return None
        pdf = made.file.prefix + made.file.tail
        shown = self.reader.read(pdf, sum([each.pages for each in made.row.enclosures]))
        if not isinstance(shown, ObservedPacket):
            return ProofPacket(made.row, pdf, (), (), "")
        pages = tuple([_page(each, self.fonts) for each in shown.pages])
        with text_finder(pdf) as finder:
            printed = PrintedPacket(shown, builder.titles(due), finder)
            found = places(printed, due, self.kit.campaign, builder.template, self.kit.profile)
        return ProofPacket(made.row, pdf, pages, found, shown.reading_sha256)

    def proved(self) -> Iterator[Diagnostic]:
        """Yield what is wrong with single packets, of a list that is short."""
        if self.kit.campaign.mailing.count <= MOST_PROVED:
            kit = self._fresh()
            kit.prove()
            yield from kit.report

    def judged(self, is_stopped: Callable[[], bool]) -> Iterator[Diagnostic]:
        """Yield what the rules find in the sources. Raises ``_Stopped``."""
        kit = self.kit
        sources = _StoppableSources(kit.campaign, kit.form, kit.world.today(), kit.world, kit.sources, is_stopped)
        yield from judge(source_findings(sources), kit.campaign.settings, sources.today).findings


def read_proof(world: World, before: Proof | None = None) -> Proof:
    """Return the proof of the campaign in ``world``. Mistakes in its sources are its findings.

    What the proof ``before`` has read of pages is not read again where a page is the same.
    """
    report, sources = Report(), SourceLookup(world)
    campaign = read_campaign(world, report)
    if campaign is None:
        return Proof("", "", (), (), (), sources, None, report)
    sources.encoding = campaign.settings.encoding
    setting = Report()
    kit = Kit(campaign, world, setting, sources)
    report.extend(setting)
    reader = before._work.reader if before is not None and before._work is not None else PacketReader()
    starts: dict[str, int] = {}
    entries = tuple(_entries(kit, starts))
    name = campaign.settings.name or _subject(campaign)
    work = _Work(kit, starts, reader, repr(sorted([font.sha256 for font in kit.fonts()])))
    zones = tuple(_zones(campaign_form(campaign)))
    return Proof(name, campaign.letter.status, entries, zones, campaign.inputs, sources, work, report)


def _subject(campaign: CampaignRead) -> str:
    return "".join([run.text for run in campaign.as_printed(campaign.default_language).subject])


def _entries(kit: Kit, starts: dict[str, int]) -> Iterator[ProofEntry]:
    """Yield the packets that are due, and note at which addressee (0-based) each begins."""
    for index, addressee in enumerate(kit.campaign.mailing.to()):
        for builder, due in kit.addressed(addressee):
            reader, span = due.reader, due.reader.origin.span()
            starts[due.name] = index
            language = builder.template.letter.language
            said = (reader.name, reader.title, reader.organization, reader.country)
            yield ProofEntry(due.name, due.kind, reader.id, *said, language, span.file, span.line)


def _page(page: ObservedPage, fonts: str) -> ProofPage:
    """Return a page, with a key made of everything that it shows and of the ``fonts`` that show it."""
    # A subset's tag goes with its glyphs' choice and not with their looks.
    shown = [line._replace(font=line.font.rpartition("+")[2], mcid=0) for line in page.shown]
    said = repr((page.width_pt, page.height_pt, shown, page.drawn, page.pictures, fonts))
    key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    lines = tuple([ProofLine(line.text, *[round(each, 2) for each in line[1:5]]) for line in shown])
    return ProofPage(key, page.width_pt, page.height_pt, lines, page.by_others)


def _zones(form: Form) -> Iterator[Zone]:
    """Yield what a form says of its pages, in millimeters."""
    yield _zone("paper", "all", Rect(0, 0, form.paper_width_pt, form.paper_height_pt))
    yield _zone("text", "first", form.first)
    yield _zone("text", "following", form.following)
    yield _zone("letterhead", "first", form.letterhead)
    yield _zone("information", "first", form.information)
    yield _zone("address", "first", form.address.safe)
    if form.address.return_line.height_pt:
        yield _zone("return-line", "first", form.address.return_line)
    for name, window in form.windows:
        yield _zone(name.replace("_", "-"), "first", window.area)
        yield _zone(f"{name.replace('_', '-')}-safe", "first", window.safe)
        yield _zone(f"{name.replace('_', '-')}-sweep", "first", window.sweep)
    for name, rect in form.keep_outs:
        yield _zone(f"clear {name}", "first", rect)
    for fold_pt in form.marks.folds_y_pt:
        yield _zone("fold", "first", Rect(0, fold_pt, form.paper_width_pt, 0))
    if form.marks.punch_y_pt is not None:
        yield _zone("punch", "first", Rect(0, form.marks.punch_y_pt, form.marks.punch_length_pt + form.marks.x_pt, 0))


def _zone(name: str, on: Pages, rect: Rect) -> Zone:
    sides = [round(pt_to_mm(each), 2) for each in (rect.x_pt, rect.y_pt, rect.width_pt, rect.height_pt)]
    return Zone(name, on, *sides)
