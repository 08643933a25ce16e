"""Numbers with their nouns, and files as a repository calls them."""

from __future__ import annotations

from letterpack.limits import MEGABYTE


def counted(number: int, one: str, many: str = "") -> str:
    """Return ``number`` with its noun: ``1 page``, ``9,980 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_megabytes(size_bytes: int) -> str:
    """Return a size as ``34.2 MB``."""
    return f"{size_bytes / MEGABYTE:,.1f} MB"


def in_folder(folder: str, file: str) -> str:
    """Return the path of a campaign's ``file`` in the repository in which the campaign is ``folder``; empty for its root."""
    return f"{folder}/{file}" if folder else file
