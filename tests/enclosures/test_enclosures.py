"""Enclosures: what is right stays right."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import FloatObject, NameObject

from letterpack.pdfcopy import Damaged, plain_name
from tests.assemble import enclosure_file
from tests.enclosures.makers import (
    GOOD,
    NAME,
    codes,
    edited,
    good_pdf,
    hand_made,
    number,
    picture_of,
    read,
    reader,
    rebuilt,
)
from tests.installed import program


def test_a_sound_file_is_taken_without_a_word():
    enclosure, findings = read(GOOD)
    assert findings == []
    assert [(page.width_pt, page.height_pt) for page in enclosure.pages] == [(595.0, 842.0)] * 2
    assert (enclosure.path, enclosure.title) == (NAME, "fact_sheet")


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
    assert "/Annots" not in reader(GOOD, profile="print").pages[1]


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
            b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[10 20 210 320]/Rotate 90/Resources<</Font<<>>>>>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[4 0 R]/Count 1/CropBox[0 0 110 9999]>>",
            b"<</Type/Page/Parent 3 0 R/Contents 5 0 R>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )
    page = reader(data).pages[0]
    assert list(page.mediabox) == [10, 20, 210, 320] and list(page.cropbox) == [10, 20, 110, 320]
    assert page.rotation == 90 and "/Font" in page["/Resources"]
    enclosed = read(data)[0].pages[0]
    assert (enclosed.width_pt, enclosed.height_pt) == (300, 100)


def test_user_unit_counts():
    data = edited(lambda writer: writer.pages[0].__setitem__(NameObject("/UserUnit"), FloatObject(2)), good_pdf(1, (200, 300)))
    assert (read(data)[0].pages[0].width_pt, read(data)[0].pages[0].height_pt) == (400, 600)
    page = reader(data).pages[0]
    assert list(page.mediabox) == [0, 0, 400, 600] and "/UserUnit" not in page
    assert b"2.00000 0.00000 0.00000 2.00000 0.00000 0.00000 cm" in page.get_contents().get_data()


def test_names_are_the_bytes_that_content_says():
    content = b"/\xd6l gs BT (a) Tj ET"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</ExtGState<</\xd6l<</CA 1>>>>>>>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )
    page = reader(data).pages[0]
    assert page["/Contents"].get_object().get_data().startswith(b"/\xd6l gs") and b"/#D6l" in rebuilt(data)
    with pytest.raises(Damaged):
        plain_name("/日本")


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
    content = b"0 0 5 5 re f /Fm1 Do"
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            (
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/PieceInfo<</Tool(Secret)>>"
                b"/Resources<</XObject<</Fm1 4 0 R>>>>>>"
            ),
            b"<</Metadata 5 0 R/PieceInfo<</T(Secret)>>/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/Metadata/Length 6>>\nstream\nSecret\nendstream",
        ]
    )
    copy = rebuilt(data)
    assert b"Secret" not in copy and b"/XObject <</Fm1 " in copy and b"/Metadata" not in copy


def test_a_file_by_another_writer_with_object_streams():
    writer = PdfWriter(clone_from=BytesIO(GOOD))
    writer.compress_identical_objects()
    out = BytesIO()
    writer.write(out)
    assert codes(out.getvalue()) == []


def test_objects_that_refer_to_each_other_are_copied_once():
    data = hand_made(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 6 0 R/Resources<</Pattern<</A 4 0 R>>>>>>",
            b"<</Shading 5 0 R/P 3 0 R>>",
            b"<</Alternate 4 0 R/VE 1 0 R>>",
            b"<</Length 6>>\nstream\n/A scn\nendstream",
        ]
    )
    enclosure, findings = read(data)
    assert findings == [] and len(enclosure.fragment.objects) == 4
