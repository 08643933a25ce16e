"""What a process that others are forked from does first, so that none of them reads fonts, tables of languages and rules anew."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Mapping
from pathlib import Path


def warm_up() -> None:
    """Build and check a campaign with an enclosure, and keep what was read out of the way of the garbage collector."""
    from letterpack import build, check
    from tests.bombs.pdfs import enclosing, made

    with tempfile.TemporaryDirectory() as folder:
        lay_out(enclosing(made()), folder)
        assert build(folder, workers=1).ok
        check(folder)
    gc.freeze()


def lay_out(files: Mapping[str, bytes | str], folder: str) -> None:
    """Write ``files`` below ``folder``."""
    for name, data in files.items():
        place = Path(folder, name)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
