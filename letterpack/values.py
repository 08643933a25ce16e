"""A changed copy of a value, of whichever of our two kinds it is.

What the library hands out, and what programs of others inherit from, is a ``dataclass``. Every other value is a
``msgspec.Struct``: to make such a class takes a thirtieth of the time, and there are more than a hundred before the first page.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, structs

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Value = TypeVar("Value", bound="Struct | DataclassInstance")


def replace(value: Value, /, **changes: Any) -> Value:  # noqa: ANN401  what the fields are, only the class knows.
    """Return a copy of ``value`` whose fields named in ``changes`` have other values."""
    if isinstance(value, Struct):
        return structs.replace(value, **changes)
    return cast(Value, dataclasses.replace(cast(Any, value), **changes))
