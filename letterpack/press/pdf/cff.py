"""CFF for PDF (part of stage 7 of 7): a subset in which each glyph goes by its number in the full font.

A subset of a CFF font numbers its glyphs anew, and is small for it. CID-keyed, its charset says by which number each glyph is
called (Adobe Technical Note 5176, 13 and 18), so that strings need no translation. A font that was not CID-keyed becomes so,
with one font dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from letterpack.cff import ESCAPE, LONG, CffDict, CffOperator, read_dict, read_index

_CHARSET: Final = 15
_ENCODING: Final = 16
_CHAR_STRINGS: Final = 17
_PRIVATE: Final = 18
_ROS: Final = (ESCAPE, 30)
_CID_COUNT: Final = (ESCAPE, 34)
_FD_ARRAY: Final = (ESCAPE, 36)
_FD_SELECT: Final = (ESCAPE, 37)
_LEFT_OUT: Final = frozenset({_ROS, _ENCODING, _PRIVATE, 0, 1, 2, 3, 4, (ESCAPE, 0), (ESCAPE, 21), (ESCAPE, 22), (ESCAPE, 38)})
"""What is written anew, what a CID-keyed font has not, and names and notices, which nobody reads in a PDF."""
_STANDARD_STRINGS: Final = 391
_OFFSET_BYTES: Final = 4


def cid_keyed(cff: bytes, numbers: Sequence[int], name: str) -> bytes:
    """Return the font ``cff`` CID-keyed and called ``name``, glyph ``i`` going by the CID ``numbers[i]``; these ascend from 0."""
    names = read_index(cff, cff[2])
    tops = read_index(cff, names.end)
    strings = read_index(cff, tops.end)
    top = read_dict(tops.items(cff)[0])
    select = top.get(_FD_SELECT)
    own: CffDict = {} if select else {_PRIVATE: top[_PRIVATE]}
    dictionaries = [read_dict(item) for item in read_index(cff, _at(top[_FD_ARRAY])).items(cff)] if select else [own]
    own_strings = _written_index([b"Adobe", b"Identity"])
    keyed: CffDict = {_ROS: (_STANDARD_STRINGS, _STANDARD_STRINGS + 1, 0)}
    keyed |= {operator: operands for operator, operands in top.items() if operator not in _LEFT_OUT}
    keyed |= {_CID_COUNT: (numbers[-1] + 1,), _CHARSET: (0,), _FD_SELECT: (0,), _FD_ARRAY: (0,)}
    head = b"\x01\x00\x04\x04" + _written_index([name.encode("ascii")])
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


def _moved(dictionary: CffDict, by: int) -> CffDict:
    """Return a font dictionary whose private dictionary has moved."""
    size, _ = dictionary[_PRIVATE]
    kept = {operator: operands for operator, operands in dictionary.items() if operator not in _LEFT_OUT}
    return kept | {_PRIVATE: (size, _at(dictionary[_PRIVATE]) + by)}


def _written_index(items: Iterable[bytes]) -> bytes:
    held = tuple(items)
    if not held:
        return b"\x00\x00"
    ends = [1]
    for item in held:
        ends.append(ends[-1] + len(item))
    offsets = b"".join([end.to_bytes(_OFFSET_BYTES, "big") for end in ends])
    return len(held).to_bytes(2, "big") + bytes([_OFFSET_BYTES]) + offsets + b"".join(held)


def _written(dictionary: Mapping[CffOperator, tuple[int | bytes, ...]]) -> bytes:
    """Return a DICT; every integer in five bytes, so that its size does not depend on what it says."""
    out: list[bytes] = []
    for operator, operands in dictionary.items():
        out.extend(
            [each if isinstance(each, bytes) else bytes([LONG]) + each.to_bytes(4, "big", signed=True) for each in operands]
        )
        out.append(bytes(operator) if isinstance(operator, tuple) else bytes([operator]))
    return b"".join(out)
