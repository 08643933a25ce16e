"""Looks for a word in a file as whoever wants to find it would: in every encoding, in every stream, in what is shown."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from letterpack.pdfcopy.opened import OF_DAMAGE

_STREAM = re.compile(rb"stream\r?\n")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_BETWEEN_LETTERS = re.compile(r"[\s\u00ad\u2010-]+")


def found_in(data: bytes, words: Iterable[str]) -> set[str]:
    """Return those of ``words`` that ``data`` holds, in capitals or small letters."""
    pieces = dict.fromkeys(piece.lower() for piece in _pieces(data))
    whole = b"\0\n".join(pieces)
    return {word for word in words if any(form in whole for form in forms(word))}


def _pieces(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"%PDF"):
        yield from pdf_pieces(data)
        return
    yield data
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as package:
            for member in package.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield package.read(member)


def forms(word: str) -> set[bytes]:
    """Return ``word`` in small letters as files hold it: encoded, escaped, in Base64 at each of its three places."""
    found = set()
    for said in {word, word.casefold(), word.upper(), word.title()}:
        plain = [said.encode("utf-8"), said.encode("utf-16-be"), said.encode("utf-16-le")]
        for charset in ("cp1252", "cp1251"):
            plain += [said.encode(charset)] if _fits(said, charset) else []
        found.update(plain)
        found.update(each.hex().encode() for each in plain)
        found.update(base64.b64encode(b"\0" * shift + each)[4:-4] for each in plain for shift in range(3) if len(each) > 8)
        found |= {quote(said).encode(), escape(said).encode(), json.dumps(said)[1:-1].encode()}
        found |= {"".join(f"&#{ord(char)};" for char in said).encode(), "".join(f"&#x{ord(char):x};" for char in said).encode()}
    return {form.lower() for form in found if form}


def _fits(word: str, charset: str) -> bool:
    try:
        word.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def pdf_pieces(data: bytes) -> Iterator[bytes]:
    """Yield all that a PDF holds: its bytes, streams unpacked, strings and names as their bytes, texts as three programs read."""
    yield data
    yield from _streams(data)
    yield from _objects(data)
    yield from _texts(data)


def _streams(data: bytes) -> Iterator[bytes]:
    """Yield every stream that unpacks, reached from the root or not, and the hexadecimal strings of all."""
    for piece in (data, *_unpacked(data)):
        yield piece
        digits = [b"".join(match[1].split()) for match in _HEX.finditer(piece)]
        yield from [bytes.fromhex(each.decode()) for each in digits if len(each) % 2 == 0]


def _unpacked(data: bytes) -> Iterator[bytes]:
    for match in _STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.end() :])
        except zlib.error:
            continue


def _objects(data: bytes) -> Iterator[bytes]:
    """Yield strings, names and unpacked streams of every object of the file's table."""
    reader = PdfReader(BytesIO(data))
    for number in {each for numbers in reader.xref.values() for each in numbers} | set(reader.xref_objStm):
        value = reader.get_object(number)
        if value is not None:
            yield from _values(value)
    yield from _values(reader.trailer)


def _values(value: object) -> Iterator[bytes]:
    if isinstance(value, StreamObject):
        try:
            yield value.get_data()
        except (*OF_DAMAGE, NotImplementedError):
            yield bytes(value._data)
    if isinstance(value, DictionaryObject):
        for key, entry in dict.items(value):
            yield key.encode("utf-8", "surrogateescape")
            yield from _values(entry)
    elif isinstance(value, ArrayObject):
        for entry in list.__iter__(value):
            yield from _values(entry)
    elif isinstance(value, TextStringObject):
        yield value.original_bytes
        yield str(value).encode("utf-8", "surrogateescape")
    elif isinstance(value, ByteStringObject):
        yield bytes(value)
    elif isinstance(value, NameObject):
        yield value.encode("utf-8", "surrogateescape")


def _texts(data: bytes) -> Iterator[bytes]:
    """Yield what PDFium and poppler read on the pages and in the tags, as it is and without breaks within words."""
    texts = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        texts.append(page.get_textpage().get_text_range())
        page.close()
    document.close()
    if shutil.which("pdftotext"):
        commands = (["pdftotext", "-", "-"], ["pdfinfo", "-struct-text", "-"], ["pdfinfo", "-meta", "-"])
        said = [subprocess.run(command, input=data, capture_output=True, check=False).stdout for command in commands]
        texts.extend([each.decode("utf-8", "replace") for each in said])
    for text in texts:
        yield text.encode("utf-8", "surrogatepass")
        yield _BETWEEN_LETTERS.sub("", text).encode("utf-8", "surrogatepass")


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
