"""YAML that is changed where it stands: a tree that knows where each value begins and ends in its text, and texts as YAML:
plain if nothing can be misread, with the quotes that were there, else in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, cast

import yaml
from msgspec import Struct, field
from yaml.error import Mark
from yaml.events import AliasEvent, CollectionEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

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


_BEGINS: Final = "-?:,[]{}#&*!|>'\"%@`="
_PRINTED: Final = r"\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
"""Less what turns the letters of a line unseen."""
_LOOSE: Final = late(rf": | #|:$|[^{_PRINTED}]")
"""What cannot stand in a plain text: a key's colon, a comment's sign, what is not printed."""
_UNPRINTED: Final = late(rf'[^{_PRINTED}]|["\\]')
_RESOLVER: Final = Resolver()


def scalar(text: str, style: str, *, flow: bool) -> str:
    """Return ``text`` as a value in one line. ``style`` is the quote to keep, empty where it had none; ``flow``: it stands in
    brackets.
    """
    if style == "'" and not _UNPRINTED.search(text.replace('"', "").replace("\\", "")):
        doubled = text.replace("'", "''")
        return f"'{doubled}'"
    if style not in ("'", '"') and _is_plain(text, flow=flow):
        return text
    escaped = _UNPRINTED.sub(_escape, text)
    return f'"{escaped}"'


def value_lines(name: str, value: str, indent: int, breaks: str) -> str:
    """Return a key with its value as lines; several lines of text become a list, as an address has them."""
    space = " " * indent
    if "\n" not in value:
        return f"{space}{_key(name)}: {scalar(value, '', flow=False)}{breaks}"
    items = [f"{space}  - {scalar(line, '', flow=False)}{breaks}" for line in value.split("\n")]
    return f"{space}{_key(name)}:{breaks}{''.join(items)}"


def entry_lines(values: Mapping[str, str], indent: int, breaks: str) -> str:
    """Return an entry of a list as lines, each key on its own; ``a.b`` is the key b of the mapping a."""
    lines, opened = "", set()
    for name, value in values.items():
        key, _, sub = name.partition(".")
        if sub:
            lines += "" if key in opened else f"{' ' * (indent + 2)}{_key(key)}:{breaks}"
            opened.add(key)
            lines += value_lines(sub, value, indent + 4, breaks)
        else:
            lines += value_lines(name, value, indent + 2, breaks)
    return f"{' ' * indent}- {lines[indent + 2 :]}"


def flow_entry(name: str, value: str) -> str:
    """Return a key with its value as they stand in brackets."""
    if "\n" not in value:
        return f"{_key(name)}: {scalar(value, '', flow=True)}"
    return f"{_key(name)}: [{', '.join([scalar(line, '', flow=True) for line in value.split(chr(10))])}]"


def _key(name: str) -> str:
    return scalar(name, "", flow=True)


def _is_plain(text: str, *, flow: bool) -> bool:
    """Whether every reader of YAML takes a bare ``text`` for this text: not for a number, a date, a truth or a mark."""
    if not text or text != text.strip() or text[0] in _BEGINS or _LOOSE.search(text):
        return False
    if flow and any(char in ",[]{}" for char in text):
        return False
    tag: str = _RESOLVER.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag == "tag:yaml.org,2002:str"


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    known = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    code = ord(char)
    return known.get(char) or f"\\u{code:04x}"
