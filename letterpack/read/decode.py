"""Stage 1 of 7: the bytes of a small source (YAML, Markdown) become text, or a finding at the first byte that is none.

UTF-8 with or without a byte order mark, and UTF-16 with one. What cannot stand in a text file (control characters) is
reported and replaced by U+FFFD, so that columns stay true and the reading goes on to find every other mistake.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from letterpack.diagnostics import Report
from letterpack.model.campaign import Input
from letterpack.spans import SourceText, Span
from letterpack.world import PathOutside, World

UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2.2 (production 1, c-printable) keeps out of a text, and the byte order mark inside one."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_source(world: World, path: str, report: Report) -> tuple[str, Input] | None:
    """Return the text of the campaign's file ``path`` with its digest; None where it is unreadable (a finding says why)."""
    try:
        data = world.read(path)
    except (OSError, PathOutside) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it lies outside the campaign"
        report.error("LP111", Span(path), f"`{path}` cannot be read: {reason}", "check that it is a file you may open")
        return None
    text = decode(data, path, report)
    return None if text is None else (text, Input(path, sha256(data).hexdigest()))


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
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        _report_bytes(body, error, file, report)
        return None
    return _printable(text, file, report)


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
