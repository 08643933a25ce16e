"""Hostile workbooks, as ``signatories import`` meets them: XLSX, ODS and ZIP archives that are neither."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


class Much(NamedTuple):
    """Data that is never in memory at once: a megabyte of it, again and again, between two texts."""

    before: str
    megabyte: bytes
    times: int
    behind: str

    def __iter__(self) -> Iterator[bytes]:
        yield self.before.encode()
        yield from repeat(self.megabyte, self.times)
        yield self.behind.encode()


def archive(files: Mapping[str, bytes | str | Much]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, data in files.items():
            if isinstance(data, Much):
                with packed.open(name, "w") as file:
                    for piece in data:
                        file.write(piece)
            else:
                packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=1)
    return out.getvalue()


def xlsx(*sheets: str | Much, head: str = '<?xml version="1.0"?>', **more: bytes | str | Much) -> bytes:
    """A workbook whose sheets hold these rows; ``more`` are files of it, as `xl__styles_xml`."""
    named = "".join(f'<sheet name="S{index}" sheetId="{index}" r:id="r{index}"/>' for index in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{index}.xml"/>'
        for index in range(1, len(sheets) + 1)
    )
    shared = f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    files: dict[str, bytes | str | Much] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{related}{shared}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
    }
    for index, rows in enumerate(sheets, 1):
        before, behind = f'{head}<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
        much = rows if isinstance(rows, Much) else Much(rows, b"", 0, "")
        files[f"xl/worksheets/sheet{index}.xml"] = Much(before + much.before, much.megabyte, much.times, much.behind + behind)
    return archive({**files, **{name.replace("__", "/").replace("_xml", ".xml"): data for name, data in more.items()}})


def cell(place: str, text: str = "a") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def ods(rows: str, head: str = '<?xml version="1.0"?>', styles: str = "") -> bytes:
    content = (
        f'{head}<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    listed = f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0">{entry}</manifest:manifest>'
    return archive({"mimetype": kind, "META-INF/manifest.xml": listed, "content.xml": content})


def ods_cell(text: str = "a", attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


NAMES = row(1, cell("A1", "name")) + row(2, cell("A2", "Example Rights"))
ODS_NAMES = (
    f"<table:table-row>{ods_cell('name')}</table:table-row><table:table-row>{ods_cell('Example Rights')}</table:table-row>"
)
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {one} "{f"&{other};" * 10}">' for other, one in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


def _lying(data: bytes) -> bytes:
    """An archive that states of each file that it unpacks to a kilobyte."""
    out = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = out.find(sign)
        while place >= 0:
            out[place + at : place + at + 4] = (1024).to_bytes(4, "little")
            place = out.find(sign, place + 4)
    return bytes(out)


def _encrypted(data: bytes) -> bytes:
    out = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.find(sign)
        while place >= 0:
            out[place + at] |= 1
            place = out.find(sign, place + 4)
    return bytes(out)


def _overlapping(data: bytes, times: int) -> bytes:
    """An archive whose directory names its largest file many times."""
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        largest = max(read.infolist(), key=lambda info: info.compress_size)
        body = data[: read.start_dir]
    name = largest.filename.encode()
    entry = (
        b"PK\x01\x02"
        b"\x14\0\x14\0\0\0\x08\0\0\0\0\0"
        + largest.CRC.to_bytes(4, "little")
        + largest.compress_size.to_bytes(4, "little")
        + largest.file_size.to_bytes(4, "little")
        + (len(name) + 6).to_bytes(2, "little")
        + bytes(12)
        + largest.header_offset.to_bytes(4, "little")
    )
    out = bytearray(body)
    for index in range(times):
        out += entry + b"%06d" % index + name
    size = len(out) - len(body)
    end = (
        b"PK\x05\x06" + bytes(4) + times.to_bytes(2, "little") * 2 + size.to_bytes(4, "little") + len(body).to_bytes(4, "little")
    )
    return bytes(out + end + bytes(2))


def _blanks(megabytes: int) -> Much:
    return Much(NAMES, b" " * 1_000_000, megabytes, "")


SOUND: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "xlsx": ("form.xlsx", lambda: xlsx(NAMES)),
    "ods": ("form.ods", lambda: ods(ODS_NAMES)),
    "xlsx with empty styled cells to the end": ("form.xlsx", lambda: xlsx(NAMES + row(1_048_576, '<c r="XFD1048576" s="1"/>'))),
    "ods with empty rows to the end": (
        "form.ods",
        lambda: ods(ODS_NAMES + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                    'table:number-columns-repeated="16384"/></table:table-row>'),
    ),
}  # fmt: skip
"""Workbooks that look like bombs and are none: file name and maker."""

UNDERSTOOD_ROWS = 20_000
UNDERSTOOD: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "answers that nobody understands": ("form.csv", lambda: b"name,consent\n" + b"".join(b"N%d,perhaps %d\n" % (at, at) for at in range(UNDERSTOOD_ROWS))),
    "names of a hundred words": ("form.csv", lambda: b"name\n" + b"Name of a very long one " * 40 + b"\n" + (b"Name of a very long one " * 40 + b"\n") * 900),
    "rows of one name": ("form.csv", lambda: b"name,organization\n" + b"".join(b"Ann Poe,House %d\n" % at for at in range(UNDERSTOOD_ROWS))),
}  # fmt: skip
"""Lists whose every row is like all others, or like none: read within seconds, however many there are."""

WORKBOOKS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "two cells far apart": ("form.xlsx", lambda: xlsx(row(1, cell("A1", "name")) + row(1_048_576, cell("XFD1048576")))),
    "quoted otherwise": ("form.xlsx", lambda: xlsx(row(1, cell("A1", "name")) + "<row r='1048576'><c t='inlineStr' r = 'XFD1048576' ><is><t>a</t></is></c></row>")),
    "beyond the last column": ("form.xlsx", lambda: xlsx(row(1, cell("A1", "name")) + row(9_999_999, cell("ZZZZ9999999")))),
    "half a gigabyte of blanks": ("form.xlsx", lambda: xlsx(_blanks(500))),
    "blanks in another file": ("form.xlsx", lambda: xlsx(NAMES, xl__media__a=Much("", bytes(1_000_000), 500, ""))),
    "a lie about its size": ("form.xlsx", lambda: _lying(xlsx(_blanks(200)))),
    "overlapping files": ("form.xlsx", lambda: _overlapping(xlsx(_blanks(10)), 9_000)),
    "encrypted": ("form.xlsx", lambda: _encrypted(xlsx(NAMES))),
    "many files": ("form.xlsx", lambda: xlsx(NAMES, **{f"f{index}": "" for index in range(20_000)})),
    "shared strings": ("form.xlsx", lambda: xlsx(NAMES, xl__sharedStrings_xml=Much("", b"<si><t>a</t></si>" * 58_824, 340, ""))),
    "entities": ("form.xlsx", lambda: xlsx(row(1, cell("A1", "&i;")), head=LAUGHS)),
    "UTF-16": ("form.xlsx", lambda: archive({"xl/worksheets/sheet1.xml": NAMES.encode("utf-16")})),
    "cut off": ("form.xlsx", lambda: xlsx(NAMES)[:900]),
    "not a workbook": ("form.xlsx", lambda: archive({"a.txt": b"name"})),
    "no archive": ("form.xlsx", lambda: b"PK\x03\x04" + bytes(1000)),
    "an old workbook that is none": ("form.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000),
    "a binary workbook that is none": ("form.xlsb", lambda: archive({"xl/workbook.bin": b"\xff" * 5000})),
    "rows repeated": ("form.ods", lambda: ods(f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("name")}</table:table-row>')),
    "columns repeated": ("form.ods", lambda: ods("<table:table-row>" + ods_cell("name", 'table:number-columns-repeated="99999999999"') + "</table:table-row>")),
    "long rows repeated": ("form.ods", lambda: ods(ODS_NAMES + f'<table:table-row table:number-rows-repeated="30000">{ods_cell("Very long name " * 60)}</table:table-row>')),
    "far apart in ods": ("form.ods", lambda: ods(
        f'{ODS_NAMES}<table:table-row table:number-rows-repeated="1000000"/><table:table-row><table:table-cell '
        f'table:number-columns-repeated="16000"/>{ods_cell()}</table:table-row>')),
    "entities in ods": ("form.ods", lambda: ods(f"<table:table-row>{ods_cell('&i;')}</table:table-row>", head=LAUGHS)),
    "deep in ods": ("form.ods", lambda: ods("<table:table-row>" * 500_000)),
    "deep in xlsx": ("form.xlsx", lambda: xlsx("<row>" * 1_000_000)),
    "cells within tags": ("form.xlsx", lambda: xlsx(NAMES + "<c " * 200_000)),
    "looks within tags": ("form.xlsx", lambda: xlsx(NAMES, xl__styles_xml=f"<styleSheet><zzz {'<cellXfs ' * 200_000}/></styleSheet>")),
    "merged cells within tags": ("form.xlsx", lambda: xlsx(NAMES + "<mergeCell " * 100_000 + ">")),
    "notes within tags": ("form.ods", lambda: ods(f"{ODS_NAMES}<table:table-row><table:table-cell>{'<office:annotation ' * 50_000}</table:table-row>")),
    "far apart behind a sign in quotes": ("form.xlsx", lambda: xlsx(NAMES + "<row r='9'><c cm='>' t='inlineStr' r='XFD1048576'><is><t>a</t></is></c></row>")),
    "a million rows": ("form.xlsx", lambda: xlsx("".join(f'<row r="{index}"><c r="A{index}"><v>1</v></c></row>' for index in range(1, 1_000_001)))),
}  # fmt: skip
"""Hostile workbooks: file name and maker."""
