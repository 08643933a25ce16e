"""LP333: a packet contains what letterpack does not write
severity: error

## What

A batch that another version built cannot be made again byte for byte, and one whose sources have errors cannot be made again at
all. Each of its packets is scanned for what letterpack never writes: keys and kinds of objects outside a list (a script, a form,
an attached file, a layer, a crop, a note), operators outside a list (a filled area, a clip, another state), objects that nothing
leads to, bytes between the objects, comments. A packet's identifier must be the digest of what stands before it.

The scan proves little. That a packet says and shows what its sources do, LP331 proves, by making it again. What the scan finds in
a packet that differs from its sources is not reported twice.

## Why

What a page shows may not be what its text says: a demand under a white rectangle, a script that changes a field.

## Example

```
addressees.yaml:2: error[LP333]: the packet for `one` contains what letterpack does not write: its page 1 has the operator `re`
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
