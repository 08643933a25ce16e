"""Stage 7 of 7, the record: the fields of a manifest's JSON, which somebody may have edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Never

from letterpack.errors import ManifestUnreadable
from letterpack.world import PathOutside, inside

REMEDY: Final = "build the batch again with `letterpack build`"


class Fields:
    """The fields of a JSON object, each given as what it must be.

    ``where`` names the object in messages. Every method raises ``ManifestUnreadable`` where the field is missing or
    something else.
    """

    __slots__ = ("_values", "_where")

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise ManifestUnreadable(f"{where} is not a JSON object", REMEDY)
        self._values: dict[str, object] = value
        self._where = where

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields."""
        return tuple(self._values)

    def text(self, key: str) -> str:
        """Return a text."""
        value = self._values.get(key)
        return value if isinstance(value, str) else self._fail(key, "text")

    def path(self, key: str) -> str:
        """Return a path that does not leave the batch's folder."""
        try:
            return inside(self.text(key))
        except PathOutside:
            return self._fail(key, "path inside the batch")

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """Return a text that is one of ``allowed``."""
        value = self.text(key)
        return value if value in allowed else self._fail(key, f"value (`{'`, `'.join(allowed)}`)")

    def number(self, key: str) -> int:
        """Return a whole number."""
        value = self._values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else self._fail(key, "whole number")

    def flag(self, key: str) -> bool:
        """Return a truth value."""
        value = self._values.get(key)
        return value if isinstance(value, bool) else self._fail(key, "true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._list(key)
        return tuple(value if isinstance(value, str) else self._fail(key, "list of texts") for value in values)

    def under(self, key: str) -> Fields:
        """Return the object that a field holds."""
        return Fields(self._values.get(key), f"`{key}` in {self._where}")

    def each(self, key: str, name: str = "row") -> Iterator[Fields]:
        """Yield the objects of a list; ``name`` is what messages call one."""
        where = f"of {self._where}" if name == "packet" else f"of `{key}` in {self._where}"
        return (Fields(value, f"{name} {number} {where}") for number, value in enumerate(self._list(key), 1))

    def _list(self, key: str) -> list[object]:
        value = self._values.get(key)
        return value if isinstance(value, list) else self._fail(key, "list")

    def _fail(self, key: str, wanted: str) -> Never:
        raise ManifestUnreadable(f"{self._where} has no usable `{key}`: no {wanted}", REMEDY)
