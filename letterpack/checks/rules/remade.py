"""LP331: a packet differs from what its sources produce
severity: error

## What

A check makes each packet and each print run again, in memory, from the sources as they are, and compares every byte. A file that
differs, or of which the manifest says other things, is an error, no matter who changed it. The finding says what differs, in the
words of `letterpack diff`, unless another rule has said what is wrong with the packet.

Another version of letterpack or of a library may make other bytes. If such a version made the batch, one warning says so. The
packets are read back, as the other rules do, and the first of those that differ are compared with new ones as they look:
objects, words, places and pixels. What looks different is a warning, and so is a mailing list, or a file of envelopes or
labels, of other bytes. What these say is read all the same (LP333).

No version has other words for a letter's title, its date, its page numbers, its links, its bookmarks or its alternative texts,
and none makes another picture of the same file: there, a difference is an error. So is a packet that names another version than
the manifest does.

## Why

A mark over a demand, a digit that prints as another, another organization's page: nothing of that changes the text that a PDF
claims to have. If every byte is what the sources make, nothing was added, and nothing is hidden.

## Example

```
addressees.yaml:2:5: error[LP331]: the packet for `minister` differs from what its sources produce: list item `2,400` → `2,900`
```

## Remedy

Build again. Find out who changed the file, and whether it was sent.

If the warning names other versions, build again, or check with the versions that built the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.manifest import NAME
from letterpack.model.manifest import PacketRow, PrintRunRow, ProductRow
from letterpack.spans import Span

CODE: Final = "LP331"
_BUILD: Final = "build again: letterpack build; and find out who changed it"


def check_batch(_sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield that the batch cannot be made again, since other versions made it."""
    observed = batch.observed
    if observed.made_by:
        message = (
            f"the packets were made by {observed.made_by}, so they are read back, and the first of them compared as they look"
        )
        hint = "build again, or check with the versions that built them"
        yield Diagnostic(CODE, "warning", message, Span(f"{observed.folder}/{NAME}"), hint)


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield whether the packet's file, or what the manifest says of it, is not what the sources make."""
    made, found, name = packet.remade, packet.found, packet.expected.id
    if made is None or found is None:
        return
    if packet.observed.made_by:
        yield from _of_other_versions(packet, is_made=found.sha256 == made.sha256)
        return
    if found.sha256 != made.sha256:
        message = f"the packet for `{name}` differs from what its sources produce"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)
    elif packet.row is not None and packet.row != made:
        others = ", ".join(
            [f"`{each.name}`" for each in fields(PacketRow) if getattr(made, each.name) != getattr(packet.row, each.name)]
        )
        message = f"the manifest's row of `{name}` differs from what its sources produce: {others}"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)


def _of_other_versions(packet: Packet, *, is_made: bool) -> Iterator[Diagnostic]:
    """Yield what no other version explains; a doubt where the bytes alone are others."""
    name, other = packet.expected.id, _other_version(packet)
    if other:
        message = (
            f"the packet for `{name}` says that {other} made it, and the manifest names letterpack {packet.observed.version}"
        )
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)
    elif packet.otherwise:
        message = f"the packet for `{name}` says or shows what its sources do not: {'; '.join(packet.otherwise)}"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)
    elif not is_made:
        message = f"the packet for `{name}` differs from what its sources produce here"
        yield Diagnostic(CODE, "warning", message, packet.span, "look at it, and build again if it is not right", packet=name)


def _other_version(packet: Packet) -> str:
    """Return what a packet says it was made by, where that is not what the manifest says; else nothing."""
    said = packet.pdf.metadata if packet.pdf else None
    meant = f"letterpack {packet.observed.version}"
    return next((each for each in (said.producer, said.creator) if each != meant), "") if said and packet.observed.version else ""


def check_product(what: str, shown: str, *, now: str, made: str, by_others: bool) -> Iterator[Diagnostic]:
    """Yield whether the product ``what``, with the digest ``now``, is not the one that is ``made`` of its packets; a doubt where
    the batch is ``by_others``: other versions may make other bytes.
    """
    if now != made and by_others:
        message = f"{what} differs from what its packets produce here"
        yield Diagnostic(CODE, "warning", message, Span(shown), "look at it, and build again if it is not right")
    elif now != made:
        yield Diagnostic(CODE, "error", f"{what} differs from what its packets produce", Span(shown), _BUILD)


def check_product_row(
    what: str, shown: str, written: ProductRow | PrintRunRow, made: ProductRow | PrintRunRow
) -> Iterator[Diagnostic]:
    """Yield whether what the manifest says of the product ``what`` differs from what its packets produce."""
    others = [f"`{each.name}`" for each in fields(made) if getattr(made, each.name) != getattr(written, each.name, None)]
    if others:
        message = f"the manifest's row of {what} differs from what its packets produce: {', '.join(others)}"
        yield Diagnostic(CODE, "error", message, Span(shown), _BUILD)
