"""Values of an object that are worked out when they are first asked for, and kept in it.

``functools.cached_property`` takes a lock for it up to Python 3.11, which costs more than many of a packet's values do. It can
take the place of this where Python 3.11 need not be supported any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

ValueT = TypeVar("ValueT")


class lazily(Generic[ValueT]):
    """A property that is worked out once. Two threads that ask at once may both work it out; the object has a ``__dict__``."""

    def __init__(self, compute: Callable[[Any], ValueT]) -> None:
        self._compute, self._name, self.__doc__ = compute, compute.__name__, compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> ValueT: ...

    def __get__(self, instance: object | None, owner: type) -> Self | ValueT:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value
