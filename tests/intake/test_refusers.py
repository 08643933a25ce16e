"""Nobody who may have said no is printed: forms in many languages, with questions in words that nobody has listed."""

from __future__ import annotations

import csv
import io
import random
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

import letterpack
from letterpack.campaign.settings import read_settings
from letterpack.campaign.signatories import read_signatories
from letterpack.diagnostics import Report
from letterpack.intake.signatories import import_form
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.model.campaign import Settings
from tests.checks.sources import Dict
from tests.trying import many

FORMS: Final = many(1_200, 10_000)
REFUSER: Final = "Hidden Person"
LETTERS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшыэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "אבגדהוזחטיכלמנסעפצקרשת",
)
MORE: Final = (
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह",
    "ქართულიენაბგდვზთკმოპჟსტფღყშჩცძწჭხჯჰ",
    "가나다라마바사아자차카타파하",
    "一二三四五六七八九十百千人民國",
)
CONDITIONS: Final = (
    "Yes, but anonymously",
    "Yes - please do not publish my name",
    "Yes, only if others sign",
    "Yes (withdrawn 5 Jan)",
    "Oui, mais sans mon nom",
    "Да, но анонимно",
    "sí, pero no publicar",
    "Ja, aber nur intern",
    "Иә, бірақ атымсыз",
    "はい、ただし匿名で",
    "I do not agree",
    "not really",
    "rather not",
    "I would prefer to stay unnamed",
    "No objection to the letter, but leave me out",
    "agree to sign, disagree to be named",
)
"""Answers of people who must not be printed, or of whom nobody can be sure."""
KNOWN: Final = ("consent", "Do you agree?", "Einwilligung", "Согласие", "同意", "Consentement")


def languages() -> list[tuple[list[str], list[str]]]:
    data = tomllib.loads(files("letterpack.wording").joinpath("cldr_answers.toml").read_text(encoding="utf-8"))
    return [(yes, no) for yes, no in data.values()]


def question(random_: random.Random) -> str:
    letters = random_.choice(LETTERS + MORE)
    words = ("".join(random_.choices(letters, k=random_.randint(2, 8))) for _ in range(random_.randint(1, 5)))
    return " ".join(words) + random_.choice(("", "?", "؟", " *", ":"))


def form(random_: random.Random, yes: list[str], no: list[str]) -> str:
    """A form in which one answers so that he must not be printed, the others yes."""
    style = random_.choice(("words", "words", "tick", "day", "digits", "condition", "free"))
    agreed, refused = {
        "words": (random_.choice(yes), random_.choice(no)),
        "tick": (random_.choice(("✓", "x", "TRUE", question(random_), "1")), ""),
        "day": ("2026-10-01", ""),
        "digits": ("1", "0"),
        "condition": (random_.choice(yes), random_.choice(CONDITIONS)),
        "free": (question(random_), question(random_)),
    }[style]
    if random_.random() < 0.2:  # The question is put the other way round.
        agreed, refused = refused, agreed
    case = random_.choice((str, str.upper, str.title))
    known = style in ("words", "condition") and random_.random() < 0.25 and (agreed, refused) != (refused, agreed)
    header = random_.choice(KNOWN) if known and refused not in yes else question(random_)
    rows = [(f"Person {number}", f"Union {number}", case(agreed)) for number in range(random_.randint(0, 5))]
    rows.insert(random_.randint(0, len(rows)), (REFUSER, "", case(refused)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("name", "organization", header), *rows])
    return text.getvalue()


def test_nobody_who_may_have_said_no_is_ever_printed_without_an_error() -> None:
    spoken = languages()
    assert len(spoken) > 200
    random_ = random.Random("refusers")
    asked = 0
    for _ in range(FORMS):
        text = form(random_, *random_.choice(spoken))
        report = Report()
        opened = open_form(Dict({"form.csv": text}), "form.csv", Said({}, {}), report)
        imported = import_form(Dict({}), opened, report, merge=False) if opened else None
        asked += imported is None
        for table in (text, *((imported.text,) if imported else ())):
            found = Report()
            read = read_signatories(Dict({"signatories.csv": table}), Settings(), found)
            assert REFUSER not in [each.name for each in read.printed] or found.has_errors, text
    assert FORMS / 2 < asked < FORMS


def printed(files: dict[str, str | bytes]) -> list[str]:
    report = Report()
    read = read_signatories(Dict(files), Settings(), report)
    assert not report.has_errors, list(report)
    return [str(each.organization) for each in read.printed]


@pytest.mark.parametrize("header", KNOWN)
@pytest.mark.parametrize("answers", [("", "", ""), ("", "yes", ""), ("no", "", ""), ("yes", "no", "")])
@pytest.mark.parametrize(
    "standing", ["", "organization\nOld\n", "organization,consent\nOld,\n", "organization,consent\nOld,yes\n"]
)
def test_only_those_who_said_yes_are_printed_of_a_form_that_asks(header: str, answers: tuple[str, ...], standing: str) -> None:
    """Also where nobody has answered, so that no cell of the column is filled: the table still says that they were asked."""
    rows = [f"Group {index},{answer}" for index, answer in enumerate(answers)]
    world = Dict(
        {"form.csv": "\n".join([f"organization,{header}", *rows, ""]), **({"signatories.csv": standing} if standing else {})}
    )
    report = Report()
    export = open_form(world, "form.csv", Said({}, {}), report)
    assert export is not None
    imported = import_form(world, export, report, merge=bool(standing))
    assert imported is not None, list(report)
    assert imported.asks_for_consent
    willing = [f"Group {index}" for index, answer in enumerate(answers) if answer == "yes"]
    before = ["Old"] if standing.endswith("yes\n") else []
    assert sorted(printed({"signatories.csv": imported.text})) == sorted(before + willing)


