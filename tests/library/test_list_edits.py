"""Lists changed cell by cell: only the cell changes, whatever else is in the file, and nobody else's change is overwritten."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import letterpack
from letterpack import AddColumn, AddRow, CannotEdit, DeleteRow, SetCell
from letterpack.limits import MOST_YAML_BYTES
from tests.trying import tried

PEOPLE = """\
# Who gets the letter.   Ask Ada before you change it.
to:
- id: minister   # since March
  title: "Minister of: Information"
  name:   'O''Brien'
  address:
  - 1 Example Square   # the new house
  - "010000 Astana"
  country: KZ

  # a remark between two keys
  fields: {case: 7, judge: A. B.}
  house_note: kept as it is

# The second one.
- {id: judge, name: Jane Judge, address: [Court 2, "Town, 3"], country: "NO"}
cc:
  - name: Carl Copy
    address: |
      Street 5
      Town
    country: SE
  - organization: >-
      A folded
      name
    addresses:
      - [One, Two]
      - [Three]
    country: FI
"""
LIST = (
    'sep=;\r\nName;"Organisation";Country;Our own; \r\n"Zoe ""Z"" Zero";Union;SE;x;\r\n\r\n'
    'Ada;"A; B";FI;"two\r\nlines";\r\nLast;One;NO;;'
)


def campaign(folder: Path, people: str = PEOPLE, rows: str | bytes = LIST) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "letter.md").write_text("---\ndate: 2026-01-01\n---\nText.\n", encoding="utf-8")
    (folder / "addressees.yaml").write_bytes(people.encode())
    (folder / "signatories.csv").write_bytes(rows.encode() if isinstance(rows, str) else rows)
    return folder


def grid_of(folder: Path, name: str) -> letterpack.Grid:
    table = letterpack.read_table(folder, name)
    assert table.grid is not None, table
    return table.grid


def edit(folder: Path, name: str, *edits: SetCell | AddRow | DeleteRow | AddColumn) -> letterpack.Grid:
    table = letterpack.edit_table(folder, name, edits, sha256=letterpack.read_table(folder, name).sha256)
    assert table.grid is not None
    return table.grid


def cell(grid: letterpack.Grid, row: int, column: str) -> str:
    return grid.rows[row].cells[grid.columns.index(column)]


def set_in(folder: Path, row: int, column: str, text: str, name: str = "addressees.yaml") -> str:
    """Set a cell, and return what the file says then."""
    grid = grid_of(folder, name)
    edit(folder, name, SetCell(row, grid.columns.index(column), text))
    return (folder / name).read_bytes().decode()


def test_a_yaml_file_is_a_table_with_places(tmp_path: Path) -> None:
    grid = grid_of(campaign(tmp_path), "addressees.yaml")
    assert [cell(grid, row, "kind") for row in range(4)] == ["to", "to", "cc", "cc"]
    assert cell(grid, 0, "name") == "O'Brien" and cell(grid, 0, "address") == "1 Example Square\n010000 Astana"
    assert cell(grid, 0, "fields.case") == "7" and cell(grid, 0, "house_note") == "kept as it is"
    assert cell(grid, 2, "address") == "Street 5\nTown"
    assert grid.rows[0].places[grid.columns.index("title")] == (4, 10)
    assert grid.columns.index("addresses") in grid.rows[3].fixed


@pytest.mark.parametrize(
    ("row", "column", "text", "old", "new"),
    [
        (0, "title", "Minister", '"Minister of: Information"', '"Minister"'),
        (0, "name", "D'Arcy", "'O''Brien'", "'D''Arcy'"),
        (0, "id", "minister-2", "id: minister ", "id: minister-2 "),
        (0, "address", "2 New Square\n010000 Astana", "1 Example Square", "2 New Square"),
        (0, "country", "NO", "country: KZ", 'country: "NO"'),
        (0, "fields.case", "8: x", "case: 7", 'case: "8: x"'),
        (0, "house_note", "# one", "kept as it is", '"# one"'),
        (1, "name", "Jane, Judge", "Jane Judge", '"Jane, Judge"'),
        (1, "address", "Court 2", '[Court 2, "Town, 3"]', "[Court 2]"),
        (1, "title", "Judge", 'country: "NO"}', 'country: "NO", title: Judge}'),
        (1, "country", "", ', country: "NO"}', "}"),
        (2, "address", "Street 6\n\nTown", "      Street 5\n      Town\n", "      Street 6\n\n      Town\n"),
        (2, "title", "Mx", "    country: SE\n", "    country: SE\n    title: Mx\n"),
        (3, "organization", "Plain", ">-\n      A folded\n      name", '"Plain"'),
        (0, "country", "", "  country: KZ\n\n  # a remark", '  country: ""\n\n  # a remark'),
        (2, "name", "", "- name: Carl Copy\n    address", "- address"),
    ],
)
def test_one_cell_of_yaml_changes_and_nothing_else(tmp_path: Path, row, column, text, old, new) -> None:
    assert PEOPLE.count(old) == 1
    assert set_in(campaign(tmp_path), row, column, text) == PEOPLE.replace(old, new)


def test_lines_of_an_address_come_and_go(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    longer = set_in(folder, 0, "address", "1 Example Square\n010000 Astana\nKazakhstan: x")
    assert longer == PEOPLE.replace('  - "010000 Astana"\n', '  - "010000 Astana"\n  - "Kazakhstan: x"\n')
    assert set_in(folder, 0, "address", "1 Example Square") == PEOPLE.replace('  - "010000 Astana"\n', "")
    with pytest.raises(CannotEdit):
        set_in(folder, 0, "addresses", "x\ny\n- z: {")
        set_in(folder, 3, "addresses", "x")


def test_rows_of_yaml_are_added_and_deleted(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    columns = grid_of(folder, "addressees.yaml").columns
    told = {"kind": "", "id": "new", "name": "New: Person", "address": "Street 1\nTown", "country": "SE", "fields.case": "9"}
    cells = tuple([told.get(column, "") for column in columns])
    grid = edit(folder, "addressees.yaml", AddRow(3, cells))
    assert cell(grid, 3, "kind") == "cc" and cell(grid, 3, "address") == "Street 1\nTown"
    added = (
        '  - id: new\n    name: "New: Person"\n    address:\n      - Street 1\n      - Town\n'
        '    country: SE\n    fields:\n      case: "9"\n'
    )
    text = (folder / "addressees.yaml").read_text(encoding="utf-8")
    assert text == PEOPLE.replace("    country: SE\n", "    country: SE\n" + added)
    edit(folder, "addressees.yaml", DeleteRow(3))
    assert (folder / "addressees.yaml").read_text(encoding="utf-8") == PEOPLE
    edit(folder, "addressees.yaml", DeleteRow(1))
    first = PEOPLE.index("- {id: judge")
    assert (folder / "addressees.yaml").read_text(encoding="utf-8") == PEOPLE[:first] + PEOPLE[PEOPLE.index("cc:\n") :]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a remark\n",
        "to:\n",
        "to:  # nobody yet\ncc:\n- id: a\n  name: A\n",
        "to: []  # none\n",
        "cc:\n- id: a\n  name: A",
    ],
)
def test_a_first_row_begins_a_list(tmp_path: Path, text: str) -> None:
    folder = campaign(tmp_path, people=text)
    columns = grid_of(folder, "addressees.yaml").columns
    cells = tuple([{"kind": "to", "id": "b", "name": "B"}.get(column, "") for column in columns])
    grid = edit(folder, "addressees.yaml", AddRow(0, cells))
    assert {"b"} <= {row.cells[1] for row in grid.rows}
    now = (folder / "addressees.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(now)["to"] == [{"id": "b", "name": "B"}]
    assert all(line[line.index("#") :] in now for line in text.split("\n") if "#" in line)


def test_a_csv_file_keeps_all_that_is_not_changed(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    grid = grid_of(folder, "signatories.csv")
    assert grid.columns[:4] == ("Name", "Organisation", "Country", "Our own")
    assert [row.cells[0] for row in grid.rows] == ['Zoe "Z" Zero', "Ada", "Last"] and grid.rows[1].cells[3] == "two\nlines"
    assert set_in(folder, 0, "Organisation", 'Union; of "Z"', "signatories.csv") == LIST.replace(";Union;", ';"Union; of ""Z""";')
    edit(folder, "signatories.csv", SetCell(0, 1, "Union"))
    assert set_in(folder, 1, "Our own", "a\nb", "signatories.csv") == LIST.replace(";Union;", ';"Union";').replace(
        "two\r\nlines", "a\r\nb"
    )
    edit(folder, "signatories.csv", AddRow(1, ("New", "", "DK")))
    assert b"\r\nNew;;DK\r\n" in (folder / "signatories.csv").read_bytes()
    edit(folder, "signatories.csv", DeleteRow(1), SetCell(1, 3, "two\nlines"))
    assert (folder / "signatories.csv").read_bytes().decode() == LIST.replace(";Union;", ';"Union";')
    grid = edit(folder, "signatories.csv", AddColumn("Group"), SetCell(2, 5, "Press"))
    assert grid.columns[-1] == "Group" and grid.rows[2].cells[-1] == "Press"


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8-sig", ""), ("utf-16", ""), ("cp1251", "encoding: cp1251\n")])
def test_an_encoding_stays(tmp_path: Path, encoding: str, declared: str) -> None:
    rows = "name,organization\r\nЁлка,Союз\r\nДом,Ноль\r\n"
    folder = campaign(tmp_path, rows=rows.encode(encoding))
    (folder / "letterpack.yaml").write_text(declared, encoding="utf-8")
    edit(folder, "signatories.csv", SetCell(1, 0, "Мост"))
    assert (folder / "signatories.csv").read_bytes() == rows.replace("Дом", "Мост").encode(encoding)


