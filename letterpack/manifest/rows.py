"""Stage 7 of 7, the record: a manifest's JSON, which somebody may have edited, as the values of the model.

What we write has a list's head, `` "packets": [``, and its foot, `` ]``, on lines of their own, and is read a row at a time; what
somebody has laid out anew has not, and is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeVar

import msgspec

from letterpack.datafiles import in_words
from letterpack.errors import ManifestUnreadable
from letterpack.model.campaign import Input
from letterpack.model.manifest import Builder, FontRow, PacketRow, PrintRunRow, ProductRow
from letterpack.values import replace
from letterpack.world import PathOutside, inside

PACKETS: Final = b' "packets": ['
_END: Final = b" ]"
REMEDY: Final = "build the batch again with `letterpack build`"

ShapeT = TypeVar("ShapeT")
RowT = TypeVar("RowT", PacketRow, PrintRunRow, ProductRow)


class Version(msgspec.Struct):
    """What says how the rest is to be read."""

    manifest_version: int


class Rest(msgspec.Struct):
    """Everything but the packets. What has a default is missing in manifests of earlier versions."""

    partial: bool
    status: Literal["draft", "final"]
    builder: Builder
    inputs: tuple[Input, ...]
    fonts: tuple[FontRow, ...]
    print_runs: tuple[PrintRunRow, ...]
    products: tuple[ProductRow, ...] = ()
    profile: str = ""
    warned: bool = False


class Packets(msgspec.Struct):
    """The packets of a manifest that somebody has laid out anew."""

    packets: list[PacketRow]


def row_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each line of the packets, a JSON value without the comma behind it; none in another layout.

    An empty line, which is no JSON, stands for the end of a file that was cut off.
    """
    lines = iter(file)
    if any(line.rstrip() == PACKETS for line in lines):
        for line in lines:
            if line.startswith(_END):
                return
            yield line.strip().removesuffix(b",")
        yield b""


def other_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines that are not packets; all of them in another layout."""
    among_packets = False
    for line in file:
        among_packets = among_packets and not line.startswith(_END)
        if not among_packets:
            yield line
        among_packets = among_packets or line.rstrip() == PACKETS


_packet: Final = msgspec.json.Decoder(PacketRow)


def packet_of(line: bytes, where: str) -> PacketRow | None:
    """Return the packet of a ``line`` in our layout, named ``where`` in messages; None where the line is no JSON by itself.

    Raises ``ManifestUnreadable``.
    """
    try:
        return within(_packet.decode(line), where)
    except msgspec.ValidationError as error:
        raise _unusable(where, error) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def decoded(data: bytes, shape: type[ShapeT], where: str) -> ShapeT:
    """Return ``data``, the whole JSON of the file called ``where``, as ``shape``. Raises ``ManifestUnreadable``."""
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise _unusable(where, error) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ManifestUnreadable(f"{where} is not complete JSON: {error}", REMEDY) from error


def within(row: RowT, where: str) -> RowT:
    """Return ``row`` with its file's path normalised. Raises ``ManifestUnreadable`` where that leaves the batch."""
    try:
        path = inside(row.file)
    except PathOutside:
        raise ManifestUnreadable(f"{where} cannot be used: `file` is not a path inside the batch", REMEDY) from None
    return row if path == row.file else replace(row, file=path)


def _unusable(where: str, error: msgspec.ValidationError) -> ManifestUnreadable:
    return ManifestUnreadable(f"{where} cannot be used: {in_words(error)}", REMEDY)
