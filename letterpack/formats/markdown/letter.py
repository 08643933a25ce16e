"""Stage 1 of 7: ``letter.md`` and its translations become a head of keys with places and a body of blocks.

What the head's values may be is for ``validate/letter.py``.
"""

from __future__ import annotations

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import read_source
from letterpack.formats.markdown.blocks import BodyRead, read_body
from letterpack.formats.markdown.front_matter import SplitLetter, part
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.limits import MOST_LETTER_BYTES
from letterpack.model.campaign import Input
from letterpack.spans import Span
from letterpack.world import World


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
