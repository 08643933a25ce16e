"""What differs between packets of a build and what their sources make, in words. Loaded where there are some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

import pypdfium2 as pdfium

from letterpack.model.change import Change, PacketChanges
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build.packet import MadePacket
from letterpack.pipeline.compare import BatchToCompare, PacketToCompare, compare_batches
from letterpack.review.telling import headline, one_line
from letterpack.stores.memory import MemoryFiles
from letterpack.world import BatchFiles

_MOST_CHANGES: Final = 3
_MOST_TEXT: Final = 60


def differences(made: Sequence[MadePacket], files: BatchFiles, *, by_others: bool) -> dict[str, str]:
    """Return, by id, what differs in each packet of ``files`` from the one ``made`` again. Where ``by_others``, other versions
    made them, and a packet whose bytes alone differ is left out.
    """
    remade = MemoryFiles({each.row.file: each.file.prefix + each.file.tail for each in made}, "the sources")
    rows = [each.row for each in made]
    found: dict[str, str] = {}
    with suppress(pdfium.PdfiumError):
        compared = compare_batches(_side(remade, rows), _side(files, rows))
        found = {each.id: _said(each) for each in compared.packets if each.changes or each.why or not by_others}
    return found


def _side(files: BatchFiles, rows: Iterable[PacketRow]) -> BatchToCompare:
    return BatchToCompare(files.shown(""), {row.id: PacketToCompare(files, row.file, row.enclosures, row.kind) for row in rows})


def _said(packet: PacketChanges) -> str:
    if packet.why:
        return packet.why
    changes = [_change(each.change) for each in packet.changes[:_MOST_CHANGES]]
    more = len(packet.changes) - len(changes)
    return "; ".join([*changes, *([f"and {more} more"] if more else [])]) or "; ".join(packet.notes)


def _change(change: Change) -> str:
    if change.before == change.after:
        return f"{headline(change)} ({change.note})" if change.note else headline(change)
    sides = [f"`{_short(one_line(text))}`" if text else "nothing" for text in (change.before, change.after)]
    return f"{headline(change)} {' → '.join(sides)}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
