"""A paragraph's runs as one text to look at, and the runs again once it is mended.

What is never mended has a sign in the text: a field, code, the call of a note. What looks like an address or the name of a file
is guarded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Final

from msgspec import Struct

from letterpack.manners.language import Manners
from letterpack.model.letter import Run, Runs
from letterpack.patterns import late
from letterpack.values import replace

FIELD: Final = "\ufffc"
"""Stands for a field's value, whatever that is, and for code: as a word would."""
CALL: Final = "\u2060"
"""Stands for the call of a note, which belongs to the word before it."""
_TOKEN: Final = late(r"\S+")
_OUTSIDE: Final = "\"'“”‘’„«»‹›()[]<>.,;:!?…"
"""Signs that stand around an address and are none of it."""
_FILE: Final = late(r"[\w-]+(?:\.[\w-]+)*\.[a-z0-9]{2,}", re.ASCII)
"""A file, or a host: `letter.md`, `xn--bcher-kva.example`."""
_OF_ADDRESSES: Final = ("://", "@", "\\", "_")
_BEGINNINGS: Final = ("www.", "mailto:", "/", "~/", "./", "../")
_OF_GUARDED: Final = "./@\\_-:"
"""Signs of which each such word has one."""
_OPTION: Final = late(r"--?[A-Za-z]")


class Mending(Struct, frozen=True):
    """What stands in place of the characters from ``start`` to ``end``, and the kind of mending that it is."""

    start: int
    end: int
    text: str
    kind: str


class RunText(Struct, frozen=True):
    """The text of ``runs``. Each run has its ``manners``, and ends before the character that ``ends`` has in its place.

    ``guarded`` has a 1 for each character that is left as it is.
    """

    runs: Runs
    manners: tuple[Manners, ...]
    text: str
    ends: tuple[int, ...]
    guarded: bytes

    @classmethod
    def of(cls, runs: Runs, manners: tuple[Manners, ...]) -> RunText:
        """Return the text of ``runs``, which have these ``manners``."""
        parts = [_shown(run) for run in runs]
        text = "".join(parts)
        return cls(runs, manners, text, tuple(accumulate(map(len, parts))), _guards(text, manners))

    def manners_at(self, index: int) -> Manners:
        """Return the manners of the run that the character ``index`` is in."""
        return self.manners[bisect_right(self.ends, index)]

    def found(self, pattern: re.Pattern[str], manners: Manners) -> Iterator[re.Match[str]]:
        """Yield where ``pattern`` is in text with these ``manners`` and nothing guarded."""
        for match in pattern.finditer(self.text):
            free = not any(self.guarded[match.start() : match.end()])
            if free and match.start() < match.end() and self.manners_at(match.start()) is manners:
                yield match

    def edited(self, edits: Iterable[Mending]) -> RunText:
        """Return the text with ``edits``, none of which meet or touch what is never mended."""
        chars = list(self.text)
        for edit in edits:
            chars[edit.start : edit.end] = [edit.text, *[""] * (edit.end - edit.start - 1)]
        runs = [
            replace(run, text="".join(chars[start:end])) if is_plain(run) else run
            for run, start, end in zip(self.runs, (0, *self.ends), self.ends, strict=False)
        ]
        return RunText.of(tuple(runs), self.manners)

    def raised(self, places: Iterable[tuple[int, int]]) -> RunText:
        """Return the text with what stands at ``places`` (starts and ends, in order, each within a run) above the line."""
        cuts = {index: list(group) for index, group in groupby(places, lambda place: bisect_right(self.ends, place[0]))}
        runs: list[Run] = []
        manners: list[Manners] = []
        for index, run in enumerate(self.runs):
            parts = _parted(run, self.ends[index] - len(run.text), cuts[index]) if index in cuts else [run]
            runs += parts
            manners += [self.manners[index]] * len(parts)
        return RunText.of(tuple(runs), tuple(manners))


def _parted(run: Run, start: int, places: list[tuple[int, int]]) -> list[Run]:
    """Return ``run``, whose text begins at ``start``, in parts, those at ``places`` above the line."""
    parts: list[Run] = []
    at = start
    for begin, end in places:
        parts += [replace(run, text=run.text[at - start : begin - start])] if begin > at else []
        parts.append(replace(run, text=run.text[begin - start : end - start], style=replace(run.style, raised=True)))
        at = end
    return [*parts, *([replace(run, text=run.text[at - start :])] if at - start < len(run.text) else [])]


def is_plain(run: Run) -> bool:
    """Whether ``run`` is text that may be mended."""
    return run.field is None and run.note is None and not run.style.code


def _shown(run: Run) -> str:
    if is_plain(run):
        return run.text
    return CALL if run.note is not None else FIELD if run.field is not None or run.text else ""


def _guards(text: str, manners: tuple[Manners, ...]) -> bytes:
    """Return a 1 for each character of an address, of a file's name, of an option of a command."""
    guards = bytearray(len(text))
    if not any(sign in text for sign in _OF_GUARDED):
        return bytes(guards)
    words = frozenset[str]().union(*[_dotted(each) for each in dict.fromkeys(manners)])
    endings = frozenset[str]().union(*[each.file.raised_behind_figures for each in manners])
    for token in _TOKEN.finditer(text):
        core = token[0].strip(_OUTSIDE)
        number, _, ending = core.partition(".")
        if core and core not in words and not (number.isdigit() and ending in endings) and is_guarded(core):
            start = token.start() + token[0].index(core)
            guards[start : start + len(core)] = b"\1" * len(core)
    return bytes(guards)


@lru_cache(maxsize=256)
def _dotted(manners: Manners) -> frozenset[str]:
    """Return the language's words with a stop within them, which look like names of files: `Sig.ra`."""
    file = manners.file
    return frozenset(
        [
            each.replace(" ", "").rstrip(".")
            for each in (*file.before_name, *file.before_number, *file.abbreviations)
            if "." in each[:-1]
        ]
    )


def is_guarded(word: str) -> bool:
    """Whether ``word``, without the signs around it, is one whose every character counts: an address, a path, a file."""
    if word.startswith(_BEGINNINGS) or _OPTION.match(word) or any(sign in word for sign in _OF_ADDRESSES):
        return True
    return word.count("/") > 1 or ("." in word and _FILE.fullmatch(word) is not None)
