"""A campaign as an editor has it: what is open there, saved or not, lies over what is on the disk."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from letterpack.world import OverWorld, World


@dataclass(frozen=True, slots=True)
class Overlay(OverWorld):
    """A ``World`` in which the files ``texts``, by their names in the campaign, say what the editor holds."""

    world: World
    texts: Mapping[str, str]

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``, open or on the disk."""
        return path in self.texts or self.world.exists(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``, as the editor would save it. Raises ``OSError`` and ``PathOutside``."""
        text = self.texts.get(path)
        return self.world.read(path) if text is None else _encoded(text)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming."""
        text = self.texts.get(path)
        return self.world.open(path) if text is None else io.BytesIO(_encoded(text))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``, those that the editor has not saved yet among them."""
        new = [name.rpartition("/") for name in self.texts]
        return tuple(sorted({*self.world.names(folder), *[name for place, _, name in new if place == folder]}))


def _encoded(text: str) -> bytes:
    # Half a surrogate pair, as an editor may send it in the middle of typing, is read as what it is: not UTF-8.
    return text.encode("utf-8", "surrogatepass")
