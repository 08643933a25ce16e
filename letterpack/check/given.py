"""What a rule is given: the campaign as read, today's date, and, for a packet, what it must hold beside what its PDF shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from letterpack.model.campaign import Addressee, Campaign, Signatory
from letterpack.model.expected import Expected
from letterpack.model.form import Form
from letterpack.model.manifest import EnclosureRow, PacketRow
from letterpack.model.observed import Found, ObservedBatch
from letterpack.spans import SourceText, Span
from letterpack.world import World


@dataclass(frozen=True)
class Given:
    """The sources of one campaign, read once for all rules.

    ``held_back`` are the signatories that are not printed (withdrawn, or without consent). ``text`` gives a source file decoded, or
    None where it cannot be read. ``today`` is the only clock.
    """

    campaign: Campaign
    held_back: tuple[Signatory, ...]
    form: Form
    today: date
    world: World
    text: Callable[[str], SourceText | None]

    @cached_property
    def addressees(self) -> tuple[Addressee, ...]:
        """Everybody who gets a packet: ``to`` in mailing order, each with its own copies behind it, then the campaign's copies."""
        return tuple(self._everybody())

    def _everybody(self) -> Iterator[Addressee]:
        for addressee in self.campaign.mailing.to():
            yield addressee
            yield from addressee.cc
            yield from addressee.bcc
        yield from self.campaign.mailing.cc
        yield from self.campaign.mailing.bcc

    def line(self, span: Span) -> str:
        """Return the line of the source that ``span`` is on; empty where it has none."""
        text = self.text(span.file) if span.line else None
        return text.line(span.line) if text else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A build folder beside what should be in it.

    ``expected`` maps the id of every packet that the sources ask for to its file and the addressee's place; ``rows`` are the manifest's,
    by packet id; ``enclosures`` the digest and pages of each enclosure's file now, by path.
    """

    observed: ObservedBatch
    expected: Mapping[str, tuple[str, Span]]
    rows: Mapping[str, PacketRow]
    enclosures: Mapping[str, EnclosureRow]


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: what it must hold, what its file shows (None where there is no file), its row of the manifest (None where there is none)."""

    expected: Expected
    found: Found
    row: PacketRow | None
    batch: Batch

    @property
    def span(self) -> Span:
        """The place in the sources that a finding about this packet points at: its addressee."""
        return self.expected.reader.origin.span()
