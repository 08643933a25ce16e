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

import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.parts import OfParts
from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import GreyPicture, ObservedPage, Shown

CODE: Final = "LP320"
_BUILD: Final = "build again: letterpack build"
_SIZE_TOLERANCE_PT: Final = 1.0
_SEEN: Final = 64
"""Of 255 shades of grey: by less, edges and compressed pictures differ from one program to another."""
_MOST_PIXELS: Final = 12
"""At 36 dpi: a word of text is more."""


def check_batch(sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield copies that a letter names and that do not go out."""
    for each in sources.everybody():
        if each.kind == "cc" and each.id not in batch.expected and not batch.observed.partial:
            message = f"the letter names `{each.id}` as getting a copy, and there is no packet for it"
            yield Diagnostic(CODE, "error", message, each.origin.span(), "name the letter it is a copy of with copy_of")


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield enclosures that are not in the packet as their files are now."""
    pdf, expected = packet.pdf, packet.expected
    if pdf is None:
        return
    listed = tuple([(path, packet.enclosures[path].sha256) for path in expected.enclosures])
    if packet.row is not None and tuple([(each.path, each.sha256) for each in packet.row.enclosures]) != listed:
        yield _finding(packet, f"the packet for `{expected.id}` was built with other enclosures than it should have now", None)
    at = packet.own_pages
    for path in expected.enclosures:
        for number, page in enumerate(packet.enclosures[path].pages, 1):
            if at >= len(pdf.pages) or not _alike(sources, page, pdf.pages[at]):
                message = f"page {number} of the enclosure `{path}` is not in the packet for `{expected.id}`"
                yield _finding(packet, message, min(at, len(pdf.pages) - 1) + 1)
            at += 1


def _alike(sources: Sources, one: ObservedPage, other: ObservedPage) -> bool:
    """Whether two pages have the same size, say the same, and look the same."""
    sizes = zip(sorted((one.width_pt, one.height_pt)), sorted((other.width_pt, other.height_pt)), strict=True)
    if not all(abs(first - second) <= _SIZE_TOLERANCE_PT for first, second in sizes):
        return False
    return _said(sources, one) == _said(sources, other) and _look_alike(one, other)


def _look_alike(one: ObservedPage, other: ObservedPage) -> bool:
    """Whether two pages look alike, but for what another way to unpack a picture changes; pages that nobody painted do."""
    if one.painted is None or other.painted is None or one.painted == other.painted:
        return True
    return _differing(one.painted, other.painted) <= _MOST_PIXELS


@lru_cache(maxsize=256)
def _differing(one: GreyPicture, other: GreyPicture) -> int:
    """Return how many pixels differ by more than the eye overlooks."""
    from PIL import Image, ImageChops

    if (one.width, one.height) != (other.width, other.height):
        return one.width * one.height
    pictures = [Image.frombytes("L", (each.width, each.height), zlib.decompress(each.packed)) for each in (one, other)]
    return sum(ImageChops.difference(*pictures).histogram()[_SEEN:])


def _said(sources: Sources, page: ObservedPage) -> str:
    return "".join([_unspaced(sources, part) for part in page.parts])


_unspaced: Final = OfParts[Sources, tuple[Shown, ...], str](
    lambda _, part: "".join("".join([shown.text for shown in part]).split())
)


def _finding(packet: Packet, message: str, page: int | None) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=packet.expected.id, page=page)
