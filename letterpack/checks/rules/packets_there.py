"""LP301: a packet is missing, or one belongs to nobody
severity: error

## What

Every addressee has exactly one packet for each chosen address, and the build folder contains nothing else: every file and
folder in it is in the manifest, hidden ones too. Only what systems leave there unasked, such as `.DS_Store`, is left alone.
A file that is cut off or cannot be read counts as missing; where the disk or a network drive fails, the hint says so. A build
made with `--only` lacks packets, too: `letterpack check --partial` checks those that are in it.

## Why

An addressee without a packet gets no letter, and nobody notices. A file left over from an earlier list goes to somebody
who was taken off it. A print run that nobody made from these packets is printed with the others.

## Example

```
addressees.yaml:9: error[LP301]: there is no packet for `general-prosecutor`
  = hint: build again: letterpack build
```

## Remedy

`letterpack build` makes what is missing and removes what no longer belongs. Keep your own files out of the build folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.inputs import Batch, Packet, PartialBuild, Sources, others
from letterpack.diagnostics import Diagnostic
from letterpack.model.manifest import PACKETS
from letterpack.model.observed import Unreadable
from letterpack.spans import Span

CODE: Final = "LP301"
_BUILD: Final = "build again: letterpack build"


def check_batch(_sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield what is there and should not be, and what the manifest has wrong as a list."""
    observed = batch.observed
    manifest = Span(f"{observed.folder}/manifest.json")
    if observed.problem:
        yield Diagnostic(CODE, "error", observed.problem, manifest, _BUILD)
    if batch.part is not None:
        yield of_part(batch.part, manifest)
    for name in batch.repeated:
        yield repeated_row(name, manifest)
    strange = others(batch.files, batch.expected, ".pdf")
    for file in map(str, map(PurePosixPath, strange)):
        message = (
            f"`{file}` is not the packet of any addressee"
            if file.endswith(".pdf")
            else f"`{file}` does not belong among the packets"
        )
        yield Diagnostic(
            CODE, "error", message, Span(f"{observed.folder}/{PACKETS}/{file}"), f"{_BUILD}, or move the file elsewhere"
        )
    for file in batch.beside if not observed.problem else ():
        yield not_listed(file, f"{observed.folder}/{file}")
    known = frozenset(strange)
    for name in others(batch.rows, batch.expected):
        if f"{name}.pdf" not in known:
            yield Diagnostic(CODE, "error", f"the manifest lists `{name}`, who gets no packet", manifest, _BUILD, packet=name)


def of_part(part: PartialBuild, manifest: Span) -> Diagnostic:
    """Return the finding of a batch that holds some of its packets."""
    message = f"the build contains {part.there:,} of {part.all:,} packets, and only those are checked"
    if not part.all:
        message = "the build was made with --only, so packets may be missing"
    if part.is_asked:
        return Diagnostic(CODE, "note", message, manifest, "build without --only before mailing")
    return Diagnostic(CODE, "error", message, manifest, "build without --only, or check a part with --partial")


def repeated_row(name: str, manifest: Span) -> Diagnostic:
    """Return the finding of a packet ``name`` that the ``manifest`` lists twice."""
    return Diagnostic(CODE, "error", f"the manifest lists the packet `{name}` twice", manifest, _BUILD, packet=name)


def cannot_be_read(name: str, found: Unreadable, span: Span) -> Diagnostic:
    """Return the finding of the packet ``name`` whose file is no PDF of ours."""
    message = f"the packet for `{name}` cannot be read: {found.why}"
    return Diagnostic(CODE, "error", message, span, found.remedy or _BUILD, packet=name)


def not_listed(file: str, shown: str) -> Diagnostic:
    """Return the finding of a ``file``, ``shown`` as messages call it, that is in the batch and not in its manifest."""
    return Diagnostic(CODE, "error", f"`{file}` is not in the manifest", Span(shown), f"{_BUILD}, or move the file elsewhere")


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield whether the packet's file is missing or unreadable, or not in the manifest."""
    name = packet.expected.id
    if packet.found is None:
        yield Diagnostic(CODE, "error", f"there is no packet for `{name}`", packet.span, _BUILD, packet=name)
    elif isinstance(packet.found, Unreadable):
        yield cannot_be_read(name, packet.found, packet.span)
    elif packet.row is None and not packet.observed.problem:
        yield Diagnostic(CODE, "error", f"the manifest does not list the packet for `{name}`", packet.span, _BUILD, packet=name)
