"""LP311: a packet is out of date
severity: error

## What

A packet was built from sources that have changed since, or its file is not the one that was built, or the manifest
describes it wrongly. Only packets affected by the change are named: a new addressee changes no other packet.

## Why

A correction in the sources does not help until it is in the envelope.

## Example

```
addressees.yaml:2: error[LP311]: the packet for `minister-of-information` was built before `letter.md` changed
  = hint: build again: letterpack build
```

## Remedy

`letterpack build`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Batch, Packet, Sources
from letterpack.diagnostics import Diagnostic

CODE: Final = "LP311"
_BUILD: Final = "build again: letterpack build"


def check_batch(sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield a status that has changed."""
    observed = batch.observed
    status = sources.campaign.letter.status
    if observed.status and observed.status != status:
        message = f"the build was made from a {observed.status} letter, and the letter is now {status}"
        yield Diagnostic(CODE, "error", message, sources.campaign.letter.span("status"), _BUILD)


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield whether the packet's file, its row and its sources agree."""
    expected, row, found = packet.expected, packet.row, packet.found
    if row is None or found is None:
        return
    messages = []
    if row.inputs_sha256 != expected.inputs_sha256:
        messages.append(f"the packet for `{expected.id}` was built before {_changed(sources, packet)} changed")
    if found.sha256 and found.sha256 != row.sha256:
        messages.append(f"the file of the packet for `{expected.id}` is not the one that was built")
    pdf = packet.pdf
    if pdf is not None and len(pdf.pages) != row.pages:
        messages.append(
            f"the packet for `{expected.id}` has another number of pages ({len(pdf.pages)}) than the manifest says ({row.pages})"
        )
    if row.sheets != (row.pages + 1) // 2:
        messages.append(
            f"the manifest's number of sheets for `{expected.id}` ({row.sheets}) does not fit its number of pages ({row.pages})"
        )
    if (row.addressee, row.kind, row.file, row.language) != (expected.reader.id, expected.kind, expected.file, expected.language):
        messages.append(f"the manifest's row of `{expected.id}` is not that of this addressee")
    for message in messages:
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=expected.id)


def _changed(sources: Sources, packet: Packet) -> str:
    """Return which sources differ from those the build was made from, in words."""
    then = packet.observed.inputs
    now = {each.path: each.sha256 for each in sources.campaign.inputs}
    paths = sorted(path for path in {*then, *now} if then.get(path) != now.get(path))
    if not paths:
        return "a font, a picture, an enclosure or letterpack itself"
    return " and ".join([f"`{path}`" for path in paths])
