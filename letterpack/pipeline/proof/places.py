"""From a packet's page to its sources: each block of text with the line that it comes from, and what is special to its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from msgspec import Struct

from letterpack.model.campaign import Addressee, CampaignRead, Signatory
from letterpack.model.fields import addressee_value
from letterpack.model.form import Rect
from letterpack.model.letter import Block, CodeBlock, Conditional, Heading, Paragraph, Picture, Runs, Table, children, texts
from letterpack.model.observed import ObservedPacket, Passage, Shown
from letterpack.model.profile import Profile
from letterpack.model.proof import Place, PlaceKind
from letterpack.model.roles import (
    ADDRESS,
    CARRIER,
    CLOSING,
    COPIES,
    DATE,
    ENCLOSURES,
    REFERENCE,
    SALUTATION,
    SENDER,
    SIGNATORIES,
    SIGNATORY,
    SUBJECT,
)
from letterpack.model.template import LetterTemplate
from letterpack.patterns import late
from letterpack.pipeline.build.due import DuePacket
from letterpack.pipeline.inspect.expect import block_texts, plain
from letterpack.pipeline.proof.letters import TextFinder
from letterpack.spans import Span
from letterpack.wording.people import address_block
from letterpack.wording.signatories import in_order

_SPACES: Final = late(r"\s+")
_KEYS: Final = {CLOSING: "closing", DATE: "date", REFERENCE: "reference", SUBJECT: "subject", ENCLOSURES: "enclosures"}
"""The front matter's keys behind blocks of the letter."""


class _Meant(NamedTuple):
    """What a block is: why it is worth pointing at, where it comes from, and the values of its merge fields."""

    kind: PlaceKind
    span: Span
    text: str = ""
    values: tuple[str, ...] = ()


class _Varying(Struct, frozen=True):
    """What of a letter depends on its reader, by the place of each block: its merge fields, and whom it is for."""

    fields: Mapping[Span, tuple[str, ...]]
    branches: Mapping[Span, tuple[str, ...]]


class PrintedPacket(Struct, frozen=True):
    """A packet as it is: what it shows, the ``titles`` of what is enclosed, and who finds texts in its PDF."""

    shown: ObservedPacket
    titles: tuple[str, ...]
    finder: TextFinder


def places(
    packet: PrintedPacket, due: DuePacket, campaign: CampaignRead, template: LetterTemplate, profile: Profile
) -> tuple[Place, ...]:
    """Return the places of the packet ``due``, as it was printed, in reading order."""
    lines = _by_content(packet.shown)
    body = list(_body(due, template, profile))
    found: list[Place] = []
    signatories = _Signatories(in_order(campaign.signatories, campaign.settings.signatories, template.letter.language))
    for passage in packet.shown.passages:
        meant = _called(passage, due, campaign, template)
        if passage.called == SIGNATORY:
            signatory = signatories.at(passage.text)
            meant = _Meant("text", signatory) if signatory else None
        elif not passage.called:
            meant = _next(body, passage.text)
        if meant is not None:
            found.extend(_placed(passage, meant, lines, packet.finder))
    found.extend(_enclosed(packet.shown, due, template, packet.titles))
    return tuple(found)


class _Signatories:
    """Goes through the signatories as the list prints them: a block with the first line of the next one, then its second line."""

    def __init__(self, signatories: Iterable[Signatory]) -> None:
        self._rest = iter(signatories)
        self._next = next(self._rest, None)
        self._span: Span | None = None

    def at(self, text: str) -> Span | None:
        """Return the place of the signatory whom the next block with ``text`` is about; None before the first."""
        one = self._next
        if one is not None and _bare(text).startswith(_bare(plain(one.organization or one.name))):
            self._span = one.origin.span("organization" if one.organization else "name")
            self._next = next(self._rest, None)
        return self._span


def _called(passage: Passage, due: DuePacket, campaign: CampaignRead, template: LetterTemplate) -> _Meant | None:
    """Return what a block is that its writer has named; None for those of the letter's body."""
    role, settings = passage.called, campaign.settings
    named: dict[str, Callable[[], _Meant]] = {
        ADDRESS: lambda: _Meant("own", _address_span(passage.text, due, campaign.settings.sender.country)),
        CARRIER: lambda: _Meant("copy", due.reader.origin.span(), due.kind),
        SALUTATION: lambda: _salutation(due.members[0], template),
        COPIES: lambda: _Meant("copy" if due.copies else "text", (due.copies or (due.reader,))[0].origin.span()),
        SENDER: lambda: _Meant("text", settings.origin.span("sender") if settings.origin else Span("letterpack.yaml")),
        SIGNATORIES: lambda: _Meant("text", Span("signatories.csv", 1)),
        **{key: partial(_head, name, template) for key, name in _KEYS.items()},
    }
    return named[role]() if role in named else None


def _head(key: str, template: LetterTemplate) -> _Meant:
    return _Meant("text", template.letter.span(key))


def _salutation(lead: Addressee, template: LetterTemplate) -> _Meant:
    """Return what the salutation is: said by the addressee ``lead``, by the letter, or made of a name."""
    letter = template.letter
    if lead.salutation:
        return _Meant("own", lead.origin.span("salutation"))
    if letter.salutation:
        return _Meant("own" if _field_names(letter.salutation) else "text", letter.span("salutation"))
    return _Meant("own" if lead.name or lead.title else "text", lead.origin.span("name"))


