"""The packets: a PDF for each address, written by whoever makes it. Always made; all other products are made of them."""

from __future__ import annotations

from letterpack.press.packet_file import PacketFile
from letterpack.world import Stage


def write(stage: Stage, path: str, file: PacketFile) -> None:
    """Put ``file`` as ``path`` into a batch. Raises ``OSError``, also where it is there."""
    stage.put(path, (file.prefix, file.tail))
