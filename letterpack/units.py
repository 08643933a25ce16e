"""Lengths, and sizes of files and memory. Inside the program a length is a float in points (1/72 inch), origin top-left, y down.

Millimetres live in ``forms/``, in style files and in messages; this module is the one place that converts. A size is a number
of bytes.
"""

from __future__ import annotations

import re
from typing import Final

from letterpack.patterns import late

PT_PER_INCH: Final = 72
"""Points in an inch (ISO 32000-1, 8.3.2.3: default user space unit is 1/72 inch)."""
PT_PER_MM: Final = PT_PER_INCH / 25.4
_SIZE: Final = late(r"([1-9][0-9]{0,5}) ?(kB|MB|GB)", re.IGNORECASE)
_UNITS: Final = {"kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}


def mm_to_pt(length_mm: float) -> float:
    """Return ``length_mm`` in points."""
    return length_mm * PT_PER_MM


def pt_to_mm(length_pt: float) -> float:
    """Return ``length_pt`` in millimetres."""
    return length_pt / PT_PER_MM


def size_bytes(text: str) -> int:
    """Return the bytes of a size such as ``500 MB``; 0 for what is none."""
    found = _SIZE.fullmatch(text)
    return int(found[1]) * _UNITS[found[2].lower()] if found else 0
