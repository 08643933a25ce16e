"""A file that another program saved again shows the same: what is lost is one change about the file, and none of its words."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from letterpack.model.observed import ObservedPage, Shown
from letterpack.review.others import UNKNOWN, _same_page
from tests.build.making import HEAD, campaign, in_memory, make, person
from tests.installed import program
from tests.review.comparing import compare_files, edited, tell, told
from tests.review.test_programs import BY_OTHERS, PROGRAMS, WORDS, by_reportlab
from tests.trying import WIDE

Save = Callable[[bytes, Path], bytes]
SAVED_AGAIN: Final = ("metadata", "saved again")
_NOT_EMBEDDED: Final = ("Word", "ReportLab")
"""Files that name Helvetica and leave it to whoever shows them: a program that saves them puts another face in."""


def by_ghostscript(data: bytes, folder: Path) -> bytes:
    (folder / "saving.pdf").write_bytes(data)
    options = ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-sOutputFile={folder / 'saved.pdf'}")
    subprocess.run([program("gs"), *options, folder / "saving.pdf"], check=True)
    return (folder / "saved.pdf").read_bytes()


def by_cairo(data: bytes, folder: Path) -> bytes:
    (folder / "saving.pdf").write_bytes(data)
    subprocess.run([program("pdftocairo"), "-pdf", folder / "saving.pdf", folder / "saved.pdf"], check=True)
    return (folder / "saved.pdf").read_bytes()


SAVERS: Final[dict[str, Save]] = {"Ghostscript": by_ghostscript, "cairo": by_cairo}
EACH: Final = list(product(PROGRAMS, SAVERS))
"""On a change of the project, each program with one that saves, in turn."""


@pytest.fixture(scope="module")
def packet() -> bytes:
    """Return the draft of a packet with a list and ligatures."""
    body = f"{HEAD}{WORDS[0]}\n\n1. Offer the officials of Société *fluffy* waffles.\n2. Find the first five files.\n"
    with in_memory():
        made = make(Path("made"), campaign([person("Alpha")], body, ["Example Union", "Fifth Office"]))
    assert made.ok, made.findings
    return made.packets["alpha"]


def told_of(folder: Path, old: bytes, new: bytes) -> list[tuple[str, str]]:
    return [(kind, field) for kind, field, *_ in told(compare_files(folder, old, new))]


@pytest.mark.parametrize(("name", "saver"), EACH if WIDE else [EACH[at] for at in range(len(EACH)) if at % 4 in (0, 3)])
def test_a_file_of_any_program(name: str, saver: str, tmp_path: Path) -> None:
    data = PROGRAMS[name](WORDS, tmp_path)
    again = SAVERS[saver](data, tmp_path)
    found = told_of(tmp_path, data, again)
    if name in _NOT_EMBEDDED:
        found = [each for each in found if each != ("pixels", "picture")]
    assert found in ([], [SAVED_AGAIN])
    assert not {kind for kind, _ in told_of(tmp_path, again, data)} & {"text", "invisible", "moved", "pages", "tags"}


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
def test_a_packet(save: Save, packet: bytes, tmp_path: Path) -> None:
    found = compare_files(tmp_path, packet, save(packet, tmp_path))
    assert [tell(group.change)[:2] for group in found.groups] in ([], [SAVED_AGAIN])
    assert "saved it again" in found.packets[0].notes[-1]


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
@pytest.mark.parametrize("name", ["latex", "lualatex", "libreoffice", "weasyprint"])
def test_a_word_that_was_changed_before_it_was_saved(name: str, save: Save, tmp_path: Path) -> None:
    data = (BY_OTHERS / name / "letter.pdf").read_bytes()
    found = told(compare_files(tmp_path, data, save((BY_OTHERS / name / "changed.pdf").read_bytes(), tmp_path)))
    assert ("text", "text", "two", "three") in found


def covered(writer: PdfWriter) -> None:
    """Paint a white rectangle over words."""
    page = writer.pages[0]
    cover = DecodedStreamObject()
    cover.set_data(b"q 1 1 1 rg 60 690 300 60 re f Q")
    old = page[NameObject("/Contents")].get_object().get_data()
    whole = DecodedStreamObject()
    whole.set_data(b"q\n" + old + b"\nQ\n" + cover.get_data())
    page[NameObject("/Contents")] = writer._add_object(whole)


@pytest.mark.parametrize("save", SAVERS.values(), ids=SAVERS)
def test_words_that_were_covered_before_it_was_saved(save: Save, tmp_path: Path) -> None:
    data = by_reportlab(WORDS, tmp_path)
    assert ("pixels", "picture") in told_of(tmp_path, data, save(edited(data, covered), tmp_path))


def linked(target: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 600, "The same words.")
    canvas.linkURL(target, (72, 590, 200, 620))
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("target", ["https://example.org/other", "mailto:other@example.org"])
def test_a_link_that_leads_elsewhere_is_no_loss(target: str, tmp_path: Path) -> None:
    new = by_ghostscript(linked(target), tmp_path)
    found = told(compare_files(tmp_path, linked("https://example.org/"), new))
    assert [each for each in found if each[0] == "active"] == [("active", "link", "https://example.org/", target)]


def _page(*lines: tuple[str, float, float]) -> ObservedPage:
    shown = tuple([Shown(text, x, y, 20.0, 10.0, "F", "", -1) for text, x, y in lines])
    return ObservedPage(595.0, 842.0, (shown,), 0, by_others=True, drawn=b"", pictures=b"")


SAME: Final[list[list[tuple[str, float, float]]]] = [
    [("We ", 10, 100), ("ask", 31, 100), ("below", 10, 120)],
    [("below", 10.3, 120), ("ask", 31, 100.4), ("We", 10, 100)],
]


def test_the_same_words_in_another_order_are_the_same_page() -> None:
    assert _same_page(_page(*SAME[0]), _page(*SAME[1]))
    for x, y in ((10, 122), (13, 120)):
        assert not _same_page(_page(*SAME[0]), _page(*SAME[0][:2], ("below", x, y)))
    assert not _same_page(_page(*SAME[0]), _page(*SAME[0], ("more", 10, 140)))
    assert not _same_page(_page(*SAME[0]), _page(*SAME[0])._replace(width_pt=500.0))


@pytest.mark.parametrize(
    ("told_by", "meant", "is_same"),
    [
        (f"o{UNKNOWN}ce", "office", True),
        (f"{UNKNOWN}u{UNKNOWN}y", "fluffy", True),
        (f"o{UNKNOWN}ce{UNKNOWN}", f"office{UNKNOWN}", True),
        (f"o{UNKNOWN}ce", "oce", False),
        (f"o{UNKNOWN}ce", "oaffluce", False),
        (f"in{UNKNOWN}days", "in30days", False),
        (f"o{UNKNOWN}ce", "offices", False),
        ("office", "office", True),
        ("office", "0ffice", False),
        (UNKNOWN * 65, "ff" * 65, False),
    ],
)
def test_a_sign_without_a_meaning_stands_for_a_ligature_alone(told_by: str, meant: str, is_same: bool) -> None:
    one, other = _page((told_by, 10, 100)), _page((meant, 10, 100))
    assert _same_page(one, other) is _same_page(other, one) is is_same