def _address_span(text: str, due: DuePacket, home: str) -> Span:
    """Return the place of a line of an address: the reader's, or that of one to whom the letter is written."""
    for person, index in ((due.reader, due.address_index), *[(member, 0) for member in due.members]):
        for line, comes_from in address_block(person, index, home) if person.addresses else ():
            if plain(line) != text:
                continue
            if isinstance(comes_from, str):
                return person.origin.span(comes_from)
            place = person.origin.span("addresses", index, comes_from)
            return place if place != person.origin.span() else person.origin.span("address", comes_from)
    return due.reader.origin.span()


def _body(due: DuePacket, template: LetterTemplate, profile: Profile) -> Iterator[tuple[str, _Meant]]:
    """Yield each text of the merged letter's body, without white space, with what it is."""
    varying = _varying(template.body)
    for leaf in _leaves(due.merged.body):
        values = tuple(filter(None, [addressee_value(due.members[0], name) for name in varying.fields.get(leaf.span, ())]))
        ids = varying.branches.get(leaf.span)
        kind: PlaceKind = "branch" if ids else "field" if values else "text"
        for text in block_texts(leaf, profile):
            yield _bare(text), _Meant(kind, leaf.span, ", ".join(ids or ()), values)


def _leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading | Table | CodeBlock | Picture):
            yield block
        else:
            yield from _leaves(children(block))


def _varying(body: Sequence[Block]) -> _Varying:
    fields: dict[Span, tuple[str, ...]] = {}
    branches: dict[Span, tuple[str, ...]] = {}

    def look(block: Block, marks: tuple[str, ...]) -> None:
        inside = (*marks, block.said.removeprefix("for ")) if isinstance(block, Conditional) else marks
        if inside:
            branches[block.span] = inside
        names = tuple([name for runs in texts(block) for name in _field_names(runs)])
        if names:
            fields[block.span] = names
        for child in children(block):
            look(child, inside)

    for block in body:
        look(block, ())
    return _Varying(fields, branches)


def _field_names(runs: Runs) -> tuple[str, ...]:
    return tuple([run.field.name for run in runs if run.field is not None])


def _next(body: list[tuple[str, _Meant]], text: str) -> _Meant | None:
    """Return what the next block of the body with this text is, and forget those before it."""
    wanted = _bare(text)
    for index, (known, meant) in enumerate(body):
        if known == wanted:
            del body[: index + 1]
            return meant
    return None


def _bare(text: str) -> str:
    return _SPACES.sub("", text)


def _by_content(packet: ObservedPacket) -> dict[tuple[int, int], list[Shown]]:
    """Return the lines of each marked content, by page index and MCID."""
    found: dict[tuple[int, int], list[Shown]] = {}
    for index, page in enumerate(packet.pages):
        for line in page.shown:
            if line.mcid >= 0:
                found.setdefault((index, line.mcid), []).append(line)
    return found


def _placed(passage: Passage, meant: _Meant, lines: Mapping[tuple[int, int], list[Shown]], finder: TextFinder) -> Iterator[Place]:
    """Yield a place for each page that the passage is on, and one for each line with a value of its merge fields."""
    on_pages: dict[int, list[Shown]] = {}
    for content in passage.contents:
        on_pages.setdefault(content[0], []).extend(lines.get(content, ()))
    kind: PlaceKind = "text" if meant.kind == "field" else meant.kind
    for page_index, shown in on_pages.items():
        if shown:
            around = _around([line.box for line in shown])
            yield _place(kind, page_index, around, meant.span, meant.text)
            for value in meant.values:
                for part in finder.find(page_index, value):
                    if _is_in(part, around):
                        yield _place("field", page_index, part, meant.span, value)


def _is_in(part: Rect, around: Rect) -> bool:
    """Whether a part of a page is in a block: its middle is."""
    x, y = part.x_pt + part.width_pt / 2, part.y_pt + part.height_pt / 2
    return around.x_pt <= x <= around.right_pt and around.y_pt <= y <= around.bottom_pt


def _enclosed(packet: ObservedPacket, due: DuePacket, template: LetterTemplate, titles: tuple[str, ...]) -> Iterator[Place]:
    """Yield a place for the first page of what is enclosed for this reader and not for all."""
    called = zip(due.enclosures, titles, strict=False)
    own = {path: title for path, title in called if path not in template.letter.enclosures}
    first = next((index for index, page in enumerate(packet.pages) if page.by_others), None)
    if own and first is not None:
        page = packet.pages[first]
        named = ", ".join(own.values())
        span = _encloser(due, next(iter(own))).origin.span("enclosures")
        yield _place("enclosure", first, Rect(0, 0, page.width_pt, page.height_pt), span, named)


def _encloser(due: DuePacket, path: str) -> Addressee:
    return next((each for each in (*due.members, due.reader) if path in each.enclosures), due.reader)


def _around(boxes: Sequence[Rect]) -> Rect:
    x, y = min(box.x_pt for box in boxes), min(box.y_pt for box in boxes)
    return Rect(x, y, max(box.right_pt for box in boxes) - x, max(box.bottom_pt for box in boxes) - y)


def _place(kind: PlaceKind, page_index: int, box: Rect, span: Span, text: str) -> Place:
    x, y, width, height = [round(each, 2) for each in (box.x_pt, box.y_pt, box.width_pt, box.height_pt)]
    return Place(kind, page_index + 1, x, y, width, height, span.file, span.line, text)
