"""The packets: a PDF for each address, written by whoever makes it. Always made; all other products are made of them."""

from __future__ import annotations

from collections.abc import Iterable

from letterpack.press.packet_file import PacketFile
from letterpack.world import Stage


def write(stage: Stage, files: Iterable[tuple[str, PacketFile]]) -> None:
    """Put ``files``, each by its path, into a batch. Raises ``OSError``, also where one is there."""
    stage.put_all([(path, (file.prefix, file.tail)) for path, file in files])
