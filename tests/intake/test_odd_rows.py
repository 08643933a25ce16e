"""Rows unlike the others, comments and further sheets stop a list until somebody says what they are; one no holds for all."""

from __future__ import annotations

import io
from pathlib import Path
from struct import pack

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


TO = "name,organization,address,city,country\n"
THEM = "Ana Perez,Union A,Road 1,Lund,SE\nBo Li,Union B,Road 2,Oslo,NO\nCy Roe,Union C,Road 3,Rome,IT\n"
ODD_ADDRESSEES = {
    "a total": (f"{TO}{THEM}Di Roe,,Road 4,Riga,LV\nSumma,,,,\n", 6, "nothing"),
    "headings": (f"{TO}NORTH,,,,\n{THEM}", 2, "nothing"),
    "numbers": ("title,address\n1) Minister,Road 1\n2) Prosecutor,Road 2\n", 2, "addressee"),
    "several people": (f"{TO}{THEM}Di Roe; Eve Zed,,Road 4,Riga,LV\n", 5, "addressee"),
    "several between commas": (f'{TO}{THEM}"Di Roe, Eve Zed",,Road 4,Riga,LV\n', 5, "addressee"),
}


def campaign(folder: Path, table: str | bytes, file: str = "addressees.csv", rows: str = "") -> Path:
    (folder / "letter.md").write_text(f"{LETTER}Text.\n", encoding="utf-8")
    (folder / "letterpack.yaml").write_text(f"import:\n  rows:\n{rows}" if rows else "name: x\n", encoding="utf-8")
    (folder / file).write_bytes(table if isinstance(table, bytes) else table.encode())
    return folder


def told(folder: Path, *codes: str) -> list[tuple[str, int]]:
    return [(found.code, found.span.line) for found in letterpack.list_addressees(folder).findings if found.code in codes]


@pytest.mark.parametrize("name", ODD_ADDRESSEES)
def test_a_row_unlike_the_others_stops_a_list_of_addressees(name: str, tmp_path: Path) -> None:
    table, line, what = ODD_ADDRESSEES[name]
    assert told(campaign(tmp_path, table), "LP207", "LP154") == [("LP207", line)]
    (tmp_path / "list.csv").write_text(table, encoding="utf-8")
    (tmp_path / "addressees.csv").unlink()
    result = letterpack.import_addressees(tmp_path / "list.csv", tmp_path)
    assert [(found.code, found.span.line) for found in result.findings] == [("LP207", line)]
    text = result.findings[0].message.split("`")[1]
    assert letterpack.import_addressees(tmp_path / "list.csv", tmp_path, options=letterpack.ImportOptions(rows={text: what})).ok
    assert (text in (tmp_path / "addressees.csv").read_text(encoding="utf-8")) is (what == "addressee")
    assert not told(tmp_path, "LP207", "LP154")


def test_a_row_of_addressees_that_is_nothing_gets_no_letter(tmp_path: Path) -> None:
    listed = letterpack.list_addressees(campaign(tmp_path, f"{TO}NORTH,,,,\n{THEM}", rows="    North: nothing\n"))
    assert listed.ok
    assert [each.id for each in listed.addressees] == ["union-a", "union-b", "union-c"]


HONEST_ADDRESSEES = (
    f'{TO}"Doe, Jane",,Road 1,Lund,SE\n"Roe, Cy",,Road 2,Oslo,NO\n',
    f'{TO},"Amnesty International, Inc.",Road 1,Lund,SE\n,"Universidad de Chile, Facultad de Derecho",Road 2,Santiago,CL\n',
    "title,address,Party\nMinister,Road 1,Left\nProsecutor,Road 2,\n",
)


@pytest.mark.parametrize("table", HONEST_ADDRESSEES)
def test_an_honest_list_of_addressees_is_not_asked_about(table: str, tmp_path: Path) -> None:
    assert not told(campaign(tmp_path, table), "LP207", "LP135")


@pytest.mark.parametrize("cells", [("x", ""), ("yes", "no"), ("", "1"), ("Ja", "Nein")])
def test_a_column_that_may_say_who_gets_no_letter_stops_a_list(cells: tuple[str, str], tmp_path: Path) -> None:
    table = f"name,address,Do not mail\nAna Perez,Road 1,{cells[0]}\nBo Li,Road 2,{cells[1]}\n"
    assert told(campaign(tmp_path, table), "LP135") == [("LP135", 1)]
    (tmp_path / "list.csv").write_text(table, encoding="utf-8")
    (tmp_path / "addressees.csv").unlink()
    options = letterpack.ImportOptions({"Do not mail": "nothing"})
    assert not letterpack.import_addressees(tmp_path / "list.csv", tmp_path).ok
    assert letterpack.import_addressees(tmp_path / "list.csv", tmp_path, options=options).ok


def test_comments_and_further_sheets_stop_a_list_of_addressees(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["name", "address"], ["Ana Perez", "Road 1"]):
        book.active.append(row)
    book.active["A2"].comment = Comment("moved on Monday", "x")
    book.create_sheet("Also").append(["Eve Zed"])
    data = io.BytesIO()
    book.save(data)
    assert [code for code, _ in told(campaign(tmp_path, data.getvalue(), "addressees.xlsx"), "LP189")] == ["LP189", "LP189"]
    rows = "    moved on Monday: nothing\n    Also: nothing\n"
    assert not told(campaign(tmp_path, data.getvalue(), "addressees.xlsx", rows), "LP189")


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


def old_workbook(*rows: tuple[str, ...]) -> bytes:
    """Return an Excel 97 workbook (MS-XLS) of one sheet in its compound file (MS-CFB)."""

    def record(kind: int, data: bytes) -> bytes:
        return pack("<HH", kind, len(data)) + data

    cells = [(y, x, text.encode("utf-16-le")) for y, row in enumerate(rows) for x, text in enumerate(row)]
    labels = [record(0x204, pack("<HHHHB", y, x, 0, len(text) // 2, 1) + text) for y, x, text in cells]
    begin, end = (record(0x809, pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (5, 16)), record(10, b"")
    book, sheet = begin
    place = len(book) + 4 + 8 + 6 + len(end)
    book += record(0x85, pack("<IHBB", place, 0, 6, 0) + b"People") + end
    stream = (book + sheet + record(0x200, pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0)) + b"".join(labels) + end).ljust(
        4096, b"\0"
    )
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + pack("<HHHHH", 62, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    head += pack("<IIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + pack("<I", 0).ljust(436, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        named = f"{name}\0".encode("utf-16-le")
        begin = named.ljust(64, b"\0") + pack("<HBBiii", len(named), kind, 1, -1, -1, child)
        return begin.ljust(116, b"\0") + pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, -1, 2, 4096)
    return head + pack("<10I", *chain).ljust(512, b"\xff") + folder.ljust(512, b"\0") + stream


def test_an_old_workbook_is_not_trusted_with_what_it_hides(tmp_path: Path) -> None:
    book = old_workbook(("name", "organization"), ("Ana Perez", "Union A"))
    assert [found.code for found in read(book, file="signatories.xls")[1]] == ["LP189"]
    found, report = read(book, "    signatories.xls: nothing\n", "signatories.xls")
    assert [each.name for each in found.printed] == ["Ana Perez"]
    assert not report
    (tmp_path / "form.xls").write_bytes(book)
    assert not letterpack.import_signatories(tmp_path / "form.xls", tmp_path).ok
    options = letterpack.ImportOptions(rows={"form.xls": "nothing"})
    assert letterpack.import_signatories(tmp_path / "form.xls", tmp_path, options=options).ok


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
