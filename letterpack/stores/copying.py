"""A file of one batch that becomes a file of another: by its bytes, whatever keeps the two."""

from __future__ import annotations

import hashlib

from letterpack.world import BatchFiles, Stage, TakenFile


def copied(stage: Stage, source: BatchFiles, file: TakenFile) -> bool:
    """Put ``file`` of ``source`` into ``stage``; False where it cannot be read, or has not its digest. Raises ``OSError``."""
    try:
        data = source.read(file.there)
    except OSError:
        return False
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return False
    stage.put(file.path, (data,))
    return True
