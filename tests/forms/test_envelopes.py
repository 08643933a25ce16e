"""Envelopes: their numbers hold together, and what shows of a sheet in them is what a hand that taps the edges sees."""

from __future__ import annotations

import copy
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack import envelopes
from letterpack.datafiles import program_table
from letterpack.envelopes import envelope_file, envelope_names, load_envelope, read_envelope
from letterpack.forms import envelope_faults, form_names, load_form
from letterpack.forms.shape import FoldedSheet, fitted, window_over
from letterpack.model.form import Envelope, Rect, Window
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.pipeline.build import BuildRequest, build
from letterpack.units import mm_to_pt, pt_to_mm
from tests.build.making import HEAD, all_boxes, campaign, make, person
from tests.worlds import DictWorld


def a4(*folds: float) -> FoldedSheet:
    return FoldedSheet(mm_to_pt(210.0), mm_to_pt(297.0), tuple(map(mm_to_pt, folds)))


LETTER = FoldedSheet(mm_to_pt(215.9), mm_to_pt(279.4), (mm_to_pt(98.4), mm_to_pt(190.5)))
WINDOWED = [name for name in envelope_names() if load_envelope(name).window]


def text(name: str) -> str:
    return files(envelopes).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def in_mm(rect: Rect) -> tuple[float, ...]:
    return tuple(round(pt_to_mm(value), 1) for value in (rect.x_pt, rect.right_pt, rect.y_pt, rect.bottom_pt))


def over(sheet: FoldedSheet, name: str) -> Window:
    envelope = load_envelope(name)
    fit = fitted(sheet, envelope)
    assert fit and envelope.window
    return window_over(envelope.window, fit, sheet)


def test_there_are_envelopes_of_many_countries() -> None:
    countries = {country for name in WINDOWED for country in envelope_file(name).countries}
    assert len(WINDOWED) >= 25
    assert {"DE", "AT", "CH", "FR", "GB", "IT", "ES", "NO", "FI", "US", "NL", "JP"} <= countries


@pytest.mark.parametrize("name", envelope_names())
def test_every_table_has_a_source_and_every_number_its_own(name: str) -> None:
    table = tomllib.loads(text(name))
    assert all(len(content["source"]) > 10 for content in table.values() if isinstance(content, dict))
    numbers = [line for line in text(name).splitlines() if " = " in line and line.split(" = ")[1][0].isdigit()]
    assert numbers and all("#" in line for line in numbers)
    second_hand = any("second hand" in content.get("source", "") for content in table.values() if isinstance(content, dict))
    assert not second_hand or table["confidence"] == "low"


@pytest.mark.parametrize(
    ("sheet", "name", "shows"),
    [
        (a4(105.0, 210.0), "de-dl", (20.0, 100.0, 50.0, 90.0)),
        (a4(87.0, 192.0), "de-dl", (20.0, 100.0, 32.0, 72.0)),
        (a4(105.0, 210.0), "de-c65", (20.0, 91.0, 54.0, 90.0)),
        (a4(105.0, 210.0), "de-c5", (20.0, 91.0, 57.0, 88.5)),
        (a4(105.0, 210.0), "de-c4", (20.0, 91.0, 57.0, 85.0)),
        (a4(99.0, 192.0), "ch-c65-right", (117.0, 198.0, 42.0, 78.0)),
        (a4(99.0, 192.0), "ch-c5-right", (117.0, 198.0, 52.0, 83.5)),
        (a4(99.0, 192.0), "ch-c65-left-sn", (20.0, 101.0, 38.0, 74.0)),
        (a4(99.0, 192.0), "ch-c5-left", (20.0, 101.0, 52.0, 83.5)),
        (a4(105.0, 210.0), "fr-dl", (100.0, 190.0, 45.0, 85.0)),
        (a4(99.0, 198.0), "fr-dl", (100.0, 190.0, 45.0, 79.0)),
        (a4(99.0, 198.0), "fr-c5", (109.0, 190.0, 55.0, 86.5)),
        (a4(105.0, 210.0), "it-11x23", (114.0, 194.0, 54.0, 89.0)),
        (a4(105.0, 210.0), "es-americano", (105.0, 190.0, 50.0, 85.0)),
        (a4(99.0, 198.0), "no-e65", (15.0, 100.0, 40.0, 59.0)),
        (a4(105.0, 210.0), "no-e65", (15.0, 100.0, 40.0, 65.0)),
        (a4(99.0, 198.0), "no-c65", (15.0, 96.0, 39.0, 59.0)),
        (a4(99.0, 198.0), "no-c5", (15.0, 101.0, 44.0, 65.5)),
        (a4(99.0, 198.0), "fi-e65", (18.0, 98.0, 40.0, 59.0)),
        (a4(99.0, 198.0), "fi-c5", (18.0, 94.0, 40.0, 61.5)),
    ],
)
def test_what_shows_at_every_position_by_hand(sheet: FoldedSheet, name: str, shows: tuple[float, ...]) -> None:
    """Worked out by hand from the makers' measures, before there was a program to do it."""
    assert in_mm(over(sheet, name).safe) == pytest.approx(shows, abs=0.06)


