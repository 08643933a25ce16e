"""Values by name, more than memory may hold: they wait in a file without a name, which nobody else can open, and which is gone
with the process, however that ends.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Literal, NoReturn, TypeVar, cast, overload

import msgspec

from letterpack.errors import LetterpackError

Value = TypeVar("Value")

_ENCODER: Final = msgspec.msgpack.Encoder()
_AT_ONCE: Final = 512
"""Values that are handed to the file together."""
_CACHE_KIB: Final = 256
"""Of the file that stays in memory: a command has some ten, and the system holds what was written last anyway."""
_REPEATED: Final = "SELECT name, max(number) FROM kept WHERE number > ? GROUP BY name HAVING count(*) > 1"
_REPEATED_SINCE: Final = """SELECT name, max(number) FROM kept
WHERE name IN (SELECT name FROM kept WHERE number > ?) GROUP BY name HAVING count(*) > 1"""


class Kept(Mapping[str, Value]):
    """Values by name, in the order in which they came; of a name that came twice, the last value.

    Values are packed, and unpacked by this process alone. A disk that is full raises ``LetterpackError``.
    """

    def __init__(self, pairs: Iterable[tuple[str, Value]] = (), shape: type[Value] | None = None) -> None:
        """Keep ``pairs`` of names and values. Values of one ``shape``, of which there are many, take half the time."""
        self._pack: Callable[[Value], bytes] = partial(pickle.dumps, protocol=pickle.HIGHEST_PROTOCOL)
        self._unpack: Callable[[bytes], Value] = pickle.loads
        if shape is not None:
            self._pack, self._unpack = _ENCODER.encode, msgspec.msgpack.Decoder(shape).decode
        import sqlite3  # Few campaigns are so large that anything is put here.

        # SQLite removes the file behind an empty name as soon as it has opened it. Its calls take turns, whatever thread asks.
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, name BLOB, value BLOB)")
        self._waiting: list[tuple[bytes, bytes]] = []
        self._is_in_order = False
        self._last_in_order = 0
        self._repeated: tuple[str, ...] = ()
        for name, value in pairs:
            self.add(name, value)

    def add(self, name: str, value: Value) -> None:
        """Keep ``value`` behind those that are there."""
        self._waiting.append((_packed(name), self._pack(value)))
        self._is_in_order = False
        if len(self._waiting) == _AT_ONCE:
            self._write()

    @property
    def repeated(self) -> tuple[str, ...]:
        """The names that came more than once."""
        self._put_in_order()
        return self._repeated

    def __getitem__(self, name: str) -> Value:
        for (value,) in self._asked("SELECT value FROM kept WHERE name = ?", _packed(name)):
            return self._unpack(value)
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(self._asked("SELECT 1 FROM kept WHERE name = ?", _packed(name)))

    def __iter__(self) -> Iterator[str]:
        return (_unpacked(name) for (name,) in self._asked("SELECT name FROM kept ORDER BY number"))

    def __len__(self) -> int:
        return cast(int, next(self._asked("SELECT count(*) FROM kept"))[0])

    def items(self) -> ItemsView[str, Value]:
        """Return names and values."""
        return _KeptItems(self)

    def values(self) -> ValuesView[Value]:
        """Return the values."""
        return _KeptValues(self)

    def by(self, order: Literal["number", "name"]) -> Iterator[tuple[str, Value]]:
        """Yield names and values as they came, or sorted by name; sooner than each by its name."""
        found = self._asked(f"SELECT name, value FROM kept ORDER BY {order}")
        unpack = self._unpack
        return ((_unpacked(name), unpack(value)) for name, value in found)

    def at(self, index: int) -> Value:
        """Return the value that came as number ``index``, from 0, where no name came twice. Raises ``IndexError``."""
        for (value,) in self._asked("SELECT value FROM kept WHERE number = ?", index + 1):
            return self._unpack(value)
        raise IndexError(index)

    def names(self, start: int, stop: int) -> Iterator[str]:
        """Yield the names that came as numbers ``start`` to ``stop``, from 0, where none came twice."""
        found = self._asked("SELECT name FROM kept WHERE number > ? AND number <= ? ORDER BY number", start, stop)
        return (_unpacked(name) for (name,) in found)

    def __reduce__(self) -> NoReturn:
        raise TypeError("what one process keeps cannot go to another")

    def _asked(self, question: str, *about: object) -> Iterator[tuple[Any, ...]]:
        self._put_in_order()
        return self._file.execute(question, about)

    def _write(self) -> None:
        with _room():
            self._file.execute("BEGIN")
            self._file.executemany("INSERT INTO kept (name, value) VALUES (?, ?)", self._waiting)
            self._file.execute("COMMIT")
        self._waiting.clear()

    def _put_in_order(self) -> None:
        """Write what waits, make names quick to find, and let the last of each stand alone."""
        if self._is_in_order:
            return
        self._write()
        with _room():
            self._file.execute("CREATE INDEX IF NOT EXISTS names ON kept (name)")
            # Whoever looks up between additions, as a reader does whose filter errs, must not pay for all that came before.
            repeated = self._file.execute(
                _REPEATED_SINCE if self._last_in_order else _REPEATED, (self._last_in_order,)
            ).fetchall()
            self._file.executemany("DELETE FROM kept WHERE name = ? AND number < ?", repeated)
            ((self._last_in_order,),) = self._file.execute("SELECT coalesce(max(number), 0) FROM kept")
        self._repeated = tuple(sorted({*self._repeated, *[_unpacked(name) for name, _ in repeated]}))
        self._is_in_order = True


class KeptList(Sequence[Value]):
    """The values of ``kept`` in the order in which they came; no name came twice."""

    def __init__(self, kept: Kept[Value]) -> None:
        self._kept = kept

    @overload
    def __getitem__(self, index: int) -> Value: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Value]: ...

    def __getitem__(self, index: int | slice) -> Value | Sequence[Value]:
        if isinstance(index, slice):
            return [self._kept.at(each) for each in range(*index.indices(len(self)))]
        return self._kept.at(index + len(self) if index < 0 else index)

    def __iter__(self) -> Iterator[Value]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)


class _KeptItems(ItemsView[str, Value]):
    """Names and values, read one after the other."""

    _mapping: Kept[Value]

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        return self._mapping.by("number")


class _KeptValues(ValuesView[Value]):
    """Values, read one after the other."""

    _mapping: Kept[Value]

    def __iter__(self) -> Iterator[Value]:
        return (value for _, value in self._mapping.by("number"))


def _packed(name: str) -> bytes:
    """Return ``name`` as bytes: a file's may hold half of a surrogate pair, which is no text to SQLite."""
    return name.encode("utf-8", "surrogatepass")


def _unpacked(name: bytes) -> str:
    return name.decode("utf-8", "surrogatepass")


@contextmanager
def _room() -> Iterator[None]:
    import sqlite3

    try:
        yield
    except sqlite3.OperationalError as error:
        raise LetterpackError(
            f"the folder for temporary files cannot hold what this batch needs: {error}",
            "make room there, or name another folder in the environment variable TMPDIR",
        ) from error
