"""One letter's way through stages 3 to 7: an addressee comes in, finished packets come out."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from letterpack.diagnostics import Report
from letterpack.merge import merge
from letterpack.model.campaign import Addressee, Campaign, Kind
from letterpack.model.form import Form
from letterpack.model.galley import Frame, Galley
from letterpack.model.manifest import EnclosureRow, PacketRow
from letterpack.model.merged import MergedLetter
from letterpack.model.packet import Sources
from letterpack.model.page import Parts
from letterpack.model.pdf import Enclosure
from letterpack.model.profile import Profile
from letterpack.model.template import LetterTemplate
from letterpack.paginate import may_gain, paginate, parts_of
from letterpack.paginate.assemble import assemble
from letterpack.pipeline.build.sheets import SheetCount
from letterpack.press.packet_file import OwnContent, PacketFile, own_content, packet_file
from letterpack.press.pdf.embedding import embed
from letterpack.press.plan import Fonts, Plan, Shape, make_plan
from letterpack.press.standards.claims import claims_left
from letterpack.press.standards.metadata import Metadata
from letterpack.spans import Span
from letterpack.text.fonts import Font
from letterpack.text.hanforms import brings_own_forms, forms_of_country, forms_of_text
from letterpack.typeset.letter import LetterSetter, enclosure_span
from letterpack.wording.senders import author
from letterpack.wording.titles import document_title

_MOST_PLANS: Final = 128
_MOST_PLAN_BYTES: Final = 1 << 25
"""Of the plans that stay in memory: one with enclosures holds all of them."""


class Finished(NamedTuple):
    """A packet: its row for the manifest, its file, and what a print run takes from it."""

    row: PacketRow
    file: PacketFile
    plan: Plan
    own: OwnContent


class Copy(NamedTuple):
    """Somebody who gets a copy of a letter with their own address on a carrier: a cc, a bcc, or one of a joint letter's
    addressees.
    """

    reader: Addressee
    kind: Kind


class Due(NamedTuple):
    """A packet that is to be made: for ``reader``'s address ``address_index`` (0-based), of the letter to ``members``, behind a
    carrier where it ``is_copy``.
    """

    name: str
    kind: Kind
    reader: Addressee
    address_index: int
    merged: MergedLetter
    members: tuple[Addressee, ...]
    is_copy: bool

    @property
    def copies(self) -> tuple[Addressee, ...]:
        """Who gets a copy of this letter alone."""
        return tuple([copy for member in self.members for copy in member.cc])

    @property
    def enclosures(self) -> tuple[str, ...]:
        """The paths of what is enclosed: the letter's, then the reader's own, each once."""
        return tuple(dict.fromkeys((*self.merged.enclosures, *self.reader.enclosures)))


class _Ready(NamedTuple):
    """A packet that is set: the frames of its carrier, its letter, what is enclosed."""

    due: Due
    carrier: tuple[Frame, ...]
    galley: Galley
    enclosures: tuple[Enclosure, ...]


class LetterWay:
    """Makes the packets of one letter.

    ``enclosure`` gives an enclosure by its path, or None after reporting, at the place it is told, why it cannot be sent.
    ``wanted`` says whether a packet of this id, for this addressee, is to be made. ``sheets`` counts those that are too heavy.
    """

    def __init__(
        self,
        campaign: Campaign,
        template: LetterTemplate,
        setter: LetterSetter,
        form: Form,
        report: Report,
        shared_inputs: str,
        enclosure: Callable[[str, Callable[[], Span]], Enclosure | None],
        wanted: Callable[[str, str], bool],
        sheets: SheetCount,
        profile: Profile,
    ) -> None:
        self.campaign, self.template, self.setter, self.form, self.report = campaign, template, setter, form, report
        self.enclosure, self.wanted, self.sheets, self.profile = enclosure, wanted, sheets, profile
        self.shared_inputs = shared_inputs
        subsets = setter.context.setter.subsets
        self._family = setter.context.setter.shaper.family
        self.fonts = Fonts(
            tuple(
                [
                    (font.resource, embed(font, glyphs))
                    for font, glyphs in sorted(subsets.base.items(), key=lambda pair: pair[0].resource)
                ]
            )
        )
        # None for a shape that is set tighter first.
        self._plans: OrderedDict[tuple[object, ...], Plan | None] = OrderedDict()
        self._plan_bytes = 0
        self._author = author(campaign.settings.sender, template.letter.language)

    def due(self, addressee: Addressee, members: tuple[Addressee, ...], copies: tuple[Copy, ...]) -> Iterator[Due]:
        """Yield, before they are made, the packets of the letter to ``members`` (``addressee`` alone, or all of a joint letter),
        then those of ``copies``.
        """
        joint = members if len(members) > 1 else ()
        merged = _with_members(merge(self.template, addressee, joint), members)
        for reader in joint or (addressee,):
            yield from self._addressed(Copy(reader, "to"), merged, members, is_copy=bool(joint))
        for copy in copies:
            read = merge(self.template, addressee, joint, copy.reader)
            yield from self._addressed(copy, _with_members(read, members), members, is_copy=True)

    def _addressed(self, copy: Copy, merged: MergedLetter, members: tuple[Addressee, ...], *, is_copy: bool) -> Iterator[Due]:
        for index in _chosen(copy.reader):
            name = packet_id(copy.reader.id, index)
            if self.wanted(name, copy.reader.id):
                yield Due(name, copy.kind, copy.reader, index, merged, members, is_copy)

    def packets(self, due: Sequence[Due]) -> list[Finished]:
        """Return the packets ``due``, those that can be made.

        They go through each stage together: a processor that does one thing for many has what it needs for it at hand, and takes
        a sixth less time.
        """
        ready = [each for one in due if (each := self._ready(one)) is not None]
        if self.report.has_errors:
            return []
        planned = [self._planned(each, each.galley, self.setter.running_head(each.due.members)) for each in ready]
        self._weigh(zip(ready, planned, strict=True))
        subsets = self.setter.context.setter.subsets
        contents = [own_content(plan, sources, subsets) for plan, sources in planned]
        claims = [
            claims_left(self.profile.packet_claims, [plan.keeps, *[one.keeps for one in each.enclosures]])
            for each, (plan, _) in zip(ready, planned, strict=True)
        ]
        about = [self._metadata(each.due.merged, said) for each, said in zip(ready, claims, strict=True)]
        files = [packet_file(plan, own, said) for (plan, _), own, said in zip(planned, contents, about, strict=True)]
        return [
            Finished(self._row(each.due, plan, each.enclosures, said, file), file, plan, own)
            for each, (plan, _), said, file, own in zip(ready, planned, claims, files, contents, strict=True)
        ]

    def _weigh(self, made: Iterable[tuple[_Ready, tuple[Plan, Sources]]]) -> None:
        """Take note of packets that are too heavy for their envelope."""
        most = self.form.envelope.max_sheets
        for each, (plan, _) in made:
            if plan.sheets > most:
                self.sheets.note(plan.sheets, each.due.name, each.due.reader.origin.span())

    def prove(self, due: Due) -> None:
        """Report what is wrong with the packet ``due`` alone, and make nothing of it."""
        if all(each.addresses for each in (due.reader, *due.members)):
            self._ready(due)

    def enclosed(self, due: Due) -> tuple[Enclosure, ...]:
        """Return what is enclosed in ``due`` and can be sent; what cannot is reported."""
        found = [self.enclosure(path, partial(self._enclosure_place, path, due)) for path in due.enclosures]
        return tuple([each for each in found if each is not None])

    def _enclosure_place(self, path: str, due: Due) -> Span:
        return enclosure_span(path, self.template.letter, (*due.members, due.reader))

    def _ready(self, due: Due) -> _Ready | None:
        """Return ``due``, set; None where an address does not fit or an enclosure cannot be sent, which is reported."""
        carrier = self._carrier(due)
        galley = self.setter.galley(due.merged, due.members, 0 if due.is_copy else due.address_index, due.copies, due.name)
        enclosures = self.enclosed(due)
        if carrier is None or galley is None or len(enclosures) < len(due.enclosures):
            return None
        return _Ready(due, carrier, galley, enclosures)

    def _carrier(self, due: Due) -> tuple[Frame, ...] | None:
        if not due.is_copy:
            return ()
        return self.setter.carrier(due.reader, due.address_index, due.merged, due.members, due.name)

    def _planned(self, ready: _Ready, galley: Galley, head: Frame) -> tuple[Plan, Sources]:
        """Return what all packets of the galley's shape share, written now where it is new, and the blocks of this one; a letter
        that runs over by little is set tighter first.
        """
        due, carrier, enclosures = ready.due, ready.carrier, ready.enclosures
        parts = parts_of(galley)
        key = _key(galley, head, carrier, enclosures)
        sources = Sources(parts.blocks, (head.block,), tuple([frame.block for frame in carrier]))
        if key not in self._plans:
            gains = may_gain(galley, parts, self.form)
            self._remember(key, None if gains else self._plan(galley, parts, head, carrier, sources, enclosures))
        plan = self._plans[key]
        if plan is None:
            tightened = self.setter.tightened(galley, due.merged, due.members, due.copies)
            return self._planned(ready, tightened, head)
        return plan, sources

    def _remember(self, key: tuple[object, ...], plan: Plan | None) -> None:
        """Keep ``plan``, and forget the oldest that there is no room for."""
        self._plans[key] = plan
        self._plan_bytes += _size_bytes(plan)
        while len(self._plans) > _MOST_PLANS or (self._plan_bytes > _MOST_PLAN_BYTES and len(self._plans) > 1):
            self._plan_bytes -= _size_bytes(self._plans.popitem(last=False)[1])

    def _plan(
        self,
        galley: Galley,
        parts: Parts,
        head: Frame,
        carrier: tuple[Frame, ...],
        sources: Sources,
        enclosures: tuple[Enclosure, ...],
    ) -> Plan:
        annex = parts.rows - 1 if parts.columns is not None and parts.columns.new_page else None
        pages = assemble(paginate(galley, parts, self.form), head, carrier, self.setter.furniture, annex)
        language, form = self.template.letter.language, self.form
        return make_plan(
            Shape(pages, sources, enclosures, self.fonts, language, form.paper_width_pt, form.paper_height_pt, self.profile)
        )

    def _metadata(self, merged: MergedLetter, claims: tuple[str, ...]) -> Metadata:
        return Metadata(document_title(merged), self._author, merged.language, merged.date, claims)

    def _row(
        self, due: Due, plan: Plan, enclosures: tuple[Enclosure, ...], claims: tuple[str, ...], file: PacketFile
    ) -> PacketRow:
        return PacketRow(
            due.name,
            due.reader.id,
            due.kind,
            f"packets/{due.name}.pdf",
            plan.pages,
            plan.sheets,
            due.merged.language,
            tuple([EnclosureRow(each.path, each.sha256, len(each.pages)) for each in enclosures]),
            claims,
            self.inputs(due, enclosures),
            file.sha256,
        )

    def inputs(self, due: Due, enclosures: tuple[Enclosure, ...]) -> str:
        """Return the digest of everything that the packet ``due`` with its ``enclosures`` is made from."""
        said = [
            self.shared_inputs,
            due.reader.canonical,
            due.kind,
            str(due.address_index),
            *[member.canonical for member in due.members],
            *[copy.canonical for copy in due.copies],
            *[each.sha256 for each in enclosures],
        ]
        said.extend([font.sha256 for font in self._beyond("".join(said), (due.reader, *due.members, *due.copies))])
        return hashlib.sha256("\0".join(said).encode("utf-8")).hexdigest()

    def _beyond(self, text: str, people: tuple[Addressee, ...]) -> tuple[Font, ...]:
        """Return the fonts behind the letter's own that ``text`` needs, which names ``people``."""
        language = self.template.letter.language
        fonts = self._family.beyond(text, language)
        if not fonts or brings_own_forms(language):
            return fonts
        forms = [*map(forms_of_text, text.split()), *[forms_of_country(each.country) for each in people]]
        others = [font for tag in dict.fromkeys(filter(None, forms)) for font in self._family.beyond(text, tag)]
        return tuple(dict.fromkeys([*fonts, *others]))


