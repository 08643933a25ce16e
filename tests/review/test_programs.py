"""The same text from two programs has no change in words; one change in it is that one. Nothing is garbled."""

from __future__ import annotations

import html
import re
import subprocess
import textwrap
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from letterpack.review.causes import FURNITURE
from letterpack.review.document import Document, our_document
from letterpack.review.others import other_document, settled
from letterpack.text.bidi import needs_bidi
from tests.build.making import HEAD, campaign, make, person
from tests.installed import CHROMIUM, WITHOUT_WINDOWS, program
from tests.review.comparing import Told, compare_files, drawn, edited, told
from tests.review.test_lies import SAVED

WORDS: Final = (
    "We hope that three officials in the town of Astana, from 1 to 345, fulfil the final offer. Waffles and fjords: the most "
    "efficient of them, AVATAR and To, told us that a demonstration of the uncompromising journalists was prohibited.",
    "They were sentenced to two years on 14 May 2025, and nobody was admitted; the families have had no answer since then.",
    "You can end this, and we ask you to do so before the end of the year.",
)
BY_OTHERS: Final = Path(__file__).parent / "by_others"
"""What programs made that are not installed here, each beside its source."""
Made = Callable[[tuple[str, ...], Path], bytes]


@cache
def printed(page: str, browser: tuple[str, ...] = WITHOUT_WINDOWS) -> bytes:
    """Return what Chromium prints of an HTML page, without its windows in a fifth of the time: of Latin letters the pages are the
    same to the byte, and so are the tags; only the properties differ.
    """
    with TemporaryDirectory() as name:
        source, target = Path(name, "in.html"), Path(name, "out.pdf")
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        path = program(*browser)
        subprocess.run([path, *options, source.as_uri()], check=True, capture_output=True)
        return target.read_bytes()


def by_chromium(style: str, browser: tuple[str, ...] = WITHOUT_WINDOWS) -> Made:
    def make(paragraphs: tuple[str, ...], _: Path) -> bytes:
        body = "".join([f"<p>{html.escape(each)}</p>" for each in paragraphs])
        return printed(f"<!doctype html><meta charset=utf-8><html lang=en><style>{style}</style><body>{body}", browser)

    return make


def from_file(name: str) -> Made:
    """Return what gives the file that a program made of ``WORDS``, or of these with one other word."""

    def make(paragraphs: tuple[str, ...], _: Path) -> bytes:
        return (BY_OTHERS / name / ("letter.pdf" if paragraphs == WORDS else "changed.pdf")).read_bytes()

    return make


