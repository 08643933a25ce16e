"""PDF syntax: objects, object streams and cross-reference streams as bytes (ISO 32000-1, 7.3, 7.5.7, 7.5.8).

Decides nothing about a document. Everything is compressed by libdeflate, whose output, unlike zlib's, does not vary with the
machine's build.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final

import deflate
from msgspec import Struct

from letterpack.model.pdf import PARENT, PdfObject
from letterpack.model.pdf_text import BYTES

SHARED_LEVEL: Final = 10
"""For what is compressed once for all packets: 12, the highest, takes three times as long and saves a hundredth."""
_MOST_KEPT_BYTES: Final = 100_000
"""Of what is compressed for all packets. Letters of a batch have fonts and profiles in common, and a batch that is made again for
a preview or a check has hardly anything that is new: a process compresses it once.
"""
_KEPT: Final = 64
"""A letter with one enclosure has 12."""
OWN_LEVEL: Final = 6
"""For what is compressed for one packet: about a thousand bytes, where a higher level gains nothing."""
_WORTH_DEFLATING: Final = 1_000
"""Bytes. An address is about 700, a running head 400, a salutation 150: to deflate them would make a packet of 36 KB smaller by a
fiftieth, and take a fifteenth of its time.
"""
_LIBDEFLATE_BYTES: Final = 10 << 20
"""More than libdeflate asks for: 9 MB from level 10 on."""
OBJECTS_IN_STREAM: Final = 256
"""So a cross-reference row says in one byte which of them it means."""


def header(version: str) -> bytes:
    """Return how a file of this version of PDF begins (7.5.2)."""
    return b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version.encode("ascii")


def compressed(data: bytes | bytearray, level: int) -> bytes:
    """Return ``data`` in zlib format (7.4.4)."""
    if level == SHARED_LEVEL and len(data) <= _MOST_KEPT_BYTES:
        return _compressed_for_all(bytes(data))
    return _deflated(data, level)


@lru_cache(_KEPT)
def _compressed_for_all(data: bytes) -> bytes:
    return _deflated(data, SHARED_LEVEL)


def _deflated(data: bytes | bytearray, level: int) -> bytes:
    """Return ``data`` as libdeflate packs it. Raises ``MemoryError`` where it would end the process: the library of that name
    (deflate 0.9.0) does not look whether it was given the memory that it asks for.
    """
    if _may_lack_memory():
        bytearray(_LIBDEFLATE_BYTES + 2 * len(data))
    return bytes(deflate.zlib_compress(data, level))


@cache
def _may_lack_memory() -> bool:
    """Whether this process is limited (`ulimit -v`), so that it is refused memory; others are given all that they ask for."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def stream(data: bytes, entries: str = "", level: int = SHARED_LEVEL) -> bytes:
    """Return a stream object's body: ``data`` deflated, its dictionary with ``entries`` beside Length and Filter."""
    packed = compressed(data, level)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s%sendstream" % (
        entries.encode("ascii"),
        len(packed),
        packed,
        end_of_line(packed),
    )


def own_stream(data: bytes) -> bytes:
    """Return a stream object's body for one packet: as it is where deflating would cost more time than it saves room."""
    if len(data) < _WORTH_DEFLATING:
        return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)
    return stream(data, "", OWN_LEVEL)


def end_of_line(data: bytes | bytearray) -> bytes:
    """Return what stands between a stream's ``data`` and ``endstream``.

    Where they end in a carriage return, a line feed alone would make one end of line of both, and readers that look for it find a
    byte less than Length says (ISO 19005-2, 6.1.7.1).
    """
    return b"\r\n" if data.endswith(b"\r") else b"\n"


def indirect(number: int, body: bytes) -> bytes:
    """Return ``body`` as indirect object ``number``."""
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def object_stream(bodies: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the body of an object stream that holds ``bodies``, each with its number."""
    index: list[bytes] = []
    at = 0
    for number, body in bodies:
        index.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(index) + b"\n"
    data = head + b"\n".join([body for _, body in bodies])
    return stream(data, f"/Type/ObjStm/N {len(bodies)}/First {len(head)}")


def in_use(offset: int) -> bytes:
    """Return the cross-reference row of an object at ``offset`` in the file."""
    return struct.pack(">BIB", 1, offset, 0)


def in_stream(number: int, index: int) -> bytes:
    """Return the cross-reference row of object ``index`` of object stream ``number``."""
    return struct.pack(">BIB", 2, number, index)


FREE_HEAD: Final = struct.pack(">BIB", 0, 0, 255)
"""Row of object 0, with the highest generation that it has room for: it is never used again."""


class Trailer(Struct, frozen=True):
    """What the end of a file names (7.5.5): its catalog and its information, by their numbers, and what tells it from others.

    ``info`` is 0 where a file has none, as in PDF 2.0.
    """

    root: int
    info: int
    identifier: bytes


def _narrowed(rows: bytes, offset: int) -> tuple[bytearray, int]:
    """Return ``rows`` without the bytes at the start of their offsets and numbers that are 0 in all of them, as none is above
    ``offset``, and how many bytes these have left.
    """
    narrow, width = bytearray(rows), 4
    while width > 1 and offset < 1 << 8 * (width - 1):
        del narrow[1 :: width + 2]
        width -= 1
    return narrow, width


def cross_reference(number: int, offset: int, rows: bytes, trailer: Trailer, *, packed: bool = False) -> bytes:
    """Return the end of a file: its cross-reference stream, object ``number`` at ``offset``, with ``rows`` for all before it.

    It is ``packed`` where room counts for more than time: a packet's is short, and is written ten thousand times.
    """
    narrow, width = _narrowed(rows + in_use(offset), offset)
    data = compressed(narrow, SHARED_LEVEL) if packed else narrow
    hexadecimal = trailer.identifier.hex().encode("ascii")
    return (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 %d 1]/Root %d 0 R%s/ID[<%s><%s>]%s/Length %d>>stream\n"
        b"%s%sendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (
            number,
            number + 1,
            width,
            trailer.root,
            b"/Info %d 0 R" % trailer.info if trailer.info else b"",
            hexadecimal,
            hexadecimal,
            b"/Filter/FlateDecode" if packed else b"",
            len(data),
            data,
            end_of_line(data),
            offset,
        )
    )


def numbered(objects: Iterable[PdfObject], first: int, parent: int) -> list[bytes]:
    """Return the bodies of a fragment's ``objects``, the first of which is object ``first``, pages under ``parent``."""
    return [
        b"".join(
            [part if isinstance(part, bytes) else b"%d 0 R" % (parent if part == PARENT else first + part) for part in each.parts]
        )
        for each in objects
    ]


def text_string(text: str) -> str:
    """Return ``text`` as a PDF text string (7.9.2.2): where each character has a byte, ASCII as it is and others by their bytes,
    which is a fourth as long; all else UTF-16BE in hex.
    """
    if text.isascii() and text.isprintable():
        return literal(text)
    if BYTES.keys() >= set(text):
        return "".join([char if char.isascii() else f"\\{BYTES[char]:03o}" for char in literal(text)])
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def literal(text: str) -> str:
    """Return ASCII ``text`` as a literal string (7.3.4.2)."""
    return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
