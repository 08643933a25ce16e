"""Stage 1 of 7: the stack on which YAML's events become a tree, with caps where a hostile file would explode.

Decides duplicate keys, anchors and aliases, merge keys and depth; knows nothing of the file's text.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from msgspec import Struct, field

from letterpack.diagnostics import Related, Report
from letterpack.limits import MOST_YAML_ALIASED, MOST_YAML_KEYS, MOST_YAML_LEVELS
from letterpack.model.sources import Entry, ListNode, MapNode, Node, TextNode
from letterpack.spans import Span

DEPTH_LIMIT: Final = MOST_YAML_LEVELS
"""Deepest nesting read. A campaign needs six levels; what walks the tree later may recurse this deep safely."""
ALIAS_LIMIT: Final = MOST_YAML_ALIASED
"""Most values that aliases may add to a file, counted as if each were written out."""


class _OpenNode(Struct):
    """A list or mapping still open. ``key`` waits for its value."""

    is_map: bool
    span: Span
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: TextNode | None = None
    skip_value: bool = False
    size: int = 1


class _Anchor(Struct):
    """A named node: its place, the values in it, whether an alias uses it."""

    span: Span
    node: Node | None = None
    size: int = 0
    used: bool = False


class TreeBuilder:
    """A tree in the making; ``root`` is the document's node once it is closed."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.root: Node | None = None
        self._frames: list[_OpenNode] = []
        self._anchors: dict[str, _Anchor] = {}
        self._aliased = 0

    def text(self, text: str, span: Span, anchor: str | None, *, plain: bool, block_line: int) -> None:
        """Add a scalar."""
        node = TextNode(text, span, block_line)
        if anchor:
            self._anchors[anchor] = _Anchor(span, node, 1)
        frame = self._frames[-1] if self._frames else None
        if frame and frame.is_map and frame.key is None:
            self._take_key(frame, node, merge=plain and text == "<<")
        else:
            self._add(node, 1)

    def open(self, span: Span, anchor: str | None, *, is_map: bool, flow: bool) -> bool:
        """Begin a list or mapping; False (with LP106) where it lies too deep to go on."""
        if len(self._frames) >= DEPTH_LIMIT:
            self.report.error("LP106", span, f"nested more than {DEPTH_LIMIT} levels deep", "a campaign needs six levels at most")
            return False
        if anchor:
            self._anchors[anchor] = _Anchor(span)
        frame = self._frames[-1] if self._frames else None
        if frame and frame.is_map and frame.key is None:
            self._refuse_key(span, braces=is_map and flow)
        self._frames.append(_OpenNode(is_map, span, anchor))
        return True

    def close(self) -> None:
        """End the innermost list or mapping."""
        frame = self._frames.pop()
        if len(frame.entries) > MOST_YAML_KEYS:
            message = f"a mapping has {len(frame.entries):,} keys, but at most {MOST_YAML_KEYS:,} are read"
            self.report.error("LP113", frame.span, message, "a list is written with `- ` before each of its items")
            frame.entries = dict(islice(frame.entries.items(), MOST_YAML_KEYS))
        node: Node
        node = MapNode(tuple(frame.entries.values()), frame.span) if frame.is_map else ListNode(tuple(frame.items), frame.span)
        if frame.anchor:
            anchor = self._anchors[frame.anchor]
            anchor.node, anchor.size = node, frame.size
        parent = self._frames[-1] if self._frames else None
        if parent and parent.is_map and parent.key is None:
            parent.key, parent.skip_value = TextNode("", frame.span), True
        else:
            self._add(node, frame.size)

    def alias(self, name: str, span: Span) -> bool:
        """Put an anchor's node in the place of an alias; False (with LP105) where aliases multiply beyond the cap."""
        anchor = self._anchors.get(name)
        if anchor is None or anchor.node is None:
            self._bad_alias(name, span, anchor)
        else:
            anchor.used = True
            self._aliased += anchor.size
            if self._aliased > ALIAS_LIMIT:
                hint = "write the values out instead of repeating them by alias"
                self.report.error("LP105", span, f"aliases repeat more than {ALIAS_LIMIT} values", hint)
                return False
        node = anchor.node if anchor and anchor.node else TextNode("", span)
        frame = self._frames[-1] if self._frames else None
        if frame and frame.is_map and frame.key is None:
            self._take_key(frame, node if isinstance(node, TextNode) else TextNode("", span), merge=False)
        else:
            self._add(node, anchor.size if anchor else 1)
        return True

    def finish(self) -> None:
        """Report the anchors that nothing uses: `` &Partners`` would lose a word without it."""
        for name, anchor in self._anchors.items():
            if not anchor.used:
                hint = f"quote the value if `&{name}` belongs to it; take it out if not"
                self.report.error("LP105", anchor.span, f"`&{name}` is read as an anchor that nothing uses", hint)

    def _add(self, node: Node, size: int) -> None:
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        frame.size += size
        if not frame.is_map:
            frame.items.append(node)
        elif frame.key is not None:
            if not frame.skip_value:
                frame.entries[frame.key.text] = Entry(frame.key, node)
            frame.key, frame.skip_value = None, False

    def _take_key(self, frame: _OpenNode, key: TextNode, *, merge: bool) -> None:
        first = frame.entries.get(key.text)
        frame.key = key
        frame.skip_value = merge or first is not None
        if merge:
            self.report.error("LP109", key.span, "merge keys `<<` are not read", "write the keys out")
        elif first is not None:
            related = (Related("first given here", first.key.span),)
            message = f"the key `{key.text}` appears twice in one mapping"
            self.report.error("LP104", key.span, message, "keep one of them", related=related)

    def _refuse_key(self, span: Span, *, braces: bool) -> None:
        hint = 'quote a value that begins with a brace: "{{ addressee.name }}"' if braces else "a key is a single word"
        self.report.error("LP109", span, "a list or mapping stands where a key is expected", hint)

    def _bad_alias(self, name: str, span: Span, anchor: _Anchor | None) -> None:
        what = "an anchor that is not defined" if anchor is None else "the value it stands in"
        if anchor:
            anchor.used = True
        hint = f'quote it if `*` belongs to the text: "*{name}"'
        self.report.error("LP105", span, f"`*{name}` is read as an alias of {what}", hint)
