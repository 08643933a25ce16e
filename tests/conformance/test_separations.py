"""What a print room's plates show: Ghostscript separates each file into its inks, and all that is ours is on the black one."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests import installed
from tests.conformance.campaign import built, write
from tests.conformance.cmyk_profile import cmyk_profile

COLOURS = ("Cyan", "Magenta", "Yellow")
PAPER = 255
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20">
<defs><linearGradient id="a"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#0044cc"/></linearGradient></defs>
<rect width="50" height="20" fill="#336699"/><rect x="50" width="50" height="20" fill="url(#a)"/></svg>
"""


def plates(pdf: Path, folder: Path) -> dict[str, list[Image.Image]]:
    """Return the plates of all pages, by ink: 255 is bare paper."""
    program = installed.program("gs")
    folder.mkdir()
    command = [program, "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r72", f"-sOutputFile={folder}/%03d.tif"]
    subprocess.run([*command, str(pdf)], check=True, capture_output=True)
    return {
        ink: [Image.open(BytesIO(path.read_bytes())) for path in sorted(folder.glob(f"*({ink}).tif"))]
        for ink in (*COLOURS, "Black")
    }


def darkest(pages: list[Image.Image]) -> int:
    return min(next(value for value, count in enumerate(page.convert("L").histogram()) if count) for page in pages)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packets and a print run for four inks: a coloured drawing, a coloured picture, a draft mark."""
    folder = tmp_path_factory.mktemp("plates")
    campaign = write(folder / "c", status="draft", settings="output_intent: stock.icc\n")
    (campaign / "stock.icc").write_bytes(cmyk_profile())
    (campaign / "drawing.svg").write_text(DRAWING, encoding="utf-8")
    Image.effect_noise((400, 300), 90).convert("RGB").point(lambda value: value // 2).save(campaign / "p.png", dpi=(300, 300))
    with (campaign / "letter.md").open("a", encoding="utf-8") as letter:
        letter.write("\n![A picture](p.png)\n\n![A drawing](drawing.svg)\n")
    result, _ = built(campaign, folder / "out", profile="print", run=True)
    assert result.ok, result.findings
    return folder / "out"


def test_all_that_is_ours_is_on_the_black_plate_alone(batch: Path, tmp_path: Path) -> None:
    for number, pdf in enumerate(sorted(batch.rglob("*.pdf"))):
        found = plates(pdf, tmp_path / str(number))
        assert [darkest(found[ink]) for ink in COLOURS] == [PAPER] * len(COLOURS), pdf
        assert darkest(found["Black"]) == 0, "text is solid black, and no screen of it"


def _enclosure(colour: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595.28, 841.89), invariant=1)
    if colour == "CMYK":
        canvas.setFillColorCMYK(1, 0, 0, 0)
        canvas.rect(100, 100, 50, 50, fill=1, stroke=0)
    else:
        canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), (200, 30, 30))), 100, 100, 50, 50)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_colours_of_an_enclosure_are_those_of_the_inks(tmp_path: Path) -> None:
    campaign = write(tmp_path / "c", settings="output_intent: stock.icc\n", enclosures={"plan.pdf": _enclosure("CMYK")})
    (campaign / "stock.icc").write_bytes(cmyk_profile())
    _, manifest = built(campaign, tmp_path / "out", profile="print")
    found = plates(tmp_path / "out" / manifest["packets"][0]["file"], tmp_path / "plates")
    assert darkest(found["Cyan"][-1:]) == 0 and darkest(found["Black"][-1:]) == PAPER
