"""Print runs for machines: insertion marks on every sheet, order, files, sides, sheet of totals; read back by other programs."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from letterpack.disk import Disk
from letterpack.forms import form_names, load_form
from letterpack.forms.guards import insertion_faults
from letterpack.marks import load_marks, mark_names
from letterpack.marks.datamatrix import CAPACITY, rows, symbol
from letterpack.marks.roles import printed_lines
from letterpack.model.insertion import OmrLines, SheetCode
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.pipeline.reprint import reprint
from letterpack.stores.folder import FolderStore
from letterpack.units import mm_to_pt
from tests.build.making import HEAD, Made, all_boxes, campaign, make, pages_of, person
from tests.enclosures.makers import good_pdf
from tests.installed import program

FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
TOWNS = {"DE": "10115 Berlin", "FR": "75001 Paris", "GB": "LONDON SW1A 1AA"}
LONG = "Text of the letter goes on and on. " * 120


def people(*countries: str, **more: Any) -> list[dict[str, Any]]:
    """Addressees ``p0`` and so on; the letter to one whose title says Long has three pages."""
    return [person(f"P{index}", country=code, address=["Way 1", TOWNS[code]], **more) for index, code in enumerate(countries)]


def files(addressees: Any, enclosed: bytes | None = None, letter: str = "", **settings: Any) -> dict[str, bytes]:
    said: dict[str, Any] = {
        "form": "din5008b",
        "sender": {"names": ["Sender"], "country": "DE"},
        "products": ["print-run"],
        "rules": {"LP312": "off"},
    }
    if enclosed is not None:
        said["enclosures"] = [{"file": "enclosures/a.pdf", "start": "front"}]
    more = {"enclosures/a.pdf": enclosed} if enclosed is not None else {}
    body = f"{HEAD}Text.\n\n::: if addressee.country = FR\n{LONG * 2}\n:::\n"
    return campaign(addressees, letter or body, settings={**said, **settings}, more=more)


def runs(made: Made) -> list[dict[str, Any]]:
    assert made.ok, made.findings
    found: list[dict[str, Any]] = made.manifest["print_runs"]
    return found


def fronts(pdf: bytes, step: int) -> list[int]:
    return list(range(0, len(pypdfium2.PdfDocument(pdf)), step))


def symbols(pdf: Path, folder: Path) -> dict[int, list[str]]:
    """What zxing reads in the margin of each page as poppler draws it, by 0-based index."""
    margin = ["-r", "150", "-x", "1130", "-y", "690", "-W", "110", "-H", "140"]
    subprocess.run([program("pdftoppm"), *margin, "-gray", "-png", str(pdf), str(folder / "page")], check=True)
    drawn = sorted(folder.glob("page-*.png"))
    read = [zxingcpp.read_barcodes(Image.open(each), formats=FORMATS) for each in drawn]
    return {index: [each.text for each in found] for index, found in enumerate(read)}


@pytest.mark.parametrize("side", sorted(CAPACITY))
def test_another_library_reads_every_size_of_symbol(side: int) -> None:
    digits = ("3141592653589793238462643383279502884197" * 2)[: CAPACITY[side].data * 2]
    picture = Image.new("L", ((side + 4) * 4, (side + 4) * 4), 255)
    for row, bits in enumerate(rows(symbol(digits, side), side)):
        for column in range(side):
            if bits >> column & 1:
                picture.paste(0, ((column + 2) * 4, (row + 2) * 4, (column + 3) * 4, (row + 3) * 4))
    (found,) = zxingcpp.read_barcodes(picture, formats=FORMATS, is_pure=True)
    assert found.text == digits


@pytest.mark.parametrize(("sides", "sheets"), [("both", [(1, 1), (1, 2), (2, 2)]), ("front", [(1, 1), (1, 3), (2, 3), (3, 3)])])
def test_each_sheet_has_a_symbol_with_run_packet_and_sheet(tmp_path: Path, sides: str, sheets: list[tuple[int, int]]) -> None:
    """Also on a scan of an enclosure; none on a back."""
    enclosed = good_pdf(1)
    addressees = [person("A"), person("B", enclosures=["enclosures/a.pdf"])]
    letter = f"{HEAD}Text.\n\n::: for b\n{LONG}\n:::\n"
    made = make(tmp_path / "out", files(addressees, enclosed, letter, marks="datamatrix", printing={"sides": sides}))
    (run,) = runs(made)
    found = symbols(made.out / run["file"], tmp_path)
    step = 2 if sides == "both" else 1
    assert [index for index, texts in found.items() if texts] == fronts((made.out / run["file"]).read_bytes(), step)
    pieces = [1, *[2] * (len(sheets) - 1)]
    wanted = [f"{run['number']:04}{piece:06}{sheet:03}{of:03}" for piece, (sheet, of) in zip(pieces, sheets, strict=True)]
    assert [texts for texts in found.values() if texts] == [[each] for each in wanted]
    assert run["sheets"] == len(sheets)
    assert (run["sides"], run["marks"]) == (sides, "datamatrix")


def lines_on(pdf: bytes, index: int, marks: str, form: str = "din5008b") -> tuple[bool, ...]:
    """Which lines are printed on a page, by the dark pixels where PDFium draws them."""
    found, shape = load_marks(marks), load_form(form)
    lines = found.marks
    assert isinstance(lines, OmrLines)
    place, scale = found.place(shape.paper_width_pt), 4.0
    picture = pypdfium2.PdfDocument(pdf)[index].render(scale=scale, grayscale=True).to_pil()
    middle = place.x_pt + place.width_pt / 2
    tops = [place.y_pt + number * lines.pitch_pt + lines.thickness_pt / 2 for number in range(len(lines.roles))]
    return tuple([picture.getpixel((int(middle * scale), int(y * scale))) < 128 for y in tops])


@pytest.mark.parametrize("marks", [name for name in mark_names() if name != "datamatrix"])
def test_the_lines_of_each_machine_are_printed_on_every_front_and_on_no_back(tmp_path: Path, marks: str) -> None:
    made = make(tmp_path / "out", files(people("FR", "DE"), marks=marks))
    (run,) = runs(made)
    pdf = (made.out / run["file"]).read_bytes()
    lines = load_marks(marks).marks
    assert isinstance(lines, OmrLines)
    codes = [SheetCode(run["number"], 1, 1, 2, 0), SheetCode(run["number"], 1, 2, 2, 1), SheetCode(run["number"], 2, 1, 1, 2)]
    assert [lines_on(pdf, index, marks) for index in fronts(pdf, 2)] == [printed_lines(lines, code) for code in codes]
    assert not any(any(lines_on(pdf, index, marks)) for index in range(1, 6, 2))


@pytest.mark.parametrize("marks", [name for name in mark_names() if name != "datamatrix"])
def test_lines_count_sheets_and_their_number_is_even_where_it_shall_be(marks: str) -> None:
    """A lost sheet is found by its number, a lost line by the parity; the last sheet of a packet differs from the one before."""
    lines = load_marks(marks).marks
    assert isinstance(lines, OmrLines)
    said = {}
    for sequence in range(8):
        for sheet, sheets in ((1, 1), (1, 2), (2, 2), (2, 3)):
            printed = printed_lines(lines, SheetCode(1, 1, sheet, sheets, sequence))
            if "parity" in lines.roles:
                assert sum(printed) % 2 == 0
            said[sequence, sheet, sheets] = printed
    counts = "sequence 1" in lines.roles
    assert len({said[sequence, 1, 2] for sequence in range(8)}) == (8 if counts else 1)
    assert said[0, 1, 2] != said[0, 2, 2]
    assert {index for index, role in enumerate(lines.roles) if role in ("benchmark", "safety", "retiming")} <= {
        index for index, _ in enumerate(lines.roles) if all(printed[index] for printed in said.values())
    }


PITNEY_BOWES = [name for name in mark_names() if name.startswith("pitney-bowes")]


@pytest.mark.parametrize("name", mark_names())
def test_marks_keep_to_what_their_makers_ask_for(name: str) -> None:
    """SV40221 Rev. A on A4 and Letter; its readers are the strictest that there are numbers of."""
    found = load_marks(name)
    if not isinstance(found.marks, OmrLines):
        assert found.marks.module_pt >= mm_to_pt(0.38)
        return
    lines, millimetre = found.marks, mm_to_pt(1.0)
    assert 0.35 * millimetre <= lines.thickness_pt <= 0.7 * millimetre and lines.length_pt >= 10 * millimetre
    assert lines.pitch_pt >= 2.54 * millimetre and len(lines.roles) <= 24
    for width, height in ((210.0, 297.0), (215.9, 279.4)):
        place = found.place(width * millimetre)
        assert place.height_pt <= 70 * millimetre and place.y_pt >= 20 * millimetre
        assert height * millimetre - place.bottom_pt >= 30 * millimetre
        middle = abs(place.x_pt + place.width_pt / 2 - width * millimetre / 2)
        assert 59 * millimetre <= middle <= 108 * millimetre
    assert found.sides_pt >= 3 * millimetre and found.ends_pt >= 20 * millimetre
    assert found.clears_back == (name in PITNEY_BOWES)


@pytest.mark.parametrize("form", form_names())
def test_all_marks_have_room_on_all_forms(form: str) -> None:
    for name in mark_names():
        for sides in ("both", "front"):
            assert not list(insertion_faults(load_form(form), load_marks(name), sides)), (form, name)


def test_nothing_is_printed_where_marks_must_be_alone(tmp_path: Path) -> None:
    made = make(tmp_path / "out", files(people("FR", "DE", "GB"), marks="pitney-bowes"))
    pdf = (made.out / "print/run.pdf").read_bytes()
    marks, width = load_marks("pitney-bowes"), load_form("din5008b").paper_width_pt
    back = marks.back_zone(width)
    assert back is not None
    for index in range(len(pypdfium2.PdfDocument(pdf))):
        zone = back if index % 2 else marks.zone(width)
        inside = [
            char
            for char, x, y, right, low in all_boxes(pdf, index)
            if x < zone.right_pt and right > zone.x_pt and y < zone.bottom_pt and low > zone.y_pt
        ]
        assert not inside


OURS = """title = "Ours"
[place]
source = "tried"
edge = "left"
inset = 5.0
top = 100.0
sides = 3.0
ends = 20.0
[lines]
source = "tried"
roles = ["benchmark", "end"]
length = 10.0
thickness = 0.5
pitch = 4.0
"""


def test_marks_of_a_campaigns_own_that_meet_something_are_an_error_with_a_way_out(tmp_path: Path) -> None:
    sources = files(people("DE"), marks="ours") | {"marks/ours.toml": OURS.encode()}
    made = make(tmp_path / "out", sources)
    assert not made.ok
    (found,) = [each for each in made.findings if each.code == "LP245"]
    assert "a fold mark, x 5.0 to 9.0 mm" in found.message and found.span.line
    assert found.hint and "marks/ours.toml" in found.hint
    moved = OURS.replace('"left"', '"right"').replace("top = 100.0", "top = 130.0")
    assert make(tmp_path / "out", sources | {"marks/ours.toml": moved.encode()}).ok


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"end"', '"ende"', "`ende` is not what a line can say"),
        ('["benchmark", "end"]', '["end"]', "no line is printed on every sheet"),
        ('"end"', '"end", "end"', "`end` appears twice"),
        ("pitch = 4.0", "pitch = 0.4", "touch"),
        ("[lines]", "[matrix]", "either"),
    ],
)
def test_what_is_wrong_with_own_marks_is_said_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    made = make(tmp_path / "out", files(people("DE"), marks="ours") | {"marks/ours.toml": OURS.replace(old, new).encode()})
    found = [each for each in made.findings if each.span.file == "marks/ours.toml"]
    assert found and not made.ok
    if "[matrix]" not in new:
        assert [each for each in found if said in each.message and each.span.line]


def wide_pdf() -> bytes:
    """A page with a square at its right edge."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(mm_to_pt(210.0), mm_to_pt(297.0)))
    canvas.rect(mm_to_pt(200.0), mm_to_pt(150.0), 20, 20, fill=1)
    canvas.save()
    return out.getvalue()


