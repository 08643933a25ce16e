"""Stage 1 of 7: the bytes of a small source (YAML, Markdown) become text, or a finding at the first byte that is none; and a file
of another program that is read as a source, or refused.
"""

from __future__ import annotations

import codecs
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import BinaryIO, Final

from letterpack.diagnostics import Report
from letterpack.model.campaign import Input
from letterpack.patterns import late
from letterpack.spans import SourceText, Span
from letterpack.world import InstalledFonts, NoFonts, PathOutside, World


class Refused(ValueError):
    """The file is not read; the message says why, in words for its owner that follow its name. ``line`` is the one to look at, 0
    where it is no line's fault.
    """

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


# Stage 1 of 7: the bytes of a small source (YAML, Markdown) become text, or a finding at the first byte that is none.

UNPRINTABLE: Final = late("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML 1.2.2 (production 1, c-printable) keeps out of a text, and the byte order mark inside one."""

_OTHER_KINDS: Final = (
    (b"PK\x03\x04", "a workbook, a Word document or another archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office workbook or document"),
    (b"{\\rtf", "an RTF document"),
    (b"%PDF-", "a PDF"),
    (b"PAR1", "a Parquet file"),
)
"""How files begin that are easily saved, or renamed, under the name of a text."""
HEAD_BYTES: Final = 4096
"""How much of a file says what it is."""
_UTF16_ZERO_SHARE: Final = 0.04
"""Least share of zero bytes on one side of the pairs. Delimiters, spaces and line ends alone are more than that in any script."""
_BYTE_ORDER_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_source(world: World, path: str, report: Report, most_bytes: int) -> tuple[str, Input] | None:
    """Return the text of the campaign's file ``path`` with its digest; None where it is unreadable (a finding says why).

    What is larger than ``most_bytes`` is not read (LP113).
    """
    try:
        with world.open(path) as stream:
            data = stream.read(most_bytes + 1)
    except (OSError, PathOutside) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it lies outside the campaign"
        report.error("LP111", Span(path), f"`{path}` cannot be read: {reason}", "check that it is a file you may open")
        return None
    if is_other_kind(data, path, "save it as plain text, in UTF-8", report):
        return None
    if len(data) > most_bytes:
        message = f"`{path}` is larger than {most_bytes // 1000:,} kB, and is not read"
        hint = "shorten it: move reference material into an enclosure, and long lists into CSV"
        report.error("LP113", Span(path), message, hint)
        return None
    text = decode(data, path, report)
    return None if text is None else (text, Input(path, sha256(data).hexdigest()))


def is_other_kind(head: bytes, path: str, remedy: str, report: Report) -> bool:
    """Whether a file that begins with ``head`` is no text but a document of another program, as LP101 then says."""
    kind = next((kind for start, kind in _OTHER_KINDS if head.startswith(start)), "")
    if kind:
        hint = f"open it in its own program, and {remedy}; renaming it does not convert it"
        report.error("LP101", Span(path), f"`{path}` is not text but {kind}", hint)
    return bool(kind)


def is_there(world: World, path: str) -> bool:
    """Whether there is a file ``path`` in the campaign's folder to read. A link that leads out of it or nowhere counts: reading
    it says what is wrong.
    """
    try:
        return world.exists(path) or path in world.names("")
    except PathOutside:
        return True


def decode(data: bytes, file: str, report: Report) -> str | None:
    """Return ``data`` as text without its byte order mark, line ends kept; None with a finding (LP101) where it is no text."""
    mark, encoding = byte_order_mark(data)
    body = data[len(mark) :]
    if not mark and utf16_by_zeros(data[:HEAD_BYTES]):
        report.error("LP101", Span(file), f"`{file}` is UTF-16 without its byte order mark", "save the file as UTF-8")
        return None
    try:
        text = body.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        _report_bytes(body, error, file, report)
        return None
    return _printable(text, file, report)


def byte_order_mark(data: bytes) -> tuple[bytes, str]:
    """Return the mark that ``data`` begins with, and the encoding it says; both are empty where there is none."""
    return next((pair for pair in _BYTE_ORDER_MARKS if data.startswith(pair[0])), (b"", ""))


def utf16_by_zeros(head: bytes) -> str:
    """UTF-16 without its mark, told by zero bytes on one side only; empty where ``head`` is not that."""
    pairs = len(head) // 2
    if pairs <= 1:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = pairs * _UTF16_ZERO_SHARE
    name = "utf-16-le" if odd >= least and not even else "utf-16-be" if even >= least and not odd else ""
    # A stray NUL in a short text has its share too, but read in pairs such a text has no line end.
    return name if name and re.search("[\r\n]", head[: pairs * 2].decode(name, "replace")) else ""


def unprintable(text: str) -> Iterator[re.Match[str]]:
    """Yield the characters of ``text`` that no text file may hold."""
    return UNPRINTABLE.finditer(text)


def _report_bytes(body: bytes, error: UnicodeDecodeError, file: str, report: Report) -> None:
    before = body[: error.start].decode(error.encoding, "replace")
    span = SourceText(file, before + "?").span(len(before), len(before) + 1)
    byte = body[error.start : error.start + 1].hex().upper()
    report.error("LP101", span, f"byte `{byte}` is not {error.encoding.upper()} text", "save the file as UTF-8")


def _printable(text: str, file: str, report: Report) -> str:
    source = SourceText(file, text)
    for match in unprintable(text):
        name = f"U+{ord(match[0]):04X}"
        report.error("LP102", source.span(*match.span()), f"control character `{name}` in a text file", "delete it")
    return UNPRINTABLE.sub("\ufffd", text)


class AloneInItsWorld(ABC):
    """What every ``World`` answers that holds one file, called ``name``."""

    __slots__ = ()
    name: str

    def exists(self, path: str) -> bool:
        """Whether ``path`` is the file."""
        return path == self.name

    def names(self, folder: str) -> tuple[str, ...]:
        """Return its name, for the top folder."""
        return () if folder else (self.name,)

    def read(self, path: str) -> bytes:
        """Return its bytes. Raises ``FileNotFoundError``."""
        with self.open(path) as stream:
            return stream.read()

    def open(self, path: str) -> BinaryIO:
        """Open it. Raises ``FileNotFoundError``."""
        if path != self.name:
            raise FileNotFoundError(path)
        return self._stream()

    def today(self) -> date:
        """Return no day that anybody lives in: nothing read here depends on it."""
        return date.min

    @abstractmethod
    def _stream(self) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class OneFile(AloneInItsWorld):
    """A ``World`` that holds ``data`` under ``name``."""

    name: str
    data: bytes
    fonts: InstalledFonts = field(default_factory=NoFonts)

    def _stream(self) -> BinaryIO:
        return io.BytesIO(self.data)
