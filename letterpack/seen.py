"""What was seen before, for more values than memory holds: an answer that may err to one side, in eight bytes a value."""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import Final

_LEAST_WORDS: Final = 1 << 12
_WORD_BYTES: Final = 8


class Seen:
    """The values that were added: ``in`` is true of each of them, and of one in ten thousand others. No value is held.

    A filter of Bloom's (Communications of the ACM 13, 1970), the four bits of a value in one word, of which there are as many as
    values.
    """

    def __init__(self, about: int = 0) -> None:
        """Make room for ``about`` so many values; when there are more, room is made."""
        self._tables = [_table(about)]
        self._room = len(self._tables[0])

    def add(self, value: Hashable) -> None:
        """Take note of ``value``."""
        if not self._room:
            self._tables.append(_table(2 * len(self._tables[-1])))
            self._room = len(self._tables[-1])
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
    """Return as many empty words as there are ``values``, or more: a power of two."""
    return array("Q", bytes(_WORD_BYTES << max(_LEAST_WORDS, values - 1).bit_length()))


def _bits(code: int) -> int:
    """Return a word with the bits that the upper half of a hash chooses."""
    return 1 << (code >> 32 & 63) | 1 << (code >> 40 & 63) | 1 << (code >> 48 & 63) | 1 << (code >> 56 & 63)
