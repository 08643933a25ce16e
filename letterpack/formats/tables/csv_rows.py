"""Stage 1 of 7: CSV as spreadsheets and forms really write it, streamed row by row with places.

``open_table(world, path, headings, encoding, report)`` finds encoding, delimiter and columns (findings LP111 to
LP129); ``Table.rows(world, report)`` yields a ``Record`` a row: its non-empty cells by the contract's names, and an origin with
``.line`` (the row's first) that finds a cell's place when asked. Cells are as typed, not stripped, but for the apostrophe in
front of what a spreadsheet would run. Blank rows are passed over;
ragged ones are an error and not given. Memory holds one row at a time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.diagnostics import Related, Report
from letterpack.formats.file_names import LINE_BREAK, is_workbook
from letterpack.formats.tables.encodings import Encoded, detect, report_other_kind
from letterpack.formats.tables.formulas import restored
from letterpack.formats.tables.headers import FIELD_PREFIX, UNREAD_PREFIX, Headings, may_repeat
from letterpack.formats.tables.places import RowOrigin, open_quote
from letterpack.limits import MOST_COLUMNS, MOST_ROW_CHARACTERS
from letterpack.model.campaign import Input
from letterpack.model.sources import Record
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.world import World

DELIMITERS: Final = (",", ";", "\t")
_FIELD_NAME: Final = late(r"\W+")
FIELD_LIMIT: Final = 10 * MOST_ROW_CHARACTERS
"""Where the csv module gives a cell up (LP122): far beyond the longest row that is read."""


class Start(Struct, frozen=True):
    """Where to begin reading: an offset in bytes and the 1-based number of the line that begins there."""

    offset_bytes: int
    line: int


class CsvTable(Struct, frozen=True):
    """A table ready to be streamed, any number of times.

    ``columns`` are canonical names, empty where a column is not read; ``unnamed`` are the indices of those that have no header.
    ``headers`` are the header's cells, stripped, and ``header`` is where they stand; ``is_workbook``: it comes of a workbook.
    """

    source: Encoded
    delimiter: str
    columns: tuple[str, ...]
    unnamed: tuple[int, ...]
    start: Start
    headers: tuple[str, ...]
    header: RowOrigin
    is_workbook: bool = False

    @property
    def input(self) -> Input:
        """The file and its digest."""
        return Input(self.source.file, self.source.sha256)

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows from ``start`` (the first row) on; broken rows become findings LP122, LP123, LP127."""
        for origin, cells in raw_rows(world, self.source, self.delimiter, start or self.start, report):
            if len(cells) != len(self.columns) and not self._fits(origin, cells, report):
                continue
            values = {name: cell for name, cell in zip(self.columns, cells, strict=False) if cell and name}
            if self.is_workbook and LINE_BREAK in origin.raw:
                values = {name: cell.replace(LINE_BREAK, "\n") for name, cell in values.items()}
            if "'" in origin.raw:
                values = {name: restored(cell) for name, cell in values.items()}
            if self.unnamed:
                self._check_unnamed(origin, cells, report)
            if values:
                yield Record(values, self._origin(origin))

    def _origin(self, row: RowOrigin) -> RowOrigin:
        return RowOrigin(row.file, row.line, row.offset_bytes, row.raw, self.delimiter, self.columns)

    def _fits(self, origin: RowOrigin, cells: list[str], report: Report) -> bool:
        """Whether the row has a cell for every column and nothing beyond them; blank cells beyond are let pass."""
        missing = len(self.columns) - len(cells)
        if missing <= 0 and not any(cell.strip() for cell in cells[len(self.columns) :]):
            return True
        span = Span(origin.file, origin.line) if missing > 0 else origin.cell(len(self.columns))
        message = f"the row has {len(cells)} cells, the header has {len(self.columns)}"
        if missing > 0:
            hint = "give it a cell for every column"
        elif self.is_workbook:
            hint = "name the column in the header, or empty the cell"
        else:
            hint = f"quote any cell that contains `{_shown(self.delimiter)}`"
        report.error("LP123", span, message, hint)
        return False

    def _check_unnamed(self, origin: RowOrigin, cells: list[str], report: Report) -> None:
        for index in self.unnamed:
            if cells[index].strip():
                hint = "name the column in the header, or empty the cell"
                report.error("LP127", origin.cell(index), f"`{cells[index].strip()}` stands in a column without a name", hint)


RawRows: TypeAlias = Generator[tuple[RowOrigin, list[str]], None, None]


