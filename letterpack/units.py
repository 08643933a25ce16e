"""Lengths. Inside the program a length is a float in points (1/72 inch), origin top-left, y down.

Millimetres live in ``forms/``, in style files and in messages; this module is the one place that converts.
"""

from __future__ import annotations

from typing import Final

PT_PER_INCH: Final = 72
"""Points in an inch (ISO 32000-1, 8.3.2.3: default user space unit is 1/72 inch)."""
PT_PER_MM: Final = PT_PER_INCH / 25.4


def mm_to_pt(length_mm: float) -> float:
    """Return ``length_mm`` in points."""
    return length_mm * PT_PER_MM


def pt_to_mm(length_pt: float) -> float:
    """Return ``length_pt`` in millimetres."""
    return length_pt / PT_PER_MM
