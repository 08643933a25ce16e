"""Stage 1 of 7: conditions, ``addressee.cosponsor = yes and addressee.seats > 10``, as they stand behind ``::: if`` and in
``{if …}``.

``not`` is looked at first, then ``and``, then ``or``. There are no brackets but those of a list, no calls, no arithmetic. What
cannot be read is a finding (LP174) at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Never
from unicodedata import normalize

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_COMPARISONS, MOST_CONDITION_CHARACTERS
from letterpack.model.fields import NAMES
from letterpack.model.for_whom import ORDERING, Condition, FieldTest, Junction, Negation, Relation, ordered
from letterpack.model.merge_field import Field
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP174"
_WIDE: Final = str.maketrans("＝＜＞！（），、；،؛\u00a0\u3000", "=<>!(),,;,;  ")
"""What keyboards for Chinese, Japanese and Arabic give in place of our signs, and the spaces that look like one."""
_TOKEN: Final = late(
    r"""(?P<quoted> "[^"]*" | “[^”]*” | „[^“”]*[“”] | «[^»]*» | '[^']*'(?=[\s,)]|$) )
      | (?P<sign> [!<>=]=? | [≠≤≥] | [(),] ) | (?P<word> [^\s"“„«!<>=≠≤≥(),]+ ) | (?P<other> \S )""",
    re.VERBOSE,
)
_SIGNS: Final[dict[str, Relation]] = {
    "=": "=",
    "!=": "!=",
    "≠": "!=",
    "<": "<",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    ">=": ">=",
    "≥": ">=",
}
_OPERATORS: Final = "`=`, `!=`, `<`, `<=`, `>`, `>=`, `is empty`, `is not empty` or `in (A, B)`"
_FIELD: Final = late(r"(?P<scope>[^\s.]+)\.(?P<name>\S.*)")
_EXAMPLE: Final = "write a condition such as `addressee.cosponsor = yes`"


class _Misread(Exception):
    """What is wrong with a condition, what helps, and where it is wrong: an offset and a length."""

    def __init__(self, message: str, hint: str, start: int, length: int) -> None:
        super().__init__(message)
        self.message, self.hint, self.start, self.length = message, hint, start, length


def read_condition(text: str, place: Callable[[int, int], Span], report: Report) -> Condition | None:
    """Return the condition ``text``; None after saying what is wrong with it. ``place`` turns an offset and a length into a
    place.
    """
    try:
        return _Reader(text, place).read()
    except _Misread as wrong:
        report.error(CODE, place(wrong.start, wrong.length), wrong.message, wrong.hint)
        return None


class _Reader:
    """Goes through the words and signs of a condition once."""

    def __init__(self, text: str, place: Callable[[int, int], Span]) -> None:
        self._text, self._place = text, place
        if len(text) > MOST_CONDITION_CHARACTERS:
            message = f"a condition has {len(text):,} characters, but at most {MOST_CONDITION_CHARACTERS:,} are read"
            raise _Misread(message, "make a field of what it asks for", 0, len(text))
        self._tokens = list(_TOKEN.finditer(text.translate(_WIDE)))
        self._at = self._count = 0

    def read(self) -> Condition:
        """Return the whole condition. Raises ``_Misread``."""
        if not self._tokens:
            raise _Misread("the condition is missing", _EXAMPLE, 0, max(1, len(self._text)))
        found = self._joined("or")
        if self._at < len(self._tokens):
            self._refuse_rest()
        return found

    def _joined(self, word: str) -> Condition:
        found = [self._part_of(word)]
        while self._word() == word:
            self._at += 1
            found.append(self._part_of(word))
        return found[0] if len(found) == 1 else Junction("any" if word == "or" else "all", tuple(found))

    def _part_of(self, word: str) -> Condition:
        return self._joined("and") if word == "or" else self._negated()

    def _negated(self) -> Condition:
        if self._word() == "not":
            self._at += 1
            return Negation(self._negated()) if self._word() != "not" else self._refuse("`not` appears here twice", "keep one")
        return self._comparison()

    def _comparison(self) -> Condition:
        self._count += 1
        if self._count > MOST_COMPARISONS:
            message = f"a condition makes more than {MOST_COMPARISONS} comparisons"
            raise _Misread(message, "list values with `in (A, B)`, or make a field of what it asks for", 0, len(self._text))
        field = self._field()
        operator = self._operator()
        if operator in ("is empty", "is not empty"):
            return FieldTest(field, operator, (), ())
        values = self._listed() if operator == "in" else [self._value(())]
        if operator in ORDERING and ordered(values[0][0]) is None:
            start, length = values[0][1]
            message = f"`{values[0][0]}` is neither a number nor a date, and `{operator}` compares nothing else"
            raise _Misread(message, "write a number (12, 4.5) or an ISO date (2026-10-30)", start, length)
        return FieldTest(field, operator, tuple([text for text, _ in values]), tuple([self._place(*at) for _, at in values]))

    def _field(self) -> Field:
        first = self._at
        while self._at < len(self._tokens) and not self._begins_operator():
            self._at += 1
        if first == self._at:
            self._refuse("a field is missing here", _EXAMPLE)
        start, end = self._tokens[first].start(), self._tokens[self._at - 1].end()
        written = normalize("NFC", self._text[start:end])
        if "{" in written:
            raise _Misread(f"`{written}` stands in braces", "write the field of a condition without them", start, end - start)
        parts = _FIELD.fullmatch(written)
        if parts is None:
            if self._at == len(self._tokens):
                hint = f"{_EXAMPLE}; put a value with `and`, `or` or a comma in it in quotation marks"
                raise _Misread(f"`{written}` is not a condition", hint, start, end - start)
            hint = f"write `addressee.{written}`"
            raise _Misread(f"`{written}` is not a field: a scope, a dot and a name", hint, start, end - start)
        if parts["scope"] not in NAMES:
            hint = did_you_mean(parts["scope"], NAMES, f"fields begin with {', '.join(f'{known}.' for known in NAMES)}")
            raise _Misread(f"no field begins with `{parts['scope']}.`", hint, start, len(parts["scope"]))
        return Field(parts["scope"], parts["name"], self._place(start, end - start))

    def _begins_operator(self) -> bool:
        token = self._tokens[self._at]
        word, after = self._word(), self._word(1)
        is_list = word == "in" and self._at + 1 < len(self._tokens) and self._tokens[self._at + 1][0] == "("
        return token["sign"] is not None or is_list or word in ("and", "or") or (word == "is" and after in ("empty", "not"))

    def _operator(self) -> Relation:
        if self._at >= len(self._tokens):
            self._refuse(f"the condition asks nothing about `{self._text.strip()}`", f"write {_OPERATORS} after a field")
        token = self._tokens[self._at][0]
        if token in _SIGNS:
            self._at += 1
            return _SIGNS[token]
        if self._word() == "in":
            self._at += 1
            return "in"
        words = [self._word(), self._word(1), self._word(2)]
        if words[:2] == ["is", "empty"]:
            self._at += 2
            return "is empty"
        if words == ["is", "not", "empty"]:
            self._at += 3
            return "is not empty"
        hint = "write `=`" if token == "==" else f"write {_OPERATORS}"
        return self._refuse(f"`{token}` is not a comparison", hint)

    def _listed(self) -> list[tuple[str, tuple[int, int]]]:
        values: list[tuple[str, tuple[int, int]]] = []
        while not values or self._sign() == ",":
            self._at += 1
            text, at = self._value((",", ")"))
            other = re.search(r"[;；؛|]", text)
            if other and not self._tokens[self._at - 1]["quoted"]:
                hint = "write a comma between values, or put one with such a sign in it in quotation marks"
                raise _Misread(f"`{other[0]}` stands in a list of values", hint, at[0] + other.start(), 1)
            values.append((text, at))
        if self._sign() != ")":
            self._refuse("the list of values is never closed", "write `)` after it")
        self._at += 1
        return values

    def _value(self, ends: tuple[str, ...]) -> tuple[str, tuple[int, int]]:
        """Return the value that begins here, with its offset and length."""
        first = self._at
        if first < len(self._tokens) and (quoted := self._tokens[first]["quoted"]) is not None:
            self._at += 1
            return self._known(quoted[1:-1].strip(), self._tokens[first])
        while self._at < len(self._tokens) and self._word() not in ("and", "or"):
            if self._sign() is not None:
                break
            self._at += 1
        if self._sign() is not None and self._sign() not in ends:
            self._refuse(f"`{self._sign()}` stands in a value", "put the value in quotation marks")
        if first == self._at:
            self._refuse("a value is missing here", "write it; for no value at all, write `is empty`")
        start, end = self._tokens[first].start(), self._tokens[self._at - 1].end()
        return normalize("NFC", self._text[start:end]), (start, end - start)

    def _known(self, text: str, token: re.Match[str]) -> tuple[str, tuple[int, int]]:
        at = (token.start(), token.end() - token.start())
        if not text:
            raise _Misread("the value is empty", "write `is empty` or `is not empty` after the field", *at)
        return normalize("NFC", text), at

    def _word(self, ahead: int = 0) -> str | None:
        index = self._at + ahead
        return self._tokens[index]["word"] if index < len(self._tokens) else None

    def _sign(self) -> str | None:
        return self._tokens[self._at]["sign"] if self._at < len(self._tokens) else None

    def _refuse_rest(self) -> None:
        what = self._tokens[self._at][0]
        self._refuse(
            f"`{what}` comes after a whole condition", "join conditions by `and` or `or`; put values of several signs in quotes"
        )

    def _refuse(self, message: str, hint: str) -> Never:
        """Raise ``_Misread`` at the token that is looked at, or at the end."""
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise _Misread(message, hint, token.start(), token.end() - token.start())
        raise _Misread(message, hint, 0, len(self._text))
