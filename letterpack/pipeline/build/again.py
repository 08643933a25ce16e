"""A large batch again, after a small change of its list: what has not changed is neither read nor made.

What is new of the list is read as a campaign of its own, small and whole, by the same rules and stages: by the first law a
packet's bytes do not depend on the other addressees. The other packets are taken over as they are, and their rows as they stand.

A row of which something was found is read and made with what is new, so that it is found again; an empty line stands for each
line of the rows that stay, so that a finding says where in the list it is.

Nothing comes of it, and all is read and made as ever, wherever it is not sure that the batch would be the same: where more than
the list has changed, or much of that; where anything is found that is not of single rows and was not found before; where a file's
footprint is another; where somebody who is new may have to do with somebody who stays.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.campaign.streams import STRIDE, ToStream
from letterpack.diagnostics import Report
from letterpack.executors import HERE, crew_of
from letterpack.executors.work import lent
from letterpack.manifest import NAME, SEPARATOR, ManifestWriter
from letterpack.manifest.rows import packet_of
from letterpack.model.campaign import Addressee, CampaignRead, Input, Mailing
from letterpack.model.manifest import FontRow, ManifestHead, packet_folders, printed_sheets
from letterpack.model.profile import Profile
from letterpack.pipeline.build.earlier import EarlierPackets
from letterpack.pipeline.build.jobs import Job, JobResult, Order, make_packets
from letterpack.pipeline.build.kit import Kit, is_of_enclosure
from letterpack.pipeline.build.making import Making, order_of
from letterpack.pipeline.build.note import (
    BuildNote,
    NotedList,
    NotedRow,
    fonts_digest,
    footprints_in,
    found_digest,
    note_of,
    recalled,
    row_of,
    shared_digest,
    stream_to_note,
    warned_rows,
)
from letterpack.pipeline.build.stretches import ListChange, ListStretch, list_change, stretches_of
from letterpack.pipeline.build.ties import Ties, are_untied, may_tell
from letterpack.pipeline.source_rules import report_before_build
from letterpack.pipeline.sources import SourceLookup
from letterpack.values import replace
from letterpack.world import Footprints, OverWorld, Staging, World

_IN_A_JOB: Final = 16 * STRIDE
_TOGETHER: Final = 8_192
"""Files that are taken over at once: for fewer, two threads are not worth their start."""
_QUOTE: Final = b'"'
_rows: Final = msgspec.json.Decoder(list[NotedRow])


class Rebuilt(Struct, frozen=True):
    """A batch that is whole beside the old one: what was read of its campaign, what was found and made, and its note."""

    campaign: CampaignRead
    report: Report
    made: Making
    note: BuildNote


@dataclass(frozen=True, slots=True)
class _NewRows(OverWorld):
    """A campaign in ``world`` whose list ``path`` is ``fresh``; a ``World``."""

    world: World
    path: str
    fresh: bytes

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``."""
        return self.fresh if path == self.path else self.world.read(path)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming."""
        return BytesIO(self.fresh) if path == self.path else self.world.open(path)


class _NewAddressees(Struct, frozen=True):
    """What was ``read`` of a mailing to ``count`` addressees; a ``Mailing``."""

    read: Mailing
    count: int

    @property
    def cc(self) -> tuple[Addressee, ...]:
        """The copies that every letter names."""
        return self.read.cc

    @property
    def bcc(self) -> tuple[Addressee, ...]:
        """The copies that no other packet names."""
        return self.read.bcc

    @property
    def joint(self) -> Mapping[str, tuple[Addressee, ...]]:
        """The members of joint letters."""
        return self.read.joint

    @property
    def given(self) -> AbstractSet[str]:
        """What some have and many have not."""
        return self.read.given

    def to(self, start: int = 0, stop: int | None = None) -> Iterator[Addressee]:
        """Yield those that were read, with index ``start`` to ``stop``."""
        return self.read.to(start, stop)


class _Other(Exception):
    """The batch may be another than the earlier one with what is new."""


def build_again(
    world: World,
    profile: str | None,
    staging: Staging,
    head_of: Callable[[CampaignRead, Profile], ManifestHead],
    progress: Callable[[int, int], None] | None,
) -> Rebuilt | None:
    """Make the batch in ``staging`` from the earlier one that is in the place, and what is new in the list of ``world``. None
    where it may be another, and then nothing is in ``staging``. ``profile`` is the one asked for.

    Raises ``LetterpackError`` and ``OSError``.
    """
    footprints = footprints_in(staging)
    note = recalled(footprints) if footprints is not None and len(staging.earlier) == 1 else None
    if footprints is None or note is None or not world.exists(note.list):
        return None
    try:
        return _Again(world, profile, staging, footprints, note).build(head_of, progress)
    except (_Other, FileNotFoundError):  # In a store, whoever ended meanwhile has removed the earlier batch.
        footprints.discard()
        return None


class _Again:
    """A build that goes on from the batch of which ``note`` was taken."""

    def __init__(self, world: World, profile: str | None, staging: Staging, footprints: Footprints, note: BuildNote) -> None:
        self.staging, self.footprints, self.note = staging, footprints, note
        self.prints, self.who, self.once = array("Q", note.prints), array("Q", note.who), array("Q", note.once)
        self.waiting: list[tuple[str, int]] = []
        self.packets = [0, *accumulate([each.packets for each in note.stretches])]
        self.addressees = [0, *accumulate([each.addressees for each in note.stretches])]
        self.change = self._change(world)
        self.report, self.ties = Report(), Ties()
        self.world = _NewRows(world, note.list, self.change.fresh)
        self.campaign, self.stream = self._campaign()
        # Of those who stay nobody is asked again what they have.
        self.may_tell = note.may_tell or may_tell(self.campaign)
        self.rows = self._rows()
        self.warned: set[int] = set()
        """The indexes of those among who is new, of whose packets something was found."""
        self.kit = self._kit(profile)

    def build(
        self, head_of: Callable[[CampaignRead, Profile], ManifestHead], progress: Callable[[int, int], None] | None
    ) -> Rebuilt:
        """Return the batch, whole but for its place. Raises ``_Other``."""
        with ManifestWriter(self.staging.stage, head_of(self.campaign, self.kit.profile)) as manifest:
            made, fonts = self._make(manifest, progress)
            self.kit.tell()
            if found_digest(self.report, self.stream) != self.note.findings:
                raise _Other
            manifest.finish((), self.kit.fonts() | fonts)
        return Rebuilt(self.campaign, self.report, made, self._note())

    def _change(self, world: World) -> ListChange:
        """Return the list of ``world`` beside that of the note."""
        note = self.note
        kept = {index for index in range(len(note.stretches)) if all(self._prints(index))}
        with world.open(note.list) as file:
            change = list_change(file, note.head_bytes, note.head, note.stretches, kept)
        if change is None:
            raise _Other
        return change

    def _prints(self, index: int) -> array[int]:
        """Return the footprints of the packets of a stretch."""
        return self.prints[self.packets[index] : self.packets[index + 1]]

    def _campaign(self) -> tuple[CampaignRead, ToStream]:
        """Return the campaign with what is new of its list, nothing being wrong with it, and that list."""
        read = read_campaign(self.world, self.report)
        stream = None if read is None or self.report.has_errors else stream_to_note(read, self.report)
        if read is None or stream is None:
            raise _Other
        count, before = read.mailing.count + self._kept(self.addressees), self.addressees[-1]
        if packet_folders(count) != packet_folders(before) or read.settings.print_run or read.settings.products:
            raise _Other
        inputs = [Input(each.path, self.change.sha256) if each.path == self.note.list else each for each in read.inputs]
        return replace(read, mailing=_NewAddressees(read.mailing, count), inputs=tuple(inputs)), stream

    def _kept(self, sums: Sequence[int]) -> int:
        return sum([sums[part + 1] - sums[part] for part in self.change.parts if isinstance(part, int)])

    def _kit(self, profile: str | None) -> Kit:
        """Return what all packets share, as it was, the rules having nothing new to say."""
        note, report = self.note, self.report
        sources = SourceLookup(self.world)
        sources.encoding = self.campaign.settings.encoding
        report_before_build(self.campaign, self.world, sources, report, [self.ties])
        if self.ties.is_crossed:
            raise _Other  # Whom it names may be another now: the first of whom it is true.
        kit = Kit(self.campaign, self.world, report, sources, (), profile)
        is_same = shared_digest(kit, note.list) == note.shared and self.ties.is_judged == note.is_judged
        if not is_same or report.has_errors or (note.fonts and note.fonts != fonts_digest(self.world)):
            raise _Other
        staying = {part for part in self.change.parts if isinstance(part, int)}
        gone = [index for index in range(len(note.stretches)) if index not in staying]
        if note.is_judged:
            self._refuse_tied(gone, staying)
        parts = [(note.stretches[index].begin, note.stretches[index].end) for index in gone]
        kit.earlier = EarlierPackets(self.staging.earlier, self.staging.stage, self.campaign.inputs, parts)
        return kit

    def _refuse_tied(self, gone: Sequence[int], staying: AbstractSet[int]) -> None:
        were = Ties()
        for index in gone:
            were.add(self.who, self.once, self.addressees[index], self.note.stretches[index].addressees)
        kept = (number for index in staying for number in self.once[self.addressees[index] : self.addressees[index + 1]])
        if not are_untied(self.ties, were, kept, may_tell=self.may_tell):
            raise _Other

    def _rows(self) -> list[list[int]]:
        """Return where, in each part that is new, the row of each addressee begins. Raises ``_Other`` where a row runs over a
        part's end, or may: of a row that is empty nothing is known, and one with quotes may go on for as long as it likes.
        """
        bounds = self.change.bounds
        begins = [begin for begin, _ in bounds]
        starts: list[list[int]] = [[] for _ in bounds]
        data, end = self.world.fresh, len(self.change.head)
        for addressee in self.campaign.mailing.to():
            row = row_of(addressee)
            index = bisect_right(begins, row.offset_bytes) - 1
            is_unsure = _QUOTE in data[end : row.offset_bytes]
            end = row.offset_bytes + len(row.raw.encode())
            if is_unsure or end > bounds[index][1]:
                raise _Other
            starts[index].append(row.offset_bytes - begins[index])
        if _QUOTE in data[end:]:
            raise _Other
        return starts

    def _make(self, manifest: ManifestWriter, progress: Callable[[int, int], None] | None) -> tuple[Making, frozenset[FontRow]]:
        """Make and take over all packets in mailing order; return how many, and the fonts of those taken over."""
        kit, rows = self.kit, iter(self.rows)
        new = {addressee.id for addressee in self.campaign.mailing.to()}
        order = order_of(kit, self.staging.stage)
        packets = taken = size_bytes = start = 0
        fonts: set[FontRow] = set()
        if progress is not None:
            progress(0, self.campaign.mailing.count)
        with ExitStack() as stack:
            crew = stack.enter_context(crew_of(HERE, 1))
            stack.enter_context(lent(crew, order.key, kit))
            file = stack.enter_context(self.staging.earlier[0].open(NAME))
            for part in self.change.parts:
                if isinstance(part, int):
                    fonts.update(self._take(part, file, manifest, new))
                    packets += self.note.stretches[part].packets
                    taken += self.note.stretches[part].packets
                else:
                    stop = start + len(next(rows))
                    for done in self._jobs(order, start, stop, manifest):
                        packets, taken, size_bytes = packets + done.packets, taken + done.taken, size_bytes + done.size_bytes
                    start = stop
                if progress is not None:
                    progress(packets, self.campaign.mailing.count)
        self._take_waiting()
        if not self.footprints.is_as_taken():
            raise _Other
        return Making(packets, taken, size_bytes, ()), frozenset(fonts)

    def _take(self, index: int, file: BinaryIO, manifest: ManifestWriter, new: AbstractSet[str]) -> Iterator[FontRow]:
        """Take over the packets of a stretch, whose rows are in ``file``; yield their fonts. Raises ``_Other`` where a file has
        changed, or somebody ``new`` has the id of an addressee.
        """
        stretch = self.note.stretches[index]
        file.seek(stretch.begin)
        data = file.read(stretch.end - stretch.begin)
        for row, footprint in zip(_rows.decode(b"[" + data + b"]"), self._prints(index), strict=True):
            if row.addressee in new:
                raise _Other
            self.waiting.append((row.file, footprint))
            yield from row.fonts
        if self.note.is_heavy:
            self._weigh(data)
        manifest.raw(data)
        if len(self.waiting) >= _TOGETHER:
            self._take_waiting()

    def _weigh(self, rows: bytes) -> None:
        """Count the packets among the ``rows`` that are too heavy. Raises ``_Other`` where one is the first with so many sheets:
        nobody has read where its addressee stands.
        """
        sides, most = self.campaign.settings.printing.sides, self.kit.form.roomiest.max_sheets
        for line in rows.split(SEPARATOR):
            row = packet_of(line, "a packet")
            if row is None:
                raise _Other
            sheets = printed_sheets(row, sides)
            if sheets > most and not self.kit.sheets.count_more(sheets):
                raise _Other

    def _take_waiting(self) -> None:
        """Take over the files that wait for it. Raises ``_Other`` where one has changed."""
        if not self.footprints.take(self.waiting):
            raise _Other
        self.waiting.clear()

    def _jobs(self, order: Order, start: int, stop: int, manifest: ManifestWriter) -> Iterator[JobResult]:
        """Make the packets of what is new of the list, from ``start`` to ``stop``, or find them among the earlier ones."""
        for first in range(start, stop, _IN_A_JOB):
            done = make_packets(Job(order, first, min(first + _IN_A_JOB, stop)))
            self.kit.add_result((), done.ids, done.fonts, done.heavy)
            if self.report.has_errors:
                raise _Other
            if done.rows:
                manifest.raw(done.rows)
            if any(not is_of_enclosure(found) for found in done.findings):
                manifest.warn()
                self.warned.update([first + index for index in warned_rows(done.rows.split(SEPARATOR))])
            yield done

    def _note(self) -> BuildNote:
        stretches, ties = list[ListStretch](), Ties()
        ties.is_judged = self.ties.is_judged
        rows, at = iter(self.rows), 0
        apart = self._apart()
        for part in self.change.parts:
            if isinstance(part, int):
                stretches.append(self.note.stretches[part])
                ties.add(self.who, self.once, self.addressees[part], self.note.stretches[part].addressees)
                continue
            starts = next(rows)
            stretches.extend(stretches_of(part, starts, {index - at for index in apart if index >= (0 if at else STRIDE)}))
            ties.add(self.ties.who, self.ties.once, at, len(starts))
            at += len(starts)
        noted = NotedList(self.note.list, self.change.head, stretches)
        return note_of(self.kit, self.stream, noted, ties, may_tell=self.may_tell)

    def _apart(self) -> set[int]:
        """Return the indexes of those among who is new, of whom something was found."""
        lines = [row_of(each).line for each in self.campaign.mailing.to()]
        found = self.ties.lines.get(self.note.list, ())
        return self.warned.union([bisect_right(lines, line) - 1 for line in found if line >= lines[0]])
