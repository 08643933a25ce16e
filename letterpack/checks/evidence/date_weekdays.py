"""The weekdays that a text names beside its dates: before the day, behind the date, in a list of days."""

from __future__ import annotations

import unicodedata
from typing import Final

from letterpack.checks.evidence.calendar_names import VOWELS
from letterpack.checks.evidence.date_tokens import DASHES, FARTHEST, DatedText
from letterpack.checks.lexicon.words import words
from letterpack.patterns import late

_BEHIND_SHORT: Final = late(r"(\.?,?)\s?")
_DAY: Final = late(r"\d{1,2}(?!\d)")
_LONGEST_LINK: Final = 4
"""Words between a date and the weekday behind it."""


class WeekdayFinder:
    """Finds the weekdays of one text. A place is the index of a token."""

    def __init__(self, dated: DatedText) -> None:
        self._dated = dated
        self._text, self._tokens, self._names = dated.text, dated.tokens, dated.names
        self.used: set[int] = set()
        """Weekdays that stand before a date: they are not also said of the one in front of them."""

    def beside(self, first: int, last: int, *, is_behind: bool = True) -> tuple[int | None, int, int]:
        """Return the weekday that stands before the token ``first``, or behind ``last``, and where the date begins and ends
        with it.
        """
        start, end = self._tokens[first].start, self._tokens[last].end
        at = first - 1
        while (
            at >= max(0, first - FARTHEST)
            and self._dated.is_filler(at)
            and self._tokens[at].text not in ("-", "–")
            and (self._tokens[at].text != "." or self._dated.is_short(at))
            and self._day_named(at, -1) is None
        ):
            at -= 1
        if at >= 0 and (found := self._day_named(at, -1)):
            self.used.add(at)
            return found[0], self._tokens[found[1]].start, end
        return self._behind(first, last) if is_behind else (None, start, end)

    def _behind(self, first: int, last: int) -> tuple[int | None, int, int]:
        start, end = self._tokens[first].start, self._tokens[last].end
        at = last + 1
        while at < min(len(self._tokens), last + 2 + FARTHEST) and (self._dated.is_filler(at) or self._tokens[at].text in "(（"):
            if (
                self._tokens[at].text == "."
                and self._text[self._tokens[at].end : self._tokens[at].end + 1].isspace()
                and not self._dated.is_short(at)
                and not self._text.startswith("(", self._tokens[at].end + 1)
            ):
                return None, start, end
            at += 1
        at = self._behind_link(at)
        found = self._day_named(at, 1) if at < len(self._tokens) else None
        if found and (other := self._day_to(found[1] + 1)):
            # `3–5 June 2024 (Monday to Wednesday)`; behind a single day they are hours of opening.
            return (other[0], start, self._tokens[other[1]].end) if self._ends_range(first) else (None, start, end)
        after = (found[1] if found else at) + 1
        while (
            after < len(self._tokens)
            and self._dated.is_filler(after)
            and (self._tokens[after].text != "." or self._dated.is_short(after))
        ):
            after += 1
        is_of_next = after < len(self._tokens) and (
            (self._tokens[after].number is not None and not self._dated.is_hour(after))
            or self._names.month(self._tokens[after].text) > 0
        )
        if found is None or at in self.used or (is_of_next and self._tokens[at - 1].text not in "(（"):
            return None, start, end
        return found[0], start, self._tokens[found[1]].end

    def _behind_link(self, at: int) -> int:
        """Return the token behind what ties a date to its weekday at ``at``, as `which is a`; else ``at`` itself."""
        for width in range(_LONGEST_LINK, 0, -1):
            if "_".join([each.text.casefold() for each in self._tokens[at : at + width]]) in words("weekday_links"):
                return at + width
        return at

    def listed_before(self, at: int) -> dict[int, int]:
        """Return the weekdays that are listed before the token ``at``, by their tokens, in order."""
        found: list[tuple[int, int]] = []
        here, is_next = at - 1, True
        while here >= 0 and len(found) <= FARTHEST:
            if is_next and (named := self._day_named(here, -1)):  # `sat on Tuesday` names one day
                found.append((here, named[0]))
                here, is_next = named[1] - 1, False
            elif self._dated.is_filler(here) or (found and self._dated.is_between(here)):
                is_next = is_next or self._dated.is_between(here)
                here -= 1
            else:
                break
        return dict(reversed(found))

    def listed_behind(self, at: int) -> dict[int, int]:
        """Return the weekdays that are listed in brackets from the token ``at`` on, by their tokens."""
        found: dict[int, int] = {}
        while at < len(self._tokens) and self._dated.is_filler(at):
            at += 1
        if at == len(self._tokens) or self._tokens[at].text not in "(（":
            return found
        here, is_next = at + 1, True
        while here < len(self._tokens) and self._tokens[here].text not in ")）":
            if is_next and (named := self._day_named(here, 1)):
                found[here] = named[0]
                here, is_next = named[1] + 1, False
            elif self._dated.is_filler(here) or self._dated.is_between(here):
                is_next = is_next or self._dated.is_between(here)
                here += 1
            else:
                return {}
        return found

    def _day_to(self, at: int) -> tuple[int, int] | None:
        """Return the weekday that ends a range of weekdays, whose first stands before the token ``at``."""
        if at >= len(self._tokens) or not self._dated.is_range_sign(at):
            return None
        return self._day_named(at + 1, 1)

    def _ends_range(self, at: int) -> bool:
        """Whether the date at the token ``at`` is the last of a range."""
        before = at - 1
        while before > 0 and self._dated.is_filler(before) and self._tokens[before].text not in DASHES:
            before -= 1
        return before > 0 and self._dated.is_range_sign(before)

    def _day_named(self, at: int, step: int) -> tuple[int, int] | None:
        """Return the weekday named by the word ``at``, or by it and its neighbours, and the place of the farthest word."""
        for width in (3, 2, 1):
            ends = sorted((at, at + step * (width - 1)))
            if ends[0] >= 0 and ends[1] < len(self._tokens):
                said = self._text[self._tokens[ends[0]].start : self._tokens[ends[1]].end]
                if len(said) > 1 and (weekday := self._names.weekday(said)) is not None:
                    return weekday, ends[0] if step < 0 else ends[1]
        return self._short_day(at) if 0 <= at < len(self._tokens) else None

    def _short_day(self, at: int) -> tuple[int, int] | None:
        """Return the weekday that an abbreviation of a letter or two names, right before a day, or between signs behind one.

        Many are words of their own (`Di.`, but also `ne`, Korean `수`): behind another word, one needs a sign before its day, and
        a point, a capital or no vowel to be one.
        """
        if self._tokens[at].text == "." and at:
            at -= 1
        token, text = self._tokens[at], self._text
        weekday = self._names.short_weekdays.get(token.text.casefold())
        if weekday is None or (len(token.text) == 1 and token.text.islower()):
            return None
        before = text[: token.start].rstrip()[-1:]
        behind = _BEHIND_SHORT.match(text, token.end)
        sign, end = (behind[1], behind.end()) if behind else ("", token.end)
        is_before_day = bool(_DAY.match(text, end)) and not before.isdigit()
        is_no_word = VOWELS.isdisjoint(unicodedata.normalize("NFD", token.text.casefold()))
        if before.isalpha():
            is_told = len(token.text) > 1 and sign and ("." in sign or token.text.istitle() or is_no_word)
            return (weekday, at) if is_before_day and is_told else None
        is_between_signs = before in ("(", ",", "（") and text[end : end + 1] in ("", ")", "）", ".", ";", "–", "—", "-")
        is_behind_comma = before == "," and is_no_word and token.text.islower()
        return (weekday, at) if is_before_day or is_between_signs or is_behind_comma else None
