"""Data files, one way for all kinds: a TOML file of a room's folder, or of the campaign's, becomes a frozen value.

What is wrong with a file is a list of ``Fault``s, all of them in one run; the campaign's become findings, and one in a file of
the program is an exception. msgspec converts: a shape is a ``msgspec.Struct`` whose fields are the file's keys, no other allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Annotated, Any, Final, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from letterpack.model.own_data import OwnData
from letterpack.spans import SourceText, Span
from letterpack.values import replace

ShapeT = TypeVar("ShapeT", bound=msgspec.Struct)
TomlTable: TypeAlias = dict[str, Any]
"""A TOML table as its parser gives it."""
Words = Annotated[str, msgspec.Meta(pattern=r"^\S(.*\S)?$")]
"""A text on one line, with no space around it."""

# Patterns of what msgspec and tomllib say; compiled where something is wrong, for most builds find nothing.
_MOST_FAULTS: Final = 100
"""Of a file that are told at once: each takes a look at the whole file."""
_PLACE: Final = r" - at `\$([^`]*)`$"
_UNKNOWN: Final = r"(?s)Object contains unknown field `(.*)`"
_MISSING: Final = r"Object missing required field `(.*)`"
_EXPECTED: Final = r"Expected `(\w+)"
_TOML_PLACE: Final = r" \(at (?:line (\d+), column (\d+)|end of document)\)$"
_NAMES: Final = {
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "array": "a list",
    "object": "a table",
}
_MOST_DOTS: Final = 200
"""On a line: each dot of a key begins a table."""
_DEEPEST: Final = 8
_STAND_INS: Final[Mapping[str, object]] = {"float": 1.0, "int": 1, "str": "x", "array": [], "object": {}}
"""What stands for a value that was reported, so that the rest of the file is looked at too."""


class Fault(Struct, frozen=True):
    """What is wrong with a data file, where, and what to do; ``keys`` lead to the place, and ``known`` may stand there.

    ``contradicts`` is of numbers that are each right and together are not.
    """

    keys: tuple[str, ...]
    message: str
    hint: str
    known: tuple[str, ...] = ()
    contradicts: bool = False


class FileTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a data file, which knows no other keys."""


class BrokenData(ValueError):
    """A data file of the program itself is wrong."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{file}: {'.'.join(fault.keys)}: {fault.message} ({fault.hint})" for fault in faults))


class NotToml(ValueError):
    """A text is not TOML. ``line`` and ``column`` are 1-based, 0 where they are not known."""

    def __init__(self, said: str) -> None:
        place = re.search(_TOML_PLACE, said)
        super().__init__(re.sub(_TOML_PLACE, "", said))
        self.line, self.column = (int(place[1] or 0), int(place[2] or 0)) if place else (0, 0)


@cache
def program_names(room: str) -> tuple[str, ...]:
    """Return the names, sorted and without ``.toml``, of the files in the folder ``room`` of the program."""
    folder = files(__package__ or "letterpack").joinpath(room)
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def names(room: str, own: OwnData) -> tuple[str, ...]:
    """Return the names of the program's files of ``room`` and of the campaign's, sorted."""
    return tuple(sorted({*program_names(room), *own.names(room)}))


@cache
def program_table(room: str, name: str) -> TomlTable:
    """Return the program's file ``name`` of ``room``. Raises ``KeyError`` where there is none. Nobody changes what comes.

    It is read by a compiled parser: a letter needs thirty such files. Those of others go through
    ``parse``.
    """
    import tomli

    if name not in program_names(room):
        raise KeyError(name)
    text = files(__package__ or "letterpack").joinpath(room, f"{name}.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def program_rows(room: str, name: str, shape: type[ShapeT]) -> dict[str, ShapeT]:
    """Return the tables of the program's file ``name`` of ``room`` by their names, each as ``shape``. Raises ``BrokenData``."""
    rows: dict[str, ShapeT] = {}
    faults: list[Fault] = []
    for key, table in program_table(room, name).items():
        row = convert(table, shape)
        if isinstance(row, list):
            faults += [replace(fault, keys=(key, *fault.keys)) for fault in row]
        else:
            rows[key] = row
    if faults:
        raise BrokenData(f"{room}/{name}.toml", faults)
    return rows


