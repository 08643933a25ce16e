"""The text of source files, for messages: the line a finding is about, the place of a character in a block.

A list may be larger than memory should hold, so its lines are read as they are asked for.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from typing import Final

from letterpack.attached import ENCLOSURE, attached
from letterpack.diagnostics import Report
from letterpack.formats.decode import byte_order_mark
from letterpack.formats.file_names import is_workbook
from letterpack.formats.tables.code_pages import SAMPLE_BYTES, likely_pages
from letterpack.formats.tables.sheets import SheetTable, open_sheet
from letterpack.model.pdf import SaidBeside
from letterpack.spans import SourceText, Span, line_end_of
from letterpack.world import PathOutside, World

_MOST_LINES: Final = 2_000
"""How far behind a block's first line its characters are looked for."""
_PIECE_BYTES: Final = 1 << 20
_LONGEST_MARK: Final = 4


class SourceLookup:
    """Reads source files again, a line at a time, when a message needs them.

    ``encoding`` is the code page that tables without Unicode are declared to be in, once it is known.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.encoding = ""
        self._texts: dict[str, SourceText | None] = {}
        self._sheets: dict[str, SheetTable | None] = {}
        self._open = _OpenFile("", iter(()))

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of ``file``, without its end; empty where it cannot be read. Quick for lines that are
        asked for one after the other.
        """
        if self._open.file != file or number < self._open.number:
            self._open = _OpenFile(file, self.lines(file))
        return self._open.line(number)

    def find(self, span: Span, char: str) -> Span:
        """Return the first place of ``char`` in or after ``span``, or ``span`` where there is none."""
        for number in range(span.line, span.line + _MOST_LINES) if span.line else ():
            column = self.line(span.file, number).find(char, max(0, span.column - 1) if number == span.line else 0)
            if column >= 0:
                return Span(span.file, number, column + 1)
        return span

    def lines(self, file: str) -> Iterator[str]:
        """Yield the lines of ``file`` with their ends, holding few of them; none where it cannot be read."""
        try:
            mark, encoding = self.encoding_of(file)
            rest, line_end = "", line_end_of(file)
            for piece in self._decoded(file, encoding, "replace", len(mark)):
                text, start = rest + piece, 0
                for each in line_end.finditer(text):
                    end = each.end()
                    # A line feed may follow a carriage return that a piece ends with.
                    if end < len(text) or text[-1] != "\r":
                        yield text[start:end]
                        start = end
                rest = text[start:]
            yield from (rest,) if rest else ()
        except (OSError, PathOutside):
            return

    def enclosure(self, path: str) -> bytes | None:
        """Return the PDF ``path``, a stranger's: weigh it before a library opens it. None where it cannot be read."""
        return attached(self._world, path, ENCLOSURE, Span(path), Report())

    def beside(self, enclosure: bytes) -> Iterator[SaidBeside]:
        """Yield what an ``enclosure`` says beside the words on its pages."""
        from letterpack.enclosures.beside import said_beside

        return said_beside(enclosure)

    def text(self, file: str) -> SourceText | None:
        """Return ``file`` decoded, or None where it cannot be read: for letters and settings, of which there is little."""
        if file not in self._texts:
            self._texts[file] = self._read(file)
        return self._texts[file]

    def _read(self, file: str) -> SourceText | None:
        try:
            mark, encoding = self.encoding_of(file)
            return SourceText(file, "".join(self._decoded(file, encoding, "replace", len(mark))))
        except (OSError, PathOutside):
            return None

    def _world_of(self, file: str) -> World:
        """Return where ``file`` is read from: a workbook, as the sheet that is read of it. Raises ``FileNotFoundError``."""
        if not is_workbook(file):
            return self._world
        if file not in self._sheets:
            self._sheets[file] = open_sheet(self._world, file, Report())
        sheet = self._sheets[file]
        if sheet is None:
            raise FileNotFoundError(file)
        return sheet.world

    def encoding_of(self, file: str) -> tuple[bytes, str]:
        """Return the byte order mark of ``file`` and its encoding. Raises ``OSError`` and ``PathOutside``."""
        with self._world_of(file).open(file) as opened:
            mark, encoding = byte_order_mark(opened.read(_LONGEST_MARK))
        if encoding:
            return mark, encoding
        try:
            for _ in self._decoded(file, "utf-8", "strict"):
                pass
        except UnicodeDecodeError:
            with self._world_of(file).open(file) as opened:
                return b"", self.encoding or _likely_page(opened.read(SAMPLE_BYTES)) or "utf-8"
        return b"", "utf-8"

    def _decoded(self, file: str, encoding: str, errors: str, start: int = 0) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        with self._world_of(file).open(file) as opened:
            opened.seek(start)
            while piece := opened.read(_PIECE_BYTES):
                yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)


class _OpenFile:
    """A file whose lines are asked for one after the other; ``number`` is the 1-based one asked for last."""

    def __init__(self, file: str, lines: Iterator[str]) -> None:
        self.file, self.number = file, 0
        self._lines, self._line = lines, ""

    def line(self, number: int) -> str:
        """Return line ``number``, which is none before the last one; empty where there are fewer."""
        if number > self.number:
            self._line = next(islice(self._lines, number - self.number - 1, None), "").rstrip("\r\n")
            self.number = number
        return self._line


def _likely_page(data: bytes) -> str:
    """Return the code page that a table is probably in, so that an excerpt can be read."""
    lines = data[: data.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or SAMPLE_BYTES].splitlines(keepends=True)
    return next(iter(likely_pages(b"".join([line for line in lines if not line.isascii()]))), "")
