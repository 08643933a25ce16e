"""What a form asks about consent: whoever said no, in any language and any column, is not printed."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Report
from letterpack.intake.signatories import import_form
from letterpack.intake.signatories.rows import Said, open_form
from tests.checks.sources import Dict
from tests.intake.forms import rows, take

QUESTIONS = (
    "Do you consent?",
    "Вы согласны?",
    "Келісесіз бе?",
    "Êtes-vous d’accord ?",
    "¿Está de acuerdo?",
    "هل توافق؟",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_forms_question_is_the_column_of_consent(question: str) -> None:
    """In each of the languages that headers are read in: who says no is not printed."""
    imported, report = take(f"organization,{question}\nExample Union,no\n")
    assert not report
    assert rows(imported) == [{"organization": "Example Union", "consent": "no"}]


QUESTIONS_NOBODY_LISTED = [
    "Do you permit us to print it?",
    "Согласие на обработку данных",
    "I wish to opt-out",
    "Show me?",
    "Anonymous?",
    "Newsletter",
    "შეიძლება გამოვაქვეყნოთ?",
    "xyzzy",
]


@pytest.mark.parametrize("question", QUESTIONS_NOBODY_LISTED)
@pytest.mark.parametrize(
    "no", ["no", "Nein", "არა", "FALSE", "0", "✗", "Yes, but anonymously", "please leave me out", "", "2026-10-30"]
)
def test_a_question_that_may_be_about_consent_is_never_passed_over(question: str, no: str) -> None:
    """Not in silence, whatever the question and the answer: the user says what it means."""
    form = f'organization,{question},Website\nExample Union,"{no}",\nSample League,,\n'
    imported, report = take(form)
    assert imported is None
    assert [(found.severity, str(found.span)) for found in report] == [("error", "form.csv:1:14")]
    (asked,) = report
    assert asked.code in ("LP131", "LP132")
    assert f"--column '{question}=" in asked.hint or f"--column {question}=" in asked.hint


def test_a_question_is_mapped_to_consent_to_its_opposite_or_to_nothing_with_a_reason() -> None:
    form = "organization,Ask\nExample Union,no\nSample League,yes\n"

    def mapped(meaning: str) -> list[str]:
        imported, report = take(form, standing="", merge=False, name="form.csv", Ask=meaning)
        return [row.get("consent", "") for row in rows(imported)] if imported else [found.code for found in report]

    assert mapped("consent") == ["no", "yes"]
    assert mapped("not consent") == ["yes", "no"]
    assert mapped("nothing: about our newsletter") == ["", ""]
    assert mapped("") == ["LP131"]
    assert mapped("note") == ["", ""]


def test_a_box_for_those_who_do_not_agree_is_left_empty_by_the_others() -> None:
    form = "organization,Keep me anonymous\nA,x\nB,\n"
    imported, report = take(form, standing="", merge=False, name="form.csv", **{"Keep me anonymous": "not consent"})
    assert not report
    assert [row["consent"] for row in rows(imported)] == ["no", "yes"]


@pytest.mark.parametrize(
    "form",
    [
        "Contact ID,Contact Type,Display Name,Do Not Print\n7,Individual,Ada Sample,1\n",
        "nationbuilder_id,full_name,is_anonymous\n7,Ada Sample,true\n",
        "first_name,last_name,can2_user_tags\nAda,Sample,anonymous please\n",
        "organization,Website\nExample Union,please do not publish us\n",
        "organization,Section\nExample Union,yes\nSample League,no\n",
        "organization,Comments\nExample Union,да\nSample League,нет\n",
    ],
)
def test_a_known_export_hides_no_refusal(form: str) -> None:
    imported, report = take(form)
    assert imported is None
    assert [found.code for found in report] == ["LP131"]


def test_whoever_says_no_in_one_column_has_said_no() -> None:
    form = "organization,consent,Show?,Hide?\nA,yes,yes,no\nB,yes,no,no\nC,yes,yes,yes\nD,2026-10-01,yes,\nE,,yes,\n"
    imported, report = take(form, standing="", merge=False, name="form.csv", **{"Show?": "consent", "Hide?": "not consent"})
    assert not report
    assert [row["consent"] for row in rows(imported)] == ["yes", "no", "no", "2026-10-01", ""]


def test_what_is_not_understood_is_one_finding_for_all_its_rows_and_can_be_explained() -> None:
    form = "organization,consent\n" + "".join(f'Union {number},"Gladly, of course"\n' for number in range(400))
    _, report = take(form)
    assert [(found.code, found.message.split(", ")[-1]) for found in report] == [("LP187", "6 …")]
    assert "in 400 rows: 2, 3, 4, 5" in next(iter(report)).message
    report = Report()
    opened = open_form(Dict({"form.csv": form}), "form.csv", Said({}, {"Gladly, of course": "yes"}), report)
    assert opened is not None
    imported = import_form(Dict({}), opened, report, merge=False)
    assert not report
    assert {row["consent"] for row in rows(imported)} == {"yes"}
    assert imported is not None
    assert imported.remembered is not None
    assert imported.remembered.lines == ('consent: {consent: {"Gladly, of course": yes}}',)
