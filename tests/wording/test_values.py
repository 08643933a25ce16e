"""What merge fields print: values through filters, in the letter's language."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Report
from letterpack.formats.markdown.fields import text_runs
from letterpack.languages import language
from letterpack.model.merge_field import Field
from letterpack.spans import Span
from letterpack.wording.values import Unsayable, filter_fault, said


def field(written: str, scope: str = "addressee") -> Field:
    report = Report()
    (run,) = text_runs(f"{{{{ {scope}.x | {written} }}}}", lambda start, length: Span("letter.md", 1, start + 1, length), report)
    assert list(report) == []
    assert run.field is not None
    return run.field


@pytest.mark.parametrize(
    ("tag", "written", "value", "printed"),
    [
        ("en", "default: your ministry", "", "your ministry"),
        ("en", 'default: ""', " ", ""),
        ("en", "default: your ministry", "Justice", "Justice"),
        ("en", 'plural: one "seat", other "seats"', "1", "seat"),
        ("en", 'plural: one "seat", other "seats"', "1.5", "seats"),
        ("en", 'plural: =0 "nobody", one "one", other "many"', "0", "nobody"),
        ("ru", 'plural: one "место", few "места", many "мест", other "места"', "22", "места"),
        ("ar", 'plural: zero "لا", one "واحد", two "اثنان", few "قليل", many "كثير", other "آخر"', "3", "قليل"),
        ("pl", 'plural: one "a", few "b", many "c", other "d"', "5", "c"),
        ("en", "words", "7", "seven"),
        ("en", "words", "12", "twelve"),
        ("en", "words", "13", "13"),
        ("en", "words", "-1", "-1"),
        ("ru", "words: feminine", "2", "две"),
        ("ru", "words: feminine-genitive", "2", "двух"),
        ("ru", "words: masculine", "2", "два"),
        ("fr", "words: feminine", "1", "une"),
        ("ka", "words", "4", "ოთხი"),
        ("fa", "words", "40", "۴۰"),
        ("te", "words", "7", "7"),
        ("en-US", "date", "2026-10-30", "October 30, 2026"),
        ("de", "date", "2026-10-30", "30. Oktober 2026"),
        ("mr", "date", "2026-10-30", "३० ऑक्टोबर, २०२६"),
        ("hu", "weekday", "2026-10-30", "péntek"),
        ("en", 'date | default: "a day to come"', "", "a day to come"),
    ],
)
def test_a_filter_prints(tag, written, value, printed):
    assert said(field(written), value, language(tag)) == printed


@pytest.mark.parametrize(
    ("written", "value", "kind"),
    [
        ("words", "many", "number"),
        ('plural: other "x"', "2026-10-30", "number"),
        ("date", "12", "date"),
        ("weekday", "2026-02-30", "date"),
    ],
)
def test_what_a_filter_makes_nothing_of_is_told(written, value, kind):
    wrong = said(field(written), value, language("en"))
    assert isinstance(wrong, Unsayable)
    assert wrong.kind == kind


@pytest.mark.parametrize(
    ("tag", "written", "is_right"),
    [
        ("en", 'plural: one "a", other "b"', True),
        ("en", 'plural: few "a", other "b"', False),
        ("ja", 'plural: one "a", other "b"', False),
        ("ru", "words: feminine", True),
        ("en", "words: feminine", False),
        ("ka", "words: genitive", False),
    ],
)
def test_forms_are_those_of_the_language(tag, written, is_right):
    assert (filter_fault(field(written), language(tag)) is None) is is_right


@pytest.mark.parametrize(
    ("tag", "printed"), [("en", "40"), ("fa", "۴۰"), ("bn", "৪০"), ("ar", "40"), ("ar-EG", "٤٠"), ("gsw", "40")]
)
def test_the_number_of_signatories_is_in_the_figures_of_the_language(tag, printed):
    count = Field("signatories", "count", Span("letter.md", 1))
    assert said(count, "40", language(tag)) == printed
