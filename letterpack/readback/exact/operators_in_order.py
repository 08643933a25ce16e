"""Content streams operator by operator, in the order in which letterpack writes them: nothing is set twice, nothing is set and
not used, and nothing that is set stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from letterpack.patterns import late
from letterpack.readback.operators import operators

_RULES: Final = r"(?:q [GR] w (?:m l )++S Q )++"
_STEP: Final = r"(?:(?:Tf|Tz|Ts|g|rg|TJ) )"
_LINE: Final = rf"Tm (?:{_STEP}|BDC (?:{_STEP}|BDC {_STEP}*+EMC )*+EMC )*+"
_ITEMS: Final = late(
    rf"(?:BT (?:BDC (?:{_LINE})++EMC )++ET |BDC q cm Do Q EMC |BDC q cm (?:{_RULES}|q cm {_RULES}Q |q cm Q )++Q EMC |"
    r"BDC q G w (?:m l S )++Q EMC )*+"
)
_SHORT: Final = {b"RG": "R"}


def order_faults(data: bytes) -> Iterator[str]:
    """Yield what the content stream ``data`` of a page of ours does otherwise. Raises ``Malformed``."""
    found = list(operators(data))
    names = "".join([f"{_SHORT.get(name) or name.decode('latin-1')} " for name, _ in found])
    if not _ITEMS.fullmatch(names):
        yield "has operators in another order"
    line = _Line()
    for name, operands in found:
        yield from line.take(name.decode("latin-1"), operands)


class _Line:
    """A line of text while it is gone through: what was set in it."""

    def __init__(self) -> None:
        self._font: tuple[object, ...] | None = None
        self._is_open = self._has_text = False
        self._depth = 0
        self._states: dict[str, tuple[object, ...]] = dict(_BLACK)

    def take(self, name: str, operands: Sequence[object]) -> Iterator[str]:
        """Yield what is wrong with the next operator."""
        self._depth += (name == "BDC") - (name == "EMC")
        # A passage that says what it is ends within its line.
        if name in ("Tm", "ET") or (name == "EMC" and not self._depth):
            yield from self._ended()
            self._is_open = name == "Tm"
        elif name == "Tf":
            if tuple(operands) == self._font:
                yield "sets a font twice"
            self._font = tuple(operands)
        elif name == "TJ":
            self._has_text = True
            if self._font is None or list(operands) == [[]]:
                yield "shows text in no font, or no text"
        elif name in ("g", "rg", "Tz", "Ts"):
            state, value = ("g" if name == "rg" else name), tuple(operands)
            if self._states.get(state) == value:
                yield f"sets with {name} what is so"
            self._states[state] = value

    def _ended(self) -> Iterator[str]:
        if self._is_open and not self._has_text:
            yield "has a place for text and no text there"
        if self._is_open and self._states != _BLACK:
            yield "leaves a color, a width or a rise behind"
        self._font = None
        self._is_open = self._has_text = False
        self._states = dict(_BLACK)


_BLACK: Final[dict[str, tuple[object, ...]]] = {"g": (0.0,), "Tz": (100.0,), "Ts": (0.0,)}
