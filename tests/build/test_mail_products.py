"""Envelopes, labels and mailing lists: who is on them and where, and who must not be."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from letterpack.countries.posts import PostedLetter, postage_class, tariffs
from letterpack.disk import Disk
from letterpack.envelopes import load_envelope
from letterpack.forms import load_form
from letterpack.forms.slips import envelope_form
from letterpack.label_sheets import label_codes, label_sheet, label_sheets
from letterpack.model.form import Rect
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.units import mm_to_pt, pt_to_mm
from tests.build.making import HEAD, all_boxes, campaign, make, person, text_of

MAIL = ("envelopes", "labels", "mailing-list", "mailing-list-xlsx")
PEOPLE = {
    "to": [person("Alpha"), person("Beta", country="PL", address=["=1+1 Street", "Building 2", "00-001 Town"])],
    "cc": [person("Gamma", copy_of="alpha")],
    "bcc": [person("Hidden", copy_of="beta", address=["Secret Lane 9", "1234 Nowhere"])],
}
SENDER = {"names": ["Sender of Letters"], "address": ["Sender Street 5", "1000 Sendertown"]}


def files(**settings: Any) -> dict[str, bytes]:
    return campaign(PEOPLE, settings={"sender": SENDER, "form": "din5008b", **settings})


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def letters(pdf: bytes, page: int) -> list[tuple[str, Rect]]:
    return [(char, Rect(x, y, right - x, low - y)) for char, x, y, right, low in all_boxes(pdf, page) if char.strip()]


def test_a_row_a_piece_in_each_list(tmp_path: Path) -> None:
    made = make(tmp_path / "out", files(paper={"weight_gsm": 80}), products=MAIL)
    found = rows((made.out / "mailing-list.csv").read_bytes())
    manifest = {row["id"]: row for row in made.manifest["packets"]}
    assert [row["id"] for row in found] == ["alpha", "gamma", "beta"]
    for row in found:
        kept = manifest[row["id"]]
        assert (row["file"], row["sha256"], row["kind"]) == (kept["file"], kept["sha256"], kept["kind"])
        assert (int(row["pages"]), int(row["sheets"])) == (kept["pages"], kept["sheets"])
        assert float(row["weight_g"]) == pytest.approx(kept["sheets"] * 80 * 0.210 * 0.297, abs=0.06)
        assert row["envelope"] == "de-dl"
    beta = found[-1]
    assert (beta["name"], beta["address1"], beta["address4"], beta["country"]) == ("Beta Example", "'=1+1 Street", "POLAND", "PL")
    sheet = openpyxl.load_workbook(made.out / "mailing-list.xlsx").active
    assert sheet is not None
    table = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert table[0] == list(found[0])
    assert [row[:6] for row in table[1:]] == [list(row.values())[:6] for row in found]
    assert table[3][6] == "=1+1 Street" and sheet.cell(4, 7).data_type == "s"


def test_no_weight_is_guessed(tmp_path: Path) -> None:
    made = make(tmp_path / "out", files(sender={**SENDER, "country": "DE"}), products=("mailing-list",))
    for row in rows((made.out / "mailing-list.csv").read_bytes()):
        assert row["weight_g"] == row["with_envelope_g"] == row["postage"] == ""


@pytest.mark.parametrize(
    ("home", "gsm", "wanted"),
    [
        ("DE", 80, ("Standardbrief, 20 g", "Standardbrief, 20 g")),
        ("DE", 200, ("Standardbrief, 20 g", "Standardbrief, 20 g")),
        ("DE", 400, ("Kompaktbrief, 50 g", "Kompaktbrief, 50 g")),
        ("GB", 80, ("Letter, 100 g", "")),
        ("KZ", 80, ("", "")),
    ],
)
def test_the_class_of_postage_follows_size_thickness_and_weight(
    tmp_path: Path, home: str, gsm: int, wanted: tuple[str, str]
) -> None:
    """Alpha's letter of one sheet at home, and Beta's abroad; the paper weighs what the campaign says."""
    sent = files(paper={"weight_gsm": gsm}, sender={**SENDER, "country": home})
    made = make(tmp_path / "out", sent, products=("mailing-list",))
    found = {row["id"]: row for row in rows((made.out / "mailing-list.csv").read_bytes())}
    assert (found["alpha"]["postage"], found["beta"]["postage"]) == wanted
    envelope_g = float(found["alpha"]["with_envelope_g"]) - float(found["alpha"]["weight_g"])
    assert envelope_g == pytest.approx(0.22 * 0.11 * 2.3 * 80, abs=0.11)


@pytest.mark.parametrize(
    ("letter", "home", "wanted"),
    [
        ((220, 110, 5.0, 20.0), "DE", "Standardbrief, 20 g"),
        ((220, 110, 5.1, 20.0), "DE", "Kompaktbrief, 50 g"),
        ((220, 110, 5.0, 20.1), "DE", "Kompaktbrief, 50 g"),
        ((229, 162, 2.0, 15.0), "DE", "Großbrief, 500 g"),
        ((220, 110, 25.0, 15.0), "DE", "Maxibrief, 1000 g"),
        ((324, 229, 60.0, 15.0), "DE", ""),
        ((229, 162, 5.0, 100.0), "GB", "Letter, 100 g"),
        ((229, 162, 5.0, 100.1), "GB", "Large Letter, 250 g"),
        ((241, 105, 6.0, 60.0), "US", "Letter, 85.05 g"),
        ((324, 229, 6.0, 60.0), "US", "Large Envelope, 85.05 g"),
        ((220, 110, 6.0, 101.0), "FR", "Lettre, 250 g"),
        ((220, 110, 6.0, 501.0), "FR", ""),
        ((229, 162, 2.0, 50.1), "FI", "Kirje, 250 g"),
        ((229, 162, 31.0, 50.0), "FI", ""),
        ((324, 229, 5.0, 700.0), "SE", "Brev, 750 g"),
        ((220, 110, 2.0, 20.0), "ES", "Carta normalizada, 20 g (unsure)"),
        ((229, 162, 2.0, 20.0), "ES", "Carta, 50 g (unsure)"),
        ((241, 105, 5.1, 40.0), "CA", "Lettermail Oversize, 100 g (unsure)"),
    ],
)
def test_limits_of_classes_are_kept_on_both_sides(letter: tuple[float, ...], home: str, wanted: str) -> None:
    assert postage_class(PostedLetter(*letter), home, home) == wanted


def test_each_post_has_its_sources_and_its_steps_in_order() -> None:
    for tariff in tariffs().values():
        assert len(tariff.source) > 10 and tariff.date
        for each in tariff.classes:
            assert each.weights == sorted(each.weights)


def test_a_blind_copy_is_on_no_envelope_label_or_list(tmp_path: Path) -> None:
    made = make(tmp_path / "out", files(), products=MAIL)
    said = [text_of((made.out / f"print/{name}.pdf").read_bytes()) for name in ("envelopes", "labels")]
    said.append((made.out / "mailing-list.csv").read_text(encoding="utf-8"))
    said.append(str(list(openpyxl.load_workbook(made.out / "mailing-list.xlsx").active.iter_rows(values_only=True))))
    for text in said:
        assert "Alpha" in text
        assert not [word for word in ("Hidden", "hidden", "Secret Lane", "Nowhere") if word in text]
    assert all("hidden" not in row["pieces"] for row in made.manifest["products"])


def test_envelopes_have_their_size_and_say_whom_they_go_to(tmp_path: Path) -> None:
    """The address lies where the post reads it, the sender at the top left, nothing else is there."""
    made = make(tmp_path / "out", files(envelopes=["de-c65"]), products=MAIL)
    pdf = (made.out / "print/envelopes.pdf").read_bytes()
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 3
    form = envelope_form(load_form("din5008b"), load_envelope("de-c65"))
    for page, who in enumerate(("Alpha", "Gamma", "Beta")):
        assert document[page].get_size() == pytest.approx((mm_to_pt(229.0), mm_to_pt(114.0)), abs=0.01)
        found = letters(pdf, page)
        inside = [char for char, box in found if form.address.safe.holds(box, 0.5)]
        assert "".join(inside).startswith(f"{who}ExampleMinisterof{who}")
        rest = [(char, box) for char, box in found if not form.address.safe.holds(box, 0.5)]
        assert "".join(char for char, _ in rest) == "SenderofLettersSenderStreet51000Sendertown"
        assert all(box.right_pt < form.paper_width_pt / 2 and box.bottom_pt < mm_to_pt(40.0) for _, box in rest)


def test_the_envelope_follows_the_sheets(tmp_path: Path) -> None:
    """Seven sheets do not go into a C5 as its row says, so the piece is on the page of a C4."""
    long = campaign([person("Alpha")], HEAD + "\n\n".join(["Text."] * 400), settings={"envelopes": ["c5", "c4"]})
    made = make(tmp_path / "out", long, products=MAIL)
    (row,) = rows((made.out / "mailing-list.csv").read_bytes())
    assert int(row["sheets"]) > 6 and row["envelope"] == "c4"
    page = pypdfium2.PdfDocument((made.out / "print/envelopes.pdf").read_bytes())[0]
    assert page.get_size() == pytest.approx((mm_to_pt(324.0), mm_to_pt(229.0)), abs=0.01)


@pytest.mark.parametrize("code", ["L7163", "5160", "3651", "4625"])
def test_labels_stand_on_their_labels_from_the_one_that_is_free(tmp_path: Path, code: str) -> None:
    sheet = label_sheet(code)
    assert sheet is not None
    start = sheet.labels - 1
    people = [person(name, address=["Way 1", "1000 Town"], organization="") for name in ("Aa", "Bb", "Cc", "Dd")]
    made = make(
        tmp_path / "out", campaign(people, settings={"label_sheet": {"code": code, "start": start}}), products=("labels",)
    )
    pdf = (made.out / "print/labels.pdf").read_bytes()
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    places = list(sheet.places())
    for page, names, free in ((0, ("Aa", "Bb"), places[start - 1 :]), (1, ("Cc", "Dd"), places[:2])):
        assert document[page].get_size() == pytest.approx((sheet.paper_width_pt, sheet.paper_height_pt), abs=0.01)
        found = letters(pdf, page)
        for name, place in zip(names, free, strict=True):
            said = "".join(char for char, box in found if place.holds(box, -mm_to_pt(1.0)))
            assert said == f"{name}ExampleMinisterof{name}Way11000Town"
        assert all(any(place.holds(box) for place in free) for _, box in found)


def test_letters_of_two_languages_share_a_sheet_and_keep_their_letters(tmp_path: Path) -> None:
    """Each language has a subset of its own under the same name: a letter that only one of them has is on its label."""
    russian = "---\ndate: 2026-03-02\nlanguage: ru\nsubject: Письмо\n---\n\nТекст.\n".encode()
    people = [
        person("Alpha", language="en", address=["5 ₤ Wharf", "1000 Town"]),
        person("Beta", language="ru", address=["улица Юная 7", "1000 Город"], salutation="Здравствуйте!"),
    ]
    letter = HEAD.replace("---\n\n", "language: en\n---\n\n") + "We owe you 5 ₤.\n"
    made = make(tmp_path / "out", campaign(people, letter, more={"letter.ru.md": russian}), products=("labels",))
    said = "".join(text_of((made.out / "print/labels.pdf").read_bytes()).split())
    assert "5₤Wharf" in said and "улицаЮная7" in said


def test_there_are_forty_sheets_of_labels_and_each_is_symmetric() -> None:
    """Labels lie on the paper, none on another, as far from one edge as from the other, and where makers' templates have them."""
    assert len(label_sheets()) >= 40
    codes = [code.casefold() for code in label_codes()]
    assert len(codes) == len(set(codes))
    for sheet in label_sheets():
        paper = Rect(0.0, 0.0, sheet.paper_width_pt, sheet.paper_height_pt)
        places = list(sheet.places())
        assert len(places) == sheet.labels and all(paper.holds(place, 0.1) for place in places), sheet.codes
        assert places[0].x_pt == pytest.approx(paper.right_pt - places[-1].right_pt, abs=0.01)
        assert places[0].y_pt == pytest.approx(paper.bottom_pt - places[-1].bottom_pt, abs=0.01)
        assert sheet.step_x_pt >= sheet.width_pt - 0.05 and sheet.step_y_pt >= sheet.height_pt - 0.05, sheet.codes
        measured = sheet.measured_mm
        assert abs(pt_to_mm(places[0].x_pt) - measured[0]) <= 0.7 and abs(pt_to_mm(places[0].y_pt) - measured[1]) <= 0.7, (
            sheet.codes
        )


