"""Which packets a change is in: stretches of their places, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeAlias, TypeVar, overload

One = TypeVar("One")
Other = TypeVar("Other")

NamesOf: TypeAlias = Callable[[int, int], Iterator[str]]
"""Gives the ids of the packets from one place to before another."""


class Stretches:
    """Places in growing order: those that follow each other are one stretch."""

    __slots__ = ("_bounds", "count")

    def __init__(self) -> None:
        self._bounds: list[int] = []
        self.count = 0

    def add(self, place: int) -> None:
        """Add ``place``, which is none of the earlier ones or the last of them again."""
        bounds = self._bounds
        if bounds and place < bounds[-1]:
            return
        if bounds and place == bounds[-1]:
            bounds[-1] = place + 1
        else:
            bounds.extend((place, place + 1))
        self.count += 1

    def join(self, other: Stretches) -> None:
        """Add all places of ``other``."""
        merged = sorted([*self, *other])
        self._bounds, self.count = [], 0
        for place in merged:
            self.add(place)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield where each stretch begins and where it has ended."""
        return zip(self._bounds[::2], self._bounds[1::2], strict=True)

    def __iter__(self) -> Iterator[int]:
        for start, stop in self.pairs():
            yield from range(start, stop)


class PacketIds(Sequence[str]):
    """The ids of the packets at ``places``, read when they are asked for."""

    __slots__ = ("_names", "_places")

    def __init__(self, places: Stretches, names: NamesOf) -> None:
        self._places, self._names = places, names

    def __iter__(self) -> Iterator[str]:
        for start, stop in self._places.pairs():
            yield from self._names(start, stop)

    def __len__(self) -> int:
        return self._places.count

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return tuple([self[each] for each in range(*index.indices(len(self)))])
        left = index + len(self) if index < 0 else index
        for start, stop in self._places.pairs():
            if left < stop - start:
                return next(self._names(start + left, start + left + 1))
            left -= stop - start
        raise IndexError(index)

    def __eq__(self, other: object) -> bool:
        return _equal(self, other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


class Mapped(Sequence[Other], Generic[One, Other]):
    """What ``change`` makes of each of ``values``, when it is asked for."""

    __slots__ = ("_change", "_values")

    def __init__(self, values: Sequence[One], change: Callable[[One], Other]) -> None:
        self._values, self._change = values, change

    def __iter__(self) -> Iterator[Other]:
        return map(self._change, self._values)

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, index: int) -> Other: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Other]: ...

    def __getitem__(self, index: int | slice) -> Other | Sequence[Other]:
        if isinstance(index, slice):
            return tuple([self._change(each) for each in self._values[index]])
        return self._change(self._values[index])

    def __eq__(self, other: object) -> bool:
        return _equal(self, other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


def _equal(one: Sequence[object], other: object) -> bool:
    return isinstance(other, Sequence) and len(one) == len(other) and all(a == b for a, b in zip(one, other, strict=True))
