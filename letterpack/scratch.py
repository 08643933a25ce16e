"""Private folders for what a command needs only while it runs, such as a batch that is built to be compared.

Such a folder goes when the command ends. Of a command that was killed it stays, and goes when the next one asks for a folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from letterpack.held import CAN_HOLD, hold, is_abandoned
from letterpack.patterns import late
from letterpack.undisturbed import undisturbed

_PREFIX: Final = "letterpack-"
_OURS: Final = late(r"letterpack-[a-z0-9_]{8}")
"""As ``tempfile`` names folders."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder that nobody else may look into, and remove it in the end.

    It is locked for as long: whoever locks a folder to work in makes one below it. Raises ``OSError``.
    """
    _remove_abandoned()
    made: list[tuple[Path, int]] = []
    try:
        with undisturbed():
            made.append(_made())
        yield made[0][0]
    finally:
        with undisturbed():
            for folder, descriptor in made:
                # What cannot be removed now is tried again by the next command.
                shutil.rmtree(folder, ignore_errors=True)
                os.close(descriptor)


def _made() -> tuple[Path, int]:
    """Return a new folder, and the descriptor that holds it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Until it is held, another command may take it for abandoned and remove it.
        with suppress(FileNotFoundError):
            descriptor = os.open(folder if CAN_HOLD else os.devnull, os.O_RDONLY)
            hold(descriptor)
            if folder.exists():
                return folder, descriptor
            os.close(descriptor)


def _remove_abandoned() -> None:
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if CAN_HOLD and _OURS.fullmatch(entry.name):
                _remove_if_abandoned(entry.path)


def _remove_if_abandoned(folder: str) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
        try:
            if stat.S_IMODE(os.fstat(descriptor).st_mode) == stat.S_IRWXU and is_abandoned(descriptor):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)
