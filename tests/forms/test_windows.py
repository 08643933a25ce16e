"""Windows: whatever a form's numbers are, either the form is refused or only the address shows; at the left and at the right."""

from __future__ import annotations

import copy
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.disk import Disk
from letterpack.forms import form_names, read_form
from letterpack.model.form import Form, Rect, Window
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.units import pt_to_mm
from tests.build.making import HEAD, all_boxes, boxes_of, campaign, make, person
from tests.forms.test_shifted_measures import measures
from tests.trying import tried

ROOT = Path(__file__).resolve().parents[2]


def windows_of(name: str, text: str) -> tuple[tuple[str, Window], ...]:
    made = read_form(name, tomllib.loads(text))
    assert isinstance(made, Form), made
    return made.windows


RIGHT = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/forms/own").glob("*.toml"))}
TEXTS = RIGHT | {name: files("letterpack").joinpath(f"forms/{name}.toml").read_text(encoding="utf-8") for name in form_names()}
WINDOWED = sorted(name for name, text in TEXTS.items() if windows_of(name, text))
SENDER: Final[dict[str, Any]] = {
    "names": ["Sender of Letters"],
    "address": ["Street 5"],
    "contact": ["www.example.org"],
    "return_address": "S, Street 5",
}
PARAGRAPH = "We write to you about those who are in prison. " * 6
LETTER = HEAD.replace("---\n\n", "place: Sampleton\nreference: REF 17/26\n---\n\n") + "\n\n".join([PARAGRAPH] * 12)


def tables(name: str) -> dict[str, Any]:
    return tomllib.loads(TEXTS[name])


def form(name: str) -> Form:
    made = read_form(name, tables(name))
    assert isinstance(made, Form), made
    return made


def sources(name: str, packets: dict[str, Any] | None = None) -> dict[str, bytes]:
    who = packets or {
        "to": [person("Alpha", jointly=["beta"]), person("Beta"), person("Delta")],
        "cc": [person("Gamma", copy_of="delta")],
    }
    own = {f"forms/{name}.toml": TEXTS[name].encode()}
    return campaign(who, LETTER, settings={"form": name, "sender": SENDER}, more=own)


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)


def shown(pdf: bytes, sweep: Rect) -> list[tuple[str, Rect]]:
    found = [(char, Rect(left, top, right - left, low - top)) for char, left, top, right, low in all_boxes(pdf, 0)]
    return [(char, box) for char, box in found if box.meets(sweep)]


@pytest.mark.parametrize("name", WINDOWED)
def test_only_address_and_return_line_show_and_check_is_green(tmp_path: Path, name: str) -> None:
    write(tmp_path, sources(name))
    result = build(Disk(tmp_path), BuildRequest(tmp_path))
    assert result.ok, result.findings
    errors = [found for found in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if found.severity == "error"]
    assert not errors
    here = form(name)
    for packet in sorted((tmp_path / "build/packets").iterdir()):
        who = packet.stem.title()
        said = f"{who} Example Minister of {who} {who} Street 1 010000 Astana".replace(" ", "")
        returned = "" if here.return_windows else SENDER["return_address"].replace(" ", "")
        for window in here.address.windows:
            letters = [(char, box) for char, box in shown(packet.read_bytes(), window.sweep) if char.strip()]
            assert "".join(char for char, _ in letters) in (said, f"{returned}{said}")
            assert all(here.address.safe.holds(box, 0.5) for _, box in letters[-len(said) :])


def test_the_senders_town_may_be_the_addressees(tmp_path: Path) -> None:
    """The address is smaller than the date beside it, and its last line is in the sender's line as well."""
    sender = {"names": ["Sender"], "return_address": "Sender, Springfield, IL 62701", "country": "US"}
    who = person("Alpha", country="US", address=["1 Plaza", "Springfield, IL 62701"])
    write(tmp_path, campaign([who], settings={"form": "us10", "sender": sender}))
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP308", "LP315"))).findings
    assert not [each for each in found if each.severity == "error"]


@pytest.mark.parametrize("name", WINDOWED)
def test_the_date_stands_beside_the_window(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "out", sources(name, {"to": [person("Alpha")]}))
    here = form(name)
    for word in ("Sampleton", "REF"):
        for left, top, right, bottom in boxes_of(made.packets["alpha"], 0, word):
            assert here.information.holds(Rect(left, top, right - left, bottom - top), 0.5)


