"""What is left out of the objects of PDFs that other programs made: keys, photographs' metadata, names of monitors."""

from __future__ import annotations

import base64
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import ArrayObject, NameObject, NumberObject, StreamObject

from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.jpeg2000 import without_boxes
from letterpack.pdfcopy.packed import without_traces
from letterpack.pdfcopy.profile import is_profile, without_owner
from tests.enclosures.makers import dictionary, edited, good_pdf, number, picture_of, rebuilt
from tests.hostile.private_files import exif, jpeg, xmp


def stream(data: bytes, *filters: str) -> StreamObject:
    made = StreamObject()
    made._data = data
    made[NameObject("/Filter")] = ArrayObject([NameObject(each) for each in filters])
    return made


def place(name: str) -> str:
    return "Olga" + "".join(filter(str.isalpha, name)).capitalize()


PACKERS = {
    "/FlateDecode": zlib.compress,
    "/ASCIIHexDecode": lambda data: data.hex().encode() + b">",
    "/ASCII85Decode": lambda data: base64.a85encode(data) + b"~>",
}


@pytest.mark.parametrize("outer", [(), ("/FlateDecode",), ("/ASCIIHexDecode",), ("/ASCII85Decode", "/FlateDecode")])
def test_a_photograph_keeps_its_pixels_and_nothing_else(outer):
    photo = jpeg(place)
    packed = photo
    for each in reversed(outer):
        packed = PACKERS[each](packed)
    found = without_traces(stream(packed, *outer, "/DCTDecode"), packed)
    assert b"Olga" in photo and b"Olga" not in found.data
    assert list(found.entries[0]) == ["/Filter", "/DCTDecode"]
    assert Image.open(BytesIO(found.data)).tobytes() == Image.open(BytesIO(photo)).tobytes()


def test_a_photograph_without_metadata_stays_bit_for_bit():
    clean = without_metadata(jpeg(place))
    assert without_traces(stream(clean, "/DCTDecode"), clean) == (clean, (), frozenset())


def test_a_photograph_that_cannot_be_taken_apart_stays():
    broken = b"\xff\xd8no segments here"
    assert without_traces(stream(broken, "/DCTDecode"), broken).data == broken


def test_jpeg_2000_loses_its_boxes_and_no_pixel():
    out = BytesIO()
    Image.new("RGB", (32, 32), (10, 200, 30)).save(out, "JPEG2000")
    plain = out.getvalue()
    start = plain.index(b"jp2h") - 4
    bodies = ((b"xml ", xmp("Olga")), (b"uuid", exif("Olga")))
    boxes = b"".join([(len(body) + 8).to_bytes(4, "big") + kind + body for kind, body in bodies])
    burdened = plain[:start] + boxes + plain[start:]
    assert Image.open(BytesIO(burdened)).size == (32, 32)
    assert without_boxes(burdened) == plain and without_boxes(plain) == plain
    bare = plain[plain.index(b"\xff\x4f\xff\x51") :]
    assert without_boxes(bare) == bare
    with pytest.raises(ValueError, match="does not end"):
        without_boxes(plain[:12] + b"\xff\xff\xff\xff" + plain[16:])


def monitor(name: str) -> bytes:
    """A profile of version 4 that is called ``name``."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    place = made.index("sRGB".encode("utf-16-be"))
    said = name.encode("utf-16-be")
    made[place : place + len(said)] = said
    return bytes(made)


def test_a_profile_does_not_name_its_monitor():
    named = monitor("Olga's Mac")
    clean = without_owner(named)
    assert "Olga".encode("utf-16-be") in named and "Olga".encode("utf-16-be") not in clean
    assert is_profile(clean) and len(clean) == len(named)
    picture = Image.new("RGB", (8, 8), (12, 130, 250))
    lab = ImageCms.createProfile("LAB")
    shown = [ImageCms.profileToProfile(picture, BytesIO(each), lab, outputMode="LAB") for each in (named, clean)]
    assert shown[0].tobytes() == shown[1].tobytes()


def test_a_profile_that_everybody_has_stays_bit_for_bit():
    known = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert without_owner(known) == known


def test_a_profile_in_an_enclosure_is_emptied_and_the_page_looks_the_same():
    def edit(writer):
        profile = StreamObject()
        profile._data = monitor("Olga's Mac")
        profile[NameObject("/N")] = NumberObject(3)
        page = writer.pages[0]
        space = ArrayObject([NameObject("/ICCBased"), writer._add_object(profile.flate_encode())])
        page["/Resources"][NameObject("/ColorSpace")] = dictionary(Mine=space)
        drawn = StreamObject()
        drawn._data = b"/Mine cs 0.2 0.6 0.4 sc 50 50 200 200 re f"
        page[NameObject("/Contents")] = writer._add_object(drawn)

    before = edited(edit)
    after = rebuilt(before)
    assert picture_of(before) == picture_of(after)
    (space,) = [each["/Resources"]["/ColorSpace"]["/Mine"] for each in [PdfReader(BytesIO(after)).pages[0]]]
    found = space[1].get_object().get_data()
    assert is_profile(found) and "Olga".encode("utf-16-be") not in found


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


def test_names_of_a_page_content_stay():
    def edit(writer):
        page = writer.pages[0]
        state = dictionary(Type=NameObject("/ExtGState"), ca=number(1))
        page["/Resources"][NameObject("/ExtGState")] = dictionary(Olga=state)

    assert b"/Olga" in rebuilt(edited(edit, good_pdf()))
