"""LP333: a packet holds what letterpack does not write
severity: error

## What

The witness beside LP331: it makes nothing again, and so works where other versions built the batch. It reads a packet by a
list of all that letterpack writes into one, and tells whatever else is in it: an operator that paints over, hides, turns or
squeezes; text or a picture on top of other text, or above what is read before it; an annotation, an action, a layer, an
attached file, a crop; a font whose glyphs do not look, measure and mean what those of the font do that it names.

## Why

What a page shows may not be what its text says: a demand under a white rectangle, a 4 that is drawn as a 9. And a bug in
letterpack would make the same wrong bytes twice.

## Example

```
addressees.yaml:2: error[LP333]: the packet for `minister` holds what letterpack does not write: its page 1 has the operator re
```

## Remedy

Build again, and find out who changed the file. If a packet that was just built has this finding, it is a bug in letterpack:
please report it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic

CODE: Final = "LP333"
_HINT: Final = "build again: letterpack build; and find out who changed it"


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield what the packet holds that letterpack does not write."""
    name = packet.expected.id
    for what in packet.pdf.strange if packet.pdf else ():
        message = f"the packet for `{name}` holds what letterpack does not write: {what}"
        yield Diagnostic(CODE, "error", message, packet.span, _HINT, packet=name)
