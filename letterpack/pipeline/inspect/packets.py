"""The packets of a build, checked one by one, in one process or several: each reads a stretch of the addressees' files.

What is found of a packet does not depend on who reads it. A job brings what the manifest says of its packets, so that no worker
holds the whole batch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from letterpack.checks.evidence.whose import NameFilter
from letterpack.checks.inputs import AddresseeRef, NamedWords, Packet, Sources
from letterpack.checks.rule import OverPacket, Rule
from letterpack.checks.rules.reviewed import asks_for_approvals
from letterpack.checks.table import RULES
from letterpack.diagnostics import Diagnostic
from letterpack.executors import Crew
from letterpack.executors.work import in_order, lent, shared
from letterpack.manifest import SEPARATOR, render_row
from letterpack.model.expected import Expected, PlacedEnclosure
from letterpack.model.manifest import FontRow, PacketRow
from letterpack.model.observed import AsMade, Found, ObservedBatch, ObservedEnclosure, ObservedPacket, Unlike, Unreadable
from letterpack.model.pdf import Enclosure
from letterpack.pipeline.build.due import DuePacket
from letterpack.pipeline.build.jobs import PieceNeeds, piece_of
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.packet import LetterBuilder, MadePacket
from letterpack.pipeline.build.printer import TooManySheets
from letterpack.pipeline.inspect.expect import EnclosedTitles, Expectations
from letterpack.pipeline.inspect.services import provider_findings
from letterpack.pipeline.provider_fields import PostedPacket
from letterpack.products import Piece
from letterpack.readback import PacketReader
from letterpack.readback.strange import strange_in_packet
from letterpack.remedies import is_no_file, remedy
from letterpack.values import replace
from letterpack.world import BatchFiles, World

WORTH_WORKERS: Final = 200
"""Fewer packets than this are read sooner by one process."""
_IN_A_JOB: Final = 64
"""Addressees whose packets are read before anybody hears of it, at most; of a small mailing, a hundredth of a worker's."""
_STEPS: Final = 100
_MOST_ENCLOSURES: Final = 64
"""Those read last stay in memory, and more of them where they are short: everybody may get one of their own."""
_MOST_ENCLOSED_PAGES: Final = 512
"""Of more enclosures than these: some ten KB each."""


class Checked(Struct, frozen=True):
    """How many packets were looked for, which are not there or not readable, what was found of each, what making them again has
    found, what products are made of, the stretches that are to be judged with those of all others, the packets that are too
    heavy; of those that were made again, the rows as the manifest must have them, and the fonts that they use; what a printing
    service would refuse; and how many of the packets are, byte by byte, as their sources make them.
    """

    packets: int
    absent: tuple[str, ...]
    findings: tuple[tuple[Diagnostic, ...], ...]
    found: tuple[Diagnostic, ...]
    pieces: tuple[Piece, ...]
    stretches: tuple[NamedWords, ...]
    heavy: dict[int, TooManySheets]
    rows: bytes = b""
    fonts: frozenset[FontRow] = frozenset()
    refused: tuple[Diagnostic, ...] = ()
    as_made: int = 0


class CheckOrder(Struct, frozen=True):
    """What all jobs of one check share, small enough to travel with each: the campaign's ``world``, the build's ``files``, the
    codes of the rules asked for, today's date, what the manifest says of the batch, and the profile. ``remakes`` if packets
    are made again, ``wants_pieces`` if products are too, ``wanted`` what they need of the packets. ``provider`` is the printing
    service that is to take them, if any. ``thorough`` reads every packet. ``key`` is this check's alone.
    """

    key: str
    world: World
    files: BatchFiles
    select: tuple[str, ...]
    today: date
    observed: ObservedBatch
    profile: str
    remakes: bool
    wants_pieces: bool
    wanted: PieceNeeds
    provider: str
    thorough: bool


def rules_of(select: tuple[str, ...]) -> list[Rule]:
    """Return the rules with the codes of ``select``, all where it is empty."""
    return [rule for rule in RULES if not select or rule.code in select]


