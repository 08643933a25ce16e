"""LP331: a packet differs from what its sources produce
severity: error

## What

A check makes each packet, each print run and every other product again, in memory, from the sources as they are, and compares
every byte. A file that differs, or of which the manifest says other things, is an error, no matter who changed it. The finding
says what differs, in the words of `letterpack diff`, unless another rule has said what is wrong with the packet.

The manifest is made again too: a row struck off or moved, another font or source, a key or a space more is an error. Two things
only the command line knew: `--only`, and products that letterpack.yaml does not ask for. If a list of addressees has changed
since and no packet shows it, a note says so.

Another version of letterpack or of a library may number and pack a file otherwise. If such a version made the batch, one warning
says so, and every packet is compared with a new one object by object, unpacked: what its pages draw and where, tags, links,
bookmarks, properties, output intent, boxes, fonts. What a reader, a screen reader, a validator, an archive or a printing house
would find changed is an error, even if it is only that a newer version sets the letter otherwise: nobody could tell it from an
edit. Then build again, or check with the versions that built the batch.

What has other bytes and looks the same is a warning: a picture of the same pixels, a font with the same outlines. A packet that
names another version than the manifest does is an error. Of the manifest, everything but digests and versions must be what this
version writes, in the same order; keys that it does not know, and another layout, are a warning.

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
from letterpack.model.observed import Unlike
from letterpack.spans import Span

CODE: Final = "LP331"
_BUILD: Final = "build again: letterpack build; and find out who changed it"
_BUILT_BY_OTHERS: Final = "build again, or check with the versions that built it: if it is wrong there too, somebody changed it"


def check_batch(_sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield that the batch cannot be made again, since other versions made it."""
    observed = batch.observed
    if observed.made_by:
        message = f"the packets were made by {observed.made_by}, so they are compared object by object, not byte by byte"
        hint = "build again, or check with the versions that built them"
        yield Diagnostic(CODE, "warning", message, Span(f"{observed.folder}/{NAME}"), hint)


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield whether the packet's file, or what the manifest says of it, is not what the sources make."""
    made, found, name = packet.remade, packet.found, packet.expected.id
    if made is None or found is None:
        return
    if packet.observed.made_by:
        yield from _of_other_versions(packet)
        return
    if found.sha256 != made.sha256:
        message = f"the packet for `{name}` differs from what its sources produce"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)
    elif others := _other_entries(packet):
        message = f"the manifest's row of `{name}` differs from what its sources produce: {others}"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)


def _other_entries(packet: Packet) -> str:
    """Return what of the manifest's row is not what the sources make; of a file that other versions made, its digest may be."""
    made, row = packet.remade, packet.row
    if made is None or row is None or made == row:
        return ""
    compared = [each.name for each in fields(PacketRow) if each.name != "sha256" or not packet.observed.made_by]
    return ", ".join([f"`{each}`" for each in compared if getattr(made, each) != getattr(row, each)])


def _of_other_versions(packet: Packet) -> Iterator[Diagnostic]:
    """Yield what no other version explains; a doubt where bytes are others that look the same."""
    name, other = packet.expected.id, _other_version(packet)
    if other:
        message = (
            f"the packet for `{name}` says that {other} made it, and the manifest names letterpack {packet.observed.version}"
        )
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=name)
    elif packet.otherwise and packet.otherwise.told:
        message = f"the packet for `{name}` says or shows what its sources do not: {'; '.join(packet.otherwise.told)}"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILT_BY_OTHERS, packet=name)
    elif others := _other_entries(packet):
        message = f"the manifest's row of `{name}` differs from what its sources produce: {others}"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILT_BY_OTHERS, packet=name)
    elif packet.otherwise and packet.otherwise.looks_the_same:
        what = "; ".join(packet.otherwise.looks_the_same)
        message = f"the packet for `{name}` looks as its sources make it, but has other bytes: {what}"
        yield Diagnostic(CODE, "warning", message, packet.span, "look at it, and build again if it is not right", packet=name)


def _other_version(packet: Packet) -> str:
    """Return what a packet says it was made by, where that is not what the manifest says; else nothing."""
    said = packet.pdf.metadata if packet.pdf else None
    meant = f"letterpack {packet.observed.version}"
    return next((each for each in (said.producer, said.creator) if each != meant), "") if said and packet.observed.version else ""


def check_product(what: str, shown: str, *, is_made: bool, otherwise: Unlike | None) -> Iterator[Diagnostic]:
    """Yield whether the product ``what`` is not what is made of its packets. Of one that other versions made, it is known what it
    holds ``otherwise``; a doubt where that looks the same.
    """
    if otherwise is None:
        if not is_made:
            yield Diagnostic(CODE, "error", f"{what} differs from what its packets produce", Span(shown), _BUILD)
    elif otherwise.told:
        message = f"{what} says or shows what its packets do not: {'; '.join(otherwise.told)}"
        yield Diagnostic(CODE, "error", message, Span(shown), _BUILT_BY_OTHERS)
    elif otherwise.looks_the_same:
        message = f"{what} looks as its packets make it, but has other bytes: {'; '.join(otherwise.looks_the_same)}"
        yield Diagnostic(CODE, "warning", message, Span(shown), "look at it, and build again if it is not right")


def check_manifest(
    shown: str, others: tuple[str, ...], changed: tuple[str, ...], *, is_laid_out: bool = True
) -> Iterator[Diagnostic]:
    """Yield whether the manifest, ``shown`` as messages call it, is not the one that its sources make, by the keys whose values
    are ``others``; whether it is not ``is_laid_out`` as its values are written here; or that sources have ``changed`` since,
    though no packet shows it.
    """
    if others:
        what = ", ".join([f"`{each}`" for each in others])
        message = f"the manifest differs from what its sources produce: {what}"
        yield Diagnostic(CODE, "error", message, Span(shown), _BUILD)
        return
    if not is_laid_out:
        message = "the manifest holds more than is known here, or is laid out otherwise"
        yield Diagnostic(CODE, "warning", message, Span(shown), _BUILT_BY_OTHERS)
    if changed:
        what = ", ".join([f"`{each}`" for each in changed])
        message = f"the manifest was written before {what} changed; packets and products are the same"
        yield Diagnostic(CODE, "note", message, Span(shown), "build again before you seal: letterpack build")


def check_product_row(
    what: str, shown: str, written: ProductRow | PrintRunRow, made: ProductRow | PrintRunRow, *, by_others: bool
) -> Iterator[Diagnostic]:
    """Yield whether what the manifest says of the product ``what`` is not what its packets make; where the batch is
    ``by_others``, its digest may be another.
    """
    compared = [each.name for each in fields(made) if each.name != "sha256" or not by_others]
    others = [f"`{each}`" for each in compared if getattr(made, each) != getattr(written, each, None)]
    if others:
        message = f"the manifest's row of {what} differs from what its packets produce: {', '.join(others)}"
        yield Diagnostic(CODE, "error", message, Span(shown), _BUILD)
