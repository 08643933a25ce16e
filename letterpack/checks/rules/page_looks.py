"""LP323: a packet looks odd
severity: warning

## What

The closing begins a page alone, a last page is nearly empty, the page count of a packet differs from the rest, or a
file is very large.

## Why

A page with one line on it looks like a mistake and costs a sheet. Often it is a mistake: a stray line break, or a long
value in a field.

## Example

```
addressees.yaml:31: warning[LP323]: the packet for `ministry-of-justice` has another number of pages (5) than most of its kind (3)
```

## Remedy

Look at it. Shorten or lengthen the letter by a line, or shrink the pictures and scans in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Batch, Packet, Sources, others
from letterpack.diagnostics import Diagnostic
from letterpack.model.manifest import PacketRow
from letterpack.model.observed import ObservedPacket

CODE: Final = "LP323"
_FEWEST_LINES: Final = 3
_JUMP_PAGES: Final = 2
_FEWEST_FELLOWS: Final = 3
_HEAVY_BYTES: Final = 8_000_000
"""What mail servers commonly refuse, after encoding, begins at 10 MB."""


def check_batch(_sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield packets with two pages more or fewer than most of their kind and language, enclosures not counted."""
    fellows: dict[tuple[str, str], Counter[int]] = {}
    strange = frozenset(others(batch.rows, batch.expected))
    for row in batch.rows.values():
        if row.id not in strange:
            fellows.setdefault((row.kind, row.language), Counter())[_own(row)] += 1
    usual = {key: count.most_common(1)[0][0] for key, count in fellows.items() if count.total() >= _FEWEST_FELLOWS}
    for row in batch.rows.values() if any(len(count) > 1 for count in fellows.values()) else ():
        most, has = usual.get((row.kind, row.language)), _own(row)
        if most is not None and abs(has - most) >= _JUMP_PAGES and (reader := batch.expected.get(row.id)) is not None:
            message = f"the packet for `{row.id}` has another number of pages ({has}) than most of its kind ({most})"
            yield Diagnostic(CODE, "warning", message, reader.span, "look at it", packet=row.id)


def _own(row: PacketRow) -> int:
    return row.pages - sum([each.pages for each in row.enclosures])


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield a lonely closing, a page with next to nothing on it, a heavy file."""
    pdf, name = packet.pdf, packet.expected.id
    if pdf is None:
        return
    if packet.own_pages > 1:
        yield from _of_pages(packet, pdf)
    if pdf.size_bytes > _HEAVY_BYTES:
        yield _finding(packet, f"the packet for `{name}` has {pdf.size_bytes / 1e6:.0f} MB", None)


def _of_pages(packet: Packet, pdf: ObservedPacket) -> Iterator[Diagnostic]:
    """Yield a lonely closing, and a page with next to nothing on it: neither can be the first."""
    name = packet.expected.id
    closing = " ".join("".join([run.text for run in packet.expected.merged.closing]).split())
    first: dict[int, str] = {}
    for passage in [each for each in pdf.passages if each.roles[-1] != "Figure"]:
        first.setdefault(passage.page_index, passage.text)
    for index in range(1, packet.own_pages):
        if first.get(index) == closing and index > bool(packet.expected.carrier):
            yield _finding(packet, f"the closing of the packet for `{name}` begins page {index + 1}", index + 1)
    heights = {round(line.y_pt) for line in pdf.pages[packet.own_pages - 1].shown if not line.artifact}
    if len(heights) < _FEWEST_LINES:
        yield _finding(packet, f"the last page of the letter in the packet for `{name}` is nearly empty", packet.own_pages)


def _finding(packet: Packet, message: str, page: int | None) -> Diagnostic:
    return Diagnostic(CODE, "warning", message, packet.span, "look at it", packet=packet.expected.id, page=page)
