"""``profile: print``: PDF/X-4 in the same file as PDF/A-2a and PDF/UA-1; print runs X-4 and A-2u."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from benchmarks.campaigns import write_campaign
from letterpack.model.form import BLEED_PT
from tests.conformance import grey_profile, print_rules
from tests.conformance.campaign import built, judged, write
from tests.pdf_kinds import array

CLAIMS = ["PDF/A-2a", "PDF/UA-1", "PDF/X-4"]


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("print")
    result, manifest = built(write(folder / "c"), folder / "out", profile="print", run=True)
    assert result.ok, result.findings
    return folder / "out", manifest


@pytest.fixture(scope="module")
def packets(batch):
    out, manifest = batch
    return [out / row["file"] for row in manifest["packets"]]


def test_a_packet_claims_all_three(batch):
    assert [row["claims"] for row in batch[1]["packets"]] == [CLAIMS] * 3


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_a_packet_for_print_is_archival_and_accessible(packets, flavour):
    assert judged(packets, flavour) == {}


def test_a_print_run_is_archival(batch):
    assert judged([batch[0] / "print/run.pdf"], "2u") == {}


def test_no_rule_of_pdf_x_is_broken(batch, packets):
    assert {path.name: print_rules.broken(path) for path in [*packets, batch[0] / "print/run.pdf"]} == {
        path.name: set() for path in [*packets, batch[0] / "print/run.pdf"]
    }


def test_a_letterhead_at_the_edge_bleeds(packets):
    page = PdfReader(packets[0]).pages[0]
    assert [float(side) for side in array(page["/BleedBox"])][:2] == [pytest.approx(-BLEED_PT, abs=0.01)] * 2
    assert float(page.mediabox.left) < -BLEED_PT
    assert [float(side) for side in page.trimbox][:2] == [0, 0]


def test_addresses_of_links_are_printed(packets):
    text = " ".join(PdfReader(packets[0]).pages[0].extract_text().split())
    assert "A link (example.org/a?b=c) and https://example.org/plain." in text
    assert "mail (someone@example.org)" in text


def test_each_document_has_an_identifier_of_its_own(packets):
    found = {print_rules.xmp(PdfReader(path)).split(b"xmpMM:DocumentID>uuid:")[1][:36] for path in packets}
    assert len(found) == len(packets)


def test_the_profile_is_the_one_that_can_be_made_again(packets):
    intents = array(PdfReader(packets[0]).root_object["/OutputIntents"])
    assert {each["/S"] for each in intents} == {"/GTS_PDFA1", "/GTS_PDFX"}
    assert intents[0]["/DestOutputProfile"].get_object().get_data() == grey_profile.profile()


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def content(data):
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream


def edit_content(writer):
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content(b"1 0 0 rg 0 0 9 9 re f"))


def edit_font(writer):
    font = dictionary(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
    writer.pages[0]["/Resources"]["/Font"][NameObject("/Bad")] = font


def edit_state(writer):
    writer.pages[0]["/Resources"][NameObject("/ExtGState")] = dictionary(Bad=dictionary(TR=NameObject("/Identity")))


def edit_annotation(writer):
    box = ArrayObject([FloatObject(each) for each in (0, 0, 9, 9)])
    writer.pages[0][NameObject("/Annots")] = ArrayObject(
        [dictionary(Type=NameObject("/Annot"), Subtype=NameObject("/Link"), Rect=box)]
    )


def edit_xmp(before, after):
    def edit(writer):
        stream = writer.root_object["/Metadata"].get_object()
        stream.set_data(stream.get_data().replace(before, after))

    return edit


def edit_box(writer):
    writer.pages[0][NameObject("/TrimBox")] = ArrayObject([NumberObject(each) for each in (-200, 0, 900, 900)])


def edit_postscript(writer):
    stream = content(b"showpage")
    stream.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/PS")})
    resources = writer.pages[0]["/Resources"]
    resources.setdefault(NameObject("/XObject"), DictionaryObject())[NameObject("/Bad")] = writer._add_object(stream)


FAULTS = {
    "file structure": lambda writer: setattr(writer, "pdf_header", "%PDF-1.7"),
    "identification": edit_xmp(b">PDF/X-4<", b">PDF/X-3<"),
    "metadata": edit_xmp(b"xmpMM:VersionID", b"xmpMM:VersionOD"),
    "trapping": lambda writer: writer._info.update({NameObject("/Trapped"): NameObject("/Unknown")}),
    "output intent": lambda writer: writer.root_object.pop("/OutputIntents"),
    "page boxes": edit_box,
    "annotations": edit_annotation,
    "interaction": lambda writer: writer.root_object.update({NameObject("/OpenAction"): dictionary(S=NameObject("/JavaScript"))}),
    "fonts": edit_font,
    "colour": edit_content,
    "graphics state": edit_state,
    "objects": edit_postscript,
}


def test_every_rule_has_a_fault():
    assert {subject.split(":")[0] for subject in print_rules.RULES} == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_file_breaks_its_rule(packets, tmp_path, fault):
    writer = PdfWriter(clone_from=BytesIO(packets[0].read_bytes()))
    writer.add_metadata({"/Kept": TextStringObject("yes")})
    FAULTS[fault](writer)
    writer.write(tmp_path / "broken.pdf")
    assert fault in {subject.split(":")[0] for subject in print_rules.broken(tmp_path / "broken.pdf")}


def test_a_letter_costs_a_print_run_less_than_a_thousand_bytes(tmp_path):
    sizes = []
    for count in (50, 250):
        write_campaign(tmp_path / str(count), count)
        result, _ = built(tmp_path / str(count), tmp_path / f"out{count}", profile="print", run=True)
        assert result.ok, result.findings
        sizes.append((tmp_path / f"out{count}/print/run.pdf").stat().st_size)
    assert (sizes[1] - sizes[0]) / 200 < 1000
