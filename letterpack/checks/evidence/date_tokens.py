"""The words, numbers and signs of a text as its dates need them, and what each of them may be beside a date: a filler, an ending,
a part of another number, a count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.calendar_names import CalendarNames
from letterpack.checks.evidence.day_words import DateToken, with_spelled_days
from letterpack.checks.evidence.written_words import MARKS
from letterpack.checks.lexicon.words import words
from letterpack.patterns import compiled, late

_UNSPACED: Final = late("[\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3]")
"""Thai, Lao, Burmese, Khmer: no spaces divide their words."""
_NUMBERED: Final = late(
    r"(?:\b(?:no|nos|art|articles?|artículos?|artigos?|artikel|para|paragraphs?|sections?|resolutions?|comments?|law|decree|act|case|пункт\w*|стать\w+|указ\w*|бап)\.?"
    r"|№|§|/)\s*$",
    re.IGNORECASE,
)
"""Before a number that counts articles and is no day."""
_MOST_BEFORE: Final = 60
"""Characters of it: what is sought in all that stands before each number costs the square of the text."""
_TOKEN: Final = late(rf"\d+|[^\W\d_](?:[^\W\d_]|[{MARKS}]|[-’'](?=[^\W\d_]))*|[^\w\s]")
DASHES: Final = frozenset("-–—")
FARTHEST: Final = 6
"""Words between the parts of a date, signs among them."""
_SENTENCE: Final = late(r"[.!?;。！？]\s")
_LONGEST_SHORT: Final = 2
_TIES: Final = frozenset("-‑'’ʼ")
_LONGEST_TIED: Final = 5
_MINUTES: Final = late(r"[:.h]\d\d(?![.\d]|\s?\w+ \d{4})")


class DatedText:
    """A text in the language ``tag``, as ``tokens``: a place in it is the index of one. ``names`` are its months and days."""

    def __init__(self, text: str, names: CalendarNames, tag: str) -> None:
        self.text, self.names = text, names
        self.tokens: Sequence[DateToken] = with_spelled_days(_tokens(text, names), text, names, tag)

    def is_filler(self, at: int) -> bool:
        """Whether the token may stand between the parts of a date: `of`, `the`, an ending, a sign."""
        text = self.tokens[at].text.casefold()
        return (
            text in words("date_fillers")
            or text in words("day_suffixes")
            or self._is_tied(at)
            or (len(text) == 1 and not text.isalnum() and text not in "()!?;:")
        )

    def _is_tied(self, at: int) -> bool:
        """Whether the word is an ending that a sign ties to the number before it: `26-нд`, `2026-cı`, `26’da`."""
        if at <= 1 or self.tokens[at - 1].text not in _TIES:
            return False
        number, sign, word = self.tokens[at - 2 : at + 1]
        is_joined = number.end == sign.start and sign.end == word.start
        is_ending = word.text.isalpha() and len(word.text) <= _LONGEST_TIED
        is_named = self.names.weekday(word.text) is not None or self.names.month(word.text)
        return is_joined and is_ending and not is_named and number.number is not None

    def is_part(self, at: int) -> bool:
        """Whether the number is a part of another: `26.11.2026`, `1,200`, `12:30`, `24/2`."""
        token, text = self.tokens[at], self.text
        return (text[token.end : token.end + 1] in "/:%" and bool(text[token.end : token.end + 1])) or bool(
            re.search(r"\d[.,:/]$", text[max(0, token.start - 2) : token.start])
            or re.match(r"[.,:/]\d", text[token.end : token.end + 2])
        )

    def is_between(self, at: int) -> bool:
        """Whether the token stands between the parts of a list."""
        return self.tokens[at].text == "," or self.tokens[at].text.casefold() in words("and_words")

    def is_range_sign(self, at: int) -> bool:
        """Whether the token stands between the first and the last of a range."""
        return self.tokens[at].text.casefold() in words("range_words") or self.tokens[at].text in DASHES

    def is_short(self, at: int) -> bool:
        """Whether the point behind the token is an abbreviation's: `26 ноября 2026 г., четверг`."""
        return at > 0 and self.tokens[at - 1].number is None and len(self.tokens[at - 1].text) <= _LONGEST_SHORT

    def is_hour(self, at: int) -> bool:
        """Whether the number is an hour: `Thursday, 10:30`, `csütörtök 10 órakor`."""
        behind = self.tokens[at + 1].text.casefold() if at + 1 < len(self.tokens) else ""
        return behind in words("hours") or bool(_MINUTES.match(self.text, self.tokens[at].end))

    def is_counted(self, at: int) -> bool:
        """Whether the number is that of an article or a law, and no day."""
        start = self.tokens[at].start
        return bool(_NUMBERED.search(self.text, max(0, start - _MOST_BEFORE), start))

    def ends_sentence(self, first: int, last: int, step: int) -> bool:
        """Whether a sentence ends between two tokens, looked through forward where ``step`` is above 0."""
        between = self.text[self.tokens[first].end : self.tokens[last].start + 1]
        return bool(step > 0 and _SENTENCE.search(between + " ") and between.strip()[:1] in "!?;。")


@lru_cache(maxsize=64)
def _token_pattern(dotted: str) -> re.Pattern[str]:
    """Return what finds words, numbers and signs, and the abbreviations with signs within them that ``dotted`` finds."""
    return compiled(f"{dotted}|{_TOKEN.pattern}", re.IGNORECASE) if dotted else _TOKEN


def _tokens(text: str, names: CalendarNames) -> list[DateToken]:
    """Return the words, numbers and signs of ``text``; a weekday or month among words that no spaces divide is one of its own."""
    pattern = _token_pattern(names.dotted) if "." in text else _TOKEN
    found = [DateToken(match[0], *match.span()) for match in pattern.finditer(text)]
    if names.longest_month > 1:
        found = _joined(found, text, names)
    if not _UNSPACED.search(text):
        return found
    known = sorted((name for name in (*names.weekdays, *names.months) if _UNSPACED.match(name)), key=len, reverse=True)
    divider = compiled(f"({'|'.join(map(re.escape, known))})") if known else None
    return found if divider is None else [part for token in found for part in _divided(token, divider)]


def _joined(tokens: Sequence[DateToken], text: str, names: CalendarNames) -> list[DateToken]:
    """Return ``tokens`` with each month that is several words as one: Mongolian `арван нэгдүгээр сарын`."""
    found: list[DateToken] = []
    at = 0
    while at < len(tokens):
        for width in range(min(names.longest_month, len(tokens) - at), 0, -1):
            start, end = tokens[at].start, tokens[at + width - 1].end
            if width == 1 or names.month(text[start:end]):
                found.append(DateToken(text[start:end], start, end))
                at += width
                break
    return found


def _divided(token: DateToken, divider: re.Pattern[str]) -> Iterator[DateToken]:
    """Yield the parts of ``token`` before, in and behind what the ``divider`` finds."""
    start = token.start
    for part in divider.split(token.text):
        if part:
            yield DateToken(part, start, start + len(part))
        start += len(part)
