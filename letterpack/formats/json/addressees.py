"""Stage 1 of 7: ``addressees.jsonl``, an addressee a line as a JSON object with the contract's names, streamed.

Numbers stay as typed, ``true`` and ``false`` are those words, ``null`` is nothing given. A value's place is found by reading
its line again (``places``), only when a finding asks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from letterpack.diagnostics import Related, Report
from letterpack.formats.json.places import json_nodes
from letterpack.formats.tables.csv_rows import Start, text_stream
from letterpack.formats.tables.encodings import Encoded, detect
from letterpack.limits import MOST_ROW_CHARACTERS
from letterpack.model.campaign import Input
from letterpack.model.sources import ListNode, MapNode, Node, NodeOrigin, Record, SourceValue
from letterpack.spans import Span
from letterpack.world import World


class LineOrigin(Struct, frozen=True, dict=True):
    """A line of JSON Lines: the file, its 1-based number, its offset in bytes, its text."""

    file: str
    line: int
    offset_bytes: int
    raw: str

    @cached_property
    def _places(self) -> NodeOrigin:
        return NodeOrigin(json_nodes(self.raw, self.file, self.line))

    def span(self, *path: str | int) -> Span:
        """Return the place of the value at ``path``."""
        return self._places.span(*path) if path else Span(self.file, self.line)

    def key(self, *path: str | int) -> Span:
        """Return the place of the key at ``path``."""
        return self._places.key(*path) if path else Span(self.file, self.line)

    def given_twice(self, key: str) -> tuple[Span, Span] | None:
        """Return where an object gives ``key`` and where it gives it again."""
        left: list[Node] = [self._places.node]
        while left:
            node = left.pop()
            if isinstance(node, MapNode):
                spans = [entry.key.span for entry in node.entries if entry.key.text == key]
                if len(spans) > 1:
                    return spans[0], spans[1]
                left.extend([entry.value for entry in node.entries])
            elif isinstance(node, ListNode):
                left.extend(node.items)
        return None


class AddresseeLines(Struct, frozen=True):
    """``addressees.jsonl``, ready to be streamed."""

    source: Encoded

    @property
    def input(self) -> Input:
        """The file and its digest."""
        return Input(self.source.file, self.source.sha256)

    @property
    def encoding(self) -> str:
        """How the file's text is encoded."""
        return self.source.encoding

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the lines from ``start`` on; what is no JSON object becomes a finding (LP130, LP104)."""
        offset, number = (start.offset_bytes, start.line) if start else (self.source.mark_bytes, 1)
        with text_stream(world, self.source, offset) as lines:
            for raw in lines:
                if len(raw) > MOST_ROW_CHARACTERS:
                    message = f"the line has {len(raw):,} characters, but at most {MOST_ROW_CHARACTERS:,} are read"
                    report.error("LP113", Span(self.source.file, number), message, "write one JSON object on each line")
                elif raw.strip():
                    origin = LineOrigin(self.source.file, number, offset, raw)
                    values = _parse(origin, report)
                    if values is not None:
                        yield Record(values, origin)
                offset += len(raw.encode(self.source.encoding))
                number += 1


def open_addressee_lines(world: World, path: str, encoding: str, report: Report) -> AddresseeLines | None:
    """Return the lines of ``path``; None, with a finding, where it cannot be read."""
    source = detect(world, path, encoding, report)
    return AddresseeLines(source) if source else None


class _Twice(ValueError):
    """A key that appears twice in one object."""


def _parse(origin: LineOrigin, report: Report) -> dict[str, SourceValue] | None:
    try:
        value = _DECODER.decode(origin.raw)
    except _Twice as error:
        first, again = origin.given_twice(str(error)) or (origin.span(), origin.span())
        related = (Related("first given here", first),)
        report.error("LP104", again, f"the key `{error}` appears twice in one object", "keep one of them", related=related)
        return None
    except json.JSONDecodeError as error:
        span = Span(origin.file, origin.line, error.pos + 1)
        report.error("LP130", span, f"this line is not JSON: {error.msg.lower()}", "write one JSON object on each line")
        return None
    except RecursionError:
        report.error("LP106", origin.span(), "nested too deeply", "a campaign needs six levels at most")
        return None
    if not isinstance(value, dict):
        report.error("LP130", origin.span(), "this line is JSON, but not an object", "write one JSON object on each line")
        return None
    return value


def _object(pairs: list[tuple[str, SourceValue | None]]) -> dict[str, SourceValue]:
    values = dict(pairs)
    if len(values) != len(pairs):
        found = Counter([key for key, _ in pairs])
        raise _Twice(next(key for key in found if found[key] > 1))
    # Nearly all values are texts, and stay what they are.
    return {key: value if type(value) is str else _words(value) for key, value in pairs if value is not None}


def _words(value: SourceValue) -> SourceValue:
    """``true`` and ``false`` as those words; lists below likewise."""
    if isinstance(value, list):
        return [item if type(item) is str else "" if item is None else _words(item) for item in value]
    return ("true" if value else "false") if isinstance(value, bool) else value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)
