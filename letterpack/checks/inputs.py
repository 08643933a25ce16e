"""What a rule looks at: the campaign as read, today's date, and, for a packet, what it must hold beside what its PDF shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from msgspec import Struct, field

from letterpack.checks.evidence.compare import lines_of, unexpected
from letterpack.checks.evidence.who_signs import Signer, signer_of
from letterpack.checks.evidence.whose import NameFilter
from letterpack.model.campaign import Addressee, CampaignRead, everybody
from letterpack.model.expected import Expected
from letterpack.model.form import Form
from letterpack.model.manifest import PacketRow
from letterpack.model.observed import Found, ObservedBatch, ObservedEnclosure, ObservedPacket, Passage, Unlike
from letterpack.model.pdf import SaidBeside
from letterpack.spans import SourceText, Span
from letterpack.world import World


class SourceTexts(Protocol):
    """The source files as text."""

    def text(self, file: str) -> SourceText | None:
        """Return ``file`` decoded, or None where it cannot be read: a letter or settings, and no list."""
        ...

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of ``file``, without its end; empty where it cannot be read."""
        ...

    def lines(self, file: str) -> Iterator[str]:
        """Yield the lines of ``file`` with their ends; none where it cannot be read."""
        ...

    def enclosure(self, path: str) -> bytes | None:
        """Return the PDF ``path``, a stranger's: weigh it before a library opens it. None where it cannot be read."""
        ...

    def beside(self, enclosure: bytes) -> Iterator[SaidBeside]:
        """Yield what an ``enclosure`` says beside the words on its pages."""
        ...


