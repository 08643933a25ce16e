"""Random letters: words of four scripts in every kind of Markdown, with what a reader must find in the PDF."""

from __future__ import annotations

import itertools
import re
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from tests.build.making import Made, make, pages_of
from tests.installed import program

LATIN = "abcdefghijklmnopqrstuvwxyzäöüßéèêëçñåøæœšžčřěůłśźżąęőűțșğıİÁÉÍÓÚŠŽČĐŁ"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяїєіґўђћџљњѓќЇЄІҐ"
KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІабвгдежзийклмнопрстуфхцчшщыэюя"
GREEK = "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊΐςΑΒΓΔΩΆΈ"
HEAD = "---\ndate: 2026-03-02\nstatus: final\nsubject: {subject}\n---\n\n"


class Piece(NamedTuple):
    """Markdown, and the text that a reader sees of it."""

    markdown: str
    text: str


def words(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=22).map(lambda text: unicodedata.normalize("NFC", text))


WORD = st.one_of(*[words(alphabet) for alphabet in (LATIN, LATIN, CYRILLIC, KAZAKH, GREEK)])
ENDED = st.builds(
    "{}{}".format, WORD, st.sampled_from(["", "", "", "", ",", ".", ";", ":", "?", "!", "”", "’", "…", "—", " – x"])
)
PLAIN = st.lists(ENDED, min_size=1, max_size=12).map(" ".join)


@st.composite
def _inline(draw: st.DrawFn) -> Piece:
    parts: list[Piece] = []
    for text in draw(st.lists(PLAIN, min_size=1, max_size=6)):
        kind = draw(st.sampled_from(["", "", "", "*", "**", "***", "`", "~~", "link"]))
        parts.append(Piece(f"[{text}](https://example.org/page)", text) if kind == "link" else Piece(f"{kind}{text}{kind}", text))
    return Piece(" ".join(part.markdown for part in parts), " ".join(part.text for part in parts))


INLINE = _inline()


def _hard_break(one: Piece, two: Piece) -> Piece:
    return Piece(f"{one.markdown}\\\n{two.markdown}", f"{one.text} {two.text}")


def _heading(level: int, text: str) -> Piece:
    return Piece(f"{'#' * level} {text}", text)


def _quote(inside: list[Piece]) -> Piece:
    markdown = "\n\n".join(each.markdown for each in inside)
    return Piece("\n".join(f"> {line}" if line else ">" for line in markdown.split("\n")), " ".join(each.text for each in inside))


def _items(inside: list[Piece], labels: Iterable[str], marks: Iterable[str], loose: bool) -> Piece:
    between = "\n\n" if loose else "\n"
    lines = [
        f"{mark} " + each.markdown.replace("\n", "\n" + " " * (len(mark) + 1)) for mark, each in zip(marks, inside, strict=False)
    ]
    return Piece(between.join(lines), " ".join(f"{label} {each.text}" for label, each in zip(labels, inside, strict=False)))


def _bullets(inside: list[Piece], loose: bool) -> Piece:
    return _items(inside, itertools.repeat("•"), itertools.repeat("-"), loose)


def _numbers(inside: list[Piece], start: int, loose: bool) -> Piece:
    numbers = [f"{number}." for number in range(start, start + len(inside))]
    return _items(inside, numbers, numbers, loose)


def _code(lines: list[str]) -> Piece:
    return Piece("```\n" + "\n".join(lines) + "\n```", " ".join(lines))


def _table(rows: list[list[Piece]]) -> Piece:
    """A table of two columns, its head empty: it would stand again on a second page."""
    lines = [f"| {' | '.join(cell.markdown for cell in row)} |" for row in rows]
    return Piece("\n".join(["| | |", "|---|--:|", *lines]), " ".join(cell.text for row in rows for cell in row))


PARAGRAPH = st.one_of(INLINE, st.builds(_hard_break, INLINE, INLINE))
BLOCK = st.one_of(
    PARAGRAPH,
    PARAGRAPH,
    st.builds(_heading, st.integers(1, 6), PLAIN),
    st.builds(_quote, st.lists(INLINE, min_size=1, max_size=3)),
    st.builds(_bullets, st.lists(INLINE, min_size=1, max_size=4), st.booleans()),
    st.builds(_numbers, st.lists(INLINE, min_size=1, max_size=4), st.integers(1, 90), st.booleans()),
    st.builds(_code, st.lists(PLAIN, min_size=1, max_size=5)),
    st.builds(_table, st.lists(st.lists(INLINE, min_size=2, max_size=2), min_size=1, max_size=4)),
)


@st.composite
def _letter(draw: st.DrawFn) -> Piece:
    subject = draw(WORD)
    blocks = draw(st.lists(BLOCK, min_size=1, max_size=14))
    body = "\n\n***\n\n".join(each.markdown for each in blocks)
    return Piece(
        HEAD.format(subject=f'"{subject}"') + body + "\n",
        f"{subject} Dear Minister of Alpha, " + " ".join(each.text for each in blocks),
    )


LETTER = _letter()


def built(files: dict[str, bytes]) -> Made:
    """Build in a folder that does not stay."""
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "out", files)


def squeezed(text: str) -> str:
    """Return ``text`` in NFC without white space and soft hyphens: what a lost character shows in."""
    return re.sub(r"[\s\u00ad\ufffe]+", "", unicodedata.normalize("NFC", text))


def by_pdfium(pdf: bytes) -> str:
    """Return what pdfium reads, page heads and feet left out."""
    return squeezed(" ".join(_bare(page) for page in pages_of(pdf)))


def by_poppler(pdf: bytes) -> str:
    """Return what poppler reads, page heads and feet left out."""
    pdftotext = program("pdftotext")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = subprocess.run(
            [pdftotext, "-raw", "-enc", "UTF-8", file.name, "-"], capture_output=True, check=True
        ).stdout.decode()
    return squeezed(" ".join(_bare(page) for page in said.split("\f")))


def _bare(page: str) -> str:
    """Return the page without its foot, and without the head of a following page."""
    page = re.sub(r"\s*Page \d+ of \d+\s*$", "", page)
    return re.sub(r"^\s*Minister of Alpha\s*2 March 2026", "", page)
