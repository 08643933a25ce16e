"""The work of a batch, in one process or several: a stretch of the addressees each, and their packets' files.

What a packet is does not depend on who makes it. Rows come back in mailing order; findings and numbers come back through pipes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from letterpack.manifest import SEPARATOR, ManifestWriter, render_row
from letterpack.model.manifest import PrintRunRow
from letterpack.pipeline.build.letters import Finished
from letterpack.pipeline.build.mill import Mill, Told
from letterpack.pipeline.workers import at_work
from letterpack.press.print_run import PrintRun
from letterpack.wording.senders import author

WORTH_WORKERS: Final = 2_000
"""Fewer addressees than this are made sooner by one process."""
_AT_ONCE: Final = 64
"""Addressees whose packets are made together: a processor that sets a while, then writes, has what it needs for each at hand.
More are not made sooner, and take memory.
"""
_TELL_EVERY: Final = 100
_COPY_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """How many packets there are, and the print runs."""

    packets: int
    print_runs: tuple[PrintRunRow, ...]


def press_all(
    mill: Mill,
    folder: Path,
    manifest: ManifestWriter,
    workers: int,
    print_run: bool,
    progress: Callable[[int, int], None] | None,
    meanwhile: Callable[[], None],
) -> Made:
    """Write all packets into ``folder`` and their rows into ``manifest``; with ``print_run`` also ``print/run.pdf``.

    Several ``workers`` are processes of their own, and this one does ``meanwhile`` while they work.
    """
    if workers > 1:
        return _together(mill, folder, manifest, workers, print_run, progress, meanwhile)
    run = _run(mill, folder) if print_run else None
    made = _alone(mill, folder, manifest, run, progress)
    return Made(made, (run.finish(),) if run and not mill.report.has_errors else ())


def _alone(
    mill: Mill, folder: Path, manifest: ManifestWriter, run: PrintRun | None, progress: Callable[[int, int], None] | None
) -> int:
    made = 0
    count = mill.campaign.mailing.count
    for finished in _written(mill, folder, 0, None):
        manifest.raw(render_row(finished.row))
        if run is not None:
            run.add(finished.row.id, finished.plan, finished.own)
        made += 1
        if progress is not None:
            progress(made, count)
    return made


def _batches(mill: Mill, start: int, stop: int | None) -> Iterator[list[Finished]]:
    addressees = mill.campaign.mailing.to(start, stop)
    while together := list(islice(addressees, _AT_ONCE)):
        yield from mill.packets(together)


def _written(mill: Mill, folder: Path, start: int, stop: int | None) -> Iterator[Finished]:
    """Yield the packets of a stretch of addressees, their files written. Raises ``OSError``."""
    for made in _batches(mill, start, stop):
        for finished in made:
            write_packet(folder, finished)
        yield from made


def write_packet(folder: Path, finished: Finished) -> None:
    """Write the packet's file. Raises ``OSError``."""
    file = finished.file
    descriptor = os.open(folder / finished.row.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = len(file.prefix) + len(file.tail)
        if hasattr(os, "writev"):
            left -= os.writev(descriptor, (file.prefix, file.tail))
        if left:
            _write_rest(descriptor, file.prefix + file.tail, left)
    finally:
        os.close(descriptor)


def _write_rest(descriptor: int, data: bytes, left: int) -> None:
    """Write the last ``left`` bytes of ``data``: a write may take less than it is given."""
    view = memoryview(data)[len(data) - left :]
    while view:
        view = view[os.write(descriptor, view) :]


def _run(mill: Mill, folder: Path) -> PrintRun:
    campaign = mill.campaign
    letter = campaign.letter
    by = author(campaign.settings.sender, letter.language)
    return PrintRun(folder, campaign.settings.name or "Print run", by, letter.language, letter.date, mill.profile)


def _together(
    mill: Mill,
    folder: Path,
    manifest: ManifestWriter,
    number: int,
    print_run: bool,
    progress: Callable[[int, int], None] | None,
    meanwhile: Callable[[], None],
) -> Made:
    count = mill.campaign.mailing.count
    rows: list[BinaryIO] = [tempfile.TemporaryFile(dir=folder.parent) for _ in range(number)]  # noqa: SIM115 - closed by _gather
    told: dict[int, Told] = {}
    made = 0

    def work(index: int, start: int, stop: int, tell: Callable[[int | Told], None]) -> None:
        _stretch(mill, folder, start, stop, rows[index], tell)

    with at_work(number, count, work) as messages:
        meanwhile()
        run = _all_in_one(mill, folder) if print_run else None
        for index, said in messages:
            if isinstance(said, Told):
                told[index] = said
                continue
            made += said
            if progress is not None:
                progress(made, count)
    for index in range(number):
        mill.note(told[index])
    _gather(rows, manifest)
    return Made(made, (run.finish(),) if run and not mill.report.has_errors else ())


def _all_in_one(mill: Mill, folder: Path) -> PrintRun:
    run = _run(mill, folder)
    for finished in chain.from_iterable(_batches(mill, 0, None)):
        run.add(finished.row.id, finished.plan, finished.own)
    return run


def _stretch(mill: Mill, folder: Path, start: int, stop: int, rows: BinaryIO, tell: Callable[[int | Told], None]) -> None:
    """Make the packets of the addressees ``start`` to ``stop``; tell how many were made since last time, then the findings."""
    made = 0
    known = set(mill.report)
    for finished in _written(mill, folder, start, stop):
        rows.write(SEPARATOR + render_row(finished.row) if made else render_row(finished.row))
        made += 1
        if made % _TELL_EVERY == 0:
            tell(_TELL_EVERY)
    rows.flush()
    tell(made % _TELL_EVERY)
    findings = [found for found in mill.report if found not in known]
    tell(Told(findings, mill.found(), mill.fonts(), mill.sheets.heavy))


def _gather(rows: list[BinaryIO], manifest: ManifestWriter) -> None:
    """Add the workers' rows to the manifest in mailing order, a piece at a time."""
    for file in rows:
        file.seek(0)
        first = file.read(_COPY_BYTES)
        if first:
            manifest.raw(first)
            while piece := file.read(_COPY_BYTES):
                manifest.more(piece)
        file.close()
