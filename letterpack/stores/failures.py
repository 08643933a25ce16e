"""What a place that cannot be written is told as, with the remedy: for every store on a disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from letterpack.errors import OutputFailed
from letterpack.remedies import FULL, remedy


@contextmanager
def output_errors(out: Path, staged: Path | None = None, option: str = "--out") -> Iterator[None]:
    """Raise ``OutputFailed``, which names ``out``, for an ``OSError``; another place is named with ``option``.

    Where ``staged`` is given, only for one that is about writing the batch: about a file in that folder, or about a full disk.
    """
    try:
        yield
    except OSError as error:
        place = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes | os.PathLike) else None
        is_ours = staged is None or (place is not None and place.is_relative_to(staged))
        if not is_ours and error.errno not in FULL:
            raise
        hint = _elsewhere(option).get(error.errno or 0) or f"{remedy(error)}, and run the command again"
        raise OutputFailed(f"`{out}` could not be written: {error.strerror or error}", hint) from error


def _elsewhere(option: str) -> Mapping[int, str]:
    """Return what helps where the place cannot be written, by the number of the error."""
    right = f"ask for the right to write there, or name a folder elsewhere with {option}"
    return {
        errno.EROFS: f"the file system is read-only: name a folder elsewhere with {option}",
        errno.EACCES: right,
        errno.EPERM: right,
        errno.EBUSY: f"the folder is a mount point or in use: close what uses it, or name a folder inside it with {option}",
        errno.EXDEV: f"the folder lies on another file system than the one above it: name a folder elsewhere with {option}",
        errno.ENAMETOOLONG: f"name a folder with a shorter path with {option}",
    }
