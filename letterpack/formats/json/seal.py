"""``seal.json`` as text and back: sorted keys, a row a line, so that two seals compare line by line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from letterpack.datafiles import in_words
from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.json.places import refuse_repeated_keys
from letterpack.manifest.rows import other_lines, row_lines
from letterpack.model.campaign import Input
from letterpack.model.seal import Seal, SealedApproval, SealedSignatory
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.world import PathOutside, World

if TYPE_CHECKING:
    from letterpack.kept import Kept

SEAL_FILE: Final = "seal.json"
VERSION: Final = 1
UNREADABLE: Final = "LP328"


class _SealedPacket(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    sha256: str


class _SealVersion(msgspec.Struct):
    """What says how the rest is to be read."""

    seal_version: int


class _SealRest(msgspec.Struct, forbid_unknown_fields=True):
    """Everything but the packets, where a line each has them. What nobody knows was not sealed."""

    seal_version: int

    sealed_by: str
    sealed_on: date
    note: str
    manifest_sha256: str
    inputs: tuple[Input, ...]
    signatories: tuple[SealedSignatory, ...]
    packets: tuple[_SealedPacket, ...] = ()
    approvals: tuple[SealedApproval, ...] = ()
    seal_sha256: str = ""


class _SealRead(Struct, frozen=True):
    rest: _SealRest
    packets: Kept[str]


_packet: Final = msgspec.json.Decoder(_SealedPacket)


def seal_lines(seal: Seal) -> Iterator[str]:
    """Yield the lines of the file that holds ``seal``, each with its end, and a digest of all the others."""
    return _lines(replace(seal, sha256=digest_of_seal(seal)))


def digest_of_seal(seal: Seal) -> str:
    """Return the digest of all that ``seal`` says: equal to its ``sha256`` where nobody has edited its file."""
    digest = hashlib.sha256()
    for line in _lines(replace(seal, sha256="")):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _lines(seal: Seal) -> Iterator[str]:
    rows: dict[str, Iterable[dict[str, object]]] = {
        "approvals": map(asdict, seal.approvals),
        "inputs": map(asdict, seal.inputs),
        "packets": ({"id": name, "sha256": digest} for name, digest in seal.packets.items()),
        "signatories": map(asdict, seal.signatories),
    }
    said = {
        "note": seal.note,
        "seal_sha256": seal.sha256,
        "seal_version": VERSION,
        "sealed_by": seal.by,
        "sealed_on": seal.on.isoformat(),
        "manifest_sha256": seal.manifest_sha256,
    }
    start = "{\n"
    for key in sorted({*said, *rows}):
        yield f"{start} {json.dumps(key)}: "
        start = ",\n"
        yield from _rows(rows[key]) if key in rows else (_json(said[key]),)
    yield "\n}\n"


def read_seal(world: World, report: Report) -> Seal | None:
    """Return the campaign's seal; None where it has none, or one that cannot be read, which is a finding."""
    if not is_there(world, SEAL_FILE):
        return None
    try:
        read = _in_lines(world) or _whole(world)
    except (OSError, PathOutside, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        hint = "restore it from a copy, or seal again"
        report.error(UNREADABLE, Span(SEAL_FILE), f"`{SEAL_FILE}` cannot be read as a seal: {_why(error)}", hint)
        return None
    rest = read.rest
    said = (rest.sealed_by, rest.sealed_on, rest.note, rest.manifest_sha256)
    return Seal(*said, rest.inputs, read.packets, rest.signatories, rest.approvals, rest.seal_sha256)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(error.strerror)
    if isinstance(error, PathOutside):
        return "it lies outside the campaign"
    return in_words(error) if isinstance(error, msgspec.DecodeError) else str(error)


def _in_lines(world: World) -> _SealRead | None:
    """Return the seal, its packets read line by line; None where somebody has laid it out anew."""
    try:
        with world.open(SEAL_FILE) as file:
            rest = _checked(b"".join(other_lines(file)))
        with world.open(SEAL_FILE) as file:
            found = (_packet.decode(line) for line in row_lines(file))
            packets = _kept(found)
    except msgspec.DecodeError:
        return None
    return None if rest.packets else _SealRead(rest, packets)


def _whole(world: World) -> _SealRead:
    rest = _checked(world.read(SEAL_FILE))
    return _SealRead(rest, _kept(rest.packets))


def _kept(rows: Iterable[_SealedPacket]) -> Kept[str]:
    from letterpack.kept import Kept

    packets = Kept((each.id, each.sha256) for each in rows)
    if packets.repeated:
        raise msgspec.ValidationError(f"the packet `{packets.repeated[0]}` stands in it twice")
    return packets


def _checked(data: bytes) -> _SealRest:
    version = msgspec.json.decode(data, type=_SealVersion).seal_version
    if version != VERSION:
        raise msgspec.ValidationError(f"it is of version {version}")
    rest = msgspec.json.decode(data, type=_SealRest)
    refuse_repeated_keys(data)
    return rest


def _rows(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    between = "["
    for row in rows:
        yield f"{between}\n  {_json(row)}"
        between = ","
    yield "[]" if between == "[" else "\n ]"


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
