"""The file that goes to a printing service with a PDF: its fields filled in, judged, and written as JSON or XML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.patterns import late
from letterpack.providers import EitherValue, Fields, FieldValue, HandoverShape

KnownOfPacket: TypeAlias = Mapping[str, FieldValue | tuple[str, ...]]
"""What is known of a packet, by the names that providers' files use."""
Values: TypeAlias = dict[str, FieldValue]
"""Filled fields by the keys that lead to each, with dots between them; those that nothing is known for are left out."""

_ASKED: Final = late(r"=([a-z_]+?)(\d?)(\+?)")
"""``=city``; of several lines ``=street1`` is the first, ``=street2+`` the second and all below it."""
_LIST: Final = "[]"


def filled(shape: HandoverShape, known: KnownOfPacket) -> Values:
    """Return the fields of ``shape`` with what is ``known`` of a packet."""
    about: KnownOfPacket = {**known, "abroad": _is_abroad(known["country"], shape, known)}
    values = {path: _value(said, about) for path, said in _fields(shape, known).items()}
    return {path: value for path, value in values.items() if value != ""}


def _fields(shape: HandoverShape, known: KnownOfPacket) -> Fields:
    abroad = shape.abroad if _is_abroad(known["country"], shape, known) else {}
    return {**shape.fields, **abroad, **(shape.sender_abroad if _is_abroad(known["sender_country"], shape, known) else {})}


def _is_abroad(country: object, shape: HandoverShape, known: KnownOfPacket) -> bool:
    return country not in ("", shape.home or known["sender_country"])


def _value(said: FieldValue | EitherValue, known: KnownOfPacket) -> FieldValue:
    if isinstance(said, EitherValue):
        return said.then if known[said.when] else said.otherwise
    asked = _ASKED.fullmatch(said) if isinstance(said, str) else None
    if asked is None:
        return said
    found = known[asked[1]]
    if not isinstance(found, tuple):
        return found
    first = int(asked[2] or 1) - 1
    return ", ".join(found[first:] if asked[3] or not asked[2] else found[first : first + 1])


def wants(shape: HandoverShape, names: frozenset[str], known: KnownOfPacket) -> bool:
    """Whether the fields of a packet of which so much is ``known`` ask for one of ``names``."""
    said = _fields(shape, known).values()
    return any(asked[1] in names for each in said if isinstance(each, str) and (asked := _ASKED.fullmatch(each)))


class RefusedField(Struct, frozen=True):
    """What a service would refuse of a field, in words; whether nothing is there; and whether it is said of the sender."""

    message: str
    is_missing: bool
    is_of_sender: bool


def refused(shape: HandoverShape, values: Values) -> Iterator[RefusedField]:
    """Yield what the service would refuse of ``values``."""
    for paths in shape.required:
        asked = paths.split("|")
        if not any(path in values for path in asked):
            message = f"there is nothing for `{paths.replace('|', '` or `')}`"
            yield RefusedField(message, is_missing=True, is_of_sender=_asks_sender(shape, asked[0]))
    for path, longest in shape.longest.items():
        value = values.get(path, "")
        if isinstance(value, str) and len(value) > longest:
            message = f"`{path}` is `{value}`, which has {len(value)} characters and may have {longest}"
            yield RefusedField(message, is_missing=False, is_of_sender=_asks_sender(shape, path))


def _asks_sender(shape: HandoverShape, path: str) -> bool:
    return any(str(fields.get(path)).startswith("=sender_") for fields in (shape.fields, shape.abroad, shape.sender_abroad))


def written(shape: HandoverShape, values: Values) -> bytes:
    """Return the file: JSON, or XML."""
    tree: dict[str, object] = {}
    for path, value in values.items():
        node = tree
        *above, last = path.split(".")
        for key in above:
            node = _below(node, key)
        node[last] = value
    if shape.kind == "json":
        return (json.dumps([tree] if shape.is_list else tree, ensure_ascii=False, indent=1) + "\n").encode()
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{shape.root} xmlns="{escape(shape.namespace)}">\n'
    return (head + "".join(_elements(tree, " ")) + f"</{shape.root}>\n").encode()


def _below(node: dict[str, object], key: str) -> dict[str, object]:
    name = key.removesuffix(_LIST)
    if name not in node:
        below: dict[str, object] = {}
        node[name] = [below] if key.endswith(_LIST) else below
    found = node[name]
    inner = found[0] if isinstance(found, list) else found
    assert isinstance(inner, dict)
    return inner


def _elements(tree: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield f"{indent}<{name}>\n"
            yield from _elements(value, f"{indent} ")
            yield f"{indent}</{name}>\n"
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield f"{indent}<{name}>{escape(text, quote=False)}</{name}>\n"
