"""PDFs that letterpack did not make: reflow is no edit there either, and what is guessed is said."""

from __future__ import annotations

import textwrap
from io import BytesIO
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from letterpack.review.others import NO_TAGS
from tests.review.comparing import compare_files, drawn, edited, told

WORDS = (
    "We write to you about the journalists who are in prison since May, and whose appeal has not been heard. The court of the "
    "first instance sat without the public, and counsel were not admitted. Nothing that they wrote deserves any punishment."
)


def lines(*paragraphs: str, width: int = 80) -> list[str]:
    found: list[str] = []
    for paragraph in paragraphs:
        found += [*textwrap.wrap(paragraph, width), ""]
    return found


def test_one_word(tmp_path: Path) -> None:
    old, new = drawn(lines(WORDS, WORDS[::-1])), drawn(lines(WORDS.replace("counsel", "the lawyers of both"), WORDS[::-1]))
    found = compare_files(tmp_path, old, new)
    assert told(found) == [("text", "text", "counsel", "the lawyers of both")]
    assert NO_TAGS in found.packets[0].notes


def test_other_line_ends_are_no_edit(tmp_path: Path) -> None:
    found = compare_files(tmp_path, drawn(lines(WORDS, width=80)), drawn(lines(WORDS, width=60)))
    assert "text" not in {kind for kind, *_ in told(found)}


def test_a_paragraph_that_pushes_the_rest_to_the_next_page(tmp_path: Path) -> None:
    paragraphs = [f"{number}. {WORDS}" for number in ["one", "two", "three", "four", "five", "six", "seven", "eight"]]
    new = "A new paragraph stands here."

    def pages(texts: list[str]) -> bytes:
        all_lines = [(line, index) for index, line in enumerate(lines(*texts))]
        said = [line for line, _ in all_lines]
        return drawn(*[[*said[start : start + 20]] for start in range(0, len(said), 20)])

    found = compare_files(tmp_path, pages(paragraphs), pages([*paragraphs[:1], new, *paragraphs[1:]]))
    assert told(found) == [("text", "text", "", new)]


def test_page_numbers_and_heads_are_no_text(tmp_path: Path) -> None:
    def letter(count: int) -> bytes:
        out = BytesIO()
        canvas = Canvas(out, invariant=1)
        for number in range(1, count + 1):
            canvas.drawString(72, 800, "Example House to the Minister")
            canvas.drawString(72, 600, f"This is what page {['one', 'two', 'three', 'four'][number - 1]} says.")
            canvas.drawString(280, 30, f"Page {number} of {count}")
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    found = compare_files(tmp_path, letter(3), letter(4))
    assert told(found) == [("text", "text", "", "This is what page four says.")]
    assert found.packets[0].pages == (3, 4)


def test_a_picture_that_is_another(tmp_path: Path) -> None:
    def letter(shade: int) -> bytes:
        out = BytesIO()
        canvas = Canvas(out, invariant=1)
        canvas.drawString(72, 600, "The same words.")
        canvas.drawInlineImage(Image.new("L", (40, 40), shade), 300, 300, 40, 40)
        canvas.save()
        return out.getvalue()

    found = compare_files(tmp_path, letter(200), letter(20))
    assert [kind for kind, *_ in told(found)] == ["pixels"]
    assert "14 × 14 mm" in found.groups[0].change.note
    assert found.packets[0].status == "layout"


def test_a_scan_says_that_its_words_are_not_known(tmp_path: Path) -> None:
    def scan(shade: int) -> bytes:
        out = BytesIO()
        canvas = Canvas(out, invariant=1)
        canvas.drawInlineImage(Image.new("L", (40, 40), shade), 0, 0, 595, 842)
        canvas.save()
        return out.getvalue()

    found = compare_files(tmp_path, scan(200), scan(20))
    assert any("page 1 has no text" in note for note in found.packets[0].notes)
    assert [kind for kind, *_ in told(found)] == ["pixels"]


def test_the_same_file_in_other_bytes(tmp_path: Path) -> None:
    data = drawn(lines(WORDS))
    found = compare_files(tmp_path, data, data + b"% a comment\n")
    assert found.packets[0].status == "identical"
    assert "the files differ only in their bytes" in found.packets[0].notes


def test_a_password_is_told(tmp_path: Path) -> None:
    locked = edited(drawn(["A letter."]), lambda writer: writer.encrypt("secret", algorithm="AES-256"))
    found = compare_files(tmp_path, drawn(["A letter."]), locked)
    assert found.packets[0].status == "failed"
    assert "a password protects it" in found.packets[0].why


def test_a_page_that_needs_another_program_is_told(tmp_path: Path) -> None:
    def packed(writer: PdfWriter) -> None:
        content = StreamObject()
        content[NameObject("/Filter")] = NameObject("/JBIG2Decode")
        content.set_data(b"no picture")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)

    found = compare_files(tmp_path, drawn(["A letter."]), edited(drawn(["A letter."]), packed))
    assert found.packets[0].status in ("failed", "changed")
