"""What could stand at the cursor: keys and values of YAML, fields and blocks of a letter, columns and cells of a table.

Lines and columns here are 0-based and count code points, as an editor's do once its units are turned.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, reduce
from operator import getitem
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

import letterpack
from letterpack.countries import country_codes, country_name
from letterpack.formats.tables.signatories import COLUMNS as SIGNATORY_COLUMNS
from letterpack.patterns import late

if TYPE_CHECKING:
    from letterpack import Offer

_KEY: Final = late(r"^(?P<indent>\s*(?:- +)*)(?P<key>[A-Za-z_][\w-]*)\s*:(?:\s|$)")
_TYPED_KEY: Final = late(r"^(?P<indent>\s*(?:- +)*)(?P<typed>[A-Za-z_]*)$")
_FLOW_KEY: Final = late(r"[{,]\s*(?P<key>[A-Za-z_]\w*)\s*:\s*(?P<typed>[^,{}\[\]]*)$")
_FLOW_NAME: Final = late(r"[{,]\s*(?P<typed>[A-Za-z_]*)$")
_ITEM: Final = late(r"^\s*- +(?P<typed>\S*)$")
_RULE: Final = late(r"^---\s*$")
_OPEN_FIELD: Final = late(r"\{\{\s*[\w.]*$")
_OPEN_BLOCK: Final = late(r"^\s*:{1,3}[^:]*$")
_IDS: Final = ("copy_of", "jointly")
_KIND: Final = "kind"
ROOMS: Final = {"form": "forms", "style": "styles", "envelopes": "envelopes", "marks": "marks"}
"""Keys whose values are names of data files, the program's or the campaign's own, and the folder of these."""


SchemaPart: TypeAlias = Mapping[str, Any]
"""A part of a JSON Schema: the file's own shape, which its tests hold."""


