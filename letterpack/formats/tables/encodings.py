"""Stage 1 of 7: what encoding a table is in, and its digest, in one pass over its bytes that holds one chunk at a time.

A byte order mark is certain; so is UTF-8 that decodes; a code page is read when ``letterpack.yaml`` declares it. Everything
else would be a guess: an error that names the candidates with what they would read.
"""

from __future__ import annotations

import codecs
import re
from hashlib import sha256
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import HEAD_BYTES, byte_order_mark, is_other_kind, utf16_by_zeros
from letterpack.formats.tables.code_pages import SAMPLE_BYTES, suggestion
from letterpack.limits import MEGABYTE, MOST_LINE_BYTES
from letterpack.spans import Span
from letterpack.world import PathOutside, World

_CHUNK_BYTES: Final = 1 << 18


class Encoded(Struct, frozen=True):
    """A text file to be streamed: its path, encoding (Python's name), bytes of byte order mark, size and digest."""

    file: str
    encoding: str
    mark_bytes: int
    size_bytes: int
    sha256: str


class _Scan(Struct):
    """What one pass over the bytes told: which encodings still decode, and where the others stopped."""

    head: bytes
    digest: str
    size_bytes: int
    is_ascii: bool
    failed: dict[str, int]


def report_other_kind(world: World, file: str, report: Report) -> bool:
    """Whether the table ``file`` is text of another kind under the name of one, as LP101 then says."""
    try:
        with world.open(file) as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, PathOutside):
        return False
    kind, hint = _other_kind(head)
    if kind:
        report.error("LP101", Span(file), f"`{file}` is not a table but {kind}", hint)
    return bool(kind)


def _other_kind(head: bytes) -> tuple[str, str]:
    """Return what ``head`` begins, and what to do; empty texts for what may be a table."""
    if head.startswith(_UTF32_MARKS) or _is_utf32(head):
        return "UTF-32 text", "save it as CSV UTF-8"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"<(?:!doctype|html|head|body|table|\?xml|!--)", text, re.IGNORECASE):
        return "a web page (HTML) or XML", "open it in a spreadsheet program, and save it as CSV UTF-8"
    if re.match(rb'\{\s*"|\[\s*[\[{]', text):
        return "JSON", "export it as CSV; addressees may also stand in addressees.jsonl, an object a line"
    return "", ""


def _is_utf32(head: bytes) -> bool:
    """UTF-32 without its mark, told by zeros in at least two of four bytes."""
    fours = len(head) // 4
    zeros = [head[place::4][:fours].count(0) for place in range(4)]
    return fours > 1 and (min(zeros[2:]) == fours or min(zeros[:2]) == fours)


_UTF32_MARKS: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def detect(world: World, file: str, declared: str, report: Report) -> Encoded | None:
    """Return how to read ``file``; None with a finding (LP101, LP111, LP120, LP129) where nobody can know."""
    declared = "utf-16-le" if declared == "utf-16" else declared
    try:
        with world.open(file) as stream:
            head = stream.read(HEAD_BYTES)
            if is_other_kind(head, file, "save it as CSV UTF-8", report):
                return None
            mark, marked = byte_order_mark(head)
            guessed = "" if marked or declared else utf16_by_zeros(head)
            wanted = (marked,) if marked else (guessed,) if guessed else ("utf-8", declared or "utf-8")
            scan = _scan(head, stream, tuple(dict.fromkeys(wanted)))
            if scan is None:
                message = f"a line of `{file}` is longer than {MOST_LINE_BYTES // MEGABYTE} MB, and is not read"
                report.error("LP113", Span(file), message, "export the table again: a row is a line")
                return None
    except (OSError, PathOutside) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it lies outside the campaign"
        report.error("LP111", Span(file), f"`{file}` cannot be read: {reason}", "check that it is a file you may open")
        return None
    chosen = marked or guessed or _choose(scan, declared, file, report)
    if not chosen or not _decodes(world, file, chosen, scan, report, certain=bool(marked or declared)):
        return None
    if guessed:
        message = f"`{file}` has no byte order mark and was read as {guessed.upper()}, by its zero bytes"
        report.warning("LP121", Span(file), message, f"save it as UTF-8, or say `encoding: {guessed}` in letterpack.yaml")
    return Encoded(file, chosen, len(mark), scan.size_bytes, scan.digest)


def _choose(scan: _Scan, declared: str, file: str, report: Report) -> str:
    """The encoding of a file without byte order mark; empty with LP129 where the declaration cannot be true."""
    if not declared or codecs.lookup(declared).name == "utf-8":
        return "utf-8"
    if not scan.is_ascii and "utf-8" not in scan.failed:
        message = f"`{file}` is UTF-8, but letterpack.yaml declares `encoding: {declared}`"
        report.error("LP129", Span(file), message, "take `encoding` out of letterpack.yaml, or save the file in that encoding")
        return ""
    return declared


def _decodes(world: World, file: str, chosen: str, scan: _Scan, report: Report, *, certain: bool) -> bool:
    """Whether the whole file is ``chosen``; if not, says so at the first byte that is not."""
    if chosen not in scan.failed:
        return True
    with world.open(file) as stream:
        span = _first_bad(stream, file, scan.failed[chosen], chosen)
    if not certain:
        report.error(
            "LP120",
            span,
            f"`{file}` is not UTF-8, and which encoding it is in is not certain",
            suggestion(_odd_lines(world, file)),
        )
    else:
        report.error("LP101", span, f"`{file}` is not {chosen.upper()} text from here on", "save it as UTF-8")
    return False


def _scan(head: bytes, stream: BinaryIO, encodings: tuple[str, ...]) -> _Scan | None:
    """Return what the bytes tell; None where a line has no end."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
    scan = _Scan(head, "", 0, is_ascii=True, failed={})
    digest = sha256()
    chunk = head
    bare_bytes = 0
    while True:
        bare_bytes = 0 if b"\n" in chunk or b"\r" in chunk else bare_bytes + len(chunk)
        if bare_bytes > MOST_LINE_BYTES:
            return None
        digest.update(chunk)
        scan.is_ascii = scan.is_ascii and chunk.isascii()
        for name in encodings:
            if name not in scan.failed:
                _feed(decoders[name], name, chunk, scan)
        scan.size_bytes += len(chunk)
        if not chunk:
            break
        chunk = stream.read(_CHUNK_BYTES)
    scan.digest = digest.hexdigest()
    return scan


def _feed(decoder: codecs.IncrementalDecoder, name: str, chunk: bytes, scan: _Scan) -> None:
    """Decode one more chunk (the empty one is the last); note the byte at which ``name`` ceases to fit."""
    pending = decoder.getstate()[0]
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        scan.failed[name] = scan.size_bytes - len(pending) + error.start


def _odd_lines(world: World, file: str) -> bytes:
    """The first lines that are not ASCII, as much of them as tells which code page they are in."""
    found, size = [], 0
    with world.open(file) as stream:
        for line in stream:
            if not line.isascii() and size + len(line) <= SAMPLE_BYTES:
                found.append(line)
                size += len(line)
            elif size + len(line) > SAMPLE_BYTES:
                break
    return b"".join(found)


def _first_bad(stream: BinaryIO, file: str, offset_bytes: int, encoding: str) -> Span:
    """The place of the byte at ``offset_bytes``."""
    line_number, done = 1, 0
    for line in stream:
        if done + len(line) > offset_bytes:
            before = line[: offset_bytes - done].decode(encoding, "replace")
            return Span(file, line_number, len(before.lstrip("\ufeff")) + 1)
        done += len(line)
        line_number += 1
    return Span(file)
