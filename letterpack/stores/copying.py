"""A file of one batch that becomes a file of another: by its bytes, whatever keeps the two."""

from __future__ import annotations

import hashlib

from letterpack.world import BatchFiles, Stage, TakenFile


def copied(stage: Stage, source: BatchFiles, file: TakenFile) -> bytes | None:
    """Put ``file`` of ``source`` into ``stage``; return its bytes, None where they cannot be read, or have not its digest.

    Raises ``OSError``.
    """
    data = read_right(source, file.there, file.sha256)
    if data is not None:
        stage.put(file.path, (data,))
    return data


def read_right(files: BatchFiles, path: str, sha256: str) -> bytes | None:
    """Return the bytes of ``path`` among ``files``; None where they cannot be read, or have not the digest ``sha256``."""
    try:
        data = files.read(path)
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
