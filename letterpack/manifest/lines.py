"""Stage 7 of 7, the record: JSON with a row a line, read without holding the rows.

What we write has a list's head, `` "packets": [``, and its foot, `` ]``, on lines of their own; what somebody has laid out anew
has not, and is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

PACKETS: Final = b' "packets": ['
_END: Final = b" ]"


def row_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each line of the packets, a JSON value without the comma behind it; none in another layout.

    An empty line, which is no JSON, stands for the end of a file that was cut off.
    """
    lines = iter(file)
    if any(line.rstrip() == PACKETS for line in lines):
        for line in lines:
            if line.startswith(_END):
                return
            yield line.strip().removesuffix(b",")
        yield b""


def other_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines that are not packets; all of them in another layout."""
    among_packets = False
    for line in file:
        among_packets = among_packets and not line.startswith(_END)
        if not among_packets:
            yield line
        among_packets = among_packets or line.rstrip() == PACKETS
