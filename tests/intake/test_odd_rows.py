"""Rows unlike the others, comments and further sheets stop a list until somebody says what they are; one no holds for all."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

import letterpack
from letterpack.campaign.settings import read_settings
from letterpack.campaign.signatories import SignatoriesRead, read_signatories
from letterpack.diagnostics import Report
from tests.checks.sources import ADDRESSEES, Dict
from tests.checks.sources import HEAD as LETTER

PEOPLE = "Ana Perez,Union A,SE\nBo Li,Union B,NO\nCy Roe,Union C,DK\nDi Exemplo,Union D,PT\n"
HEAD = "name,organization,country\n"
ODD = {
    "a total": (f"{HEAD}{PEOPLE}Summa,,\n", [6]),
    "a total that counts": (f"{HEAD}{PEOPLE}Zusammen,4,\n", [6]),
    "headings": (f"{HEAD}NORTH,,\nAna,Union A,SE\nBo,Union B,NO\nSOUTH,,\nCy,Union C,IT\nDi,Union D,PT\n", [2, 5]),
    "a heading between": (f"{HEAD}{PEOPLE}Since Monday,,\nEve Zed,Union E,FR\n", [6]),
    "where it comes from": (f"{HEAD}List of 3 May,,\n{PEOPLE}", [2]),
    "a total of two columns": ("organization,country\nA,SE\nB,NO\nC,DK\nD,PT\nE,FR\nAltogether,\n", [7]),
    "numbers": ("name,organization\n1) Ana,A\n2) Bo,B\n3) Cy,\n", [2]),
    "dashes": ("organization\n- Union A\n- Union B\n", [2]),
    "a number": ("name,organization\nAna Perez,A\n2. Bo Li,B\n", [3]),
    "a total of one column": ("name\nAna Perez\nBo Li\nCy Roe\nDi Exemplo\nSumme\n", [6]),
    "a heading of one column": ("organization\nNORTH\n" + "".join(f"Union {a}\n" for a in "ABCDEFGHI"), [2]),
    "several between commas": ('name,organization\n"Ana Perez, Bo Li, Cy Roe",A\nDi Roe,B\n', [2]),
    "two between commas": ('name\n"Ana Perez, Bo Li"\nCy Roe\nDi Roe\n', [2]),
    "several in Chinese": ("name\n王小明、李华\n张伟\n", [2]),
    "several people": ('name,organization\n"Ana Perez; Bo Li",A\nCy Roe,B\n', [2]),
    "several lines": ('name,organization\n"Ana Perez\nBo Li",A\nCy Roe,B\n', [2]),
}
HONEST = (
    "organization\nUnion A\nUnion B\n",
    "name\nAna Perez\nBo Li\nCy Roe\nDi Exemplo\nEve Zed\n",
    f"{HEAD}Ana Perez,Union A,SE\n,Union B,NO\nCy Roe,,\n",
    f"{HEAD}Ana Perez,Union A,SE\n,Union B,NO\n,Union C,\nCy Roe,,\nDi Roe,Union D,\nEve Roe,,FR\n",
    "organization,country\nInternational League,\nUnion A,SE\nUnion B,NO\nUnion C,DK\n",
    "organization,country\n100% Free,SE\nArticle 19,GB\n7 April Movement,KZ\nUnion C,DK\n",
    "name,organization\nAna Perez,\nBo Li,Union B\n",
    'organization\n"Union of\nfree writers"\nUnion B\n',
    'name\n"Doe, Jane"\nAna Perez\n"Roe, Cy, PhD"\n"Li, Bo"\n',
    'name\n"García Márquez, Gabriel José"\n"Perez Roe, Ana María"\n"Li, Bo"\n',
    'organization\n"Amnesty International, Inc."\n"Universidad de Chile, Facultad de Derecho"\nUnion B\n',
    "organization\n1. FC Example\nUnion B\nUnion C\n",
    "organization\nUnion A\nUnion B\nUnion C\nUnion D\nGreenpeace\n",
    "name\nSukarno\nAna Perez\nBo Li\nCy Roe\nPelé\n",
    "name\n王小明\n李华\n张伟\n王芳\n李娜\n",
)


def read(table: str | bytes, rows: str = "", file: str = "signatories.csv") -> tuple[SignatoriesRead, Report]:
    report = Report()
    settings, _ = read_settings(Dict({"letterpack.yaml": f"import:\n  rows:\n{rows}" if rows else "name: x\n"}), Report())
    return read_signatories(Dict({file: table}), settings, report), report


@pytest.mark.parametrize("name", ODD)
def test_a_row_unlike_the_others_stops_a_list(name: str, tmp_path: Path) -> None:
    table, lines = ODD[name]
    _, report = read(table)
    assert [(found.code, found.span.line) for found in report] == [("LP207", line) for line in lines]
    (tmp_path / "form.csv").write_text(table, encoding="utf-8")
    assert {found.code for found in letterpack.import_signatories(tmp_path / "form.csv", tmp_path).findings} == {"LP207"}


@pytest.mark.parametrize("table", HONEST)
def test_an_honest_list_is_not_asked_about(table: str) -> None:
    assert not read(table)[1]


def test_what_a_row_is_can_be_said_and_is_kept(tmp_path: Path) -> None:
    table = ODD["headings"][0]
    found, report = read(table, "    north: nothing\n    SOUTH: signatory\n")
    assert not report
    assert [each.name for each in found.printed] == ["Ana", "Bo", "SOUTH", "Cy", "Di"]
    (tmp_path / "form.csv").write_text(table, encoding="utf-8")
    options = letterpack.ImportOptions(rows={"NORTH": "nothing", "SOUTH": "nothing"})
    assert letterpack.import_signatories(tmp_path / "form.csv", tmp_path, options=options).ok
    assert "NORTH: nothing" in (tmp_path / "letterpack.yaml").read_text(encoding="utf-8")
    assert "NORTH" not in (tmp_path / "signatories.csv").read_text(encoding="utf-8")


def test_comments_and_further_sheets_stop_a_list() -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "organization"])
    book.active.append(["Ana Perez", "Union A"])
    book.active["A2"].comment = Comment("withdrawn on Monday", "x")
    book.create_sheet("Also").append(["Eve Zed"])
    book["Also"].sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    _, report = read(data.getvalue(), file="signatories.xlsx")
    said = "\n".join(found.message for found in report)
    assert [found.code for found in report] == ["LP189", "LP189"]
    assert "`withdrawn on Monday`" in said and "`Eve Zed`" in said
    assert not read(data.getvalue(), "    withdrawn on Monday: nothing\n    Also: nothing\n", "signatories.xlsx")[1]


REFUSING = {
    "one name": ("Ana Perez,Union A,,yes\n ANA  perez,Union A,,no\n", []),
    "one address": ("Ana Perez,Union A,a@x.org,yes\nA. Perez,,A@x.org,no\n", []),
    "an organization": (",Café Union,,yes\n,Cafe\u0301  UNION,,no\n", []),
    "a shared address": ("Ana Perez,Union A,a@x.org,yes\nBo Li,Union A,a@x.org,no\n", ["LP208"]),
    "another organization": ("Ana Perez,Union A,,yes\nAna Perez,Union B,,no\n", ["LP208"]),
}


@pytest.mark.parametrize("name", REFUSING)
def test_one_no_holds_for_all_rows(name: str) -> None:
    rows, errors = REFUSING[name]
    for table in (rows, "\n".join(rows.splitlines()[::-1]) + "\n"):
        found, report = read(f"name,organization,email,consent\n{table}")
        assert [each.code for each in report if each.severity == "error"] == errors
        assert errors or not found.printed
        assert errors or {line for each in report for line in (each.span.line, *(one.span.line for one in each.related))} == {
            2,
            3,
        }


def test_who_is_another_can_be_said() -> None:
    rows = "name,organization,email,consent\nAna Perez,Union A,a@x.org,yes\nBo Li,Union A,a@x.org,no\n"
    found, report = read(rows, "    Ana Perez: signatory\n")
    assert not report.has_errors
    assert [each.name for each in found.printed] == ["Ana Perez"]


@pytest.mark.parametrize("answer", ["Only the organisation", "nur die Organisation", "Oui, seulement l'association"])
def test_an_organization_is_printed_without_who_speaks_for_it(answer: str) -> None:
    found, report = read(f'name,title,organization,consent\nAna Perez,Chair,Union A,"{answer}"\n')
    assert not report
    assert [(each.name, each.title, each.organization) for each in found.printed] == [("", "", "Union A")]
    assert [each.name for each in found.unnamed] == ["Ana Perez"]


@pytest.mark.parametrize("meaning", ["consent", "not consent"])
def test_no_means_do_not_print_in_every_column(meaning: str, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("organization,Ask\nUnion A,Maybe\nUnion B,Gladly\n", encoding="utf-8")
    options = letterpack.ImportOptions({"Ask": meaning}, answers={"Maybe": "no", "Gladly": "yes"})
    assert letterpack.import_signatories(tmp_path / "form.csv", tmp_path, options=options).ok
    found, _ = read((tmp_path / "signatories.csv").read_text(encoding="utf-8"))
    assert [each.organization for each in found.printed] == ["Union B"]


def test_a_box_to_object_that_nobody_ticks_is_a_yes(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("organization,Hide me\nUnion A,\nUnion B,\n", encoding="utf-8")
    options = letterpack.ImportOptions({"Hide me": "not consent"})
    assert letterpack.import_signatories(tmp_path / "form.csv", tmp_path, options=options).ok
    assert "Union A,yes" in (tmp_path / "signatories.csv").read_text(encoding="utf-8")


def test_a_form_that_lies_in_the_folder_unread_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text(f"{LETTER}Text.\n", encoding="utf-8")
    (tmp_path / "addressees.yaml").write_text(ADDRESSEES, encoding="utf-8")
    (tmp_path / "form.csv").write_text("name,organization,consent\nEve Zed,Union E,perhaps\n", encoding="utf-8")
    assert not letterpack.import_signatories(tmp_path / "form.csv", tmp_path).ok
    assert letterpack.build(tmp_path).ok
    result = letterpack.check(tmp_path)
    assert [(found.code, found.span.file) for found in result.findings if found.severity == "warning"] == [("LP209", "form.csv")]
    assert "1 unread" in result.limits
    (tmp_path / "form.csv").write_text("name,organization,consent\nEve Zed,Union E,yes\n", encoding="utf-8")
    assert letterpack.import_signatories(tmp_path / "form.csv", tmp_path).ok
    assert "LP209" not in [found.code for found in letterpack.check(tmp_path).findings]