SENTENCES: Final = tomllib.loads((Path(__file__).parent / "refusals.toml").read_text(encoding="utf-8"))
"""How people say, where something else is asked, that they do not want to be printed; not taken from the program's words."""
ELSEWHERE: Final = (
    *("name", "title", "organization", "group", "note", "country", "email", "Ваше имя", "Position", "Affiliation", "Bemerkungen"),
    *(
        "City",
        "Phone",
        "Ville",
        "Stadt",
        "Telefon",
        "Телефон",
        "Город",
        "市区町村",
        "Website",
        "Postcode",
        "Straße",
        "المدينة",
        "Timestamp",
    ),
    *("Anything else?", "Zvbxq", "שאלה", "質問"),
)
"""Columns that are read as something else, are passed over, or are known to nobody."""


def elsewhere(random_: random.Random, header: str, said: str) -> str:
    """A form in which somebody refuses under ``header``, and nobody is asked."""
    usual = {"City": "Oslo", "Phone": "+47 22 33 44 55", "country": "NO", "email": "a@example.org"}.get(header, "Oslo")
    rows = [[f"Person {number}", f"Union {number}", usual] for number in range(random_.randint(0, 3))]
    rows.insert(random_.randint(0, len(rows)), [REFUSER, "", said])
    names = ["name", "organization"]
    if header in names:
        rows = [[*row[:2], ""] if row[0] != REFUSER else [REFUSER, said, ""] for row in rows]
        if header == "name":
            rows = [[said, REFUSER, ""] if row[0] == REFUSER else row for row in rows]
        header = "place"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[*names, header], *rows])
    return text.getvalue()


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_who_refuses_in_a_column_about_something_else_is_not_printed_either(language: str) -> None:
    random_ = random.Random(language)
    for said in SENTENCES[language]:
        for header in random_.sample(ELSEWHERE, 6):
            found, text = Report(), elsewhere(random_, header, said)
            read = read_signatories(Dict({"signatories.csv": text}), Settings(), found)
            assert found.has_errors or REFUSER not in [
                name for each in read.printed for name in (each.name, each.organization)
            ], text


ODD: Final = "name,organization,Position\nAda Sample,The Nameless Society,Director\nBo Specimen,,please do not print my name\n"


def test_what_a_text_answers_is_said_once_and_kept() -> None:
    report = Report()
    export = open_form(Dict({"form.csv": ODD}), "form.csv", Said({}, {}), report)
    assert export is not None
    assert import_form(Dict({}), export, report, merge=False) is None
    assert [found.code for found in report] == ["LP133", "LP133"]
    said = Said({}, {"The Nameless Society": "yes", "please do not print my name": "no"})
    export = open_form(Dict({"form.csv": ODD}), "form.csv", said, report)
    assert export is not None
    imported = import_form(Dict({}), export, Report(), merge=False)
    assert imported is not None and imported.remembered is not None
    settings, _ = read_settings(Dict({"letterpack.yaml": imported.remembered.text}), Report())
    found = Report()
    read = read_signatories(Dict({"signatories.csv": imported.text}), settings, found)
    assert not found.has_errors
    assert [each.name for each in read.printed] == ["Ada Sample"]
    again = open_form(Dict({"form.csv": ODD}), "form.csv", Said(settings.imports["signatories"], {}), found)
    assert again is not None
    assert import_form(Dict({}), again, found, merge=False) is not None


def test_a_plain_no_is_not_turned_round_by_an_option(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("organization,consent,note\nUnion,no,no\n", encoding="utf-8")
    with pytest.raises(letterpack.LetterpackError, match="reverse a plain answer"):
        letterpack.import_signatories(
            tmp_path / "form.csv", tmp_path, options=letterpack.ImportOptions({}, answers={"no": "yes"})
        )


CODED: Final = (
    *(("✓", ""), ("•", ""), ("+", "-"), ("1", "0"), ("1.0", "0.0"), ("１", "０"), ("100%", "0%"), ("👍", "👎"), ("○", "×")),
    *(("2026-02-01", ""), ("1 Feb 2026", "—"), ("2026年2月1日", "n/a"), ("ok", ""), ("public", "private"), ("TRUE", "FALSE")),
    *(("full name", "initials"), ("Y", "N"), ("2", "1")),
)
"""What some write who agree, and others who do not, in signs, figures, days and bare words."""
LYING: Final = (
    "City",
    "Phone",
    "Zip",
    "Website",
    "No",
    "Nr",
    "e-mail",
    "Straße",
    "Titel",
    "Notes",
    "Timestamp",
    "Show",
    "✓",
    "RGPD",
)


@pytest.mark.parametrize("header", LYING)
def test_signs_and_codes_under_a_column_about_something_else_are_asked_about(header: str) -> None:
    for agreed, refused in CODED:
        rows = [("Person 1", "Union 1", agreed), (REFUSER, "", refused), ("Person 2", "Union 2", agreed)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("name", "organization", header), *rows])
        found = Report()
        read = read_signatories(Dict({"signatories.csv": text.getvalue()}), Settings(), found)
        assert found.has_errors or REFUSER not in [each.name for each in read.printed], text.getvalue()
