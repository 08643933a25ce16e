"""Content streams to operators with their operands (ISO 32000-1, 7.8.2); a step of readback that knows no font and no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from letterpack.patterns import late
from letterpack.readback.graphics_state import Operand
from letterpack.readback.values import Malformed, Name, literal_string, parse

_TOKEN: Final = late(
    rb"[\0\t\n\f\r ]*(?:%[^\r\n]*[\0\t\n\f\r ]*)*(?:<(?P<hex>[0-9A-Fa-f]*)>|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))"
    rb"|(?P<left>\[)|(?P<right>\])"
    rb"|(?P<dictionary><<)|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<paren>\()|(?P<operator>[A-Za-z'\"]+[\d*]*))"
)
_INLINE_IMAGE_END: Final = late(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")


def operators(data: bytes) -> Iterator[tuple[bytes, list[Operand]]]:
    """Yield the operators of ``data``, each with its operands; an inline image is its ``BI`` alone. Raises ``Malformed``."""
    operands: list[Operand] = []
    stack: list[list[Operand]] = []
    match_token = _TOKEN.match
    at = 0
    while (match := match_token(data, at)) is not None:
        kind, at = match.lastgroup or "", match.end()
        if kind in _SINGLE:
            operands.append(_SINGLE[kind](match[kind]))
        elif kind == "operator":
            operator = match["operator"]
            yield operator, operands
            operands, stack = [], []
            if operator == b"BI":
                at = _behind_image(data, at)
        elif kind == "left":
            stack.append(operands)
            operands = []
        elif kind == "right":
            if not stack:
                raise Malformed("an array in a page has no beginning")
            operands, inner = stack.pop(), operands
            operands.append(inner)
        elif kind == "dictionary":
            value, at = parse(data, at - 2)
            assert isinstance(value, dict)
            operands.append(value)
        else:
            text, at = literal_string(data, at)
            operands.append(text)
    if data[at:].strip(b"\0\t\n\f\r "):
        raise Malformed("the content of a page cannot be read")


def _behind_image(data: bytes, at: int) -> int:
    end = _INLINE_IMAGE_END.search(data, at)
    if end is None:
        raise Malformed("an image in a page has no end")
    return end.end()


def _codes(digits: bytes) -> bytes:
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


_SINGLE: Final[dict[str, Callable[[bytes], Operand]]] = {
    "hex": _codes,
    "number": float,
    "name": lambda name: Name(name.decode("latin-1")),
}
"""How an operand is read that is one token, by the name of its group in ``_TOKEN``."""
