"""Letterheads and logos that are PDFs: as they look, gray for the print room, or a word for why not."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

import letterpack
from letterpack.draw.grey_page import Colored, grey_page
from tests import printed
from tests.assemble import graphic_file
from tests.build.making import campaign, text_of
from tests.draw.loading import codes, load, seen
from tests.enclosures.makers import dictionary

STRIP = (595.28, 110.0)


def text(graphic):
    document = pypdfium2.PdfDocument(graphic_file(graphic))
    try:
        return document[0].get_textpage().get_text_range().strip()
    finally:
        document.close()


def test_a_sheet_is_cut_below_its_last_mark():
    graphic, findings = load(printed.page())
    assert not findings and graphic.width_pt == pytest.approx(printed.A4[0])
    assert 78 < graphic.height_pt < 90 and graphic.has_text


def test_text_keeps_its_fonts_and_inks_are_seen_as_print():
    graphic, _ = load(printed.page(STRIP))
    assert text(graphic) == "House Ærø"
    red, green, blue = seen(graphic).getpixel((300, 10))
    assert red < 30 and 70 < green < 110 and 140 < blue < 180


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_turned_stands_as_its_readers_see_it(turn):
    size = STRIP if turn in (0, 180) else STRIP[::-1]
    data = with_page(lambda page, _: page.rotate(turn), size)
    graphic, _ = load(data)
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].render(scale=1).to_pil().convert("RGB")
    shown = seen(graphic)
    assert (round(graphic.width_pt), round(graphic.height_pt)) == (595, 110)
    for x, y in ((5, 5), (300, 5), (5, 104), (300, 104), (590, 55), (300, 55)):
        assert max(abs(a - b) for a, b in zip(shown.getpixel((x, y)), page.getpixel((x, y)), strict=True)) < 40


@pytest.mark.parametrize("color", [printed.RED, printed.BLUE_INKS])
def test_for_the_print_room_it_is_gray(color):
    graphic, findings = load(printed.page(STRIP, color), profile="print")
    assert not findings
    data = b"".join(part for each in graphic.fragment.objects for part in each.parts if isinstance(part, bytes))
    assert not re.search(rb"/Device(?:RGB|CMYK)", data)
    red, green, blue = seen(graphic).getpixel((300, 10))
    assert red == green == blue < 130


def with_page(change, size=STRIP):
    """A letterhead whose page was changed by ``change(page, writer)``."""
    writer = PdfWriter(clone_from=BytesIO(printed.page(size, printed.RED)))
    change(writer.pages[0], writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def add_comment(page, writer):
    page[NameObject("/Annots")] = ArrayObject([
        writer._add_object(
            DictionaryObject({
                NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FreeText"),
                NameObject("/Rect"): ArrayObject(map(NumberObject, (10, 10, 90, 40))),
            })
        )
    ])  # fmt: skip


def lock(_page, writer):
    writer.encrypt("secret")


def empty(page, _writer):
    del page[NameObject("/Contents")]


@pytest.mark.parametrize(
    ("data", "profile", "said"),
    [
        (printed.page(STRIP, font=printed.FOREIGN), "default", "does not embed its fonts (`Helvetica-Bold`)"),
        (printed.page(STRIP, pages=2), "default", "has 2 pages, and a picture is one page"),
        (printed.page(STRIP, printed.SPOT), "print", "has the ink HOUSE RED, which cannot be turned gray"),
        (with_page(add_comment), "default", "shows a comment (`FreeText`)"),
        (with_page(lock), "default", "needs a password"),
        (with_page(empty), "default", "shows nothing"),
        (printed.page(STRIP)[:-700], "default", "is damaged"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "default", "is damaged"),
    ],
)
def test_what_a_packet_cannot_hold_is_refused_in_words(data, profile, said):
    graphic, findings = load(data, profile=profile)
    assert graphic is None and [found.severity for found in findings] == ["error"]
    assert said in findings[0].message
    assert findings[0].code == {"is damaged": "LP220", "shows nothing": "LP223"}.get(said, "LP241")
    if profile == "default":
        assert len(codes(data)) == 1


def test_an_ink_keeps_its_look_where_packets_have_colors():
    graphic, findings = load(printed.page(STRIP, printed.SPOT))
    red, green, blue = seen(graphic).getpixel((300, 10))
    assert not findings and red > 200 and green < 60 and blue < 60


def test_marks_of_the_file_stay_behind_and_bytes_are_the_same():
    def mark(page, writer):
        page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Secret-author"): NumberObject(1)})
        content = page.get_contents()
        content.set_data(b"/Secret <</MCID 0>> BDC\n" + content.get_data() + b"\nEMC")
        page[NameObject("/Contents")] = writer._add_object(content)

    data = with_page(mark)
    first, second = load(data)[0], load(data)[0]
    assert first == second
    inner = PdfReader(BytesIO(graphic_file(first))).pages[0]["/Resources"]["/XObject"]["/G"]["/Resources"]["/XObject"]["/Page"]
    content = inner.get_data()
    assert b"Secret" not in graphic_file(first) + content
    assert b"MCID" not in content and b"EMC" not in content and b"Tj" in content


RESOURCES = {
    "P": ArrayObject([NameObject("/Pattern")]),
    "C": ArrayObject([NameObject("/CalRGB"), DictionaryObject()]),
    "B": ArrayObject([NameObject("/Separation"), NameObject("/Black"), NameObject("/DeviceGray"), NumberObject(0)]),
}


@pytest.mark.parametrize(
    ("content", "gray"),
    [
        (b"1 0 0 rg (1 0 0 rg) Tj", b"0.299 g (1 0 0 rg) Tj"),
        (b"0 0 0 1 k 1 1 1 0 K", b"0 g 0 G"),
        (b"/C cs 0 0 1 sc q /B cs 1 scn Q 0 1 0 sc", b"/DeviceGray cs 0.114 sc q /B cs 1 scn Q 0.587 sc"),
        (b"% 1 0 0 rg\n.5 g /C CS 1 1 1 SCN", b"% 1 0 0 rg\n.5 g /DeviceGray CS 1 SCN"),
        (b"q BI /W 1 /CS /G /BPC 8 ID 1 0 0 rg EI Q 1 1 1 rg", b"q BI /W 1 /CS /G /BPC 8 ID 1 0 0 rg EI Q 1 g"),
    ],
)
def test_colors_of_content_become_their_luma(content, gray):
    spaces = DictionaryObject({NameObject(f"/{name}"): space for name, space in RESOURCES.items()})
    assert grey_page(content, DictionaryObject({NameObject("/ColorSpace"): spaces})) == gray


def drawing(data, **entries):
    made = StreamObject()
    made._data = data
    made.update(dictionary(**entries))
    return made


def picture(space, **more):
    sizes = {"Width": NumberObject(2), "Height": NumberObject(1), "BitsPerComponent": NumberObject(8)}
    return drawing(
        bytes((255, 0, 0, 0, 0, 255)),
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        ColorSpace=space,
        **sizes,
        **more,
    )


RGB, GRAY = NameObject("/DeviceRGB"), NameObject("/DeviceGray")


def test_what_a_page_is_drawn_with_turns_gray_too():
    """Drawings, tiles, masks, and what these are drawn with, each once, even where one holds itself."""
    inner = drawing(b"0 1 0 rg", Subtype=NameObject("/Form"))
    form = drawing(b"1 0 0 rg", Group=dictionary(CS=RGB), Subtype=NameObject("/Form"))
    form[NameObject("/Resources")] = own = dictionary(XObject=dictionary(Inner=inner, Itself=form))
    tiles, mask, photo = drawing(b"0 0 1 rg", Resources=own), drawing(b"0 0 1 RG"), picture(RGB)
    plain = dictionary(Shading=dictionary(ColorSpace=GRAY))
    states = dictionary(Soft=dictionary(SMask=dictionary(G=mask)), Hard=dictionary(SMask=NameObject("/None")))
    shadings = dictionary(Fade=dictionary(ColorSpace=NameObject("/CalGray")))
    drawn = dictionary(Form=form, Photo=photo)
    patterns = dictionary(Tiles=tiles, Plain=plain)
    grey_page(b"/Form Do", dictionary(XObject=drawn, Pattern=patterns, ExtGState=states, Shading=shadings))
    assert [zlib.decompress(each._data) for each in (form, inner, tiles, mask)] == [
        b"0.299 g",
        b"0.587 g",
        b"0.114 g",
        b"0.114 G",
    ]
    assert form["/Group"]["/CS"] == GRAY and photo["/ColorSpace"] == GRAY
    assert [*zlib.decompress(photo._data)] == [76, 29]


PROFILE = ArrayObject([NameObject("/ICCBased"), drawing(b"", N=NumberObject(3))])
FOUR = NameObject("/DeviceCMYK")


@pytest.mark.parametrize(
    ("content", "resources", "said"),
    [
        (b"/Unknown cs 1 scn", {}, "colors of a kind"),
        (b"1 rg", {}, "colors that cannot be read"),
        (b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI", {}, "a picture in color"),
        (b"", {"XObject": dictionary(P=picture(FOUR))}, "a picture in color"),
        (b"", {"XObject": dictionary(P=picture(RGB, Decode=ArrayObject()))}, "a picture in color"),
        (b"", {"Shading": dictionary(S=dictionary(ColorSpace=PROFILE))}, "a gradient in color"),
        (b"", {"Pattern": dictionary(P=dictionary(Shading=dictionary(ColorSpace=RGB)))}, "a gradient in color"),
        (b"", {"Font": dictionary(F=dictionary(Subtype=NameObject("/Type3")))}, "a font that is made of drawings"),
    ],
)
def test_a_color_that_cannot_be_turned_gray_is_refused(content, resources, said):
    with pytest.raises(Colored, match=said):
        grey_page(content, dictionary(**resources))


def test_a_packet_has_it_and_the_check_knows_it(tmp_path):
    files = campaign(
        settings={"letterhead": {"first": "head.pdf"}, "sender": {"names": ["House"]}}, more={"head.pdf": printed.page()}
    )
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert letterpack.build(tmp_path).ok
    assert "House Ærø" in text_of((tmp_path / "build" / "packets" / "alpha.pdf").read_bytes())
    found = {each.code for each in letterpack.check(tmp_path).findings}
    assert not {"LP331", "LP346"} & found


def test_a_logo_whose_text_objects_are_empty_has_no_text(tmp_path):
    logo = BytesIO()
    canvas = Canvas(logo, (60, 60))
    canvas.rect(10, 10, 40, 40, fill=1)
    canvas.drawString(5, 5, "")
    canvas.save()
    files = campaign(settings={"sender": {"names": ["House"], "logo": "logo.pdf"}}, more={"logo.pdf": logo.getvalue()})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert letterpack.build(tmp_path).ok
    assert "LP333" not in {each.code for each in letterpack.check(tmp_path).findings}
