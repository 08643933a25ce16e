"""The packets of a build, checked one by one, in one process or several: each reads a stretch of the addressees' files.

What is found of a packet does not depend on who reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.checks.rule import OverPacket
from letterpack.diagnostics import Diagnostic
from letterpack.executors import Crew
from letterpack.executors.work import in_order, lent, shared
from letterpack.model.observed import Found, ObservedPacket, Unreadable
from letterpack.pipeline.build.due import DuePacket
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.packet import LetterBuilder
from letterpack.pipeline.inspect.expect import Expectations
from letterpack.readback import PacketReader
from letterpack.world import BatchFiles, World

WORTH_WORKERS: Final = 200
"""Fewer packets than this are read sooner by one process."""
_IN_A_JOB: Final = 64
"""Addressees whose packets are read before anybody hears of it."""


@dataclass(slots=True)
class PacketCheck:
    """The rules over packets with all that they are given, ready to run in any process."""

    sources: Sources
    kit: Kit
    batch: Batch
    files: BatchFiles
    rules: tuple[OverPacket, ...]
    _reader: PacketReader = field(default_factory=PacketReader)
    _expectations: dict[int, Expectations] = field(default_factory=dict)

    def run(self, start: int, stop: int) -> Iterator[tuple[bool, list[Diagnostic]]]:
        """Yield, for each packet of the addressees ``start`` to ``stop``, whether it was readable and what was found."""
        for addressee in self.sources.campaign.mailing.to(start, stop):
            for builder, due in self.kit.due(addressee):
                if due.name in self.batch.expected:
                    yield self._packet(builder, due)

    def _packet(self, builder: LetterBuilder, due: DuePacket) -> tuple[bool, list[Diagnostic]]:
        expectations = self._expectations.get(id(builder))
        if expectations is None:
            expectations = self._expectations[id(builder)] = Expectations(builder.campaign, builder.template, builder.profile)
        enclosures = builder.enclosed(due)
        expected = expectations.packet(due, enclosures, builder.inputs(due, enclosures))
        found = self._read(expected.file, sum([len(each.pages) for each in enclosures]))
        packet = Packet(expected, found, self.batch.rows.get(due.name), self.batch)
        findings = [finding for rule in self.rules for finding in rule(self.sources, packet)]
        return isinstance(found, ObservedPacket), findings

    def _read(self, file: str, enclosed: int) -> Found:
        try:
            data = self.files.read(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            return Unreadable("", 0, error.strerror or "it cannot be opened")
        return self._reader.read(data, enclosed)


class Checked(NamedTuple):
    """How many packets were looked for, how many were there and readable, and all findings about them."""

    packets: int
    readable: int
    findings: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What all jobs of one check share, small enough to travel with each: the campaign's ``world``, the build's ``files``, the
    codes of the rules asked for, today's date, and what an outside validator has said. ``key`` is this check's alone.
    """

    key: str
    world: World
    files: BatchFiles
    select: tuple[str, ...]
    today: date
    judged: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CheckJob:
    """The packets of the addressees with index ``start`` to ``stop`` (0-based, stop excluded)."""

    order: CheckOrder
    start: int
    stop: int


def check_job(job: CheckJob, open_check: Callable[[CheckOrder], PacketCheck]) -> Checked:
    """Run the rules over the packets of ``job``; ``open_check`` reads campaign and build where this process has not yet."""
    with shared(job.order.key, partial(open_check, job.order)) as work:
        found = list(work.run(job.start, job.stop))
    return Checked(len(found), sum(readable for readable, _ in found), [finding for _, some in found for finding in some])


def check_packets(
    crew: Crew,
    order: CheckOrder,
    work: PacketCheck,
    open_check: Callable[[CheckOrder], PacketCheck],
    progress: Callable[[int, int], None] | None,
) -> Checked:
    """Let ``crew`` run the rules over all packets; return what was found in mailing order."""
    count, total = work.sources.campaign.mailing.count, len(work.batch.expected)
    length = 1 if crew.number == 1 else min(_IN_A_JOB, -(-count // crew.number))
    jobs = [CheckJob(order, start, min(start + length, count)) for start in range(0, count, length)]
    packets, readable, findings = 0, 0, []
    do = partial(check_job, open_check=open_check)
    with lent(crew, order.key, work), in_order(crew, do, jobs) as results:
        for checked in results:
            packets, readable = packets + checked.packets, readable + checked.readable
            findings.extend(checked.findings)
            if progress is not None:
                progress(packets, total)
    return Checked(packets, readable, findings)
