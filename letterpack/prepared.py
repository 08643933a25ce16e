"""What each start would make again of the program's own data, such as compiled patterns: kept by the digest of what it is made
of, from one command to the next.

Nothing is kept until ``use`` hands over what earlier commands kept; where that comes from is the disk's affair. Whoever asks for
something gets the same with and without it, only sooner. Nothing that is made of a campaign's people goes in here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

Value = TypeVar("Value")

_MOST_BYTES: Final = 4_000_000
"""Of all that is kept: ten times what a letter in one language needs. Over that, only what this process asked for stays."""
_KEY_BYTES: Final = 16


class Prepared:
    """Values that are kept, by their keys; ``is_new`` where one came that was not there."""

    def __init__(self, kept: dict[bytes, bytes]) -> None:
        self._kept = kept
        self._asked: dict[bytes, bytes] = {}
        self.is_new = False

    def get(self, key: bytes) -> bytes | None:
        """Return the value of ``key``, if there is one."""
        value = self._kept.get(key)
        if value is not None:
            self._asked[key] = value
        return value

    def add(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` as that of ``key``."""
        self._kept[key] = self._asked[key] = value
        self.is_new = True

    def to_keep(self) -> dict[bytes, bytes]:
        """Return what the next command should have: all, or where that is too much, what was asked for."""
        kept, asked = dict(self._kept), dict(self._asked)  # Copied, for another thread may add to them.
        is_much = sum(map(len, kept.values())) + len(kept) * _KEY_BYTES > _MOST_BYTES
        return asked if is_much else kept


_in_use: list[Prepared] = []


def use(prepared: Prepared) -> None:
    """Let this process have what ``prepared`` has, and add to it."""
    _in_use[:] = [prepared]


def in_use() -> Prepared | None:
    """Return what this process uses, if anything."""
    return _in_use[0] if _in_use else None


def digest(kind: str, made_of: str) -> bytes:
    """Return the key of a value of ``kind`` that is made of ``made_of`` and nothing else."""
    from hashlib import sha256

    return sha256(f"{kind}\0{made_of}".encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]


def made(kind: str, made_of: str, shape: type[Value], make: Callable[[], Value]) -> Value:
    """Return what ``make`` returns, a ``shape`` of texts and numbers made of ``made_of`` and of libraries alone; to unpack
    one that an earlier command made with the same libraries is sooner done.

    What would come back as another value, such as a date, is not kept.
    """
    prepared = in_use()
    if prepared is None:
        return make()
    from msgspec import msgpack

    key = digest(kind, made_of)
    if (kept := prepared.get(key)) is not None:
        return msgpack.decode(kept, type=shape)
    value = make()
    packed = msgpack.encode(value)
    if msgpack.decode(packed, type=shape) == value:
        prepared.add(key, packed)
    return value


@cache
def runtime() -> str:
    """Return what prepared values may depend on beside what they are made of: this Python, to the build."""
    return f"{sys.implementation.cache_tag} {sys.version} {sys.byteorder} {sys.maxunicode}"
