"""A build beside sources that cannot be read: its files are compared with what its manifest and its seal say, and read by
themselves, which is all that can be known. Where the list of addressees can be read, each packet must show its addressee.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from letterpack.campaign.settings import FILE
from letterpack.checks.inputs import PartialBuild
from letterpack.checks.rules.packets_there import cannot_be_read, not_listed, of_part, repeated_row
from letterpack.checks.rules.sealed import packets_sealed
from letterpack.checks.rules.strange import strange_in
from letterpack.checks.verdict import Judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.kept import Kept
from letterpack.manifest import NAME
from letterpack.model.campaign import Addressee, CampaignRead, everybody
from letterpack.model.manifest import PACKETS, PacketRow
from letterpack.model.observed import ObservedPacket, Unreadable
from letterpack.pipeline.build.due import packet_id
from letterpack.pipeline.inspect.batch import Inspection, files_beside, packet_files
from letterpack.pipeline.inspect.expect import block_of
from letterpack.pipeline.inspect.result import Made
from letterpack.readback import PacketReader
from letterpack.readback.strange import strange_in_packet
from letterpack.spans import Span
from letterpack.text.bidi import needs_bidi
from letterpack.world import BatchFiles, World

_BUILD: Final = "correct the sources, then build again: letterpack build"
_LISTS: Final = "addressees."


class Unsound(Struct, frozen=True):
    """Sources with errors: the ``world`` they are in, the ``campaign`` as far as it can be read, and the ``report`` of them;
    whether a build of some packets ``is_part_wanted``.
    """

    world: World
    campaign: CampaignRead | None
    report: Report
    is_part_wanted: bool

    def blocks(self) -> Iterator[tuple[str, Addressee, tuple[str, ...]]]:
        """Yield the id of each packet, its addressee and their block; nothing if settings or a list of addressees have errors."""
        wrong = {each.span.file for each in self.report if each.severity == "error"}
        if self.campaign is None or any(each == FILE or each.startswith(_LISTS) for each in wrong):
            return
        for addressee in everybody(self.campaign.mailing):
            for index in range(len(addressee.addresses) if addressee.delivery == "all" else 1):
                home = self.campaign.settings.sender.country
                yield packet_id(addressee.id, index), addressee, block_of(addressee, index, home)


def known_by_manifest(
    inspection: Inspection | None, files: BatchFiles, judge: Judge, sources: Unsound, only: Collection[str] = ()
) -> Made:
    """Let ``judge`` know what is wrong with a build, as far as its manifest, its seal and its own files tell; return what it
    lists. With ``only``, that is the packets asked for, and nothing else is looked at.
    """
    if inspection is None:
        return Made({}, {}, is_by_manifest=True)
    rows = inspection.rows
    is_part = inspection.observed.partial and not only
    part = PartialBuild(len(rows), 0, is_asked=sources.is_part_wanted) if is_part else None
    judge.add(_found(inspection, files, part))
    if not inspection.observed.problem:
        if only:
            judge.add(_not_listed(inspection, files, only))
        else:
            judge.add(_around(inspection, files))
            judge.add(packets_sealed(sources.world, rows, {}, inspection.observed))
        judge.add(_read(inspection, files, sources))
    absent = Kept((name, None) for name, row in rows.items() if not files.exists(row.file))
    return Made(rows, absent, part, is_by_manifest=True)


def _found(inspection: Inspection, files: BatchFiles, part: PartialBuild | None) -> Iterator[Diagnostic]:
    """Yield what of the batch is missing, is another file, or is not in the manifest: LP301 and LP311."""
    place = Span(files.shown(NAME))
    if inspection.observed.problem:
        yield Diagnostic("LP301", "error", inspection.observed.problem, place, _BUILD)
        return
    if part is not None:
        yield of_part(part, place)
    for name in inspection.repeated:
        yield repeated_row(name, place)
    for row in inspection.rows.values():
        now = files.digest(row.file)
        if not now:
            yield Diagnostic("LP301", "error", f"there is no packet for `{row.id}`", place, _BUILD, packet=row.id)
        elif now != row.sha256:
            message = f"the file of the packet for `{row.id}` is not the one that was built"
            yield Diagnostic("LP311", "error", message, place, _BUILD, packet=row.id)


def _not_listed(inspection: Inspection, files: BatchFiles, only: Collection[str]) -> Iterator[Diagnostic]:
    """Yield who of those asked for has no packet: LP301."""
    listed = {name for row in inspection.rows.values() for name in (row.id, row.addressee)}
    for name in only:
        if name not in listed:
            yield Diagnostic("LP301", "error", f"there is no packet for `{name}`", Span(files.shown(NAME)), _BUILD, packet=name)


def _around(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what is not in the manifest, and which product is missing or another file: LP301 and LP311."""
    yield from _beside(inspection, files)
    for product, now, _ in inspection.products:
        if now != product.sha256:
            message = f"`{product.file}` is not the file that was built" if now else f"`{product.file}` is missing"
            yield Diagnostic("LP311" if now else "LP301", "error", message, Span(files.shown(product.file)), _BUILD)


def _beside(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what lies in the batch and is not in its manifest: LP301."""
    paths = {row.file.rpartition("/")[0] for row in inspection.rows.values()}
    for file in packet_files(files, paths, lambda name: inspection.rows[name].file if name in inspection.rows else ""):
        if file.removesuffix(".pdf") not in inspection.rows:
            path = str(PurePosixPath(file))
            yield not_listed(path, files.shown(f"{PACKETS}/{path}"))
    for file in files_beside(files, inspection.products):
        yield not_listed(file, files.shown(file))


def _read(inspection: Inspection, files: BatchFiles, sources: Unsound) -> Iterator[Diagnostic]:
    """Yield what packets hold that letterpack does not write, and whose are not their addressee's: LP301, LP333 and LP308.

    Each file is judged by its bytes: the manifest may own up to whatever was done to it.
    """
    place, reader = Span(files.shown(NAME)), PacketReader(checks=True)
    for row in inspection.rows.values():
        data = _data(files, row)
        found = reader.read(data, _enclosed(row)) if data is not None else None
        if isinstance(found, Unreadable):
            yield cannot_be_read(row.id, found, place)
        elif found is not None and data is not None:
            yield from strange_in(row.id, strange_in_packet(data, _enclosed(row)), place)
    for name, addressee, block in sources.blocks():
        row_of = inspection.rows.get(name)
        data = _data(files, row_of) if row_of else None
        found = reader.read(data, _enclosed(row_of)) if row_of and data is not None else None
        if isinstance(found, ObservedPacket) and (lacks := _not_shown(found, block)):
            message = f"the first page of the packet for `{name}` does not show `{lacks}`"
            yield Diagnostic("LP308", "error", message, addressee.origin.span(), _BUILD, packet=name, page=1)


def _data(files: BatchFiles, row: PacketRow) -> bytes | None:
    """Return the bytes of the packet of ``row``; None if it is not there, which is told already."""
    try:
        return files.read(row.file)
    except OSError:
        return None


def _enclosed(row: PacketRow) -> int:
    return sum([each.pages for each in row.enclosures])


def _not_shown(packet: ObservedPacket, block: Iterable[str]) -> str:
    """Return the first line of an addressee's ``block`` that the first page does not show; empty where it shows all. Readers of
    PDFs differ on the order of words from right to left, so lines with such are not looked for.
    """
    shown = _unspaced(" ".join([each.text for each in packet.passages if each.page_index == 0]))
    return next((line for line in block if not needs_bidi(line) and _unspaced(line) not in shown), "")


def _unspaced(text: str) -> str:
    return "".join(text.split())
