"""What an enclosure is called, wherever it is called something: letter, carrier, bookmark, page label, check."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

_BETWEEN_WORDS: Final = re.compile("[ _-]+")


def enclosure_title(path: str) -> str:
    """Return the title of the enclosure at ``path``: its file's name without ending, in words.

    Where nothing of that can be seen, its path, or what it is. The file's own metadata is never asked.
    """
    title = _BETWEEN_WORDS.sub(" ", PurePosixPath(path).stem).strip()
    return next((text for text in (title, path) if _is_seen(text)), "PDF")


def _is_seen(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text)
