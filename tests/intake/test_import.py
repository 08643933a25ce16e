"""Forms become signatories: nothing is normalised in silence, nothing merged, no row lost, and who withdraws has withdrawn."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.campaign.settings import read_settings
from letterpack.campaign.texts import is_visible
from letterpack.diagnostics import Report
from letterpack.intake import SettingsKept
from letterpack.intake.signatories import WouldLose, import_form
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.model.columns import Meaning
from letterpack.render.imports import import_lines
from letterpack.wording.answers import is_answer, read_answers, refusals_among
from tests.checks.sources import Dict
from tests.intake.forms import meanings, rows, take

FORM = """Timestamp,Nom de l'organisation,ФИО,Pays,Correo electrónico,Келісім,Website
2026/10/25 13:04:22,Union d'Exemple ,Ada Sample,FR,ada@example.org,"Oui, j'accepte",https://example.org
2026/10/26 09:00:00,Forum d'Exemple,Bo,BE,bo@example.org,иә,
"""


def test_headers_in_six_languages_and_answers_are_understood() -> None:
    form = "Organization,ФИО,Пошта\n"
    assert take(form)[0] is not None
    imported, report = take(FORM)
    assert not report
    assert rows(imported)[0] == {
        "name": "Ada Sample",
        "organization": "Union d'Exemple",
        "country": "FR",
        "consent": "yes",
        "email": "ada@example.org",
    }


def test_every_normalisation_is_said() -> None:
    imported, _ = take(FORM)
    assert imported is not None
    said = "\n".join(import_lines(imported, "signatories.csv", written=True))
    assert "organization: 1 cell trimmed" in said
    assert "consent: 1 cell `Oui, j'accepte` read as yes" in said
    assert "Website" in said
    assert "not taken" in said
    assert "+ Ada Sample, Union d'Exemple (FR)" in said


def test_a_language_is_its_tag_or_its_name_and_nothing_else() -> None:
    form = "name,country,consent,language\nAda Sample,FR,yes,French\nBo Sample,SE,yes,sv\n"
    imported, report = take(form)
    assert not report
    assert [row["language"] for row in rows(imported)] == ["fr", "sv"]
    assert "`French` read as fr" in "\n".join(import_lines(imported, "signatories.csv", written=True))  # type: ignore[arg-type]
    _, report = take(form.replace("French", "Frnch"))
    assert [(each.code, each.message) for each in report if each.severity == "error"] == [("LP171", "`Frnch` is not a language")]


def test_what_stands_is_kept_and_what_is_new_added() -> None:
    standing = "organization,country,note\nOld Union,NO,keep me\n"
    with pytest.raises(WouldLose):
        take(FORM, standing)
    imported, _ = take(FORM, standing, merge=True)
    assert [row["organization"] for row in rows(imported)] == ["Old Union", "Union d'Exemple", "Forum d'Exemple"]
    assert rows(imported)[0]["note"] == "keep me"


def test_a_second_import_of_the_same_form_adds_nothing() -> None:
    first, _ = take(FORM)
    assert first is not None
    second, _ = take(FORM, first.text, merge=True)
    assert second is not None
    assert second.text == first.text
    assert not second.added
    assert len(second.known) == 2


def test_rows_that_may_be_one_are_named_and_both_kept() -> None:
    imported, _ = take(
        "organization\nExample Press Union of Northland\nExmaple Press Union of Northland\nEXAMPLE PRESS UNION OF NORTHLAND\n"
    )
    assert imported is not None
    assert len(rows(imported)) == 3
    assert {(first["organization"], second["organization"]) for first, second in imported.near} >= {
        ("Example Press Union of Northland", "EXAMPLE PRESS UNION OF NORTHLAND"),
        ("Example Press Union of Northland", "Exmaple Press Union of Northland"),
    }


def test_what_a_form_says_otherwise_is_shown_and_not_taken() -> None:
    imported, _ = take("organization,title\nOld  union,Director\n", "organization,title\nOld Union,Chair\n", merge=True)
    assert imported is not None
    assert rows(imported) == [{"title": "Chair", "organization": "Old Union"}]
    assert imported.known[0].differing == ("title", "organization")


@pytest.mark.parametrize("leaving", ["consent\nOld Union,no", "withdrawn\nOld Union,2026-10-30", "withdrawn\nOLD UNION,oui"])
def test_who_withdraws_has_withdrawn_in_every_row(leaving: str) -> None:
    column = leaving.split("\n", maxsplit=1)[0]
    imported, _ = take(f"organization,{leaving}\n", "organization,consent\nOld Union,yes\nOld  Union,\n", merge=True)
    assert imported is not None
    assert [row[column] for row in rows(imported)] == [imported.changes[0].after] * 2
    assert len(imported.changes) == 2


@pytest.mark.parametrize("stands", ["no", "No", "NO", ""])
def test_who_had_not_withdrawn_can(stands: str) -> None:
    table = f"organization,withdrawn\nOld Union,{stands}\n"
    imported, _ = take("organization,withdrawn\nOld Union,2026-10-30\n", table, merge=True)
    assert [row["withdrawn"] for row in rows(imported)] == ["2026-10-30"]


def test_a_no_after_a_yes_in_one_form_holds_back_both() -> None:
    imported, _ = take("organization,consent\nA Union,yes\nA Union,no\n")
    assert [row["consent"] for row in rows(imported)] == ["no", "no"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("organization,consent\nA Union,maybe\n", "LP187"),
        ("organization,consent\nA Union,03/04/2026\n", "LP187"),
        ("organization,consent\n,yes\n", "LP180"),
        ("organization,consent\nA Union,yes,more\n", "LP123"),
        ("organization,org\nA,B\n", "LP124"),
    ],
)
def test_a_form_that_is_not_understood_is_not_taken_at_all(form: str, code: str) -> None:
    imported, report = take(form)
    assert imported is None
    assert [found.code for found in report] == [code]


def test_a_header_can_be_given_its_meaning() -> None:
    imported, report = take(
        "Who are you?,consent\nA Union,maybe\n",
        standing="",
        merge=False,
        name="form.csv",
        **{"Who are you?": "organization", "consent": ""},
    )
    assert not report
    assert rows(imported) == [{"organization": "A Union"}]


def test_a_column_of_the_list_that_would_be_lost_stops_the_import() -> None:
    with pytest.raises(WouldLose, match="telephone"):
        take(FORM, "organization,telephone\nOld Union,1\n", merge=True)


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_is_read_as_its_first_sheet_that_is_not_empty() -> None:
    book = workbook(
        ("Empty", []),
        (
            "Answers",
            [
                ["Organization", "Consent date", "Group"],
                ["A Union", date(2026, 10, 25), 7],
                [],
                ["B\nLeague", datetime(2026, 10, 25, 13, 4), True],
            ],
        ),
    )
    report = Report()
    opened = open_form(Dict({"form.xlsx": book}), "form.xlsx", Said(meanings({"Group": "group"}), {}), report)
    assert opened is not None
    assert opened.sheet == "Answers"
    imported = import_form(Dict({}), opened, report, merge=False)
    assert rows(imported) == [
        {"organization": "A Union", "group": "7", "consent": "2026-10-25"},
        {"organization": "B League", "group": "true", "consent": "2026-10-25"},
    ]
    assert imported is not None
    assert imported.added[1].origin.span("group").line == 4


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_broken_workbook_is_a_finding(data: bytes) -> None:
    imported, report = take(data, name="form.xlsx")
    assert imported is None
    assert [found.code for found in report] == ["LP186"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Yes, I agree to be listed", "yes"),
        ("ДА", "yes"),
        ("Жоқ", "no"),
        ("Oui", "yes"),
        ("Sí", "yes"),
        ("نعم", "yes"),
        ("TRUE", "yes"),
        ("no", "no"),
        ("25.10.2026", "2026-10-25"),
        ("25/10/2026", "2026-10-25"),
        ("10/25/2026 9:00", "2026-10-25"),
        ("5/5/2026", "2026-05-05"),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("perhaps", None),
        ("2026/10/25 13:04:22", "2026-10-25"),
        ("not yet", None),
    ],
)
def test_answers(said: str, read: str | None) -> None:
    assert read_answers({said}) == {said: read}


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=12).filter(
    lambda text: is_visible(text) and not is_answer(text) and not refusals_among({text})
)


@pytest.mark.parametrize("cell", ["\u115f", "\u3164 \uffa0", "\u00ad", "\u2800"])
def test_a_name_that_nobody_can_see_names_nobody(cell: str) -> None:
    """Fillers of Korean are letters (Lo), as a blank of Braille is a sign."""
    imported, report = take(f"organization,country\n{cell},NO\n")
    assert imported is None or not imported.added
    assert [(found.code, found.severity) for found in report if found.severity == "error"] == [("LP180", "error")]


@given(st.lists(CELL, min_size=1, max_size=8), st.lists(CELL, max_size=8))
def test_no_row_is_lost_whatever_the_names(new: list[str], standing: list[str]) -> None:
    def table(names: list[str]) -> str:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([["organization"], *([name] for name in names)])
        return text.getvalue()

    imported, report = take(table(new), table(standing), merge=True)
    assert not [found for found in report if found.severity == "error"]
    assert imported is not None
    assert len(rows(imported)) == len(standing) + len(imported.added)
    assert len(imported.added) + len(imported.known) == len(new)
    again, _ = take(table(new), imported.text, merge=True)
    assert again is not None
    assert not again.added


def test_the_command_writes_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from letterpack.cli import main

    (tmp_path / "form.csv").write_text(FORM, encoding="utf-8")
    campaign = tmp_path / "campaign"
    campaign.mkdir()

    def run(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["letterpack", "signatories", *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        return int(leaving.value.code or 0)

    form = str(tmp_path / "form.csv")
    assert run("import", form, "--campaign", str(campaign), "--dry-run") == 0
    assert list(campaign.iterdir()) == []
    assert run("import", form, "--campaign", str(campaign)) == 0
    assert [path.name for path in campaign.iterdir()] == ["signatories.csv"]
    written = (campaign / "signatories.csv").read_text(encoding="utf-8")
    assert run("import", form, "--campaign", str(campaign)) == 2
    assert run("import", form, "--campaign", str(campaign), "--merge", "--column", "x=y") == 2
    capsys.readouterr()
    assert run("import", form, "--campaign", str(campaign), "--merge", "--column", "Your group=organization") == 2
    assert "the table has no column `Your group`" in capsys.readouterr().err
    assert run("import", str(tmp_path / "none.csv"), "--campaign", str(campaign)) == 2
    (tmp_path / "bad.csv").write_text("organization,consent\nA,perhaps\n", encoding="utf-8")
    assert run("import", str(tmp_path / "bad.csv"), "--campaign", str(campaign), "--merge") == 1
    assert (campaign / "signatories.csv").read_text(encoding="utf-8") == written
    capsys.readouterr()
    assert run("list", str(campaign)) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2 signatories"
    assert run("list", str(campaign), "--format", "json") == 0
    assert '"country": {' in capsys.readouterr().out


def test_what_was_said_of_columns_is_kept_for_the_next_export() -> None:
    form = "organization,Ask\nExample Union,no\n"
    said = Said(meanings({"Ask": "not consent"}), {})
    for settings in (
        "",
        "name: Spring # ours\n",
        "import:\n  signatories:\n    Who: name\n",
        "import:\n    addressees:\n        A: id\n",
    ):
        report = Report()
        world = Dict({"form.csv": form, "letterpack.yaml": settings})
        opened = open_form(world, "form.csv", said, report)
        assert opened is not None
        imported = import_form(world, opened, report, merge=False)
        assert imported is not None
        assert imported.remembered is not None
        assert set(settings.splitlines()) <= set(imported.remembered.text.splitlines())
        again = read_settings(Dict({"letterpack.yaml": imported.remembered.text}), report)[0]
        assert not report
        assert again.imports["signatories"]["Ask"] == Meaning("not_consent")


def test_settings_that_lines_cannot_be_put_into_are_left_alone() -> None:
    form = "organization,Ask\nExample Union,no\n"
    world = Dict({"form.csv": form, "letterpack.yaml": "import: {signatories: {Who: name}}\n"})
    opened = open_form(world, "form.csv", Said(meanings({"Ask": "consent"}), {}), Report())
    assert opened is not None
    imported = import_form(world, opened, Report(), merge=False)
    assert imported is not None
    assert imported.remembered == SettingsKept("", ("Ask: consent",))
    assert "write in letterpack.yaml" in "\n".join(import_lines(imported, "signatories.csv", written=True))


def test_what_a_form_notes_beside_is_passed_over() -> None:
    beside = {
        "Timestamp": "2026-10-30 12:00:01",
        "Отметка времени": "30.10.2026 12:00:01",
        "Horodateur": "x",
        "Website": "https://example.org",
        "Where do you tweet?": "@example",
        "How can we reach you?": "+47 22 33 44 55",
        "Town": "Sampleton",
        "Wohnort": "Beispielstadt",
        "How many members?": "412",
    }
    cells = ",".join(beside.values()).replace(",x,", ",30/10/2026 12:00,")
    _, report = take(f"organization,{','.join(beside)}\nExample Union,{cells}\n")
    assert not report


STANDING = "name,title,organization,country,consent,email\nAna Ruiz,Teacher,,ES,yes,\n"


def test_a_namesake_with_another_title_or_country_is_added_and_named() -> None:
    form = "Name,Title,Country,Consent\nAna Ruiz,Surgeon,ES,yes\nAna Ruiz,Teacher,AR,yes\nAna Ruiz,Teacher,ES,yes\n"
    imported, _ = take(form, STANDING, merge=True)
    assert imported is not None
    assert [(each["title"], each["country"]) for each in rows(imported)] == [
        ("Teacher", "ES"),
        ("Surgeon", "ES"),
        ("Teacher", "AR"),
    ]
    assert len(imported.known) == 1


def test_the_same_form_again_changes_nothing() -> None:
    form = "Name,Title,Country,Consent\nAna,,,yes\nAna,,,yes\nAna Ruiz,Surgeon,ES,yes\nBo Li,,SE,yes\nBo Li,,SE,yes\n"
    first, _ = take(form, STANDING, merge=True)
    assert first is not None and len(first.added) == 5
    again, _ = take(form, first.text, merge=True)
    assert again is not None
    assert not again.added
    assert again.text == first.text


def test_a_namesake_who_withdraws_does_not_take_another_along() -> None:
    standing = "name,title,organization,country,consent\nAna Ruiz,Teacher,,ES,yes\nAna Ruiz,Surgeon,,AR,yes\n"
    imported, _ = take("Name,Title,Country,Consent\nAna Ruiz,Surgeon,AR,no\n", standing, merge=True)
    assert [each["consent"] for each in rows(imported)] == ["yes", "no"]


def test_colleagues_with_one_address_are_two() -> None:
    standing = "name,organization,consent,email\nAna Ruiz,Union,yes,office@example.org\n"
    form = "Name,Organization,Consent,Email\nBo Li,Union,yes,office@example.org\nA. Ruiz,Union,yes,office@example.org\n"
    imported, _ = take(form, standing, merge=True)
    assert [each["name"] for each in rows(imported)] == ["Ana Ruiz", "Bo Li"]