def parse(text: str) -> TomlTable:
    """Return the table that ``text`` is. Raises ``NotToml``."""
    import tomllib

    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise NotToml("tables are nested too deeply")  # tomllib takes the square of a dotted key's parts.
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(str(error)) from error
    except (RecursionError, ValueError) as error:
        raise NotToml("a value is nested too deeply, or a number is too long") from error
    if _is_deep(table):
        raise NotToml("tables are nested too deeply")
    return table


def _is_deep(table: TomlTable) -> bool:
    """Whether ``table`` has more levels than any data file: a walk through it might not come back."""
    level: list[object] = [table]
    for _ in range(_DEEPEST):
        level = [below for value in level for below in _values(value)]
    return bool(level)


def _values(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def over(base: Mapping[str, Any], own: Mapping[str, Any]) -> TomlTable:
    """Return ``base`` with what ``own`` says instead, table by table: a file that names only what differs."""
    merged = dict(base)
    for key, value in own.items():
        below = base.get(key)
        merged[key] = over(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def convert(table: TomlTable, shape: type[ShapeT]) -> ShapeT | list[Fault]:
    """Return ``table`` as ``shape``, or what is wrong with it, of many mistakes the first.

    msgspec names one mistake at a time, so each is told, taken out of a copy, and the copy looked at again.
    """
    found = [_no_number(keys) for keys in islice(_not_finite(table, ()), _MOST_FAULTS)]
    data, told = deepcopy(table), {fault.keys for fault in found}
    said: set[str] = set()
    while True:
        try:
            converted = msgspec.convert(data, shape)
            return found or converted
        except msgspec.ValidationError as error:
            if str(error) in said or len(found) >= _MOST_FAULTS:
                return found
            said.add(str(error))
            fault = _mended(data, shape, str(error))
        if not any(fault.keys[:length] in told for length in range(1, len(fault.keys) + 1)):
            found.append(fault)
        told.add(fault.keys)


def _mended(data: TomlTable, shape: type[msgspec.Struct], error: str) -> Fault:
    """Take what msgspec's ``error`` speaks of out of ``data``, or put a stand-in there; return what is wrong."""
    place, said = re.search(_PLACE, error), re.sub(_PLACE, "", error)
    keys = tuple(re.findall(r"[\w-]+", place[1].partition("[")[0])) if place else ()
    if place and "[" in place[1]:
        # Which of several values msgspec means it does not always say, so all of them are taken out.
        del _below(data, keys[:-1])[keys[-1]]
        return Fault(keys, f"a value in `{keys[-1]}` is wrong: {_plain(said)}", "correct it")
    if unknown := re.match(_UNKNOWN, said):
        del _below(data, keys)[unknown[1]]
        hint = f"the keys here are {', '.join(known := _keys_of(shape, keys))}"
        return Fault((*keys, unknown[1]), f"the key `{unknown[1]}` is not known here", hint, known)
    if missing := re.match(_MISSING, said):
        _below(data, keys)[missing[1]] = None
        where = f"`{'.'.join(keys)}`" if keys else "the file"
        return Fault((*keys, missing[1]), f"{where} has no `{missing[1]}`", f"add `{missing[1]}`")
    expected = re.match(_EXPECTED, said)
    kind = expected[1] if expected else "float"
    _below(data, keys[:-1])[keys[-1]] = deepcopy(_STAND_INS[kind])
    return Fault(keys, f"`{keys[-1]}` is not {_wanted(kind, said)}", f"write {_wanted(kind, said)}")


def in_words(error: msgspec.DecodeError) -> str:
    """Return what is wrong with data that others wrote: the key, and what it should be."""
    place, said = re.search(_PLACE, str(error)), re.sub(_PLACE, "", str(error))
    expected = re.match(_EXPECTED, said)
    where = place[1].lstrip(".") if place else ""
    if expected and where:
        return f"`{where}` is not {_wanted(expected[1], said)}"
    if expected or re.match(_MISSING, said) or re.match(_UNKNOWN, said):
        return _plain(said) + (f" in `{where}`" if where else "")
    start = said[:1].lower() if said[1:2].islower() else said[:1]
    return f"{start}{said[1:]}" + (f" in `{where}`" if where else "")


def _plain(said: str) -> str:
    """Return what msgspec ``said`` in words."""
    unknown, missing, expected = re.match(_UNKNOWN, said), re.match(_MISSING, said), re.match(_EXPECTED, said)
    if unknown or missing:
        return f"`{unknown[1]}` is not known there" if unknown else f"`{missing[1] if missing else ''}` is missing"
    return f"it is not {_wanted(expected[1] if expected else '', said)}"


def _wanted(kind: str, said: str) -> str:
    """Return in words what msgspec ``said`` it expected: ``Expected `float` > 0.0``."""
    if kind == "str":
        return "a text on one line, with no space around it" if "regex" in said else "a text"
    bound = re.search(r"(>=|<=|>|<) ([\d.]+)", said.partition("` ")[2])
    words = {">": "greater than", ">=": "at least", "<": "less than", "<=": "at most"}
    return f"{_NAMES.get(kind, kind)} {words[bound[1]]} {float(bound[2]):g}" if bound else _NAMES.get(kind, kind)


def _below(table: TomlTable, keys: tuple[str, ...]) -> TomlTable:
    for key in keys:
        table = table[key]
    return table


def _keys_of(shape: type[msgspec.Struct], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that may stand in the table to which ``keys`` lead."""
    schema = msgspec.json.schema(shape)
    node: dict[str, Any] = schema
    for key in (None, *keys):
        node = node["properties"][key] if key else node
        reference = next((each["$ref"] for each in (node, *node.get("anyOf", ())) if "$ref" in each), "")
        node = schema["$defs"][reference.rpartition("/")[2]] if reference else node
    return tuple(node["properties"])


def _not_finite(value: object, keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _not_finite(below, (*keys, key))
    elif isinstance(value, list):
        for item in value:
            yield from _not_finite(item, keys)
    elif isinstance(value, float) and not math.isfinite(value):
        yield keys


def _no_number(keys: tuple[str, ...]) -> Fault:
    return Fault(keys, f"`{keys[-1]}` is not a number that can be used", "write a number such as 25.0")


def locate(source: SourceText, keys: tuple[str, ...]) -> Span:
    """Return the place of the value to which ``keys`` lead, or of the nearest key or table around it."""
    start, end, left = _section(source.text, keys)
    at: tuple[int, int] | None = None
    for position, key in enumerate(left):
        before = r"^[ \t]*" if position == 0 else r"[{,\s]"
        found = re.compile(rf"{before}(?P<key>{re.escape(key)})\s*=\s*(?P<value>[^\s,}}#]+)", re.MULTILINE).search(
            source.text, start, end
        )
        if not found:
            break
        at, start = found.span("key"), found.start("value")
    if at:
        return source.span(*at)
    header = source.text.rfind("\n", 0, start - 1) + 1 if start else 0
    return source.span(header, start - 1) if start else Span(source.file)


def _section(text: str, keys: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
    """Return where the body of the innermost ``[table]`` around ``keys`` begins and ends, and the keys that lead on in it."""
    heads = [(match.end(), match.start(), match[1]) for match in re.finditer(r"^\[([\w.\-]+)\][^\n]*\n?", text, re.MULTILINE)]
    for length in range(len(keys), 0, -1):
        for index, (body, _, name) in enumerate(heads):
            if name == ".".join(keys[:length]):
                end = heads[index + 1][1] if index + 1 < len(heads) else len(text)
                return body, end, keys[length:]
    return 0, heads[0][1] if heads else len(text), keys
