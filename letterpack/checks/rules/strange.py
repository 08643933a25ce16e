"""LP333: a packet contains what letterpack does not write
severity: error

## What

This check stands beside LP331. It builds nothing again, so it also works for a batch that another version built. It holds a
packet against the list of all that letterpack writes, and reports whatever else is there: an operator that paints over, hides,
turns or squeezes; text or a picture on top of other text, or above what is read before it; an annotation, an action, a layer,
an attached file, a crop; a font whose glyphs differ in shape, width or meaning from those of the font that it names; tags that
lead elsewhere than to what they hold. What no reader shows is strange, too: a comment, an object or a picture that nothing leads
to, bytes between the objects or behind a font's tables. A packet's identifier must be the digest of what stands before it. A file
with an entry that is there twice is taken for damaged: readers differ on which of the two they show.

A packet whose bytes are not those that its sources make is read value by value, too. Each entry of each dictionary must be
one that letterpack writes there. What it says must follow from the campaign or from the rest of the file: links lie on their
words and lead where the letter says; bookmarks are the headings; tags are what the pages call their text, by name, language
and place; a drawing or picture is that of its file; a font is described as the font that it is taken from; the pieces of a
line, the lines of a block and the cells of a row stand together. Where a block stands as a whole and in which of its sizes,
and a kern of less than a hundredth of a point, LP331 alone compares; a bookmark or a link to a note may lead to any height
within its line.

A print run is read beside its packets: each of its pages must show what the packet's page shows, in the packets' order, each
packet on a front side, and it must hold nothing else. Its insertion marks are decoded from what is drawn; its sheet of totals
must count what its packets are.

Mailing lists, envelopes and labels are read, too: each row, page and label must be that of the next packet, cell by cell and line
by line, by the sources and the packet's file; an address must stand in its place, line below line.

Of a print run, a file of envelopes or labels, and a list whose bytes are not those that its packets make, every value is read,
too: what holds the pages and what they name, fonts, drawings, boxes and bookmarks, how operators follow on one another; in a
list, how each cell and each row is written.

## Why

What a page shows may not be what its text says: a demand under a white rectangle, a 4 that is drawn as a 9. And a bug in
letterpack would make the same wrong bytes twice.

## Example

```
addressees.yaml:2: error[LP333]: the packet for `minister` contains what letterpack does not write: its page 1 has the operator re
```

## Remedy

Build again, and find out who changed the file. If a packet that was just built has this finding, it is a bug in letterpack:
please report it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.spans import Span

CODE: Final = "LP333"
_HINT: Final = "build again: letterpack build; and find out who changed it"


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield what the packet holds that letterpack does not write."""
    if packet.pdf:
        yield from strange_in(packet.expected.id, packet.pdf.strange, packet.span)


def strange_in(name: str, strange: Iterable[str], span: Span) -> Iterator[Diagnostic]:
    """Yield what is ``strange`` in the packet ``name``, at ``span``."""
    for what in strange:
        message = f"the packet for `{name}` contains what letterpack does not write: {what}"
        yield Diagnostic(CODE, "error", message, span, _HINT, packet=name)


def check_product(what: str, shown: str, strange: Iterator[str]) -> Iterator[Diagnostic]:
    """Yield what the product ``what``, in the file ``shown``, holds that it should not."""
    for each in strange:
        yield Diagnostic(CODE, "error", f"{what} contains what letterpack does not write: {each}", Span(shown), _HINT)
