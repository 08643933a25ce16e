"""Stage 1 of 7: YAML becomes nodes with places, every scalar being the text the author typed.

YAML's events become a tree on a stack with caps for hostile files. What libyaml says of broken YAML is told in the author's
words, with a remedy.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, cast

import yaml
from msgspec import Struct, field
from yaml.error import Mark
from yaml.events import AliasEvent, DocumentStartEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from letterpack.diagnostics import Related, Report
from letterpack.formats.decode import read_source
from letterpack.limits import MOST_YAML_ALIASED, MOST_YAML_BYTES, MOST_YAML_KEYS, MOST_YAML_LEVELS, MOST_YAML_VALUES
from letterpack.model.campaign import Input
from letterpack.model.sources import Entry, ListNode, MapNode, Node, TextNode
from letterpack.patterns import late
from letterpack.spans import SourceText, Span
from letterpack.world import World

_WORDS: Final = (
    (r"mapping values are not allowed", "a second `:` on this line cannot be read", 'quote the value: "Minister: Information"'),
    (r"cannot start any token.*", "a value cannot begin with `{char}`", "quote the value"),
    (
        r"could not find expected ':'",
        "this line is neither a key with its value nor part of a list",
        "write `key: value`, or quote the text if it runs over two lines",
    ),
    (
        r"did not find expected '-' indicator",
        "this line does not fit the list above it",
        "begin it with `- `, with as many spaces before it as the items above",
    ),
    (
        r"did not find expected key",
        "this line does not fit the lines above it",
        "give it as many spaces as the keys above, and close every quote",
    ),
    (r"found unexpected end of stream", "a quote is opened and never closed", "close it, or take it out"),
    (
        r"did not find expected ',' or '[\]}]'",
        "a list or mapping in brackets is not closed, or lacks a comma",
        "separate its items by commas and close it, or quote the value if the bracket belongs to it",
    ),
    (r"unknown escape character", "an escape in double quotes is not known", "use single quotes, or double the backslash"),
    (r"block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
)
_OTHER_HINT: Final = "quote values that contain `:`, `#`, quotes or brackets, and indent with spaces"


def report_syntax(error: yaml.YAMLError, source: SourceText, line_offset: int, report: Report) -> None:
    """Add LP103 (LP106 where libyaml refuses the depth) for ``error`` at its place in ``source``.

    ``source`` begins after ``line_offset`` lines of its file.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        report.error("LP103", Span(source.file), "the YAML cannot be read", _OTHER_HINT)
        return
    problem = str(getattr(error, "problem", "") or "")
    span = Span(source.file, mark.line + 1 + line_offset, mark.column + 1)
    if "maximum" in problem or "nesting" in problem:
        report.error("LP106", span, "nested too deeply", "a campaign needs six levels at most")
        return
    message, hint = _words(problem, source.line(mark.line + 1), mark.column)
    report.error("LP103", span, message, hint, related=_context(error, source, line_offset, mark.line))


def _words(problem: str, line: str, column_index: int) -> tuple[str, str]:
    char = line[column_index : column_index + 1]
    if char == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab is used where only spaces may indent", "indent with spaces"
    for pattern, message, hint in _WORDS:
        if re.search(pattern, problem):
            return message.replace("{char}", char), hint
    return f"the YAML cannot be read: {problem or 'its form is broken'}", _OTHER_HINT


def _context(error: yaml.YAMLError, source: SourceText, line_offset: int, line_index: int) -> tuple[Related, ...]:
    """Where the list, mapping or quote began, if that is another line."""
    mark = getattr(error, "context_mark", None)
    if mark is None or mark.line == line_index:
        return ()
    return (Related("it began here", Span(source.file, mark.line + 1 + line_offset, mark.column + 1)),)


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


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CUT_BY_COMMENT: Final = late(r"[ \t]+(#[^\s#].*)")


