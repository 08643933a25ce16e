"""YAML as a tree that knows where each value begins and ends in its text, to the character: what an edit needs.

``nodes`` makes the tree that a campaign is read from; this one keeps how values are written instead of what is wrong with them.
"""

from __future__ import annotations

from typing import Final, Literal, cast

import yaml
from msgspec import Struct, field
from yaml.error import Mark
from yaml.events import AliasEvent, CollectionEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from letterpack.patterns import late

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SHOWN: Final = late(r"[^\n]")


class YamlPart(Struct):
    """A value: its text, or what is in it; ``start`` and ``end`` are offsets in the file's text, ``line`` and ``column`` 1-based.

    ``style`` is how a text is written: empty for a plain one, a quote, ``|`` or ``>``. ``flow`` is true of what stands in
    brackets. ``fixed`` is true of an alias, and of what an alias may repeat: nobody sees at the place what else would change.
    """

    kind: Literal["text", "list", "map"]
    start: int
    end: int
    line: int
    column: int
    text: str = ""
    style: str = ""
    flow: bool = False
    fixed: bool = False
    items: list[YamlPart] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[YamlPart, YamlPart]]:
        """The keys of a mapping, each with its value."""
        return list(zip(self.items[::2], self.items[1::2], strict=True)) if self.kind == "map" else []

    def get(self, name: str) -> YamlPart | None:
        """Return the value of the key ``name``."""
        return next((value for key, value in self.pairs if key.text == name), None)


def read_marked(text: str) -> YamlPart | None:
    """Return the tree of ``text``, which ``parse_yaml`` has read without an error; None of an empty document."""
    root: YamlPart | None = None
    stack: list[YamlPart] = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, CollectionEndEvent):
            stack.pop().end = _mark(event.end_mark).index
            continue
        if not isinstance(event, NodeEvent):
            continue
        made = _made(event)
        if stack:
            stack[-1].items.append(made)
        root = root or made
        if made.kind != "text":
            stack.append(made)
    return None if root is not None and root.kind == "text" else root


def _made(event: NodeEvent) -> YamlPart:
    start, end = _mark(event.start_mark), _mark(event.end_mark)
    places = (start.index, end.index, start.line + 1, start.column + 1)
    if isinstance(event, AliasEvent):
        return YamlPart("text", *places, text=f"*{event.anchor}", fixed=True)
    fixed = bool(event.anchor)
    if isinstance(event, ScalarEvent):
        return YamlPart("text", *places, text=event.value, style=event.style or "", fixed=fixed)
    kind: Literal["list", "map"] = "map" if isinstance(event, MappingStartEvent) else "list"
    assert isinstance(event, MappingStartEvent | SequenceStartEvent)
    return YamlPart(kind, *places, flow=bool(event.flow_style), fixed=fixed)


def ending(text: str, value: YamlPart) -> int:
    """Return the offset behind the last character of ``value``: libyaml ends what stands in lines where the next thing begins."""
    if value.kind != "text":
        return value.end if value.flow or not value.items else ending(text, value.items[-1])
    if value.style in ("|", ">"):
        return value.start + len(text[value.start : value.end].rstrip())
    return value.end


def line_end(text: str, at: int) -> int:
    """Return the offset of the line below the one that ``at`` is in; the text's end where there is none."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def comments(text: str) -> list[str]:
    """Return the comments of ``text``: what begins with ``#`` at a line's start or behind a space, outside of all values."""
    bare, done = "", 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, ScalarEvent):
            start, end = _mark(event.start_mark).index, _mark(event.end_mark).index
            bare += text[done:start] + _SHOWN.sub("x", text[start:end])
            done = max(done, end)
    bare += text[done:]
    return [line[at:].rstrip() for line in bare.split("\n") if (at := _comment_at(line)) >= 0]


def _comment_at(line: str) -> int:
    at = line.find("#")
    while at > 0 and line[at - 1] not in " \t":
        at = line.find("#", at + 1)
    return at


def _mark(mark: object) -> Mark:
    return cast(Mark, mark)
