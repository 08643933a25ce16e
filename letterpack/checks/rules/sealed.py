"""LP328: something differs from what was sealed
severity: error

## What

`seal.json` freezes the digests of the sources and packets that reviewers approved. A source, or a packet in the build
folder, has changed, is new, or is missing.

## Why

What was approved is what must be mailed. A comma that was corrected afterwards may be the wrong one.

## Example

```
letter.md: error[LP328]: `letter.md` differs from what Ada Sample sealed on 2019-10-30
  = hint: have it approved and seal again, or restore the sealed version
```

## Remedy

Look at the difference (`letterpack diff` of the sealed packets and the new ones), have it approved, and seal again with
`letterpack seal --replace`; or take the sealed version back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.checks.inputs import AddresseeRef, Batch, Sources
from letterpack.diagnostics import Diagnostic, Report
from letterpack.formats.json.seal import SEAL_FILE, UNREADABLE, read_seal
from letterpack.manifest import NAME
from letterpack.model.manifest import PacketRow
from letterpack.model.observed import ObservedBatch
from letterpack.model.seal import Seal
from letterpack.spans import Span
from letterpack.world import World

CODE: Final = UNREADABLE
_HINT: Final = "have it approved and seal again, or restore the sealed version"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every source that is not as it was sealed, and for a seal that cannot be read."""
    report = Report()
    seal = read_seal(sources.world, report)
    yield from report
    if seal is None:
        return
    sealed = {each.path: each.sha256 for each in seal.inputs}
    now = {each.path: each.sha256 for each in sources.campaign.inputs}
    for path in sorted(sealed.keys() | now.keys()):
        if sealed.get(path) != now.get(path):
            yield _finding(Span(path if path in now else SEAL_FILE), f"`{path}`", seal, was=path in sealed, now=path in now)


def check_batch(sources: Sources, batch: Batch) -> Iterator[Diagnostic]:
    """Yield a finding for every packet of the build folder that is not the one that was sealed."""
    yield from packets_sealed(sources.world, batch.rows, batch.expected, batch.observed)


def packets_sealed(
    world: World, rows: Mapping[str, PacketRow], expected: Mapping[str, AddresseeRef], observed: ObservedBatch
) -> Iterator[Diagnostic]:
    """Yield a finding for every packet of the manifest's ``rows`` that is not the one that was sealed, at its reader's place
    where it is ``expected``.
    """
    seal = read_seal(world, Report())
    if seal is None or not rows:
        return
    differs = False
    for name, digest in seal.packets.items():
        row = rows.get(name)
        if row is None or row.sha256 != digest:
            differs = True
            yield _of_packet(name, seal, expected, was=True, now=row is not None)
    for name in rows:
        if name not in seal.packets:
            differs = True
            yield _of_packet(name, seal, expected, was=False, now=True)
    if not differs and observed.manifest_sha256 != seal.manifest_sha256:
        message = f"the packets are those that {seal.by} sealed on {seal.on}, but their manifest differs"
        openly = f"the packets are those that were sealed on {seal.on}, but their manifest differs"
        hint = "products or sources were added since: have them approved and seal again, or build as it was sealed"
        yield Diagnostic(CODE, "warning", message, Span(f"{observed.folder}/{NAME}"), hint, openly=openly)


def _of_packet(name: str, seal: Seal, expected: Mapping[str, AddresseeRef], *, was: bool, now: bool) -> Diagnostic:
    reader = expected.get(name)
    return _finding(reader.span if reader else Span(SEAL_FILE), f"the packet `{name}`", seal, name, was=was, now=now)


def _finding(span: Span, what: str, seal: Seal, packet: str | None = None, *, was: bool, now: bool) -> Diagnostic:
    how = "differs from" if was and now else "is not in" if now else "is gone from"
    message, openly = f"{what} {how} what {seal.by} sealed on {seal.on}", f"{what} {how} what was sealed on {seal.on}"
    return Diagnostic(CODE, "error", message, span, _HINT, packet, openly=openly)
