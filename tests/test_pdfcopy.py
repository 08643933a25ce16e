"""What is left out of the objects, contents and fonts of PDFs that other programs made: keys, words, comments."""

from __future__ import annotations

import zlib
from functools import partial
from io import BytesIO
from threading import Event, Thread

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, StreamObject, TextStringObject

from letterpack.pdfcopy.content import Cleaner
from letterpack.pdfcopy.fontfiles import without_names
from letterpack.pdfcopy.jbig2 import without_extensions
from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.opened import opened
from letterpack.pdfcopy.packed import without_traces
from letterpack.pdfcopy.paints import shading_factor
from letterpack.pdfcopy.postscript import plain_map, without_comments
from tests.enclosures.makers import dictionary, edited, number, picture_of, rebuilt
from tests.fontmaking import font, saved
from tests.hostile.private_files import enclosure, jpeg
from tests.hostile.seeking import found_in
from tests.test_pdfcopy_pictures import place, stream
from tests.trying import tried


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


def content_after(content: bytes, **resources) -> bytes:
    after = rebuilt(edited(content_edit(content, **resources)))
    return first_page(after)["/Contents"].get_object().get_data()


def test_a_resource_is_called_by_what_it_is():
    state = dictionary(OlgasShadow=dictionary(Type=NameObject("/ExtGState"), ca=number(1)))
    before = edited(content_edit(b"/Olga#73Shadow gs 50 50 200 200 re f (/OlgasShadow) pop", ExtGState=state))
    after = rebuilt(before)
    page = first_page(after)
    (name,) = page["/Resources"]["/ExtGState"]
    assert name == "/N0" and page["/Contents"].get_object().get_data().startswith(b"/N0 gs ")
    assert picture_of(before) == picture_of(after)


def test_what_no_content_names_is_left_behind():
    state = dictionary(GS1=dictionary(ca=number(1)), GS2=dictionary(CA=number(1)))
    after = rebuilt(edited(content_edit(b"/GS1 gs 0 0 9 9 re f", ExtGState=state)))
    assert list(first_page(after)["/Resources"]["/ExtGState"]) == ["/GS1"]


