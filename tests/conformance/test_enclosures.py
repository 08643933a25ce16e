"""An enclosure keeps the packet's claims where it bears them out, and takes away what it does not: said, and judged from
outside.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from tests.conformance.campaign import built, judged, write
from tests.enclosures.makers import good_pdf

BOTH = ["PDF/A-2a", "PDF/UA-1"]


@pytest.fixture(scope="module")
def conforming(tmp_path_factory):
    """A packet with links, pictures, a carrier: tagged, PDF/A-2a and PDF/UA-1; somebody else's PDF to another campaign."""
    folder = tmp_path_factory.mktemp("conforming")
    result, manifest = built(write(folder / "c", subject="A subject", following="follow.svg"), folder / "out")
    assert result.ok, result.findings
    return (folder / "out" / manifest["packets"][-1]["file"]).read_bytes()


def made(tmp_path, data, **options):
    settings = options.pop("settings", "")
    result, manifest = built(
        write(tmp_path / "c", enclosures={"fact_sheet.pdf": data}, settings=settings), tmp_path / "out", **options
    )
    packets = [tmp_path / "out" / row["file"] for row in manifest.get("packets", ())]
    notes = [each for each in result.findings if each.code == "LP416"]
    return result, [row["claims"] for row in manifest.get("packets", ())], packets, notes


def edited(data, edit):
    writer = PdfWriter(clone_from=BytesIO(data))
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_conforming_enclosure_keeps_all_claims_and_its_tags(tmp_path, conforming):
    _, claims, packets, notes = made(tmp_path, conforming)
    assert (claims, notes) == ([BOTH] * 3, [])
    assert judged(packets, "2a") == judged(packets, "ua1") == {}
    reader = PdfReader(packets[0])
    part = reader.root_object["/StructTreeRoot"]["/K"]["/K"][-1].get_object()
    assert (part["/S"], part["/T"], part["/Lang"]) == ("/Part", "A subject", "en")
    assert reader.page_labels[-1].startswith("A subject ")
    assert reader.outline[-1].title == "A subject"


def test_two_enclosures_do_not_mix_their_tags(tmp_path, conforming):
    result, manifest = built(write(tmp_path / "c", enclosures={"one.pdf": conforming, "two.pdf": conforming}), tmp_path / "out")
    assert result.ok
    packets = [tmp_path / "out" / row["file"] for row in manifest["packets"]]
    assert judged(packets, "2a") == judged(packets, "ua1") == {}


def test_an_enclosure_that_says_nothing_takes_all_claims(tmp_path):
    result, claims, packets, notes = made(tmp_path, good_pdf())
    assert (result.ok, claims) == (True, [[]] * 3)
    assert [note.severity for note in notes] == ["note"]
    assert "PDF/A-2a and PDF/UA-1" in notes[0].message
    assert "it is not tagged" in notes[0].message
    assert b"pdfaid" not in packets[0].read_bytes()


def test_a_required_claim_that_is_lost_stops_the_build(tmp_path):
    result, _, _, notes = made(tmp_path, good_pdf(), settings="conformance: required\n")
    assert not result.ok
    assert [note.severity for note in notes] == ["error"]


def test_a_required_claim_that_is_kept_does_not(tmp_path, conforming):
    assert made(tmp_path, conforming, settings="conformance: required\n")[0].ok


def test_untagged_archival_pages_leave_the_level_that_needs_no_tags(tmp_path, conforming):
    data = edited(conforming, lambda writer: [writer.root_object.pop(key) for key in ("/StructTreeRoot", "/MarkInfo")])
    _, claims, packets, notes = made(tmp_path, data)
    assert claims == [["PDF/A-2u"]] * 3
    assert "(PDF/A-2u is left)" in notes[0].message
    assert judged(packets, "2u") == {}


def test_a_grey_archival_enclosure_keeps_pdf_x(tmp_path):
    folder = tmp_path / "first"
    letter = write(folder / "c", subject="Grey", following="follow.svg")
    for name in ("letterpack.yaml",):
        (letter / name).write_text("form: plain-a4\n", encoding="utf-8")
    text = (letter / "letter.md").read_text(encoding="utf-8").replace("![A picture](pic.png)", "No picture.")
    (letter / "letter.md").write_text(text, encoding="utf-8")
    result, manifest = built(letter, folder / "out")
    assert result.ok, result.findings
    data = (folder / "out" / manifest["packets"][0]["file"]).read_bytes()
    _, claims, packets, _ = made(tmp_path / "second", data, profile="print")
    assert claims[0] == ["PDF/A-2a", "PDF/X-4"] or claims[0] == [*BOTH, "PDF/X-4"]
    assert judged(packets, "2a") == {}
    from tests.conformance.print_rules import broken

    assert broken(packets[0]) == set()
