"""Tables as spreadsheets write them: encodings, delimiters, headers, rows, places."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Report
from letterpack.formats.tables.csv_rows import Start, open_table
from letterpack.formats.tables.encodings import detect
from letterpack.formats.tables.headers import Headings, find_export
from letterpack.model.sources import Record
from tests.worlds import DictWorld

HEADINGS = Headings(("id", "name", "title", "organization", "address", "country", "email", "note"), ("address",), fields=True)


def read(data: bytes | str, encoding: str = "") -> tuple[list[Record], Report]:
    report = Report()
    world = DictWorld({"a.csv": data})
    table = open_table(world, "a.csv", HEADINGS, encoding, report)
    return (list(table.rows(world, report)) if table else []), report


def values(data: bytes | str, encoding: str = "") -> list[dict[str, object]]:
    rows, report = read(data, encoding)
    assert not len(report), list(report)
    return [dict(row.values) for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_line_ends_and_encodings(delimiter: str, line_end: str, encoding: str) -> None:
    rows = [["name", "address"], ["Élodie", "1; rue,\nVille\t"], ["Бақыт", ""]]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    assert values(out.getvalue().encode(encoding)) == [{"name": "Élodie", "address": "1; rue,\nVille\t"}, {"name": "Бақыт"}]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Organisation", "organization"), ("E-Mail", "email"), ("ФИО", "name"), ("Должность ", "title"),
        ("Ұйым атауы", "organization"),
        ("Аты-жөні", "name"), ("Nom et prénom", "name"), ("Dirección", "address"), ("País", "country"), ("العنوان", "address"),
        ("Full_Name*", "name"), ("Адрес 2", "address2"), ("address9", "address9"), ("fields.case no", "fields.case no"),
        ("NAME:", "name"), ("Mekенжайы", None), ("Timestamp", None), ("address0", None), ("name2", None), ("fields.", None),
    ],
)  # fmt: skip
def test_headers(header: str, column: str | None) -> None:
    assert HEADINGS.resolve(header) == column


def test_the_separator_line_and_blank_rows_are_no_rows() -> None:
    rows, report = read("sep=;\r\n\r\nname;note\r\n;\r\n \r\nAnn;a,b\r\n")
    assert [dict(row.values) for row in rows] == [{"name": "Ann", "note": "a,b"}]
    assert rows[0].origin.line == 6
    assert not len(report)


def test_a_cell_longer_than_the_csv_module_allows() -> None:
    assert values("name,note\nAnn," + "x" * 300_000 + "\n")[0]["note"] == "x" * 300_000


def test_a_nul_is_part_of_its_cell() -> None:
    assert values(b"name,note\nA\0n,b\n") == [{"name": "A\0n", "note": "b"}]


def test_trailing_empty_columns_are_let_pass() -> None:
    assert values("name,note,,\nAnn,b,,\nBob,c,,,,\n") == [{"name": "Ann", "note": "b"}, {"name": "Bob", "note": "c"}]


def test_places_inside_quoted_cells() -> None:
    rows, _ = read('note,name,address\n"a ""quoted""\nnote",Ann,"1 Example Square\r\n2nd line\r\n  Sampleton"\nx,Bob,y\n')
    place = rows[0].origin.span
    assert [str(place("note")), str(place("name")), str(place("address")), str(place("address", 2))] == [
        "a.csv:2:2", "a.csv:3:7", "a.csv:3:12", "a.csv:5:1",
    ]  # fmt: skip
    assert place("address", 1).length == len("2nd line")
    assert str(place("unknown")) == "a.csv:2"
    assert rows[1].origin.line == 6


def test_places_of_numbered_columns_and_fields() -> None:
    rows, _ = read("address1,address2,fields.x\na,b,c\n")
    assert str(rows[0].origin.span("address", 1)) == "a.csv:2:3"
    assert str(rows[0].origin.span("fields", "x")) == "a.csv:2:5"


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", ["LP126"]),
        (b"name,title\nAnn\n", ["LP123"]),
        (b"name,title\nAnn,b,c\nBob,c\n", ["LP123"]),
        (b'name,title\nAnn,"b\n', ["LP122"]),
        (b'name,title\n"Ann" b,c\nBob,"d" \n', ["LP122", "LP122"]),
        (b"name,full name\n", ["LP124"]),
        (b"nane,title\n", ["LP125"]),
        (b"name,Timestamp\nAnn,x\n", ["LP128"]),
        (b"name,,title\nAnn,x,y\n", ["LP127"]),
        (b"name\nZo\xeb\n", ["LP120"]),
        (b"\xef\xbb\xbfname\nZo\xeb\n", ["LP101"]),
    ],
)
def test_mistakes(data: bytes, codes: list[str]) -> None:
    assert [found.code for found in read(data)[1]] == codes


_OF_OTHERS = (
    "Date,Time,Phase,Paid,Count,Number,Area,Pass,Post,Parish,Image,Version,Sent,Start,Finish,Lead,Income,Meta,Plan,Crime,Prison,"
    "Data,Year,Link,Site,Stage,Rate,Price,Line,File,Called,Deal,Account,Stand,Court,Judge,Appeal,Lane,Male,Main,Came,Preis,Poids"
)
"""Headers of lists that say nothing of a letter, and are alike to words that do: `date` to `gade`, a street in Danish."""


def test_a_column_that_is_merely_like_another_stops_nothing() -> None:
    _, report = read(f"name,title,{_OF_OTHERS}\n" + f"Ann,b{',x' * len(_OF_OTHERS.split(','))}\n")
    assert {found.code for found in report} == {"LP128"}


@pytest.mark.parametrize("name", [name for name in HEADINGS.names if len(name) > 4])
def test_a_slip_of_the_hand_in_a_header_is_an_error(name: str) -> None:
    """A letter doubled, left out or exchanged with its neighbour is a column that nobody may lose."""
    places = range(len(name) - 1)
    doubled, short = [name[: at + 1] + name[at:] for at in places], [name[:at] + name[at + 1 :] for at in places]
    exchanged = [name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in places]
    passed = [
        each for each in (*doubled, *short, *exchanged) if HEADINGS.resolve(each) is None and not HEADINGS.nearest(each, ())
    ]
    assert passed == ["county"] * (name == "country")  # a word of its own


def test_each_column_of_a_table_may_ask_what_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tuple(f"Question {number}?" for number in range(900))
    found = find_export(asked)
    monkeypatch.setattr("letterpack.formats.tables.headers._exports", None)
    assert find_export(list(asked)) is found


def test_a_broken_row_does_not_hide_the_next() -> None:
    rows, report = read('name,title\n"Ann"x,b\nBob,c\n')
    assert [dict(row.values) for row in rows] == [{"name": "Bob", "title": "c"}]
    assert [(found.code, str(found.span)) for found in report] == [("LP122", "a.csv:2:1")]


def test_a_declared_code_page() -> None:
    assert values("name\nИван\n".encode("cp1251"), "cp1251") == [{"name": "Иван"}]
    assert values("name\nАқтөбе Ұлы\n".encode("kz1048"), "kz1048") == [{"name": "Ақтөбе Ұлы"}]
    assert values(b"name\nplain\n", "cp1251") == [{"name": "plain"}]


def test_candidates_show_what_they_read() -> None:
    hints = [
        next(iter(read(b"name\n" + word.encode(page))[1])).hint for word, page in (("Москва", "cp1251"), ("Élodie", "cp1252"))
    ]
    assert "`encoding: cp1251` reads `Москва`" in hints[0]
    assert "`encoding: cp1252` reads `Élodie`" in hints[1]


def test_the_byte_at_fault_is_found_across_chunks() -> None:
    data = b"name\n" + b"abcdefghi\n" * 60_000 + "Zoë\n".encode() + b"x\xff\n"
    report = Report()
    assert detect(DictWorld({"a.csv": data}), "a.csv", "", report) is None
    assert [str(found.span) for found in report] == ["a.csv:60003:2"]


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\t\n'), max_size=12)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_the_csv_module_writes_is_read_back_with_places(rows: list[tuple[str, str]], delimiter: str, line_end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([("name", "title"), *rows])
    data = out.getvalue().encode()
    report = Report()
    world = DictWorld({"a.csv": data})
    table = open_table(world, "a.csv", HEADINGS, "", report)
    assert table is not None
    read_rows = list(table.rows(world, report))
    wanted = [
        {key: cell for key, cell in zip(("name", "title"), row, strict=True) if cell} for row in rows if any(map(str.strip, row))
    ]
    assert [dict(row.values) for row in read_rows] == wanted
    assert not len(report)
    lines = io.StringIO(out.getvalue(), newline="").readlines()
    for row in read_rows:
        for key, cell in row.values.items():
            place = row.origin.span(key)
            first = str(cell).replace('"', '""').replace("\r", "\n").split("\n")[0]
            assert lines[place.line - 1][place.column - 1 :].startswith(first)
        again = next(table.rows(world, report, Start(row.origin.offset_bytes, row.origin.line)))
        assert (dict(again.values), again.origin.line) == (dict(row.values), row.origin.line)


@given(st.binary(max_size=80) | st.text('name,"\n\r;x\t', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_found_fault_with(data: bytes) -> None:
    rows, report = read(data)
    assert not rows or len(report) or b"name" in data
    assert all(found.span.file == "a.csv" for found in report)
