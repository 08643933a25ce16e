"""Stage 1 of 7: ``letter.md`` and its translations become a head of keys with places and a body of blocks.

The front matter is told from the body and read as YAML with places in the whole file. ``campaign/letter.py`` says what its
values may be.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import read_source
from letterpack.formats.markdown.blocks import BodyRead, read_body
from letterpack.formats.markdown.places import Body
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.formats.yaml.nodes import parse_yaml
from letterpack.limits import MOST_LETTER_BYTES
from letterpack.model.campaign import Input
from letterpack.model.sources import MapNode, TextNode
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.world import World

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


class LetterSource(Struct, frozen=True):
    """A letter as read. ``parted.head`` is None where the front matter is past reading."""

    parted: SplitLetter
    body: BodyRead
    input: Input


def read_letter(world: World, path: str, report: Report) -> LetterSource | None:
    """Return the letter of the campaign's file ``path``; None where it is no text, and a finding says why."""
    source = read_source(world, path, report, MOST_LETTER_BYTES)
    if source is None:
        return None
    text, read = source
    parted = part(text, path, report)
    _refuse_forbidden(parted.lines, path, report)
    if parted.head is not None and not any(line.strip() for line in parted.body.lines):
        report.error("LP140", Span(path), "the letter has no text", "write it below the front matter")
    return LetterSource(parted, read_body(parted.body, report), read)


def _refuse_forbidden(lines: tuple[str, ...], file: str, report: Report) -> None:
    """Report the characters that reorder or break text unseen; ``decode`` has taken the controls out already."""
    for number, line in enumerate(lines, start=1):
        for match in FORBIDDEN.finditer(line):
            message = f"the invisible character `U+{ord(match[0]):04X}` changes the order or the lines of the text"
            report.error("LP143", Span(file, number, match.start() + 1), message, "delete it")
