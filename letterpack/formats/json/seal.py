"""``seal.json`` as text and back: sorted keys, a row a line, so that two seals compare line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.model.campaign import Input
from letterpack.model.seal import Seal, SealedPacket, SealedSignatory
from letterpack.spans import Span
from letterpack.world import World

SEAL_FILE: Final = "seal.json"
VERSION: Final = 1
UNREADABLE: Final = "LP328"


def seal_text(seal: Seal) -> str:
    """Return ``seal`` as the file holds it."""
    said = {
        "note": seal.note,
        "seal_version": VERSION,
        "sealed_by": seal.by,
        "sealed_on": seal.on.isoformat(),
        "manifest_sha256": seal.manifest_sha256,
    }
    lists: dict[str, Sequence[Input | SealedPacket | SealedSignatory]] = {
        "inputs": seal.inputs,
        "packets": seal.packets,
        "signatories": seal.signatories,
    }
    lines = [f" {json.dumps(key)}: {_rows(lists[key]) if key in lists else _json(said[key])}" for key in sorted({*said, *lists})]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_seal(world: World, report: Report) -> Seal | None:
    """Return the campaign's seal; None where it has none, or one that cannot be read, which is a finding."""
    if not is_there(world, SEAL_FILE):
        return None
    try:
        return _seal(json.loads(world.read(SEAL_FILE)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        hint = "restore it from a copy, or seal again"
        report.error(UNREADABLE, Span(SEAL_FILE), f"`{SEAL_FILE}` cannot be read as a seal: {error}", hint)
        return None


def _seal(data: Mapping[str, object]) -> Seal:
    if data["seal_version"] != VERSION:
        raise ValueError(f"it is of version {data['seal_version']}")
    return Seal(
        by=str(data["sealed_by"]),
        on=date.fromisoformat(str(data["sealed_on"])),
        note=str(data["note"]),
        manifest_sha256=str(data["manifest_sha256"]),
        inputs=tuple(Input(row["path"], row["sha256"]) for row in _each(data["inputs"])),
        packets=tuple(SealedPacket(row["id"], row["sha256"]) for row in _each(data["packets"])),
        signatories=tuple(SealedSignatory(row["name"], row["organization"]) for row in _each(data["signatories"])),
    )


def _each(rows: object) -> list[Mapping[str, str]]:
    if not isinstance(rows, list):
        raise TypeError("a list is missing")
    return rows


def _rows(rows: Sequence[Input | SealedPacket | SealedSignatory]) -> str:
    lines = ",\n  ".join(_json(asdict(row)) for row in rows)
    return f"[\n  {lines}\n ]" if lines else "[]"


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