class CampaignOffers(Struct, frozen=True):
    """What the campaign has to offer, as it was when it was last understood."""

    offers: tuple[Offer, ...] = ()
    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The names of data files, by their folder."""


class Suggestion(Struct, frozen=True):
    """A text for the cursor's line: it takes the place of the columns ``start`` to ``end`` (0-based, code points).

    ``kind`` is ``key``, ``value``, ``field`` or ``block``; ``about`` says what it is, ``example`` what it prints.
    """

    kind: str
    label: str
    text: str
    start: int
    end: int
    about: str = ""
    example: str = ""


def suggestions(name: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> tuple[Suggestion, ...]:
    """Return what could stand at a cursor in the source ``name``."""
    if name.startswith("letter") and name.endswith(".md"):
        end = front_matter_end(lines)
        if 0 < line < end:
            return tuple(_yaml("letter", lines[1:end], line - 1, column, known))
        return tuple(_letter(lines[line] if line < len(lines) else "", column, known))
    if name.endswith((".yaml", ".yml")):
        return tuple(_yaml(name.rpartition(".")[0], lines, line, column, known))
    if name.endswith(".csv"):
        return tuple(_table(name, lines, line, column, known))
    return ()


def _letter(text: str, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    before, behind = text[:column], text[column:]
    if found := _OPEN_FIELD.search(before):
        closing = re.match(r"[\w.]*\s*\}\}", behind)
        end = column + (closing.end() if closing else 0)
        for offer in known.offers:
            if offer.kind == "field":
                yield Suggestion("field", offer.text[3:-3], offer.text, found.start(), end, "", offer.example)
    elif _OPEN_BLOCK.match(before):
        start = len(before) - len(before.lstrip())
        for offer in known.offers:
            if offer.kind == "block":
                yield Suggestion("block", offer.text.partition("\n")[0], offer.text, start, column, "", offer.example)


def _yaml(schema: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    place = yaml_place(lines, line, column)
    if place is None or schema not in ("letter", "addressees", "letterpack"):
        return
    path = place.path
    first = next((text for text in lines if text.strip() and not text.lstrip().startswith("#")), "")
    if schema == "addressees" and first.lstrip().startswith("-"):
        path = ("to", *path)  # A bare list of addressees means `to`.
    # Behind a dash stands a key of the item's, or an item that is a text.
    if place.is_key and (keys := keys_at(schema, path)):
        for key in keys:
            if key.name not in place.there:
                opened = " [" if key.opens == "list" and key.name in _IDS else "" if key.opens else " "
                yield Suggestion("key", key.name, f"{key.name}:{opened}", place.start, column, key.about)
        return
    name = path[-1] if path else ""
    if name in _IDS and schema == "addressees":
        values = known.ids
    elif name == "enclosures" or path[-2:] == ("enclosures", "file"):
        values = known.enclosures
    else:
        values = (*values_at(schema, path), *known.files.get(ROOMS.get(name, ""), ()))
    yield from _values(name, values, place.start, column, known)


def _values(name: str, values: Iterable[str], start: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    """Yield what may stand under ``name``: countries and languages, which every list has, else ``values``."""
    countries = {code: country_name(code, "en") for code in sorted(country_codes())} if name == "country" else {}
    for value in countries or dict.fromkeys(known.languages if name == "language" else values):
        yield Suggestion("value", value, value, start, column, "", countries.get(value, ""))


def _table(name: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    index, typed = _cell_before(lines, line, column)
    start, addressees = column - len(typed), name.startswith("addressees")
    headers = re.split(r"[,;\t]", lines[0]) if lines else []
    if line == 0:
        keys = [(each, "") for each in SIGNATORY_COLUMNS]
        if addressees:
            keys = [*[(each.name, each.about) for each in keys_at("addressees", ("to",))], (_KIND, "to, cc or bcc")]
        yield from [Suggestion("key", key, key, start, column, about) for key, about in keys if key not in headers]
        return
    header = headers[index].strip().casefold() if index < len(headers) else ""
    offered: dict[str, tuple[str, ...]] = {"consent": ("yes", "no"), "withdrawn": ("yes", "no")}
    if addressees:
        offered = {_KIND: ("to", "cc", "bcc"), "delivery": values_at("addressees", ("to", "delivery"))}
    yield from _values(header, offered.get(header, ()), start, column, known)


class YamlPlace(Struct, frozen=True):
    """A place in YAML: the ``path`` of keys to the mapping or value there, and the column at which it begins. If it ``is_key``,
    ``there`` are the keys that the mapping already has.
    """

    path: tuple[str, ...]
    start: int
    is_key: bool = False
    there: frozenset[str] = frozenset()


def yaml_place(lines: list[str], line: int, column: int) -> YamlPlace | None:
    """Return the place of a cursor in YAML; None within a comment or a text that stands for itself."""
    before = lines[line][:column] if line < len(lines) else ""
    if re.search(r"(^|\s)#", before):
        return None
    if before.count("{") > before.count("}") and ((found := _FLOW_KEY.search(before)) or (found := _FLOW_NAME.search(before))):
        outer = _KEY.match(before)
        indent = len(outer["indent"]) if outer else len(before) - len(before.lstrip(" -"))
        path = (*_path(lines, line, indent), *((outer["key"],) if outer else ()))
        if key := found.groupdict().get("key"):
            return YamlPlace((*path, key), found.start("typed"))
        there = frozenset(re.findall(r"(\w+)\s*:", before[before.rindex("{") :]))
        return YamlPlace(path, found.start("typed"), is_key=True, there=there)
    if found := _TYPED_KEY.match(before):
        width = len(found["indent"])
        return YamlPlace(_path(lines, line, width), width, is_key=True, there=_siblings(lines, line, width))
    if found := _KEY.match(before):
        # In a list in brackets, the value that is being typed is the last.
        typed = re.split(r"[\[,]", before[found.end() :])[-1].lstrip()
        return YamlPlace((*_path(lines, line, len(found["indent"])), found["key"]), len(before) - len(typed))
    found = _ITEM.match(before)
    return YamlPlace(_path(lines, line, found.start("typed")), found.start("typed")) if found else None


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


def _cell_before(lines: list[str], line: int, column: int) -> tuple[int, str]:
    """Return the index of the cell of a table that holds a cursor, and what is typed of it on the cursor's line."""
    separator = max(",;\t", key=lines[0].count) if lines else ","
    text = "\n".join([*lines[:line], *[each[:column] for each in lines[line : line + 1]]])
    rows = []
    with suppress(csv.Error):
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    if not rows or not rows[-1] or text.endswith("\n"):
        return 0, ""
    return len(rows[-1]) - 1, rows[-1][-1].rpartition("\n")[2]


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
            opens = "list" if kinds == ["array"] else "map" if kinds == ["object"] else ""
            found.setdefault(name, SchemaKey(name, about, opens))
    return tuple(found.values())


def values_at(schema: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values that the key at the end of ``path`` may have, where they are few and known."""
    found: dict[str, None] = {}
    for node in _at(schema, path):
        known = node.get("enum", [node["const"]] if "const" in node else [True, False] if node.get("type") == "boolean" else [])
        found.update(dict.fromkeys([str(value).lower() if isinstance(value, bool) else str(value) for value in known]))
    return tuple(found)


def _at(schema: str, path: tuple[str, ...]) -> list[SchemaPart]:
    whole = _schema(schema)
    forms = list(_forms(whole, whole, of_items=True))
    for step in path:
        nodes = [form["properties"][step] for form in forms if step in form.get("properties", {})]
        forms = [form for node in nodes for form in _forms(whole, node, of_items=True)]
    return forms


def _forms(whole: SchemaPart, node: SchemaPart, *, of_items: bool = False) -> Iterator[SchemaPart]:
    """Yield the shapes that ``node`` may have, and those of its items if these are asked for."""
    if "$ref" in node:
        meant = reduce(getitem, node["$ref"].removeprefix("#/").split("/"), whole)
        yield from _forms(whole, meant, of_items=of_items)
        return
    yield node
    below = [each for kind in ("anyOf", "oneOf", "allOf") for each in node.get(kind, ())]
    for each in [*below, *([node["items"]] if of_items and "items" in node else [])]:
        yield from _forms(whole, each, of_items=of_items)
