"""What an object stream holds (ISO 32000-1, 7.5.7): each object in it is read when it is asked for."""

from __future__ import annotations

from letterpack.readback.values import Malformed, Stream, Value, parse


class StreamObjects:
    """The objects in the object stream ``holder``, by their place in it. Raises ``Malformed`` where it does not say what it
    holds.
    """

    __slots__ = ("_data", "_first", "_known", "_places", "numbers")

    def __init__(self, holder: Stream) -> None:
        count, first = holder.values.get("N"), holder.values.get("First")
        if not isinstance(count, int) or not isinstance(first, int):
            raise Malformed("an object stream does not say what it holds")
        self._data = holder.data()
        index = [int(part) for part in self._data[:first].split()]
        if len(index) < 2 * count:
            raise Malformed("an object stream is cut off")
        self.numbers = index[: 2 * count : 2]
        """The number of each object."""
        self._first, self._places = first, [first + at for at in index[1::2]]
        self._known: dict[int, tuple[Value, int]] = {}

    def value(self, index: int) -> Value:
        """Return the object at ``index``. Raises ``Malformed``."""
        if index not in self._known:
            self._known[index] = parse(self._data, self._places[index])
        return self._known[index][0]

    def written(self, index: int) -> bytes:
        """Return the bytes from the object at ``index`` to where the next begins."""
        start = self._places[index]
        stop = self._places[index + 1] if index + 1 < len(self.numbers) else len(self._data)
        return self._data[start : stop if stop > start else len(self._data)]

    def are_full(self) -> bool:
        """Whether they stand one after the other, and nothing between them. Those that were not asked for are not held for it."""
        ends = [(self._known.get(at) or parse(self._data, place))[1] for at, place in enumerate(self._places)]
        return (
            len(self._places) == len(self.numbers)
            and [place - 1 for place in self._places[1:]] == ends[:-1]
            and (not ends or ends[-1] == len(self._data))
        )
