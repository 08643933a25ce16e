"""The same text from two programs has no change in words; one change in it is that one. Nothing is garbled."""

from __future__ import annotations

import html
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
import typst
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from letterpack.review.causes import FURNITURE
from letterpack.review.others import other_document
from tests.installed import program
from tests.review.comparing import Told, compare_files, told

WORDS: Final = (
    "We hope that three officials in the town of Astana, from 1 to 345, fulfil the final offer. Waffles and fjords: the most "
    "efficient of them, AVATAR and To, told us that a demonstration of the uncompromising journalists was prohibited.",
    "They were sentenced to two years on 14 May 2025, and nobody was admitted; the families have had no answer since then.",
    "You can end this, and we ask you to do so before the end of the year.",
)
Made = Callable[[tuple[str, ...], Path], bytes]


def by_chromium(style: str = "") -> Made:
    def make(paragraphs: tuple[str, ...], folder: Path) -> bytes:
        body = "".join([f"<p>{html.escape(each)}</p>" for each in paragraphs])
        page = f"<!doctype html><meta charset=utf-8><html lang=en><style>{style}</style><body>{body}"
        (folder / "in.html").write_text(page, encoding="utf-8")
        path, target = program("chromium", "chromium-browser", "google-chrome"), folder / "out.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        subprocess.run([path, *options, (folder / "in.html").as_uri()], check=True, capture_output=True)
        return target.read_bytes()

    return make


def by_latex(paragraphs: tuple[str, ...], folder: Path) -> bytes:
    path = program("pdflatex")
    text = "\n\n".join(paragraphs)
    (folder / "in.tex").write_text(
        f"\\documentclass{{article}}\\begin{{document}}\n{text}\n\\end{{document}}\n", encoding="utf-8"
    )
    subprocess.run([path, "-interaction=batchmode", "in.tex"], cwd=folder, check=True, capture_output=True)
    return (folder / "in.pdf").read_bytes()


def by_typst(paragraphs: tuple[str, ...], _: Path) -> bytes:
    made = typst.compile(('#set text(lang: "en")\n#set par(justify: true)\n' + "\n\n".join(paragraphs)).encode())
    assert isinstance(made, bytes)
    return made


def by_reportlab(paragraphs: tuple[str, ...], folder: Path) -> bytes:
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(str(folder / "out.pdf")).build([Paragraph(html.escape(each), style) for each in paragraphs])
    return (folder / "out.pdf").read_bytes()


PROGRAMS: Final[dict[str, Made]] = {
    "Chromium": by_chromium("p{font:12pt serif}"),
    "Chromium, narrow and justified": by_chromium("p{font:13pt sans-serif;width:9cm;text-align:justify;hyphens:auto}"),
    "Chromium, letter-spaced": by_chromium("p{font:12pt serif;letter-spacing:0.06em}"),
    "Chromium, on its side": by_chromium("@page{size:A4 landscape}p{font:12pt serif}"),
    "Chromium, two columns": by_chromium("body{columns:2;font:11pt serif}"),
    "Chromium, bold and italic": by_chromium("p{font:italic bold 12pt serif}"),
    "LaTeX": by_latex,
    "typst": by_typst,
    "ReportLab": by_reportlab,
}


def said(data: bytes) -> str:
    found = PacketReader(looks=True).read_by_others(data)
    assert isinstance(found, ObservedPacket), found.why
    return " ".join(" ".join([block.text for block in other_document(found).sections["text"]]).split())


@pytest.mark.parametrize("make", PROGRAMS.values(), ids=PROGRAMS)
def test_text_is_read_as_it_was_written(make: Made, tmp_path: Path) -> None:
    assert said(make(WORDS, tmp_path)) == " ".join(WORDS)


@pytest.mark.parametrize("make", PROGRAMS.values(), ids=PROGRAMS)
def test_one_change_between_two_programs(make: Made, tmp_path: Path) -> None:
    changed = (WORDS[0], WORDS[1].replace("two years", "three years"), WORDS[2])
    before, same, after = by_reportlab(WORDS, tmp_path), make(WORDS, tmp_path), make(changed, tmp_path)
    kinds = ("text", "address", "invisible", "pages")

    def words(new: bytes) -> list[Told]:
        return [each for each in told(compare_files(tmp_path, before, new)) if each[0] in kinds and each[1] != FURNITURE]

    assert words(same) == []
    found = words(after)
    assert found == [("text", "text", "two", "three")]


@pytest.mark.parametrize(
    "text", ["我们写信给您，关于在监狱的记者。", "囚われている記者について書いています。", "אנו כותבים אליך על העיתונאים בכלא."]
)
def test_other_scripts(text: str, tmp_path: Path) -> None:
    found = said(by_chromium("p{font:12pt serif}")((text,), tmp_path))
    assert found == text


def test_a_turned_page(tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    data = by_reportlab(WORDS, tmp_path)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.pages[0].rotate(90)
    out = BytesIO()
    writer.write(out)
    assert said(out.getvalue()) == said(data)


def test_cells_beside_each_other_stay_apart(tmp_path: Path) -> None:
    lines = textwrap.dedent("<table style='width:100%'><tr><td>Astana<td>7<tr><td>Almaty<td>5</table>")
    (tmp_path / "in.html").write_text(f"<!doctype html>{lines}", encoding="utf-8")
    path = program("chromium", "chromium-browser", "google-chrome")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'out.pdf'}"]
    subprocess.run([path, *options, (tmp_path / "in.html").as_uri()], check=True, capture_output=True)
    assert said((tmp_path / "out.pdf").read_bytes()) == "Astana 7 Almaty 5"
