"""Stage 1 of 7: JSON as nodes with places, read only when a finding asks where something stands; a key that stands twice is
refused (RFC 8259, 4).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

import msgspec

from letterpack.model.sources import Entry, ListNode, MapNode, Node, TextNode
from letterpack.patterns import late
from letterpack.spans import Span

_SPACE: Final = late(r"[ \t\r\n]*")
_STRING: Final = late(r'"(?:[^"\\]|\\.)*+"')
_SCALAR: Final = late(r"[^ \t\r\n,\]}]*")
_CLOSING: Final = {"{": "}", "[": "]"}


def json_nodes(text: str, file: str, line: int) -> Node:
    """Return the tree of ``text``, a JSON value on ``line`` (1-based) of ``file``. A key that is given twice has two entries.

    Raises ``ValueError`` where it is no JSON, and ``RecursionError``.
    """
    return _Reader(text, file, line).value(0)[0]


class _Reader:
    def __init__(self, text: str, file: str, line: int) -> None:
        self.text, self.file, self.line = text, file, line

    def value(self, at: int) -> tuple[Node, int]:
        """Return the value that begins at or behind ``at``, and where it ends."""
        at = self._behind_space(at)
        opening = self.text[at : at + 1]
        if opening == '"':
            return self._string(at)
        if opening in _CLOSING:
            return self._holder(at, _CLOSING[opening])
        found = _SCALAR.match(self.text, at)
        if found is None or not found[0]:
            raise ValueError(f"no value at {at}")
        return TextNode(found[0], self._span(at, found.end())), found.end()

    def _string(self, at: int) -> tuple[TextNode, int]:
        found = _STRING.match(self.text, at)
        if found is None:
            raise ValueError(f"no string at {at}")
        return TextNode(json.loads(found[0]), self._span(at, found.end())), found.end()

    def _holder(self, start: int, closing: str) -> tuple[Node, int]:
        """Return the object or list that begins at ``start``."""
        entries: list[Entry] = []
        items: list[Node] = []
        at = self._behind_space(start + 1)
        while self.text[at : at + 1] != closing:
            if closing == "}":
                key, at = self._string(at)
                value, at = self.value(self._behind(":", at))
                entries.append(Entry(key, value))
            else:
                item, at = self.value(at)
                items.append(item)
            at = self._behind_space(at)
            if self.text[at : at + 1] != closing:
                at = self._behind_space(self._behind(",", at))
        span = self._span(start, at + 1)
        return MapNode(tuple(entries), span) if closing == "}" else ListNode(tuple(items), span), at + 1

    def _behind(self, sign: str, at: int) -> int:
        at = self._behind_space(at)
        if self.text[at : at + 1] != sign:
            raise ValueError(f"no `{sign}` at {at}")
        return at + 1

    def _behind_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _span(self, start: int, end: int) -> Span:
        return Span(self.file, self.line, start + 1, max(1, end - start))


def refuse_repeated_keys(data: bytes) -> None:
    """Raise ``msgspec.ValidationError`` where a mapping in the JSON ``data`` has a key twice."""
    json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, object]]) -> None:
    count = Counter([key for key, _ in pairs])
    if repeated := next((key for key in count if count[key] > 1), None):
        raise msgspec.ValidationError(f"it says `{repeated}` twice")
