"""A merge field as a letter writes it, ``{{ addressee.seats | plural: one "seat", other "seats" }}``: data, never code."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from letterpack.spans import Span

FilterName: TypeAlias = Literal["default", "plural", "words", "date", "weekday"]


class Filter(Struct, frozen=True):
    """What is made of a field's value: ``texts`` are those it may become, each under its key (of a plural, the form's name)."""

    name: FilterName
    texts: tuple[tuple[str, str], ...] = ()


class Field(Struct, frozen=True):
    """A merge field: ``scope`` is addressee, letter, campaign or signatories; ``name`` what follows the dot.

    ``filters`` are applied to its value in their order.
    """

    scope: str
    name: str
    span: Span
    filters: tuple[Filter, ...] = ()

    @property
    def default(self) -> str | None:
        """What stands for a value that is empty; None where nothing does."""
        return next((dict(each.texts).get("", "") for each in self.filters if each.name == "default"), None)