def turned_pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(mm_to_pt(297.0), mm_to_pt(210.0)))
    canvas.drawString(100, 100, "wide")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("pdf", "said"), [(wide_pdf(), "has something where insertion marks are"), (turned_pdf(), "lies on its side")]
)
def test_an_enclosure_without_room_for_marks_is_an_error(tmp_path: Path, pdf: bytes, said: str) -> None:
    sources = files([person("A", enclosures=["enclosures/a.pdf"])], pdf, marks="generic")
    found = [each for each in make(tmp_path / "out", sources).findings if each.code == "LP425"]
    assert len(found) == 1 and said in found[0].message and found[0].span.line
    sources = files([person("A", enclosures=["enclosures/a.pdf"])], pdf)
    assert make(tmp_path / "out", sources).ok


def test_packets_are_sorted_as_the_post_sorts_in_files_of_so_many(tmp_path: Path) -> None:
    """The sender's own country first, then by code; by postcode; the fewest sheets first."""
    entries = people("GB", "FR", "DE", "DE", "FR", "DE")
    for entry, town in zip(
        entries, ["LONDON SW1A 1AA", "75002 Paris", "20095 Hamburg", "10115 Berlin", "75001 Paris", "20095 Hamburg"], strict=True
    ):
        entry["address"] = ["Way 1", town]
    made = make(tmp_path / "out", files(entries, printing={"order": "post", "split": 4, "totals": True}, marks="datamatrix"))
    assert [(run["file"], run["packets"], run["totals"]) for run in runs(made)] == [
        ("print/run-001.pdf", ["p3", "p2", "p5", "p4"], True),
        ("print/run-002.pdf", ["p1", "p0"], True),
    ]
    assert len({run["number"] for run in runs(made)}) == 2
    first = pages_of((made.out / "print/run-001.pdf").read_bytes())
    assert (
        first[1].strip() == ""
        and re.search(r"Packets\s+4\s", first[0])
        and re.search(r"Sheets, without this one\s+5\s", first[0])
    )
    assert "Germany (DE)" in first[0] and "France (FR)" in first[0] and f"run {runs(made)[0]['number']:04}" in first[0]
    assert "Minister of P3" in first[2]


