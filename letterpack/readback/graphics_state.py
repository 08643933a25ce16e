"""What the operators of a content stream work on: operands, matrices, open marks, the state of text (ISO 32000-1, 8.4)."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.readback.values import Name, Value

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
UNIT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Operand: TypeAlias = "float | bytes | Name | list[Operand] | dict[str, Value]"


class MarkedContent(Struct, frozen=True):
    """A marked-content sequence that is open: its MCID or -1, its artifact kind or empty, its ActualText or None."""

    mcid: int
    artifact: str
    actual: str | None


class State(Struct, frozen=True):
    """The graphics state that a content stream begins or ends with, as far as text goes, and the marks that are open."""

    matrix: Matrix
    font: str
    size_pt: float
    character_pt: float
    word_pt: float
    scale: float
    rise_pt: float
    marks: tuple[MarkedContent, ...]
    saved: tuple[State, ...]


START: Final = State(UNIT, "", 0.0, 0.0, 0.0, 1.0, 0.0, (), ())


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first`` and then ``second`` (8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def matrix(operands: list[Operand]) -> Matrix:
    """Return the matrix whose six numbers are ``operands``. Raises ``TypeError`` and ``ValueError`` where they are none."""
    a, b, c, d, e, f = [number(each) for each in operands]
    return (a, b, c, d, e, f)


def number(operand: Operand) -> float:
    """Return ``operand``. Raises ``TypeError`` where it is no number."""
    if not isinstance(operand, float):
        raise TypeError("a number is wanted")
    return operand