def test_what_an_encoding_lacks_is_said(tmp_path: Path) -> None:
    folder = campaign(tmp_path, rows="name,organization\nЁлка,Союз\n".encode("cp1251"))
    (folder / "letterpack.yaml").write_text("encoding: cp1251\n", encoding="utf-8")
    with pytest.raises(CannotEdit, match="cannot be written"):
        edit(folder, "signatories.csv", SetCell(0, 0, "日本"))


def test_somebody_elses_change_is_not_overwritten(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    seen = letterpack.read_table(folder, "signatories.csv").sha256
    (folder / "signatories.csv").write_text("name\nTheirs\n", encoding="utf-8")
    with pytest.raises(letterpack.SourceChanged):
        letterpack.edit_table(folder, "signatories.csv", [SetCell(0, 0, "Mine")], sha256=seen)
    assert (folder / "signatories.csv").read_text(encoding="utf-8") == "name\nTheirs\n"


def test_all_changes_are_made_or_none(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    with pytest.raises(CannotEdit, match="row"):
        edit(folder, "signatories.csv", SetCell(0, 0, "Mine"), SetCell(99, 0, "x"))
    assert (folder / "signatories.csv").read_bytes().decode() == LIST


@pytest.mark.parametrize("name", ["../x.csv", "letter.md", "/etc/passwd", "letterpack.yaml", "SIGNATORIES.CSV", ""])
def test_only_lists_are_tables(tmp_path: Path, name: str) -> None:
    with pytest.raises(letterpack.LetterpackError):
        letterpack.read_table(campaign(tmp_path), name)


def test_an_alias_is_not_changed_behind_its_back(tmp_path: Path) -> None:
    folder = campaign(tmp_path, people="to:\n- id: a\n  address: &here [Street 1]\n- id: b\n  address: *here\n")
    grid = grid_of(folder, "addressees.yaml")
    at = grid.columns.index("address")
    assert at in grid.rows[0].fixed and at in grid.rows[1].fixed
    with pytest.raises(CannotEdit):
        edit(folder, "addressees.yaml", SetCell(1, at, "Street 2"))


ALIASED = "to:\n- &one {id: a, name: A}\ncc:\n- *one\n"


@pytest.mark.parametrize(
    ("people", "change", "said"),
    [
        ("to: [{id: a, name: A}]\n", DeleteRow(0), "written in brackets"),
        ("to: [{id: a, name: A}]\n", AddRow(1, ("to", "b")), "written in brackets"),
        (ALIASED, DeleteRow(0), "repeats this one by an alias"),
        (ALIASED, SetCell(0, 3, "x"), "more than a table can show"),
        ("to:\n- id: a\n", SetCell(0, 1, ""), "the last value of a row cannot be deleted"),
        ("to:\n- id: a\n", AddRow(1, ("to", " ")), "the new row is empty"),
        ("to:\n- id: a\n", AddRow(1, ("nobody", "b")), "the new row is empty"),
        ("to:\n- id: a\n", AddColumn("house_note"), "is there as soon as a cell of it is filled"),
    ],
)
def test_what_cannot_be_changed_in_yaml_is_said_and_stays(tmp_path: Path, people: str, change: AddRow, said: str) -> None:
    folder = campaign(tmp_path, people=people)
    with pytest.raises(CannotEdit, match=said):
        edit(folder, "addressees.yaml", change)
    assert (folder / "addressees.yaml").read_text(encoding="utf-8") == people


def test_a_field_is_not_added_to_what_another_row_repeats(tmp_path: Path) -> None:
    people = "to:\n- id: a\n  fields: &same {case: 7}\n- id: b\n  fields: {judge: B}\n- id: c\n  fields: *same\n"
    folder = campaign(tmp_path, people=people)
    with pytest.raises(CannotEdit, match="by an alias"):
        set_in(folder, 0, "fields.judge", "A")


def test_the_last_value_of_a_row_that_is_not_the_only_one_goes_with_its_line(tmp_path: Path) -> None:
    folder = campaign(tmp_path, people="to:\n- id: a\n  name: A\n- id: b\n")
    assert set_in(folder, 0, "name", "") == "to:\n- id: a\n- id: b\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([SetCell(0, 999, "x")], "there is no such column"),
        ([SetCell(99, 1, "x")], "there is no such row"),
        ([SetCell(0, 1, "x" * 10_001)], "the text of a cell is too long"),
        ([SetCell(0, 1, "half \ud83d")], "has half a character in it"),
        ([SetCell(0, 1, "x")] * 5_001, "too many changes at once"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(tmp_path: Path, changes: list[SetCell], said: str) -> None:
    folder = campaign(tmp_path)
    with pytest.raises(letterpack.LetterpackError, match=said):
        edit(folder, "addressees.yaml", *changes)
    assert (folder / "addressees.yaml").read_text(encoding="utf-8") == PEOPLE


def test_a_list_that_is_too_long_for_a_page_or_lies_elsewhere_is_not_edited_there(tmp_path: Path) -> None:
    folder = campaign(tmp_path / "campaign", rows=b"name\n" + b"x" * MOST_YAML_BYTES)
    assert "too large to be edited here" in letterpack.read_table(folder, "signatories.csv").why
    (folder / "signatories.csv").unlink()
    (tmp_path / "outside.csv").write_text("name\nA\n", encoding="utf-8")
    (folder / "signatories.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(letterpack.LetterpackError, match="a link out of the campaign"):
        letterpack.read_table(folder, "signatories.csv")


def test_a_workbook_is_shown_and_changed_by_its_own_program(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    (folder / "signatories.csv").unlink()
    book = Workbook()
    book.active.append(["Name", "Country"])
    book.active.append(["Ada", "SE"])
    book.save(folder / "signatories.xlsx")
    table = letterpack.read_table(folder, "signatories.xlsx")
    assert table.grid is not None and table.grid.rows[0].cells[:2] == ("Ada", "SE")
    assert "a spreadsheet program" in table.why
    with pytest.raises(letterpack.LetterpackError):
        letterpack.edit_table(folder, "signatories.xlsx", [SetCell(0, 0, "x")], sha256=table.sha256)


def test_a_broken_file_is_no_table_and_says_why(tmp_path: Path) -> None:
    folder = campaign(tmp_path, people="to:\n- id: a: b\n", rows='name\n"open\n')
    for name in ("addressees.yaml", "signatories.csv"):
        table = letterpack.read_table(folder, name)
        assert table.grid is None and table.why and table.findings
        with pytest.raises(CannotEdit):
            letterpack.edit_table(folder, name, [SetCell(0, 0, "x")], sha256=table.sha256)


def test_a_list_that_is_not_there_yet_begins_with_its_columns(tmp_path: Path) -> None:
    folder = campaign(tmp_path)
    (folder / "signatories.csv").unlink()
    table = letterpack.read_table(folder, "signatories.csv")
    assert table.sha256 == "" and table.grid is not None and table.grid.columns[0] == "name" and not table.grid.rows
    letterpack.edit_table(folder, "signatories.csv", [AddRow(0, ("Ada", "", "Union", "SE"))], sha256="")
    assert (folder / "signatories.csv").read_text(encoding="utf-8").endswith("country\nAda,,Union,SE\n")


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85") | st.just("\n"), max_size=24
)


@tried(2)
@given(
    text=TEXTS
    | st.sampled_from(
        ["NO", "~", "- a", "a: b", "a #b", "'", '"', "{{ x }}", "010", "2026-01-01", "=1+1", "*a", "|", "\ufeff", "😀"]
    ),
    row=st.integers(0, 3),
    data=st.data(),
)
def test_any_text_is_kept_in_any_cell_of_yaml(tmp_path_factory, text: str, row: int, data: st.DataObject) -> None:
    folder = campaign(tmp_path_factory.mktemp("campaign"))
    grid = grid_of(folder, "addressees.yaml")
    free = [index for index in range(len(grid.columns)) if index not in grid.rows[row].fixed]
    at = data.draw(st.sampled_from(free))
    try:
        after = edit(folder, "addressees.yaml", SetCell(row, at, text))
    except CannotEdit:
        assert (folder / "addressees.yaml").read_bytes().decode() == PEOPLE
        return
    wanted = text.rstrip("\n")
    name = grid.columns[at]
    assert (cell(after, row, name) if name in after.columns else "") == wanted
    others = [(each, cell(grid, each, column)) for each in range(4) for column in grid.columns if (each, column) != (row, name)]
    again = [
        (each, cell(after, each, column) if column in after.columns else "")
        for each in range(4)
        for column in grid.columns
        if (each, column) != (row, name)
    ]
    assert others == again
    now = (folder / "addressees.yaml").read_bytes().decode()
    assert all(
        remark in now
        for remark in ("# Who gets the letter.   Ask", "# since March", "# the new house", "# a remark between", "# The second")
    )


@tried(2)
@given(text=TEXTS, row=st.integers(0, 2), column=st.integers(0, 4))
def test_any_text_is_kept_in_any_cell_of_csv(tmp_path_factory, text: str, row: int, column: int) -> None:
    folder = campaign(tmp_path_factory.mktemp("campaign"))
    before = grid_of(folder, "signatories.csv")
    try:
        after = edit(folder, "signatories.csv", SetCell(row, column, text))
    except CannotEdit:
        assert (folder / "signatories.csv").read_bytes().decode() == LIST
        return
    wanted = [list(each.cells) for each in before.rows]
    wanted[row][column] = text.rstrip("\n")
    assert [list(each.cells) for each in after.rows] == wanted
    body = (folder / "signatories.csv").read_bytes().decode().split("\r\n", 1)[1]
    read = [
        [each.replace("\r\n", "\n") for each in line]
        for line in csv.reader(io.StringIO(body, newline=""), delimiter=";")
        if any(line)
    ]
    assert read[1:] == wanted
