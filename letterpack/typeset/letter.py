"""One letter's typesetter (stage 4 of 7): sets what its packets share once, and the rest for each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from typing import Final, TypeAlias

from letterpack.countries.naming import is_courtesy_alone
from letterpack.model import letter as source
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.form import Form, Rect
from letterpack.model.galley import Fitting, Frame, Galley, GalleyBlock
from letterpack.model.letter import Runs
from letterpack.model.merged import MergedLetter
from letterpack.model.template import LetterTemplate
from letterpack.spans import Span
from letterpack.text.bidi import needs_bidi
from letterpack.text.fonts import MONO
from letterpack.text.shape import EVERYDAY, MissingGlyph
from letterpack.typeset import furniture, head
from letterpack.typeset.address import address_frame, report_shown, stacked_frame
from letterpack.typeset.body import flowing
from letterpack.typeset.context import HAIR_PT, Context, block_of
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.head import following_paragraphs, heading_face, heading_levels, headings_run_in
from letterpack.typeset.letterhead import (
    CONTACT,
    RETURN,
    contact_frame,
    letterhead_frame,
    pictured_frame,
    return_frame,
    sender_frame,
)
from letterpack.typeset.pieces import SetLine, face_name
from letterpack.typeset.running import Position, note_rule
from letterpack.typeset.signatories import signatory_columns
from letterpack.units import mm_to_pt
from letterpack.values import replace
from letterpack.wording.senders import signer, spoken_names

_OwnKey: TypeAlias = tuple[source.Block, bool, Setter]
_MOST_OWN_BLOCKS: Final = 2_000
_BELOW_STACK_LINES: Final = 2
_ON_GRID: Final = 0.05
"""Of half a line: nearer to the grid than this is on it."""
_CLEAR_OF_FOOT: Final = 0.5
"""Of a line: the least between the text of page 1 and what stands at its foot."""
_EDGE_MM: Final = 5.0
"""What office printers leave white."""
_HEAD_UNDER_LETTERHEAD_PT: Final = 26.0
"""From a following page's text up to the lowest letterhead there, with the running head between."""
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl", "fj")


