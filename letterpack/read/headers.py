"""Stage 1 of 7: the header cells of a table become the contract's column names, whatever language they are written in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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
        aliases = _aliases()
        self._canonical = {alias: name for name in names for alias in (name.replace("_", " "), *aliases.get(name, ()))}

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

    def nearest(self, header: str) -> str | None:
        """Return the header known to ``resolve`` that is most like ``header``, or None."""
        from letterpack.read.nearest import nearest

        return nearest(fold(header), self._canonical, cutoff=75.0)


def fold(header: str) -> str:
    """Return ``header`` as headers are compared: compatible forms, no case, single spaces, no colon or asterisk at its end."""
    text = unicodedata.normalize("NFKC", header).casefold().strip(" \t\r\n:*\ufeff")
    return re.sub(r"[\s_\-]+", " ", text)


@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    data = tomllib.loads(files("letterpack.read").joinpath("headers.toml").read_text(encoding="utf-8"))
    return {name: tuple(fold(alias) for alias in aliases) for name, aliases in data.items()}
