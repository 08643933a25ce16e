"""``letterpack.read_source``, ``write_source``, ``read_table`` and ``edit_table``: the campaign's own files, for programs that
let people write them; the editor and the page that are opened on them, and ``proof``, the packets while they are written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Final

from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError, SourceChanged
from letterpack.files import no_more_readable_than, real_path, sources_of
from letterpack.formats.decode import OneFile
from letterpack.formats.file_names import WORKBOOKS
from letterpack.formats.line_ends import editable, with_ends_of
from letterpack.formats.tables.addressees import addressee_headings
from letterpack.formats.tables.cell_edits import CsvSheet, csv_grid
from letterpack.formats.tables.cell_edits import edited as edited_csv
from letterpack.formats.tables.headers import Headings
from letterpack.formats.tables.sheets import open_sheet
from letterpack.formats.tables.signatories import signatory_headings
from letterpack.formats.yaml.edits import comments
from letterpack.formats.yaml.item_edits import edited as edited_yaml
from letterpack.formats.yaml.item_edits import yaml_grid
from letterpack.library.campaign import AnyCampaign, Campaign, opened
from letterpack.library.names import EDITORS
from letterpack.limits import MOST_YAML_BYTES
from letterpack.model.grid import AddColumn, AddRow, CannotEdit, DeleteRow, Grid, GridEdit, SetCell
from letterpack.patterns import late
from letterpack.programs import ProgramFailed, find_program, launch_program, show_address
from letterpack.values import replace
from letterpack.world import PathOutside, World

if TYPE_CHECKING:
    from letterpack.pipeline.proof import Proof


_SOURCES: Final = late(
    r"letter(\.[A-Za-z0-9-]{1,40})?\.md|addressees\.(yaml|csv|jsonl)|signatories\.csv|letterpack\.yaml|review\.yaml"
)
"""What people write with their hands. Data files and attached files are not edited through these functions."""
MOST_ROWS: Final = 20_000
"""Longer lists are for a spreadsheet program."""
MOST_EDITS: Final = 5_000
MOST_CELL: Final = 10_000
"""Characters, as of any value of a campaign."""
NEW_TABLES: Final = {
    "signatories.csv": b"name,title,organization,country\n",
    "addressees.yaml": b"",
    "addressees.csv": b"id,kind,name,title,organization,address,country\n",
}
"""Lists that can be changed cell by cell, and how one begins that is not there yet."""
_WORKBOOKS: Final = frozenset(f"{stem}{suffix}" for stem in ("addressees", "signatories") for suffix in WORKBOOKS)
_MARK: Final = b"\xef\xbb\xbf"
_writing = Lock()
"""Of two writers in this process, the second finds that the file has changed."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source of a campaign: its ``name`` in the folder, its ``text``, and the SHA-256 of its bytes.

    ``sha256`` is empty where there is no such file yet. ``text`` is None where the file cannot be edited as text, and ``why``
    says why. Lines of ``text`` end with a line feed, whatever they end with in the file.
    """

    name: str
    sha256: str
    text: str | None
    why: str = ""


def source_names(campaign: AnyCampaign) -> tuple[str, ...]:
    """Return the sorted names of the sources that people write, as far as they exist."""
    return tuple([name for name in opened(campaign).world.names("") if _SOURCES.fullmatch(name)])


def read_source(campaign: AnyCampaign, name: str) -> SourceFile:
    """Return one of the campaign's sources. Raises ``LetterpackError`` where ``name`` is not one that people write."""
    return _read(opened(campaign).world, _known(name))


def write_source(campaign: AnyCampaign, name: str, text: str, *, sha256: str) -> SourceFile:
    """Replace a source with ``text``, completely or not at all, and return it as it is now.

    ``sha256`` is the digest that the writer saw, empty for a file that did not exist. Raises ``SourceChanged``, and overwrites
    nothing, if somebody else has changed the file since. Raises ``OutputFailed`` and ``LetterpackError``.
    """
    found, known = opened(campaign), _known(name)
    with _writing:
        before = _unchanged(found, known, sha256, "compare your text with the file, and save again what should stay")
        old = (before or b"").decode("utf-8", "replace")
        mark = "\ufeff" if old.startswith("\ufeff") else ""
        try:
            data = (mark + with_ends_of(old.removeprefix("\ufeff"), text)).encode("utf-8")
        except UnicodeEncodeError as error:
            raise LetterpackError("the text has half a character in it", "take it out, and type it again") from error
        _write(found, known, data)
    return _read(found.world, known)


