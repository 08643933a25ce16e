"""The packets of a build, checked one by one, in one process or several: each reads a stretch of the addressees' files.

What is found of a packet does not depend on who reads it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, NamedTuple

from letterpack.check.given import Batch, Given, Packet
from letterpack.check.rule import OverPacket
from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.model.observed import Found, ObservedPacket, Unreadable
from letterpack.pipeline.expect import Expectations
from letterpack.pipeline.letters import Due, LetterWay
from letterpack.pipeline.mill import Mill
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
            data = (self.folder / file).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            return Unreadable("", 0, error.strerror or "it cannot be opened")
        return self._reader.read(data, enclosed)


class Checked(NamedTuple):
    """How many packets were there and readable, and all findings about packets."""

    readable: int
    findings: list[Diagnostic]


def check_packets(work: PacketCheck, workers: int, progress: Callable[[int, int], None] | None) -> Checked:
    """Run the rules over all packets. ``workers`` 0 is as many as there are processors, for a batch that is worth it."""
    count, total = work.given.campaign.mailing.count, len(work.batch.expected)
    number = min(workers or (os.cpu_count() or 1 if total >= WORTH_WORKERS else 1), max(1, count))
    if number == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return _alone(work, total, progress)
    return _together(work, number, count, total, progress)


def _alone(work: PacketCheck, total: int, progress: Callable[[int, int], None] | None) -> Checked:
    readable, findings = 0, []
    for done, (was_readable, found) in enumerate(work.run(0, None), 1):
        readable += was_readable
        findings.extend(found)
        if progress is not None:
            progress(done, total)
    return Checked(readable, findings)


def _together(work: PacketCheck, number: int, count: int, total: int, progress: Callable[[int, int], None] | None) -> Checked:
    context = multiprocessing.get_context("fork")
    open_readers: list[Connection] = []
    workers = []
    for index in range(number):
        reader, writer = context.Pipe(duplex=False)
        stretch = (count * index // number, count * (index + 1) // number)
        worker = context.Process(target=_work, args=(work, stretch, writer), daemon=True)
        worker.start()
        writer.close()
        open_readers.append(reader)
        workers.append(worker)
    readable, findings, done = 0, [], 0
    try:
        while open_readers:
            for ready in wait(open_readers):
                assert isinstance(ready, Connection)
                said = _heard(ready)
                if said is None:
                    open_readers.remove(ready)
                    continue
                read, found, packets = said
                readable, done = readable + read, done + packets
                findings.extend(found)
                if progress is not None:
                    progress(done, total)
    finally:
        for worker in workers:
            worker.kill() if open_readers else None
            worker.join()
    return Checked(readable, findings)


def _heard(reader: Connection) -> tuple[int, list[Diagnostic], int] | None:
    """Return what a worker tells: packets readable, findings, packets done since it last spoke; None at its end. Raises what it
    met.
    """
    try:
        said: tuple[int, list[Diagnostic], int] | LetterpackError | None = reader.recv()
    except EOFError:
        raise LetterpackError("a worker process ended before its work was done", "free memory, and check again") from None
    if isinstance(said, LetterpackError):
        raise said
    return said


def _work(work: PacketCheck, stretch: tuple[int, int], writer: Connection) -> None:
    readable, findings, done = 0, [], 0
    try:
        for was_readable, found in work.run(*stretch):
            readable, done = readable + was_readable, done + 1
            findings.extend(found)
            if done == _TELL_EVERY:
                writer.send((readable, findings, done))
                readable, findings, done = 0, [], 0
    except LetterpackError as error:
        writer.send(error)
        return
    writer.send((readable, findings, done))
    writer.send(None)
