"""A comparison as the contract's JSON, streamed: a packet a line, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from letterpack.diagnostics import Json
from letterpack.model.change import Change, Comparison, Group, Located, PacketChanges, ProductChanges
from letterpack.render.json import uncommanded_json


def changes_json(comparison: Comparison) -> Iterator[str]:
    """Yield the lines of the contract's object, keys sorted: ``docs/diff.md`` has them."""
    yield "{"
    yield from _listed("groups", map(_group, comparison.groups))
    yield f'"new": {_said(comparison.new)}, "notes": {_said(list(comparison.notes))}, "old": {_said(comparison.old)},'
    yield from _listed("packets", map(_packet, comparison.packets))
    yield from _listed("products", map(_product, comparison.products))
    yield f'"same": {_said(comparison.same)},'
    yield from _listed("sources", map(change_json, comparison.sources))
    yield '"version": 1}'


def change_json(change: Change) -> dict[str, Json]:
    """Return ``change`` as JSON holds it; page, dx_mm and dy_mm are null where they say nothing."""
    return dict(change._asdict())


def _packet(packet: PacketChanges) -> dict[str, Json]:
    return {
        "id": packet.id,
        "label": packet.label,
        "status": packet.status,
        "changes": [_with_consequences(each) for each in packet.changes],
        "pages_before": packet.pages[0],
        "pages_after": packet.pages[1],
        "reflowed": packet.reflowed,
        "notes": list(packet.notes),
        "why": packet.why,
    }


def _product(product: ProductChanges) -> dict[str, Json]:
    return {
        "name": product.name,
        "file": product.file,
        "status": product.status,
        "changes": [change_json(each) for each in product.changes],
        "more": product.more,
        "notes": list(product.notes),
    }


def _with_consequences(found: Located) -> dict[str, Json]:
    return {**change_json(found.change), "follows": [change_json(each.change) for each in found.follows]}


def _group(group: Group) -> dict[str, Json]:
    follows: list[Json] = [{"change": change_json(each.change), "packets": list(each.packets)} for each in group.follows]
    return {
        "change": change_json(group.change),
        "packets": list(group.packets),
        "harmless": group.harmless,
        "follows": follows,
        "key": group.key,
    }


def _listed(name: str, rows: Iterable[dict[str, Json]]) -> Iterator[str]:
    """Yield a list a row a line."""
    before = f'"{name}": ['
    for row in rows:
        yield f"{before}\n {_said(row)}" if before.endswith("[") else f"{before} {_said(row)}"
        before = ","
    yield f"{before}]," if before.endswith("[") else "],"


def _said(value: Json) -> str:
    return uncommanded_json(json.dumps(value, sort_keys=True))