def test_files_by_sheets_and_by_envelope(tmp_path: Path) -> None:
    by_sheets = runs(make(tmp_path / "out", files(people("FR", "DE"), printing={"split": "sheets"})))
    named = [(run["file"], run["packets"]) for run in by_sheets]
    assert named == [("print/run-1-sheet.pdf", ["p1"]), ("print/run-2-sheets.pdf", ["p0"])]
    both = files(
        [person("A"), person("B", enclosures=["enclosures/a.pdf"])], good_pdf(18), form="plain-a4", envelopes=["dl", "c4"]
    )
    assert [run["file"] for run in runs(make(tmp_path / "out", both))] == ["print/run.pdf"]
    split = files(
        [person("A"), person("B", enclosures=["enclosures/a.pdf"])],
        good_pdf(18),
        form="plain-a4",
        envelopes=["dl", "c4"],
        printing={"split": "envelope"},
    )
    found = runs(make(tmp_path / "out", split))
    assert [(run["file"], run["packets"]) for run in found] == [("print/run-c4.pdf", ["b"]), ("print/run-dl.pdf", ["a"])]
    assert sorted(path.name for path in (tmp_path / "out/print").iterdir()) == ["run-c4.pdf", "run-dl.pdf"]


def test_on_the_front_alone_no_page_is_blank_and_the_list_counts_so(tmp_path: Path) -> None:
    sources = files(
        [person("A", enclosures=["enclosures/a.pdf"])], good_pdf(2), paper={"weight_gsm": 80}, printing={"sides": "front"}
    )
    made = make(tmp_path / "out", sources, products=("mailing-list",))
    (row,), (run,) = made.manifest["packets"], runs(made)
    assert (row["pages"], row["sheets"], run["sheets"]) == (4, 2, 3)
    assert len(PdfReader(made.out / run["file"]).pages) == 3
    assert ",3,15.0," in (made.out / "mailing-list.csv").read_text(encoding="utf-8-sig").replace(",4,3,", ",3,")


