"""The packets: a PDF for each address, written by whoever makes it. Always made; all other products are made of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from letterpack.press.packet_file import PacketFile

FOLDER: Final = "packets"


def path_of(packet_id: str) -> str:
    """Return the path of a packet's file in its batch."""
    return f"{FOLDER}/{packet_id}.pdf"


def write(folder: Path, path: str, file: PacketFile) -> None:
    """Write ``file`` as ``path`` of the batch in ``folder``. Raises ``OSError``, also where it is there."""
    descriptor = os.open(folder / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = len(file.prefix) + len(file.tail)
        if hasattr(os, "writev"):
            left -= os.writev(descriptor, (file.prefix, file.tail))
        if left:
            _write_rest(descriptor, file.prefix + file.tail, left)
    finally:
        os.close(descriptor)


def _write_rest(descriptor: int, data: bytes, left: int) -> None:
    """Write the last ``left`` bytes of ``data``: a write may take less than it is given."""
    view = memoryview(data)[len(data) - left :]
    while view:
        view = view[os.write(descriptor, view) :]
