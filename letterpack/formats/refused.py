"""Why a file of another program is not read, where nothing needs what reads one."""

from __future__ import annotations


class Refused(ValueError):
    """The file is not read; the message says why, in words for its owner that follow its name. ``line`` is the one to look at, 0
    where it is no line's fault.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line
