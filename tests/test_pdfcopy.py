"""What is left out of the objects and pictures of PDFs that other programs made: keys, words, what cameras wrote."""

from __future__ import annotations

import base64
import zlib
from functools import partial
from io import BytesIO
from threading import Event, Thread

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, StreamObject, TextStringObject

from letterpack.pdfcopy.content import is_closed, without_marks
from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.opened import opened
from tests.enclosures.makers import dictionary, edited, number, picture_of, rebuilt
from tests.hostile.private_files import enclosure, jpeg
from tests.hostile.seeking import found_in


def place(name: str) -> str:
    return "Olga" + "".join(filter(str.isalpha, name)).capitalize()


@pytest.mark.parametrize("key", ["/PTEX.FileName", "/PieceInfo", "/Metadata", "/ADBE_CompoundType", "/LastModified", "/Olga"])
def test_keys_of_programs_stay_behind_wherever_they_are(key):
    def edit(writer):
        page = writer.pages[0]
        fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
        for holder in (page, page["/Resources"], *fonts, *[each["/FontDescriptor"] for each in fonts]):
            holder[NameObject(key)] = dictionary(Olga=number(1))

    before = edited(edit)
    after = rebuilt(before)
    assert picture_of(before) == picture_of(after)
    assert b"Olga" in before and b"Olga" not in after and key.encode() not in after


def content_edit(content: bytes, **resources):
    """Return an edit that gives the first page this content and these resources more."""

    def edit(writer):
        page = writer.pages[0]
        drawn = StreamObject()
        drawn._data = content
        page[NameObject("/Contents")] = writer._add_object(drawn)
        for kind, held in resources.items():
            page["/Resources"][NameObject(f"/{kind}")] = held

    return edit


def first_page(data: bytes):
    return PdfReader(BytesIO(data)).pages[0]


PACKERS = {
    "/FlateDecode": zlib.compress,
    "/ASCIIHexDecode": lambda data: data.hex().encode() + b">",
    "/ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
}


def shown(photo: bytes, *outer: str) -> StreamObject:
    """Return the picture of an enclosure that shows ``photo``, as it is in the copy."""
    packed = photo
    for each in reversed(outer):
        packed = PACKERS[each](packed)
    made = StreamObject()
    made._data = packed
    made.update(dictionary(Type=NameObject("/XObject"), Subtype=NameObject("/Image"), Width=number(60), Height=number(40)))
    made[NameObject("/Filter")] = ArrayObject([NameObject(each) for each in (*outer, "/DCTDecode")])

    def edit(writer):
        content_edit(b"60 0 0 40 0 0 cm /Im1 Do", XObject=dictionary(Im1=writer._add_object(made)))(writer)

    found = first_page(rebuilt(edited(edit)))["/Resources"]["/XObject"]["/Im1"].get_object()
    assert isinstance(found, StreamObject)
    return found


@pytest.mark.parametrize("outer", [(), ("/FlateDecode",), ("/ASCIIHexDecode",), ("/ASCII85Decode", "/FlateDecode")])
def test_a_photograph_keeps_its_pixels_and_nothing_else(outer):
    photo = jpeg(place)
    found = shown(photo, *outer)
    assert b"Olga" in photo and b"Olga" not in found._data
    assert str(found["/Filter"]) == "/DCTDecode"
    assert Image.open(BytesIO(found._data)).tobytes() == Image.open(BytesIO(photo)).tobytes()


@pytest.mark.parametrize("photo", [without_metadata(jpeg(place)), b"\xff\xd8no segments here"])
def test_a_photograph_without_metadata_or_that_cannot_be_taken_apart_stays_bit_for_bit(photo):
    assert shown(photo)._data == photo


def test_a_photograph_keeps_how_its_colors_are_meant_and_fill_bytes_are_no_harm():
    adobe = b"\xff\xee\0\x0eAdobe" + bytes((0, 100, 0, 0, 0, 0, 1))
    table = b"\xff\xdb\0\x03a"
    assert (
        without_metadata(b"\xff\xd8" + adobe + b"\xff" + table + b"\xff\xfe\0\6Olga\xff\xd9")
        == b"\xff\xd8" + adobe + table + b"\xff\xd9"
    )
    cut = b"\xff\xd8" + table + b"\xff\xda\0\2data"
    assert without_metadata(cut) == cut + b"\xff\xd9"
    thumbnail = b"\xff\xe0\0\x13JFIF\0\1\2\0\0\1\0\1\1\1Olg"
    assert without_metadata(b"\xff\xd8" + thumbnail + table + b"\xff\xd9").count(b"Olg") == 0


@pytest.mark.parametrize(
    ("content", "left", "closed"),
    [
        (b"/P <</MCID 0/ActualText (a \\) b)>> BDC 0 g EMC", b" 0 g ", True),
        (b"q /Artifact BMC 0 g EMC Q /Olga MP 1 g", b"q  0 g  Q  1 g", True),
        (b"/S /MC0 BDC BI /W 1 /H 1 ID EMC EI EMC (BDC q) Tj", b" BI /W 1 /H 1 ID EMC EI  (BDC q) Tj", True),
        (b"0 g /Mine <</By [<4f> (x) <</A 1>>]>> DP 1 g % q", b"0 g  1 g % q", True),
        (b"q q Q", b"q q Q", False),
        (b"Q q", b"Q q", False),
        (b"BT /F 9 Tf", b"BT /F 9 Tf", False),
    ],
)
def test_marks_of_content_go_and_nothing_that_it_draws(content, left, closed):
    assert without_marks(content) == left
    assert is_closed(content) is closed


def test_bytes_behind_a_packed_stream_go():
    def edit(writer):
        drawn = StreamObject()
        drawn._data = zlib.compress(b"0 0 9 9 re f") + b"Olga"
        drawn[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(drawn)

    before = edited(edit)
    assert b"Olga" in before and b"Olga" not in rebuilt(before)


def test_an_enclosure_full_of_words_looks_the_same_without_them():
    before = enclosure(place)
    after = rebuilt(before)
    without_notes = edited(lambda writer: writer.pages[0].pop("/Annots"), before)
    assert picture_of(without_notes).tobytes() == picture_of(after).tobytes()
    assert found_in(before, ["Olga"]) and not found_in(after, ["Olga"])


def test_texts_under_names_and_in_arrays_go():
    held = dictionary(GS1=dictionary(ca=number(1), Font=ArrayObject([TextStringObject("Olga")])), Olga=TextStringObject("Olga"))
    after = rebuilt(edited(content_edit(b"/GS1 gs", ExtGState=held)))
    assert b"Olga" not in after and "Olga".encode("utf-16-be") not in after and b"4f6c6761" not in after.lower()


def test_properties_that_content_names_hold_what_readers_use():
    private = dictionary(MCID=number(0), By=TextStringObject("Olga"), S=TextStringObject("Olga"), Lang=TextStringObject("en"))
    after = rebuilt(edited(content_edit(b"/Span /P1 BDC 0 0 9 9 re f EMC", Properties=dictionary(P1=private))))
    assert set(first_page(after)["/Resources"]["/Properties"]["/P1"].get_object()) == {"/MCID", "/Lang"}


def test_a_pdf_is_open_in_one_thread_at_a_time() -> None:
    """PDFium ends the process where two threads read files at once; one thread may have two open."""
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(9, 9)
    writer.write(made)
    opens = partial(opened, made.getvalue(), is_light=True)
    entered = Event()

    def other() -> None:
        with opens():
            entered.set()

    with opens(), opens():
        thread = Thread(target=other)
        thread.start()
        assert not entered.wait(0.02)
    thread.join()
    assert entered.is_set()
