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
from letterpack.pipeline.inspect.otherwise import otherwise
from letterpack.review.telling import headline, one_line
from letterpack.stores.memory import MemoryFiles
from letterpack.world import BatchFiles

_MOST_CHANGES: Final = 3
_MOST_TEXT: Final = 60


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
