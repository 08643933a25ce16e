"""What a sheet shows is read, or told: nothing of it is lost, and nothing hidden is printed, in silence."""

from __future__ import annotations

from datetime import date

import pytest

from letterpack.diagnostics import Report
from letterpack.formats.decode import Refused
from letterpack.formats.workbooks import read_sheet
from letterpack.formats.workbooks.unseen import Unseen
from tests.bombs.workbooks import cell, ods, ods_cell, row, xlsx
from tests.checks.sources import ADDRESSEES, Dict, sources_of
from tests.checks.sources import HEAD as LETTER

HEAD = row(1, cell("A1", "name"), cell("B1", "country"))
ANN = row(2, cell("A2", "Ann"), cell("B2", "NO"))
ROW, END = "<table:table-row>", "</table:table-row>"
ODS_HEAD = f"{ROW}{ods_cell('name')}{ods_cell('country')}{END}"
COUNTRY = ods_cell("NO")
ZEROS = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="164"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)

SHOWN = {
    "an error": (xlsx(HEAD + '<row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'), "#REF!,"),
    "an error of a formula": (xlsx(HEAD + '<row r="2"><c r="A2" t="e"><f>Z1</f><v>#N/A</v></c></row>'), "#N/A,"),
    "a formula without a value": (xlsx(HEAD + '<row r="2"><c r="A2"><f>Z1</f></c>' + cell("B2", "NO") + "</row>"), "=Z1,NO"),
    "a formula with an empty text": (
        xlsx(HEAD + '<row r="2"><c r="A2" t="str"><f>Z1</f><v></v></c>' + cell("B2", "NO") + "</row>"),
        ",NO",
    ),
    "a prefix": (xlsx(HEAD + '<x:row r="2"><x:c r="A2" t="e"><x:v>#REF!</x:v></x:c></x:row>'), "#REF!,"),
    "no type": (ods(f"{ODS_HEAD}{ROW}<table:table-cell><text:p>A&amp;B</text:p></table:table-cell>{COUNTRY}{END}"), "A&B,NO"),
    "no type, without attributes, in a last column": (
        ods(f"{ODS_HEAD}{ROW}{COUNTRY}{COUNTRY}<table:table-cell><text:p>C</text:p></table:table-cell>{END}"),
        "NO,NO,C",
    ),
    "an error in ODS": (
        ods(
            f'{ODS_HEAD}{ROW}<table:table-cell table:formula="of:=Z1" office:value-type="string" office:string-value="" '
            f'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>{COUNTRY}{END}'
        ),
        "#DIV/0!,NO",
    ),
    "a formula in ODS": (ods(f'{ODS_HEAD}{ROW}<table:table-cell table:formula="of:=Z1"/>{COUNTRY}{END}'), "=Z1,NO"),
    "a formula with a sign of tags": (
        ods(
            f'{ODS_HEAD}{ROW}<table:table-cell table:formula="of:=1>2"/>'
            f"<table:table-cell><text:p>B</text:p></table:table-cell>{END}"
        ),
        "=1>2,B",
    ),
    "an empty paragraph": (
        ods(f"{ODS_HEAD}{ROW}<table:table-cell><text:p/><text:p>B</text:p></table:table-cell>{COUNTRY}{END}"),
        "B,NO",
    ),
    "a tab": (ods(f"{ODS_HEAD}{ROW}{ods_cell('Ann<text:tab/>Berg')}{COUNTRY}{END}"), "Ann\tBerg,NO"),
    "spaces": (
        ods(f"{ODS_HEAD}{ROW}{ods_cell('Ann<text:tab/><text:s text:c=' + chr(34) + '2' + chr(34) + '/>B')}{END}"),
        "Ann\t  B,",
    ),
    "a remark on a cell": (
        ods(
            f"{ODS_HEAD}{ROW}<table:table-cell><office:annotation><text:p>secret</text:p></office:annotation></table:table-cell>"
            f"{COUNTRY}{END}"
        ),
        ",NO",
    ),
    "a number with zeros before it": (
        xlsx(HEAD + '<row r="2"><c r="A2" s="1"><v>1067</v></c><c r="B2"><v>1067</v></c></row>', **{"xl/styles.xml": ZEROS}),
        "01067,1067",
    ),
    "a number with zeros before it in ODS": (
        ods(
            f'{ODS_HEAD}{ROW}<table:table-cell office:value-type="float" office:value="1067"><text:p>01067</text:p>'
            f"</table:table-cell>{COUNTRY}{END}"
        ),
        "01067,NO",
    ),
    "rows that are repeated": (
        ods(f'{ODS_HEAD}<table:table-row table:number-rows-repeated="2">{ods_cell("Ann")}{COUNTRY}{END}'),
        "Ann,NO\nAnn,NO",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_cell_shows_is_read(name: str) -> None:
    data, expected = SHOWN[name]
    assert read_sheet(data, "").csv.decode().partition("\n")[2].rstrip("\n") == expected


def merged(*ranges: str) -> str:
    cells = "".join([f'<mergeCell ref="{each}"/>' for each in ranges])
    return f"</sheetData><mergeCells>{cells}</mergeCells><sheetData>"


HIDDEN = f'<row r="3" hidden="1">{cell("A3", "Bo")}</row>'
REMARKED = {
    "nothing": (xlsx(HEAD + ANN, ""), []),
    "a hidden row": (xlsx(HEAD + ANN + HIDDEN), [("hidden rows", 3, 1)]),
    "a hidden row without a text": (xlsx(HEAD + ANN + '<row r="3" hidden="1"><c r="A3" s="1"/></row>'), []),
    "a filter in ODS": (
        ods(f'{ODS_HEAD}<table:table-row table:visibility="filter" table:number-rows-repeated="2">{ods_cell("Ann")}{END}'),
        [("hidden rows", 2, 2)],
    ),
    "cells of two rows": (xlsx(HEAD + ANN + row(3, cell("A3", "Bo")) + merged("B2:B3")), [("merged cells", 2, 1)]),
    "cells of one row": (xlsx(HEAD + row(2, cell("A2", "Ann")) + row(3, cell("A3", "Bo")) + merged("A2:B2")), []),
    "cells of two rows that are empty": (xlsx(HEAD + ANN + row(3, cell("A3", "Bo")) + merged("C2:C3")), []),
    "cells of two rows in ODS": (
        ods(
            f"{ODS_HEAD}{ROW}{ods_cell('Ann')}{ods_cell('NO', 'table:number-rows-spanned=' + chr(34) + '2' + chr(34))}{END}"
            f"{ROW}{ods_cell('Bo')}<table:covered-table-cell/>{END}"
        ),
        [("merged cells", 2, 1)],
    ),
    "a list that goes on": (xlsx(HEAD + ANN, row(1, cell("A1", "Name ")) + row(2, cell("A2", "Eve"))), [("list goes on", 0, 1)]),
    "columns and no rows": (xlsx(HEAD + ANN, HEAD), []),
    "something else": (xlsx(HEAD + ANN, row(1, cell("A1", "How to"))), [("other sheet", 0, 1)]),
    "many sheets": (xlsx(HEAD + ANN, *[""] * 12), [("more sheets", 0, 13)]),
}


@pytest.mark.parametrize("name", REMARKED)
def test_what_the_rows_do_not_say_is_remarked(name: str) -> None:
    data, expected = REMARKED[name]
    assert [remark[:3] for remark in read_sheet(data, "").remarks] == expected


def test_who_names_the_sheet_has_chosen() -> None:
    assert read_sheet(xlsx(HEAD + ANN, HEAD + ANN), "S2").remarks == ()


LOOKS = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts>'
    '<fonts><font/><font><strike/></font><font><strike val="0"/><color theme="0"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF204060"/>'
    "</patternFill></fill></fills>"
    '<cellXfs><xf fontId="0" fillId="0"/><xf fontId="1" fillId="0"/><xf fontId="2" fillId="0"/><xf fontId="2" fillId="1"/>'
    '<xf fontId="0" numFmtId="164"/></cellXfs></styleSheet>'
)
ODS_LOOKS = (
    '<style:style style:name="a"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="b"><style:text-properties fo:color="#ffffff" style:text-line-through-style="none"/></style:style>'
)


def looking(look: int) -> bytes:
    """A workbook whose cell A2 looks so."""
    styled = cell("A2", "Ann").replace("<c ", f'<c s="{look}" ')
    return xlsx(HEAD + row(2, styled, cell("B2", "NO")), **{"xl/styles.xml": LOOKS})


def in_ods(first: str, columns: str = "") -> bytes:
    return ods(f"{columns}{ODS_HEAD}{ROW}{first}{COUNTRY}{END}", styles=ODS_LOOKS)


STRUCK, WHITE = Unseen(cells=((1, 0, "struck out"),)), Unseen(cells=((1, 0, "not shown"),))
COLUMNS = (
    '</sheetData><cols><col min="1" max="1"/><col hidden="1" min="2" max="3"/><col min="4" max="4" width="0"/></cols><sheetData>'
)
RICH = "<is><r><t>Ann </t></r><r><rPr><strike/></rPr><t>Berg</t></r></is>"
STRUCK_TEXT = "<sst><si><t>name</t></si><si><r><rPr><strike/></rPr><t>Ann</t></r></si></sst>"
UNSEEN = {
    "hidden columns": (xlsx(HEAD + ANN + COLUMNS), Unseen(columns=(1, 2, 3))),
    "a plain cell": (looking(0), Unseen()),
    "a struck-out cell": (looking(1), STRUCK),
    "white text": (looking(2), WHITE),
    "white text on blue": (looking(3), Unseen()),
    "a format that hides text": (looking(4), WHITE),
    "a struck-out word": (xlsx(HEAD + row(2, f'<c r="A2" t="inlineStr">{RICH}</c>', cell("B2"))), STRUCK),
    "a struck-out text of all sheets": (
        xlsx('<row r="2"><c r="A2" t="s"><v>1</v></c></row>', **{"xl/sharedStrings.xml": STRUCK_TEXT}),
        STRUCK,
    ),
    "a struck-out cell in ODS": (in_ods(ods_cell("Ann", 'table:style-name="a"')), STRUCK),
    "a white cell in ODS": (in_ods(ods_cell("Ann", 'table:style-name="b"')), WHITE),
    "a struck-out word in ODS": (in_ods(ods_cell('Ann <text:span text:style-name="a">Berg</text:span>')), STRUCK),
    "a hidden and a struck-out column in ODS": (
        in_ods(
            ods_cell("Ann"),
            '<table:table-column table:default-cell-style-name="a"/><table:table-column table:visibility="collapse"/>',
        ),
        Unseen((1,), ((0, 0, "struck out"), (1, 0, "struck out"))),
    ),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_a_sheet_does_not_show_is_told(name: str) -> None:
    data, expected = UNSEEN[name]
    assert read_sheet(data, "").unseen == expected


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (xlsx(HEAD + row(2, cell("A2", "Ann"), cell("A2", "Bo"))), "writes the cell A2 twice"),
        (xlsx(HEAD + ANN + row(4, cell("A4"), cell("A3")) + row(3, cell("A3"))), "writes the cell A3 twice"),
        (
            ods(f'{ODS_HEAD}{ROW}<table:table-cell><table:table table:name="T">{ODS_HEAD}</table:table></table:table-cell>{END}'),
            "has a table within a cell",
        ),
    ],
)
def test_a_sheet_that_programs_read_differently_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_sheet(data, "")


def test_only_what_would_be_printed_is_told_of() -> None:
    """Who has withdrawn may be struck out, and the column for it hidden."""
    cells = [cell(f"{letter}1", text) for letter, text in zip("ABCD", ("name", "title", "note", "withdrawn"), strict=True)]
    struck = [each.replace("<c ", '<c s="1" ') for each in (cell("A3", "Bo"), cell("B3", "Chair"))]
    hidden = '</sheetData><cols><col hidden="1" min="3" max="4"/></cols><sheetData>'
    rows = row(1, *cells) + row(2, cell("A2", "Ann"), cell("C2", "x")) + row(3, *struck, cell("D3", "yes")) + hidden
    for sheet, expected in ((rows, []), (rows.replace(cell("D3", "yes"), ""), [("LP189", 3)])):
        report = Report()
        workbook = xlsx(sheet, **{"xl/styles.xml": LOOKS})
        sources_of(
            Dict({"addressees.yaml": ADDRESSEES, "letter.md": LETTER + "x", "signatories.xlsx": workbook}), date.max, report
        )
        assert [(found.code, found.span.line) for found in report if found.code == "LP189"] == expected
