"""Regular expressions of modules: compiled when the first text needs them, not when a module is loaded.

To compile one with many letters of other scripts takes longer than to set a page, and no command needs half of those that its
modules have. So no module compiles a pattern while it is loaded; a test reads all of them for that.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, AnyStr, Final, cast

from letterpack.prepared import digest, in_use

_SIGNS: Final = "\u2009\u202f‐‑‒–—‘’‚“”„•…‹›€\ufffc"
PLAIN: Final = frozenset([*map(chr, (*range(0xAD), *range(0xAE, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00))), *_SIGNS])
"""What letters in Latin, Greek and Cyrillic script are written with, and what stands for a field in them."""
_WIDTH: Final = "I"
"""Of a unit of a pattern's code, 32 bits, as an array has it."""
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
        return getattr(_compiled(self), name)


class _StrangePattern(_LatePattern):
    """A late pattern that finds nothing in a text of plain characters alone: it is compiled for the first other text."""

    __slots__ = ()

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        return None if _is_plain(text) else _compiled(self).search(text, *where)

    def match(self, text: str, *where: int) -> re.Match[str] | None:
        return None if _is_plain(text) else _compiled(self).match(text, *where)

    def fullmatch(self, text: str, *where: int) -> re.Match[str] | None:
        return None if _is_plain(text) else _compiled(self).fullmatch(text, *where)

    def finditer(self, text: str, *where: int) -> Iterator[re.Match[str]]:
        return iter(()) if _is_plain(text) else _compiled(self).finditer(text, *where)

    def findall(self, text: str, *where: int) -> list[str]:
        return [] if _is_plain(text) else _compiled(self).findall(text, *where)

    def sub(self, repl: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        return text if _is_plain(text) else _compiled(self).sub(repl, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        return [text] if _is_plain(text) else _compiled(self).split(text, maxsplit)


def _is_plain(text: str) -> bool:
    return text.isascii() or PLAIN.issuperset(text)


class _CompiledPattern(_PatternParts):
    """What a late pattern becomes: without ``__getattr__``, Python finds a slot as fast as in a pattern of its own."""

    __slots__ = ()


def _compiled(pattern: _LatePattern) -> re.Pattern[str]:
    """Make ``pattern`` the compiled one, which it may have become since its method was taken, and return it."""
    if not isinstance(pattern, _CompiledPattern):
        source, flags = pattern.pattern, pattern._flags
        made = compiled(source, flags) if isinstance(source, str) else re.compile(source, flags)
        for each in _HAS:  # Another thread may ask at any time: it is what it becomes when it has all of that.
            _PatternParts.__dict__[each].__set__(pattern, getattr(made, each))
        object.__setattr__(pattern, "__class__", _CompiledPattern)
    return cast("re.Pattern[str]", pattern)


def late(pattern: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return ``pattern``, to be compiled when it is first used. A mistake in it is told then."""
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))


def late_strange(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return ``pattern`` as ``late`` does: each place that it finds, and what stands around it by its wish, has a character that
    is not ``PLAIN``, and until there is one, it is not compiled.
    """
    return cast("re.Pattern[str]", _StrangePattern(pattern, flags))


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return ``re.compile(pattern, flags)``; to put together what an earlier command compiled takes a fiftieth of the time."""
    prepared = in_use()
    if prepared is None:
        return re.compile(pattern, flags)
    key = digest("pattern", f"{int(flags)} {pattern}")
    if (parts := prepared.get(key)) is not None:
        return _put_together(pattern, parts)
    if not _is_known():
        return re.compile(pattern, flags)
    prepared.add(key, parts := _taken_apart(pattern, int(flags)))
    return _put_together(pattern, parts)


# How this Python's ``re`` compiles: a parser, a compiler to numbers, and ``_sre.compile``, which looks through the numbers before
# it takes them. All three are Python's own affair, so they are used only where they are seen to do what ``re.compile`` does.


def _taken_apart(pattern: str, flags: int) -> bytes:
    """Return the parts of the compiled ``pattern``. Raises ``re.error``."""
    tree = _of_python("re._parser").parse(pattern, flags)
    code = array(_WIDTH, _of_python("re._compiler")._code(tree, flags)).tobytes()
    return _packing()[0]((flags | tree.state.flags, code, tree.state.groups - 1, list(tree.state.groupdict.items())))


def _put_together(pattern: str, parts: bytes) -> re.Pattern[str]:
    """Return the compiled ``pattern`` of its ``parts``."""
    flags, code, groups, names = _packing()[1](parts)
    by_number: list[str | None] = [None] * (groups + 1)
    for name, number in names:
        by_number[number] = name
    numbers = array(_WIDTH, code).tolist()
    made: re.Pattern[str] = _of_python("_sre").compile(pattern, flags, numbers, groups, dict(names), tuple(by_number))
    return made


@cache
def _of_python(module: str) -> Any:  # noqa: ANN401 - nothing says what is in them
    return import_module(module)


@cache
def _packing() -> tuple[Callable[[object], bytes], Callable[[bytes], tuple[int, bytes, int, list[tuple[str, int]]]]]:
    import msgspec

    return msgspec.msgpack.encode, msgspec.msgpack.Decoder(tuple[int, bytes, int, list[tuple[str, int]]]).decode


@cache
def _is_known() -> bool:
    """Whether this Python compiles in the way that is known here."""
    tried = r"(?P<first>[a-zÄ-Ü]+)(?:\d|\W)(?P<second>.)|(?i:Ärger\b)"
    try:
        made, wanted = _put_together(tried, _taken_apart(tried, 0)), re.compile(tried)
        fits = array(_WIDTH).itemsize == _of_python("_sre").CODESIZE
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError):
        return False
    return fits and made == wanted and made.groupindex == wanted.groupindex
