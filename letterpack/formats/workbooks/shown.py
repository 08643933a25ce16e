"""What a sheet shows and calamine leaves out: errors, formulas without a value, cells without a type, zeros before a number,
rows that are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final, NamedTuple, TypeAlias

from letterpack.formats.decode import Refused
from letterpack.formats.workbooks.archive import Member
from letterpack.formats.workbooks.survey import column_number, xml_of
from letterpack.formats.workbooks.tags import IN_TAG
from letterpack.limits import LEAST_WORKBOOK_CHARACTERS, MOST_WORKBOOK_ODD_CELLS
from letterpack.patterns import late

CellPlace: TypeAlias = tuple[int, int]
"""Row and column of a cell, both 0-based."""


class ShownCells(NamedTuple):
    """Texts of cells that calamine gives empty, or without what is between their words; the rows that are hidden, first and last
    (0-based); and the blocks of cells that are one, as the places of their first and last.
    """

    cells: Mapping[CellPlace, str]
    hidden: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[CellPlace, CellPlace], ...] = ()


_NOTHING: Final = ShownCells({})
_TAG: Final = r"<(?:\w{1,20}:)?"
_END: Final = r"</(?:\w{1,20}:)?"
_OOXML_ERROR: Final = late(
    rf"{_TAG}c\s([^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*)>\s*(?:{_TAG}f(?:\s[^<>]*)?(?:/>|>[^<]*{_END}f>)\s*)?(?:{_TAG}v>([^<]*)<)?"
)
_OOXML_FORMULA: Final = late(
    rf"{_TAG}c\s([^<>]*[^/<>])>\s*{_TAG}f(?:\s[^<>]*)?(?:/>|>([^<]*){_END}f>)\s*(?:{_TAG}v(?:/>|>\s*{_END}v>)\s*)?{_END}c>"
)
_OOXML_ROW: Final = late(rf"{_TAG}row\s([^<>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
_OOXML_MERGED: Final = late(rf"{_TAG}mergeCell\s[^<>]*\bref\s*=\s*[\"']([A-Z]{{1,3}})(\d{{1,7}}):([A-Z]{{1,3}})(\d{{1,7}})[\"']")
_OOXML_SHEET: Final = late(rf"{_TAG}sheet\s([^<>]*)>")
_OOXML_RELATION: Final = late(rf"{_TAG}Relationship\s([^<>]*)>")
_REFERENCE: Final = late(r"(?:^|\s)r\s*=\s*[\"']([A-Z]{0,3})(\d{1,7})[\"']")
_EMPTY_TEXT: Final = late(r"\bt\s*=\s*[\"']str[\"']")
"""Of a formula whose value is an empty text, as `=IF(A2="", "", A2)` has it: no value is missing."""

_OOXML_FORMAT: Final = late(rf"{_TAG}numFmt\s({IN_TAG})>")
_OOXML_LOOKS: Final = late(rf"{_TAG}cellXfs(?:\s[^<>]*)?(?<!/)>")
_OOXML_LOOKS_END: Final = late(rf"{_END}cellXfs>")
_OOXML_LOOK: Final = late(rf"{_TAG}xf\s({IN_TAG})>")
_OOXML_STYLED: Final = late(rf"{_TAG}c\s([^<>]*\bs\s*=\s*[\"'](\d{{1,5}})[\"'][^<>]*)>\s*{_TAG}v>(\d{{1,12}})<")
_OOXML_TEXT: Final = late(r"\bt\s*=\s*[\"'](?!n[\"'])")
_ZEROS: Final = late(r"0{2,12}")
"""A format that shows a number with so many digits at least: postcodes."""

_ODF_TABLE: Final = late(rf"<table:table\s({IN_TAG})>")
_ODF_SUSPECT: Final = late(
    r"<table:(?:covered-)?table-cell(?![^<>]*value-type)[^<>]*(?<!/)>|string-value=\"\"|<text:tab|<text:line-break|<text:p>0\d+</text:p>|value-type=\"error\""
    r"|<table:table-cell[^<>]*table:formula(?![^<>]*value-type)|visibility\s*=\s*\"(?:collapse|filter)\"|rows-spanned\s*=\s*\"(?!1\")"
)
_ODF_TOKEN: Final = late(rf"<table:(?P<what>table-row|(?:covered-)?table-cell)(?=[\s/>])(?P<attributes>{IN_TAG})>")
ODF_NEXT_CELL: Final = late(r"</?table:(?:covered-)?table-cell[\s/>]")
"""Where a cell ends. None is within another, and of one that does not end, no more is looked through than to the next."""
_ODF_ROWS: Final = late(r"number-rows-repeated\s*=\s*\"(\d{1,7})\"")
_ODF_COLUMNS: Final = late(r"number-columns-repeated\s*=\s*\"(\d{1,7})\"")
_ODF_SPAN: Final = late(r"rows-spanned\s*=\s*\"(\d{1,7})\"")
_ODF_HIDDEN: Final = late(r"visibility\s*=\s*\"(?:collapse|filter)\"")
_ODF_FORMULA: Final = late(r"table:formula\s*=\s*\"([^\"]*)\"")
_ODF_NOTE: Final = late(r"<office:annotation[\s>]")
_ODF_NOTE_END: Final = "</office:annotation>"
_ODF_PARAGRAPH: Final = late(r"<text:p(?:\s[^<>]*)?>")
_ODF_PARAGRAPH_END: Final = "</text:p>"
_ODF_BETWEEN: Final = late(r"<text:(tab|line-break|s)\b([^<>]*)>")
_ODF_SPACES: Final = late(r"text:c\s*=\s*\"(\d{1,3})\"")
_ODF_PADDED: Final = late(r"<text:p>0\d+</text:p>")
_MARKUP: Final = late(r"<[^<>]*>")
_SIGNS: Final = {"tab": "\t", "line-break": "\n"}
_MOST_REPEATED: Final = 1000
"""Rows of one text: what a sheet repeats more often it repeats to its end, and no list is as long."""


def shown(members: Mapping[str, Member], sheet: str) -> ShownCells:
    """Return what the sheet called ``sheet`` of a workbook shows; ``members`` are the files of its archive, surveyed."""
    if "content.xml" in members:
        return _of_odf(text_of(members["content.xml"]), sheet)
    path = ooxml_path(members, sheet)
    if path not in members:
        return _NOTHING
    text = text_of(members[path])
    of_sheet = _of_ooxml(text)
    padded = _padded(text, text_of(members["xl/styles.xml"])) if "xl/styles.xml" in members else {}
    return of_sheet._replace(cells={**padded, **of_sheet.cells}) if padded else of_sheet


def _check_many(cells: int, characters: int = 0) -> None:
    if cells > MOST_WORKBOOK_ODD_CELLS or characters > LEAST_WORKBOOK_CHARACTERS:
        raise Refused(f"has more than {MOST_WORKBOOK_ODD_CELLS:,} cells with errors or without a type, or much text in them")


def text_of(member: Member) -> str:
    """Return the XML of ``member``. Raises ``Refused``."""
    return xml_of(member).decode("utf-8", "replace")


def attribute(name: str, attributes: str) -> str:
    """Return what the attribute ``name`` says, whatever its prefix; nothing where it is not there."""
    found = re.search(rf"(?:^|[\s:]){name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return unescape(found[1] or found[2] or "") if found else ""


def ooxml_path(members: Mapping[str, Member], sheet: str) -> str:
    """Return the file of the archive that the sheet is in (ECMA-376, 18.2.19): its name leads to a relation, that to a file."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= members.keys():
        return ""
    named = (found[1] for found in _OOXML_SHEET.finditer(text_of(members["xl/workbook.xml"])))
    wanted = next((attribute("id", each) for each in named if attribute("name", each) == sheet), "")
    related = (found[1] for found in _OOXML_RELATION.finditer(text_of(members["xl/_rels/workbook.xml.rels"])))
    target = next((attribute("Target", each) for each in related if wanted and attribute("Id", each) == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def place_of(attributes: str) -> CellPlace:
    """Return the place that `r="B7"` says, (6, 1), -1 for what it does not say."""
    found = _REFERENCE.search(attributes)
    return (int(found[2]) - 1, column_number(found[1]) - 1) if found else (-1, -1)


def _of_ooxml(text: str) -> ShownCells:
    cells: dict[CellPlace, str] = {}
    for found in _OOXML_ERROR.finditer(text):
        cells[place_of(found[1])] = unescape(found[2] or "#N/A")
        _check_many(len(cells))
    for found in _OOXML_FORMULA.finditer(text):
        _check_many(len(cells))
        if not _EMPTY_TEXT.search(found[1]):
            cells[place_of(found[1])] = f"={unescape(found[2] or '')}"
    rows = [place_of(found[1])[0] for found in _OOXML_ROW.finditer(text)]
    merged = tuple(
        [
            ((int(top) - 1, column_number(left) - 1), (int(bottom) - 1, column_number(right) - 1))
            for left, top, right, bottom in _OOXML_MERGED.findall(text)
        ]
    )
    return ShownCells(cells, tuple([(row, row) for row in rows]), merged)


def _padded(text: str, styles: str) -> dict[CellPlace, str]:
    """Return the numbers that a sheet shows with zeros before them: `01067`, which is 1067 in the file (ECMA-376, 18.8.30)."""
    formats = {attribute("numFmtId", each[1]): attribute("formatCode", each[1]) for each in _OOXML_FORMAT.finditer(styles)}
    zeros = {number: len(code) for number, code in formats.items() if _ZEROS.fullmatch(code)}
    looks = _OOXML_LOOKS.search(styles) if zeros else None
    end = _OOXML_LOOKS_END.search(styles, looks.end()) if looks else None
    if looks is None or end is None:
        return {}
    of_look = [zeros.get(attribute("numFmtId", each[1]), 0) for each in _OOXML_LOOK.finditer(styles, looks.end(), end.start())]
    digits = {str(index): count for index, count in enumerate(of_look) if count}
    return {
        place_of(found[1]): found[3].zfill(digits[found[2]])
        for found in _OOXML_STYLED.finditer(text)
        if found[2] in digits and not _OOXML_TEXT.search(found[1])
    }


def _of_odf(text: str, sheet: str) -> ShownCells:
    if not _ODF_SUSPECT.search(text):
        return _NOTHING
    table = odf_table(text, sheet)
    if table is None:
        return _NOTHING
    cells: dict[CellPlace, str] = {}
    characters = 0
    hidden: list[tuple[int, int]] = []
    merged: list[tuple[CellPlace, CellPlace]] = []
    for row, rows, column, found in odf_tokens(text, *table):
        attributes = found["attributes"]
        if found["what"] == "table-row":
            if _ODF_HIDDEN.search(attributes):
                hidden.append((row, row + rows - 1))
            continue
        said = _odf_said(text, found)
        characters += len(said)
        _check_many(len(cells), characters)
        for repeated in range(row, row + rows) if said and rows <= _MOST_REPEATED else ():
            cells[repeated, column] = said
        if (span := _ODF_SPAN.search(attributes)) and int(span[1]) > 1:
            merged.append(((row, column), (row + int(span[1]) - 1, column)))
    return ShownCells(cells, tuple(hidden), tuple(merged))


def odf_table(text: str, sheet: str) -> tuple[int, int] | None:
    """Return where in ``text`` the rows of the table called ``sheet`` begin and end; None where it is not there."""
    tables = [*_ODF_TABLE.finditer(text)]
    at = next((index for index, found in enumerate(tables) if attribute("name", found[1]) == sheet), None)
    if at is None:
        return None
    return tables[at].end(), tables[at + 1].start() if at + 1 < len(tables) else len(text)


def odf_tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, re.Match[str]]]:
    """Yield the rows and cells of a table: row, how many rows are alike, column, and where it is written."""
    row = column = rows = 0
    for found in _ODF_TOKEN.finditer(text, start, end):
        if found["what"] == "table-row":
            row, column = row + rows, 0
            repeated = _ODF_ROWS.search(found["attributes"])
            rows = int(repeated[1]) if repeated else 1
            yield row, rows, column, found
        else:
            yield row, rows, column, found
            times = _ODF_COLUMNS.search(found["attributes"])
            column += int(times[1]) if times else 1