SETTINGS: dict[str, dict[str, Any]] = {
    "lines": {"marks": "quadient"},
    "symbols, sorted, in files": {"marks": "datamatrix", "printing": {"order": "post", "split": 2, "totals": True}},
    "records, front": {"profile": "vt1", "marks": "pitney-bowes", "printing": {"sides": "front", "split": "sheets"}},
    "records, names": {"profile": "vt1", "printing": {"recipients": "names", "totals": True}},
}


@pytest.fixture(params=sorted(SETTINGS))
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    addressees = {"to": people("FR", "DE", "GB"), "bcc": [person("Hidden", copy_of="p1")]}
    addressees["to"][1]["enclosures"] = ["enclosures/a.pdf"]
    for path, data in files(addressees, good_pdf(2), **SETTINGS[request.param]).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    result = build(Disk(tmp_path), BuildRequest(tmp_path))
    assert result.ok, result.findings
    return tmp_path


def errors(folder: Path, *select: str) -> list[tuple[str, str]]:
    found = check(Disk(folder), CheckRequest(folder, select=select)).findings
    return [(each.code, each.message) for each in found if each.severity == "error"]


def test_a_whole_run_is_found_whole_and_its_pieces_come_again(built: Path) -> None:
    assert errors(built) == []
    data, pieces = reprint(FolderStore(built / "build").batch(), ["p1", "hidden"], "", "")
    assert {piece.id for piece in pieces} == {"p1", "hidden"}
    again = PdfReader(BytesIO(data))
    assert len(again.pages) == sum(piece.pages for piece in pieces)
    for piece in pieces:
        run = PdfReader(built / "build" / piece.file)
        at = [str(item.title) for item in again.outline if not isinstance(item, list)].index(piece.id)
        first = sum(each.pages for each in pieces[:at])
        for offset in range(piece.pages):
            one, other = run.pages[piece.start + offset].get_contents(), again.pages[first + offset].get_contents()
            assert (one.get_data() if one else b"") == (other.get_data() if other else b"")
    others = "".join(page.extract_text() for page in again.pages)
    assert "P0 Example" not in others and b"CIP4" not in data and b"/DPart" not in data


