"""Stage 7 of 7, the record: a manifest read in part, where some packets are asked for, or little of each.

Every row is read as JSON all the same, so that nothing that only looks like a row is taken for one; but only what is asked of it
becomes a value, which takes an eighth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

import msgspec

from letterpack.manifest import NAME, iter_packets, opened
from letterpack.manifest.lines import row_lines
from letterpack.manifest.rows import decoded, within
from letterpack.model.manifest import EnclosureRow, PacketRow
from letterpack.world import BatchFiles


class RowGlance(msgspec.Struct, frozen=True):
    """Of a packet's row, what tells which packet it is, whose, and how many pages that has."""

    id: str
    addressee: str
    kind: str
    pages: int
    enclosures: tuple[EnclosureRow, ...]


_glance: Final = msgspec.json.Decoder(RowGlance)


def glances(batch: BatchFiles, name: str = NAME) -> Iterator[RowGlance | PacketRow]:
    """Yield a glance at each packet that the manifest of ``batch``, the file ``name`` in it, lists; the packet itself where that
    has another layout. Raises ``ManifestUnreadable`` and ``OSError``.
    """
    return (glance for glance, _ in _glanced(batch, name))


def packets_where(batch: BatchFiles, is_wanted: Callable[[RowGlance | PacketRow], bool], name: str = NAME) -> Iterator[PacketRow]:
    """Yield the packets that the manifest of ``batch`` lists and that are wanted, by a glance at each.

    Raises ``ManifestUnreadable`` and ``OSError``.
    """
    for number, (glance, line) in enumerate(_glanced(batch, name), 1):
        if is_wanted(glance):
            where = f"packet {number} of `{batch.shown(name)}`"
            yield glance if isinstance(glance, PacketRow) else within(decoded(line, PacketRow, where), where)


def _glanced(batch: BatchFiles, name: str) -> Iterator[tuple[RowGlance | PacketRow, bytes]]:
    """Yield each glance with the line that it was at; from the first that shows none on, whole packets without their lines."""
    count = 0
    with opened(batch, name) as file:
        for line in row_lines(file):
            try:
                glance = _glance.decode(line)
            except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
                break
            count += 1
            yield glance, line
        else:
            if count:
                return
    yield from ((row, b"") for row in islice(iter_packets(batch, name), count, None))