def by_word(paragraphs: tuple[str, ...], folder: Path) -> bytes:
    """Write as Word does: each line in pieces that end within words, each at its own place, with a space at the line's end."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(folder / "out.pdf"))
    y, size = 780.0, 11.04
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, 58):
            x = 72.024
            for piece in (f"{line} "[at : at + 7] for at in range(0, len(line) + 1, 7)):
                canvas.setFont("Vera", size)
                canvas.drawString(x, y, piece)
                x += pdfmetrics.stringWidth(piece, "Vera", size)
            y -= 14
        y -= 10
    canvas.save()
    return (folder / "out.pdf").read_bytes()


def by_reportlab(paragraphs: tuple[str, ...], folder: Path) -> bytes:
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(str(folder / "out.pdf")).build([Paragraph(html.escape(each), style) for each in paragraphs])
    return (folder / "out.pdf").read_bytes()


PROGRAMS: Final[dict[str, Made]] = {
    "Chromium": by_chromium("p{font:12pt serif}", CHROMIUM),
    "Chromium, narrow and justified": by_chromium("p{font:13pt sans-serif;width:9cm;text-align:justify;hyphens:auto}"),
    "Chromium, letter-spaced": by_chromium("p{font:12pt serif;letter-spacing:0.06em}"),
    "Chromium, on its side": by_chromium("@page{size:A4 landscape}p{font:12pt serif}"),
    "Chromium, two columns": by_chromium("body{columns:2;font:11pt serif}"),
    "Chromium, bold and italic": by_chromium("p{font:italic bold 12pt serif}"),
    "LaTeX": from_file("latex"),
    "LaTeX, narrow": from_file("lualatex"),
    "LibreOffice": from_file("libreoffice"),
    "WeasyPrint": from_file("weasyprint"),
    "Word": by_word,
    "ReportLab": by_reportlab,
}


def read(data: bytes) -> Document:
    found = PacketReader(looks=True).read_by_others(data)
    assert isinstance(found, ObservedPacket), found.why
    document = other_document(found)
    return settled(document, document)[0]


def said(data: bytes) -> str:
    return " ".join(" ".join([block.text for block in read(data).sections["text"]]).split())


def spoken(change: Told) -> bool:
    """Whether a change is one of words."""
    return change[0] in ("text", "address", "invisible", "pages") and change[1] != FURNITURE


@pytest.mark.parametrize("make", PROGRAMS.values(), ids=PROGRAMS)
def test_text_is_read_as_it_was_written(make: Made, tmp_path: Path) -> None:
    assert said(make(WORDS, tmp_path)) == " ".join(WORDS)


@pytest.mark.parametrize("make", PROGRAMS.values(), ids=PROGRAMS)
def test_one_change_between_two_programs(make: Made, tmp_path: Path) -> None:
    changed = (WORDS[0], WORDS[1].replace("two years", "three years"), WORDS[2])
    before, same, after = by_reportlab(WORDS, tmp_path), make(WORDS, tmp_path), make(changed, tmp_path)

    def words(new: bytes) -> list[Told]:
        return [each for each in told(compare_files(tmp_path, before, new)) if spoken(each)]

    assert words(same) == []
    assert words(after) == [("text", "text", "two", "three")]


def test_letters_that_are_pictures(tmp_path: Path) -> None:
    assert said((BY_OTHERS / "dvips" / "letter.pdf").read_bytes()) == " ".join(WORDS)


@pytest.mark.parametrize(
    "save", [SAVED["pypdf"], SAVED["object streams"], SAVED["packed anew"]], ids=["pypdf", "streams", "packed"]
)
@pytest.mark.parametrize("path", sorted(BY_OTHERS.glob("*/[ls]*.pdf")), ids=lambda path: f"{path.parent.name}, {path.stem}")
def test_a_file_of_another_program_that_is_saved_again(save: Callable[[bytes, Path], bytes], path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    found = compare_files(tmp_path, data, save(data, tmp_path))
    assert (told(found), found.packets[0].status) == ([], "identical")


def test_a_packet_and_the_same_words_from_another_program(tmp_path: Path) -> None:
    made = make(tmp_path / "made", campaign([person("Alpha")], HEAD + "\n\n".join(WORDS) + "\n"))
    assert made.ok, made.findings
    ours = next((tmp_path / "made").rglob("packets/*.pdf")).read_bytes()
    shown = PacketReader(looks=True).read(ours)
    assert isinstance(shown, ObservedPacket)
    paragraphs = [block.text for section in our_document(shown).sections.values() for block in section]
    theirs, other = [
        by_reportlab(tuple(" ".join(each.replace(*change).split()) for each in paragraphs), tmp_path)
        for change in (("", ""), ("two years", "three years"))
    ]
    assert [each for each in told(compare_files(tmp_path, ours, theirs)) if spoken(each)] == []
    assert [each for each in told(compare_files(tmp_path, ours, other)) if spoken(each)] == [("text", "text", "two", "three")]


def scripts() -> list[str]:
    return re.findall(r"<p[^>]*>(.*)</p>", (BY_OTHERS / "libreoffice" / "scripts.html").read_text(encoding="utf-8"))


def read_scripts(data: bytes) -> list[str]:
    """Return the lines of a page, each of which is a paragraph."""
    found = PacketReader(looks=True).read_by_others(data)
    assert isinstance(found, ObservedPacket), found.why
    return [shown.text for page in found.pages for shown in page.shown]


@pytest.mark.parametrize("program", ["libreoffice", "chromium"])
def test_words_from_right_to_left_are_in_reading_order(program: str) -> None:
    page = (BY_OTHERS / "libreoffice" / "scripts.html").read_text(encoding="utf-8")
    data = (BY_OTHERS / "libreoffice" / "scripts.pdf").read_bytes() if program == "libreoffice" else printed(page, CHROMIUM)
    found = read_scripts(data)
    leftward = [text for text in scripts() if needs_bidi(text)]
    assert len(leftward) == 2
    assert set(leftward) <= set(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["That is a well-", "known case of theirs."], ["That is a well-known case of theirs."]),
        (["That is an uncompro-", "mising case."], ["That is an uncompromising case."]),
        (["An uncompro-", "mising case."], ["An un-", "compromising case."]),
        (["The UN-", "Secretary wrote."], ["The UN-Secretary wrote."]),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(old: list[str], new: list[str], tmp_path: Path) -> None:
    first = ["It was in the town of Astana that we heard it."]
    found = told(compare_files(tmp_path, drawn([*first, *old]), drawn([*first, *new])))
    assert [each for each in found if spoken(each)] == []


def test_a_new_hyphen_is_a_change(tmp_path: Path) -> None:
    found = told(compare_files(tmp_path, drawn(["They will re-sign it today."]), drawn(["They will resign it today."])))
    assert found == [("text", "text", "re-sign", "resign")]


def test_letters_without_names_are_told(tmp_path: Path) -> None:
    def unnamed(writer: PdfWriter) -> None:
        for each in writer._objects:
            if isinstance(each, DictionaryObject):
                each.pop("/ToUnicode", None)

    data = edited((BY_OTHERS / "libreoffice" / "letter.pdf").read_bytes(), unnamed)
    assert set(said(data)) <= {"\ufffd", " "}
    assert any("letters that its fonts do not name" in note for note in read(data).notes)
    changed = edited((BY_OTHERS / "libreoffice" / "changed.pdf").read_bytes(), unnamed)
    assert told(compare_files(tmp_path, data, changed))


def test_a_turned_page(tmp_path: Path) -> None:
    data = by_reportlab(WORDS, tmp_path)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.pages[0].rotate(90)
    out = BytesIO()
    writer.write(out)
    assert said(out.getvalue()) == said(data)


def test_cells_beside_each_other_stay_apart() -> None:
    page = "<!doctype html><table style='width:100%'><tr><td>Astana<td>7<tr><td>Almaty<td>5</table>"
    assert said(printed(page)) == "Astana 7 Almaty 5"
