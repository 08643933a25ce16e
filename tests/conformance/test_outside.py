"""What other programs say of packets: qpdf, page-validation, poppler, pdfium; each is shown to say no where it should."""

from __future__ import annotations

import subprocess

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.conformance.campaign import built, write
from tests.installed import module, program

page = module("page")

TRAPPED = "pdf/1.3/}Trapped"
"""PDF/X wants this property in XMP; XMP of 2005, which PDF/A-2 goes by, does not know it, and veraPDF takes our description
of it.
"""

UNUSED_GLYPH = "ToUnicode CMap value of U+0000"
"""What an enclosure's font says of a glyph that no page shows; the standard asks it of those that are shown (ISO 19005-2,
6.2.11.7.2), and so does veraPDF.
"""


@pytest.fixture(scope="module", params=["default", "print"])
def packets(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    result, manifest = built(write(folder / "c", subject="A subject"), folder / "out", profile=request.param, run=True)
    assert result.ok, result.findings
    return [folder / "out" / row["file"] for row in (*manifest["packets"], *manifest["print_runs"])]


def test_qpdf_finds_nothing(packets, tmp_path):
    for path in packets:
        subprocess.run([program("qpdf"), "--check", str(path)], check=True, capture_output=True)
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(packets[0].read_bytes()[:-2000])
    assert subprocess.run([program("qpdf"), "--check", str(cut)], check=False, capture_output=True).returncode


@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_a_second_validator_agrees(packets, flavour, tmp_path):
    for path in packets[:-1]:
        found = page.validate_pdf(path, profile=page.ValidationProfile(flavour)).failures
        failures = [each for each in found if UNUSED_GLYPH not in each.message]
        if flavour == "2a" and path.read_bytes().startswith(b"%PDF-1.6"):
            said = [each.message for each in failures]
            assert len(said) == 3
            assert sum(TRAPPED in message for message in said) == 2
        else:
            assert not [each.message for each in failures]
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(packets[0].read_bytes().replace(b"pdfaid:part", b"pdfaid:pert").replace(b"pdfuaid:part", b"pdfuaid:pert"))
    assert not page.validate_pdf(broken, profile=page.ValidationProfile(flavour)).is_compliant


def test_every_font_is_embedded_as_a_subset_with_its_characters(packets):
    for path in packets:
        lines = subprocess.run([program("pdffonts"), str(path)], check=True, capture_output=True, text=True).stdout.splitlines()[
            2:
        ]
        assert lines
        assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)


def test_poppler_and_pdfium_draw_alike(packets, tmp_path):
    for path in packets[:-1]:
        subprocess.run([program("pdftoppm"), "-r", "36", "-gray", "-png", str(path), str(tmp_path / path.stem)], check=True)
        document = pypdfium2.PdfDocument(path)
        drawn = sorted(tmp_path.glob(f"{path.stem}-*.png"))
        assert len(drawn) == len(document)
        for index, file in enumerate(drawn):
            other = document[index].render(scale=0.5, grayscale=True).to_pil()
            one = Image.open(file).convert("L").resize(other.size)
            assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] < 4, (path.name, index)
