"""Regular expressions of modules: compiled when the first text needs them, not when a module is loaded.

To compile one with many letters of other scripts takes longer than to set a page, and no command needs half of those that its
modules have. So no module compiles a pattern while it is loaded; a test reads all of them for that.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast


class _LatePattern:
    """Behaves as ``re.compile(pattern, flags)``, and is compiled when anything but its ``pattern`` is first asked."""

    def __init__(self, pattern: str | bytes, flags: re.RegexFlag) -> None:
        self.pattern = pattern
        self._given_flags = flags

    def __getattr__(self, name: str) -> object:
        """Return what the compiled pattern has under ``name``, and have it from then on."""
        if name.startswith("__"):  # What copying looks for.
            raise AttributeError(name)
        value: object = getattr(re.compile(self.pattern, self._given_flags), name)
        setattr(self, name, value)
        return value


def late(pattern: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return ``pattern``, to be compiled when it is first used. A mistake in it is told then."""
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))
