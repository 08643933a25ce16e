"""Packets that are taken from an earlier build, whole or cut short, because they would be made from the same once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from msgspec import Struct

from letterpack.manifest.earlier import EarlierRows
from letterpack.model.form import Form
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build.due import Addressed
from letterpack.pipeline.build.packet import LetterBuilder
from letterpack.pipeline.build.versions import versions
from letterpack.press.print_run import RunPacket
from letterpack.press.slips import AddressSlip
from letterpack.values import replace
from letterpack.world import BatchFiles, Stage, Staging, TakenFile


class TakenPacket(Struct, frozen=True):
    """A packet that was there: its row for the manifest, whom it goes to, who would have made it, and its file's bytes."""

    row: PacketRow
    due: Addressed
    builder: LetterBuilder
    data: bytes

    def slip(self, form: Form) -> AddressSlip | None:
        """Return its address on ``form``; None where it does not fit there, which is reported."""
        return self.builder.slip(self.due, form)

    def pages(self) -> RunPacket | None:
        """Return its pages for products that hold the pages of many packets; None where they must be set again."""
        return self.builder.pages_in(self.data)


class EarlierPackets:
    """The packets in ``places``, to be taken over into ``stage``."""

    def __init__(self, places: tuple[BatchFiles, ...], stage: Stage) -> None:
        self.places = places
        self._rows = [EarlierRows(place, versions()) for place in places]
        self._stage = stage

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let packets be taken inside the ``with``. Raises ``OSError``."""
        with ExitStack() as stack:
            for rows in self._rows:
                stack.enter_context(rows.opened())
            yield

    def take(self, wanted: Iterable[tuple[LetterBuilder, Addressed]]) -> dict[str, TakenPacket]:
        """Return those of the packets ``wanted``, each of its builder's letter, whose files could be taken over, by name.

        What is wrong with their enclosures is reported. Raises ``OSError`` where the batch cannot be written.
        """
        taken: dict[str, TakenPacket] = {}
        asked = [each for builder, due in wanted if (each := _wanted(builder, due)) is not None]
        for rows in self._rows:
            found = [
                (each, row)
                for each in asked
                if each.due.name not in taken and (row := rows.find(each.inputs_sha256, each.due.name)) is not None
            ]
            files = [TakenFile(each.path, row.file, row.sha256) for each, row in found]
            for (each, row), data in zip(found, self._stage.take_over(rows.batch, files), strict=True):
                if data is not None:
                    taken[each.due.name] = each.taken(row, data)
        return taken


class _Wanted(NamedTuple):
    """A packet that is asked for: whom it goes to, who would make it, from what, and its path in the batch."""

    builder: LetterBuilder
    due: Addressed
    inputs_sha256: str
    path: str

    def taken(self, row: PacketRow, data: bytes) -> TakenPacket:
        """Return the packet with its ``row`` of then, which says what is known of it now, and the bytes of its file."""
        self.builder.count_sheets(self.due, row)
        now = replace(row, addressee=self.due.reader.id, kind=self.due.kind, file=self.path)
        return TakenPacket(now, self.due, self.builder, data)


def _wanted(builder: LetterBuilder, due: Addressed) -> _Wanted | None:
    """Return the packet ``due``; None where an enclosure cannot be sent, which is reported."""
    enclosures = builder.enclosed(due)
    if len(enclosures) < len(due.enclosures):
        return None
    return _Wanted(builder, due, builder.inputs(due, enclosures), builder.path(due.name))


def earlier_packets(staging: Staging) -> EarlierPackets | None:
    """Return the packets that may be taken over into the batch of ``staging``; None where nothing is there."""
    return EarlierPackets(staging.earlier, staging.stage) if staging.earlier else None