def _unchanged(campaign: Campaign, name: str, sha256: str, hint: str) -> bytes | None:
    """Return the file's bytes, None if there is none. Raises ``SourceChanged`` if they are not those that the writer saw."""
    before = _bytes(campaign.world, name)
    if _digest(before) != sha256:
        raise SourceChanged(f"`{name}` changed since you opened it", hint)
    return before


def _write(campaign: Campaign, name: str, data: bytes) -> None:
    if len(data) > MOST_YAML_BYTES:
        raise LetterpackError(f"the text of `{name}` is too long", f"keep it under {MOST_YAML_BYTES:,} bytes")
    with no_more_readable_than(sources_of(campaign.path)):
        Disk(campaign.path).write(name, [data])


def _known(name: str) -> str:
    if not _SOURCES.fullmatch(name):
        raise LetterpackError(f"`{PurePosixPath(name).name}` is not a source that can be edited", "name one such as letter.md")
    return name


def _bytes(world: World, name: str) -> bytes | None:
    try:
        return world.read(name) if world.exists(name) else None
    except PathOutside as error:
        raise LetterpackError(f"`{name}` is a link out of the campaign", "put the file itself in its place") from error


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _read(world: World, name: str) -> SourceFile:
    try:
        data = _bytes(world, name)
    except OSError as error:
        return SourceFile(name, "", None, error.strerror or "it cannot be read")
    if data is None:
        return SourceFile(name, "", "")
    if len(data) > MOST_YAML_BYTES:
        return SourceFile(name, _digest(data), None, "it is too large to be edited here")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return SourceFile(name, _digest(data), None, "it is not in UTF-8")
    return SourceFile(name, _digest(data), editable(text.removeprefix("\ufeff")))


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A list as a table: the file's ``name``, the SHA-256 of its bytes (empty where it is not there yet), and its cells.

    ``grid`` is None where it cannot be shown as a table. ``why`` says so, or why its cells cannot be changed; it is empty where
    they can. ``findings`` are what is wrong with the file's form.
    """

    name: str
    sha256: str
    grid: Grid | None
    why: str = ""
    findings: tuple[Diagnostic, ...] = ()


def table_names(campaign: AnyCampaign) -> tuple[str, ...]:
    """Return the sorted names of the campaign's lists that can be shown as tables, as far as they exist."""
    there = opened(campaign).world.names("")
    return tuple([name for name in there if name in NEW_TABLES or name in _WORKBOOKS])


def read_table(campaign: AnyCampaign, name: str) -> SourceTable:
    """Return one of the campaign's lists as a table. Raises ``LetterpackError`` where ``name`` is not one."""
    world = opened(campaign).world
    if name in _WORKBOOKS:
        return _workbook(world, name)
    return _table(world, _known_table(name), _table_bytes(world, name))


def edit_table(campaign: AnyCampaign, name: str, edits: Sequence[GridEdit], *, sha256: str) -> SourceTable:
    """Make changes in a list, in order, all or none, and return the list as it is now.

    Only the characters of the cells change: comments, quotes, order, other columns and line ends stay. Raises ``CannotEdit``
    where that cannot be done, and ``SourceChanged`` where the file is not the one with the digest ``sha256`` any more; also
    ``OutputFailed`` and ``LetterpackError``.
    """
    found, known = opened(campaign), _known_table(name)
    if len(edits) > MOST_EDITS:
        raise LetterpackError("these are too many changes at once", f"make at most {MOST_EDITS:,}")
    with _writing:
        before = _unchanged(found, known, sha256, "look at the table as it is now, and make your change again")
        data = NEW_TABLES[known] if before is None else before
        for edit in edits:
            data = _edited(found.world, known, data, _plainly(edit))
        if data != before:
            _write(found, known, data)
    return read_table(found, known)


def _known_table(name: str) -> str:
    if name not in NEW_TABLES:
        raise LetterpackError("this is not a list that can be edited as a table", f"name one of {', '.join(NEW_TABLES)}")
    return name