class LetterSetter:
    """Sets the packets of one letter of a campaign on one form."""

    def __init__(self, campaign: CampaignRead, template: LetterTemplate, form: Form, context: Context) -> None:
        """Set all that the letter's packets share, then close the base subsets."""
        self.campaign, self.template, self.context = campaign, template, context
        self.form = form = form.facing(right_to_left=context.setter.right_to_left)
        self.measure = form.first.width_pt
        self.letter = template.letter
        self._names = spoken_names(campaign.settings.sender, self.letter.language)
        self.sender_span = self._sender_key()
        levels = heading_levels(template.body, 1 if template.subject else 0)
        self.place = Position(
            0.0,
            self.measure,
            (),
            context.measures.body,
            context.measures.body_space_pt,
            levels,
            mirrored=context.setter.right_to_left,
            run_in=headings_run_in(template.body, levels, context.measures),
            following=following_paragraphs(template.body),
            last_note=len({(note.label, note.span) for block in template.body for note in source.calls(block)}),
        )
        self._note_rule = note_rule(self.measure, context)
        self._fitting = fitting_of(context)
        self._own: dict[_OwnKey, GalleyBlock] = {}
        self._told: set[_OwnKey] = set()
        self._informations: dict[tuple[bool, bool], Frame] = {}
        self._shared = {
            id(block): flowing(block, self.place, context, own=False, tightened=True)
            for block in source.without_fields(template.body)
        }
        self._frames = self._shared_frames()
        self._first_foot_pt = self._first_foot()
        self._following = self._following_letterhead()
        self._subject: GalleyBlock | None = None
        if template.subject and _static(template.subject):
            span = self.letter.span("subject")
            self._subject = head.subject_block(template.subject, self.measure, span, context, own=False)
        self._closing = self._closed(template.closing, own=False) if _static(template.closing) else None
        cc, enclosed = campaign.mailing.cc, self.letter.enclosures
        self._copies = furniture.copies_block(cc, len(enclosed), self.measure, context, own=False) if cc else None
        self._enclosures = self._enclosed(enclosed, (), copied=bool(cc)) if enclosed else None
        level = 2 if template.subject else 1
        self.columns = signatory_columns(campaign.signatories, campaign.settings.signatories, self.measure, level, context)
        self._admit_everyday()
        context.setter.subsets.close()

    def _shared_frames(self) -> tuple[Frame, ...]:
        sender = self.campaign.settings.sender
        if path := self.campaign.settings.letterhead_first:
            alt = ", ".join([name.text for name in self._names]) or self.campaign.settings.name or path
            letterhead = self._pictured("first", path, alt, self.form.letterhead)
        else:
            letterhead = letterhead_frame(self._names, sender, self.form, self.sender_span, self.context)
        if letterhead is not None:
            report_shown(letterhead, self.form.letterhead, self.form, self._letterhead_span("first"), self.context.report)
        returned = return_frame(sender.return_address, self.form, self._sender_key("return_address"), self.context)
        contact = None if path else contact_frame(self._names, sender, self.form, self.sender_span, self.context)
        return tuple([frame for frame in (letterhead, contact, returned) if frame is not None])

    def _first_foot(self) -> float:
        """Return how much of the first page's text area belongs to what stands at its foot, in whole lines."""
        leading = self.context.measures.body.leading_pt
        lowest = min([frame.y_pt for frame in self._frames if frame.name == CONTACT], default=math.inf) - leading * _CLEAR_OF_FOOT
        lines = (self.form.first.bottom_pt - lowest) / leading
        return math.ceil(lines - _ON_GRID) * leading if lines > _ON_GRID else 0.0

    def _pictured(self, key: str, path: str, alt: str, room: Rect) -> Frame | None:
        return pictured_frame(path, alt, room, self.form.paper_width_pt, self._letterhead_span(key), self.context)

    def _sender_key(self, *keys: str) -> Span:
        origin = self.campaign.settings.origin
        return origin.span("sender", *keys) if origin else Span("letterpack.yaml")

    def _letterhead_span(self, key: str) -> Span:
        """Return where the settings name the letterhead's file for ``key`` pages, or else the sender."""
        settings = self.campaign.settings
        pictured = settings.letterhead_first if key == "first" else settings.letterhead_following
        return settings.origin.span("letterhead", key) if settings.origin and pictured else self.sender_span

    def _following_letterhead(self) -> Frame | None:
        path = self.campaign.settings.letterhead_following
        if not path:
            return None
        area = self.form.following
        room = Rect(area.x_pt, mm_to_pt(_EDGE_MM), area.width_pt, area.y_pt - _HEAD_UNDER_LETTERHEAD_PT - mm_to_pt(_EDGE_MM))
        return self._pictured("following", path, "", room)

    def _closed(self, closing: Runs, *, own: bool) -> GalleyBlock:
        """Return the closing with who signs, the same for everybody unless it is a packet's ``own``."""
        signed_by = signer(self.campaign, self.letter.language)
        span = self.letter.span("closing")
        made = furniture.closing_block(closing, self.campaign.settings.signature, signed_by, self.measure, span, self.context)
        return block_of(made, own=own)

    def _enclosed(self, enclosures: tuple[str, ...], members: tuple[Addressee, ...], *, copied: bool) -> GalleyBlock:
        """Return what says what is enclosed with the letter to ``members``, or where there are none, to everybody."""
        places = [enclosure_span(path, self.letter, members) for path in enclosures]
        titles = tuple(zip(self.titles(enclosures, members), places, strict=True))
        return furniture.enclosures_block(titles, self.measure, self.context, own=bool(members), copied=copied)

    def titles(self, enclosures: tuple[str, ...], readers: tuple[Addressee, ...]) -> tuple[str, ...]:
        """Return what ``enclosures`` of a packet for ``readers`` are called, in their order."""
        return self.context.titles.of(enclosures, lambda path: enclosure_span(path, self.letter, readers))

    def _admit_everyday(self) -> None:
        """Put everyday characters into the regular base, and what the foot of every page says into the face it has there."""
        for char in EVERYDAY:
            self._admit_if_there(char)
        self._admit_faces()
        for text in self._everywhere():
            for word in (*text.split(), *text.split(" "), *filter(str.isspace, text)):
                self._admit(word, "regular", self.context.setter)
                self._admit(word, "regular", self.context.setter.in_close_lines())
        for ligature in _LIGATURES:
            self._admit_if_there(ligature)

    def _admit_if_there(self, text: str) -> None:
        """Put ``text`` into the regular base; a font may lack a character, and a damaged one what it says its letters become."""
        setter = self.context.setter
        with suppress(MissingGlyph):
            setter.subsets.admit(setter.shaper.shape(text, "regular", self.letter.language).runs[0])

    def _everywhere(self) -> tuple[str, ...]:
        """Return what pages say that is set when the first of them is: a shared block may use the base alone."""
        words = self.context.language
        return (self.letter.place, self.template.date_text, words.reference, words.draft, words.page(1, 1))

    def _admit_faces(self) -> None:
        """Put what varying blocks always say into the base of the face it has there: each face that a packet uses has one."""
        context = self.context
        context.setter.first("bold")  # The title of a carrier is bold, and nobody's copy may change another packet.
        if self._subject is None:
            for run in self.template.subject:
                for word in (" ", *run.text.split()):
                    self._admit(word, face_name(run.style, context.measures.subject_face), context.setter)
        varying = tuple([self.template.body[index] for index in sorted(self.template.varying)])
        for block, setter in _with_setters(varying, context.setter):
            setter.first("regular")  # Labels and captions are in it, whatever the texts are in.
            if isinstance(block, source.CodeBlock):
                for word in (" ", *block.text.split()):
                    self._admit(word, MONO, setter)
            headed, cut = self._headed(block)
            for index, runs in enumerate(source.texts(block)):
                for run in runs:
                    face = face_name(run.style, cut if index < headed else "regular")
                    for word in (" ", *run.text.split()):
                        self._admit(word, face, setter.speaking(run.language))

    def _headed(self, block: source.Block) -> tuple[int, str]:
        """Return how many of the texts of ``block`` are a head, and the face of these."""
        if isinstance(block, source.Table):
            return len(block.head), "bold"
        if not isinstance(block, source.Heading) or block.span not in self.place.heading_levels:
            return 0, ""
        return 1, heading_face(self.place.heading_levels, block.span, self.context.measures).cut

    def _admit(self, word: str, face: str, setter: Setter) -> None:
        """Put ``word`` into the base of ``face``, in which lines begin and end in the letter's own font whatever their words are
        in; a word that has no glyph is reported where it is set.
        """
        setter.first(face)
        with suppress(MissingGlyph):
            setter.set_word(word, face, 1.0, right_to_left=needs_bidi(word))

    def furniture(self, number: int | None, count: int) -> tuple[Frame, ...]:
        """Return what stands around the text of page ``number`` of ``count`` (None: a carrier)."""
        is_draft, place = self.letter.status == "draft", partial(Span, self.letter.file)
        frames = furniture.foot(number, count, self.form, place, self.context, draft=is_draft)
        return (*frames, self._following) if self._following is not None and number not in (1, None) else frames

    @property
    def _head_y_pt(self) -> float:
        """The baseline of the running head: the form's own, or under a letterhead as far as that comes down."""
        if self._following is None:
            return self.form.head_y_pt
        lowest = self.form.following.y_pt - _HEAD_UNDER_LETTERHEAD_PT / 2
        return min(lowest, max(self.form.head_y_pt, _foot_of(self._following) + _HEAD_UNDER_LETTERHEAD_PT / 2))

    @cached_property
    def _dated(self) -> SetLine:
        return furniture.dated(self.template.date_text, self.letter.span("date"), self.context)

    def running_head(self, members: tuple[Addressee, ...]) -> Frame:
        """Return the head of the following pages of the letter to ``members``."""
        labels, context = self._labels(members), self.context.posted_to(members[0].country)
        place = partial(members[0].origin.span, "title")
        return furniture.running_head(labels, self._dated, self._head_y_pt, self.form, place, context)

    def _labels(self, members: tuple[Addressee, ...]) -> Iterator[str]:
        """Yield what the head of following pages may call ``members``, the fullest first."""
        listed = self.context.listed
        yield listed([(member.title or member.name, member.organization) for member in members])
        titles = [(member.title or member.name or member.organization,) for member in members]
        yield listed(titles)
        if len(titles) > 1:
            yield f"{listed(titles[:1])}; …"

    def carrier(
        self,
        reader: Addressee,
        address_index: int,
        merged: MergedLetter,
        members: tuple[Addressee, ...],
        packet: str,
        enclosed: tuple[str, ...] = (),
    ) -> tuple[Frame, ...] | None:
        """Return the frames of the page that goes before the letter, with ``reader``'s address for the window and what is
        ``enclosed`` for this reader alone; None where it does not fit.
        """
        address = address_frame(reader, address_index, self.form, self.context, packet)
        if address is None:
            return None
        context = self.context.posted_to(members[0].country)
        note = head.carrier_frame(reader, members, merged, self.form, context, enclosed)
        note = replace(note, y_pt=self._below(address))
        self._held(note, members, "the text of a carrier page", "shorten what it says, or give this addressee fewer enclosures")
        return (*self._around(address), self._information(merged, with_reference=False), note)

    def slip(self, reader: Addressee, address_index: int, form: Form, packet: str) -> tuple[Frame, ...] | None:
        """Return what stands on an envelope or a label, ``form``: the sender, where it has room, and the address of ``reader``;
        None where that does not fit.
        """
        address = address_frame(reader, address_index, form, self.context, packet)
        if address is None:
            return None
        sender, room = self.campaign.settings.sender, form.address.return_line
        lines = (*[name.text for name in self._names[:1]], *sender.address) if sender.address else (sender.return_address,)
        said = tuple(filter(None, lines)) if room.height_pt else ()
        returned = sender_frame(said, form, self.sender_span, self.context)
        return (returned, address) if returned is not None else (address,)

    def _around(self, address: Frame) -> tuple[Frame, ...]:
        """Return the sender's frames and the ``address``, close above which the line of return stands unless it is apart."""
        top = address.y_pt - self.form.address.return_line.height_pt
        frames = [
            replace(frame, y_pt=max(frame.y_pt, top)) if frame.name == RETURN and not self.form.return_is_apart else frame
            for frame in self._frames
        ]
        return (*frames, address)

    def _below(self, address: Frame, *, is_stack: bool = False) -> float:
        """Return where what is under the ``address`` may begin, on the grid: the form's place, unless the block is longer than a
        window: where there is none, or where it ``is_stack`` of a joint letter's, which goes behind a carrier.
        """
        foot, field = _foot_of(address), self.form.address
        grows = foot > field.recipient.bottom_pt + HAIR_PT and (is_stack or not field.windows)
        top = max(self.form.first.y_pt, foot + _BELOW_STACK_LINES * field.leading_pt if grows else 0.0)
        # Lines back up across the sheet: those of page 1 are on the grid of the following pages.
        half, origin = self._fitting.grid_pt, self.form.following.y_pt
        return origin + math.ceil((top - origin) / half - _ON_GRID) * half

    def galley(
        self, merged: MergedLetter, members: tuple[Addressee, ...], address_index: int, copies: tuple[Addressee, ...], packet: str
    ) -> Galley | None:
        """Return the letter to ``members`` (one, or those of a joint letter); None where the address does not fit its window.

        ``copies`` are the addressee's own, named after those that every letter names.
        """
        if len(members) > 1:
            stack = stacked_frame(members, self.form, self.context)
            self._held(stack, members, "the stack of a joint letter's addresses", "write to some of them in a letter of its own")
            address: Frame | None = stack
        else:
            address = address_frame(members[0], address_index, self.form, self.context, packet)
        if address is None:
            return None
        frames = (*self._around(address), self._information(merged, with_reference=True))
        flow = self._flow(merged, members, copies)
        return replace(
            Galley(frames, self._below(address, is_stack=len(members) > 1), flow, self.columns, self._note_rule, self._fitting),
            first_foot_pt=self._first_foot_pt,
        )

    def _held(self, frame: Frame, members: tuple[Addressee, ...], what: str, hint: str) -> None:
        """Report a ``frame`` of page 1, of the letter to ``members``, that comes below where its text may stand."""
        self.context.held(_foot_of(frame) - self.form.first.bottom_pt, members[0].origin.span("jointly"), what, hint)

    def tightened(
        self, galley: Galley, merged: MergedLetter, members: tuple[Addressee, ...], copies: tuple[Addressee, ...]
    ) -> Galley:
        """Return ``galley``, made for the same letter, with its own blocks set in fewer lines, too, where that can be had."""
        return replace(galley, flow=self._flow(merged, members, copies, tightened=True), tightened=True)

    def _information(self, merged: MergedLetter, *, with_reference: bool) -> Frame:
        reference = merged.reference if with_reference else ()
        static = reference is self.template.reference or not reference
        key = (bool(reference), static)
        found = self._informations.get(key) if static else None
        if found is None:
            span = self.letter.span("date")
            found = head.information_frame(merged, reference, self.form, span, self.context, own=not static)
            report_shown(found, self.form.information, self.form, span, self.context.report)
            if static:
                self._informations[key] = found
        return found

    def _flow(
        self, merged: MergedLetter, members: tuple[Addressee, ...], copies: tuple[Addressee, ...], *, tightened: bool = False
    ) -> tuple[GalleyBlock, ...]:
        context = self.context.posted_to(members[0].country)
        blocks = [self._salutation(merged.salutation, members[0])]
        subject = self._subject
        if subject is None and merged.subject:
            subject = head.subject_block(merged.subject, self.measure, self.letter.span("subject"), context, own=True)
        if subject is not None:
            blocks.insert(0 if context.measures.order_subject == "before" else 1, subject)
        shared = self._shared
        blocks.extend([shared.get(id(block)) or self._merged(block, context, tightened=tightened) for block in merged.body])
        return (*blocks, *self._ending(merged, members, copies))

    def _ending(
        self, merged: MergedLetter, members: tuple[Addressee, ...], copies: tuple[Addressee, ...]
    ) -> Iterator[GalleyBlock]:
        """Yield what ends the letter to ``members``: the closing, who gets copies, what is enclosed."""
        yield self._closing or self._closed(merged.closing, own=True)
        cc, enclosed = (*self.campaign.mailing.cc, *copies), merged.enclosures
        is_shared = enclosed == self.letter.enclosures
        if self._copies is not None and is_shared and not copies:
            yield self._copies
        elif cc:
            yield furniture.copies_block(cc, len(enclosed), self.measure, self.context, own=True)
        if self._enclosures is not None and is_shared and bool(cc) is bool(self.campaign.mailing.cc):
            yield self._enclosures
        elif enclosed:
            yield self._enclosed(enclosed, members, copied=bool(cc))

    def _salutation(self, runs: Runs, addressee: Addressee) -> GalleyBlock:
        origin = addressee.origin if addressee.salutation else self.letter
        if any(run.field for run in self.letter.salutation) and is_courtesy_alone(said := "".join([run.text for run in runs])):
            message = f"the salutation of `{addressee.id}` is only a title of courtesy: `{said}`"
            hint = "write the whole line: `Dear {{ addressee.honorific }} {{ addressee.name }},`"
            self.context.report.error("LP134", self.letter.span("salutation"), message, hint)
        place = partial(origin.span, "salutation")
        return head.salutation_block(runs, self.measure, place, self.context.posted_to(addressee.country), own=True)

    def _merged(self, block: source.Block, context: Context, *, tightened: bool) -> GalleyBlock:
        """Set a block with merged values, or remember it by its content. What was found then counts as told with each packet that
        has the block.
        """
        key = (block, tightened, context.setter)
        found = self._own.get(key)
        if found is None:
            if len(self._own) >= _MOST_OWN_BLOCKS:
                self._own.clear()
                self._told.clear()
            told = context.report.told
            found = self._own[key] = flowing(block, self.place, context, own=True, tightened=tightened)
            if context.report.told > told:
                self._told.add(key)
        elif self._told and key in self._told:
            context.report.told += 1
        return found


