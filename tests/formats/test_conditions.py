"""Conditions of blocks and passages for some: what is read, and what is said, at which words, of what cannot be (LP174)."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Report
from letterpack.formats.markdown.conditions import read_condition
from letterpack.limits import MOST_COMPARISONS, MOST_CONDITION_CHARACTERS
from letterpack.model.for_whom import Condition, FieldTest, Junction, Negation
from letterpack.spans import Span


def read(text: str) -> tuple[Condition | None, Report]:
    report = Report()
    return read_condition(text, lambda offset, length: Span("letter.md", 1, offset + 1, length), report), report


def told(condition: Condition | None) -> object:
    """A condition as a tuple: operator and parts, or operator, field and values."""
    if isinstance(condition, Junction):
        return (condition.of, *map(told, condition.conditions))
    if isinstance(condition, Negation):
        return ("not", told(condition.condition))
    assert isinstance(condition, FieldTest)
    return (condition.operator, f"{condition.field.scope}.{condition.field.name}", *condition.values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("addressee.a = yes", ("=", "addressee.a", "yes")),
        ("addressee.a != two words", ("!=", "addressee.a", "two words")),
        ("addressee.a ＝ 1", ("=", "addressee.a", "1")),
        ("letter.date >= 2026-10-30", (">=", "letter.date", "2026-10-30")),
        ("signatories.count ≤ 4.5", ("<=", "signatories.count", "4.5")),
        ("addressee.a is empty", ("is empty", "addressee.a")),
        ("addressee.a is not empty", ("is not empty", "addressee.a")),
        ("addressee.a in (A, B and C)", None),
        ('addressee.a in (A, "B and C")', ("in", "addressee.a", "A", "B and C")),
        ("not addressee.a = 1", ("not", ("=", "addressee.a", "1"))),
        (
            "addressee.a = 1 or addressee.b = 2 and not addressee.c = «x, y»",
            (
                "any",
                ("=", "addressee.a", "1"),
                ("all", ("=", "addressee.b", "2"), ("not", ("=", "addressee.c", "x, y"))),
            ),
        ),
    ],
)
def test_a_condition_is_read_as_it_was_meant(text, expected) -> None:
    condition, report = read(text)
    assert (condition is None, bool(list(report))) == ((True, True) if expected is None else (False, False))
    assert expected is None or told(condition) == expected


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("  ", "  ", "the condition is missing"),
        ("= 1", "=", "a field is missing here"),
        ("addressee.a = 1 and", "addressee.a = 1 and", "a field is missing here"),
        ("country", "country", "`country` is not a condition"),
        ("country = NO", "country", "`country` is not a field: a scope, a dot and a name"),
        ("{{ addressee.a }} = 1", "{{ addressee.a }}", "`{{ addressee.a }}` stands in braces"),
        ("addresse.a = 1", "addresse", "no field begins with `addresse.`"),
        ("addressee.a", "addressee.a", "the condition asks nothing about `addressee.a`"),
        ("addressee.a == 1", "==", "`==` is not a comparison"),
        ("addressee.a is not NO", "is", "`is` is not a comparison"),
        ("addressee.a =", "addressee.a =", "a value is missing here"),
        ('addressee.a = ""', '""', "the value is empty"),
        ("addressee.a = ( 1", "(", "`(` stands in a value"),
        ('addressee.a = "1" 2', "2", "`2` comes after a whole condition"),
        ("addressee.a in (A, B", "addressee.a in (A, B", "the list of values is never closed"),
        ("addressee.a in (A = 1)", "=", "`=` stands in a value"),
        ("addressee.a > many", "many", "`many` is neither a number nor a date, and `>` compares nothing else"),
        ("not not addressee.a = 1", "not", "`not` appears here twice"),
    ],
)
def test_what_cannot_be_read_is_reported_at_its_words(text, at, message) -> None:
    condition, report = read(text)
    (found,) = report
    assert condition is None
    assert (found.code, found.message) == ("LP174", message)
    assert text[found.span.column - 1 :][: found.span.length] == at
    assert found.hint


def test_the_hint_of_a_condition_says_what_to_write() -> None:
    hints = {text: next(iter(read(text)[1])).hint for text in ("country = NO", "addresse.a = 1", "x.a = 1", "addressee.a == 1")}
    assert hints == {
        "country = NO": "write `addressee.country`",
        "addresse.a = 1": "did you mean `addressee`?",
        "x.a = 1": "fields begin with addressee., letter., campaign., signatories.",
        "addressee.a == 1": "write `=`",
    }


def test_a_condition_has_limits() -> None:
    many = [" and ".join(["addressee.a = 1"] * count) for count in (MOST_COMPARISONS, MOST_COMPARISONS + 1)]
    assert [len(list(read(text)[1])) for text in many] == [0, 1]
    (found,) = read("x" * (MOST_CONDITION_CHARACTERS + 1))[1]
    assert f"at most {MOST_CONDITION_CHARACTERS:,}" in found.message
