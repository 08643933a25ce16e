"""How ``fogra47_black.icc`` of ``letterpack.profiles`` was made: FOGRA47, its black ink alone, as a grey profile.

The lightness of black in steps of 1/16 was read through the relative colorimetric table of ``FOGRA47L_uncoated.icc`` (the
colord project's, CC0), and the medium's white from its ``wtpt`` tag. ``python -m tests.conformance.grey_profile FILE`` writes it.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Final

DESCRIPTION: Final = "FOGRA47 black ink alone, offset on uncoated paper"
COPYRIGHT: Final = "No copyright (CC0). Lightness from FOGRA47L_uncoated.icc of the colord project."
LIGHTNESS: Final = (255, 243, 232, 220, 209, 198, 186, 175, 164, 153, 142, 131, 120, 111, 102, 93, 84)
"""L* × 2.55 of black at 0/16 … 16/16."""
MEDIA_WHITE: Final = (0.84436, 0.87576, 0.74603)
D50: Final = (0.9642, 1.0, 0.8249)


def profile() -> bytes:
    """The profile: ICC.1:2001-04, output class, monochrome (6.3.3.4: description, tone curve, white point, copyright)."""
    tags = {
        b"desc": _description(),
        b"cprt": b"text\0\0\0\0" + COPYRIGHT.encode() + b"\0",
        b"wtpt": _xyz(MEDIA_WHITE),
        b"kTRC": _curve(),
    }
    at = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, at + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    head = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s44x",
        at + len(data),
        b"\0\0\0\0",
        0x02400000,
        b"prtr",
        b"GRAY",
        b"XYZ ",
        2026,
        1,
        1,
        0,
        0,
        0,
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
        1,
        *(round(each * 65536) for each in D50),
        b"\0\0\0\0",
    )
    return head + table + data


def _description() -> bytes:
    text = DESCRIPTION.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(each * 65536) for each in values))


def _curve() -> bytes:
    """Relative luminance from black (full ink) to white, in equal steps (CIE 15: L* to Y)."""
    luminances = [_luminance(step / 2.55) for step in reversed(LIGHTNESS)]
    return b"curv\0\0\0\0" + struct.pack(f">I{len(luminances)}H", len(luminances), *(round(each * 65535) for each in luminances))


def _luminance(lightness: float) -> float:
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(profile())
