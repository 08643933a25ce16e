"""Bookmarks with titles of each file's own, where files have all else in common: nobody reads a title but who clicks on it.

Sound because it asks for bytes: around the title stands what stood around it in a file that was read before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from letterpack.readback.objects import Behind

_BOOKMARK: Final = re.compile(
    rb"(\d{1,9} 0 obj\n<</Title)(?:\((?:[^()\\\r\n]|\\[^\r\n])*\)|<FEFF[0-9A-F]*>)"
    rb"(/Parent \d{1,9} 0 R(?:/\w+ -?\d+(?: \d+ R)?)*/Dest\[\d{1,9} 0 R[\w/. ]*\](?:/\w+ -?\d+(?: \d+ R)?)*>>\nendobj\n)"
)


class AroundTitle(NamedTuple):
    """What stands before and behind a bookmark's title, the whole object over."""

    before: bytes
    behind: bytes

    def fits(self, raw: bytes) -> bool:
        """Whether ``raw`` is a bookmark that has this around its title."""
        return _around(raw) == self


def own_titles(behind: Behind) -> Mapping[int, AroundTitle]:
    """Return what stands around the titles of the bookmarks that a file has ``behind`` its stem, by their numbers."""
    found = {number: _around(raw) for number, raw in behind.objects.items()}
    return {number: around for number, around in found.items() if around is not None}


def _around(raw: bytes) -> AroundTitle | None:
    found = _BOOKMARK.fullmatch(raw)
    return AroundTitle(found[1], found[2]) if found else None
