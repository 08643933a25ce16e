"""The Arlington PDF Model (PDF Association, Apache-2.0) as a judge: which keys each object may and must have, of which types.

``arlington.tar.xz`` holds its tables for PDF 1.7, commit 5a86394, with LICENSE and NOTICE. What is judged: keys that no table
knows, keys that must be there, types, values of which a list is given, what must be indirect, and all of it again for whatever a
key leads to. Conditions (``fn:``) that need more than a file's version and its extensions are left out. pypdf reads the files.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

_ARCHIVE: Final = Path(__file__).with_name("arlington.tar.xz")
_CLASSES: Final = {
    "array": ArrayObject, "rectangle": ArrayObject, "matrix": ArrayObject, "boolean": BooleanObject, "name": NameObject,
    "stream": StreamObject, "null": NullObject, "name-tree": DictionaryObject, "number-tree": DictionaryObject,
    "integer": NumberObject, "bitmask": NumberObject,
}  # fmt: skip
_NOT_TOLD: Final = ("*", "Length")
"""A stand-in for any key; and what pypdf takes out of a stream when it has read it."""
_ANYTHING: Final = ("_UniversalArray", "_UniversalDictionary")
"""Tables that know nothing of what they hold, such as a link that a structure tree names: its page leads to it as well."""
_TREES: Final = ("name-tree", "number-tree")
_LENGTHS: Final = {"rectangle": 4, "matrix": 6}


class Row(NamedTuple):
    """A key of a table: its types, and for each what is possible and what it leads to."""

    types: tuple[str, ...]
    required: bool
    indirect: bool
    values: tuple[tuple[str, ...], ...]
    links: tuple[tuple[str, ...], ...]


@cache
def tables() -> dict[str, dict[str, Row]]:
    """All tables, by their names."""
    found: dict[str, dict[str, Row]] = {}
    with tarfile.open(_ARCHIVE) as archive:
        for member in archive:
            if member.name.endswith(".tsv"):
                lines = archive.extractfile(member).read().decode().splitlines()
                found[Path(member.name).stem] = {
                    line.split("\t")[0]: _row((line.split("\t") + [""] * 12)[:12]) for line in lines[1:]
                }
    return found


def _row(cells: list[str]) -> Row:
    types = tuple(_plain(each) for each in cells[1].split(";"))
    values, links = _by_type(cells[8], len(types)), _by_type(cells[10], len(types))
    return Row(types, cells[4] == "TRUE", cells[5] == "TRUE", values, links)


def _by_type(cell: str, count: int) -> tuple[tuple[str, ...], ...]:
    """What a cell says for each type: a list in brackets each."""
    found = [tuple(_plain(each) for each in _split(part.strip("[]"))) if part else () for part in cell.split(";")]
    return tuple((found + [()] * count)[:count])


def _split(text: str) -> list[str]:
    return [each for each in re.split(r",(?![^(]*\))", text) if each]


def _plain(text: str) -> str:
    """A type, value or link without the condition that is around it."""
    while match := re.fullmatch(
        r"fn:(?:SinceVersion|BeforeVersion|Deprecated|IsPDFVersion|Extension)\((?:[^,()]+,)?(.*)\)", text
    ):
        text = match[1]
    return text


class _Below(NamedTuple):
    """What a key leads to, the tables that it may be of, and where it stands."""

    raw: PdfObject
    links: tuple[str, ...]
    place: str


def faults(data: bytes) -> list[str]:
    """What the model holds against the file."""
    reader = PdfReader(BytesIO(data))
    waiting = [_Below(reader.trailer.raw_get("/Root"), ("Catalog",), "Root")]
    if "/Info" in reader.trailer:
        waiting.append(_Below(reader.trailer.raw_get("/Info"), ("DocInfo",), "Info"))
    found: dict[str, None] = {}
    seen: set[tuple[int, tuple[str, ...]]] = set()
    while waiting:
        raw, links, place = waiting.pop()
        key = (raw.idnum, links) if isinstance(raw, IndirectObject) else None
        if key in seen:
            continue
        seen.update((key,) if key else ())
        value = raw.get_object()
        for each in _look(value, _fitting(value, links), place):
            if isinstance(each, str):
                found[each] = None
            else:
                waiting.append(each)
    return list(found)


def _look(value: PdfObject | None, table: str, place: str) -> Iterator[str | _Below]:
    """What is wrong with ``value`` itself, and what is below it."""
    rows = tables()[table]
    if isinstance(value, ArrayObject):
        numbered = [key for key in rows if key.rstrip("*").isdigit()]
        for index, each in enumerate(list.__iter__(value)):
            row = rows.get(str(index)) or rows.get("*") or (rows.get(f"{index % len(numbered)}*") if numbered else None)
            if row is None:
                yield f"{place} ({table}) has an entry {index}"
            else:
                yield from _judge(each, row, table, f"{place}[]")
        return
    if not isinstance(value, DictionaryObject):
        yield f"{place} is no {table}"
        return
    for key, row in rows.items():
        if row.required and key not in _NOT_TOLD and f"/{key}" not in value:
            yield f"{place} ({table}) has no {key}"
    for key in value:
        row = rows.get(key[1:]) or rows.get("*")
        if row is None:
            yield f"{place} ({table}) has the key {key[1:]}"
        else:
            yield from _judge(value.raw_get(key), row, table, f"{place}.{key[1:]}")


def _judge(raw: PdfObject, row: Row, table: str, place: str) -> Iterator[str | _Below]:
    value = raw.get_object()
    index = next((index for index, kind in enumerate(row.types) if _is(value, kind)), None)
    if index is None:
        yield f"{place} ({table}) is a {type(value).__name__}, not {' or '.join(row.types)}"
        return
    if row.indirect and not isinstance(raw, IndirectObject):
        yield f"{place} ({table}) is not indirect"
    allowed = row.values[index]
    if allowed and not any(each.startswith("fn:") or each == "*" for each in allowed) and str(value).lstrip("/") not in allowed:
        yield f"{place} ({table}) is {value}, not one of {', '.join(allowed)}"
    links = tuple(link for link in row.links[index] if link not in _ANYTHING)
    if row.types[index] in _TREES or not links:
        return
    yield _Below(raw, links, place)


def _fitting(value: PdfObject | None, links: tuple[str, ...]) -> str:
    """Of the tables that a key may lead to, the one with the least against it."""
    known = [link for link in links if link in tables()]
    if len(known) == 1:
        return known[0]
    return min(known, key=lambda link: sum(isinstance(each, str) for each in _look(value, link, "")))


def _is(value: PdfObject | None, kind: str) -> bool:
    if kind in ("string", "string-text", "string-byte", "string-ascii", "date"):
        return isinstance(value, TextStringObject | ByteStringObject)
    if kind == "number":
        return isinstance(value, NumberObject | FloatObject)
    if kind == "dictionary":
        return isinstance(value, DictionaryObject) and not isinstance(value, StreamObject)
    if kind in _LENGTHS:
        return isinstance(value, ArrayObject) and len(value) == _LENGTHS[kind]
    return kind in _CLASSES and isinstance(value, _CLASSES[kind])