def _with_members(merged: MergedLetter, members: tuple[Addressee, ...]) -> MergedLetter:
    """Return ``merged`` with what the other addressees of a joint letter enclose."""
    others = [path for member in members[1:] for path in member.enclosures]
    return replace(merged, enclosures=tuple(dict.fromkeys((*merged.enclosures, *others)))) if others else merged


def packet_id(addressee_id: str, address_index: int) -> str:
    """Return the id of the packet to an addressee's address: its own id for the first, ``id.2`` for the second."""
    return addressee_id if address_index == 0 else f"{addressee_id}.{address_index + 1}"


def _chosen(addressee: Addressee) -> range:
    return range(len(addressee.addresses) if addressee.delivery == "all" else 1)


def _size_bytes(plan: Plan | None) -> int:
    return len(plan.prefix) if plan else 0


def _key(galley: Galley, head: Frame, carrier: tuple[Frame, ...], enclosures: tuple[Enclosure, ...]) -> tuple[object, ...]:
    return (
        galley.body_top_pt,
        galley.tightened,
        head.block.shape,
        tuple([block.shape for block in galley.flow]),
        tuple([(frame.x_pt, frame.y_pt, frame.block.shape) for frame in (*galley.frames, *carrier)]),
        len(carrier),
        tuple([(each.path, each.sha256) for each in enclosures]),
    )


def shared_inputs(
    campaign: Campaign,
    template: LetterTemplate,
    data: tuple[object, ...],
    fonts: list[str],
    pictures: list[str],
    profile: Profile,
) -> str:
    """Return the digest of what all packets of a letter are made from: letter, settings, signatories, fonts, pictures, what the
    PDFs are for, and ``data``: the values of form, style and language, whose files may be the campaign's own.
    """
    files = {each.path: each.sha256 for each in campaign.inputs if each.path in ("letterpack.yaml", "signatories.csv")}
    said = json.dumps(
        [
            template.letter.sha256,
            files,
            [repr(each) for each in data],
            sorted(fonts),
            sorted(pictures),
            [copy.canonical for copy in campaign.mailing.cc],
            profile.name,
        ],
        sort_keys=True,
    )
    return hashlib.sha256(said.encode("utf-8")).hexdigest()
