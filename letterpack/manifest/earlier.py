"""Stage 7 of 7, the record: rows of an earlier build, found by what their packets were made from.

A million rows are not held: of each, memory has eight bytes, which say where it stands.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import BinaryIO, Final

import msgspec

from letterpack.errors import ManifestUnreadable
from letterpack.manifest import LEDGER, NAME, read_manifest
from letterpack.manifest.rows import packet_of
from letterpack.model.manifest import Builder, PacketRow
from letterpack.world import BatchFiles

_KEY: Final = b'"inputs_sha256": "'
_DIGITS: Final = 7
"""Of a digest, which are the upper 28 bits of a place; two packets rarely share them."""
_OFFSET_BITS: Final = 36
"""The lower bits: where a row begins, in a file of up to 64 GB."""


class EarlierRows:
    """The packets in ``batch``, which is whole or was cut short; none where other versions than those of ``builder`` made
    them.
    """

    def __init__(self, batch: BatchFiles, builder: Builder) -> None:
        self.batch = batch
        self._name = ""
        self._places = array("Q")
        self._file: BinaryIO | None = None
        with suppress(OSError, ManifestUnreadable):
            self._name = _usable(batch, builder)
            if self._name:
                with batch.open(self._name) as file:
                    self._places.extend(sorted(_places(file)))

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let rows be found inside the ``with``; none where they have gone meanwhile. Raises ``OSError``."""
        with ExitStack() as stack:
            with suppress(FileNotFoundError):
                self._file = stack.enter_context(self.batch.open(self._name)) if self._places else None
            yield
        self._file = None

    def find(self, inputs_sha256: str, name: str) -> PacketRow | None:
        """Return the row of the packet called ``name`` that was made from the inputs of this digest; None where there is none, or
        where something was found while it was made, which is to be found again.
        """
        first = int(inputs_sha256[:_DIGITS], 16) << _OFFSET_BITS
        for index in range(bisect_left(self._places, first), len(self._places)):
            offset = self._places[index] - first
            if offset >> _OFFSET_BITS:
                break
            row = self._row(offset)
            if row is not None and row.inputs_sha256 == inputs_sha256 and row.id == name:
                return None if row.warned else row
        return None

    def _row(self, offset: int) -> PacketRow | None:
        """Return the row that begins at ``offset``; None where it was cut off or has gone, or somebody has made it unusable."""
        if self._file is None:
            return None
        self._file.seek(offset)
        with suppress(ManifestUnreadable, FileNotFoundError):
            return packet_of(self._file.readline().strip().removesuffix(b","), "a packet")
        return None


def _usable(batch: BatchFiles, builder: Builder) -> str:
    """Return the name of the file with the rows of ``batch``; nothing where they are of no use. Raises ``ManifestUnreadable`` and
    ``OSError``.
    """
    if batch.exists(NAME):
        return NAME if read_manifest(batch).head.builder == builder else ""
    with batch.open(LEDGER) as file, suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return LEDGER if msgspec.json.decode(file.readline(), type=Builder) == builder else ""
    return ""


def _places(file: BinaryIO) -> Iterator[int]:
    """Yield the beginning of each row's digest in ``file``, and where the row stands."""
    offset = 0
    for line in file:
        at = line.find(_KEY) + len(_KEY)
        if at >= len(_KEY) and not offset >> _OFFSET_BITS:
            with suppress(ValueError):
                yield int(line[at : at + _DIGITS], 16) << _OFFSET_BITS | offset
        offset += len(line)
