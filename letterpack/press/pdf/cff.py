"""CFF for PDF (part of stage 7 of 7): a subset in which each glyph goes by its number in the full font.

A subset of a CFF font numbers its glyphs anew, and is small for it. CID-keyed, its charset says by which number each glyph is
called (Adobe Technical Note 5176, 13 and 18), so that strings need no translation. A font that was not CID-keyed becomes so,
with one font dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_CffOperator = int | tuple[int, int]
_Dict = dict[_CffOperator, tuple[int | bytes, ...]]
"""_CffOperator to operands; a real number stays as its bytes."""

_ESCAPE: Final = 12
_CHARSET: Final = 15
_ENCODING: Final = 16
_CHAR_STRINGS: Final = 17
_PRIVATE: Final = 18
_ROS: Final = (_ESCAPE, 30)
_CID_COUNT: Final = (_ESCAPE, 34)
_FD_ARRAY: Final = (_ESCAPE, 36)
_FD_SELECT: Final = (_ESCAPE, 37)
_LEFT_OUT: Final = frozenset(
    {_ROS, _ENCODING, _PRIVATE, 0, 1, 2, 3, 4, (_ESCAPE, 0), (_ESCAPE, 21), (_ESCAPE, 22), (_ESCAPE, 38)}
)
"""What is written anew, what a CID-keyed font has not, and names and notices, which nobody reads in a PDF."""
_SHORT: Final = 28
_LONG: Final = 29
_REAL: Final = 30
_REAL_END: Final = 0xF
_LAST_OPERATOR: Final = 21
_LAST_BYTE: Final = 246
_LAST_POSITIVE: Final = 250
"""First bytes of a DICT's operators, its integers of one byte, and the positive ones of two (4, table 3)."""
_STANDARD_STRINGS: Final = 391
_OFFSET_BYTES: Final = 4


class _Index(NamedTuple):
    """An INDEX: its items, and where it ends."""

    items: tuple[bytes, ...]
    end: int


def cid_keyed(cff: bytes, numbers: Sequence[int]) -> bytes:
    """Return the font ``cff`` CID-keyed, glyph ``i`` going by the CID ``numbers[i]``; ``numbers`` ascend from 0."""
    names = _index(cff, cff[2])
    tops = _index(cff, names.end)
    strings = _index(cff, tops.end)
    top = _dict(tops.items[0])
    select = top.get(_FD_SELECT)
    own: _Dict = {} if select else {_PRIVATE: top[_PRIVATE]}
    dictionaries = [_dict(item) for item in _index(cff, _at(top[_FD_ARRAY])).items] if select else [own]
    own_strings = _written_index([b"Adobe", b"Identity"])
    keyed: _Dict = {_ROS: (_STANDARD_STRINGS, _STANDARD_STRINGS + 1, 0)}
    keyed |= {operator: operands for operator, operands in top.items() if operator not in _LEFT_OUT}
    keyed |= {_CID_COUNT: (numbers[-1] + 1,), _CHARSET: (0,), _FD_SELECT: (0,), _FD_ARRAY: (0,)}
    head = b"\x01\x00\x04\x04" + _written_index(names.items)
    moved = len(head) + len(_written_index([_written(keyed)])) + len(own_strings) - strings.end
    charset = b"\x00" + b"".join([number.to_bytes(2, "big") for number in numbers[1:]])
    fd_select = b"" if select else b"\x03\x00\x01\x00\x00\x00" + len(numbers).to_bytes(2, "big")
    at = len(cff) + moved
    keyed |= {
        _CHAR_STRINGS: (_at(top[_CHAR_STRINGS]) + moved,),
        _CHARSET: (at,),
        _FD_SELECT: (_at(select) + moved if select else at + len(charset),),
        _FD_ARRAY: (at + len(charset) + len(fd_select),),
    }
    fd_array = _written_index([_written(_moved(each, moved)) for each in dictionaries])
    return b"".join([head, _written_index([_written(keyed)]), own_strings, cff[strings.end :], charset, fd_select, fd_array])


def _at(operands: tuple[int | bytes, ...]) -> int:
    """Return an offset: the last operand."""
    assert isinstance(operands[-1], int)
    return operands[-1]


def _moved(dictionary: _Dict, by: int) -> _Dict:
    """Return a font dictionary whose private dictionary has moved."""
    size, _ = dictionary[_PRIVATE]
    kept = {operator: operands for operator, operands in dictionary.items() if operator not in _LEFT_OUT}
    return kept | {_PRIVATE: (size, _at(dictionary[_PRIVATE]) + by)}


def _index(data: bytes, start: int) -> _Index:
    count = int.from_bytes(data[start : start + 2], "big")
    if not count:
        return _Index((), start + 2)
    size = data[start + 2]
    base = start + 3 + (count + 1) * size - 1
    ends = [base + int.from_bytes(data[at : at + size], "big") for at in range(start + 3, base + 1, size)]
    return _Index(tuple([data[first:last] for first, last in pairwise(ends)]), ends[-1])


def _written_index(items: Iterable[bytes]) -> bytes:
    held = tuple(items)
    if not held:
        return b"\x00\x00"
    ends = [1]
    for item in held:
        ends.append(ends[-1] + len(item))
    offsets = b"".join([end.to_bytes(_OFFSET_BYTES, "big") for end in ends])
    return len(held).to_bytes(2, "big") + bytes([_OFFSET_BYTES]) + offsets + b"".join(held)


def _dict(data: bytes) -> _Dict:
    """Return a DICT (Technical Note 5176, 4)."""
    found: _Dict = {}
    operands: list[int | bytes] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= _LAST_OPERATOR:
            operator: _CffOperator = (first, data[at + 1]) if first == _ESCAPE else first
            found[operator] = tuple(operands)
            operands = []
            at += 2 if first == _ESCAPE else 1
        else:
            operand, at = _operand(data, at)
            operands.append(operand)
    return found


def _operand(data: bytes, at: int) -> tuple[int | bytes, int]:
    """Return the operand at ``at``, and where it ends."""
    first = data[at]
    if first == _SHORT:
        return int.from_bytes(data[at + 1 : at + 3], "big", signed=True), at + 3
    if first == _LONG:
        return int.from_bytes(data[at + 1 : at + 5], "big", signed=True), at + 5
    if first == _REAL:
        end = at + 1
        while data[end] & 0xF != _REAL_END:
            end += 1
        return data[at : end + 1], end + 1
    if first <= _LAST_BYTE:
        return first - 139, at + 1
    if first <= _LAST_POSITIVE:
        return (first - 247) * 256 + data[at + 1] + 108, at + 2
    return -(first - 251) * 256 - data[at + 1] - 108, at + 2


def _written(dictionary: Mapping[_CffOperator, tuple[int | bytes, ...]]) -> bytes:
    """Return a DICT; every integer in five bytes, so that its size does not depend on what it says."""
    out: list[bytes] = []
    for operator, operands in dictionary.items():
        out.extend(
            [each if isinstance(each, bytes) else bytes([_LONG]) + each.to_bytes(4, "big", signed=True) for each in operands]
        )
        out.append(bytes(operator) if isinstance(operator, tuple) else bytes([operator]))
    return b"".join(out)
