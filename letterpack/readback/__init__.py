"""The way back, first: a finished PDF becomes an ``ObservedPacket``, from nothing but its bytes.

What packets share stands in each of their files byte for byte, most of it in the stem that the file begins with. A
``PacketReader`` remembers by the raw bytes what follows from that alone: pages, structure, fonts, the text of shared streams.
Nothing is taken from the build, or from the manifest.
"""

from __future__ import annotations

from letterpack.readback.packet import PacketReader

__all__ = ["PacketReader"]
