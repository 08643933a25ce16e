"""Styles as pages show them: three of the program's, and what a campaign's own may say."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

import pytest

from letterpack.datafiles import Fault
from letterpack.disk import Disk
from letterpack.forms import load_form
from letterpack.model.campaign import Sender
from letterpack.model.ink import greyed
from letterpack.model.spoken import Spoken
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.readback import PacketReader
from letterpack.spans import Span
from letterpack.styles import STANDARD, load_style, read_style, style_names
from letterpack.text.families import Chains, Family, bundled, bundled_choice
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.furniture import foot
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.letterhead import contact_frame
from letterpack.values import replace
from tests.build.making import campaign, make, person
from tests.typeset.setting import context

TEXT = (
    "We write to you about the journalists who were sentenced last autumn for reports on how public money was spent, "
    "and ask that each of them be released, that the charges be dropped and that the law under which they were tried be "
    "repealed at once. "
)
SENDER = {"names": ["Fund for the Freedom of Speech"], "address": ["12 Abai Street"], "contact": ["office@example.org"]}
HOUSE = """
[ink]
name = "#7A1F2B"
rule = "#7A1F2B"
subject = "#1F3A7A"
heading = "gray"
[order]
subject = "after"
contact = "head"
[draft]
mark = "bold"
"""


def letter(style: str, status: str = "draft") -> str:
    head = f"---\ndate: 2026-03-02\nsubject: Release of the imprisoned\nstyle: {style}\nstatus: {status}\n---\n\n"
    return f"{head}{TEXT * 4}\n\n# One\n\n{TEXT}\n\n## Two\n\n{TEXT}\n\n### Three\n\n{TEXT}\n"


def campaign_of(style: str, house: str = "", **settings: object) -> dict[str, bytes]:
    more = {f"styles/{style}.toml": house.encode()} if house else {}
    return campaign([person("Alpha")], letter(style), settings={"sender": SENDER, **settings}, more=more)


@pytest.mark.parametrize("style", style_names())
def test_a_line_has_about_82_characters_and_is_read_as_it_was_typed(style: str, tmp_path: Path) -> None:
    """Of the measure that all forms have: what the families' sizes are chosen for."""
    made = make(tmp_path / "out", campaign_of(style))
    assert made.ok, made.findings
    lines = [line.strip() for line in made.pages("alpha")[0].splitlines()]
    full = [len(line) for line in lines[:-2] if len(line) > 70]
    assert len(full) >= 8
    assert 78 <= mean(full) <= 87
    # Small capitals and old-style figures are read as they were typed.
    said = made.text("alpha")
    assert "Fund for the Freedom of Speech" in said
    assert "2 March 2026" in said
    read = PacketReader().read(made.packets["alpha"], 0)
    assert [passage.text for passage in read.passages if passage.roles[-1] in ("H2", "H3", "H4")] == ["One", "Two", "Three"]


def test_levels_of_headings_look_different(tmp_path: Path) -> None:
    read = PacketReader().read(make(tmp_path / "out", campaign_of(STANDARD)).packets["alpha"], 0)
    fonts = {shown.text.strip(): shown.font for page in read.pages for shown in page.shown}
    assert fonts["One"].endswith("-Bold") and fonts["Two"].endswith("-Regular") and fonts["Three"].endswith("-Italic")
    font = bundled("regular")
    assert font.small["a"] != font.font.get_nominal_glyph(ord("a")) and font.meaning[font.small["a"]] == "a"
    assert font.sets_small("Ө қорғау қ") and not font.sets_small("Ελλάς"), "Greek has none"
    assert not bundled_choice("EB Garamond").load("regular").sets_small("Ελλάς"), "or has them with accents, which capitals lose"
    spaced, plain = [
        Setter(Shaper(Family(Chains(), tracking=60.0)), Subsets(), "el").words(style, 10.0)["Ελλάς"].width_pt
        for style in ("small", "regular")
    ]
    assert spaced > plain, "its small letters stand apart in their place"


