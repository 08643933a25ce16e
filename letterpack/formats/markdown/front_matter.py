"""Stage 1 of 7: a letter's front matter is told from its body, and read as YAML with places in the whole file."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.places import Body
from letterpack.formats.yaml.nodes import parse_yaml
from letterpack.model.sources import MapNode, TextNode
from letterpack.patterns import late
from letterpack.spans import Span

_LINE_END: Final = late("\r\n|\r|\n")
_EXAMPLE: Final = "begin the file with a line `---`, a line `date: 2019-10-30` and a line `---`"


class SplitLetter(Struct, frozen=True):
    """A letter's file in two: ``head`` is None where the front matter cannot be read, and a finding said so."""

    head: MapNode | None
    body: Body
    lines: tuple[str, ...]

    def place(self, node: TextNode, offset: int, length: int) -> Span:
        """Return the place of the braces that stand at ``offset`` in the text of ``node``.

        Quotes, escapes and folded lines part a value from its source, so the braces are counted rather than the characters.
        """
        wanted = node.text.count("{{", 0, offset)
        line, start = node.span.line, max(0, node.span.column - 1)
        while line <= len(self.lines):
            for match in re.finditer(r"\{\{", self.lines[line - 1][start:]):
                if not wanted:
                    return Span(node.span.file, line, start + match.start() + 1, length)
                wanted -= 1
            line, start = line + 1, 0
        return node.span


def part(text: str, file: str, report: Report) -> SplitLetter:
    """Return ``text`` as front matter and body; LP140 where there are no fences, and what ``parse_yaml`` finds."""
    lines = tuple(_LINE_END.split(text))
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip() != "---":
        report.error("LP140", Span(file, first + 1), "the letter does not begin with its front matter", _EXAMPLE)
        return SplitLetter(None, Body(file, lines, 1), lines)
    end = next((index for index in range(first + 1, len(lines)) if lines[index].rstrip() in ("---", "...")), None)
    if end is None:
        report.error(
            "LP140",
            Span(file, first + 1, 1, 3),
            "the front matter that begins here is never closed",
            "put a line `---` after its last key",
        )
        return SplitLetter(None, Body(file, (), len(lines)), lines)
    head = parse_yaml("\n".join(lines[first + 1 : end]), file, report, first + 1)
    return SplitLetter(_mapping(head, file, first, report), Body(file, lines[end + 1 :], end + 2), lines)


def _mapping(head: object, file: str, first: int, report: Report) -> MapNode | None:
    if isinstance(head, MapNode):
        return head
    if head is not None:
        report.error("LP140", Span(file, first + 2), "the front matter is not made of keys and values", _EXAMPLE)
    return None