class Sources(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """The sources of one campaign, read once for all rules.

    ``lookup`` gives their texts. ``today`` is the only clock.
    """

    campaign: CampaignRead
    form: Form
    today: date
    world: World
    lookup: SourceTexts

    @cached_property
    def signers(self) -> tuple[Signer, ...]:
        """The signatories as they are compared with each other, in their order: two rules ask for them."""
        return tuple([signer_of(each) for each in self.campaign.signatories])

    def everybody(self) -> Iterator[Addressee]:
        """Yield all who get a packet, in the order of ``letterpack.model.campaign.everybody``, and hold none of them."""
        return everybody(self.campaign.mailing)

    def line(self, span: Span) -> str:
        """Return the line of the source that ``span`` is on; empty where it has none."""
        return self.lookup.line(span.file, span.line) if span.line else ""


class AddresseeRef(Struct, frozen=True):
    """Who gets a packet, as far as a finding needs it: a mailing's addressees are too many to be held. ``letter`` is the letter
    in the packet, by the 0-based index of whom it is written to.
    """

    id: str
    span: Span
    letter: int


class PartialBuild(Struct, frozen=True):
    """A build of some packets: how many are ``there`` of ``all`` that the sources ask for (0 where these cannot be read), and
    whether the user said that it is to be checked as it is.
    """

    there: int
    all: int
    is_asked: bool


class Batch(Struct, frozen=True):
    """A build folder beside what should be in it.

    ``expected`` maps the id of every packet that the sources ask for to its reader, in mailing order; ``rows`` are the
    manifest's, by packet id: both may hold more than memory does, so walk through them and make no list. ``files`` are the names
    in its ``packets/``, sorted; ``repeated`` the ids of packets that stand in the manifest twice. ``judged`` maps packets to the
    clauses that an outside validator says they break. ``beside`` are files outside ``packets/`` that the manifest does not list.
    ``part`` where the build says that it holds some of the packets: then
    ``expected`` are those.
    """

    observed: ObservedBatch
    expected: Mapping[str, AddresseeRef]
    rows: Mapping[str, PacketRow]
    files: Iterable[str] = ()
    repeated: tuple[str, ...] = ()
    judged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part: PartialBuild | None = None
    beside: tuple[str, ...] = ()


def others(names: Iterable[str], known: Mapping[str, object], ending: str = "") -> list[str]:
    """Return those of ``names`` that are no name in ``known`` with this ``ending``. Both are mostly the same, in one order: then
    nothing is looked up.
    """
    found: list[str] = []
    waiting = iter(known)
    first, second = next(waiting, ""), next(waiting, "")
    for name in names:
        if name == f"{first}{ending}":
            first, second = second, next(waiting, "")
        elif name == f"{second}{ending}":
            first, second = next(waiting, ""), next(waiting, "")
        elif not (name.endswith(ending) and name.removesuffix(ending) in known):
            found.append(name)
    return found


class NamedWords(NamedTuple):
    """Words on a packet's 1-based ``page`` that may be an addressee's who has no part in the packet: which takes a look at all
    addressees, and that is taken once, for all packets. ``span`` is where a finding about it points.
    """

    packet: str
    span: Span
    page: int
    words: tuple[str, ...]


class Packet(Struct, frozen=True, eq=False, dict=True):
    """One packet: what it must hold, what its file shows (None where there is no file), and its row of the manifest (None
    where there is none).

    ``observed`` is its build; ``enclosures`` what the file of each of its enclosures is now, by path; ``named`` finds words that
    may name an addressee. ``remade`` is the row of the packet as its sources make it here and now, None where it was not made.
    ``otherwise`` is what a file that other versions made holds otherwise than one that was made now; None
    where it is the same, or was not made.
    """

    expected: Expected
    found: Found
    row: PacketRow | None
    observed: ObservedBatch
    enclosures: Mapping[str, ObservedEnclosure]
    named: NameFilter
    remade: PacketRow | None = None
    otherwise: Unlike | None = None

    @property
    def span(self) -> Span:
        """The place in the sources that a finding about this packet points at: its addressee."""
        return self.expected.reader.origin.span()

    @cached_property
    def pdf(self) -> ObservedPacket | None:
        """What the packet's file shows, where it could be read."""
        return self.found if isinstance(self.found, ObservedPacket) else None

    @property
    def blank_pages(self) -> int:
        """How many blank pages stand in front of enclosures, by the manifest; whether they are blank, and belong there, the
        rules look.
        """
        return sum([each.blank for each in self.row.enclosures]) if self.row else 0

    @cached_property
    def own_pages(self) -> int:
        """How many pages stand before the enclosures, as the PDF has them."""
        if self.pdf is None:
            return 0
        enclosed = sum([len(self.enclosures[path].pages) for path in self.expected.enclosures]) + self.blank_pages
        return max(0, len(self.pdf.pages) - enclosed)

    @cached_property
    def own_passages(self) -> tuple[Passage, ...]:
        """The blocks of carrier and letter in the PDF: no pictures, and nothing of the enclosures."""
        passages = self.pdf.passages if self.pdf else ()
        return tuple([each for each in passages if each.page_index < self.own_pages and each.roles[-1] != "Figure"])

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """What carrier and letter must say."""
        return (*self.expected.carrier, *self.expected.letter)

    @cached_property
    def says_all(self) -> bool:
        """Whether the PDF's blocks are what carrier and letter must say, word for word and in this order, each line of a text one
        of its own or none: then nothing is missing in them, and nothing is strange.
        """
        if self.pdf is None:
            return False
        return [each.text for each in self.own_passages] == lines_of(self.wanted, self.expected.signatories)

    @cached_property
    def beside(self) -> Mapping[int, AbstractSet[str]]:
        """What stands on the pages beside the document, by their indexes; nothing for a page that has nothing."""
        pages = self.pdf.pages if self.pdf else ()
        said = [frozenset([line.text.strip() for line in page.shown if line.artifact]) for page in pages]
        return {index: texts for index, texts in enumerate(said) if texts}

    @cached_property
    def known_beside(self) -> frozenset[str]:
        """What the sources may say there of the letter and of whom it is written to."""
        expected = self.expected
        return frozenset(["", expected.merged.date_text, expected.draft_mark, *expected.heads])

    @cached_property
    def strange_beside(self) -> Mapping[int, AbstractSet[str]]:
        """What of that is none of the texts that the sources may say there, by the indexes of the pages of carrier and letter."""
        known, pages = self.known_beside, self.own_pages
        return {
            index: texts
            for index, said in self.beside.items()
            if index < pages and (texts := said - known) and (texts := texts - {self.page_label(index)})
        }

    def page_label(self, index: int) -> str:
        """What the page ``index`` (from 0) says of its number; nothing where it says none."""
        first = 1 if self.expected.carrier else 0
        number, count = index - first + 1, self.own_pages - first
        return self.expected.page_label(number, count) if number and count > 1 else ""

    @cached_property
    def strange(self) -> Sequence[Passage]:
        """The blocks of carrier and letter that say nothing of what the sources say."""
        return () if self.says_all else unexpected(self.wanted, self.own_passages)