def test_white_for_the_post_is_kept_inside_of_what_shows() -> None:
    assert in_mm(over(a4(105.0, 210.0), "uk-dl").safe) == pytest.approx((22.0, 101.0, 55.0, 85.0), abs=0.06)
    assert in_mm(over(LETTER, "us-10").safe) == pytest.approx((25.4, 107.9, 66.7, 82.5), abs=0.15)


@given(st.sampled_from(WINDOWED), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_sheet_that_slides_shows_all_of_what_is_safe_and_nothing_beyond_the_sweep(name: str, right: float, down: float) -> None:
    """The sheet is moved in the envelope, and the window looked through; nothing is taken from the code that is tested."""
    envelope, sheet = load_envelope(name), LETTER if name.startswith("us-") else a4(105.0, 210.0)
    fit, window = fitted(sheet, envelope), over(sheet, name)
    assert fit and envelope.window
    edges = (0.0, *fit.folds_y_pt, sheet.height_pt)
    panels = [below - above for above, below in pairwise(edges)]
    packet = max(panels)
    x = right * (envelope.width_pt - sheet.width_pt)
    y = down * (envelope.height_pt - packet) + packet - panels[0]
    place = envelope.window.place
    shown = Rect(place.x_pt - x, place.y_pt - y, place.width_pt, place.height_pt)
    assert shown.holds(window.safe, 0.1)
    assert Rect(
        window.sweep.x_pt - 1000, window.sweep.y_pt - 1000, window.sweep.width_pt + 1000, window.sweep.height_pt + 1000
    ).holds(
        Rect(
            max(0.0, shown.x_pt),
            max(0.0, shown.y_pt),
            shown.right_pt - max(0.0, shown.x_pt),
            shown.bottom_pt - max(0.0, shown.y_pt),
        )
    )
    assert shown.x_pt >= window.area.x_pt - window.slack_x_pt - 0.1 and shown.y_pt >= window.area.y_pt - window.slack_y_pt - 0.1


@pytest.mark.parametrize(
    ("keys", "value", "said"),
    [
        (("window", "right"), 20.0, "`window` needs one of `left` and `right`"),
        (("window", "left"), 140.0, "`window` does not lie on the envelope"),
        (("confidence",), "good", "`confidence` is `good`"),
        (("return_window", "bottom"), 30.0, "`return_window` overlaps `window`"),
    ],
)
def test_an_envelope_refuses_what_contradicts(keys: tuple[str, ...], value: object, said: str) -> None:
    table = copy.deepcopy(program_table("envelopes", "us-10-double"))
    below: Any = table
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] = value
    found = read_envelope("x", table)
    assert isinstance(found, list)
    assert any(said in fault.message for fault in found), found


def test_a_form_shows_its_address_in_all_of_the_envelopes_that_a_campaign_names() -> None:
    """The part that shows is what the windows have in common; the text begins below all of them."""
    form = load_form("din5008b", envelopes=("de-dl", "de-c65", "de-c5"))
    assert in_mm(form.address.safe) == (20.0, 91.0, 57.0, 88.5)
    assert form.address.safe.holds(form.address.recipient)
    assert not any(window.sweep.meets(form.first) for _, window in form.windows)
    assert form.roomiest.name == "de-dl"


@pytest.mark.parametrize("name", WINDOWED)
def test_every_envelope_with_a_window_goes_with_a_form(name: str) -> None:
    """Its letterhead and date give way, and where no sheet is folded at the marks, there are none that could show."""
    forms = [each for each in form_names() if not envelope_faults(each, NO_OWN_DATA, (name,))]
    assert forms
    form = load_form(forms[0], envelopes=(name,))
    assert bool(form.marks.folds_y_pt) is bool(form.fits[0].folds_y_pt == load_form(forms[0]).marks.folds_y_pt)


