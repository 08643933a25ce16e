"""Stage 1 of 7: YAML becomes nodes with places, every scalar being the text the author typed.

``parse_yaml(text, file, report, line_offset=0) -> Node | None`` reads a decoded document; ``line_offset`` is the number of
lines that stand above it in ``file`` (1 for front matter below its first fence). It returns None where the form is
broken beyond reading, with a finding that says where; an empty document is an empty ``MapNode``. ``read_yaml(world, path,
report)`` does so for a whole file and gives its digest too.

The tree is made from libyaml's events, not from its composer: events never recurse and still know which tags, anchors and
aliases were written. No type is resolved (``NO``, ``010000``, ``12:30``, ``~`` stay as typed), no tag is obeyed.
"""

from __future__ import annotations

from typing import Final, cast

import yaml
from yaml.error import Mark
from yaml.events import AliasEvent, DocumentStartEvent, Event, MappingStartEvent, ScalarEvent, SequenceStartEvent

from letterpack.diagnostics import Report
from letterpack.formats.decode import read_source
from letterpack.formats.yaml.syntax import report_syntax
from letterpack.formats.yaml.tree import TreeBuilder
from letterpack.limits import MOST_YAML_BYTES, MOST_YAML_VALUES
from letterpack.model.campaign import Input
from letterpack.model.sources import MapNode, Node
from letterpack.patterns import late
from letterpack.spans import SourceText, Span
from letterpack.world import World

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
