"""A small ICC profile of a made-up printing machine with four inks, for tests (ICC.1:2001-04): white paper, black ink."""

from __future__ import annotations

import struct
from itertools import product
from typing import Final

_D50: Final = (0.9642, 1.0, 0.8249)


def cmyk_profile(description: str = "PSO Coated v3", *, kind: bytes = b"prtr", space: bytes = b"CMYK", version: int = 2) -> bytes:
    """Return a profile that calls itself ``description``; the other parameters make others of it."""
    tags = {
        b"desc": _desc(description),
        b"cprt": b"text\0\0\0\0No copyright\0",
        b"wtpt": b"XYZ \0\0\0\0" + b"".join([struct.pack(">i", round(each * 65536)) for each in _D50]),
    }
    for index in range(3):
        tags[b"A2B%d" % index] = _lut(4, 3, [_lab_of(ink) for ink in product((0.0, 1.0), repeat=4)])
        tags[b"B2A%d" % index] = _lut(3, 4, [_inks_of(lab) for lab in product((0.0, 1.0), repeat=3)])
    table, data = struct.pack(">I", len(tags)), b""
    at = 128 + 4 + 12 * len(tags)
    for tag, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += tag + struct.pack(">II", at + len(data), len(body))
        data += padded
    head = struct.pack(
        ">I4sI4s4s4s6H4s4sI4sIQI3i4s16s28s",
        128 + len(table) + len(data), b"\0\0\0\0", version << 24, kind, space, b"Lab ",
        2026, 1, 1, 0, 0, 0, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", 0, 0, 0,
        *[round(each * 65536) for each in _D50], b"\0\0\0\0", bytes(16), bytes(28),
    )  # fmt: skip
    return head + table + data


def _desc(text: str) -> bytes:
    said = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(said)) + said + bytes(4 + 4 + 2 + 1 + 67)


def _lut(inputs: int, outputs: int, grid: list[tuple[float, ...]]) -> bytes:
    """Return a table of 8 bits (lut8Type) with two grid points a channel and straight curves."""
    identity = b"".join([struct.pack(">i", 65536 if row == column else 0) for row in range(3) for column in range(3)])
    straight = bytes(range(256))
    points = bytes([round(each * 255) for point in grid for each in point])
    return b"mft1\0\0\0\0" + bytes([inputs, outputs, 2, 0]) + identity + straight * inputs + points + straight * outputs


def _lab_of(inks: tuple[float, ...]) -> tuple[float, float, float]:
    """Return the lightness that is left, as lut8Type writes L*a*b*: 0 to 1, neutral at 128/255."""
    cyan, magenta, yellow, black = inks
    return max(0.0, 1.0 - black) * (1.0 - 0.25 * (cyan + magenta + yellow)), 128 / 255, 128 / 255


def _inks_of(lab: tuple[float, ...]) -> tuple[float, float, float, float]:
    return 0.0, 0.0, 0.0, 1.0 - lab[0]
