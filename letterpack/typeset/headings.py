"""Levels of headings (part of stage 4 of 7): as the author ranked them, but never one that skips (ISO 14289-1, 7.4.2).

Blocks for some may hold headings, and the rule must hold for whoever gets them and for whoever does not. So each heading is at
most one level below the highest that can come before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letterpack.model import letter as source
from letterpack.spans import Span
from letterpack.text.bidi import CONTROLS

_LOWEST: Final = 6
_LAYOUT: Final = re.compile(f"[\u00ad\u200b{CONTROLS}]")
"""What only lays out lines: soft hyphens, zero-width spaces, direction controls."""


def heading_levels(blocks: tuple[source.Block, ...], above: int) -> dict[Span, int]:
    """Map the place of each heading in ``blocks`` to its level. ``above`` is the level of the subject: 1, or 0 where there
    is none.
    """
    used = sorted({block.level for block in source.walk(blocks) if isinstance(block, source.Heading)})
    found: dict[Span, int] = {}
    _assign(blocks, above, {level: above + 1 + index for index, level in enumerate(used)}, found)
    return found


def _assign(blocks: tuple[source.Block, ...], before: int, wanted: Mapping[int, int], found: dict[Span, int]) -> int:
    """Give the headings of ``blocks`` levels, the highest level that may stand before them given; return the one that may
    after.
    """
    for block in blocks:
        if isinstance(block, source.Heading):
            before = found[block.span] = min(wanted[block.level], before + 1, _LOWEST)
        else:
            after = _assign(source.children(block), before, wanted, found)
            before = min(before, after) if isinstance(block, source.Conditional) else after
    return before


def title_of(runs: source.Runs) -> str:
    """Return the text of a heading as one line, for a bookmark."""
    return " ".join(as_read(runs).split())


def as_read(runs: source.Runs) -> str:
    """Return the text of ``runs`` without what only lays out lines: a title stands in no line of a letter."""
    text = "".join([run.text for run in runs])
    return text if text.isascii() else _LAYOUT.sub("", text)
