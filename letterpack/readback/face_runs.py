"""Where a line changes its font or its size: a word in bold is told from the others by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from letterpack.model.observed import FontRun
from letterpack.readback.fonts import CompositeFont

_FEWEST: Final = 2
"""Runs: a line in one font needs none."""


def face_runs(faces: Sequence[tuple[CompositeFont | None, float, int]], line: Sequence[str], scale: float) -> tuple[FontRun, ...]:
    """Return the letters of ``line`` by font and size; subsets of one font are one, and a line in one font needs none.

    ``faces`` are font, size and the index in ``line`` from which they hold; ``scale`` makes points of sizes.
    """
    begun: list[tuple[str, float, int]] = []
    for font, size, start in faces:
        called = font.called if font else ""
        if not begun or begun[-1][:2] != (called, size):
            begun.append((called, size, start))
    if len(begun) < _FEWEST:
        return ()
    ends = [start for *_, start in begun[1:]] + [len(line)]
    return tuple(
        [
            FontRun(called, size * scale, len("".join("".join(line[start:end]).replace("\u00ad", "").split())))
            for (called, size, start), end in zip(begun, ends, strict=True)
        ]
    )
