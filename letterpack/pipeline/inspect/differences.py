"""What differs between packets or products of a build and what is made of their sources, in words. Loaded if there are some."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

import pypdfium2 as pdfium

from letterpack.model.change import Change, PacketChanges
from letterpack.model.manifest import PacketRow
from letterpack.model.observed import Unlike
from letterpack.pdfcopy.opened import TooHeavy
from letterpack.pipeline.build.packet import MadePacket
from letterpack.pipeline.compare import BatchToCompare, PacketToCompare, compare_batches
from letterpack.readback.objects import LongFile, OwnObjects
from letterpack.readback.same_objects import unlike_objects
from letterpack.readback.strange import OF_DAMAGE, layout_faults
from letterpack.review.pixels import same_pictures
from letterpack.review.telling import headline, one_line
from letterpack.stores.memory import MemoryFiles
from letterpack.world import BatchFiles

_MOST_CHANGES: Final = 3
_MOST_TEXT: Final = 60
_PICTURES: Final = "its pictures are not those of their files"
_PDF: Final = b"%PDF-"
_ARCHIVE: Final = b"PK"
_SAVED: Final = Unlike(("it was saved by another program, or is damaged",), ())


def differences(made: Sequence[MadePacket], files: BatchFiles, *, by_others: bool) -> dict[str, str]:
    """Return, by id, what differs in each packet of ``files`` from the one ``made`` again: as people see it, else by objects.
    Where ``by_others``, other versions made them, and a packet whose bytes alone differ is left out.
    """
    remade = MemoryFiles({each.row.file: each.file.prefix + each.file.tail for each in made}, "the sources")
    rows = [each.row for each in made]
    found: dict[str, str] = {}
    with suppress(pdfium.PdfiumError):
        compared = compare_batches(_side(remade, rows), _side(files, rows))
        found = {each.id: _said(each) for each in compared.packets if each.changes or each.why}
    if not by_others:
        found |= {name: _unseen(each, files) for each in made if (name := each.row.id) not in found}
    return found


def _unseen(made: MadePacket, files: BatchFiles) -> str:
    """Return what a packet's file has otherwise than the one ``made``, though readers see the same; nothing where it is that."""
    data = files.read(made.row.file)
    if made.file.is_in(data):
        return ""
    found = otherwise(data, made.file.prefix + made.file.tail, sum([each.pages for each in made.row.enclosures]))
    what = [*found.told, *[f"other bytes that look the same: {each}" for each in found.looks_the_same]]
    return "; ".join(what) or "how its file is laid out, or packed"


def _side(files: BatchFiles, rows: Iterable[PacketRow]) -> BatchToCompare:
    return BatchToCompare(files.shown(""), {row.id: PacketToCompare(files, row.file, row.enclosures, row.kind) for row in rows})


def _said(packet: PacketChanges) -> str:
    if packet.why:
        return packet.why
    changes = [_change(each.change) for each in packet.changes[:_MOST_CHANGES]]
    more = len(packet.changes) - len(changes)
    return "; ".join([*changes, *([f"and {more} more"] if more else [])])


def _change(change: Change) -> str:
    if change.before == change.after:
        return f"{headline(change)} ({change.note})" if change.note else headline(change)
    sides = [f"`{_short(one_line(text))}`" if text else "nothing" for text in (change.before, change.after)]
    return f"{headline(change)} {' → '.join(sides)}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"


def product_otherwise(now: BinaryIO, made: BinaryIO) -> Unlike:
    """Return what a product's file ``now`` holds otherwise than the one that is ``made``, however it is packed: a PDF object by
    object, an archive part by part.
    """
    made.seek(0)
    begin = made.read(len(_PDF))
    if begin.startswith(_ARCHIVE):
        return Unlike((), ("how it is packed",)) if _hold_the_same(now, made) else Unlike(("its cells",), ())
    if begin != _PDF:
        return Unlike(("its bytes, which every version writes alike",), ())
    try:
        ours = OwnObjects(LongFile(now))
        found, beside = unlike_objects(ours, OwnObjects(LongFile(made))), tuple(layout_faults(ours))
    except OF_DAMAGE:
        return _SAVED
    return Unlike((*found.told, *beside, *((_PICTURES,) if found.pictures else ())), found.looks_the_same)


def _hold_the_same(now: BinaryIO, made: BinaryIO) -> bool:
    """Whether two archives hold the same: no more is unpacked than was ``made``."""
    try:
        with ZipFile(now) as ours, ZipFile(made) as theirs:
            parts = [[(each.filename, each.file_size) for each in archive.infolist()] for archive in (ours, theirs)]
            return parts[0] == parts[1] and all(ours.read(name) == theirs.read(name) for name, _ in parts[0])
    except (BadZipFile, RuntimeError, EOFError, OSError, zlib.error, *OF_DAMAGE):  # As zipfile says that one is damaged.
        return False


def otherwise(data: bytes, made: bytes, enclosed: int) -> Unlike:
    """Return what the packet ``data`` holds otherwise than the one that is ``made``; others made the last ``enclosed`` pages of
    both.
    """
    try:
        found = unlike_objects(OwnObjects(data), OwnObjects(made), enclosed)
        is_other = found.pictures and not same_pictures(data, made, found.own_pages)
    except (*OF_DAMAGE, TooHeavy, pdfium.PdfiumError):
        return _SAVED
    return Unlike((*found.told, _PICTURES) if is_other else found.told, found.looks_the_same)
