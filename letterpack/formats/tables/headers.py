"""Stage 1 of 7: the header cells of a table become the contract's column names, whatever language they are written in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_NUMBERED = re.compile(r"(.*?) ?([1-9])")
FIELD_PREFIX = "fields."


class Headings:
    """The columns that one kind of table may have.

    ``names`` are the contract's names. A name in ``numbered`` may also come with a digit (``address1`` … ``address9``);
    with ``fields`` true, ``fields.x`` is the merge field ``x``.
    """

    def __init__(self, names: tuple[str, ...], numbered: tuple[str, ...] = (), *, fields: bool = False) -> None:
        self.names = names
        self.numbered = numbered
        self.fields = fields
        known = _words()
        self._canonical = {alias: name for name in names for alias in (name.replace("_", " "), *known.aliases.get(name, ()))}
        self._stems = {name: known.stems[name] for name in names if name in known.stems}

    def resolve(self, header: str) -> str | None:
        """Return the contract's name for the cell ``header``, or None where it is not known."""
        folded = fold(header)
        if folded in self._canonical:
            return self._canonical[folded]
        numbered = _NUMBERED.fullmatch(folded)
        if numbered and self._canonical.get(numbered[1].strip()) in self.numbered:
            return f"{self._canonical[numbered[1].strip()]}{numbered[2]}"
        text = header.strip()
        if self.fields and text.casefold().startswith(FIELD_PREFIX) and len(text) > len(FIELD_PREFIX):
            return FIELD_PREFIX + text[len(FIELD_PREFIX) :].strip()
        return None

    def touched(self, header: str) -> str | None:
        """Return the column that ``header``, which ``resolve`` does not know, may be about, or None."""
        folded = fold(header)
        return next((name for name, stems in self._stems.items() if any(stem in folded for stem in stems)), None)

    def rename_hint(self, _header: str, column: str) -> str:
        """Return how to say whether a header is ``column``."""
        return f"rename it to `{column}` if it says that, to `note` if it says something else, or delete it"

    def nearest(self, header: str) -> str | None:
        """Return the header known to ``resolve`` that is most like ``header``, or None."""
        from letterpack.formats.nearest import nearest

        return nearest(fold(header), self._canonical, cutoff=75.0)


def fold(header: str) -> str:
    """Return ``header`` as headers are compared: compatible forms, no case, single spaces, one kind of apostrophe, no colon,
    asterisk or question mark at its ends.
    """
    text = unicodedata.normalize("NFKC", header).casefold().replace("\u2019", "'").strip(" \t\r\n:*?¿؟\ufeff")
    return re.sub(r"[\s_\-]+", " ", text)


class _HeaderWords(NamedTuple):
    """What columns are called, and the stems of words that a column with a name of its own must not be passed over for."""

    aliases: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]


@cache
def _words() -> _HeaderWords:
    data = tomllib.loads(files("letterpack.formats.tables").joinpath("headers.toml").read_text(encoding="utf-8"))
    stems = data.pop("stems")
    return _HeaderWords({name: tuple(map(fold, aliases)) for name, aliases in data.items()}, stems)
