"""Ink: what text and rules are printed in, a gray or a color, and the operators that select it."""

from __future__ import annotations

from typing import Final, TypeAlias

Ink: TypeAlias = float | tuple[float, float, float]
"""A DeviceGray level, 0 black, or the red, green and blue of a DeviceRGB color, each 0 to 1."""

LEAST_CONTRAST: Final = 4.5
"""Of what is read on white (WCAG 2.2, 1.4.3)."""
_LUMINANCES: Final = (0.2126, 0.7152, 0.0722)
"""What red, green and blue give to how light a color is (WCAG 2.2, relative luminance)."""
_LIKE_LIGHT: Final = (0.299, 0.587, 0.114)
"""The same of colors as they are written (ISO 32000-1, 10.3.2)."""
_LINEAR: Final = 0.04045


def color_of(written: str) -> Ink:
    """Return the color that ``#RRGGBB`` is; black where all of it is 0."""
    red, green, blue = (int(written[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue) if red or green or blue else 0.0


def filled(ink: Ink) -> str:
    """Return the operator that lets text be in ``ink``."""
    return f"{ink:g} g" if isinstance(ink, float) else f"{_said(ink)} rg"


def stroked(ink: Ink) -> str:
    """Return the operator that lets rules be in ``ink``."""
    return f"{ink:g} G".removeprefix("0" if ink else "") if isinstance(ink, float) else f"{_said(ink)} RG"


def _said(color: tuple[float, float, float]) -> str:
    return " ".join([f"{part:.3g}" for part in color])


def greyed(ink: Ink) -> Ink:
    """Return the gray that ``ink`` is where there are no colors."""
    if isinstance(ink, float):
        return ink
    return round(sum([share * part for share, part in zip(_LIKE_LIGHT, ink, strict=True)]), 3)


def contrast(ink: Ink) -> float:
    """Return the contrast of ``ink`` with white paper, 1 to 21 (WCAG 2.2, contrast ratio)."""
    parts = (ink, ink, ink) if isinstance(ink, float) else ink
    light = [part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (sum([share * each for share, each in zip(_LUMINANCES, light, strict=True)]) + 0.05)
