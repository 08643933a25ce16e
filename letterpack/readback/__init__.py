"""The way back, first: a finished PDF becomes an ``ObservedPacket``, from nothing but its bytes.

What packets share stands in each of their files byte for byte, so a ``PacketReader`` remembers by the raw bytes what it has read
once: parsed objects, unpacked streams, the text of a content stream. Nothing is taken from the build, or from the manifest.
"""

from __future__ import annotations

from letterpack.readback.packet import PacketReader

__all__ = ["PacketReader"]