def open_table(world: World, path: str, headings: Headings, encoding: str, report: Report) -> CsvTable | None:
    """Return the table ``path``, or None where its bytes or its header cannot be read.

    ``encoding`` is the code page that ``letterpack.yaml`` declares, or empty.
    """
    if report_other_kind(world, path, report):
        return None
    source = detect(world, path, encoding, report)
    if source is None:
        return None
    start, given = _separator_line(world, source)
    delimiter, header = _header(world, source, start, (given,) if given else DELIMITERS, headings)
    if header is None:
        hint = f"its first row names the columns: {', '.join(headings.names[:3])} …"
        report.error("LP126", Span(path), f"`{path}` is empty", hint)
        return None
    origin, cells = header
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        message = f"the header names {len(cells):,} columns, but at most {MOST_COLUMNS:,} are read"
        report.error("LP113", Span(path, origin.line), message, "delete the columns that the letter does not need")
        return None
    if _report_title(world, source, (delimiter, origin, cells), headings, report):
        return None
    columns = _columns(origin, cells, headings, report)
    unnamed = tuple(index for index, cell in enumerate(cells) if not cell.strip())
    breaks = origin.raw.count("\n") + origin.raw.count("\r") - origin.raw.count("\r\n")
    after = Start(origin.offset_bytes + len(origin.raw.encode(source.encoding)), origin.line + breaks)
    headers = tuple(map(str.strip, cells))
    return CsvTable(source, delimiter, columns, unnamed, after, headers, replace(origin, columns=columns), is_workbook(path))


def raw_rows(world: World, source: Encoded, delimiter: str, start: Start, report: Report) -> RawRows:
    """Yield the cells of every row that is not blank; the origin has no columns yet."""
    csv.field_size_limit(FIELD_LIMIT)
    kept: list[str] = []
    offset, line = start.offset_bytes, start.line
    with text_stream(world, source, offset) as stream:
        reader = csv.reader(_keeping(stream, kept), delimiter=delimiter, strict=True)
        while True:
            kept.clear()
            begun = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
                _report_quote(RowOrigin(source.file, line, offset, "".join(kept), delimiter, ()), report)
            raw = kept[0] if len(kept) == 1 else "".join(kept)
            if len(raw) > MOST_ROW_CHARACTERS:
                message = f"the row has {len(raw):,} characters, but at most {MOST_ROW_CHARACTERS:,} are read"
                hint = "shorten it, or close the quote that makes one row of several"
                report.error("LP113", Span(source.file, line), message, hint)
            elif any(map(str.strip, cells)):
                yield RowOrigin(source.file, line, offset, raw, delimiter, ()), cells
            offset += len(raw.encode(source.encoding))
            line += reader.line_num - begun


def text_stream(world: World, source: Encoded, offset_bytes: int) -> io.TextIOWrapper:
    """Open ``source`` as text from ``offset_bytes`` on, line ends untouched."""
    stream = world.open(source.file)
    stream.seek(max(offset_bytes, source.mark_bytes))
    return io.TextIOWrapper(stream, encoding=source.encoding, newline="")


