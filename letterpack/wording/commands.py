"""Commands that a message shows: they can be pasted into the shell of the system that shows them."""

from __future__ import annotations

import re
import shlex
import sys
from typing import Final

from letterpack.patterns import late

_PLAIN: Final = late(r"[\w@%+=:,./\\-]+", re.ASCII)
"""What both of Windows' shells take as it is."""


def pasted(*words: str, system: str = sys.platform) -> str:
    """Return the command of ``words`` as the shell of ``system`` takes it, each word as one."""
    return " ".join([_quoted_for_windows(word) if system == "win32" else shlex.quote(word) for word in words])


def _quoted_for_windows(word: str) -> str:
    """Return ``word`` as cmd.exe and PowerShell take it; a file's name there has no quotation mark."""
    return word if _PLAIN.fullmatch(word) else f'"{word}"'
