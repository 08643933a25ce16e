"""A file of one batch that becomes a file of another: by its bytes, whatever keeps the two."""

from __future__ import annotations

import hashlib

from letterpack.world import BatchFiles, Stage


def copied(stage: Stage, path: str, source: BatchFiles, there: str, sha256: str) -> bool:
    """Put the file ``there`` of ``source`` into ``stage`` as ``path``; False where it cannot be read, or is not the one of the
    digest ``sha256``. Raises ``OSError`` where it cannot be put.
    """
    try:
        data = source.read(there)
    except OSError:
        return False
    if hashlib.sha256(data).hexdigest() != sha256:
        return False
    stage.put(path, (data,))
    return True
