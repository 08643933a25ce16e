"""How large a workbook's sheets are, found in their XML before a library makes a table of every cell there could be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.formats.decode import Refused
from letterpack.formats.workbooks.archive import Member, members
from letterpack.formats.workbooks.tags import IN_TAG
from letterpack.limits import MOST_WORKBOOK_CELLS
from letterpack.patterns import late

_OOXML_SHEET: Final = late(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_OOXML_CELL: Final = late(
    (
        r"<(?:\w{1,20}:)?c(?:\s++(?!r[\s=])[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+"
        rf"\s++r\s*+=\s*+[\"']([A-Za-z]{{1,4}})(\d{{1,8}})[\"']{IN_TAG}(?<!/)>"
    ).encode("ascii")
)
"""A cell that is not empty (ECMA-376, 18.3.1.4): those that have a style alone close themselves."""
_ODF_TOKEN: Final = late(
    rf"<table:(?P<what>table|table-row|(?:covered-)?table-cell)(?=[\s/>])(?P<attributes>{IN_TAG})>".encode("ascii")
)
_IN_A_TAG: Final = late(rb"<[^<>]*<")
"""A tag that begins within another, which XML has nowhere, and readers take as they like."""
_ODF_TABLE_EDGE: Final = late(rb"<(/?)table:table(?=[\s/>])")
_ODF_REPEATED: Final = late(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,20})[\"']")
_ODF_FILLED: Final = (b"value-type", b"table:formula")


def survey(data: bytes) -> Mapping[str, Member]:
    """Return the files of the workbook ``data``, a ZIP archive. Raises ``Refused`` where it has more cells than are read or hides
    how many it has.
    """
    found = members(data)
    for name, member in found.items():
        if _OOXML_SHEET.fullmatch(name):
            _check(_ooxml_area(xml_of(member)))
        elif name == "content.xml":
            text = xml_of(member)
            for area in _odf_areas(text):
                _check(area)
            _check_flat(text)
    return found


def _check(area: int) -> None:
    if area > MOST_WORKBOOK_CELLS:
        raise Refused(f"has a sheet of {area:,} cells, but at most {MOST_WORKBOOK_CELLS:,} are read")


def xml_of(member: Member) -> bytes:
    """Return the member's XML. Raises ``Refused`` where it could be read in two ways."""
    text = member.unpacked()
    if b"\0" in text[:1024]:
        raise Refused("is not written in UTF-8, as spreadsheet programs write it")
    if b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text:
        raise Refused("declares entities, which no spreadsheet program does")
    if _IN_A_TAG.search(text):
        raise Refused("has a tag that does not end before the next begins")
    return text


def _ooxml_area(text: bytes) -> int:
    """Return the number of cells from A1 to the last column and the last row that hold something."""
    columns: set[bytes] = set()
    last_row = 0
    last: tuple[int, int] = (0, 0)
    is_in_order = True
    for found in _OOXML_CELL.finditer(text):
        columns.add(found[1].upper())
        place = (int(found[2]), column_number(found[1].upper().decode("ascii")))
        last_row = max(last_row, place[0])
        is_in_order = is_in_order and place > last
        last = place
    if not is_in_order:
        _check_once(text)
    return max([column_number(each.decode("ascii")) for each in columns], default=0) * last_row


def _check_once(text: bytes) -> None:
    """Refuse a sheet that writes a cell twice: one program shows the first of its texts, another the last."""
    seen: set[tuple[bytes, int]] = set()
    for found in _OOXML_CELL.finditer(text):
        place = (found[1].upper(), int(found[2]))
        if place in seen:
            cell = f"{place[0].decode('ascii')}{place[1]}"
            raise Refused(f"writes the cell {cell} twice")
        seen.add(place)


def column_number(letters: str) -> int:
    """Return the 1-based number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_flat(text: bytes) -> None:
    """Refuse a table within a table (ODF 1.3, 9.1.2): whose rows are whose, programs do not agree on."""
    depth = 0
    for found in _ODF_TABLE_EDGE.finditer(text):
        depth += -1 if found[1] else 1
        if depth > 1:
            raise Refused("has a table within a cell")


def _odf_areas(text: bytes) -> Iterator[int]:
    """Yield the number of cells of each table from the first to the last that is filled (ODF 1.3, 19.676, 19.679)."""
    row = column = last_row = last_column = repeated_rows = 0
    for found in _ODF_TOKEN.finditer(text):
        times = _ODF_REPEATED.search(found["attributes"])
        count = int(times[1]) if times else 1
        if found["what"] == b"table":
            yield last_row * last_column
            row = column = last_row = last_column = repeated_rows = 0
        elif found["what"] == b"table-row":
            row, column, repeated_rows = row + repeated_rows, 0, count
        else:
            column += count
            if any(sign in found["attributes"] for sign in _ODF_FILLED):
                last_row, last_column = row + repeated_rows, max(last_column, column)
    yield last_row * last_column
