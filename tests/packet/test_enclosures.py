"""Enclosures: what is right stays right, and everything else is said and harmless."""

from __future__ import annotations

import logging
import subprocess
import time
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, FloatObject, NameObject, TextStringObject

from letterpack.codes import find_code
from letterpack.packet import deadline, enclosure_pages, enclosures
from letterpack.pdfcopy import Damaged, plain_name
from tests.assemble import enclosure_file
from tests.installed import program
from tests.packet.makers import (
    HERE,
    NAME,
    annotation,
    codes,
    dictionary,
    edited,
    good_pdf,
    hand_made,
    number,
    picture_of,
    read,
    script,
)

GOOD = good_pdf()


def rebuilt(data, **options):
    enclosure, findings = read(data, **options)
    assert enclosure is not None, findings
    return enclosure_file(enclosure)


def reader(data, **options):
    return PdfReader(BytesIO(rebuilt(data, **options)), strict=True)


def test_a_sound_file_is_taken_without_a_word():
    enclosure, findings = read(GOOD)
    assert findings == []
    assert [(page.width_pt, page.height_pt) for page in enclosure.pages] == [(595.0, 842.0)] * 2
    assert (enclosure.path, enclosure.title) == (NAME, "fact sheet")
    assert read(GOOD, title="The facts")[0].title == "The facts"


def test_the_copy_looks_and_reads_like_the_original():
    copy = rebuilt(GOOD)
    for page in range(2):
        assert picture_of(copy, page).tobytes() == picture_of(GOOD, page).tobytes()
        assert PdfReader(BytesIO(copy)).pages[page].extract_text().strip() == f"Fact sheet, page {page + 1}"


def test_qpdf_finds_nothing_wrong(tmp_path):
    path = tmp_path / "copy.pdf"
    path.write_bytes(rebuilt(GOOD))
    checked = subprocess.run([program("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_equal_bytes_give_equal_fragments():
    assert read(GOOD)[0] == read(GOOD)[0]


def test_shared_objects_are_copied_once():
    literals = [part for each in read(GOOD)[0].fragment.objects for part in each.parts if isinstance(part, bytes)]
    assert sum(b"/FontFile2" in part for part in literals) == 1


def test_nothing_leaks():
    copy = rebuilt(GOOD)
    for secret in (b"Secret", b"ReportLab", b"/Info", b"/Outlines", b"/CreationDate"):
        assert secret not in copy


def test_links_to_the_web_stay_unless_told_otherwise():
    page = reader(GOOD).pages[1]
    assert page["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.org/2"
    assert "/Annots" not in reader(GOOD, for_print=True).pages[1]


@pytest.mark.parametrize(
    ("turn", "size"),
    [
        (0, (200, 300)),
        (90, (300, 200)),
        (180, (200, 300)),
        (-90, (300, 200)),
        (450, (300, 200)),
    ],
)
def test_rotation_and_size_as_seen(turn, size):
    def edit(writer):
        for page in writer.pages:
            page[NameObject("/Rotate")] = number(turn)

    data = edited(edit, good_pdf(1, (200, 300)))
    enclosure, findings = read(data)
    assert findings == []
    assert (enclosure.pages[0].width_pt, enclosure.pages[0].height_pt) == size
    assert picture_of(enclosure_file(enclosure)).size == size
    assert picture_of(enclosure_file(enclosure)).tobytes() == picture_of(data).tobytes()


def test_inherited_attributes_become_the_pages_own():
    content = b"0 0 50 80 re f"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[10 20 210 320]/Rotate 90/Resources<</ProcSet[/PDF]>>>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1/CropBox[0 0 110 9999]>>",
            b"<</Type/Page/Parent 3 0 R/Contents 5 0 R>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )
    page = reader(data).pages[0]
    assert list(page.mediabox) == [10, 20, 210, 320] and list(page.cropbox) == [10, 20, 110, 320]
    assert page.rotation == 90 and "/ProcSet" in page["/Resources"]
    enclosed = read(data)[0].pages[0]
    assert (enclosed.width_pt, enclosed.height_pt) == (300, 100)


def test_user_unit_counts():
    data = edited(lambda writer: writer.pages[0].__setitem__(NameObject("/UserUnit"), FloatObject(2)), good_pdf(1, (200, 300)))
    assert (read(data)[0].pages[0].width_pt, read(data)[0].pages[0].height_pt) == (400, 600)


def test_names_stay_the_bytes_they_are():
    content = b"/\xd6l 12 Tf BT (a) Tj ET"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</ExtGState<</\xd6l<</CA 1>>>>>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )
    assert b"/#D6l" in rebuilt(data)
    with pytest.raises(Damaged):
        plain_name("/日本")


def test_page_tree_limits(monkeypatch):
    monkeypatch.setattr(enclosure_pages, "MAX_PAGES", 3)
    assert codes(good_pdf(3)) == []
    assert codes(good_pdf(4)) == ["LP405"]


def test_too_many_bytes(monkeypatch):
    monkeypatch.setattr(enclosures, "MAX_BYTES", 100)
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
    assert read(data)[1][0].message.endswith("it says it has 2 pages and holds 1")


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


@pytest.mark.parametrize(("user", "words"), [("", "protected against copying"), ("secret", "needs a password")])
def test_encrypted(user, words):
    data = edited(lambda writer: writer.encrypt(user, "owner", algorithm="RC4-128"))
    enclosure, (found,) = read(data)
    assert enclosure is None and found.code == "LP403" and words in found.message


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
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</X %s%s>>>>" % (b"[" * 300, b"]" * 300),
        ]
    )
    assert codes(data) == ["LP402"]


def test_objects_that_refer_to_each_other_are_copied_once():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Properties<</A 4 0 R>>>>>>",
            b"<</Next 5 0 R/Page 3 0 R>>",
            b"<</Prev 4 0 R/Root 1 0 R>>",
        ]
    )
    enclosure, findings = read(data)
    assert findings == [] and len(enclosure.fragment.objects) == 3


