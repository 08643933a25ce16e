"""An archive (ZIP, APPNOTE 6.3.10) byte by byte, as letterpack writes one: member after member, each packed and followed by what
it measures, then the list of them, and nothing between, before or behind.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import BinaryIO, Final
from zipfile import ZipFile, ZipInfo

_HEAD: Final = struct.Struct("<4s5H3L2H")
_SHORT: Final = struct.Struct("<4s3L")
_LONG: Final = struct.Struct("<4sL2Q")
_DESCRIBED: Final = b"PK\x07\x08"
_LISTED: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_PACKED: Final = 8
_STREAMED: Final = 0x08
_NAMED_UTF8: Final = 0x800
_VERSIONS: Final = (20, 45)
"""Of a member, and of one whose size was not known (4.4.3.2)."""
_SIXTY_FOUR: Final = struct.pack("<2H2Q", 1, 16, 0, 0)
_UNKNOWN: Final = 0xFFFFFFFF


def is_plain_archive(file: BinaryIO, archive: ZipFile, stamp: ZipInfo) -> bool:
    """Whether ``file``, opened as an ``archive`` whose members can be read, is written as letterpack writes one, with the date of
    ``stamp``. It is small enough to be held.
    """
    file.seek(0)
    data, members = file.read(), archive.infolist()
    at = 0
    for member in members:
        end = _end_of(data, at, member, stamp)
        if end is None or member.header_offset != at:
            return False
        at = end
    return data[at:] == _listed(members, at, stamp)


def _end_of(data: bytes, at: int, member: ZipInfo, stamp: ZipInfo) -> int | None:
    """Return where a member ends that begins at ``at``; None where it is written otherwise."""
    name, is_long = member.filename.encode(), member.extract_version == _VERSIONS[1]
    day, time = _moment(stamp)
    flags = _STREAMED | (0 if name.isascii() else _NAMED_UTF8)
    sizes, extra = (_UNKNOWN, _SIXTY_FOUR) if is_long else (0, b"")
    head = _HEAD.pack(
        b"PK\x03\x04", _VERSIONS[is_long], flags, _PACKED, time, day, 0, sizes, sizes, len(name), len(extra)
    )  # fmt: skip
    begin = at + len(head) + len(name) + len(extra)
    end = begin + member.compress_size
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacking.decompress(data[begin:end])
    behind = (_LONG if is_long else _SHORT).pack(_DESCRIBED, member.CRC, member.compress_size, member.file_size)
    is_so = data[at:begin] == head + name + extra and data.startswith(behind, end)
    return end + len(behind) if is_so and unpacking.eof and not unpacking.unused_data else None


def _listed(members: Sequence[ZipInfo], at: int, stamp: ZipInfo) -> bytes:
    """Return the list of ``members``, which begins at ``at``, and the end of the archive."""
    day, time = _moment(stamp)
    out = b""
    for each in members:
        name, version = each.filename.encode(), each.extract_version
        flags = _STREAMED | (0 if name.isascii() else _NAMED_UTF8)
        made_by = stamp.create_system << 8 | version
        sizes = (each.CRC, each.compress_size, each.file_size)
        about = (len(name), 0, 0, 0, 0, _RIGHTS, each.header_offset)
        out += _LISTED.pack(b"PK\x01\x02", made_by, version, flags, _PACKED, time, day, *sizes, *about) + name
    return out + _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(out), at, 0)


_RIGHTS: Final = 0o600 << 16


def _moment(stamp: ZipInfo) -> tuple[int, int]:
    """Return day and time as an archive has them (4.4.6)."""
    year, month, day, hour, minute, second = stamp.date_time
    return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