class CheckJob(Struct, frozen=True):
    """The packets of the letters to the addressees with index ``start`` to ``stop`` (0-based, stop excluded), by id, each with
    its row of the manifest, None where there is none.
    """

    order: CheckOrder
    start: int
    stop: int
    packets: Mapping[str, PacketRow | None]

    def __reduce__(self) -> tuple[object, ...]:
        """Go to other processes with the rows packed: field by field, as pickle has them, takes ten times as long."""
        return _job, (self.order, self.start, self.stop, _ENCODER.encode(self.packets))


def _job(order: CheckOrder, start: int, stop: int, packets: bytes) -> CheckJob:
    return CheckJob(order, start, stop, _DECODER.decode(packets))


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(dict[str, PacketRow | None])


class _Meant(NamedTuple):
    """A packet as it must be, before its file is read: what it must hold, what is enclosed, its row, and how it is made now."""

    expected: Expected
    enclosures: tuple[Enclosure, ...]
    row: PacketRow | None
    made: MadePacket | None


class _Judged(NamedTuple):
    """A packet, what the rules find of it, what is to be judged when all are known, and whether its bytes are as made again."""

    packet: Packet
    findings: tuple[Diagnostic, ...]
    doubtful: tuple[NamedWords, ...]
    is_as_made: bool


class _ShapesRead:
    """The shapes of packets that were read, which a packet whose bytes are those made again need not be: it has the same blocks,
    fonts, form and language as one that was read and had nothing wrong, and none of its values is longer.
    """

    def __init__(self) -> None:
        self._longest: dict[tuple[bytes, tuple[str, ...]], tuple[int, ...]] = {}
        self._faulty: set[tuple[bytes, tuple[str, ...]]] = set()

    def hold(self, made: MadePacket, expected: Expected) -> bool:
        """Whether the packet ``made`` adds nothing to those that were read. If not, it is to be read now."""
        shape = _shape_of(made)
        values = (max(map(len, expected.window), default=0), len(expected.title), len(made.file.tail))
        longest = self._longest.get(shape, (0,) * len(values))
        self._longest[shape] = tuple(map(max, values, longest))
        return shape not in self._faulty and self._longest[shape] == longest

    def distrust(self, made: MadePacket) -> None:
        """Let every packet of the shape be read: something was found in one."""
        self._faulty.add(_shape_of(made))


def _shape_of(made: MadePacket) -> tuple[bytes, tuple[str, ...]]:
    return made.plan.digest.digest(), tuple([each.name for each in made.own.extensions])


