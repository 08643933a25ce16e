"""Where a line changes its font or its size: a word in bold is told from the others by nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from letterpack.model.observed import FontRun
from letterpack.readback.fonts import CompositeFont


def face_runs(faces: Sequence[tuple[CompositeFont | None, float, int]], line: Sequence[str], scale: float) -> tuple[FontRun, ...]:
    """Return the letters of ``line`` by font and size; subsets of one font are one, and a line in one font needs none.

    ``faces`` are font, size and the index in ``line`` from which they hold; ``scale`` makes points of sizes.
    """
    found: list[FontRun] = []
    ends = [at for _, _, at in faces[1:]] + [len(line)]
    for (font, size, start), end in zip(faces, ends, strict=True):
        name = (font.base if font else "").rpartition("+")[2]
        letters = len("".join("".join(line[start:end]).replace("\u00ad", "").split()))
        run = FontRun(name, size * scale, letters)
        if found and found[-1][:2] == run[:2]:
            found[-1] = run._replace(letters=found[-1].letters + letters)
        else:
            found.append(run)
    return tuple(found) if len(found) > 1 else ()
