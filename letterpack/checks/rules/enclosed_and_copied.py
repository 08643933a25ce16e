"""LP320: what the letter says is enclosed or copied is not what goes out
severity: error

## What

Everybody whom the letter names as getting a copy has a packet, and the enclosures that it lists are in the packet,
complete, in order and current.

## Why

"Enclosed: the report" without the report is a letter that contradicts itself; "cc: General Prosecutor" without a copy is
false.

## Example

```
addressees.yaml:2: error[LP320]: page 2 of the enclosure `enclosures/report.pdf` is not in the packet for `minister`
```

## Remedy

`letterpack build`. Put the file into `enclosures/` if it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from letterpack.checks.evidence.looks import differing, is_white, placed_size, shows
from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.expected import PlacedEnclosure
from letterpack.model.observed import ObservedPage

CODE: Final = "LP320"
_BUILD: Final = "build again: letterpack build"
_SIZE_TOLERANCE_PT: Final = 1.0
_MOST_PIXELS: Final = 12
"""At 36 dpi: a word of text is more."""


def check_batch(sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield copies that a letter names and that do not go out."""
    mailing = sources.campaign.mailing
    for each in sources.everybody() if "cc" in mailing.given else mailing.cc:
        if each.kind == "cc" and each.id not in batch.expected and not batch.observed.partial:
            message = f"the letter names `{each.id}` as getting a copy, and there is no packet for it"
            yield Diagnostic(CODE, "error", message, each.origin.span(), "name the letter it is a copy of with copy_of")


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield enclosures that are not in the packet as their files are now."""
    pdf, expected = packet.pdf, packet.expected
    if pdf is None:
        return
    listed = tuple([(path, packet.enclosures[path].sha256) for path in expected.enclosures])
    if packet.row is not None and tuple([(each.path, each.sha256) for each in packet.row.enclosures]) != listed:
        yield _finding(packet, f"the packet for `{expected.id}` was built with other enclosures than it should have now", None)
    at = packet.own_pages
    for path, placed in zip(expected.enclosures, expected.placed, strict=True):
        if placed.starts_front and at % 2:
            if at >= len(pdf.pages) or not _is_blank(pdf.pages[at]):
                message = f"the enclosure `{path}` does not begin on the front of a sheet in the packet for `{expected.id}`"
                yield _finding(packet, message, min(at, len(pdf.pages) - 1) + 1)
            at += 1
        for number, page in enumerate(packet.enclosures[path].pages, 1):
            if at >= len(pdf.pages) or not _is_copy(page, pdf.pages[at], placed):
                message = f"page {number} of the enclosure `{path}` is not in the packet for `{expected.id}`"
                yield _finding(packet, message, min(at, len(pdf.pages) - 1) + 1)
            at += 1


def _is_blank(page: ObservedPage) -> bool:
    return not _said(page) and (page.painted is None or is_white(page.painted))


def _is_copy(source: ObservedPage, page: ObservedPage, placed: PlacedEnclosure) -> bool:
    """Whether ``page`` is ``source`` on the paper that is asked for, says the same and its stamp, and looks the same."""
    size = placed_size((source.width_pt, source.height_pt), placed.paper_pt)
    if not all(abs(one - other) <= _SIZE_TOLERANCE_PT for one, other in zip(size, (page.width_pt, page.height_pt), strict=True)):
        return False
    stamp = "".join(placed.stamp.split())
    if not is_stamped(_said(page), _said(source), stamp):
        return False
    if source.painted is None or page.painted is None or source.painted == page.painted:
        return True
    scale = min(1.0, size[0] / source.width_pt, size[1] / source.height_pt)
    if not stamp and scale == 1.0 and size == (source.width_pt, source.height_pt):
        return differing(source.painted, page.painted) <= _MOST_PIXELS
    return shows(source.painted, page.painted, scale, has_stamp=bool(stamp))


def is_stamped(said: str, before: str, stamp: str) -> bool:
    """Whether a page that said ``before`` says the ``stamp`` too.

    On a page that is turned, PDFium reads the stamp, which stands upright, from its end, and a letter that is doubled once.
    """
    if said == before + stamp:
        return True
    turned = said.removeprefix(before)[::-1]
    return said.startswith(before) and _once(turned) == _once(stamp)


def _once(text: str) -> list[str]:
    return [letter for letter, _ in groupby(text)]


def _said(page: ObservedPage) -> str:
    return "".join("".join([shown.text for shown in page.shown]).split())


def _finding(packet: Packet, message: str, page: int | None) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=packet.expected.id, page=page)
