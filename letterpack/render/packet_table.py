"""The short table that ``build`` ends with: a line a packet, then what all of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from letterpack.model.manifest import PACKETS
from letterpack.patterns import late
from letterpack.render.columns import cells, filled, told, told_parts
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack.model.manifest import PacketRow
    from letterpack.pipeline.build import BuildResult

SHOWN_PACKETS: Final = 20
"""A screen of 24 lines holds them and the line below."""
SHOWN_PRODUCTS: Final = 4
"""Files: a print run that is split may have hundreds."""
_NUMBER: Final = late(r"[^\d,].*", re.DOTALL)
"""What stands behind the number that a text begins with."""


def packet_table(result: BuildResult) -> Iterator[str]:
    """Yield the table's lines: the first packets, how many more there are, and signatories, status, folder and other products."""
    shown = SHOWN_PACKETS if result.packet_count > SHOWN_PACKETS + 1 else result.packet_count
    yield from _rows(list(islice(result.packets(), shown)))
    if result.packet_count > shown:
        yield told(f"… and {result.packet_count - shown:,} more")
    folder = result.out.rstrip("/\\") or "/"
    kept = [counted(result.kept, "packet kept", "packets kept")] if result.kept else []
    signed = counted(result.signatories, "signatory", "signatories")
    products = [f"{folder}/{file}" for file in result.products[:SHOWN_PRODUCTS]]
    left = len(result.products) - len(products)
    more = [f"… and {left:,} more"] if left else []
    yield told_parts(" · ".join([signed, result.status, *kept, f"{folder}/{PACKETS}/", *products, *more]))


def _rows(packets: Sequence[PacketRow]) -> Iterator[str]:
    id_width = max((len(packet.id) for packet in packets), default=0)
    pages = _column([packet.pages for packet in packets], "page")
    sheets = _column([packet.sheets for packet in packets], "sheet")
    for packet, page_text, sheet_text in zip(packets, pages, sheets, strict=True):
        yield f"{packet.id:<{id_width}}  {packet.kind:<3}  {page_text}  {sheet_text}".rstrip()


def _column(numbers: Sequence[int], noun: str) -> list[str]:
    texts = [told(counted(number, noun)) for number in numbers]
    digits = [len(_NUMBER.sub("", text)) for text in texts]
    indented = [" " * (max(digits) - count) + text for count, text in zip(digits, texts, strict=True)]
    width = max(map(cells, indented), default=0)
    return [filled(text, width) for text in indented]
