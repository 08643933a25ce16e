"""``output_intent``: the printer's own printing condition in packets and print runs, judged as FOGRA47's is."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from letterpack.model.conditions import registered_name
from letterpack.pipeline.build.condition import NoCondition, read_condition
from tests import installed
from tests.conformance import print_rules
from tests.conformance.campaign import built, judged, write
from tests.conformance.cmyk_profile import cmyk_profile
from tests.pdf_kinds import array

CLAIMS = ["PDF/A-2a", "PDF/UA-1", "PDF/X-4"]


@pytest.fixture(scope="module", params=[4, 1], ids=["four inks", "black"])
def batch(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("intent")
    components = request.param
    campaign = write(folder / "c", settings="output_intent: stock.icc\n")
    data = cmyk_profile() if components == 4 else Path("letterpack/profiles/fogra47_black.icc").read_bytes()
    (campaign / "stock.icc").write_bytes(data)
    result, manifest = built(campaign, folder / "out", profile="print", run=True)
    assert result.ok, result.findings
    files = [folder / "out" / row["file"] for row in manifest["packets"]]
    return data, components, manifest, files, folder / "out/print/run.pdf"


def test_every_file_has_the_profile_once_by_its_name(batch):
    data, components, _, files, run = batch
    for path in (*files, run):
        intents = [each.get_object() for each in array(PdfReader(path).root_object["/OutputIntents"])]
        profiles = [each["/DestOutputProfile"].get_object() for each in intents]
        assert len({each.raw_get("/DestOutputProfile").idnum for each in intents}) == 1
        assert {(each["/N"], sha256(each.get_data()).digest()) for each in profiles} == {(components, sha256(data).digest())}
        said = {(each["/OutputConditionIdentifier"], each["/RegistryName"]) for each in intents}
        assert said == {("FOGRA51" if components == 4 else "FOGRA47", "http://www.color.org")}


def test_nothing_is_lost_by_it(batch):
    _, _, manifest, files, run = batch
    assert [row["claims"] for row in manifest["packets"]] == [CLAIMS] * len(files)
    assert {path.name: print_rules.broken(path) for path in (*files, run)} == {path.name: set() for path in (*files, run)}


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_packets_stay_archival_and_accessible(batch, flavour):
    assert judged(batch[3], flavour) == {}


def test_the_print_run_stays_archival(batch):
    assert judged([batch[4]], "2u") == {}


def test_all_is_printed_with_black_ink_alone(batch):
    for path in batch[3]:
        subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
        assert not print_rules.broken(path) & {"colour: device colours are those of the intent, here grey"}


def test_another_judge_of_print_files_finds_nothing(batch, tmp_path):
    judge = installed.module("pdf_oxide").PdfDocument
    for path in (*batch[3], batch[4]):
        assert judge(str(path)).validate_pdf_x("4")["errors"] == []
    default = built(write(tmp_path / "c"), tmp_path / "out")[1]["packets"][0]["file"]
    errors = judge(str(tmp_path / "out" / default)).validate_pdf_x("4")["errors"]
    assert {each.split("]")[0] for each in errors} >= {"[XMETA-002", "[XBOX-001"}


def _enclosure(cyan: float) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595.28, 841.89), invariant=1)
    canvas.setFillColorCMYK(cyan, 0, 0, 0.5)
    canvas.rect(100, 100, 50, 50, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_another_condition_is_another_packet_and_another_digest(tmp_path):
    rows = []
    for name, text in (("a", "PSO Coated v3"), ("b", "ISO Coated v2 (ECI)")):
        campaign = write(tmp_path / name, settings="output_intent: stock.icc\n")
        (campaign / "stock.icc").write_bytes(cmyk_profile(text))
        rows.append(built(campaign, tmp_path / f"{name}out", profile="print")[1]["packets"][0])
    assert rows[0]["inputs_sha256"] != rows[1]["inputs_sha256"] and rows[0]["sha256"] != rows[1]["sha256"]


def test_a_name_that_the_campaign_gives_counts(tmp_path):
    campaign = write(tmp_path / "c", settings="output_intent: {file: stock.icc, condition: FOGRA52}\n")
    (campaign / "stock.icc").write_bytes(cmyk_profile("House stock"))
    result, manifest = built(campaign, tmp_path / "out", profile="print")
    assert {found.code for found in result.findings} == {"LP239"}
    packet = PdfReader(tmp_path / "out" / manifest["packets"][0]["file"])
    assert {each.get_object()["/OutputConditionIdentifier"] for each in array(packet.root_object["/OutputIntents"])} == {
        "FOGRA52"
    }


def test_without_a_printer_no_intent_is_read(tmp_path):
    campaign = write(tmp_path / "c", settings="output_intent: stock.icc\n")
    (campaign / "stock.icc").write_bytes(b"nothing")
    assert built(campaign, tmp_path / "out")[0].ok


def _entry_changed(tag: bytes, at: int, to: bytes) -> bytes:
    """A profile whose table of tags says something else of ``tag``: another name (0), or another place (4)."""
    data = cmyk_profile()
    start = data.index(tag, 128) + at
    return data[:start] + to + data[start + len(to) :]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is not an ICC profile"),
        (cmyk_profile()[:-1], "is not whole"),
        (cmyk_profile(kind=b"mntr"), "is made for a screen"),
        (cmyk_profile(kind=b"abst"), "is made for something else"),
        (cmyk_profile(space=b"RGB "), "has the color space RGB"),
        (cmyk_profile(version=5), "is of ICC version 5"),
        (cmyk_profile()[:128] + bytes(len(cmyk_profile()) - 128), "is damaged"),
        (_entry_changed(b"cprt", 4, b"\x7f\0\0\0"), "is damaged"),
        (_entry_changed(b"A2B0", 0, b"none"), "is damaged"),
        (_entry_changed(b"B2A0", 0, b"none"), "is damaged"),
    ],
)
def test_what_is_no_printing_condition_says_why(data, said):
    with pytest.raises(NoCondition, match=said):
        read_condition(data)


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("PSO Coated v3", "FOGRA51"),
        ("PSO Uncoated v3 (FOGRA52)", "FOGRA52"),
        ("PSO Uncoated ISO12647 (ECI)", "FOGRA47"),
        ("ISO Coated v2 (ECI)", "FOGRA39"),
        ("ISO Coated v2 300% (ECI)", "FOGRA39"),
        ("Coated FOGRA39 (ISO 12647-2:2004)", "FOGRA39"),
        ("GRACoL2013_CRPC6.icc", "CGATS21-2-CRPC6"),
        ("GRACoL2013UNC_CRPC3", "CGATS21-2-CRPC3"),
        ("SWOP2013C3_CRPC5", "CGATS21-2-CRPC5"),
        ("Coated GRACoL 2006 (ISO 12647-2:2004)", "CGATS TR 006"),
        ("U.S. Web Coated (SWOP) v2", "CGATS TR 001"),
        ("Japan Color 2001 Coated", "JC200103"),
        ("FOGRA99L", ""),
        ("House stock", ""),
        ("", ""),
    ],
)
def test_profiles_that_printers_hand_out_are_known_by_name(description, name):
    assert registered_name(description) == name
