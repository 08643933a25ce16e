"""The data files that a campaign brings: its own forms, styles and languages, read before the program's."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct


class OwnData(Struct, frozen=True):
    """The texts of a campaign's own data files by path, such as ``forms/house.toml``, sorted; each is known to be right."""

    texts: tuple[tuple[str, str], ...] = ()

    def text(self, folder: str, name: str) -> str | None:
        """Return the text of the file ``name`` (without ``.toml``) in ``folder``, or None where the campaign has none."""
        return next((text for path, text in self.texts if path == f"{folder}/{name}.toml"), None)

    def with_texts(self, folder: str, texts: tuple[tuple[str, str], ...]) -> OwnData:
        """Return this data and ``texts`` by their names, as if they were files in ``folder``."""
        named = [(f"{folder}/{name}.toml", text) for name, text in texts]
        return OwnData(tuple(sorted((*self.texts, *named)))) if named else self

    def names(self, folder: str) -> frozenset[str]:
        """Return the names, without ``.toml``, of the campaign's files in ``folder``."""
        paths = [PurePosixPath(path) for path, _ in self.texts]
        return frozenset(path.stem for path in paths if str(path.parent) == folder)


NO_OWN_DATA: Final = OwnData()
"""What a campaign without such files brings."""