def test_scripts_and_actions_are_left_out():
    def edit(writer):
        names = dictionary(JavaScript=dictionary(Names=ArrayObject([TextStringObject("a"), script("Secret script")])))
        writer.root_object[NameObject("/Names")] = names
        writer.root_object[NameObject("/OpenAction")] = script("Secret opening")
        writer.pages[0][NameObject("/AA")] = dictionary(O=script("Secret page"))

    data = edited(edit)
    (found,) = read(data)[1]
    assert found.code == "LP406" and "scripts, actions on opening, actions of page 1" in found.message
    assert b"Secret" not in rebuilt(data) and b"JavaScript" not in rebuilt(data)


def test_comments_are_left_out_and_named():
    def edit(writer):
        annotation(writer, "Text", Contents=TextStringObject("Secret note"))
        annotation(writer, "Highlight")
        annotation(writer, "Popup")
        annotation(writer, "Link", Dest=TextStringObject("chapter"))
        annotation(writer, "Link", A=script())

    enclosure, findings = read(edited(edit))
    assert [found.code for found in findings] == ["LP406", "LP407", "LP407", "LP407"]
    assert all(kind in " ".join(found.message for found in findings) for kind in ("`Text`", "`Highlight`", "`inner link`"))
    copy = enclosure_file(enclosure)
    assert b"Secret" not in copy and len(PdfReader(BytesIO(copy)).pages[0]["/Annots"]) == 1


def test_form_fields_stop_and_hidden_ones_do_not():
    def edit(writer, **entries):
        annotation(writer, "Widget", FT=NameObject("/Tx"), V=TextStringObject("value"), **entries)
        writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject())

    assert codes(edited(edit)) == ["LP408"]
    assert codes(edited(lambda writer: edit(writer, F=number(2)))) == []


