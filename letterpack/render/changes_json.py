"""A comparison as the contract's JSON, streamed: a packet a line, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from letterpack.diagnostics import Json
from letterpack.model.change import Change, Comparison, Group, PacketChanges
from letterpack.render.json import uncommanded_json


def changes_json(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of ``{"version", "same", "old", "new", "sources", "packets", "groups", "notes"}``, keys sorted."""
    yield "{"
    yield f'"groups": [{_lines(map(_group, comparison.groups))}],'
    yield f'"new": {_said(comparison.new)}, "notes": {_said(list(comparison.notes))}, "old": {_said(comparison.old)},'
    yield f'"packets": [{_lines(map(_packet, comparison.packets))}],'
    yield f'"same": {_said(comparison.same)},'
    yield f'"sources": [{_lines(map(change_json, comparison.sources))}],'
    yield '"version": 1}'


def change_json(change: Change) -> dict[str, Json]:
    """Return ``change`` as JSON holds it; page, dx_mm and dy_mm are null where they say nothing."""
    return dict(change._asdict())


def _packet(packet: PacketChanges) -> dict[str, Json]:
    return {
        "id": packet.id,
        "label": packet.label,
        "status": packet.status,
        "changes": [change_json(each.change) for each in packet.changes],
        "pages_before": packet.pages[0],
        "pages_after": packet.pages[1],
        "reflowed": packet.reflowed,
        "notes": list(packet.notes),
        "why": packet.why,
    }


def _group(group: Group) -> dict[str, Json]:
    return {"change": change_json(group.change), "packets": list(group.packets), "harmless": group.harmless}


def _lines(rows: Iterable[dict[str, Json]]) -> str:
    return ",".join([f"\n {_said(row)}" for row in rows])


def _said(value: Json) -> str:
    return uncommanded_json(json.dumps(value, sort_keys=True))