def test_an_address_that_its_label_has_no_room_for_stops_the_build(tmp_path: Path) -> None:
    lines = [f"Line {number}" for number in range(1, 7)]
    made = make(
        tmp_path / "out", campaign([person("Alpha", address=lines)], settings={"label_sheet": "5167"}), products=("labels",)
    )
    (found,) = [each for each in made.findings if each.severity == "error"]
    assert (found.code, found.hint) == ("LP230", "join or drop 5 lines, or choose a larger label or envelope")


def test_a_long_address_is_set_as_much_smaller_as_its_label_wants(tmp_path: Path) -> None:
    """Eight lines and a wide one that may not be broken fit a label of six; those of the others stay as they are."""
    short, long = person("Alpha"), person("Beta", address=["Suite 300", "1200 Avenue", "Floor 5", "Wing C", "1000 Town"])
    wide = person("Gamma", address=["Donaudampfschifffahrtselektrizitätenhaupt", "1000 Town"])
    settings = {"label_sheet": "6091"}
    alone = make(tmp_path / "alone", campaign([short], settings=settings), products=("labels",))
    made = make(tmp_path / "out", campaign([short, long, wide], settings=settings), products=("labels",))
    sheet = label_sheet("6091")
    assert sheet is not None
    places = list(sheet.places())

    def heights(out: Path, place: Rect, char: str) -> set[float]:
        found = letters((out / "print/labels.pdf").read_bytes(), 0)
        inside = [box for said, box in found if said == char and place.holds(box, -mm_to_pt(1.0))]
        return {round(box.height_pt, 2) for box in inside}

    (usual,) = heights(alone.out, places[0], "M")
    assert heights(made.out, places[0], "M") == {usual}
    for place in places[1:3]:
        (smaller,) = heights(made.out, place, "M")
        assert 0.7 * usual < smaller < usual
    found = letters((made.out / "print/labels.pdf").read_bytes(), 0)
    assert all(any(place.holds(box, -mm_to_pt(2.0)) for place in places[:3]) for _, box in found)


@pytest.mark.parametrize(
    ("given", "said"),
    [("L7136", "`L7136` is not the code"), ({"code": "L7163", "start": 15}, "`15` is not a choice for `start`")],
)
def test_a_code_or_a_label_that_is_none_is_said(tmp_path: Path, given: object, said: str) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], settings={"label_sheet": given}))
    assert [each.code for each in made.findings if said in each.message] == ["LP159"]


def test_the_same_bytes_by_any_number_of_workers_and_a_check_makes_them_again(tmp_path: Path) -> None:
    sources = files(products=list(MAIL), rules={"LP312": "off"})
    one, three = (make(tmp_path / str(workers), sources, workers=workers) for workers in (1, 3))
    assert one.manifest["products"] == three.manifest["products"]
    make(tmp_path / "1", files())
    assert sorted(path.name for path in one.out.iterdir()) == ["manifest.json", "packets"]
    assert one.packets == make(tmp_path / "plain", files()).packets
    for path, data in sources.items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok

    def codes() -> set[str]:
        return {each.code for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"}

    found = [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"]
    assert not found
    place = tmp_path / "build/mailing-list.csv"
    place.write_bytes(place.read_bytes().replace(b"Alpha Street", b"Other Street"))
    assert "LP311" in codes()
