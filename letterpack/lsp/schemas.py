"""What the JSON Schemas say of a place in a YAML file: the keys that may stand there, and the values that a key may have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from msgspec import Struct

import letterpack

SchemaPart: TypeAlias = Mapping[str, Any]
"""A part of a JSON Schema: the file's own shape, which its tests hold."""


class SchemaKey(Struct, frozen=True):
    """A key that may stand at a place, and what it is for. ``opens`` what follows it: a ``list``, a ``map``, or nothing."""

    name: str
    about: str
    opens: str


@cache
def _schema(name: str) -> SchemaPart:
    found: SchemaPart = json.loads(letterpack.schema(name))
    return found


def keys_at(schema: str, path: tuple[str, ...]) -> tuple[SchemaKey, ...]:
    """Return the keys that a mapping at ``path`` may have; lists on the way are stepped into."""
    found: dict[str, SchemaKey] = {}
    for node in _at(schema, path):
        for name, value in node.get("properties", {}).items():
            below = list(_forms(_schema(schema), value))
            about = next((each["description"] for each in (value, *below) if "description" in each), "")
            kinds = [each["type"] for each in below if "type" in each]
            opens = next((what for kind, what in (("array", "list"), ("object", "map")) if kinds == [kind]), "")
            found.setdefault(name, SchemaKey(name, about, opens))
    return tuple(found.values())


def values_at(schema: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values that the key at the end of ``path`` may have, where they are few and known."""
    found: dict[str, None] = {}
    for node in _at(schema, path):
        said = node.get("enum", [node["const"]] if "const" in node else [True, False] if node.get("type") == "boolean" else [])
        for value in said:
            found[str(value).lower() if isinstance(value, bool) else str(value)] = None
    return tuple(found)


def _at(schema: str, path: tuple[str, ...]) -> Iterator[SchemaPart]:
    whole = _schema(schema)
    nodes = [whole]
    for step in path:
        forms = [form for node in nodes for form in _within(whole, node)]
        nodes = [form["properties"][step] for form in forms if step in form.get("properties", {})]
    yield from (form for node in nodes for form in _within(whole, node))


def _within(whole: SchemaPart, node: SchemaPart) -> Iterator[SchemaPart]:
    """Yield the shapes that ``node`` may have, and those of its items."""
    for form in _forms(whole, node):
        yield form
        if "items" in form:
            yield from _within(whole, form["items"])


def _forms(whole: SchemaPart, node: SchemaPart) -> Iterator[SchemaPart]:
    if "$ref" in node:
        meant = whole
        for step in node["$ref"].removeprefix("#/").split("/"):
            meant = meant[step]
        yield from _forms(whole, meant)
        return
    yield node
    for kind in ("anyOf", "oneOf", "allOf"):
        for each in node.get(kind, ()):
            yield from _forms(whole, each)