SAID = {
    "a comment": (b"% Olga\n1 0 0 rg", b"\n1 0 0 rg"),
    "a comment at the end": (b"0 g % by Olga", b"0 g "),
    "a percent in a string": (b"(100% Olga) Tj", b"(100% Olga) Tj"),
    "a percent in a nested string": (b"(a (b % c) \\) d) Tj % x", b"(a (b % c) \\) d) Tj "),
    "a point": (b"/Olga MP 0 g", b" 0 g"),
    "a point with properties": (b"0 g /Mine <</By (Olga) /To [<4f> (x) <</A 1>>]>> DP 1 g", b"0 g  1 g"),
    "a style": (b"/OlgasStyle <</MCID 3>> BDC 0 g EMC", b"/Span <</MCID 3>> BDC 0 g EMC"),
    "a style without properties": (b"/Olga BMC 0 g EMC", b"/Span BMC 0 g EMC"),
    "private properties": (
        b"/P <</By (Olga) /MCID 0 /ActualText (a \\) b) /Deep <</X [(y)]>>>> BDC",
        b"/P <</MCID 0/ActualText (a \\) b)>> BDC",
    ),
    "private properties of an artifact": (
        b"/Artifact <</Type /Pagination /Olga 1 /BBox [0 0 1 1]>> BDC",
        b"/Artifact <</Type /Pagination/BBox [0 0 1 1]>> BDC",
    ),
    "an artifact": (b"/Artifact <</Type/Pagination>> BDC EMC", b"/Artifact <</Type/Pagination>> BDC EMC"),
    "a text under a number's key": (b"/P <</MCID (Olga)>> BDC", b"/P <<>> BDC"),
    "keys of a picture": (
        b"BI /W 1 /H 1 /BPC 8 /CS /G /Olga (x) ID a EI Q",
        b"BI/W 1/H 1/BPC 8/CS /G ID a\nEI Q",
    ),
    "a picture that is packed": (
        b"BI /W 1 /H 1 /F /Fl ID " + zlib.compress(b"% Olga EI Q") + b" EI Q % Olga",
        b"BI/W 1/H 1/F /Fl ID " + zlib.compress(b"% Olga EI Q") + b"\nEI Q ",
    ),
    "a picture that is packed as text": (
        b"BI /W 1 /H 1 /F /A85 ID 87 EI cUR~> EI Q % Olga",
        b"BI/W 1/H 1/F /A85 ID 87 EI cUR~>\nEI Q ",
    ),
    "a picture that is packed badly": (b"BI /F /Fl ID abc EI Q", b"BI/F /Fl ID abc\nEI Q"),
    "a photograph that is none": (b"BI /F /DCT ID abcdefgh EI Q", b"BI/F /DCT ID abcdefgh\nEI Q"),
    "a picture that does not end": (b"BI /W 1 ID abc", b"BI /W 1 ID abc"),
    "a mark without a tag": (b"BMC 0 g EMC", b"BMC 0 g EMC"),
    "bytes like a comment in a picture": (
        b"BI /W 4 /H 1 /BPC 8 /CS /G ID %a EI \x80 EI Q % Olga",
        b"BI/W 4/H 1/BPC 8/CS /G ID %a EI \x80\nEI Q ",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_content_keeps_what_it_draws_and_loses_what_it_says(name):
    before, after = SAID[name]
    assert Cleaner({}).clean(before) == after
    assert Cleaner({}).clean(after) == after


def test_a_photograph_within_content_loses_its_metadata():
    photo = jpeg(place)
    content = b"q 60 0 0 40 0 0 cm BI /W 60 /H 40 /BPC 8 /CS /RGB /F /DCT ID " + photo + b"\nEI Q"
    clean = Cleaner({}).clean(content)
    assert b"Olga" in content and b"Olga" not in clean and without_metadata(photo) in clean


COMMANDS = st.sampled_from([
    b"0 0 1 rg", b"10 10 80 80 re f",
    b"q 1 0 0 1 5 5 cm 0 0 20 20 re S Q", b"% Olga was here\n", b"/Olga MP", b"/S1 <</MCID 1>> BDC",
    b"/Span <</By (Ol\\)ga%) /Lang (en)>> BDC", b"EMC", b"BT /F1 9 Tf (50 % \\( off) Tj ET", b"BT <414243> Tj ET", b"/Olgas gs",
    b"q 9 0 0 9 0 0 cm BI/W 2/H 2/BPC 8/CS/G/Olga 1 ID %\n(E EI Q", b"/Fm0 Do",
])  # fmt: skip


@given(st.lists(COMMANDS, max_size=12), st.sampled_from([b" ", b"\n", b"\r", b" % Olga\r"]))
def test_cleaned_content_looks_the_same(commands, between):
    state = dictionary(Olgas=dictionary(ca=FloatObject(0.5)))
    before = edited(content_edit(between.join(commands), ExtGState=state))
    after = rebuilt(before)
    assert picture_of(before).tobytes() == picture_of(after).tobytes()
    assert b"Olga" not in first_page(after)["/Contents"].get_object().get_data()


def test_fonts_keep_their_glyphs_and_lose_their_words():
    for each in (font("abc", "Olga"), font("abc", "Olga", cff=True)):
        clean = without_names("/FontFile3", each)
        assert b"Olga" in each and b"Olga".decode().encode("utf-16-be") not in clean
        before, after = TTFont(BytesIO(each)), TTFont(BytesIO(clean))
        assert "name" not in after and before.getGlyphOrder() == after.getGlyphOrder()
        kept = set(after.reader.keys())
        assert {"cmap", "head", "hhea", "hmtx", "maxp"} <= kept
        assert all(before.reader[tag] == after.reader[tag] for tag in kept - {"CFF "})
        assert without_names("/FontFile3", clean) == clean


def test_a_font_of_postscript_loses_its_notices_and_no_byte_of_its_glyphs():
    head = (
        b"%!PS-AdobeFont-1.0: Example 1.0\n%%CreationDate: Olga\n11 dict begin\n/FontInfo 4 dict dup begin\n"
        b"/Notice (by Olga \\(c\\)) readonly def\nend readonly def\n/FontName /Example def\ncurrentfile "
    )
    secret = bytes(range(256))
    data = head + b"eexec\n" + secret + b"0" * 512 + b"\ncleartomark\n% Olga"
    clean = without_names("/FontFile", data)
    assert len(clean) == len(data) and b"Olga" not in clean and clean.startswith(b"%!PS-AdobeFont-1.0")
    assert secret in clean and b"/FontName /Example def" in clean


def test_notices_of_a_compact_font_become_blanks():
    made = TTFont(BytesIO(font("abc", "Example", cff=True)))
    top = made["CFF "].cff.topDictIndex[0]
    top.Notice, top.FullName, top.FamilyName = "by Olga", "Olgas Hand", "Olga"
    data = bytes(TTFont(BytesIO(saved(made))).reader["CFF "])
    clean = without_names("/FontFile3", data)
    assert b"Olga" in data and b"Olga" not in clean and len(clean) == len(data)
    again = CFFFontSet()
    again.decompile(BytesIO(clean), made)
    assert again[again.fontNames[0]].charset == top.charset


@pytest.mark.parametrize("role", ["/FontFile", "/FontFile2", "/FontFile3"])
@tried(2.5)
@given(data=st.data())
def test_a_damaged_font_stays_as_it_is_or_is_cleaned(role, data):
    good = data.draw(
        st.sampled_from([font("abc"), font("abc", cff=True), b"%!PS (x) eexec \0\1 cleartomark", b"\x01\0\x04\x01\0\1"])
    )
    at, value = data.draw(st.integers(0, len(good) - 1)), data.draw(st.binary(min_size=1, max_size=4))
    stream_of = StreamObject()
    stream_of._data = good[:at] + value + good[at + len(value) :]
    assert isinstance(without_traces(stream_of, stream_of._data, role).data, bytes)


def test_jbig2_with_many_references_loses_its_comments():
    """A segment that refers to more than four others says so in a longer form (ITU-T T.88, 7.2.4)."""
    many = b"\0\0\0\x09" + b"\x06" + b"\xe0\0\0\5" + b"\0" + b"\1\2\3\4\5" + b"\1" + (4).to_bytes(4, "big") + b"data"
    note = b"\0\0\0\2" + b"\x3e\0\1" + (12).to_bytes(4, "big") + b"\x20\0\0\0by Olga\0"
    assert without_extensions(many + note + many) == many + many


def test_what_a_shading_costs_goes_by_what_works_out_its_colors():
    def shaded(kind, data=None, **more):
        made = dictionary(ShadingType=NumberObject(kind), **more) if data is None else stream(data)
        made[NameObject("/ShadingType")] = NumberObject(kind)
        return made

    program = StreamObject()
    program._data = b"{ sin cos add }"
    program[NameObject("/FunctionType")] = NumberObject(4)
    alone = shading_factor(shaded(1, Function=program))
    assert alone > shading_factor(shaded(1)) > shading_factor(shaded(2)) > shading_factor(None)
    joined = dictionary(FunctionType=NumberObject(3), Functions=ArrayObject([program, program]))
    assert shading_factor(shaded(1, Function=joined)) == shading_factor(shaded(1, Function=ArrayObject([program, program])))
    assert shading_factor(shaded(1, Function=joined)) > alone
    for mesh in (4, 5, 6, 7):
        assert shading_factor(shaded(mesh, bytes(4000))) > shading_factor(shaded(mesh, bytes(400))) > 1


def test_jbig2_loses_its_comments():
    page = b"\0\0\0\1" + b"\x30\0\1" + (19).to_bytes(4, "big") + bytes(19)
    note = b"\0\0\0\2" + b"\x3e\0\1" + (12).to_bytes(4, "big") + b"\x20\0\0\0by Olga\0"
    assert without_extensions(page + note + page) == page + page
    with pytest.raises(ValueError, match="does not end"):
        without_extensions(page + note[:-1])


def test_character_maps_and_functions_lose_their_comments():
    made = (
        b"%!PS-Adobe-3.0 Resource-CMap\n%%Title: (Olga)\n/CMapName /Olgas-Map def\n1 beginbfchar\n<01> <0041>\nendbfchar % Olga"
    )
    assert plain_map(made) == (
        b"%!PS-Adobe-3.0 Resource-CMap\n\n/CMapName /Adobe-Identity-UCS def\n1 beginbfchar\n<01> <0041>\nendbfchar "
    )
    assert without_comments(b"{ 2 mul % Olga\n}") == b"{ 2 mul \n}"


def test_a_map_gives_no_code_a_meaning_that_none_has():
    made = (
        b"3 beginbfchar\n<00> <0000>\n<01> <00C6>\n<02> <fe FF>\nendbfchar\n1 beginbfchar <03> <FFFE> endbfchar\n"
        b"2 beginbfrange <0010> <0010> <0000> <0020> <0022> <0000> endbfrange "
        b"1 beginbfrange <30> <31> [<0041> <0000>] endbfrange\n"
    )
    assert plain_map(made) == (
        b"1 beginbfchar\n<01> <00C6>\nendbfchar\n\n"
        b"1 beginbfrange\n<0020> <0022> <0000>\nendbfrange 1 beginbfrange <30> <31> [<0041> <0000>] endbfrange\n"
    )
    assert plain_map(broken := b"2 beginbfchar <00> <0000> <01> endbfchar") == broken
    assert len(plain_map(b"1 beginbfchar " * 100_000)) == 1_400_000


def test_a_thumbnail_in_a_photograph_goes():
    clean = without_metadata(jpeg(place))
    head = b"\xff\xe0" + (16 + 3).to_bytes(2, "big") + b"JFIF\0\1\1\0\0\1\0\1\1\1RGB"
    at = clean.index(b"\xff\xdb")
    found = without_metadata(b"\xff\xd8" + head + clean[at:])
    assert found == b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + clean[at:]


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
    after = rebuilt(edited(content_edit(b"/GS1 gs /Olga gs", ExtGState=held)))
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
