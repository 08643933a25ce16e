"""Straight quotation marks and apostrophes become the language's own.

A mark opens behind a space or an opening sign, and closes before a space or a closing one. ``'`` between letters is an
apostrophe, as is one at the end of a word that closes nothing. In a script without spaces, and in Korean, whose words take
endings behind a mark, one opens and closes within letters, too. A Hebrew word that begins with a quotation may have a prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

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
_WIDE_CLOSING: Final = "，。、；：！？）」』》〉】…"
"""Signs of a full square before which one closes."""
_ALPHABETS_END: Final = "\u0590"
"""Before it stand the letters between which `'` is an apostrophe in every language: Latin, Greek, Cyrillic, Armenian."""
_HEBREW_PREFIXES: Final = frozenset("ובהכלמש")
_LONGEST_PREFIX: Final = 3
_DEEPEST: Final = 8
"""Quotations in one another; of more, the outer ones are forgotten."""
_HEBREW: Final = ("\u05d0", "\u05ea")


class _Quotation(Struct):
    """One that is open: whether by a double mark, and the sign that closes it."""

    is_double: bool
    closing: str


class _Reader(Struct):
    """Walks a text once; ``open`` are the quotations around the place where it is, ``closed`` the place of the last mark that
    ended one.
    """

    text: RunText
    open: list[_Quotation] = field(default_factory=list)
    closed: int = -1

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
            self._close(index, char)

    def _open(self, quotation: _Quotation) -> None:
        self.open.append(quotation)
        del self.open[:-_DEEPEST]

    def _close(self, index: int, sign: str) -> None:
        """End the quotations inside the last one that ``sign`` closes, and that one."""
        self.closed = index
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].closing == sign:
                del self.open[place:]
                return

    def _straight(self, index: int, char: str, singles: frozenset[int]) -> Mending | None:
        manners = self.text.manners_at(index)
        before, behind = _around(self.text.text, index)
        if manners.file.hebrew and is_hebrew(before) and is_hebrew(behind):
            if self._opens_behind_prefix(index, char):
                return self._opened(index, manners, is_double=char == '"')
            if char == '"':
                return Mending(index, index + 1, manners.file.hebrew[1:], APOSTROPHES)
        if char == "'" and _joins_letters(before, behind, manners):
            return self._apostrophe(index, manners)
        if self._opens(index) or (manners.file.unspaced and self._opens_between(behind, is_double=char == '"')):
            if char == '"' or self._begins_quotation(index, manners, singles):
                return self._opened(index, manners, is_double=char == '"')
            return self._apostrophe(index, manners)
        return self._ended(index, char, manners)

    def _begins_quotation(self, index: int, manners: Manners, singles: frozenset[int]) -> bool:
        """Whether a single mark before a word begins a quotation: it has an end, and the word is none that begins with one."""
        word = self.text.text[index + 1 : index + 9]
        if word[:2].isdigit() and not word[2:3].isdigit():
            return False
        if any(_is_elided(word.lower(), each) for each in manners.file.elided):
            return False
        return index in singles or (manners.file.suffixed and _ends_before_suffix(self.text.text, index + 1))

    def _opens_between(self, behind: str, *, is_double: bool) -> bool:
        """Whether a mark among letters of a script without spaces opens a quotation: where none of its kind is open."""
        is_end = behind.isspace() or behind in _WIDE_CLOSING or (behind in _CLOSING and behind not in _STRAIGHT)
        return not is_end and not any(each.is_double is is_double for each in self.open)

    def _opens_behind_prefix(self, index: int, char: str) -> bool:
        """Whether a mark between Hebrew letters opens a quotation, as in `ב"הארץ"`: what is before it are letters that a word
        may have before it, and the next mark ends a word. Else it stands in an abbreviation, such as `ב"כ`.
        """
        text, start = self.text.text, index
        while start and text[start - 1] in _HEBREW_PREFIXES and index - start < _LONGEST_PREFIX:
            start -= 1
        if (
            start == index
            or (start and _is_in_word(text[start - 1]))
            or any(each.is_double is (char == '"') for each in self.open)
        ):
            return False
        end = text.find(char, index + 1)
        return end > 0 and not text[end - 1].isspace() and not _is_in_word(_around(text, end)[1])

    def _opens(self, index: int) -> bool:
        before, behind = _around(self.text.text, index)
        if before in _STRAIGHT and self.closed == index - 1:
            return False
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
        if last is not None and (is_double or manners.file.unspaced or not is_letter(behind)):
            self.closed = index
            del self.open[next(place for place in range(len(self.open)) if self.open[place] is last) :]
            return Mending(index, index + 1, last.closing, QUOTES)
        is_ending = self.closed == index - 1 and is_letter(behind)
        if not is_double and (is_letter(before) or before == FIELD or is_ending):
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


def _is_elided(word: str, elided: str) -> bool:
    """Whether ``word`` is, or with a hyphen begins with, one that is ``elided``."""
    behind = word[len(elided) : len(elided) + 1]
    return word.startswith(elided) and (elided.endswith("-") or not (behind.isalnum() or behind == "-"))


def _joins_letters(before: str, behind: str, manners: Manners) -> bool:
    """Whether `'` between ``before`` and ``behind`` is within a word, and the language has apostrophes there."""
    if manners.file.unspaced and not (before < _ALPHABETS_END and behind < _ALPHABETS_END):
        return False
    return (_is_in_word(before) or before.isdigit()) and _is_in_word(behind)


def _ends_before_suffix(text: str, start: int) -> bool:
    """Whether the next `'` is between letters: behind a quoted name, before its ending."""
    at = text.find("'", start)
    return at > start and all(map(is_letter, _around(text, at)))


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
        manners = text.manners_at(index)
        within = manners.file.unspaced and not _joins_letters(before, behind, manners)
        if not before.isspace() and (within or behind.isspace() or behind in _CLOSING):
            is_closed = True
    return frozenset(found)