def _table_bytes(world: World, name: str) -> bytes | None:
    try:
        return _bytes(world, name)
    except OSError as error:
        raise LetterpackError(f"`{name}` cannot be read: {error.strerror or error}", "ask for the right to read it") from error


def _table(world: World, name: str, data: bytes | None) -> SourceTable:
    digest, report = _digest(data), Report()
    shown = NEW_TABLES[name] if data is None else data
    if len(shown) > MOST_YAML_BYTES:
        return SourceTable(name, digest, None, "it is too large to be edited here")
    grid = _grid(world, name, shown, report)
    if grid is not None and len(grid.rows) > MOST_ROWS:
        return SourceTable(name, digest, None, f"it has more than {MOST_ROWS:,} rows: change it in a spreadsheet program")
    why = "" if grid is not None else "it cannot be read as a table: the findings say why"
    return SourceTable(name, digest, grid, why, tuple(report))


def _workbook(world: World, name: str) -> SourceTable:
    report = Report()
    sheet = open_sheet(world, name, report) if world.exists(name) else None
    read = csv_grid(sheet.world, name, _headings(name), "", report) if sheet else None
    why = "this file is changed in a spreadsheet program: save it there, and this page follows"
    return SourceTable(name, sheet.input.sha256 if sheet else "", read.grid if read else None, why, tuple(report))


def _grid(world: World, name: str, data: bytes, report: Report) -> Grid | None:
    if name.endswith(".yaml"):
        try:
            read = yaml_grid(_text(data), name, report)
        except UnicodeDecodeError:
            return None
        return read.grid if read else None
    sheet = _csv_sheet(world, name, data, report)
    return sheet.grid if sheet else None


def _csv_sheet(world: World, name: str, data: bytes, report: Report) -> CsvSheet | None:
    encoding = read_settings(world, Report())[0].encoding
    return csv_grid(OneFile(name, data), name, _headings(name), encoding, report)


def _headings(name: str) -> Headings:
    return addressee_headings() if name.startswith("addressees") else signatory_headings()


def _text(data: bytes) -> str:
    """Return the text behind a byte order mark, line ends untouched."""
    return data.removeprefix(_MARK).decode("utf-8")


def _edited(world: World, name: str, data: bytes, edit: GridEdit) -> bytes:
    """Return ``data`` with one change, which is read again: it says what was meant, all else says what it did."""
    before = _grid(world, name, data, Report())
    if before is None:
        raise CannotEdit(f"`{name}` cannot be read as a table", "correct it in the text: the findings say what is wrong")
    _check_place(before, edit)
    changed = _changed(world, name, data, edit)
    after = _grid(world, name, changed, Report())
    if (
        after is None
        or not _says(before, edit, after, is_yaml=name.endswith(".yaml"))
        or not _keeps_comments(name, data, changed, edit)
    ):
        raise CannotEdit("this cannot be changed here without changing something else too", "change it in the text")
    return changed


def _plainly(edit: GridEdit) -> GridEdit:
    """Return ``edit`` with lines that end with a line feed, none at a text's end. Raises ``CannotEdit``."""
    if isinstance(edit, SetCell):
        return replace(edit, text=_cell_text(edit.text))
    if isinstance(edit, AddRow):
        return replace(edit, cells=tuple(map(_cell_text, edit.cells)))
    return replace(edit, name=_cell_text(edit.name)) if isinstance(edit, AddColumn) else edit


def _cell_text(text: str) -> str:
    if len(text) > MOST_CELL:
        raise CannotEdit("the text of a cell is too long", f"write at most {MOST_CELL:,} characters")
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        raise CannotEdit("the text has half a character in it", "take it out, and type it again")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def _check_place(grid: Grid, edit: GridEdit) -> None:
    if isinstance(edit, SetCell | DeleteRow) and not 0 <= edit.row < len(grid.rows):
        raise CannotEdit("there is no such row", "look at the table as it is now")
    if isinstance(edit, SetCell):
        if not 0 <= edit.column < len(grid.columns):
            raise CannotEdit("there is no such column", "look at the table as it is now")
        if edit.column in grid.rows[edit.row].fixed:
            raise CannotEdit("this cell contains more than a table can show", "change it in the text")


