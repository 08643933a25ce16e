"""The columns of a Parquet file as CSV, by pyarrow, which has no limits, in a process that has them (``confined``).

It decodes some hundred rows at a time and holds no more of the file, however large its row groups are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec
from msgspec import Struct, field

from letterpack.formats.decode import Refused
from letterpack.formats.file_names import LINE_BREAK
from letterpack.limits import MEGABYTE

if TYPE_CHECKING:
    from pyarrow import Array, DataType, RecordBatch

_ROWS_AT_ONCE: Final = 512
_BUFFER_BYTES: Final = 1 << 16
_LINE_ENDS: Final = r"\r\n|\r|\n"
_OTHER_KINDS: Final = (
    ("is_nested", "lists, or several values in one"),
    ("is_timestamp", "dates with a time"),
    ("is_time", "times of day"),
    ("is_duration", "durations"),
    ("is_decimal", "decimal numbers"),
    ("is_binary", "bytes"),
    ("is_large_binary", "bytes"),
    ("is_binary_view", "bytes"),
    ("is_fixed_size_binary", "bytes"),
)
"""Types of Arrow, by pyarrow's tests for them, and what they hold."""
_TEXTS: Final = ("is_string", "is_large_string", "is_string_view")
_SHOWN_AS_TEXT: Final = (*_TEXTS, "is_integer", "is_boolean", "is_float32", "is_float64", "is_date", "is_null")


class TextSaid(Struct, frozen=True):
    """How it went: why the file is refused (empty: it is not), at which line of the text (0: none); why there is no room for the
    text; what those columns hold that are no text, by their indices.
    """

    fault: str = ""
    line: int = 0
    no_room: str = ""
    unreadable: dict[int, str] = field(default_factory=dict)


def write_text(stream: BinaryIO, out: BinaryIO, most_bytes: int) -> bytes:
    """Write the Parquet file ``stream`` as CSV to ``out``: the names of all columns, and the rows of those that can be read; the
    others are empty. Return a ``TextSaid``, packed.
    """
    # Another allocator reserves for later what would count as used.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    import pyarrow as pa
    from pyarrow import parquet

    unreadable: dict[int, str] = {}
    try:
        stream.seek(0)
        file = parquet.ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        unreadable.update((index, kind) for index, column in enumerate(file.schema_arrow) if (kind := _other_kind(column.type)))
        writer = _TextWriter(out, file.schema_arrow.names, unreadable, most_bytes)
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=writer.read, use_threads=False):
            writer.write(batch)
        writer.finish()
        said = TextSaid(unreadable=unreadable)
    except Refused as error:
        said = TextSaid(str(error), error.line)
    except _NoRoom as error:
        said = TextSaid(no_room=str(error))
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        said = TextSaid(f"cannot be read: {(str(error).splitlines() or [''])[0].rstrip('. ')}")
    return msgspec.json.encode(said)


class _NoRoom(Exception):
    """The text finds no room on the disk."""


class _TextWriter:
    """Writes a file's rows as lines. ``read`` are the names of the columns that are read."""

    def __init__(self, out: BinaryIO, names: list[str], unreadable: dict[int, str], most_bytes: int) -> None:
        self._out, self._left_bytes, self._most_bytes = out, most_bytes, most_bytes
        self._lines = 1
        # Of columns that share a name the first is read; the header tells of the others.
        self._columns = [
            name if index not in unreadable and names.index(name) == index else None for index, name in enumerate(names)
        ]
        self.read = [name for name in self._columns if name is not None]
        self._put((",".join(map(_header_cell, names)) + "\n").encode("utf-8", "replace"))

    def write(self, batch: RecordBatch) -> None:
        """Write a line for each row of ``batch``. Raises ``Refused``."""
        import pyarrow as pa
        from pyarrow import compute

        nothing = pa.nulls(batch.num_rows, pa.string())
        cells = [nothing if name is None else self._shown(name, batch) for name in self._columns]
        text = _as_lines(cells)
        if text.count(b"\n") != batch.num_rows or b"\r" in text:
            text = _as_lines([compute.replace_substring_regex(each, _LINE_ENDS, LINE_BREAK) for each in cells])
        self._put(text)
        self._lines += batch.num_rows

    def finish(self) -> None:
        """Hand on what is still to be written."""
        self._written(self._out.flush)

    def _shown(self, name: str, batch: RecordBatch) -> Array:
        """Return the column ``name`` as texts: whole numbers without a point, dates in ISO form, ``true`` and ``false``."""
        import pyarrow as pa
        from pyarrow import compute

        cells = batch.column(batch.schema.names.index(name))
        if pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_decode()
        if pa.types.is_floating(cells.type):
            cells = compute.if_else(compute.is_nan(cells), None, cells)
        cells = cells.cast(pa.string())
        try:
            cells.validate(full=True)
        except pa.ArrowInvalid as error:
            row = next(index for index, cell in enumerate(cells.cast(pa.binary())) if not _is_text(cell.as_py() or b""))
            raise Refused(f"has bytes in column `{name}` that are not UTF-8 text", self._lines + row + 1) from error
        return cells

    def _put(self, text: bytes) -> None:
        self._left_bytes -= len(text)
        if self._left_bytes < 0:
            raise Refused(f"unpacks to more than {self._most_bytes // MEGABYTE:,} MB")
        self._written(lambda: self._out.write(text))

    @staticmethod
    def _written(write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            raise _NoRoom(error.strerror or str(error)) from error


def _as_lines(cells: list[Any]) -> bytes:
    import pyarrow as pa
    from pyarrow import csv

    out = pa.BufferOutputStream()
    batch = pa.RecordBatch.from_arrays(cells, names=[str(index) for index in range(len(cells))])
    csv.write_csv(batch, out, csv.WriteOptions(include_header=False))
    text: bytes = out.getvalue().to_pybytes()
    return text


def _header_cell(name: str) -> str:
    """A column's name, quoted whatever stands in it: no delimiter but the comma is looked for."""
    return '"' + LINE_BREAK.join(name.splitlines()).replace('"', '""') + '"'


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _other_kind(kind: DataType) -> str:
    """Return what a column of this type holds that is not shown as text; empty where all of it is."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if any(getattr(types, each)(kind) for each in _SHOWN_AS_TEXT):
        return ""
    return next((what for each, what in _OTHER_KINDS if getattr(types, each)(kind)), "values of one program's own kind")
