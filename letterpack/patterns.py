"""Regular expressions of modules: compiled when the first text needs them, not when a module is loaded.

To compile one with many letters of other scripts takes longer than to set a page, and no command needs half of those that its
modules have. So no module compiles a pattern while it is loaded; a test reads all of them for that.
"""

from __future__ import annotations

import re
from typing import AnyStr, Final, cast

_HAS: Final = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


class _PatternParts:
    """What a compiled pattern has, in slots."""

    __slots__ = (*_HAS, "_flags")


class _LatePattern(_PatternParts):
    """Behaves as ``re.compile(pattern, flags)``, and is compiled when anything but its ``pattern`` is first asked."""

    __slots__ = ()

    def __init__(self, pattern: str | bytes, flags: re.RegexFlag) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """Return what the compiled pattern has under ``name``, and be like it from then on: who is asked for each text may look
        for nothing.
        """
        if name not in _HAS:  # What copying looks for.
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for each in _HAS:
            setattr(self, each, getattr(compiled, each))
        object.__setattr__(self, "__class__", _CompiledPattern)
        return getattr(compiled, name)


class _CompiledPattern(_PatternParts):
    """What a late pattern becomes: without ``__getattr__``, Python finds a slot as fast as in a pattern of its own."""

    __slots__ = ()


def late(pattern: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return ``pattern``, to be compiled when it is first used. A mistake in it is told then."""
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))
