"""How large a run may become does not depend on the order of its packets, nor on whether what they share is one object."""

from __future__ import annotations

import random
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.manifest import PacketRow
from letterpack.model.pdf import Fragment, PdfObject
from letterpack.press.planner import RunPage
from letterpack.press.print_run import RunPacket
from letterpack.press.run_size import RunSize
from letterpack.press.standards import Sheet

SHAPES = [
    ((RunPage((b"shared" * size, 0)),), (("F1", Fragment((PdfObject((b"font" * size,)),))),), ()) for size in (1, 2, 3, 500)
]
OTHER_PAGES = ((RunPage((b"another", 0)),), SHAPES[0][1], ())
"""Shares its fonts with another shape, and they are one object."""


def row() -> PacketRow:
    return PacketRow("p", "p", "to", "p.pdf", 1, 1, "en", (), (), "", "")


def packet(shape: int, streams: tuple[bytes, ...]) -> RunPacket:
    pages, fonts, graphics = [*SHAPES, OTHER_PAGES][shape]
    return RunPacket(pages, fonts, graphics, Sheet(595.0, 842.0), streams, ())


packets = st.lists(st.builds(packet, st.integers(0, len(SHAPES)), st.lists(st.binary(), max_size=2).map(tuple)), max_size=8)


def size_bytes(packets: list[RunPacket]) -> int:
    size = RunSize(100, marked=False)
    assert all(size.take(row(), each, ()) for each in packets)
    return size.size_bytes


@given(packets, st.randoms(use_true_random=False))
def test_what_packets_share_is_counted_once(packets: list[RunPacket], chance: random.Random) -> None:
    wanted = size_bytes(packets)
    assert wanted == size_bytes([deepcopy(each) for each in packets])
    chance.shuffle(packets)
    assert wanted == size_bytes(packets)


@given(packets, st.integers(0, 200_000))
def test_a_packet_that_found_no_room_is_not_counted(packets: list[RunPacket], most: int) -> None:
    size, taken = RunSize(100, marked=False), list[RunPacket]()
    for each in packets:
        if size.take(row(), each, (), most=most):
            taken.append(each)
        assert size.size_bytes == size_bytes(taken)
