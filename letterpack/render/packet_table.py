"""The short table that ``build`` ends with: a line a packet, then what all of them share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from letterpack.model.manifest import PACKETS
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack.model.manifest import PacketRow
    from letterpack.pipeline.build import BuildResult

SHOWN_PACKETS: Final = 20
"""A screen of 24 lines holds them and the line below."""


def packet_table(result: BuildResult) -> Iterator[str]:
    """Yield the table's lines: the first packets, how many more there are, and signatories, status and folder."""
    shown = SHOWN_PACKETS if result.packet_count > SHOWN_PACKETS + 1 else result.packet_count
    yield from _rows(list(islice(result.packets(), shown)))
    if result.packet_count > shown:
        yield f"… and {result.packet_count - shown:,} more"
    folder = result.out.rstrip("/\\") or "/"
    kept = [f"{counted(result.kept, 'packet')} kept"] if result.kept else []
    signed = counted(result.signatories, "signatory", "signatories")
    yield " · ".join([signed, result.status, *kept, f"{folder}/{PACKETS}/"])


def _rows(packets: Sequence[PacketRow]) -> Iterator[str]:
    id_width = max((len(packet.id) for packet in packets), default=0)
    pages = _column([packet.pages for packet in packets], "page")
    sheets = _column([packet.sheets for packet in packets], "sheet")
    for packet, page_text, sheet_text in zip(packets, pages, sheets, strict=True):
        yield f"{packet.id:<{id_width}}  {packet.kind:<3}  {page_text}  {sheet_text}".rstrip()


def _column(numbers: Sequence[int], noun: str) -> list[str]:
    width = max((len(f"{number:,}") for number in numbers), default=0)
    words = [noun if number == 1 else f"{noun}s" for number in numbers]
    word_width = max(map(len, words), default=0)
    return [f"{number:>{width},} {word:<{word_width}}" for number, word in zip(numbers, words, strict=True)]