@dataclass(slots=True)
class PacketCheck:
    """The rules over packets with all that they are sources, ready to run in any process."""

    sources: Sources
    kit: Kit
    order: CheckOrder
    named: NameFilter
    rules: list[Rule] = field(init=False)
    _reads_all: bool = field(init=False)
    _looks: list[OverPacket] = field(init=False)
    _reader: PacketReader = field(default_factory=lambda: PacketReader(checks=True))
    _shapes: _ShapesRead = field(default_factory=_ShapesRead)
    _expectations: dict[int, Expectations] = field(default_factory=dict)
    _enclosures: OrderedDict[str, ObservedEnclosure] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.rules = [rule for rule in rules_of(self.order.select) if rule.packet or rule.stretches]
        self._looks = [rule.packet for rule in self.rules if rule.packet]
        self._reads_all = self.order.thorough or asks_for_approvals(self.sources)

    def run(self, job: CheckJob) -> Checked:
        """Return what is found of the packets of ``job``."""
        known = self.kit.report.mark()
        due = [
            each
            for addressee in self.sources.campaign.mailing.to(job.start, job.stop)
            for each in self.kit.due(addressee)
            if each[1].name in job.packets
        ]
        made = {packet.row.id: packet for packet in self._made(due)}
        meant = [self._meant(*each, job.packets[each[1].name], made.get(each[1].name)) for each in due]
        refused: list[Diagnostic] = []
        packets = [self._looked_at(*each, refused) for each in zip(meant, due, strict=True)]
        return Checked(
            len(packets),
            tuple([each.packet.expected.id for each in packets if isinstance(each.packet.found, Unreadable | None)]),
            tuple([each.findings for each in packets]),
            tuple(self.kit.report.since(known)),
            tuple(map(self._piece, made.values())) if self.order.wants_pieces else (),
            tuple([words for each in packets for words in each.doubtful]),
            self.kit.sheets.taken(),
            SEPARATOR.join([render_row(packet.row) for packet in made.values()]) if self.order.remakes else b"",
            self.kit.fonts() if self.order.remakes else frozenset(),
            tuple(refused),
            sum([each.is_as_made for each in packets]),
        )

    def _made(self, due: Sequence[tuple[LetterBuilder, DuePacket]]) -> Iterator[MadePacket]:
        """Yield the packets ``due`` as their sources make them, in memory; nothing where they are not to be made again."""
        for together in self.kit.made(due, despite_errors=True) if self.order.remakes else ():
            yield from together

    def _piece(self, made: MadePacket) -> Piece:
        return piece_of(self.kit, made, self.order.wanted)

    def _meant(self, builder: LetterBuilder, due: DuePacket, row: PacketRow | None, made: MadePacket | None) -> _Meant:
        """Return what is known of a packet before its file is read."""
        expectations = self._expectations.get(id(builder))
        if expectations is None:
            expectations = self._expectations[id(builder)] = Expectations(builder.campaign, builder.template, builder.profile)
        enclosures = builder.enclosed(due)
        inputs_sha256 = made.row.inputs_sha256 if made else builder.inputs(due, enclosures)
        listed = builder.titles(due)[: len(due.merged.enclosures)]
        paths = tuple([each.path for each in enclosures])
        titles = EnclosedTitles(paths, self._placed(builder, paths), listed, builder.own_titles(due))
        return _Meant(expectations.packet(due, titles, inputs_sha256), enclosures, row, made)

    def _looked_at(self, meant: _Meant, due: tuple[LetterBuilder, DuePacket], refused: list[Diagnostic]) -> _Judged:
        """Return what the rules find of a packet; what of it would be ``refused`` is added there. Its file is not held."""
        expected, enclosures, row, made = meant
        blank = sum([each.blank for each in row.enclosures]) if row else 0
        enclosed = blank + sum([len(each.pages) for each in enclosures])
        data, found = self._data(expected.file)
        is_made = made is not None and data is not None and made.file.is_in(data)
        observed: dict[str, ObservedEnclosure] = {}
        if made and is_made and not self._reads_all and self._shapes.hold(made, expected):
            found = AsMade(made.row.sha256, made.file.size_bytes)
        elif data is not None:
            # Each enclosure in its own file first: pages that are copied as they were need no other look.
            observed = {each.path: self._observed(each) for each in enclosures}
            found = self._reader.read(data, enclosed, made.row.sha256 if made and is_made else "")
            if isinstance(found, ObservedPacket) and not is_made:
                found = replace(found, strange=strange_in_packet(data, enclosed))
        is_other = self.order.observed.made_by and not is_made
        otherwise = self._otherwise(data, made, enclosed) if is_other and data and made else None
        made_row = made.row if made else None
        packet = Packet(expected, found, row, self.order.observed, observed, self.named, made_row, otherwise)
        findings = tuple([each for look in self._looks for each in look(self.sources, packet)])
        doubtful = tuple([each for rule in self.rules if rule.stretches for each in rule.stretches(self.sources, packet)])
        if made and (findings or doubtful):
            self._shapes.distrust(made)
        if self.order.provider and data and row is not None:
            posted = PostedPacket(due[1], self.sources.campaign, self.sources.form)
            refused += provider_findings(self.order.provider, posted, data, is_made=is_made)
        return _Judged(packet, findings, doubtful, is_made)

    def _placed(self, builder: LetterBuilder, paths: tuple[str, ...]) -> tuple[PlacedEnclosure, ...]:
        """Return how the enclosures at ``paths`` must stand in a packet, by the settings."""
        if not paths:
            return ()
        titles, form = builder.setter.context.titles, self.kit.form
        paper = (form.paper_width_pt, form.paper_height_pt)
        return tuple(
            [
                PlacedEnclosure(stamp, setting.starts_front, paper if setting.scale == "fit" else None)
                for stamp, setting in zip(titles.stamps(paths), map(titles.setting, paths), strict=True)
            ]
        )

    def _data(self, file: str) -> tuple[bytes | None, Found]:
        """Return the bytes of ``file``; if there are none to be had, what stands for the packet."""
        try:
            return self.order.files.read(file), None
        except FileNotFoundError:
            return None, None
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            return None, Unreadable("", 0, why, "" if is_no_file(error) else remedy(error))

    def _otherwise(self, data: bytes, made: MadePacket, enclosed: int) -> Unlike:
        """Return what a packet that other versions made holds otherwise than the one that is ``made`` here."""
        # Most batches are made by the versions that are here, and need not load what compares two.
        from letterpack.pipeline.inspect.differences import otherwise

        return otherwise(data, made.file.prefix + made.file.tail, enclosed)

    def _observed(self, enclosure: Enclosure) -> ObservedEnclosure:
        """Return what the file of ``enclosure`` shows."""
        known = self._enclosures.pop(enclosure.path, None)
        if known is None:
            pages = self._reader.pages_by_others(self.sources.world.read(enclosure.path))
            known = ObservedEnclosure(enclosure.path, enclosure.sha256, pages)
        self._enclosures[enclosure.path] = known
        while len(self._enclosures) > _MOST_ENCLOSURES and self._enclosed_pages() > _MOST_ENCLOSED_PAGES:
            self._enclosures.popitem(last=False)
        return known

    def _enclosed_pages(self) -> int:
        """Return how many pages of enclosures are in memory; one that shows none counts as one."""
        return sum([max(1, len(each.pages)) for each in self._enclosures.values()])