def _keeping(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _report_quote(origin: RowOrigin, report: Report) -> None:
    at = open_quote(origin.raw, origin.delimiter)
    before = origin.raw[:at].splitlines(keepends=True) or [""]
    down = len(before) - 1 + (1 if before[-1].endswith(("\r", "\n")) else 0)
    column = 1 if before[-1].endswith(("\r", "\n")) else len(before[-1]) + 1
    hint = 'close the quote right before the next delimiter, and write a quote inside a cell twice: ""'
    report.error("LP122", Span(origin.file, origin.line + down, column), "a quoted cell does not end where it should", hint)


def _separator_line(world: World, source: Encoded) -> tuple[Start, str]:
    """The start of the rows, and the delimiter that a first line ``sep=;`` gives."""
    with text_stream(world, source, 0) as stream:
        line = stream.readline()
    words = line.strip("\r\n").strip('"')
    if words[:-1].casefold() == "sep=":
        return Start(source.mark_bytes + len(line.encode(source.encoding)), 2), words[-1]
    return Start(source.mark_bytes, 1), ""


def _header(
    world: World, source: Encoded, start: Start, delimiters: tuple[str, ...], headings: Headings
) -> tuple[str, tuple[RowOrigin, list[str]] | None]:
    """The delimiter under which most header cells are known (then: that makes most cells), with that header row."""
    best: tuple[int, int] = (-1, -1)
    chosen: tuple[str, tuple[RowOrigin, list[str]] | None] = (delimiters[0], None)
    for delimiter in delimiters:
        rows = raw_rows(world, source, delimiter, start, Report())
        header = next(rows, None)
        rows.close()
        if header is None:
            continue
        score = (sum(headings.resolve(cell) is not None for cell in header[1]), len(header[1]))
        if score > best:
            best, chosen = score, (delimiter, header)
        if score[0] == score[1] > 1:
            break
    return chosen


def _report_title(
    world: World, source: Encoded, first: tuple[str, RowOrigin, list[str]], headings: Headings, report: Report
) -> bool:
    """Whether the ``first`` row names no columns, and one below it does: a title stands above, as LP185 then says."""
    delimiter, origin, cells = first
    if any(headings.resolve(cell) for cell in cells):
        return _report_sideways(world, source, (delimiter, origin, cells), headings, report)
    is_title = len([cell for cell in cells if cell.strip()]) == 1
    after = Start(origin.offset_bytes, origin.line)
    for delimiter in DELIMITERS:
        rows = raw_rows(world, source, delimiter, after, Report())
        for row, below in islice(rows, 1, _MOST_TITLE_ROWS):
            known = [cell for cell in below if cell.strip() and (headings.resolve(cell) or headings.knows(cell))]
            if len(known) > 1 and (is_title or len(known) > len([cell for cell in below if cell.strip()]) / 2):
                message = f"the columns are named in line {row.line}, below a title: `{origin.raw.strip()}`"
                report.error("LP185", Span(origin.file, origin.line), message, f"delete what stands above line {row.line}")
                return True
        rows.close()
    return False


_MOST_TITLE_ROWS: Final = 12


def _report_sideways(
    world: World, source: Encoded, first: tuple[str, RowOrigin, list[str]], headings: Headings, report: Report
) -> bool:
    """Whether the columns are named down the ``first`` column, and not across the first row: the table lies on its side."""
    delimiter, origin, cells = first
    if len(cells) < _FEWEST_SIDEWAYS or any(headings.knows(cell) for cell in cells[1:]):
        return False
    rows = raw_rows(world, source, delimiter, Start(origin.offset_bytes, origin.line), Report())
    named = [below[0] for _, below in islice(rows, _MOST_TITLE_ROWS)]
    rows.close()
    known = len([cell for cell in named if headings.knows(cell)])
    if known < _FEWEST_SIDEWAYS or known <= len(named) / 2:
        return False
    message = f"the columns are named down the first column: `{'`, `'.join(named[:3])}` …"
    hint = "turn the table in a spreadsheet program: copy it, and paste it with Paste Special, Transpose"
    report.error("LP185", Span(origin.file, origin.line), message, hint)
    return True


_FEWEST_SIDEWAYS: Final = 2


def _columns(origin: RowOrigin, cells: list[str], headings: Headings, report: Report) -> tuple[str, ...]:
    """The canonical name of every header cell, empty for one that has none, is not known, or means an earlier column again."""
    columns: list[str] = []
    unread: list[int] = []
    for index, known in enumerate(headings.columns(cells)):
        name = known
        if name is None and headings.looks_at_unread:
            name = f"{UNREAD_PREFIX}{index}"
        elif name is None:
            unread.append(index)
        elif name and name in columns and may_repeat(name):
            name = f"{name}.{index}"
        elif name and name in columns:
            _report_twice(origin, columns.index(name), index, cells, report)
        columns.append("" if name is None or name in columns else name)
    _report_unread(origin, {index: cells[index].strip() for index in unread}, columns, headings, report)
    return tuple(columns)


def _report_twice(origin: RowOrigin, first: int, index: int, cells: list[str], report: Report) -> None:
    one, other = cells[first].strip(), cells[index].strip()
    message = f"the column `{one}` appears twice" if one == other else f"the columns `{one}` and `{other}` mean the same"
    related = (Related("first given here", origin.cell(first)),)
    hint = "keep one of them" + ("" if one == other else ", or say with --column what the other one is, in an import")
    report.error("LP124", origin.cell(index), message, hint, related=related)


def _report_unread(
    origin: RowOrigin, unread: Mapping[int, str], found: Collection[str], headings: Headings, report: Report
) -> None:
    """Report each column that is probably a misspelt one (LP125), and all others once (LP128). ``found`` are those read."""
    others = []
    for index, header in unread.items():
        near = headings.nearest(header, found)
        if near:
            report.error("LP125", origin.cell(index), f"the column `{header}` is not known", f"did you mean `{near}`?")
        else:
            others.append((index, header))
    if not others:
        return
    index, header = others[0]
    if len(others) == 1:
        message = f"the column `{header}` is unknown and is not read"
    else:
        named = ", ".join([f"`{each}`" for _, each in others])
        message = f"{len(others)} columns are unknown and are not read: {named}"
    field = _FIELD_NAME.sub("_", header.casefold()).strip("_") or "x"
    hint = (
        f"to use it in the letter, as {{{{ addressee.{field} }}}}, call it `{FIELD_PREFIX}{field}`; "
        f"in an import, say `--column '{header}={FIELD_PREFIX}{field}'`"
    )
    report.warning("LP128", origin.cell(index), message, hint if headings.fields else "delete what is not needed")


def _shown(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