def read_yaml(world: World, path: str, report: Report, most_bytes: int = MOST_YAML_BYTES) -> tuple[Node | None, Input] | None:
    """Return the tree of the campaign's file ``path`` and its digest; None where the file is no text, or is too large."""
    source = read_source(world, path, report, most_bytes)
    return None if source is None else (parse_yaml(source[0], path, report), source[1])


def parse_yaml(text: str, file: str, report: Report, line_offset: int = 0) -> Node | None:
    """Return the tree of ``text``; None where it cannot be read on, with a finding (LP103 … LP109)."""
    return _NodeReader(SourceText(file, text), report, line_offset).read()


class _NodeReader:
    """Turns one document's events into a tree; keeps what the findings need."""

    def __init__(self, source: SourceText, report: Report, line_offset: int) -> None:
        self.source = source
        self.report = report
        self.line_offset = line_offset
        self.tree = TreeBuilder(report)
        self.values = 0

    def read(self) -> Node | None:
        documents = 0
        try:
            for event in yaml.parse(self.source.text, Loader=_LOADER):
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._second_document(event)
                        break
                elif not self._take(event):
                    return None
        except yaml.YAMLError as error:
            report_syntax(error, self.source, self.line_offset, self.report)
            return None
        self.tree.finish()
        return self.tree.root or MapNode((), Span(self.source.file))

    def _second_document(self, event: Event) -> None:
        hint = "keep one document in a file: take out the line `---`"
        self.report.error("LP107", self._span(event), "a second document begins here and is not read", hint)

    def _take(self, event: Event) -> bool:
        span = self._span(event)
        if isinstance(event, AliasEvent):
            return self.tree.alias(event.anchor or "", span)
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            self.values += 1
            if self.values > MOST_YAML_VALUES:
                message = f"the file has more than {MOST_YAML_VALUES:,} keys and values, and is not read any further"
                self.report.error("LP113", span, message, "shorten it: put long lists of addressees into CSV")
                return False
            self._refuse_tag(event, span)
        if isinstance(event, ScalarEvent):
            self._refuse_comment_in_value(event)
            block_line = span.line + 1 if event.style in ("|", ">") else 0
            self.tree.text(event.value, span, event.anchor, plain=not event.style, block_line=block_line)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            return self.tree.open(span, event.anchor, is_map=isinstance(event, MappingStartEvent), flow=bool(event.flow_style))
        elif isinstance(event, yaml.events.CollectionEndEvent):
            self.tree.close()
        return True

    def _refuse_tag(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent, span: Span) -> None:
        if event.tag and event.tag != "!":
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "values are always read as text: take the tag out, or quote the value if `!` belongs to it"
            self.report.error("LP108", span, f"the tag `{shown}` is not understood", hint)

    def _refuse_comment_in_value(self, event: ScalarEvent) -> None:
        """``Suite #500`` loses its number without a word, since `` #`` begins a comment."""
        if event.style or not event.value:
            return
        end = _end(event)
        cut = _CUT_BY_COMMENT.match(self.source.line(end.line + 1), end.column)
        if cut:
            span = self._place(end.line, cut.start(1), len(cut[1].rstrip()))
            hint = f'quote the whole value if it belongs to it: "{event.value} {cut[1].rstrip()}"; put a space after `#` if not'
            self.report.error("LP110", span, f"`{cut[1].rstrip()}` is a comment and is not read", hint)

    def _span(self, event: Event) -> Span:
        start, end = _start(event), _end(event)
        if end.line == start.line:
            length = end.column - start.column
        else:
            length = len(self.source.line(start.line + 1).rstrip()) - start.column
        return self._place(start.line, start.column, length)

    def _place(self, line_index: int, column_index: int, length: int) -> Span:
        return Span(self.source.file, line_index + 1 + self.line_offset, column_index + 1, max(1, length))


def _start(event: Event) -> Mark:
    return cast(Mark, event.start_mark)


def _end(event: Event) -> Mark:
    return cast(Mark, event.end_mark)
