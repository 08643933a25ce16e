"""Codes as a list: one a line, with what each says, so that a line can be searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterpack.render.columns import cells, filled
from letterpack.render.voice import ENGLISH_VOICE, Voice


def code_lines(rows: Sequence[tuple[str, ...]], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield a line for each row: a code, then our words about it, in columns; its title comes last."""
    told = [(code, *map(voice.ours, words)) for code, *words in rows]
    widths = [max(map(cells, column)) for column in zip(*told, strict=True)]
    for *words, title in told:
        yield "  ".join([*map(filled, words, widths), title])
