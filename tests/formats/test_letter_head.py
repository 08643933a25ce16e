"""Front matter, and a whole letter from its bytes."""

from __future__ import annotations

from datetime import date

import pytest

from letterpack.campaign.letter import read_language, validate_letter
from letterpack.campaign.own_data import OwnRead
from letterpack.diagnostics import Report
from letterpack.formats.markdown.letter import read_letter
from letterpack.model.letter import Paragraph, Run
from letterpack.model.merge_field import Field
from letterpack.spans import Span
from tests.worlds import DictWorld


def letter(text: str | bytes):
    report = Report()
    source = read_letter(DictWorld({"letter.md": text}), "letter.md", report)
    made = validate_letter(source, read_language(source, report) or "en", "", report, OwnRead()) if source else None
    return made, list(report)


def codes(text: str | bytes):
    return [(each.code, each.span.line, each.span.column) for each in letter(text)[1]]


FULL = """---
date: 2019-10-30
subject: "On {{ addressee.name }}: a \\"case\\""
place: Almaty
reference: 010/2
language: RU_kz
salutation: |
  Dear {{ addressee.title }},
  dear {{ addressee.name }},
closing: Yours,
enclosures: [enclosures/a.pdf, enclosures/b.pdf]
approved: 2019-10-01
status: final
---
Text.
"""


def test_every_key_is_read_with_the_places_of_its_fields():
    made, found = letter(FULL)
    assert found == []
    assert (made.date, made.place, made.language, made.status) == (date(2019, 10, 30), "Almaty", "ru-KZ", "final")
    assert made.reference == (Run("010/2"),)
    assert made.approved == date(2019, 10, 1)
    assert made.enclosures == ("enclosures/a.pdf", "enclosures/b.pdf")
    assert made.subject == (
        Run("On "),
        Run("", field=Field("addressee", "name", Span("letter.md", 3, 14, 20))),
        Run(': a "case"'),
    )
    assert [run.field.span for run in made.salutation if run.field] == [
        Span("letter.md", 8, 8, 21),
        Span("letter.md", 9, 8, 20),
    ]
    assert made.span("place") == Span("letter.md", 4, 8, 6)
    assert made.span("enclosures.1") == Span("letter.md", 11, 32, 16)


def test_the_body_begins_where_the_front_matter_ends():
    made, _ = letter(FULL)
    assert made.body == (Paragraph((Run("Text."),), Span("letter.md", 15, 1, 5)),)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(end):
    made, found = letter(b"\xef\xbb\xbf" + FULL.replace("\n", end).encode())
    assert found == []
    assert made.body == letter(FULL)[0].body
    assert made.subject == letter(FULL)[0].subject


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Minister,\n", [("LP140", 1, 0)]),
        ("", [("LP140", 1, 0)]),
        ("---\ndate: 2019-10-30\nText.\n", [("LP140", 1, 1)]),
        ("---\n- date\n---\nText.\n", [("LP140", 2, 0)]),
        ("---\ndate: 2019-10-30\n---\n\n", [("LP140", 0, 0)]),
        ("---\nsubject: x\n---\nText.\n", [("LP141", 1, 0)]),
        ("---\ndate:\n---\nText.\n", [("LP141", 2, 6)]),
        ("---\ndate: 30 October 2019\n---\nText.\n", [("LP141", 2, 7)]),
        ("---\ndate: 2019-02-29\n---\nText.\n", [("LP141", 2, 7)]),
        ("---\ndate: 2019-10-30\nstatus: finished\n---\nText.\n", [("LP141", 3, 9)]),
        ("---\ndate: 2019-10-30\nlanguage: english!\n---\nText.\n", [("LP141", 3, 11)]),
        ("---\ndate: 2019-10-30\nplace: [a]\n---\nText.\n", [("LP141", 3, 8)]),
        ("---\ndate: 2019-10-30\nplace: '{{ addressee.name }}'\n---\nText.\n", [("LP141", 3, 8)]),
        ("---\ndate: 2019-10-30\nenclosures: [a, [b]]\n---\nText.\n", [("LP141", 3, 17)]),
        ("---\ndate: 2019-10-30\nenclosures: [a.pdf, a.pdf]\n---\nText.\n", [("LP141", 3, 21)]),
        ("---\ndate: 2019-10-30\nsubjct: x\n---\nText.\n", [("LP142", 3, 1)]),
        ('---\ndate: 2019-10-30\nsubject: "a\\u202Eb"\n---\nText.\n', [("LP143", 3, 10)]),
        ("---\ndate: 2019-10-30\n---\na\u202eb\n", [("LP143", 4, 2)]),
        ("---\ndate: 2019-10-30\nsubject: to {{ addressee\n---\nText.\n", [("LP200", 3, 13)]),
    ],
)
def test_what_is_wrong_is_found_at_its_place(text, expected):
    assert codes(text) == expected


def test_all_that_is_wrong_is_found_in_one_run():
    text = "---\ndate: x\nstatus: y\nsubjct: z\nlanguage: '?'\n---\n{{ }} and <b>\n\n::: for\n"
    assert [code for code, *_ in codes(text)] == ["LP141", "LP141", "LP142", "LP141", "LP200", "LP144", "LP149", "LP149"]
