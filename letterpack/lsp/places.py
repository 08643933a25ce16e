"""Where a cursor stands in a source: the keys around it in YAML, the cell in a table, front matter or text in a letter; and what
the JSON Schemas say of a place in YAML.

Lines and columns here are 0-based and count code points, as an editor's do once its units are turned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from msgspec import Struct

import letterpack
from letterpack.patterns import late

_KEY: Final = late(r"^(?P<indent>\s*(?:- +)*)(?P<key>[A-Za-z_][\w-]*)\s*:(?:\s|$)")
_TYPED_KEY: Final = late(r"^(?P<indent>\s*(?:- +)*)(?P<typed>[A-Za-z_]*)$")
_FLOW_KEY: Final = late(r"[{,]\s*(?P<key>[A-Za-z_]\w*)\s*:\s*(?P<typed>[^,{}\[\]]*)$")
_FLOW_NAME: Final = late(r"[{,]\s*(?P<typed>[A-Za-z_]*)$")
_ITEM: Final = late(r"^\s*- +(?P<typed>\S*)$")
_RULE: Final = late(r"^---\s*$")

SchemaPart: TypeAlias = Mapping[str, Any]
"""A part of a JSON Schema: the file's own shape, which its tests hold."""


class YamlPlace(Struct, frozen=True):
    """A place in YAML: the ``path`` of keys to the mapping or value there, what is ``typed`` of it before the cursor, and the
    column at which that begins. Where it ``is_key``, ``there`` are the keys that the mapping already has.
    """

    path: tuple[str, ...]
    typed: str
    start: int
    is_key: bool = False
    there: frozenset[str] = frozenset()


def yaml_place(lines: list[str], line: int, column: int) -> YamlPlace | None:
    """Return the place of a cursor in YAML; None within a comment or a text that stands for itself."""
    before = lines[line][:column] if line < len(lines) else ""
    if re.search(r"(^|\s)#", before):
        return None
    return _in_braces(lines, line, before) or _in_block(lines, line, before)


def _in_braces(lines: list[str], line: int, before: str) -> YamlPlace | None:
    if before.count("{") <= before.count("}"):
        return None
    if found := _FLOW_KEY.search(before):
        return YamlPlace((*_above(lines, line, before), found["key"]), found["typed"], found.start("typed"))
    if found := _FLOW_NAME.search(before):
        there = frozenset(re.findall(r"(\w+)\s*:", before[before.rindex("{") :]))
        return YamlPlace(_above(lines, line, before), found["typed"], found.start("typed"), is_key=True, there=there)
    return None


def _in_block(lines: list[str], line: int, before: str) -> YamlPlace | None:
    if found := _TYPED_KEY.match(before):
        width = len(found["indent"])
        there = _siblings(lines, line, width)
        return YamlPlace(_path(lines, line, width), found["typed"], width, is_key=True, there=there)
    if found := _KEY.match(before):
        # In a list in brackets, the value that is being typed is the last.
        typed = re.split(r"[\[,]", before[found.end() :])[-1].lstrip()
        return YamlPlace((*_path(lines, line, len(found["indent"])), found["key"]), typed, len(before) - len(typed))
    if found := _ITEM.match(before):
        return YamlPlace(_path(lines, line, found.start("typed")), found["typed"], found.start("typed"))
    return None


def _above(lines: list[str], line: int, before: str) -> tuple[str, ...]:
    """Return the path of the mapping in braces that ``before`` ends in."""
    found = _KEY.match(before)
    indent = len(found["indent"]) if found else len(before) - len(before.lstrip(" -"))
    return (*_path(lines, line, indent), *((found["key"],) if found else ()))


def _path(lines: list[str], line: int, width: int) -> tuple[str, ...]:
    """Return the keys above ``line`` that a key at column ``width`` is under."""
    path: list[str] = []
    for text in reversed(lines[:line]):
        found = _KEY.match(text)
        bare = len(text) - len(text.lstrip())
        # A list may stand at its key's own column: the dash makes the difference.
        if found and len(found["indent"]) < width and (bare < width):
            path.append(found["key"])
            width = len(found["indent"])
        if not width:
            break
    return tuple(reversed(path))


def _siblings(lines: list[str], line: int, width: int) -> frozenset[str]:
    """Return the keys that stand at column ``width`` in the same mapping as ``line``."""
    found: set[str] = set()
    for step in (-1, 1):
        starts_here = "-" in lines[line][:width] if line < len(lines) else False
        at = line
        while 0 <= at < len(lines):
            text = lines[at]
            key = _KEY.match(text)
            if at != line and text.strip() and not text.lstrip().startswith("#"):
                opens = "-" in text[:width]
                if len(text) - len(text.lstrip(" -")) < width or (step == 1 and opens) or (step == -1 and starts_here):
                    break
                if key and len(key["indent"]) == width:
                    found.add(key["key"])
                if step == -1 and opens:
                    break
            at += step
    return frozenset(found)


def front_matter_end(lines: list[str]) -> int:
    """Return the 0-based line that ends a letter's front matter; 0 without any, the number of lines where it has no end."""
    if not lines or not _RULE.match(lines[0]):
        return 0
    return next((number for number, text in enumerate(lines[1:], 1) if _RULE.match(text)), len(lines))


def cell_before(lines: list[str], line: int, column: int) -> tuple[int, str]:
    """Return the index of the cell of a table that holds a cursor, and what is typed of it on the cursor's line.

    A cell in quotation marks may have several lines.
    """
    separator = max(",;\t", key=lines[0].count) if lines else ","
    index, is_quoted = 0, False
    for number, text in enumerate(lines[: line + 1]):
        if not is_quoted:
            index = 0
        begins = 0
        for found in re.finditer(rf'["{separator}]', text[:column] if number == line else text):
            if found[0] == '"':
                # A cell begins with its quotation mark; one within others is a sign of its text.
                is_quoted = not is_quoted and not text[begins : found.start()].strip()
            elif not is_quoted:
                index, begins = index + 1, found.end()
        if number == line:
            return index, text[begins:column]
    return 0, ""


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
