"""LP327: a packet is not what it claims to be
severity: error

## What

A packet's metadata and the manifest do not claim the same standards (PDF/A, PDF/UA, PDF/X), or the packet lacks what a
claimed standard requires: tags on every page, a language, a title, fonts with a meaning for each character, an output
intent. A packet that claims PDF/UA-1 needs tags that its readers can follow, too: tables with a body and rows of one
length, alternative text for each picture, headings that skip no level, notes and links that lead to their targets. Where
`verapdf` is installed, it judges the first packets as well.

## Why

An archive that asks for PDF/A accepts nothing else, and a reader who needs tags hears nothing without them.

## Example

```
addressees.yaml:2: error[LP327]: the packet for `minister-of-information` claims PDF/UA-1 and is not tagged
```

## Remedy

`letterpack build`. A packet whose enclosures conform to nothing makes no claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import ObservedPacket
from letterpack.standards import every_standard

CODE: Final = "LP327"
_FOR_EVERYBODY: Final = "PDF/UA"
_BUILD: Final = "build again: letterpack build"


def check_batch(_sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield what an outside validator, where there is one, holds against packets."""
    for name, clauses in batch.judged.items():
        reader = batch.expected.get(name)
        if reader is not None:
            message = f"veraPDF says that the packet for `{name}` breaks {', '.join(clauses)}"
            yield Diagnostic(CODE, "error", message, reader.span, _BUILD, packet=name)


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield what the packet claims and is not."""
    pdf, name = packet.pdf, packet.expected.id
    if pdf is None:
        return
    claims = pdf.metadata.claims
    if packet.row is not None and set(claims) != set(packet.row.claims):
        has, wants = ", ".join(claims) or "nothing", ", ".join(packet.row.claims) or "nothing"
        yield _finding(packet, f"the packet for `{name}` claims {has}, and the manifest says {wants}")
    for lack in _lacks(pdf, packet.own_pages):
        if claims:
            yield _finding(packet, f"the packet for `{name}` claims {' and '.join(claims)} and {lack}")
    for claim in claims:
        for fault in pdf.tag_faults if claim.startswith(_FOR_EVERYBODY) else ():
            yield _finding(packet, f"the packet for `{name}` claims {claim} and {fault}")


def _lacks(pdf: ObservedPacket, own_pages: int) -> Iterator[str]:
    """Yield what every standard that a packet claims asks for and this file does not have, in words."""
    if not pdf.marked or not pdf.passages:
        yield "is not tagged"
    if pdf.tagged_pages < own_pages:
        yield f"has tags on {pdf.tagged_pages} of its {own_pages} pages"
    if not pdf.metadata.language:
        yield "has no language"
    if not pdf.metadata.xmp_title:
        yield "has no title"
    if not pdf.intents:
        yield "has no output intent"
    # Of what others made, level b of PDF/A asks for no meanings; our own fonts have them always.
    is_asked = any(each.needs_meanings for each in every_standard() if each.name in pdf.metadata.claims)
    fonts = (*pdf.fonts, *pdf.enclosed_fonts) if is_asked else pdf.fonts
    silent = [font.name for font in fonts if not font.to_unicode]
    if silent:
        yield f"has a font that does not say what its characters mean: {silent[0]}"


def _finding(packet: Packet, message: str) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=packet.expected.id)