def _changed(world: World, name: str, data: bytes, edit: GridEdit) -> bytes:
    if name.endswith(".yaml"):
        text = _text(data)
        sheet = yaml_grid(text, name, Report())
        assert sheet is not None
        return data[: len(_MARK) * data.startswith(_MARK)] + edited_yaml(text, sheet, edit).encode("utf-8")
    table = _csv_sheet(world, name, data, Report())
    assert table is not None
    return edited_csv(data, table, edit)


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return what a row says, by column, empty cells left out: a column that is new says nothing of the others."""
    return {
        f"{columns[:index].count(name)} {name}": cell
        for index, (name, cell) in enumerate(zip(columns, cells, strict=False))
        if cell
    }


def _says(before: Grid, edit: GridEdit, after: Grid, *, is_yaml: bool) -> bool:
    """Whether ``after`` says what ``edit`` makes of ``before``, and nothing else."""
    said, now = [[_cells(grid.columns, row.cells) for row in grid.rows] for grid in (before, after)]
    if isinstance(edit, AddRow):
        new = [text if text.strip() or not is_yaml else "" for text in edit.cells]
        if is_yaml:
            new[0] = new[0] or (before.rows[edit.at - 1].cells[0] if 0 < edit.at <= len(before.rows) else "to")
        at = next((index for index, (one, other) in enumerate(zip(said, now, strict=False)) if one != other), len(said))
        return len(now) == len(said) + 1 and now[at] == _cells(before.columns, new) and now[:at] + now[at + 1 :] == said
    if isinstance(edit, DeleteRow):
        del said[edit.row]
    elif isinstance(edit, SetCell):
        cells = list(before.rows[edit.row].cells)
        cells[edit.column] = edit.text
        said[edit.row] = _cells(before.columns, cells)
        said = said if said[edit.row] else [*said[: edit.row], *said[edit.row + 1 :]]
    return now == said


def _keeps_comments(name: str, before: bytes, after: bytes, edit: GridEdit) -> bool:
    """Whether all comments are still there, but for those inside a row that is deleted."""
    if not name.endswith(".yaml") or isinstance(edit, DeleteRow):
        return True
    old, new = [Counter(comments(_text(data))) for data in (before, after)]
    return not old - new


def open_editor(campaign: AnyCampaign, name: str, *, line: int = 1, column: int = 1, editor: str = "") -> bool:
    """Open a source of ``campaign`` at a line (1-based) in the user's ``editor``, by default the first that is installed.

    Returns whether there is one. Raises ``LetterpackError`` where ``name`` is not a source, ``editor`` not one that is known,
    or where it cannot be started.
    """
    found = opened(campaign)
    if name not in source_names(found):
        raise LetterpackError("this is not a source of the campaign", "name one such as letter.md")
    if editor and editor not in EDITORS:
        raise LetterpackError(f"`{editor}` is not an editor that letterpack knows", f"choose one of {', '.join(EDITORS)}")
    place = {"file": str(real_path(found.path) / name), "line": line, "column": column}
    for known_editor in [editor] if editor else EDITORS:
        program = find_program(known_editor)
        if program is not None:
            try:
                launch_program(program, [argument.format(**place) for argument in EDITORS[known_editor]])
            except ProgramFailed as error:
                raise LetterpackError(f"`{program.name}` {error}", "open it yourself") from error
            return True
    return False


def open_page(address: str) -> bool:
    """Open an address of this machine's loopback in the user's browser. Returns whether there was a browser to ask.

    Raises ``LetterpackError`` where it cannot be started.
    """
    if not address.startswith("http://127.0.0.1:"):
        raise LetterpackError("only a page of this machine is opened", "open the address yourself")
    try:
        return show_address(address)
    except ProgramFailed as error:
        raise LetterpackError(f"the browser {error}", "open the address yourself") from error


def proof(campaign: AnyCampaign, *, before: Proof | None = None) -> Proof:
    """Read ``campaign`` as it is now, and return who gets which packet.

    A packet is made when it is asked for; nothing is written. Mistakes in the sources are its ``findings``. Raises
    ``CampaignNotFound``.

    ``before`` is an earlier proof of the same campaign: pages that it has read are not read again. Use the two in one thread.
    """
    from letterpack.pipeline.proof import read_proof

    return read_proof(opened(campaign).world, before)
