"""Where the address stands: on one edge with the text, and grown where no window holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.forms import load_form
from letterpack.units import mm_to_pt
from tests.build.making import HEAD, boxes_of, campaign, make, person

LONG = {
    "title": "Special Rapporteur on the promotion and protection of the right to freedom of opinion and expression everywhere",
    "organization": "Office of the United Nations High Commissioner for Human Rights, Thematic Engagement and Special Procedures",
    "address": [f"Line {number} of the Palace" for number in range(1, 8)],
}


@pytest.mark.parametrize("form", ["plain-a4", "plain-letter", "din5008a", "din5008b", "us10"])
def test_address_and_text_begin_on_one_edge(tmp_path: Path, form: str) -> None:
    here = load_form(form)
    assert here.address.text_x_pt == pytest.approx(here.first.x_pt, abs=0.01)
    made = make(tmp_path, campaign([person("Alpha", address=["Street 1"])], f"{HEAD}Wherefore.\n", settings={"form": form}))
    edges = {round(boxes_of(made.packets["alpha"], 0, word)[0][0] - here.first.x_pt) for word in ("Street", "Wherefore")}
    assert edges <= {0, 1}


@pytest.mark.parametrize("form", ["plain-a4", "plain-letter"])
def test_a_long_address_grows_and_the_text_makes_way(tmp_path: Path, form: str) -> None:
    made = make(tmp_path, campaign([person("Alpha", **LONG)], f"{HEAD}Wherefore.\n", settings={"form": form}))
    assert made.ok, made.findings
    pdf = made.packets["alpha"]
    last = max(box[3] for box in boxes_of(pdf, 0, "Line 7"))
    assert last > load_form(form).address.recipient.bottom_pt
    assert min(box[1] for box in boxes_of(pdf, 0, "Wherefore")) > last + load_form(form).address.leading_pt


@pytest.mark.parametrize("form", ["din5008a", "din5008b", "us10"])
def test_a_window_s_address_does_not_grow(tmp_path: Path, form: str) -> None:
    made = make(tmp_path, campaign([person("Alpha", **LONG)], f"{HEAD}Wherefore.\n", settings={"form": form}))
    assert [found.code for found in made.findings] == ["LP230"]


def test_a_right_to_left_letter_has_its_address_at_the_right_edge_and_its_date_at_the_left(tmp_path: Path) -> None:
    letter = HEAD.replace("---\n\n", "language: ar\n---\n\n") + "نص الرسالة.\n"
    people = [person("Alpha", salutation="معالي الوزيرة،", address=["Street 1"])]
    for form in ("plain-a4", "din5008b"):
        made = make(tmp_path / form, campaign(people, letter, settings={"form": form}), fonts=Disk(tmp_path).fonts)
        here = load_form(form)
        right = max(box[2] for box in boxes_of(made.packets["alpha"], 0, "Street 1"))
        left = min(box[0] for box in boxes_of(made.packets["alpha"], 0, "2026"))
        if here.address.windows:
            assert right == pytest.approx(here.address.safe.right_pt, abs=1)
        else:
            assert right == pytest.approx(here.first.right_pt, abs=1)
            assert left == pytest.approx(here.first.x_pt, abs=mm_to_pt(12))


@pytest.mark.parametrize(("lines", "form"), [(2, "din5008b"), (4, "din5008b"), (2, "din5008a"), (3, "plain-a4")])
def test_the_return_line_stands_close_above_the_address(tmp_path: Path, lines: int, form: str) -> None:
    people = [person("Alpha", address=[f"Street {number}" for number in range(1, lines + 1)])]
    settings = {"form": form, "sender": {"names": ["Sender"], "return_address": "Returner, 5 Way"}}
    made = make(tmp_path, campaign(people, f"{HEAD}Wherefore.\n", settings=settings))
    pdf = made.packets["alpha"]
    returned = max(box[3] for box in boxes_of(pdf, 0, "Returner"))
    first = min(box[1] for box in boxes_of(pdf, 0, "Alpha"))
    assert 0 < first - returned < mm_to_pt(4)
