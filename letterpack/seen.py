"""What was seen before, for more values than memory holds: an answer that may err to one side, in a few bytes a value."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import Final

_LEAST_WORDS: Final = 1 << 12
_WORD_BYTES: Final = 8
_VALUES_A_WORD: Final = 2
_ALL_BITS: Final = (1 << 64) - 1


class Seen:
    """The values that were added: ``in`` is true of each of them, and of one in a thousand others. No value is held.

    A filter of Bloom's (Communications of the ACM 13, 1970), the four bits of a value in one word, and a word for two values.
    """

    def __init__(self, about: int = 0) -> None:
        """Make room for ``about`` so many values; when there are more, room is made."""
        self._tables = [_table(about)]
        self._room = _VALUES_A_WORD * len(self._tables[0])

    def add(self, value: Hashable) -> None:
        """Take note of ``value``."""
        if not self._room:
            self._tables.append(_table(2 * _VALUES_A_WORD * len(self._tables[-1])))
            self._room = _VALUES_A_WORD * len(self._tables[-1])
        self._room -= 1
        table, code = self._tables[-1], hash(value)
        table[code & len(table) - 1] |= _bits(code)

    def __contains__(self, value: Hashable) -> bool:
        code = hash(value)
        for table in self._tables:
            word = table[code & len(table) - 1]
            if word >> (code >> 32 & 63) & 1 and word & (bits := _bits(code)) == bits:
                return True
        return False


def _table(values: int) -> array[int]:
    """Return enough empty words for so many ``values``: a power of two."""
    words = -(-values // _VALUES_A_WORD)
    return array("Q", bytes(_WORD_BYTES << max(_LEAST_WORDS, words - 1).bit_length()))


def _bits(code: int) -> int:
    """Return a word with the bits that the upper half of a hash chooses."""
    return 1 << (code >> 32 & 63) | 1 << (code >> 40 & 63) | 1 << (code >> 48 & 63) | 1 << (code >> 56 & 63)


class Hashes:
    """The hashes of values that were added, 64 bits each: one in 2 ** 64 of others is taken for one of them. Takes 12 to 24 bytes
    a value, a fourth of what a set takes.
    """

    def __init__(self) -> None:
        """Begin with room for a few thousand values; when there are more, room is made."""
        self._table = array("Q", bytes(_WORD_BYTES * _LEAST_WORDS))
        self._count = 0

    def add(self, value: Hashable) -> bool:
        """Take note of ``value``; whether it is new."""
        code = hash(value) & _ALL_BITS or 1  # An empty place is 0.
        at = self._place(code)
        if self._table[at]:
            return False
        self._table[at] = code
        self._count += 1
        if 3 * self._count > 2 * len(self._table):
            self._grow()
        return True

    def _place(self, code: int) -> int:
        """Return where ``code`` is, or would be put: at the place that it names, or at the next free one."""
        table, mask = self._table, len(self._table) - 1
        at = (code ^ code >> 32) & mask
        while table[at] and table[at] != code:
            at = at + 1 & mask
        return at

    def _grow(self) -> None:
        before = self._table
        self._table = array("Q", bytes(2 * _WORD_BYTES * len(before)))
        for code in filter(None, before):
            self._table[self._place(code)] = code
