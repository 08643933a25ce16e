"""A page's content operator by operator with its operands, for whoever judges it: found in one pass that keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.patterns import late
from letterpack.pdfcopy.tokens import BLANK, REGULAR, behind_string, decoded_name

_TOKEN: Final = late(
    (
        rf"(?P<blank>{BLANK}++|%[^\r\n]*+)|/(?P<name>{REGULAR}*+)|(?P<open><<|\[)|(?P<close>>>|\])|(?P<string>\()"
        rf"|<(?P<hex>[^<>]*+)>|(?P<word>{REGULAR}++)"
    ).encode()
)
_NUMBER: Final = late(rb"[-+.\d]")
_ESCAPE: Final = late(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DATA: Final = late(rf"{BLANK}ID{BLANK}".encode())
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())
_VALUES: Final = {b"true", b"false", b"null"}
_MOST_OPERANDS: Final = 40
"""DeviceN may have 32 colors (ISO 19005-2, 6.1.13); arrays and dictionaries count by their parts, and are cut."""


class NameOperand(str):
    """A name without its slash."""

    __slots__ = ()


ContentOperand: TypeAlias = NameOperand | bytes | float


class ContentOperator(Struct, frozen=True):
    """An operator, and what stands before it: names, strings and numbers, those too that stand in arrays and dictionaries. Of
    ``BI``, the one operand is the source of the picture's settings.
    """

    word: bytes
    operands: tuple[ContentOperand, ...]

    def named(self, at: int = -1) -> str:
        """Return the operand at ``at`` where it is a name; else an empty text."""
        found = self.operands[at] if -len(self.operands) <= at < len(self.operands) else ""
        return found if isinstance(found, NameOperand) else ""


class Spent(Exception):
    """More of a file's content was asked for than is looked at."""


class ContentScanner:
    """Finds operators in all content of one file. Raises ``Spent`` after ``most`` tokens."""

    def __init__(self, most: int) -> None:
        self._left = most

    def operators(self, content: bytes) -> Iterator[ContentOperator]:
        """Yield the operators of ``content`` in order. Raises ``Spent``."""
        operands: list[ContentOperand] = []
        at = 0
        while (found := _TOKEN.match(content, at)) is not None:
            at = found.end()
            if found["blank"]:
                continue
            self._left -= 1
            if self._left < 0:
                raise Spent
            word = found["word"]
            if found["string"]:
                begin, at = at, behind_string(content, at)
                operands.append(_unescaped(content[begin : at - 1]))
            elif word is None:
                operands.extend(_operand(found))
            elif _NUMBER.match(word):
                operands.append(_number(word))
            elif word == b"BI":
                data = _DATA.search(content, at)
                end = _PICTURE_END.search(content, data.end() - 1) if data else None
                yield ContentOperator(word, (content[at : data.start() if data else at],))
                operands, at = [], end.end() if end else len(content)
            elif word not in _VALUES:
                yield ContentOperator(word, tuple(operands))
                operands = []
            if len(operands) > _MOST_OPERANDS and not any(isinstance(each, bytes) for each in operands):
                del operands[:-_MOST_OPERANDS]


def _operand(found: re.Match[bytes]) -> Iterator[ContentOperand]:
    if found["name"] is not None:
        yield NameOperand(decoded_name(found["name"]))
    elif found["hex"] is not None:
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", found["hex"])
        yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _number(word: bytes) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0


def _unescaped(raw: bytes) -> bytes:
    """Return a string from how it is written between its brackets (ISO 32000-1, 7.3.4.2)."""
    return _ESCAPE.sub(_meant, raw) if b"\\" in raw else raw


def _meant(found: re.Match[bytes]) -> bytes:
    octal, line_end, char = found.groups()
    if octal:
        return bytes((int(octal, 8) & 0xFF,))
    return b"" if line_end else _ESCAPED.get(char, char)
