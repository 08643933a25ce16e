"""One packet's way, a stage a call: ``due`` merges (3); ``packets`` typesets (4), paginates (5), assembles (6) and presses (7).

Pages and all that packets of one shape share are made once and remembered; what is a packet's own is made for each.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.merge import merge
from letterpack.model.campaign import Addressee
from letterpack.model.form import Form, Rect
from letterpack.model.galley import Frame, Galley
from letterpack.model.manifest import EnclosureRow, FontRow, PacketRow, packet_path, printed_sheets
from letterpack.model.merged import MergedLetter
from letterpack.model.packet import PacketBlocks
from letterpack.model.page import Parts
from letterpack.model.pdf import Enclosure, Stamp
from letterpack.paginate import assemble, may_gain, paginate, parts_of
from letterpack.pipeline.build.due import Addressed, Copy, DuePacket, addressed, packet_inputs, with_members
from letterpack.pipeline.build.fonts import font_row
from letterpack.pipeline.build.printer import SheetCount
from letterpack.press.packet_file import OwnContent, PacketFile, own_content, packet_file
from letterpack.press.pdf.embedding import embed
from letterpack.press.planner import BaseSubsets, Plan, PlanShape, make_plan
from letterpack.press.print_run import RunPacket, run_packet
from letterpack.press.slips import AddressSlip, page_of, slip
from letterpack.press.standards import Metadata, Sheet, boxes_for
from letterpack.spans import Span
from letterpack.standards import claims_left
from letterpack.typeset.letter import LetterSetter, enclosure_span
from letterpack.values import replace
from letterpack.wording.senders import author
from letterpack.wording.titles import document_title

MOST_PLANS: Final = 128
MOST_PLAN_BYTES: Final = 1 << 25
"""Of the plans that stay in memory: one with enclosures holds all of them."""
ShapeKey: TypeAlias = tuple[object, ...]


def shape_of(galley: Galley, head: Frame, carrier: tuple[Frame, ...], enclosures: tuple[Enclosure, ...]) -> ShapeKey:
    """Return what the pages of two packets must have in common to share a plan."""
    return (
        galley.body_top_pt,
        galley.tightened,
        head.block.shape,
        tuple([block.shape for block in galley.flow]),
        tuple([(frame.x_pt, frame.y_pt, frame.block.shape) for frame in (*galley.frames, *carrier)]),
        len(carrier),
        tuple([(each.path, each.sha256, each.title) for each in enclosures]),
    )


class PlanMemory:
    """The plans made last, as many as there is room for. None stands for a shape that is set tighter first."""

    def __init__(self) -> None:
        self._plans: OrderedDict[ShapeKey, Plan | None] = OrderedDict()
        self._size_bytes = 0

    def plan(self, shape: ShapeKey, make: Callable[[], Plan | None]) -> Plan | None:
        """Return the plan of ``shape``, made now if it is not remembered; the oldest that there is no room for are forgotten."""
        # Nearly all are remembered, and to ask for a shape once is half of what it takes to ask for it twice.
        try:
            return self._plans[shape]
        except KeyError:
            made = self._plans[shape] = make()
        self._size_bytes += len(made.prefix) if made else 0
        while len(self._plans) > MOST_PLANS or (self._size_bytes > MOST_PLAN_BYTES and len(self._plans) > 1):
            _, oldest = self._plans.popitem(last=False)
            self._size_bytes -= len(oldest.prefix) if oldest else 0
        return made


class MadePacket(Struct, frozen=True):
    """A packet: its row for the manifest, its file, and what its pages are made of."""

    row: PacketRow
    file: PacketFile
    plan: Plan
    own: OwnContent
    due: DuePacket
    builder: LetterBuilder

    def slip(self, form: Form) -> AddressSlip | None:
        """Return its address on ``form``; None where it does not fit there, which is reported."""
        return self.builder.slip(self.due, form)

    def pages(self) -> RunPacket:
        """Return its pages for products that hold the pages of many packets."""
        return run_packet(self.plan, self.own)


class _Ready(NamedTuple):
    """A packet that is set: the frames of its carrier, its letter, what is enclosed; ``warned`` where something was found."""

    due: DuePacket
    carrier: tuple[Frame, ...]
    galley: Galley
    enclosures: tuple[Enclosure, ...]
    warned: bool


class _Laid(NamedTuple):
    """A packet whose pages are laid out: what it shares with others of its shape, and what is its own."""

    ready: _Ready
    plan: Plan
    own: OwnContent


class LetterBuilder:
    """Makes the packets of one letter.

    ``enclosure`` gives an enclosure by its path, with a stamp; or None after reporting, at the place it is told, why it cannot
    be sent.
    ``wanted`` says whether a packet of this id, for this addressee, is to be made. ``sheets`` counts those that are too heavy.
    """

    def __init__(
        self,
        setter: LetterSetter,
        shared_inputs: str,
        enclosure: Callable[[str, Callable[[], Span], Stamp | None], Enclosure | None],
        wanted: Callable[[str, str], bool],
        sheets: SheetCount,
    ) -> None:
        self.setter, self.campaign, self.template, self.form = setter, setter.campaign, setter.template, setter.form
        self.report, self.profile = setter.context.report, setter.context.profile
        self.enclosure, self.wanted, self.sheets = enclosure, wanted, sheets
        self.shared_inputs = shared_inputs
        subsets = setter.context.setter.subsets
        base = sorted(subsets.base.items(), key=lambda pair: pair[0].resource)
        self.fonts = BaseSubsets(tuple([(font.resource, embed(font, glyphs)) for font, glyphs in base]))
        self._plans = PlanMemory()
        self._stamps: dict[str, Stamp] = {}
        self._author = author(self.campaign.settings.sender, self.template.letter.language)

    def due(
        self, addressee: Addressee, members: tuple[Addressee, ...], copies: tuple[Copy, ...], taken: Container[str] = ()
    ) -> Iterator[DuePacket]:
        """Merge the letter to ``members`` (``addressee`` alone, or all of a joint letter) once for them, and for each of
        ``copies``; yield the packets before they are made, theirs first, without those whose names are ``taken``.
        """
        joint = members if len(members) > 1 else ()
        left = [each for each in self.addressed(members, copies) if each.name not in taken]
        for reader, packets in groupby(left, key=_copied_to):
            merged = with_members(merge(self.template, addressee, joint, reader), members)
            yield from [each.with_letter(merged) for each in packets]

    def addressed(self, members: tuple[Addressee, ...], copies: tuple[Copy, ...]) -> Iterator[Addressed]:
        """Yield the packets of the letter to ``members`` that are wanted, then those of ``copies``; nothing is merged for it."""
        shared = self.template.letter.enclosures
        for copy in (*[Copy(member, "to") for member in members], *copies):
            yield from [each for each in addressed(copy, members, shared) if self.wanted(each.name, each.reader.id)]

    def packets(self, due: Sequence[DuePacket], *, despite_errors: bool = False) -> list[MadePacket]:
        """Return the packets ``due``, those that can be made; none where anything is wrong, unless ``despite_errors``.

        They go through each stage together: a processor that does one thing for many has what it needs for it at hand, and takes
        a sixth less time.
        """
        laid = self._laid(due, despite_errors=despite_errors)
        claims = [self._claims(each.plan, each.ready.enclosures) for each in laid]
        about = [self._metadata(each.ready.due.merged, said) for each, said in zip(laid, claims, strict=True)]
        pressed = [packet_file(each.plan, each.own, said) for each, said in zip(laid, about, strict=True)]
        rows = [self._row(*each) for each in zip(laid, claims, pressed, strict=True)]
        made = zip(rows, pressed, laid, strict=True)
        return [MadePacket(row, file, each.plan, each.own, each.ready.due, self) for row, file, each in made]

    def pages(self, due: Sequence[DuePacket]) -> list[tuple[str, RunPacket]]:
        """Return the pages of the packets ``due``, whose files are there already, with their names; none where anything is
        wrong.
        """
        return [(each.ready.due.name, run_packet(each.plan, each.own)) for each in self._laid(due)]

    def slip(self, due: Addressed, form: Form) -> AddressSlip | None:
        """Return the address of ``due`` on ``form``, an envelope or a label; None where it does not fit, which is reported."""
        frames = self.setter.slip(due.reader, due.address_index, form, due.name)
        if frames is None:
            return None
        size = (form.paper_width_pt, form.paper_height_pt)
        return slip(frames, size, self.fonts, self.setter.context.setter.subsets)

    def page(self, rows: Sequence[tuple[str, str]]) -> RunPacket:
        """Return a page that says ``rows``: texts, and others beside them; the first is its title."""
        from letterpack.pipeline.build.stamps import table_frame

        settings = self.campaign.settings
        span = settings.origin.span("printing", "totals") if settings.origin else Span("letterpack.yaml")
        sheet = Sheet(self.form.paper_width_pt, self.form.paper_height_pt, boxes_for(self.profile))
        frame = table_frame(rows, self.form, self.setter.context, span)
        made = slip((frame,), (sheet.width_pt, sheet.height_pt), self.fonts, self.setter.context.setter.subsets)
        return page_of([(made, Rect(0.0, 0.0, sheet.width_pt, sheet.height_pt))], sheet)

    def _laid(self, due: Sequence[DuePacket], *, despite_errors: bool = False) -> list[_Laid]:
        """Return the packets ``due``, their pages laid out; none where anything is wrong, unless ``despite_errors``."""
        ready = [each for one in due if (each := self._typeset(one)) is not None]
        if self.report.has_errors and not despite_errors:
            return []
        planned = [self._planned(each, each.galley, self.setter.running_head(each.due.members)) for each in ready]
        subsets = self.setter.context.setter.subsets
        contents = [own_content(plan, sources, subsets) for plan, sources in planned]
        return [_Laid(each, plan, own) for each, (plan, _), own in zip(ready, planned, contents, strict=True)]

    def _typeset(self, due: DuePacket) -> _Ready | None:
        """Return ``due``, set; None where an address does not fit or an enclosure cannot be sent, which is reported.

        What is said of an enclosure makes no packet ``warned``: whoever takes that over reads its enclosures too.
        """
        enclosures, told = self.enclosed(due), self.report.told
        carrier = self._carrier(due)
        address_index = 0 if due.is_copy else due.address_index
        galley = self.setter.galley(due.merged, due.members, address_index, due.copies, due.name)
        if carrier is None or galley is None or len(enclosures) < len(due.enclosures):
            return None
        return _Ready(due, carrier, galley, enclosures, self.report.told > told)

    def _planned(self, ready: _Ready, galley: Galley, head: Frame) -> tuple[Plan, PacketBlocks]:
        """Return what all packets of the galley's shape share, written now where it is new, and the blocks of this one; a letter
        that runs over by little is set tighter first.
        """
        parts = parts_of(galley)
        sources = PacketBlocks(parts.blocks, (head.block,), tuple([frame.block for frame in ready.carrier]))
        shape = shape_of(galley, head, ready.carrier, ready.enclosures)
        plan = self._plans.plan(shape, partial(self._plan, ready, galley, parts, head, sources))
        if plan is None:
            due = ready.due
            return self._planned(ready, self.setter.tightened(galley, due.merged, due.members, due.copies), head)
        return plan, sources

    def _plan(self, ready: _Ready, galley: Galley, parts: Parts, head: Frame, sources: PacketBlocks) -> Plan | None:
        """Lay out the pages, and write what they share; None where the letter would gain by being set tighter."""
        if may_gain(galley, parts, self.form):
            return None
        annex = parts.rows - 1 if parts.columns is not None and parts.columns.new_page else None
        letter = paginate(galley, parts, self.form)
        pages = assemble(letter, head, ready.carrier, self.setter.furniture, annex)
        language, width, height = self.template.letter.language, self.form.paper_width_pt, self.form.paper_height_pt
        enclosures = self._behind(ready.enclosures, len(pages))
        return make_plan(PlanShape(pages, sources, enclosures, self.fonts, language, width, height, self.profile))

    def _behind(self, enclosures: tuple[Enclosure, ...], before: int) -> tuple[Enclosure, ...]:
        """Return ``enclosures`` as they stand behind ``before`` pages, with a blank page where one has to begin on a front."""
        placed: list[Enclosure] = []
        for each in enclosures:
            made = replace(each, blank=1) if before % 2 and self.setter.context.titles.setting(each.path).starts_front else each
            placed.append(made)
            before += made.page_count
        return tuple(placed)

    def prove(self, due: DuePacket) -> None:
        """Report what is wrong with the packet ``due`` alone, and make nothing of it."""
        if all(each.addresses for each in (due.reader, *due.members)):
            self._typeset(due)

    def enclosed(self, due: Addressed) -> tuple[Enclosure, ...]:
        """Return what is enclosed in ``due`` and can be sent; what cannot is reported."""
        if not due.enclosures:
            return ()
        found: list[Enclosure] = []
        stamps = self.setter.context.titles.stamps(due.enclosures)
        for path, title, text in zip(due.enclosures, self.titles(due), stamps, strict=True):
            place = partial(self._enclosure_place, path, due)
            each = self.enclosure(path, place, self.stamp(text, place))
            if each is not None:
                found.append(replace(each, title=title))
        return tuple(found)

    def stamp(self, text: str, place: Callable[[], Span]) -> Stamp | None:
        """Return the stamp that says ``text``, made now where it is new; none where that is empty."""
        if text and text not in self._stamps:
            from letterpack.pipeline.build.stamps import make_stamp

            self._stamps[text] = make_stamp(text, self.setter.context, place)
        return self._stamps.get(text)

    def inputs(self, due: Addressed, enclosures: tuple[Enclosure, ...]) -> str:
        """Return the digest of everything that the packet ``due`` with its ``enclosures`` is made from."""
        family = self.setter.context.setter.shaper.family
        return packet_inputs(self.shared_inputs, due, enclosures, family, self.template.letter.language)

    def _enclosure_place(self, path: str, due: Addressed) -> Span:
        return enclosure_span(path, self.template.letter, (*due.members, due.reader))

    def _carrier(self, due: DuePacket) -> tuple[Frame, ...] | None:
        if not due.is_copy:
            return ()
        own = self.own_titles(due)
        return self.setter.carrier(due.reader, due.address_index, due.merged, due.members, due.name, own)

    def titles(self, due: Addressed) -> tuple[str, ...]:
        """Return what is enclosed in ``due``, by its titles."""
        return self.setter.titles(due.enclosures, (*due.members, due.reader)) if due.enclosures else ()

    def own_titles(self, due: Addressed) -> tuple[str, ...]:
        """Return the titles of what only the reader of the copy ``due`` gets: the letter lists what all its readers get."""
        own = due.reader.enclosures if due.kind != "to" else ()
        titles = dict(zip(due.enclosures, self.titles(due), strict=True)) if own else {}
        return tuple([titles[path] for path in own])

    def _claims(self, plan: Plan, enclosures: tuple[Enclosure, ...]) -> tuple[str, ...]:
        return claims_left(self.profile.packet_claims, [plan.keeps, *[each.keeps for each in enclosures]])

    def _metadata(self, merged: MergedLetter, claims: tuple[str, ...]) -> Metadata:
        return Metadata(document_title(merged), self._author, merged.language, merged.date, claims)

    def _row(self, laid: _Laid, claims: tuple[str, ...], file: PacketFile) -> PacketRow:
        (due, *_, warned), plan, own = laid
        enclosures = plan.enclosures
        row = PacketRow(
            due.name,
            due.reader.id,
            due.kind,
            self.path(due.name),
            plan.pages,
            plan.sheets,
            due.merged.language,
            tuple([EnclosureRow(each.path, each.sha256, each.page_count, each.blank, each.stamp) for each in enclosures]),
            claims,
            self.inputs(due, enclosures),
            file.sha256,
            self._own_fonts(own) if own.extensions else (),
            warned,
        )
        self.count_sheets(due, row)
        return row

    def path(self, name: str) -> str:
        """Return the path of the packet called ``name`` in the batch."""
        return packet_path(name, self.campaign.mailing.count)

    def count_sheets(self, due: Addressed, row: PacketRow) -> None:
        """Take note of the packet ``due``, whose ``row`` is known, where it has more sheets than its envelope takes."""
        sheets = printed_sheets(row, self.campaign.settings.printing.sides)
        if sheets > self.form.roomiest.max_sheets:
            self.sheets.count(sheets, due.name, due.reader.origin.span())

    def _own_fonts(self, own: OwnContent) -> tuple[FontRow, ...]:
        """Return the fonts of a packet's ``own`` content that nothing shared is set in."""
        base = self.setter.context.setter.subsets.base
        return tuple(dict.fromkeys([font_row(each.font) for each in own.extensions if each.font not in base]))


def _copied_to(packet: Addressed) -> Addressee | None:
    """Return who gets ``packet`` as a copy: whom its letter is merged for beside those to whom it is written."""
    return packet.reader if packet.kind != "to" else None
