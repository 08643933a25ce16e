"""Stage 1 of 7: ``addressees.yaml`` as entries of the lists to, cc and bcc; a bare list means to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.limits import MOST_YAML_ENTRIES
from letterpack.model.campaign import Input, Kind
from letterpack.model.sources import ListNode, MapNode, Node, NodeOrigin, TextNode
from letterpack.world import World

KINDS: Final[tuple[Kind, ...]] = ("to", "cc", "bcc")


class YamlEntry(Struct, frozen=True):
    """One entry: its kind and its mapping with places."""

    kind: Kind
    node: MapNode


class AddresseeEntries(Struct, frozen=True):
    """The entries of ``addressees.yaml`` in its order, and the file with its digest."""

    entries: tuple[YamlEntry, ...]
    input: Input


def read_addressee_entries(world: World, path: str, report: Report) -> AddresseeEntries | None:
    """Return the entries of ``path``; None, with a finding, where the file is no text."""
    found = read_yaml(world, path, report)
    if found is None:
        return None
    node, source = found
    entries = tuple(_entries(node, report)) if node else ()
    if len(entries) > MOST_YAML_ENTRIES:
        message = f"there are {len(entries):,} addressees and copies, but at most {MOST_YAML_ENTRIES:,} are read from {path}"
        report.error(
            "LP113", entries[MOST_YAML_ENTRIES].node.span, message, "put them into addressees.csv, which may be of any length"
        )
        entries = ()
    return AddresseeEntries(entries, source)


def _entries(node: Node, report: Report) -> Iterator[YamlEntry]:
    if isinstance(node, MapNode):
        for entry in node.entries:
            kind = next((kind for kind in KINDS if kind == entry.key.text), None)
            if kind is None:
                otherwise = "the file has the lists `to`, `cc` and `bcc`; put each addressee in one of them"
                hint = did_you_mean(entry.key.text, KINDS, otherwise)
                report.error("LP151", entry.key.span, f"the key `{entry.key.text}` is not known here", hint)
            else:
                yield from _items(kind, entry.value, report)
    else:
        yield from _items("to", node, report)


def _items(kind: Kind, node: Node, report: Report) -> Iterator[YamlEntry]:
    if isinstance(node, ListNode):
        for item in node.items:
            if isinstance(item, MapNode):
                yield YamlEntry(kind, item)
            else:
                hint = "write `- title: Minister of Information`"
                report.error("LP152", NodeOrigin(item).span(), "an addressee is a mapping", hint)
    elif not isinstance(node, TextNode) or node.text:
        hint = "begin each addressee with `- `"
        report.error("LP152", NodeOrigin(node).span(), f"`{kind}` is a list of addressees", hint)
