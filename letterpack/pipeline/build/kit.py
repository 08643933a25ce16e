"""The kit: all that a campaign's packets share, set once, so that any of its addressees can be turned into packets anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from typing import Final

from letterpack.diagnostics import Diagnostic, Report
from letterpack.draw.graphics import DrawnWith, load_graphic
from letterpack.fonts import has_italic
from letterpack.forms import campaign_form
from letterpack.languages import language, usual_script
from letterpack.manners import ROOM as MANNERS
from letterpack.merge import compile_letter
from letterpack.model.campaign import Addressee, CampaignRead, copies_by_letter
from letterpack.model.manifest import EnclosureRow, FontRow
from letterpack.model.pdf import Enclosure, Graphic
from letterpack.model.template import LetterTemplate
from letterpack.pipeline.build.due import Addressed, Copy, DuePacket, shared_inputs
from letterpack.pipeline.build.earlier import EarlierPackets
from letterpack.pipeline.build.enclosures import EnclosurePaper, EnclosureShelf
from letterpack.pipeline.build.fonts import CampaignFonts, font_row
from letterpack.pipeline.build.packet import LetterBuilder, MadePacket
from letterpack.pipeline.build.printer import (
    SheetCount,
    TooManySheets,
    campaign_profile,
    clear_on,
    is_for_printer,
    tell_insertion,
)
from letterpack.pipeline.build.versions import versions
from letterpack.pipeline.sources import SourceLookup
from letterpack.press.print_run import RunPacket
from letterpack.spans import Span
from letterpack.standards import claims_left
from letterpack.styles import STANDARD, Measures, load_style
from letterpack.text.families import Family
from letterpack.text.hyphenate import protected_words
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.context import Context
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.letter import LetterSetter
from letterpack.values import replace
from letterpack.wording.enclosures import EnclosureTitles
from letterpack.world import World

_ENCLOSURES: Final = "LP4"
"""Begins the codes of what is found in enclosures."""


class Kit:
    """Everything that the packets of a campaign share, set once; ``packets`` does the rest for one addressee."""

    def __init__(
        self,
        campaign: CampaignRead,
        world: World,
        report: Report,
        sources: SourceLookup,
        only: tuple[str, ...] = (),
        profile: str | None = None,
    ) -> None:
        self.campaign, self.world, self.report, self.sources = campaign, world, report, sources
        self.form = campaign_form(campaign)
        self.wanted_profile = campaign_profile(campaign.settings, profile or campaign.settings.profile, world, report)
        self.profile = self.wanted_profile
        """Claims no more than packets can with the drawings on their pages, once these are known."""
        self.only = only
        self._met = dict.fromkeys(only, False)
        self.sheets = SheetCount()
        self._graphics: dict[str, Graphic | None] = {}
        required = campaign.settings.conformance == "required"
        size = (self.form.paper_width_pt, self.form.paper_height_pt)
        is_one_size = is_for_printer(campaign.settings, self.profile)
        paper = EnclosurePaper(size, is_one_size, campaign.settings.enclosures, clear_on(campaign))
        tell_insertion(campaign, self.form, report)
        self._enclosures = EnclosureShelf(
            world, report, self.profile, conformance_required=required, confirmed=campaign.settings.verapdf, paper=paper
        )
        fonts = CampaignFonts(campaign.settings, world, report)
        self.typefaces = fonts
        self._brought, self._own_fonts = fonts.brought, fonts.own
        self._used_elsewhere: frozenset[FontRow] = frozenset()
        self.earlier: EarlierPackets | None = None
        """Where packets are taken from instead of being made, once somebody has put it here."""
        self._shapers: dict[Family, Shaper] = {}
        self._builders: dict[str, LetterBuilder] = {}
        self._copies = {
            letter: [Copy(each, each.kind) for each in copies] for letter, copies in copies_by_letter(campaign.mailing).items()
        }
        for tag in campaign.letters:
            self._builder(tag)
        self._claim_what_pictures_keep()

    def packets(self, addressees: Sequence[Addressee]) -> Iterator[list[MadePacket]]:
        """Yield the packets of the letters to ``addressees``, in mailing order, those together that are made together."""
        return self.made([each for addressee in addressees for each in self.due(addressee)])

    def made(self, due: Iterable[tuple[LetterBuilder, DuePacket]], *, despite_errors: bool = False) -> Iterator[list[MadePacket]]:
        """Yield the packets ``due``, as ``packets`` does; ``despite_errors``, all that can be made, whatever was found."""
        for builder, group in _together(due):
            yield builder.packets(group, despite_errors=despite_errors)

    def pages(self, due: Iterable[tuple[LetterBuilder, DuePacket]]) -> Iterator[tuple[str, RunPacket]]:
        """Yield the pages of the packets ``due``, whose files are there already, with their names."""
        for builder, group in _together(due):
            yield from builder.pages(group)

    def due(self, addressee: Addressee, taken: Container[str] = ()) -> Iterator[tuple[LetterBuilder, DuePacket]]:
        """Yield the packets of the letter to ``addressee`` before they are made, each with the letter's builder: its own,
        then the copies'; none where another of a joint letter leads it, nor of those whose names are ``taken``.
        """
        for builder, members, copies in self._sent(addressee):
            for due in builder.due(addressee, members, copies, taken):
                yield builder, due

    def addressed(self, addressee: Addressee) -> Iterator[tuple[LetterBuilder, Addressed]]:
        """Yield the packets that ``due`` yields, without merging a letter for them."""
        for builder, members, copies in self._sent(addressee):
            for packet in builder.addressed(members, copies):
                yield builder, packet

    def _sent(self, addressee: Addressee) -> Iterator[tuple[LetterBuilder, tuple[Addressee, ...], tuple[Copy, ...]]]:
        """Yield the builder of the letter to ``addressee``, to whom it is written, and who gets copies; nothing where another
        leads.
        """
        members = self.campaign.mailing.joint.get(addressee.id, (addressee,))
        if members[0].id != addressee.id:
            return
        copies = [Copy(each, each.kind) for member in members for each in (*member.cc, *member.bcc)]
        copies.extend(self._copies.get("", ()))
        for member in members:
            copies.extend(self._copies.get(member.id, ()))
        yield self._builder(self.campaign.language_for(addressee)), members, tuple(copies)

    def prove(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Report what is wrong with single packets where what all share is wrong already, so that one run finds both; not where
        there is more of something than is read (LP113), or of one mistake than is told: a stranger may have made it to take long.
        """
        if self.report.knows("LP113") or self.report.is_full:
            return
        count = self.campaign.mailing.count
        for done, addressee in enumerate(self.campaign.mailing.to(), 1):
            for builder, due in self.due(addressee):
                builder.prove(due)
            if progress is not None:
                progress(done, count)

    def fonts(self) -> frozenset[FontRow]:
        """Return the fonts that the packets made so far use, and those that the campaign brings."""
        subsets = [each.setter.context.setter.subsets for each in self._builders.values()]
        used = {font for each in subsets for font in (*each.base, *each.extended.values())}
        return frozenset(map(font_row, used.union(self._brought))) | self._used_elsewhere

    def add_result(
        self, findings: Sequence[Diagnostic], ids: Iterable[str], fonts: frozenset[FontRow], heavy: Mapping[int, TooManySheets]
    ) -> None:
        """Add a worker's result, of packets that come next in mailing order: what it found, the ids asked for that it
        met, the fonts it used, the packets that are too heavy.
        """
        if findings:
            known = {_enclosed_fault(found) for found in self.report if is_of_enclosure(found)}
            self.report.extend([found for found in findings if _enclosed_fault(found) not in known])
        self._met.update(dict.fromkeys(ids, True))
        self._used_elsewhere |= fonts
        self.sheets.add(heavy)

    def enclosure(self, row: EnclosureRow, language: str) -> Enclosure:
        """Return the enclosure of a packet in ``language``. Raises ``CannotBuild`` where its file has changed."""
        builder = self._builder(language if language in self.campaign.letters else self.campaign.default_language)
        found = self._enclosures.again(row.path, row.sha256, builder.stamp(row.stamp, partial(Span, row.path)))
        return replace(found, blank=row.blank)

    def page(self, rows: Sequence[tuple[str, str]]) -> RunPacket:
        """Return a page of the letter's paper that says ``rows``: texts, and others beside them; the first is its title."""
        return self._builder(self.campaign.default_language).page(rows)

    def digest(self) -> str:
        """Return the digest of all that packets are made of, versions too: equal ones make equal packets, in any process."""
        letters = {tag: builder.shared_inputs for tag, builder in self._builders.items()}
        inputs = [[each.path, each.sha256] for each in self.campaign.inputs]
        said = json.dumps([asdict(versions()), inputs, letters], sort_keys=True)
        return hashlib.sha256(said.encode("utf-8")).hexdigest()

    def tell(self) -> None:
        """Report what is known when all packets are made: those that are too heavy, and ids asked for that are nobody's."""
        self.sheets.tell(self.form, self.report)
        for name, found in self._met.items():
            if not found:
                self.report.error(
                    "LP503",
                    Span("addressees.yaml"),
                    f"no packet and no addressee has the id `{name}`",
                    "use an id from the table that a full build prints",
                )

    def found(self) -> frozenset[str]:
        """Return the ids asked for that have been met."""
        return frozenset(name for name, found in self._met.items() if found)

    def _wanted(self, packet: str, addressee: str) -> bool:
        if not self._met:
            return True
        found = [name for name in (packet, addressee) if name in self._met]
        for name in found:
            self._met[name] = True
        return bool(found)

    def _builder(self, tag: str) -> LetterBuilder:
        if tag in self._builders:
            return self._builders[tag]
        campaign = self.campaign
        template = compile_letter(campaign, campaign.as_printed(tag))
        measures = self._measures(template)
        family = self.typefaces.styled(measures, template.letter.span("style"), template.letter.language)
        shaper = self._shapers.setdefault(family, Shaper(family))
        setter = Setter(shaper, Subsets(), template.letter.language, protected_words(campaign.settings.names))
        words = language(template.letter.language, campaign.own)
        context = Context(
            setter, measures, words, self.report, self._graphic, self.sources.find, self.profile, self.form.following.height_pt,
            titles=EnclosureTitles(campaign.settings.enclosures, template.letter.language, self._enclosures.own_title),
            home=campaign.settings.sender.country,
        )  # fmt: skip
        typesetter = LetterSetter(campaign, template, self.form, context)
        fonts = [font.sha256 for font in dict.fromkeys((*setter.subsets.base, *self._own_fonts))]
        pictures = [hashlib.sha256(repr(graphic).encode()).hexdigest() for graphic in self._graphics.values()]
        manners = [text for path, text in campaign.own.texts if path.startswith(f"{MANNERS}/")]
        digest = shared_inputs(campaign, template, (self.form, measures, words, *manners), fonts, pictures, self.profile)
        builder = LetterBuilder(typesetter, digest, self._enclosures.get, self._wanted, self.sheets)
        self._builders[tag] = builder
        return builder

    def _measures(self, template: LetterTemplate) -> Measures:
        """Return the style of a letter, its lines as far apart as its script asks, without colors where pages have none."""
        style = load_style(template.letter.style or STANDARD, self.campaign.own)
        tag = template.letter.language
        led = (style if has_italic(usual_script(tag)) else style.upright()).led(self.typefaces.leading(tag))
        return led.in_grey() if self.profile.is_grey else led

    def _graphic(self, path: str, span: Span) -> Graphic | None:
        if path not in self._graphics:
            drawn_with = DrawnWith(self._page_as_picture, self.typefaces.named, self.profile.is_grey)
            self._graphics[path] = load_graphic(self.world, path, span, self.report, drawn_with)
        return self._graphics[path]

    def _claim_what_pictures_keep(self) -> None:
        """Let packets and print runs claim no more than they can with the drawings that others made on their pages."""
        kept = [graphic.keeps for graphic in self.graphics.values() if graphic.keeps is not None]
        if kept:
            claims = [claims_left(each, kept) for each in (self.profile.packet_claims, self.profile.run_claims)]
            self.profile = replace(self.profile, packet_claims=claims[0], run_claims=claims[1])
            for builder in self._builders.values():
                builder.profile = self.profile

    @property
    def foreign_pictures(self) -> list[tuple[str, str]]:
        """The drawings on packets' pages that others made as PDFs: their paths and the digests of their files."""
        found = [path for path, graphic in self.graphics.items() if graphic.keeps is not None]
        return [(path, hashlib.sha256(self.world.read(path)).hexdigest()) for path in found]

    @property
    def graphics(self) -> Mapping[str, Graphic]:
        """The drawings and pictures of the letters, by their paths."""
        return {path: graphic for path, graphic in self._graphics.items() if graphic is not None}

    def _page_as_picture(self, data: bytes, path: str, report: Report, span: Span) -> Graphic | None:
        # Most campaigns have none, and need not load what reads one.
        from letterpack.enclosures.as_picture import page_as_picture

        return page_as_picture(data, path, report, span, (self.profile, self.campaign.settings.verapdf))


def _together(due: Iterable[tuple[LetterBuilder, DuePacket]]) -> Iterator[tuple[LetterBuilder, list[DuePacket]]]:
    """Yield the packets ``due`` in groups that go through the stages together, each with its builder.

    Others' enclosures are not in memory while a packet is made, so only neighbours that enclose the same go together.
    """
    for (builder, _), group in groupby(due, key=lambda each: (each[0], each[1].enclosures)):
        yield builder, [each for _, each in group]


def is_of_enclosure(found: Diagnostic) -> bool:
    """Whether ``found`` is about an enclosed file: whoever reads that again finds it again."""
    return found.code.startswith(_ENCLOSURES)


def _enclosed_fault(found: Diagnostic) -> tuple[str, str, int | None]:
    """Return what a finding about an enclosure says, wherever it is said: an enclosure that several name is read once."""
    return (found.code, found.message, found.page)
