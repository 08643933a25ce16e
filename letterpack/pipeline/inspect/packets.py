"""The packets of a build, checked one by one, in one process or several: each reads a stretch of the addressees' files.

What is found of a packet does not depend on who reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from letterpack.checks.given import Batch, Given, Packet
from letterpack.checks.rule import OverPacket
from letterpack.diagnostics import Diagnostic
from letterpack.files import read_within
from letterpack.model.observed import Found, ObservedPacket, Unreadable
from letterpack.pipeline.build.letters import Due, LetterWay
from letterpack.pipeline.build.mill import Mill
from letterpack.pipeline.inspect.expect import Expectations
from letterpack.pipeline.workers import at_work, workers_for
from letterpack.readback import PacketReader

WORTH_WORKERS: Final = 200
"""Fewer packets than this are read sooner by one process."""
_TELL_EVERY: Final = 50


@dataclass(slots=True)
class PacketCheck:
    """The rules over packets with all that they are given, ready to run in any process."""

    given: Given
    mill: Mill
    batch: Batch
    folder: Path
    rules: tuple[OverPacket, ...]
    _reader: PacketReader = field(default_factory=PacketReader)
    _expectations: dict[int, Expectations] = field(default_factory=dict)

    def run(self, start: int, stop: int | None) -> Iterator[tuple[bool, list[Diagnostic]]]:
        """Yield, for each packet of the addressees ``start`` to ``stop``, whether it was readable and what was found."""
        for addressee in self.given.campaign.mailing.to(start, stop):
            for way, due in self.mill.due(addressee):
                if due.name in self.batch.expected:
                    yield self._packet(way, due)

    def _packet(self, way: LetterWay, due: Due) -> tuple[bool, list[Diagnostic]]:
        expectations = self._expectations.get(id(way))
        if expectations is None:
            expectations = self._expectations[id(way)] = Expectations(way)
        enclosures = way.enclosed(due)
        found = self._read(f"packets/{due.name}.pdf", sum([len(each.pages) for each in enclosures]))
        packet = Packet(expectations.packet(due, enclosures), found, self.batch.rows.get(due.name), self.batch)
        findings = [finding for rule in self.rules for finding in rule(self.given, packet)]
        return isinstance(found, ObservedPacket), findings

    def _read(self, file: str, enclosed: int) -> Found:
        try:
            data = read_within(self.folder, file)
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


def check_packets(work: PacketCheck, workers: int, progress: Callable[[int, int], None] | None) -> Checked:
    """Run the rules over all packets. ``workers`` 0 is as many as there are processors, for a batch that is worth it."""
    count, total = work.given.campaign.mailing.count, len(work.batch.expected)
    number = workers_for(workers, count, total >= WORTH_WORKERS)
    if number == 1:
        return _heard(_stretches(work.run(0, None), 1), total, progress)

    def stretch(_: int, start: int, stop: int, tell: Callable[[Checked], None]) -> None:
        for checked in _stretches(work.run(start, stop), _TELL_EVERY):
            tell(checked)

    with at_work(number, count, stretch) as messages:
        return _heard((checked for _, checked in messages), total, progress)


def _stretches(packets: Iterator[tuple[bool, list[Diagnostic]]], length: int) -> Iterator[Checked]:
    """Yield what was found, of ``length`` packets at a time."""
    while some := list(islice(packets, length)):
        yield Checked(len(some), sum(readable for readable, _ in some), [finding for _, found in some for finding in found])


def _heard(stretches: Iterator[Checked], total: int, progress: Callable[[int, int], None] | None) -> Checked:
    """Return all ``stretches`` in one."""
    packets, readable, findings = 0, 0, []
    for checked in stretches:
        packets, readable = packets + checked.packets, readable + checked.readable
        findings.extend(checked.findings)
        if progress is not None:
            progress(packets, total)
    return Checked(packets, readable, findings)
