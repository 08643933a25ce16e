"""Regular expressions that most campaigns never ask for: compiled when the first text needs them, not when a module is loaded.

To compile one with many letters of other scripts takes longer than to set a page. A pattern that every text goes through is
compiled by ``re`` as ever.
"""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


class _LatePattern(Generic[AnyStr]):
    """Behaves as ``re.compile(pattern, flags)``, and is compiled when it is first used."""

    pattern: AnyStr

    def __init__(self, pattern: AnyStr, flags: re.RegexFlag) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """Return what the compiled pattern has under ``name``; it is there from then on, so that this is asked once."""
        if name.startswith("__"):  # What copying and pickling look for.
            raise AttributeError(name)
        found: object = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found


def late(pattern: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return ``pattern``, to be compiled when it is first used. A mistake in it is told then."""
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))