def test_a_house_names_what_differs_and_a_check_finds_nothing(tmp_path: Path) -> None:
    for path, data in campaign_of("house", HOUSE).items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    found = check(Disk(tmp_path), CheckRequest(tmp_path)).findings
    assert not [each for each in found if each.code in ("LP304", "LP333", "LP311", "LP315")], found
    page = PacketReader().read((tmp_path / "build/packets/alpha.pdf").read_bytes(), 0).pages[0]
    said = [shown.text.strip() for shown in page.shown]
    assert said.index("Dear Minister of Alpha,") < said.index("Release of the imprisoned")
    assert said.index("12 Abai Street · office@example.org") < said.index("Alpha Example")


def test_a_profile_without_colors_has_greys(tmp_path: Path) -> None:
    style = read_style("house", {"ink": {"name": "#7A1F2B"}})
    assert not isinstance(style, list)
    assert style.ink_name == pytest.approx((0x7A / 255, 0x1F / 255, 0x2B / 255))
    assert style.in_grey().ink_name == greyed(style.ink_name) == pytest.approx(0.234, abs=0.001)
    made = make(tmp_path / "out", campaign_of("house", HOUSE, profile="print"))
    assert made.ok, made.findings
    assert not re.search(rb"\srg\s", made.packets["alpha"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"ink": {"name": "#FFC0CB"}}, "too light"),
        ({"ink": {"rule": "red"}}, "not a color"),
        ({"order": {"subject": "below"}}, "cannot be `below`"),
        ({"heading": {"faces": []}}, "is empty"),
        ({"heading": {"faces": ["fat"]}}, "cannot be `fat`"),
        ({"faces": {"features": ["oldstyle"]}}, "not a feature"),
        ({"draft": {"mark": 3}}, "is not a text"),
    ],
)
def test_what_a_style_cannot_say_is_a_fault_with_a_remedy(table: dict[str, object], said: str) -> None:
    found = read_style("house", table)
    assert isinstance(found, list)
    assert any(said in fault.message and fault.hint for fault in found), found
    assert all(isinstance(fault, Fault) for fault in found)


def test_a_family_that_nobody_has_is_an_error_at_the_style(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign_of("house", '[faces]\ntext = "No Such Serif"\n'))
    assert not made.ok
    assert [(found.code, found.span.line) for found in made.findings if found.severity == "error"] == [("LP218", 4)]


def test_the_text_of_page_1_ends_above_the_contact_lines(tmp_path: Path) -> None:
    long = letter(STANDARD) + f"\n\n{TEXT}" * 12
    files = campaign([person("Alpha")], long, settings={"sender": {**SENDER, "contact": ["office@example.org"] * 8}})
    page = PacketReader().read(make(tmp_path / "out", files).packets["alpha"], 0).pages[0]
    contact = min(shown.y_pt for shown in page.shown if "office@" in shown.text)
    text = max(shown.y_pt for shown in page.shown if shown.size_pt == load_style(STANDARD).body.size_pt)
    assert contact - text > load_style(STANDARD).body.leading_pt


def test_a_bold_draft_mark_stands_clear_of_the_line_above_it() -> None:
    style = read_style("house", {"draft": {"mark": "bold"}})
    assert not isinstance(style, list)
    means, form = replace(context(), measures=style), load_form("plain-a4")
    contact = contact_frame((Spoken("Fund"),), Sender(contact=("office@example.org",)), form, Span("letterpack.yaml"), means)
    frames = foot(1, 2, form, lambda: Span("letter.md"), means, draft=True)
    ((strip,),) = [frame.block.strips for frame in frames if frame.name == "foot"]
    top = max(float(y) for y in re.findall(r"(-?[\d.]+) [ml]\b", strip.vectors))
    assert contact is not None
    assert contact.y_pt + sum(each.height_pt for each in contact.block.strips) <= form.foot_y_pt - style.furniture_size_pt - top
