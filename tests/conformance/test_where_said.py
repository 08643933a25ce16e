"""Where the programs that read PDFs look for ActualText: the table of docs/standards.md."""

from __future__ import annotations

import ctypes
import subprocess
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader
from pypdfium2 import raw

from tests.enclosures.makers import hand_made
from tests.installed import program

SAYS = b"/ActualText(SPOKEN)"
BARE = b"/P<</MCID 0>>BDC (glyphs) Tj EMC"
PLACES = {
    "element": (SAYS, BARE),
    "span": (b"", b"/P<</MCID 0>>BDC /Span<<" + SAYS + b">>BDC (glyphs) Tj EMC ( behind) Tj EMC"),
    "owned": (b"", b"/P<</MCID 0" + SAYS + b">>BDC (glyphs) Tj EMC"),
}


def page_that_says(place: str) -> bytes:
    element, shown = PLACES[place]
    content = b"BT /F 12 Tf 20 50 Td " + shown + b" ET"
    return hand_made((
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>/Lang(en)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/StructParents 0/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[7 0 R]]>>>>",
        b"<</S/P/P 6 0 R/Pg 3 0 R" + element + b"/K[0]>>",
    ))  # fmt: skip


def in_pdfium(data: bytes) -> tuple[str, str]:
    """What PDFium gives as the page's text, and as what its element says."""
    document = pdfium.PdfDocument(data)
    page = document[0]
    tree = raw.FPDF_StructTree_GetForPage(page)
    element = raw.FPDF_StructTree_GetChildAtIndex(tree, 0)
    said = ctypes.create_string_buffer(100)
    size = raw.FPDF_StructElement_GetActualText(element, said, len(said))
    found = page.get_textpage().get_text_range(), said.raw[: max(0, size - 2)].decode("utf-16-le")
    raw.FPDF_StructTree_Close(tree)
    document.close()
    return found


@pytest.mark.parametrize(
    ("place", "who"),
    [("element", {"PDFium's tree"}), ("span", {"PDFium's text", "pdftotext"}), ("owned", {"PDFium's text"})],
)
def test_programs_hear_what_is_said_where_the_docs_say(place: str, who: set[str], tmp_path: Path) -> None:
    path = tmp_path / "said.pdf"
    path.write_bytes(data := page_that_says(place))
    text, said = in_pdfium(data)
    heard = {
        "PDFium's tree": said,
        "PDFium's text": text,
        "pdftotext": subprocess.run([program("pdftotext"), path, "-"], check=True, capture_output=True, text=True).stdout,
        "pdfinfo": subprocess.run([program("pdfinfo"), "-struct-text", path], check=True, capture_output=True, text=True).stdout,
        "pypdf": PdfReader(BytesIO(data)).pages[0].extract_text(),
    }
    assert {name for name, words in heard.items() if "SPOKEN" in words} == who
    if place == "span":
        assert {name for name, words in heard.items() if "behind" not in words} == {"PDFium's tree", "pdfinfo"}
