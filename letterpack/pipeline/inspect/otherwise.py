"""A packet or a product that other versions made beside the one that is made now: what no version explains."""

from __future__ import annotations

import zlib
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

import pypdfium2 as pdfium

from letterpack.model.observed import Unlike
from letterpack.pdfcopy.weighing import TooHeavy
from letterpack.readback.long_files import LongFile
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects
from letterpack.readback.same_objects import unlike_objects
from letterpack.readback.whitelist.layout import bytes_strange
from letterpack.readback.whitelist.runs import OF_DAMAGE
from letterpack.review.pictures import same_pictures

_PICTURES: Final = "its pictures are not those of their files"
_PDF: Final = b"%PDF-"
_ARCHIVE: Final = b"PK"
_PARTS: Final = "its cells"
_PACKING: Final = "how it is packed"
_SAVED: Final = "it was saved by another program, or is damaged"


_TEXT: Final = "its bytes, which every version writes alike"


def product_otherwise(now: BinaryIO, made: BinaryIO) -> Unlike:
    """Return what a product's file ``now`` holds otherwise than the one that is ``made``, however it is packed: a PDF object by
    object, an archive part by part.
    """
    made.seek(0)
    begin = made.read(len(_PDF))
    if begin.startswith(_ARCHIVE):
        return Unlike((), (_PACKING,)) if _hold_the_same(now, made) else Unlike((_PARTS,), ())
    if begin != _PDF:
        return Unlike((_TEXT,), ())
    try:
        ours, theirs = (OwnObjects(LongFile(each), ObjectMemories(Memory(), Memory(16), Memory(1))) for each in (now, made))
        found = unlike_objects(ours, theirs)
        beside = tuple(bytes_strange(ours))
    except OF_DAMAGE:
        return Unlike((_SAVED,), ())
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
        now, then = (OwnObjects(each, ObjectMemories(Memory(), Memory(), Memory())) for each in (data, made))
        found = unlike_objects(now, then, enclosed)
        is_other = found.pictures and not same_pictures(data, made, found.own_pages)
    except (*OF_DAMAGE, TooHeavy, pdfium.PdfiumError):
        return Unlike((_SAVED,), ())
    return Unlike((*found.told, _PICTURES) if is_other else found.told, found.looks_the_same)
