"""Straight quotation marks and apostrophes become the language's own.

A mark opens behind a space or an opening sign, and closes before a space or a closing one. ``'`` between letters is an
apostrophe, as is one at the end of a word that closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from letterpack.manners.language import Manners
from letterpack.manners.texts import CALL, FIELD, Mending, RunText
from letterpack.manners.words import is_letter

QUOTES: Final = "quotation marks"
APOSTROPHES: Final = "apostrophes"
_STRAIGHT: Final = "\"'"
_OPENING: Final = "([{<¿¡—–-/«‹„‚“‘\"'=+"
"""Signs behind which a mark opens, and spaces."""
_CLOSING: Final = ")]}>.,;:!?…—–-/»›“”’\"'=+%" + CALL
"""Signs before which one closes."""
_DEEPEST: Final = 8
"""Quotations in one another; of more, the outer ones are forgotten."""
_HEBREW: Final = ("\u05d0", "\u05ea")


@dataclass(slots=True)
class _Quotation:
    """One that is open: whether by a double mark, and the sign that closes it."""

    is_double: bool
    closing: str


@dataclass(slots=True)
class _Reader:
    """Walks a text once; ``open`` are the quotations around the place where it is."""

    text: RunText
    open: list[_Quotation] = field(default_factory=list)

    def edits(self) -> Iterator[Mending]:
        """Yield what straight marks become."""
        singles = _closing_singles(self.text)
        for index, char in enumerate(self.text.text):
            if char in _STRAIGHT:
                if not self.text.guarded[index] and (edit := self._straight(index, char, singles)):
                    yield edit
            elif not char.isalnum() and not char.isspace():
                self._see(index, char)

    def _see(self, index: int, char: str) -> None:
        """Take note of a mark that was typed as it is."""
        quotes = self.text.manners_at(index).file.quotes
        if not quotes or char not in quotes:
            return
        opens, closes = char in quotes[::2], char in quotes[1::2]
        if opens and closes:
            opens = self._opens(index)
        before, behind = _around(self.text.text, index)
        if opens:
            self._open(_Quotation(char in quotes[:2], quotes[quotes.index(char) + 1]))
        elif closes and not (is_letter(before) and is_letter(behind)):
            self._close(char)

    def _open(self, quotation: _Quotation) -> None:
        self.open.append(quotation)
        del self.open[:-_DEEPEST]

    def _close(self, sign: str) -> None:
        """End the quotations inside the last one that ``sign`` closes, and that one."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].closing == sign:
                del self.open[place:]
                return

    def _straight(self, index: int, char: str, singles: frozenset[int]) -> Mending | None:
        manners = self.text.manners_at(index)
        before, behind = _around(self.text.text, index)
        if char == '"' and is_hebrew(before) and is_hebrew(behind):
            sign = manners.file.hebrew[1:]
            return Mending(index, index + 1, sign, APOSTROPHES) if sign else None
        if char == "'" and (_is_in_word(before) or before.isdigit()) and _is_in_word(behind):
            return self._apostrophe(index, manners)
        if self._opens(index) or (manners.file.unspaced and char == '"' and self._opens_between(before, behind)):
            if char == '"' or self._begins_quotation(index, manners, singles):
                return self._opened(index, manners, is_double=char == '"')
            return self._apostrophe(index, manners)
        return self._ended(index, char, manners)

    def _begins_quotation(self, index: int, manners: Manners, singles: frozenset[int]) -> bool:
        """Whether a single mark before a word begins a quotation: it has an end, and the word is none that begins with one."""
        word = self.text.text[index + 1 : index + 9]
        if word[:2].isdigit() and not word[2:3].isdigit():
            return False
        if any(word.lower().startswith(each) and not word[len(each) : len(each) + 1].isalnum() for each in manners.file.elided):
            return False
        return index in singles

    def _opens_between(self, before: str, behind: str) -> bool:
        """Whether a mark between letters of a script without spaces opens a quotation: where none is open."""
        return is_letter(before) and is_letter(behind) and not any(each.is_double for each in self.open)

    def _opens(self, index: int) -> bool:
        before, behind = _around(self.text.text, index)
        return (before.isspace() or before in _OPENING) and not behind.isspace() and behind not in ".,;:!?)]}"

    def _opened(self, index: int, manners: Manners, *, is_double: bool) -> Mending | None:
        quotes = manners.file.quotes
        if not quotes:
            return None
        nested = not is_double or any(each.is_double for each in self.open)
        at = 2 if nested else 0
        self._open(_Quotation(is_double, quotes[at + 1]))
        return Mending(index, index + 1, quotes[at], QUOTES)

    def _ended(self, index: int, char: str, manners: Manners) -> Mending | None:
        before, behind = _around(self.text.text, index)
        if before.isspace():
            return None
        is_double = char == '"'
        last = next((each for each in reversed(self.open) if each.is_double is is_double), None)
        if last is not None and (is_double or not is_letter(behind)):
            del self.open[next(place for place in range(len(self.open)) if self.open[place] is last) :]
            return Mending(index, index + 1, last.closing, QUOTES)
        if not is_double and (is_letter(before) or before == FIELD):
            return self._apostrophe(index, manners)
        return None

    def _apostrophe(self, index: int, manners: Manners) -> Mending | None:
        before = self.text.text[index - 1 : index]
        sign = manners.file.apostrophe_behind.get(before.lower(), manners.file.apostrophe)
        if before and is_hebrew(before):
            sign = manners.file.hebrew[:1]
        return Mending(index, index + 1, sign, APOSTROPHES) if sign else None


def quote_edits(text: RunText) -> Iterator[Mending]:
    """Yield what the straight marks of ``text`` become."""
    return _Reader(text).edits() if any(mark in text.text for mark in _STRAIGHT) else iter(())


def is_hebrew(char: str) -> bool:
    """Whether ``char`` is a Hebrew letter."""
    return _HEBREW[0] <= char <= _HEBREW[1]


def _is_in_word(char: str) -> bool:
    return is_letter(char) or char == FIELD


def _around(text: str, index: int) -> tuple[str, str]:
    """Return the characters before and behind ``index``, spaces at the ends of the text."""
    return (text[index - 1] if index else " "), (text[index + 1] if index + 1 < len(text) else " ")


def _closing_singles(text: RunText) -> frozenset[int]:
    """Return the places of single marks behind which another one may close."""
    found: list[int] = []
    is_closed = False
    for index in range(len(text.text) - 1, -1, -1):
        if text.text[index] != "'" or text.guarded[index]:
            continue
        if is_closed:
            found.append(index)
        before, behind = _around(text.text, index)
        if not before.isspace() and (behind.isspace() or behind in _CLOSING):
            is_closed = True
    return frozenset(found)
