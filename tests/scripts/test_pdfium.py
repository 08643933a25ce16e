"""The smallest files that show what PDFium and poppler cannot read, whatever a file says (docs/standards.md): a better version
fails here.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypdfium2

from tests.installed import program

FIRST, SECOND = "\U0001e922", "\U0001e923"
"""Two letters of Adlam, which runs from right to left."""


def said_by(content: str, first: str = FIRST, second: str = SECOND) -> str:
    """Return what PDFium reads on the page of ``file_of``."""
    document = pypdfium2.PdfDocument(file_of(content, first, second))
    try:
        return document[0].get_textpage().get_text_range()
    finally:
        document.close()


def file_of(content: str, first: str, second: str) -> bytes:
    """Return a file with a page of ``content``, in whose font ``a`` means ``first`` and ``b`` ``second``."""
    meanings = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"2 beginbfchar <61> <{utf16(first)}> <62> <{utf16(second)}> endbfchar endcmap"
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(meanings)}>>stream\n{meanings}\nendstream",
    )
    file, rows = "%PDF-1.7\n", "0000000000 65535 f \n"
    for number, each in enumerate(objects, 1):
        rows += f"{len(file):010d} 00000 n \n"
        file += f"{number} 0 obj{each}endobj\n"
    count = len(objects) + 1
    trailer = f"xref\n0 {count}\n{rows}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF"
    return (file + trailer).encode()


def utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()


def test_it_drops_letters_beyond_the_bmp_from_what_a_passage_says() -> None:
    assert said_by(f"BT/F 9 Tf 9 9 Td/Span<</ActualText<FEFF{utf16('x' + FIRST)}>>>BDC(a)Tj EMC ET") == "x"


def test_it_reads_such_letters_from_left_to_right() -> None:
    """They are drawn as a reader reads them: the second at the left of the first."""
    assert said_by("BT/F 9 Tf 9 9 Td(ba)Tj ET") == SECOND + FIRST


def test_it_turns_a_line_whose_vowels_part_more_letters_than_it_has_other_words() -> None:
    """Each word in Latin letters is one stretch, and so is each letter in Arabic between two vowels."""
    latin, kaf, fatha = "BT/F 9 Tf 9 9 Td(x)Tj 20 0 Td(y)Tj 20 0 Td", "\u0643", "\u064e"
    said = [said_by(f"{latin}({word})Tj ET", kaf, fatha) for word in ("aaa", "aba", "ababa")]
    assert said == [f"x y {kaf * 3}", f"x y {kaf}{fatha}{kaf}", f"{kaf}{fatha}{kaf}{fatha}{kaf} y x"]


def test_poppler_parts_a_line_from_right_to_left_on_a_page_of_mostly_latin_letters(tmp_path: Path) -> None:
    """A day, its month and the year."""
    line, latin = "BT/F 9 Tf 9 50 Td(3)Tj 9 0 Td(ab)Tj 20 0 Td(2)Tj", " -29 -20 Td(xxxx)Tj"
    said = []
    for content in (f"{line} ET", f"{line}{latin} ET"):
        (tmp_path / "read.pdf").write_bytes(file_of(content, "\u0644", "\u0643"))
        read = subprocess.run(
            [program("pdftotext"), str(tmp_path / "read.pdf"), "-"], capture_output=True, check=True
        ).stdout.decode()
        said.append(re.sub("[\u200e\u200f\u202a-\u202e]", "", read).split())
    assert said == [["2", "\u0643\u0644", "3"], ["3", "\u0643\u0644", "xxxx", "2"]]
