"""What a packet and a print run are made of: enclosures, padding, bookmarks, the draft's mark."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

from letterpack.readback import PacketReader
from tests.build.making import BODY, HEAD, LETTER, campaign, make, pages_of, person
from tests.enclosures.makers import good_pdf

pytestmark = pytest.mark.usefixtures("any_store")

LONG = f"\n{BODY}" * 40


def enclosed(*names: str) -> str:
    return LETTER.replace("\n---\n", f"\nenclosures: [{', '.join(names)}]\n---\n", 1)


def turned(pages: int, degrees: int) -> bytes:
    """Return a sound PDF whose pages are turned."""
    writer = PdfWriter(clone_from=BytesIO(good_pdf(pages, size=(400.0, 300.0))))
    for page in writer.pages:
        page.rotate(degrees)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [(round(page.get_width()), round(page.get_height())) for page in document]
    finally:
        document.close()


FILES = {
    "enclosures/fact_sheet.pdf": good_pdf(2),
    "enclosures/note.pdf": good_pdf(1),
    "enclosures/map.pdf": turned(1, 90),
    "enclosures/list.pdf": good_pdf(1, size=(612.0, 792.0)),
}


def lying(*names: str) -> dict[str, bytes]:
    return {f"enclosures/{name}.pdf": FILES[f"enclosures/{name}.pdf"] for name in names}


def test_one_file_by_two_names_is_enclosed_once(tmp_path) -> None:
    files = campaign([person("Alpha", enclosures=["./enclosures//map.pdf"])], enclosed("enclosures/map.pdf"), more=lying("map"))
    made = make(tmp_path / "out", files)
    assert made.ok, made.findings
    assert [each["path"] for each in made.row("alpha")["enclosures"]] == ["enclosures/map.pdf"]


def test_enclosures_follow_in_order_with_their_sizes(tmp_path) -> None:
    files = campaign(
        [person("Alpha", enclosures=["enclosures/list.pdf"]), person("Beta")],
        enclosed("enclosures/map.pdf", "enclosures/fact_sheet.pdf"),
        more=lying("map", "fact_sheet", "list"),
    )
    made = make(tmp_path / "out", files)
    assert sizes_of(made.packets["alpha"]) == [(595, 842), (300, 400), (595, 842), (595, 842), (612, 792)]
    assert sizes_of(made.packets["beta"]) == [(595, 842), (300, 400), (595, 842), (595, 842)]
    assert [row["path"] for row in made.row("alpha")["enclosures"]] == [
        "enclosures/map.pdf",
        "enclosures/fact_sheet.pdf",
        "enclosures/list.pdf",
    ]
    assert [row["pages"] for row in made.row("alpha")["enclosures"]] == [1, 2, 1]
    assert made.row("alpha")["pages"] == 5
    assert made.row("alpha")["sheets"] == 3
    assert PdfReader(BytesIO(made.packets["alpha"])).pages[1].rotation == 90


def test_enclosures_are_listed_in_the_letter(tmp_path) -> None:
    more = lying("fact_sheet", "list")
    files = campaign(
        [person("Alpha", enclosures=["enclosures/list.pdf"]), person("Beta")], enclosed("enclosures/fact_sheet.pdf"), more=more
    )
    made = make(tmp_path / "out", files)
    assert made.pages("alpha")[0].index("fact_sheet") < made.pages("alpha")[0].rindex("list")
    assert "fact_sheet" in made.pages("beta")[0]
    assert "list" not in made.pages("beta")[0].split("Enclosure")[1]


def test_pages_of_enclosures_look_as_they_did(tmp_path) -> None:
    letter = enclosed("enclosures/map.pdf", "enclosures/fact_sheet.pdf")
    made = make(tmp_path / "out", campaign([person("Alpha")], letter, more=lying("map", "fact_sheet")))
    before = [page for name in ("map", "fact_sheet") for page in drawn(FILES[f"enclosures/{name}.pdf"])]
    assert drawn(made.packets["alpha"])[1:] == before
    assert made.pages("alpha")[2:] == pages_of(FILES["enclosures/fact_sheet.pdf"])


def drawn(pdf: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=0.5, grayscale=True).to_pil().tobytes() for page in document]
    finally:
        document.close()


def test_a_cc_gets_the_enclosures_too(tmp_path) -> None:
    made = make(
        tmp_path / "out",
        campaign(
            {"to": [person("Alpha")], "cc": [person("Gamma")]}, enclosed("enclosures/fact_sheet.pdf"), more=lying("fact_sheet")
        ),
    )
    assert made.row("gamma")["pages"] == 4
    assert made.pages("gamma")[1:] == made.pages("alpha")


@pytest.mark.parametrize(
    "data", [b"", b"not a PDF", good_pdf(1)[:300], b"%PDF-1.7\n%%EOF\n"], ids=["empty", "text", "cut", "hollow"]
)
def test_a_bad_enclosure_makes_no_batch(tmp_path, data) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], enclosed("enclosures/bad.pdf"), more={"enclosures/bad.pdf": data}))
    assert not made.ok
    assert all(code.startswith("LP4") for code in made.codes)
    assert not (tmp_path / "out").exists()


def test_every_packet_begins_on_a_front_side(tmp_path) -> None:
    """Three packets of one, two and three pages: the odd ones end with a blank verso that bears nothing."""
    files = campaign(
        [
            person("Alpha"),
            person("Beta", enclosures=["enclosures/note.pdf"]),
            person("Gamma", enclosures=["enclosures/fact_sheet.pdf"]),
        ],
        more=lying("note", "fact_sheet"),
    )
    made = make(tmp_path / "out", files, print_run=True)
    run = made.read("print/run.pdf")
    pages = pages_of(run)
    assert [made.row(name)["pages"] for name in ("alpha", "beta", "gamma")] == [1, 2, 3]
    assert len(pages) == 2 + 2 + 4
    assert [index for index, text in enumerate(pages) if not text.strip()] == [1, 7]
    assert "".join(pages[0]) == made.pages("alpha")[0]
    assert pages[2:4] == made.pages("beta")
    assert pages[4:7] == made.pages("gamma")
    pictures = drawn(run)
    assert set(pictures[1]) == {255}
    assert pictures[2] == drawn(made.packets["beta"])[0]


def test_a_bookmark_a_packet(tmp_path) -> None:
    made = make(
        tmp_path / "out", campaign({"to": [person("Alpha")], "cc": [person("Gamma")], "bcc": [person("Sigma")]}), print_run=True
    )
    reader = PdfReader(BytesIO(made.read("print/run.pdf")))
    marks = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline if isinstance(mark, Destination)]
    assert marks == [("alpha", 0), ("gamma", 2), ("sigma", 4)]
    assert made.manifest["print_runs"][0]["packets"] == ["alpha", "gamma", "sigma"]


@pytest.mark.parametrize(("profile", "claims"), [("default", ["PDF/A-2u"]), ("print", ["PDF/A-2u", "PDF/X-4"])])
def test_a_print_runs_row_says_what_its_metadata_claims(tmp_path, profile, claims) -> None:
    made = make(tmp_path / "out", campaign(), print_run=True, profile=profile)
    metadata = PdfReader(BytesIO(made.read("print/run.pdf"))).xmp_metadata
    assert made.manifest["print_runs"][0]["claims"] == claims
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "U")
    said = metadata.stream.get_data().decode("utf-8")
    assert ("PDF/X-4" in said) is ("PDF/X-4" in claims)


@pytest.mark.parametrize("status", ["draft", "final"])
def test_a_draft_is_marked_on_each_of_its_pages(tmp_path, status) -> None:
    letter = HEAD.replace("\n---\n", f"\nstatus: {status}\n---\n", 1) + LONG
    files = campaign({"to": [person("Alpha")], "cc": [person("Gamma")]}, letter)
    made = make(tmp_path / "out", files, print_run=True)
    assert made.manifest["status"] == status
    assert len(made.pages("gamma")) >= 4
    for pages in (
        made.pages("alpha"),
        made.pages("gamma"),
        [page for page in pages_of(made.read("print/run.pdf")) if page.strip()],
    ):
        assert [("draft" in page.casefold()) for page in pages] == [status == "draft"] * len(pages)


def test_pages_are_numbered_by_the_letter(tmp_path) -> None:
    text = enclosed("enclosures/fact_sheet.pdf") + LONG
    files = campaign({"to": [person("Alpha")], "cc": [person("Gamma")]}, text, more=lying("fact_sheet"))
    made = make(tmp_path / "out", files)
    letter = made.pages("alpha")[:-2]
    count = len(letter)
    assert count >= 3
    assert all(f"Page {number} of {count}" in page for number, page in enumerate(letter, 1))
    assert "Page" not in made.pages("gamma")[0]


@pytest.mark.parametrize("language", ["ru", "kk", "ar", "fr", "es"])
def test_what_every_page_says_is_shown_in_the_letters_language(tmp_path, language) -> None:
    letter = LETTER.replace("date:", f"language: {language}\ndate:") + LONG
    made = make(tmp_path / "out", campaign([person("Alpha")], letter))
    if made.ok:
        found = PacketReader().read(made.packets["alpha"])
        assert not [problem for problem in found.problems if "character" in problem]
    else:
        errors = {found.code for found in made.findings if found.severity == "error"}
        assert errors == {"LP210"}, "no bundled font has its letters"
