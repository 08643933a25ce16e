"""Whom a part of a letter is for: what its author wrote behind ``for``, ``if`` and ``else``, as data.

A condition is true, false, or undecided where the addressee is not known yet. Values are texts; ``<`` and its like compare
numbers or ISO dates, and nothing else with them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.model.merge_field import Field
from letterpack.patterns import late
from letterpack.spans import Span

Relation: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "is empty", "is not empty", "in"]
Ordered: TypeAlias = tuple[Literal["number"], Decimal] | tuple[Literal["date"], date]
"""A value that has an order: its kind, and what it is."""
ValueOf: TypeAlias = Callable[[Field], str | None]
"""Gives the value of a field; None where it is not known yet."""

ORDERING: Final[frozenset[Relation]] = frozenset({"<", "<=", ">", ">="})
_NUMBER: Final = late(r"[+-]?\d{1,30}(?:\.\d{1,30})?")
_DATE: Final = late(r"\d{4}-\d\d-\d\d")


class ForIds(Struct, frozen=True):
    """``for a, b``: true for a letter that goes to any of ``ids``."""

    ids: tuple[str, ...]


class FieldTest(Struct, frozen=True):
    """``FIELD OPERATOR VALUES``; ``spans`` are the places of the values."""

    field: Field
    operator: Relation
    values: tuple[str, ...]
    spans: tuple[Span, ...]


class Negation(Struct, frozen=True):
    """``not``, and what an ``else`` says of the conditions before it."""

    condition: Condition


class Junction(Struct, frozen=True):
    """``and`` (``of`` all), ``or`` (any): of ``conditions`` in their order, the ones behind those that decide it not looked
    at.
    """

    of: Literal["all", "any"]
    conditions: tuple[Condition, ...]


Condition: TypeAlias = ForIds | FieldTest | Negation | Junction


def both(outer: Condition | None, inner: Condition) -> Condition:
    """Return the condition of what stands under ``inner`` within ``outer``."""
    return inner if outer is None else Junction("all", (outer, inner))


def holds(condition: Condition, value_of: ValueOf, ids: AbstractSet[str] | None) -> bool | None:
    """Return whether ``condition`` is true where the letter goes to ``ids``; None where that is not known yet."""
    if isinstance(condition, ForIds):
        return None if ids is None else not ids.isdisjoint(condition.ids)
    if isinstance(condition, Negation):
        inner = holds(condition.condition, value_of, ids)
        return None if inner is None else not inner
    if isinstance(condition, FieldTest):
        value = value_of(condition.field)
        return None if value is None else _compared(condition, value)
    decides = condition.of == "any"
    undecided = False
    for each in condition.conditions:
        one = holds(each, value_of, ids)
        if one is decides:
            return decides
        undecided = undecided or one is None
    return None if undecided else not decides


def unlike(condition: Condition, value_of: ValueOf, ids: AbstractSet[str]) -> FieldTest | None:
    """Return the first comparison, of those that decide ``condition``, that asks for the order of values of two kinds."""
    if isinstance(condition, Negation):
        return unlike(condition.condition, value_of, ids)
    if isinstance(condition, FieldTest):
        wants = condition.operator in ORDERING and ordered(condition.values[0])
        had = ordered(value_of(condition.field) or "") if wants else None
        return condition if wants and (had is None or had[0] != wants[0]) else None
    for each in condition.conditions if isinstance(condition, Junction) else ():
        if (found := unlike(each, value_of, ids)) is not None:
            return found
        if isinstance(condition, Junction) and holds(each, value_of, ids) is (condition.of == "any"):
            return None
    return None


def comparisons(condition: Condition) -> Iterator[FieldTest]:
    """Yield all comparisons in ``condition``, in the order in which they are written."""
    if isinstance(condition, FieldTest):
        yield condition
    elif isinstance(condition, Negation):
        yield from comparisons(condition.condition)
    elif isinstance(condition, Junction):
        for each in condition.conditions:
            yield from comparisons(each)


def named_ids(condition: Condition) -> frozenset[str]:
    """Return the ids that ``for`` names in ``condition``: none where it asks for anything else too, or is an ``else``."""
    return frozenset(condition.ids) if isinstance(condition, ForIds) else frozenset()


def ordered(text: str) -> Ordered | None:
    """Return ``text`` as the number or ISO date that it is; None where it is neither."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    if _NUMBER.fullmatch(plain):
        return ("number", Decimal(plain))
    if _DATE.fullmatch(plain):
        try:
            return ("date", date.fromisoformat("-".join([f"{int(part):02}" for part in plain.split("-")])))
        except ValueError:
            return None
    return None


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return ``text`` as it is compared: without regard to capitals, white space and compatibility forms (UAX #15)."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _compared(comparison: FieldTest, value: str) -> bool:
    operator = comparison.operator
    if operator in ("is empty", "is not empty"):
        return (not value.strip()) is (operator == "is empty")
    if operator in ORDERING:
        return _in_order(operator, ordered(value), ordered(comparison.values[0]))
    return (folded(value) in [folded(each) for each in comparison.values]) is (operator != "!=")


def _in_order(operator: Relation, value: Ordered | None, other: Ordered | None) -> bool:
    """Whether ``value`` stands to ``other`` as ``operator`` says; values of two kinds do not, and stop the build."""
    if value is None or other is None or value[0] != other[0]:
        return False
    below, same = value[1] < other[1], value[1] == other[1]  # type: ignore[operator]
    return {"<": below, "<=": below or same, ">": not below and not same, ">=": not below}[operator]
