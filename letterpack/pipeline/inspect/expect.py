r"""What a packet must say, from the merged letter and nothing that set it: the other side of the comparison with a PDF.

A text is a block of the letter as a reader reads it, white space as the setting leaves it. ``"\n"`` in it is a place
where a new line begins and a space may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.languages import Language, language
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.expected import Expected, PlacedEnclosure
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
    ThematicBreak,
    texts,
    walk,
    without_fields,
)
from letterpack.model.manifest import packet_path
from letterpack.model.profile import Profile
from letterpack.model.template import LetterTemplate
from letterpack.patterns import late
from letterpack.pipeline.build.due import DuePacket
from letterpack.styles import STANDARD, load_style
from letterpack.text.bidi import CONTROLS
from letterpack.wording.links import spelled
from letterpack.wording.people import address_block, names_of
from letterpack.wording.senders import author, sender_names, signer
from letterpack.wording.signatories import country_names, group_of, in_order, kind_of
from letterpack.wording.titles import document_title

_SPACES: Final = late(r"[ \t]+")
_LAYOUT: Final = late(f"[\u00ad\u200b{CONTROLS}]")
"""Soft hyphens, zero-width spaces, direction controls."""
_SOFT_HYPHEN: Final = "\u00ad"


class EnclosedTitles(Struct, frozen=True):
    """What a packet has behind its letter: the ``paths``, how they are ``placed``, the titles that the letter has ``listed``, and
    those of what is the reader's ``own``, which a carrier lists.
    """

    paths: tuple[str, ...]
    placed: tuple[PlacedEnclosure, ...]
    listed: tuple[str, ...]
    own: tuple[str, ...]


class Expectations:
    """Works out what is expected of the packets of one letter; what they share is worked out once."""

    def __init__(self, campaign: CampaignRead, template: LetterTemplate, profile: Profile) -> None:
        self.campaign, self.profile = campaign, profile
        self.words: Language = language(template.letter.language, template.own)
        self._shared = {id(block): tuple(block_texts(block, profile)) for block in without_fields(template.body)}
        self._whole: tuple[tuple[Block, ...] | None, Sequence[str]] = (None, ())
        self._headed: tuple[tuple[Block, ...] | None, tuple[str, ...]] = (None, ())
        style = load_style(template.letter.style or STANDARD, template.own)
        self._subject_leads = style.order_subject == "before"
        self._sender = tuple(filter(None, self._head()))
        self._author = author(campaign.settings.sender, template.letter.language)
        self._rows = tuple(self._signatories())
        self._signed = tuple([text for _, text in self._rows])
        self._foot = tuple(self._headed_rows())
        self._page_label = lru_cache(maxsize=1024)(self.words.page)
        self._last_ending: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())

    def packet(self, due: DuePacket, titles: EnclosedTitles, inputs_sha256: str) -> Expected:
        """Return what the packet ``due`` must hold, with enclosures of these ``titles``, of all that ``inputs_sha256`` is the
        digest of.
        """
        merged = due.merged
        window = block_of(due.reader, due.address_index, self.campaign.settings.sender.country)
        copies = (*self.campaign.mailing.cc, *due.copies)
        return Expected(
            id=due.name,
            kind=due.kind,
            file=packet_path(due.name, self.campaign.mailing.count),
            reader=due.reader,
            members=due.members,
            merged=merged,
            window=window,
            carrier=tuple(self._carrier(due, window, titles.own)) if due.is_copy else (),
            letter=(*self._top(due, window), *self._body(merged.body), *self._ending(merged.closing, copies, titles.listed)),
            salutation=runs_text(merged.salutation),
            signatories=self._signed,
            signatories_head=self._foot[0] if self._foot else "",
            copies=copies,
            enclosures=titles.paths,
            placed=titles.placed,
            title=document_title(merged),
            author=self._author,
            language=merged.language,
            date=merged.date,
            page_label=self._page_label,
            draft_mark=self.words.draft,
            is_draft=merged.status == "draft",
            heads=(*self._heads(due.members), *self._heads_of_tables(merged.body)),
            inputs_sha256=inputs_sha256,
        )

    def _heads(self, members: tuple[Addressee, ...]) -> tuple[str, ...]:
        """Return what the head of following pages may call the addressees, in full and in brief."""
        semicolon = self.words.semicolon
        called = [member.title or member.name or member.organization for member in members]
        full = [self.words.enumerated((member.title or member.name, member.organization)) for member in members]
        brief = (f"{called[0]}; …",) if len(members) > 1 else ()
        return (semicolon.join(full), semicolon.join(called), *brief)

    def _heads_of_tables(self, body: tuple[Block, ...]) -> tuple[str, ...]:
        """Return what stands again above the rows of tables that go on on a following page."""
        if body is not self._headed[0]:
            cells = [cell for block in walk(body) if isinstance(block, Table) for cell in block.head]
            self._headed = (body, tuple(dict.fromkeys(map(runs_text, cells))))
        return self._headed[1]

    def _head(self) -> Iterator[str]:
        settings = self.campaign.settings
        names = sender_names(settings.sender, self.words.tag)
        if names and not settings.letterhead_first:
            yield from names
            yield " · ".join((*settings.sender.address, *settings.sender.contact))
        yield settings.sender.return_address

    def _carrier(self, due: DuePacket, window: tuple[str, ...], own: tuple[str, ...]) -> Iterator[str]:
        merged, words = due.merged, self.words
        yield from self._mark(due)
        yield from self._sender
        yield from window
        yield words.comma.join(filter(None, (merged.place, merged.date_text)))
        yield words.joint if due.reader.kind == "to" else words.copy
        yield words.copy_to
        yield from [_named(member, words) for member in due.members]
        if merged.subject:
            yield words.subject
            yield runs_text(merged.subject)
        yield words.copy_date
        yield merged.date_text
        if own:
            yield words.enclosures(len(own))
            yield plain(words.enumerated(own))

    def _top(self, due: DuePacket, window: tuple[str, ...]) -> Iterator[str]:
        """Yield what a letter says above its body."""
        merged, words, home = due.merged, self.words, self.campaign.settings.sender.country
        yield from self._mark(due)
        yield from self._sender
        for member in due.members:
            is_reader = member is due.reader and not due.is_copy
            yield from window if is_reader else block_of(member, 0 if due.is_copy else due.address_index, home)
        yield words.comma.join(filter(None, (merged.place, merged.date_text)))
        if merged.reference:
            yield plain(f"{words.reference} {''.join([run.text for run in merged.reference])}")
        opening = (merged.subject, merged.salutation) if self._subject_leads else (merged.salutation, merged.subject)
        yield from [runs_text(each) for each in opening if each]

    def _body(self, body: tuple[Block, ...]) -> Sequence[str]:
        """Return the texts of a merged body; one that has nothing of its own is the same for all."""
        if body is self._whole[0]:
            return self._whole[1]
        texts: list[str] = []
        for block in body:
            texts.extend(self._shared.get(id(block)) or block_texts(block, self.profile))
        self._whole = (body, texts)
        return texts

    def _mark(self, due: DuePacket) -> Iterator[str]:
        """Yield what a draft says first."""
        if due.merged.status == "draft":
            yield self.words.draft

    def _ending(self, closing: Runs, copies: tuple[Addressee, ...], enclosed: tuple[str, ...]) -> tuple[str, ...]:
        """Return the texts below a body; most packets have the same, which is worked out once."""
        about = (closing, copies, enclosed)
        if about != self._last_ending[0]:
            self._last_ending = (about, (*self._below(closing, copies, enclosed), *self._foot))
        return self._last_ending[1]

    def _below(self, closing: Runs, copies: tuple[Addressee, ...], enclosed: tuple[str, ...]) -> Iterator[str]:
        settings, words = self.campaign.settings, self.words
        yield runs_text(closing)
        if signed_by := signer(self.campaign, self.words.tag).text:
            yield signed_by
            if settings.signature.title:
                yield settings.signature.title
        if copies:
            yield words.cc
            yield from [_named(copy, words) for copy in copies]
        if enclosed:
            yield words.enclosures(len(enclosed))
            yield from [plain(title) for title in enclosed]

    def _headed_rows(self) -> Iterator[str]:
        """Yield the head of the list, and its rows with the headings of their groups."""
        signatories, last = self.campaign.signatories, ""
        if signatories:
            yield plain(self.words.undersigned(len(signatories), kind_of(signatories, self.campaign.settings.signatories)))
        for group, text in self._rows:
            if group and group != last:
                yield plain(group)
            last = group
            yield text

    def _signatories(self) -> Iterator[tuple[str, str]]:
        """Yield each row with the heading it stands under."""
        signatories, layout = self.campaign.signatories, self.campaign.settings.signatories
        countries = country_names(signatories, self.words)
        for one in in_order(signatories, layout, self.words.tag):
            detail = self.words.enumerated((one.name if one.organization else "", one.title))
            second = " · ".join(filter(None, (detail, countries[one.country].text)))
            between = " · " if layout.compact else "\n"
            yield group_of(one, layout), plain(between.join(filter(None, (one.organization or one.name, second))))


def block_of(addressee: Addressee, address_index: int, home: str) -> tuple[str, ...]:
    """Return the lines of an addressee's block, on a letter posted in the country ``home``, as they are printed: lines of the
    address with every space, such as the two that some posts want beside a postcode.
    """
    block = address_block(addressee, address_index, home)
    return tuple([plain(line) if isinstance(origin, str) else _without_layout(line).strip() for line, origin in block])


def block_texts(block: Block, profile: Profile) -> Iterator[str]:
    """Yield the texts of a merged block and all below in reading order. Pictures have none but their caption.

    Where links do not lead, they are spelled out.
    """
    if isinstance(block, Paragraph | Heading):
        yield runs_text(block.runs if profile.links_lead else spelled(block.runs))
        yield from _notes(block, profile)
    elif isinstance(block, Table):
        yield from [text for cell in texts(block) if (text := runs_text(cell if profile.links_lead else spelled(cell)))]
        yield from _notes(block, profile)
    elif isinstance(block, Quote | Conditional | Foreign):
        for child in block.blocks:
            yield from block_texts(child, profile)
    elif isinstance(block, ItemList):
        for item in block.items:
            yield plain(item.label)
            for child in item.blocks:
                yield from block_texts(child, profile)
    elif isinstance(block, CodeBlock):
        yield from [line.strip() for line in block.text.replace(_SOFT_HYPHEN, "").split("\n") if line.strip()]
    elif isinstance(block, Picture):
        yield from filter(None, (plain(block.caption),))
    else:
        assert isinstance(block, ThematicBreak)


def _notes(block: Block, profile: Profile) -> Iterator[str]:
    """Yield the texts of the notes that ``block`` calls first, each behind its number."""
    for runs in texts(block):
        for run in runs:
            if run.note and run.note.blocks:
                yield run.note.figures
                for child in run.note.blocks:
                    yield from block_texts(child, profile)


def runs_text(runs: Runs) -> str:
    """Return the text of ``runs`` as it is read."""
    return plain("".join([run.text for run in runs]))


def plain(text: str) -> str:
    """Return ``text`` as the setting leaves it: single spaces, none at the ends, nothing that only lays out lines."""
    text = _without_layout(text)
    return (_SPACES.sub(" ", text) if "  " in text or "\t" in text else text).strip()


def _without_layout(text: str) -> str:
    return text if text.isascii() else _LAYOUT.sub("", text)


def _named(addressee: Addressee, words: Language) -> str:
    return plain(words.enumerated(names_of(addressee)))
