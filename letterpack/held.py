"""Files and folders that a running command holds. The system takes a lock from whoever is gone, however that came about: what
nobody holds was left behind.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

CAN_HOLD = sys.platform != "win32"
"""Windows locks no folder, and renames no file that is open."""

if sys.platform == "win32":

    def hold(_descriptor: int) -> None:
        """Do nothing."""

    def is_abandoned(_descriptor: int) -> bool:
        """Say that somebody holds it."""
        return False

else:
    import fcntl

    def hold(descriptor: int) -> None:
        """Hold the file or folder behind ``descriptor`` until that is closed, where the file system locks at all."""
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)

    def is_abandoned(descriptor: int) -> bool:
        """Whether what is behind ``descriptor`` is this user's and nobody holds it; from now on, it is held."""
        if os.fstat(descriptor).st_uid != os.getuid():
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