def _odf_said(text: str, found: re.Match[str]) -> str:
    """Return what the cell shows, where calamine would give nothing or words without what is between them; else nothing."""
    attributes = found["attributes"]
    is_typed = "value-type" in attributes and not any(sign in attributes for sign in ('value-type="error"', 'string-value=""'))
    formula = _ODF_FORMULA.search(attributes)
    if attributes.endswith("/"):
        return unescape(formula[1].partition(":")[2] or formula[1]) if formula and not is_typed else ""
    end = ODF_NEXT_CELL.search(text, found.end())
    inside = text[found.end() : end.start() if end else len(text)]
    is_padded = 'value-type="float"' in attributes and _ODF_PADDED.search(inside) is not None
    if is_typed and not is_padded and "<text:tab" not in inside and "<text:line-break" not in inside:
        return ""
    said = "\n".join(map(_odf_words, _odf_paragraphs(inside)))
    return said or (unescape(formula[1].partition(":")[2] or formula[1]) if formula and not is_typed else "")


def _odf_paragraphs(inside: str) -> Iterator[str]:
    """Yield the paragraphs of a cell; not those of its notes."""
    notes = [*_elements(inside, _ODF_NOTE, _ODF_NOTE_END)]
    ends = [0, *[end for _, end in notes]]
    own = "".join([inside[end:start] for end, start in zip(ends, [*[start for start, _ in notes], len(inside)], strict=True)])
    for start, end in _elements(own, _ODF_PARAGRAPH, _ODF_PARAGRAPH_END):
        said = own[start:end].partition(">")[2]
        yield said.removesuffix(_ODF_PARAGRAPH_END)


def _elements(text: str, begin: re.Pattern[str], end: str) -> Iterator[tuple[int, int]]:
    """Yield where each element begins and ends: at its start tag's ``begin``, and behind its end tag, or its own tag where it is
    empty. What has no end tag is none, and nothing behind it is looked for.
    """
    found = begin.search(text)
    while found:
        closed = text.find(">", found.start())
        is_empty = text[closed - 1] == "/"
        last = closed + 1 if is_empty else text.find(end, found.end()) + len(end)
        if last < found.end():
            return
        yield found.start(), last
        found = begin.search(text, last)


def _odf_words(inside: str) -> str:
    def sign(found: re.Match[str]) -> str:
        spaces = _ODF_SPACES.search(found[2])
        return _SIGNS.get(found[1]) or " " * (int(spaces[1]) if spaces else 1)

    return unescape(_MARKUP.sub("", _ODF_BETWEEN.sub(sign, inside)))