def mutated(path: Path) -> None:
    """Move the first line or module of the first mark in the file, in place."""
    data = path.read_bytes()
    match = re.search(rb"q 0 g (?:[-\d. ]+ cm )?", data)
    assert match
    end = match.end()
    path.write_bytes(data[:end] + (b"1" if data[end : end + 1] != b"1" else b"2") + data[end + 1 :])


@pytest.mark.parametrize("built", [name for name in sorted(SETTINGS) if "marks" in SETTINGS[name]], indirect=True)
def test_a_mark_that_was_changed_is_found(built: Path) -> None:
    mutated(min((built / "build/print").glob("run*.pdf")))
    assert {code for code, _ in errors(built, "LP331")} == {"LP331"}


def test_a_manifest_that_says_other_things_of_a_run_is_found(built: Path) -> None:
    manifest = built / "build/manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(r'"sheets": (\d+), "sides"', r'"sheets": 9\1, "sides"', text), encoding="utf-8")
    assert manifest.read_text(encoding="utf-8") != text
    found = errors(built, "LP331")
    assert found and all("`sheets`" in message for _, message in found)


def test_the_same_bytes_by_any_number_of_workers(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    assert build(Disk(built), BuildRequest(built, FolderStore(other), workers=2)).ok
    for path in (built / "build/print").iterdir():
        assert path.read_bytes() == (other / "print" / path.name).read_bytes()
