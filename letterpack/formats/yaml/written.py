"""Texts as YAML: plain where nothing can be misread, with the quotes that were there, else in double quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from letterpack.patterns import late

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
