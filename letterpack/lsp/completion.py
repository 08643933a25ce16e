"""What could stand at the cursor: keys and values of YAML, fields and blocks of a letter, columns and cells of a table.

Lines and columns here are 0-based and count code points, as an editor's do once its units are turned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
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
        end = column + (len(closing[0]) if (closing := re.match(r"[\w.]*\s*\}\}", behind)) else 0)
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
    # A bare list of addressees means `to`.
    path = ("to", *place.path) if schema == "addressees" and _is_bare(lines) else place.path
    # Behind a dash stands a key of the item's, or an item that is a text.
    if place.is_key and (keys := keys_at(schema, path)):
        for key in keys:
            if key.name not in place.there:
                yield Suggestion("key", key.name, _opened(key), place.start, column, key.about)
        return
    for value, example in _values(schema, path, known):
        yield Suggestion("value", value, value, place.start, column, "", example)


def _is_bare(lines: Iterable[str]) -> bool:
    first = next((text for text in lines if text.strip() and not text.lstrip().startswith("#")), "")
    return first.lstrip().startswith("-")


def _opened(key: SchemaKey) -> str:
    return f"{key.name}: [" if key.opens == "list" and key.name in _IDS else f"{key.name}:" if key.opens else f"{key.name}: "


def _values(schema: str, path: tuple[str, ...], known: CampaignOffers) -> list[tuple[str, str]]:
    key = path[-1] if path else ""
    if key == "country":
        return _countries()
    if key in _IDS and schema == "addressees":
        return _plain(known.ids)
    if key == "language":
        return _plain(known.languages)
    if key == "enclosures" or path[-2:] == ("enclosures", "file"):
        return _plain(known.enclosures)
    return _plain((*values_at(schema, path), *known.files.get(ROOMS.get(key, ""), ())))


def _plain(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, "") for each in dict.fromkeys(values)]


def _countries() -> list[tuple[str, str]]:
    return [(code, country_name(code, "en")) for code in sorted(country_codes())]


def _table(name: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    index, typed = cell_before(lines, line, column)
    start = column - len(typed)
    addressees = name.startswith("addressees")
    if line == 0:
        keys = keys_at("addressees", ("to",)) if addressees else tuple([SchemaKey(each, "", "") for each in SIGNATORY_COLUMNS])
        there = set(re.split(r"[,;\t]", lines[0]))
        for key in (*keys, *((SchemaKey(_KIND, "to, cc or bcc", ""),) if addressees else ())):
            if key.name not in there:
                yield Suggestion("key", key.name, key.name, start, column, key.about)
        return
    header = re.split(r"[,;\t]", lines[0])
    column_name = header[index].strip().casefold() if index < len(header) else ""
    offered: dict[str, list[tuple[str, str]]] = {"language": _plain(known.languages)}
    if addressees:
        offered |= {_KIND: _plain(("to", "cc", "bcc")), "delivery": _plain(values_at("addressees", ("to", "delivery")))}
    else:
        offered |= dict.fromkeys(("consent", "withdrawn"), _plain(("yes", "no")))
    for value, example in _countries() if column_name == "country" else offered.get(column_name, ()):
        yield Suggestion("value", value, value, start, column, "", example)


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
    return _in_braces(lines, line, before) or _in_block(lines, line, before)


def _in_braces(lines: list[str], line: int, before: str) -> YamlPlace | None:
    if before.count("{") > before.count("}"):
        if found := _FLOW_KEY.search(before):
            return YamlPlace((*_above(lines, line, before), found["key"]), found.start("typed"))
        if found := _FLOW_NAME.search(before):
            there = frozenset(re.findall(r"(\w+)\s*:", before[before.rindex("{") :]))
            return YamlPlace(_above(lines, line, before), found.start("typed"), is_key=True, there=there)
    return None


def _in_block(lines: list[str], line: int, before: str) -> YamlPlace | None:
    if found := _TYPED_KEY.match(before):
        width = len(found["indent"])
        return YamlPlace(_path(lines, line, width), width, is_key=True, there=_siblings(lines, line, width))
    if found := _KEY.match(before):
        # In a list in brackets, the value that is being typed is the last.
        typed = re.split(r"[\[,]", before[found.end() :])[-1].lstrip()
        return YamlPlace((*_path(lines, line, len(found["indent"])), found["key"]), len(before) - len(typed))
    if found := _ITEM.match(before):
        return YamlPlace(_path(lines, line, found.start("typed")), found.start("typed"))
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
