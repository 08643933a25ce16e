"""Enclosures that are damaged, too large, endless or none: an error that says so, and never a crash."""

from __future__ import annotations

import logging
import threading
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, FloatObject, NameObject

from letterpack.enclosures import pages as enclosure_pages
from letterpack.enclosures.pages import leaves
from letterpack.overheard import overheard
from letterpack.pdfcopy import names_as_bytes
from tests.assemble import enclosure_file
from tests.enclosures.makers import (
    GOOD,
    HERE,
    codes,
    edited,
    good_pdf,
    hand_made,
    picture_of,
    read,
)
from tests.trying import tried


def test_page_tree_limits(monkeypatch):
    monkeypatch.setattr(enclosure_pages, "MAX_PAGES", 3)
    assert codes(good_pdf(3)) == []
    assert codes(good_pdf(4)) == ["LP405"]


def test_too_many_bytes(monkeypatch):
    monkeypatch.setattr("letterpack.attached.MAX_BYTES", 100)
    assert codes(GOOD) == ["LP405"]


@pytest.mark.parametrize("box", [(0, 0, 14401, 100), (0, 0, 100, 99999)])
def test_pages_too_large(box):
    data = edited(lambda w: w.pages[0].__setitem__(NameObject("/MediaBox"), ArrayObject([FloatObject(side) for side in box])))
    assert codes(data) == ["LP405"]


@pytest.mark.parametrize("box", [b"[0 0 0 100]", b"[0 0 1 1]", b"[0 0 /A 5]", b"[0 0 5]", b"7", b"null"])
def test_pages_without_a_size(box):
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox %s>>" % box,
        ]
    )
    assert codes(data) == ["LP402"]


@pytest.mark.parametrize(
    ("kids", "code"),
    [
        (b"[]", "LP404"),
        (b"[2 0 R]", "LP402"),
        (b"[3 0 R 3 0 R]", "LP402"),
        (b"[9 0 R]", "LP402"),
        (b"5", "LP402"),
        (b"[null]", "LP402"),
    ],
)
def test_page_trees_that_are_none(kids, code):
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids %s/Count 0>>" % kids,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ]
    )
    assert codes(data) == [code]


def test_a_tree_that_holds_less_than_it_says():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 2>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ]
    )
    assert read(data)[1][0].message.endswith("it says another number of pages (2) than it has (1)")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is not a PDF"),
        (b"PK\x03\x04....", "Word"),
        (b"\x89PNG\r\n", "PNG"),
        (b"<!doctype html>", "web page"),
    ],
)
def test_not_a_pdf(data, words):
    (found,) = read(data)[1]
    assert found.code == "LP401" and words in found.message and found.span == HERE


@pytest.mark.parametrize("name", ["enclosures/gone.pdf", "../../etc/passwd", "/etc/passwd"])
def test_missing_or_outside(name):
    enclosure, (found,) = read(GOOD, name)
    assert enclosure is None and found.code == "LP400"


def test_encrypted():
    data = edited(lambda writer: writer.encrypt("secret", "owner", algorithm="RC4-128"))
    enclosure, (found,) = read(data)
    assert enclosure is None and found.code == "LP403" and "needs a password" in found.message


def test_truncated():
    for cut in (len(GOOD) // 3, len(GOOD) // 2, len(GOOD) - 60):
        enclosure, findings = read(GOOD[:cut])
        assert enclosure is None and [found.code for found in findings] == ["LP402"]


def test_a_wrong_startxref_is_mended_and_said():
    wrong = GOOD.replace(b"startxref\n", b"startxref\n1")
    enclosure, findings = read(wrong)
    assert [found.code for found in findings] == ["LP412"]
    assert picture_of(enclosure_file(enclosure)).tobytes() == picture_of(GOOD).tobytes()


def test_a_stream_cut_short_is_damage():
    content = b"\x78\x9c\x4b\x4c\x4a"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
            b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )
    assert "cut off" in read(data)[1][0].message


def test_objects_nested_without_end():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font %s%s>>>>" % (b"[" * 300, b"]" * 300),
        ]
    )
    assert codes(data) == ["LP402"]


def test_a_file_that_asks_without_end(monkeypatch):
    def forever(root):
        while True:
            root["/Pages"].raw_get("/Kids")[0].indirect_reference.get_object()

    monkeypatch.setattr("letterpack.enclosures.copy.leaves", forever)
    assert codes(GOOD) == ["LP415"]


def test_work_that_ends_late_leaves_what_is_done_meanwhile_alone(monkeypatch, caplog):
    """Work that ran out of time, in another thread, ends while the next file is half read: it takes no setting from it."""
    begun, half_read, ended = threading.Event(), threading.Event(), threading.Event()

    def late():
        with overheard("pypdf") as heard, names_as_bytes():
            begun.set()
            half_read.wait(5)
        assert not heard
        ended.set()

    def leaves_at_leisure(root):
        half_read.set()
        assert ended.wait(5)
        logging.getLogger("pypdf").warning("a repair")
        return leaves(root)

    monkeypatch.setattr("letterpack.enclosures.copy.leaves", leaves_at_leisure)
    threading.Thread(target=late).start()
    begun.wait(5)
    _, findings = read(GOOD)
    assert [each.code for each in findings] == ["LP412"]
    assert not [record for record in caplog.records if record.name.startswith("pypdf")]
    assert len(NameObject.CHARSETS) > 1
    assert logging.getLogger("pypdf").propagate


def test_a_stream_in_another_file_is_refused():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
            b"<</F(secret.txt)/Length 0>>\nstream\n\nendstream",
        ]
    )
    assert codes(data) == ["LP402"]


def test_the_terminal_stays_clean(caplog):
    with caplog.at_level(logging.DEBUG):
        read(GOOD.replace(b"startxref\n", b"startxref\n1"))
    assert not [record for record in caplog.records if record.name.startswith("pypdf")]


def sound_or_refused(data):
    """Whatever ``data`` is: an enclosure that pypdf reads again, or an error; never a crash."""
    enclosure, findings = read(data)
    errors = [found for found in findings if found.severity == "error"]
    assert (enclosure is None) == bool(errors)
    if enclosure is not None:
        copy = PdfReader(BytesIO(enclosure_file(enclosure)), strict=True)
        assert len(copy.pages) == len(enclosure.pages) > 0


fuzz = tried(2)
SMALL = edited(lambda writer: None, good_pdf(embed=False))


@fuzz
@given(cut=st.integers(0, len(SMALL)))
def test_truncated_anywhere(cut):
    sound_or_refused(SMALL[:cut])


@fuzz
@given(changes=st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_flipped_anywhere(changes):
    data = bytearray(SMALL)
    for place, byte in changes:
        data[place] = byte
    sound_or_refused(bytes(data))


@fuzz
@given(first=st.integers(0, len(SMALL)), second=st.integers(0, len(SMALL)), junk=st.binary(max_size=40))
def test_pieces_missing_or_doubled(first, second, junk):
    sound_or_refused(SMALL[:first] + junk + SMALL[second:])


def test_content_that_cannot_be_unpacked_is_damage():
    data = good_pdf(1).replace(b"~>", b"\xc5~>")
    assert codes(data) == ["LP402"]