@pytest.mark.parametrize(
    ("name", "keys", "value", "said"),
    [
        ("din5008b", ("pages", "information", "x"), 100.0, "`pages.information` can show in `window`"),
        ("fr-dl", ("pages", "information", "width"), 70.0, "`pages.information` can show in `window`"),
        ("din5008b", ("pages", "letterhead", "height"), 31.0, "`pages.letterhead` can show in `window`"),
        ("din5008b", ("pages", "first", "top"), 94.0, "`pages.first` can show in `window`"),
        ("din5008b", ("marks", "punch"), 70.0, "`marks.punch.70` can show in `window`"),
        ("us10", ("pages", "letterhead", "x"), 98.0, "`pages.letterhead` can show in `return_window`"),
        ("us10", ("address", "return_line", "y"), 20.0, "`address.return_line` reaches out of what `return_window` shows"),
        ("din5008b", ("address", "return_line", "y"), 52.0, "`address.return_line` can show in `window` in part"),
        ("din5008b", ("address", "return_line", "x"), 12.0, "`address.return_line` can show in `window` in part"),
        ("din5008b", ("address", "recipient", "y"), 64.0, "`address.recipient` reaches out of what shows"),
        ("din5008b", ("pages", "information", "width"), 90.0, "`pages.information` does not lie on the sheet"),
        ("plain-a4", ("pages", "information", "x"), 100.0, "overlaps `pages.information`"),
        ("plain-a4", ("pages", "foot_baseline"), 270.0, "`pages.foot_baseline` stands in the text"),
        ("plain-a4", ("pages", "head_baseline"), 26.0, "`pages.head_baseline` stands in the text"),
        ("plain-a4", ("pages", "first", "left"), 200.0, "`pages.first` leaves no room"),
        ("plain-a4", ("marks", "folds", 0), 211.0, "`marks.folds` are not one below the other"),
        ("plain-a4", ("marks", "folds", 0), 90.0, "`marks.folds` leave a sheet that is larger than its envelope"),
        ("ch-c56", ("window", "slack_y"), 5.0, "`window.slack_y` is not what envelope and folded sheet leave, 9.0 mm"),
        ("ch-c56", ("marks", "folds", 0), 75.0, "`marks.folds` leave a sheet that is larger than its envelope"),
        ("din5008b", ("address", "text_x"), 19.0, "`address.text_x` lies outside"),
        ("din5008b", ("address", "line"), 12.0, "`address.line` leaves room for less than 3 lines"),
    ],
)
def test_a_form_refuses_what_contradicts(name: str, keys: tuple[str | int, ...], value: float, said: str) -> None:
    table = tables(name)
    below: Any = table
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] = value
    found = read_form(name, table)
    assert isinstance(found, list)
    assert any(said in fault.message for fault in found), found
    assert all(fault.hint and fault.keys for fault in found)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf"), "25", True])
@pytest.mark.parametrize("keys", [("paper", "width"), ("pages", "information", "height"), ("window", "area", "width")])
def test_a_size_is_a_number_above_nothing(keys: tuple[str, ...], wrong: object) -> None:
    table = tables("ch-c56")
    below: Any = table
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] = wrong
    found = read_form("x", table)
    assert isinstance(found, list)
    assert [fault.keys for fault in found] == [keys]


@tried(2)
@given(st.data())
def test_no_form_that_is_let_in_shows_anything_but_its_address(data: st.DataObject) -> None:
    """Several lengths moved at random: a form that is not refused keeps everything printed out of what its windows show."""
    name = data.draw(st.sampled_from(WINDOWED))
    table = copy.deepcopy(tables(name))
    for keys in data.draw(st.lists(st.sampled_from(sorted(measures(table), key=str)), min_size=1, max_size=4)):
        below: Any = table
        for key in keys[:-1]:
            below = below[key]
        below[keys[-1]] += data.draw(st.floats(-30.0, 30.0))
    made = read_form(name, table)
    if isinstance(made, list):
        assert all(fault.message and fault.hint for fault in made)
        return
    foot = Rect(made.following.x_pt, made.foot_y_pt - 8.0, made.following.width_pt, 8.0)
    marks = [Rect(made.marks.x_pt, y - 0.15, made.marks.fold_length_pt, 0.3) for y in made.marks.folds_y_pt]
    for _, window in made.windows:
        assert not [box for box in (made.letterhead, made.information, made.first, foot, *marks) if box.meets(window.sweep)]
    safe = made.address.safe
    assert safe.holds(made.address.recipient) and safe.x_pt - 0.1 <= made.address.text_x_pt < safe.right_pt
    assert not made.address.return_line.meets(safe)


@pytest.mark.parametrize("name", form_names())
def test_every_source_can_be_found(name: str) -> None:
    """A number comes from a standard, a maker or a publication, is computed from such, or its page is in this repository."""
    text = TEXTS[name]
    for file in re.findall(r"[\w/.-]+\.(?:md|toml|py|txt|pdf)\b", text):
        assert (ROOT / file).exists(), file
    for table, content in tables(name).items():
        for each in content.values() if table == "keep_out" else [content] if table not in ("title", "posts") else []:
            assert re.search(
                r"\b(ISO|DIN|ANSI|USPS|Lob|SFS|SN|KOMA-Script|officeconsult\.no|computed|docs/typography\.md"
                r"|help\.pingen\.com|E-POST|GOV\.UK Notify|letterpack/providers/[\w-]+\.toml)\b",
                each["source"],
            ), table


def test_the_measures_that_are_ours_are_in_the_docs() -> None:
    docs = (ROOT / "docs/typography.md").read_text(encoding="utf-8")
    for name in ("plain-a4", "plain-letter"):
        here = form(name)
        assert f"{pt_to_mm(here.foot_y_pt):g}" in docs and f"{pt_to_mm(here.head_y_pt):g}" in docs
        assert f"{pt_to_mm(here.first.width_pt):g} wide" in docs