def test_signed():
    def edit(writer):
        annotation(writer, "Widget", FT=NameObject("/Sig"))
        writer.root_object[NameObject("/AcroForm")] = dictionary(Fields=ArrayObject(), SigFlags=number(3))

    enclosure, (found,) = read(edited(edit))
    assert enclosure is not None and (found.code, found.severity) == ("LP409", "warning")


def test_attachments_are_left_out():
    data = edited(lambda writer: writer.add_attachment("list.txt", b"Secret list"))
    assert codes(data) == ["LP410"]
    assert b"Secret" not in rebuilt(data)


def test_portfolio_and_xfa_are_refused():
    assert codes(edited(lambda w: w.root_object.__setitem__(NameObject("/Collection"), dictionary()))) == ["LP411"]
    form = dictionary(Fields=ArrayObject(), XFA=ArrayObject(), NeedAppearances=BooleanObject(True))
    assert codes(edited(lambda w: w.root_object.__setitem__(NameObject("/AcroForm"), form))) == ["LP411"]


def test_hidden_layers_are_refused_and_visible_ones_are_not():
    def edit(writer, off):
        group = writer._add_object(dictionary(Type=NameObject("/OCG"), Name=TextStringObject("Draft")))
        default = dictionary(OFF=ArrayObject([group] if off else []))
        writer.root_object[NameObject("/OCProperties")] = dictionary(OCGs=ArrayObject([group]), D=default)

    assert codes(edited(lambda writer: edit(writer, off=True))) == ["LP413"]
    assert codes(edited(lambda writer: edit(writer, off=False))) == []


def test_fonts_that_are_not_embedded():
    (found,) = read(good_pdf(embed=False))[1]
    assert found.code == "LP414" and "`Helvetica`" in found.message


def test_a_file_that_takes_for_ever(monkeypatch):
    def forever(_root):
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(deadline, "LIMIT_S", 0.2)
    monkeypatch.setattr("letterpack.packet.enclosure_copy.leaves", forever)
    assert codes(GOOD) == ["LP415"]


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


def test_a_page_without_resources_or_contents():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents null>>",
        ]
    )
    assert reader(data).pages[0]["/Resources"] == {}


def test_traces_of_tools_and_authors_are_left_out_of_streams():
    content = b"0 0 5 5 re f"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/PieceInfo<</Tool(Secret)>>"
            b"/Resources<</XObject<</Metadata 4 0 R>>>>>>",
            b"<</Metadata 5 0 R/PieceInfo<</T(Secret)>>/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/Metadata/Length 6>>\nstream\nSecret\nendstream",
        ]
    )
    copy = rebuilt(data)
    assert b"Secret" not in copy and b"/XObject <</Metadata" in copy


def test_the_terminal_stays_clean(caplog):
    with caplog.at_level(logging.DEBUG):
        read(GOOD.replace(b"startxref\n", b"startxref\n1"))
    assert not [record for record in caplog.records if record.name.startswith("pypdf")]


def test_every_finding_has_a_page_a_hint_and_the_right_severity():
    shown = [*read(b"")[1], *read(GOOD[:500])[1], *read(good_pdf(embed=False))[1], *read(GOOD, "gone.pdf")[1]]
    for found in shown:
        page = find_code(found.code)
        assert page is not None and page.severity == found.severity and found.hint and not found.message.endswith(".")


def sound_or_refused(data):
    """Whatever ``data`` is: an enclosure that pypdf reads again, or an error; never a crash."""
    enclosure, findings = read(data)
    errors = [found for found in findings if found.severity == "error"]
    assert (enclosure is None) == bool(errors)
    if enclosure is not None:
        copy = PdfReader(BytesIO(enclosure_file(enclosure)), strict=True)
        assert len(copy.pages) == len(enclosure.pages) > 0


fuzz = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
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


def test_a_file_by_another_writer_with_object_streams():
    writer = PdfWriter(clone_from=BytesIO(GOOD))
    writer.compress_identical_objects()
    out = BytesIO()
    writer.write(out)
    assert codes(out.getvalue()) == []