def fitting_of(context: Context) -> Fitting:
    """Return what page breaking may do and must keep, by the letter's style."""
    measures = context.measures
    leading = measures.body.leading_pt
    return Fitting(leading / 2, measures.page_few_lines * leading, measures.page_least_space)


def enclosure_span(path: str, letter: source.Letter, addressees: tuple[Addressee, ...]) -> Span:
    """Return where the sources name the enclosure at ``path``: in the list of ``letter``, else at the first of ``addressees``
    who has it.
    """
    if path in letter.enclosures:
        return letter.item_span("enclosures", letter.enclosures.index(path))
    owner = next((each for each in addressees if path in each.enclosures), None)
    return owner.origin.span("enclosures", owner.enclosures.index(path)) if owner else letter.span("enclosures")


def _with_setters(blocks: tuple[source.Block, ...], setter: Setter) -> Iterator[tuple[source.Block, Setter]]:
    """Yield every block of ``blocks`` and all below in reading order, each with the setter of its language."""
    for block in blocks:
        inner = setter.in_block(block.language) if isinstance(block, source.Foreign) else setter
        yield block, inner
        yield from _with_setters(source.children(block), inner)


def _static(runs: Runs) -> bool:
    return all(run.field is None for run in runs)


def _foot_of(frame: Frame) -> float:
    return frame.y_pt + sum(strip.height_pt + strip.space_pt for strip in frame.block.strips)
