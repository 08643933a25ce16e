"""Results as the contract's JSON, streamed: a packet a line, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from letterpack.diagnostics import Json
from letterpack.manifest import row_values
from letterpack.model.change import Change, Comparison, Group, Located, PacketChanges, ProductChanges
from letterpack.render.columns import without_acting

if TYPE_CHECKING:
    from letterpack.pipeline.build import BuildResult
    from letterpack.pipeline.inspect import CheckResult
    from letterpack.render.formats import Outcome


def uncommanded_json(text: str) -> str:
    """Return JSON of the same values in which no character acts, and the log of a GitHub Actions run finds no command (`##[`)."""
    return without_acting(text.replace("##[", "##\\u005b"), _escape)


def _escape(char: str) -> str:
    pair = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join([f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4)])


def json_items(values: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield ``values`` as the items of an array, one a line, keys sorted."""
    waiting = ""
    for value in values:
        if waiting:
            yield f"{waiting},"
        waiting = json.dumps(value, sort_keys=True)
    if waiting:
        yield waiting


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the result as JSON."""
    return map(uncommanded_json, outcome.json())


def build_json(result: BuildResult) -> Iterator[str]:
    """Yield the lines of ``{"ok", "out", "packets": [manifest rows], "kept", "findings": []}``, keys sorted, in ASCII."""
    yield '{"findings": ['
    yield from json_items(found.to_dict() for found in result.findings)
    yield "],"
    yield f'"kept": {result.kept}, "ok": {json.dumps(result.ok)}, "out": {json.dumps(result.out)},'
    yield '"packets": ['
    yield from json_items(map(row_values, result.packets()))
    yield "]}"


def check_json(result: CheckResult, *, strict: bool) -> Iterator[str]:
    """Yield ``result`` as JSON with sorted keys, in ASCII; ``ok`` says whether the check passes."""
    rest = dict(result.to_dict(strict=strict, with_findings=False))
    yield f'{{"built": {json.dumps(rest.pop("built"))},'
    yield '"findings": ['
    yield from json_items(found.to_dict() for found in result.findings)
    yield "],"
    yield json.dumps(rest, sort_keys=True).removeprefix("{")


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
