"""The packets: a PDF for each address, written by whoever makes it. Always made; all other products are made of them."""

from __future__ import annotations

from typing import Final

from letterpack.press.packet_file import PacketFile
from letterpack.world import Stage

FOLDER: Final = "packets"


def path_of(packet_id: str) -> str:
    """Return the path of a packet's file in its batch."""
    return f"{FOLDER}/{packet_id}.pdf"


def write(stage: Stage, path: str, file: PacketFile) -> None:
    """Put ``file`` as ``path`` into a batch. Raises ``OSError``, also where it is there."""
    stage.put(path, (file.prefix, file.tail))