@pytest.mark.parametrize(("form", "envelope"), [("din5008b", "de-c4"), ("no", "no-c4"), ("us9", "us-9"), ("fi", "fi-e65-large")])
def test_what_gives_way_to_a_window_is_printed_beside_it(form: str, envelope: str, tmp_path: Path) -> None:
    sender = {"names": ["Sender of Letters"], "address": ["Street 5"], "return_address": "S, Street 5"}
    head = HEAD.replace("---\n\n", "place: Sampleton\nreference: REF 17/26\n---\n\n")
    settings = {"form": form, "envelopes": [envelope], "sender": sender}
    made = make(tmp_path / "out", campaign([person("Alpha", title=None)], head + "Text. " * 400, settings=settings))
    assert made.ok, made.findings
    boxes = [(char, Rect(x, y, right - x, low - y)) for char, x, y, right, low in all_boxes(made.packets["alpha"], 0)]
    for _, window in load_form(form, envelopes=(envelope,)).windows:
        shown = "".join(char for char, box in boxes if char.strip() and box.meets(window.sweep))
        assert shown.removeprefix("S,Street5") == "AlphaExampleAlphaStreet1010000Astana"
    said = "".join(char for char, _ in boxes)
    assert "Sampleton" in said and "REF17/26" in said


def test_the_address_is_kept_inside_of_all_envelopes_in_the_pdf(tmp_path: Any) -> None:
    settings = {"form": "din5008b", "envelopes": ["de-dl", "de-c65", "de-c5"]}
    lines = ["Department of Letters", "Some Street 12", "Back Building", "1234 Town"]
    made = make(tmp_path / "out", campaign([person("Alpha", address=lines)], HEAD + "Text. " * 400, settings=settings))
    form = load_form("din5008b", envelopes=("de-dl", "de-c65", "de-c5"))
    boxes = [(char, Rect(x, y, right - x, low - y)) for char, x, y, right, low in all_boxes(made.packets["alpha"], 0)]
    for _, window in form.windows:
        shown = [(char, box) for char, box in boxes if char.strip() and box.meets(window.sweep)]
        assert "".join(char for char, _ in shown).endswith("BackBuilding1234Town")
        assert all(form.address.safe.holds(box, 0.6) for _, box in shown)


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ({"form": "din5008b", "envelopes": ["fr-dl"]}, "LP240", "`pages.information` can show in `window` of `fr-dl`"),
        ({"form": "din5008b", "envelopes": ["de-dl", "c6"]}, "LP240", "larger than its envelope `c6`"),
        ({"form": "din5008b", "envelopes": ["no-e65", "de-c5"]}, "LP240", "do not show 3 lines of an address in common"),
        ({"form": "din5008b", "envelopes": ["de-d1"]}, "LP159", "`de-d1` is not a choice for `envelopes`"),
    ],
)
def test_an_envelope_that_does_not_go_with_the_form_is_an_error(
    tmp_path: Any, settings: dict[str, Any], code: str, said: str
) -> None:
    found = build(DictWorld(campaign([person("Alpha")], settings=settings)), BuildRequest(tmp_path / "out")).findings
    assert any(each.code == code and said in each.message and each.span.file == "letterpack.yaml" for each in found), found


def test_a_campaign_brings_an_envelope_of_its_own(tmp_path: Any) -> None:
    own = text("de-dl").replace("left = 20.0", "left = 22.0").encode()
    files = campaign([person("Alpha")], settings={"form": "plain-a4", "envelopes": ["house"]}, more={"envelopes/house.toml": own})
    result = build(DictWorld(files), BuildRequest(tmp_path / "out"))
    assert result.ok, result.findings
    data = OwnData((("envelopes/house.toml", own.decode()),))
    assert in_mm(load_form("plain-a4", data, ("house",)).address.safe) == (22.0, 102.0, 50.0, 90.0)
    wrong = {**files, "envelopes/house.toml": own.replace(b"left = 22.0", b"left = 22.0\nright = 1.0")}
    found = build(DictWorld(wrong), BuildRequest(tmp_path / "wrong")).findings
    assert [(each.code, each.span.file) for each in found if each.severity == "error"] == [("LP197", "envelopes/house.toml")]


@pytest.mark.parametrize("form", form_names())
def test_a_form_goes_with_the_envelopes_that_it_names(form: str) -> None:
    named = tuple(fit.envelope.name for fit in load_form(form).fits if fit.envelope.name)
    assert not envelope_faults(form, NO_OWN_DATA, named)


def test_the_roomiest_envelope_says_how_many_sheets_go_in() -> None:
    form = load_form("din5008b", envelopes=("de-dl", "c4"))
    assert isinstance(form.roomiest, Envelope) and form.roomiest.max_sheets == 99
