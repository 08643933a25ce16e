"""The way back, first: a finished PDF becomes an ``ObservedPacket``, from nothing but its bytes, not the build or the manifest.

``packet`` reads a file by way of ``objects``, ``content``, ``fonts``, ``structure``, ``tags`` and ``metadata``; ``foreign`` reads
what others have written. ``strange`` scans, ``same_objects`` compares two files, ``permitted`` looks as a printing service does.
"""

from __future__ import annotations

from letterpack.readback.packet import PacketReader

__all__ = ["PacketReader"]
