"""A ZIP archive surveyed before any library unpacks it: how many files it holds, and what they unpack to in truth.

The sizes that an archive states of itself are not believed: each file is inflated in steps and thrown away.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msgspec import Struct

from letterpack.formats.decode import Refused
from letterpack.limits import MEGABYTE, MOST_WORKBOOK_FILES, MOST_WORKBOOK_UNPACKED_BYTES

_LOCAL_HEAD: Final = struct.Struct("<4s5H3I2H")
"""APPNOTE.TXT 6.3.10, 4.3.7."""
_STEP_BYTES: Final = 1 << 20
_ENCRYPTED: Final = 0x1


class Member(Struct, frozen=True):
    """A file of the archive: its name, and its bytes as they stand there."""

    name: str
    packed: memoryview
    is_deflated: bool

    def unpacked(self) -> bytes:
        """Return the file's bytes; ``members`` has found how many they are."""
        return b"".join(_steps(self))


def members(data: bytes) -> dict[str, Member]:
    """Return the files of the archive ``data`` by name, all of them proved to unpack within the limits. Raises ``Refused``."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, EOFError, struct.error) as error:
        raise Refused("is damaged: its directory cannot be read") from error
    if len(infos) > MOST_WORKBOOK_FILES:
        raise Refused(f"contains more than {MOST_WORKBOOK_FILES:,} files")
    if sum([info.compress_size for info in infos]) > len(data):
        raise Refused("is damaged: files in it overlap")
    left_bytes = MOST_WORKBOOK_UNPACKED_BYTES
    found: dict[str, Member] = {}
    for info in infos:
        found[info.filename] = member = _member(data, info)
        for step in _steps(member):
            left_bytes -= len(step)
            if left_bytes < 0:
                raise Refused(f"unpacks to more than {MOST_WORKBOOK_UNPACKED_BYTES // MEGABYTE} MB")
    return found


def _member(data: bytes, info: ZipInfo) -> Member:
    if info.flag_bits & _ENCRYPTED:
        raise Refused("is protected with a password")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused("is packed in a way that office programs do not use")
    head = data[info.header_offset : info.header_offset + _LOCAL_HEAD.size]
    if len(head) < _LOCAL_HEAD.size or not head.startswith(b"PK\x03\x04"):
        raise Refused("is damaged: a file in it is missing")
    *_, name_bytes, extra_bytes = _LOCAL_HEAD.unpack(head)
    start = info.header_offset + _LOCAL_HEAD.size + name_bytes + extra_bytes
    return Member(info.filename, memoryview(data)[start : start + info.compress_size], info.compress_type == ZIP_DEFLATED)


def _steps(member: Member) -> Iterator[bytes]:
    """Yield the file's bytes in pieces of at most a megabyte. Raises ``Refused``."""
    if not member.is_deflated:
        yield bytes(member.packed)
        return
    unpacker, feed = zlib.decompressobj(-zlib.MAX_WBITS), bytes(member.packed)
    try:
        while not unpacker.eof:
            step = unpacker.decompress(feed, _STEP_BYTES)
            feed = unpacker.unconsumed_tail
            if not step and not feed:
                raise Refused("is damaged: a file in it is cut off")
            yield step
    except zlib.error as error:
        raise Refused("is damaged: a file in it cannot be unpacked") from error
