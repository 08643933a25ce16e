"""What is left out of pictures and color profiles of PDFs that other programs made: metadata, and names of monitors."""

from __future__ import annotations

import base64
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import ArrayObject, NameObject, NumberObject, StreamObject

from letterpack.pdfcopy.inline import inline_picture
from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.jpeg2000 import without_boxes
from letterpack.pdfcopy.packed import without_traces
from letterpack.pdfcopy.profile import is_profile, without_owner
from tests.enclosures.makers import dictionary, edited, picture_of, rebuilt
from tests.hostile.private_files import exif, jpeg, xmp
from tests.pdf_kinds import dictionary as dictionary_of


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
    clean = without_boxes(burdened)
    assert clean == without_boxes(plain) and len(clean) == len(plain)
    assert Image.open(BytesIO(clean)).tobytes() == Image.open(BytesIO(plain)).tobytes()
    bare = plain[plain.index(b"\xff\x4f\xff\x51") :]
    assert clean.endswith(without_boxes(bare))
    with pytest.raises(ValueError, match="does not end"):
        without_boxes(plain[:12] + b"\xff\xff\xff\xff" + plain[16:])


def boxed(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def test_jpeg_2000_loses_the_monitor_of_its_profile_and_the_words_of_its_comments():
    head = boxed(b"jP  ", b"\r\n\x87\n")
    profile = boxed(b"jp2h", boxed(b"colr", b"\2\0\0" + monitor("Olga's Mac")))
    stream_of = b"\xff\x4f\xff\x51\0\x04\0\0" + b"\xff\x64\0\x0a\0\1byOlga" + b"\xff\xd9"
    long_box = b"\0\0\0\1jp2c" + (16 + len(stream_of)).to_bytes(8, "big") + stream_of
    clean = without_boxes(head + profile + long_box)
    assert b"Olga" not in clean and "Olga".encode("utf-16-be") not in clean and len(clean) == len(head + profile + long_box)


def test_a_photograph_keeps_how_its_colors_are_meant_and_fill_bytes_are_no_harm():
    adobe = b"\xff\xee\0\x0eAdobe" + bytes((0, 100, 0, 0, 0, 0, 1))
    table = b"\xff\xdb\0\x03a"
    assert (
        without_metadata(b"\xff\xd8" + adobe + b"\xff" + table + b"\xff\xfe\0\6Olga\xff\xd9")
        == b"\xff\xd8" + adobe + table + b"\xff\xd9"
    )
    cut = b"\xff\xd8" + table + b"\xff\xda\0\2data"
    assert without_metadata(cut) == cut + b"\xff\xd9"


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


def old_profile(*tags: bytes) -> bytes:
    """A profile of version 2, whose names are texts and descriptions."""
    at, rows, body = 132 + 12 * len(tags), b"", b""
    for index, tag in enumerate(tags):
        rows += b"tag%d" % index + (at + len(body)).to_bytes(4, "big") + len(tag).to_bytes(4, "big")
        body += tag
    return bytes(36) + b"acsp" + bytes(88) + len(tags).to_bytes(4, "big") + rows + body


def described(name: str) -> bytes:
    short, wide = name.encode() + b"\0", name.encode("utf-16-be") + b"\0\0"
    said = len(short).to_bytes(4, "big") + short + bytes(4) + (len(wide) // 2).to_bytes(4, "big") + wide
    return b"desc\0\0\0\0" + said + b"\0\0" + bytes([len(short)]) + short.ljust(67, b"\0")


def test_an_old_profile_does_not_name_its_monitor_either():
    known = [described("Adobe RGB (1998)"), b"text\0\0\0\0Copyright 1998 Adobe Systems Incorporated\0"]
    assert without_owner(old_profile(*known)) == old_profile(*known)
    named = [described("Olga's Mac"), b"text\0\0\0\0by Olga\0", b"Mine\0\0\0\0Olga", b"XYZ \0\0\0\0Olga"]
    clean = without_owner(old_profile(*named))
    assert clean.count(b"Olga") == 1 and "Olga".encode("utf-16-be") not in clean and len(clean) == len(old_profile(*named))
    with pytest.raises(ValueError, match="outside of its profile"):
        without_owner(old_profile(*known)[:-1])


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
    (space,) = dictionary_of(PdfReader(BytesIO(after)).pages[0]["/Resources"]["/ColorSpace"]).values()
    found = space[1].get_object().get_data()
    assert is_profile(found) and "Olga".encode("utf-16-be") not in found


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"/DP<</K -1\n/Columns 51>>", b"<< /K -1 /Columns 51 >>"),
        (b"/DecodeParms [null <</Columns 5/Predictor 15>>]", b"[ null << /Columns 5 /Predictor 15 >> ]"),
        (b"/DP<</K -1/Note(a name)/Person 4/BlackIs1 true>>", b"<< /K -1 /BlackIs1 true >>"),
    ],
)
def test_a_picture_in_content_keeps_how_it_is_unpacked(said: bytes, kept: bytes) -> None:
    """Letters of Type 3 fonts are such pictures, packed as facsimiles are; without this, a whole page was blank."""
    found = inline_picture(b"/IM true/W 51/H 56/F/CCF" + said + b" ID \x26\xa1\xb0\nEI Q", 0, {})
    assert kept in found.text