def check_job(job: CheckJob, open_check: Callable[[CheckOrder], PacketCheck]) -> Checked:
    """Run the rules over the packets of ``job``; ``open_check`` reads the campaign where this process has not yet."""
    with shared(job.order.key, partial(open_check, job.order)) as work:
        return work.run(job)


@contextmanager
def check_packets(
    crew: Crew,
    work: PacketCheck,
    expected: Mapping[str, AddresseeRef],
    rows: Mapping[str, PacketRow],
    open_check: Callable[[CheckOrder], PacketCheck],
) -> Iterator[Iterator[Checked]]:
    """Let ``crew`` run the rules over the ``expected`` packets; give an iterator of what is found, in mailing order."""
    count = work.sources.campaign.mailing.count
    length = max(1, min(_IN_A_JOB, count // (crew.number * _STEPS)))
    jobs = _jobs(work.order, expected, rows, length)
    with lent(crew, work.order.key, work), in_order(crew, partial(check_job, open_check=open_check), jobs) as results:
        yield results


def _jobs(
    order: CheckOrder, expected: Mapping[str, AddresseeRef], rows: Mapping[str, PacketRow], length: int
) -> Iterator[CheckJob]:
    """Yield jobs of ``length`` letters each, but those that have no packet."""
    for number, packets in groupby(_listed(expected, rows), key=lambda each: each[0].letter // length):
        yield CheckJob(order, number * length, (number + 1) * length, {name: row for _, name, row in packets})


def _listed(
    expected: Mapping[str, AddresseeRef], rows: Mapping[str, PacketRow]
) -> Iterator[tuple[AddresseeRef, str, PacketRow | None]]:
    """Yield the packets with their rows. Both are in mailing order where nothing was changed: the next row is mostly the one."""
    waiting = iter(rows.items())
    listed, row = next(waiting, ("", None))
    for name, who in expected.items():
        if name != listed:
            yield who, name, rows.get(name)
            continue
        yield who, name, row
        listed, row = next(waiting, ("", None))
