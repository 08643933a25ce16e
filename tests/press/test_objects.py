"""PDF syntax: what is written is read back by another program as it was meant."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from letterpack.model.pdf import PARENT, PdfObject
from letterpack.model.pdf_text import CHARACTERS
from letterpack.press.pdf import objects
from letterpack.press.pdf.objects import (
    FREE_HEAD,
    Trailer,
    compressed,
    cross_reference,
    header,
    in_stream,
    in_use,
    indirect,
    literal,
    numbered,
    object_stream,
    stream,
    text_string,
)
from letterpack.readback.values import text_of


def file_of(title: str) -> bytes:
    """Return a file of an object stream (catalog, page tree, information) and a cross-reference stream."""
    held = [
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, b"<</Type/Pages/Kids[]/Count 0>>"),
        (3, f"<</Title{text_string(title)}>>".encode()),
    ]
    body = header("1.7") + indirect(4, object_stream(held))
    rows = FREE_HEAD + in_stream(4, 0) + in_stream(4, 1) + in_stream(4, 2) + in_use(len(header("1.7")))
    return body + cross_reference(5, len(body), rows, Trailer(1, 3, b"0123456789abcdef"))


@pytest.mark.parametrize("title", ["Plain", "Қазақстан (a\\b)", "😀 \r\n", "Prosecutor’s Office — 5 € (Łódź)", "naïve \\ ﬁ…"])
def test_a_file_is_read_by_another_program(title: str) -> None:
    reader = PdfReader(BytesIO(file_of(title)), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert len(reader.pages) == 0


@given(st.text(st.sampled_from([*CHARACTERS.values(), "\u00ad", "\n", "é", "ж"]), max_size=20))
def test_text_is_read_as_it_was_and_by_bytes_where_it_can(text: str) -> None:
    written = text_string(text)
    assert written.startswith("<FEFF") is bool(set(text) - set(CHARACTERS.values()))
    title = PdfReader(BytesIO(file_of(text)), strict=True).trailer["/Info"]["/Title"]
    assert str(title) == text
    assert text_of(title.original_bytes) == text


def _table(end: bytes) -> bytes:
    return end.partition(b"stream\n")[2].partition(b"\nendstream")[0]


def test_a_short_file_has_short_rows() -> None:
    ends = [cross_reference(1, at, FREE_HEAD, Trailer(1, 0, b"")) for at in (65_535, 65_536, (1 << 24) - 1, 1 << 24)]
    assert [b"/W[1 %d 1]" % width in end for end, width in zip(ends, (2, 3, 3, 4), strict=True)] == [True] * 4
    assert [len(_table(end)) for end in ends] == [8, 10, 10, 12]
    assert [_table(end)[-3:] for end in ends[:2]] == [b"\xff\xff\x00", b"\x00\x00\x00"]
    assert b"/Info" not in ends[0]


@pytest.mark.parametrize("level", [1, 6, 12])
@pytest.mark.parametrize("data", [b"", b"a", bytes(range(256)) * 300])
def test_compressed_data_is_zlib(level: int, data: bytes) -> None:
    assert zlib.decompress(compressed(data, level)) == data


def test_a_stream_says_its_length() -> None:
    body = stream(b"q Q " * 100, "/Type/XObject")
    head, rest = body.split(b"stream\n", 1)
    packed = rest.removesuffix(b"\nendstream")
    assert b"/Length %d>>" % len(packed) in head
    assert b"/Type/XObject" in head
    assert zlib.decompress(packed) == b"q Q " * 100


def test_references_become_numbers() -> None:
    objects = [
        PdfObject((b"<</A ", 1, b"/P ", PARENT, b">>")),
        PdfObject(
            (
                b"<</B ",
                0,
                b">>",
            )
        ),
    ]
    assert numbered(objects, 10, 3) == [b"<</A 11 0 R/P 3 0 R>>", b"<</B 10 0 R>>"]


@pytest.mark.parametrize(("text", "expected"), [("en", "(en)"), ("a(b)", "(a\\(b\\))"), ("a\\b", "(a\\\\b)")])
def test_literals_are_escaped(text: str, expected: str) -> None:
    assert literal(text) == expected


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit is Linux's")
def test_a_process_that_gets_no_memory_for_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would end it."""
    import resource

    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    limits, data = resource.getrlimit(resource.RLIMIT_AS), token_bytes(3_000)
    monkeypatch.setattr(objects, "_LIBDEFLATE_BYTES", 1 << 30)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 28), limits[1]))
        objects._may_lack_memory.cache_clear()
        for level in (6, objects.SHARED_LEVEL):
            with pytest.raises(MemoryError):
                compressed(data, level)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
        objects._may_lack_memory.cache_clear()
    assert zlib.decompress(compressed(data, 6)) == data
