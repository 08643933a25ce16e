"""A campaign's own forms, styles and languages: found by their names, used whole, and part of what packets are made from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.units import mm_to_pt
from tests.build.making import HEAD, LETTER, Made, boxes_of, campaign, make, person

FORM = files("letterpack").joinpath("forms/din5008b.toml").read_text(encoding="utf-8")
STYLE = "[body]\nsize = 13.0\nleading = 16.0\n"
WORDS = '[labels]\ncc = "Copies:"\n'
HOUSE = {"form": "house"}
SOURCES = {"to": [person("Alpha")], "cc": [person("Gamma")]}


def built(out: Path, letter: str = LETTER, form: str = FORM, **more: str) -> Made:
    own = {"forms/house.toml": form} | {path.replace("__", "/") + ".toml": text for path, text in more.items()}
    made = make(out, campaign(SOURCES, letter, settings=HOUSE, more={path: text.encode() for path, text in own.items()}))
    assert made.ok, made.findings
    return made


def test_a_form_of_the_campaign_sets_the_pages(tmp_path) -> None:
    lower = FORM.replace("top = 98.46", "top = 106.46")
    here, there = built(tmp_path / "here"), built(tmp_path / "there", form=lower)
    (_, top, *_), *_ = boxes_of(here.packets["alpha"], 0, "Release")
    (_, moved, *_), *_ = boxes_of(there.packets["alpha"], 0, "Release")
    assert moved - top == pytest.approx(mm_to_pt(8.0), abs=8.0)


def test_a_style_names_only_what_differs(tmp_path) -> None:
    letter = LETTER.replace("---\n\n", "style: house\n---\n\n", 1)
    plain, styled = built(tmp_path / "plain"), built(tmp_path / "styled", letter, styles__house=STYLE)
    narrow, wide = (boxes_of(made.packets["alpha"], 0, "We write to you about")[-1][2] for made in (plain, styled))
    assert wide > narrow
    assert "Release of the imprisoned" in styled.text("alpha")


def test_a_campaign_names_the_style_of_letters_that_name_none(tmp_path) -> None:
    named, plain = LETTER.replace("---\n\n", "style: house\n---\n\n", 1), LETTER.replace("---\n\n", "style: standard\n---\n\n", 1)
    more = {"styles/house.toml": STYLE.encode()}
    settings = {"style": "house"}
    for letter, other in ((LETTER, named), (plain, LETTER)):
        one = make(tmp_path / "one", campaign(SOURCES, letter, settings=settings, more=more))
        two = make(tmp_path / "two", campaign(SOURCES, other, more=more))
        assert one.ok and one.packets == two.packets


def test_a_language_names_only_what_differs(tmp_path) -> None:
    plain, worded = built(tmp_path / "plain"), built(tmp_path / "worded", languages__en=WORDS)
    assert "Cc:" in plain.text("alpha") and "Copies:" not in plain.text("alpha")
    assert "Copies:" in worded.text("alpha") and "Cc:" not in worded.text("alpha")
    assert "Yours faithfully," in worded.text("alpha")


def test_a_new_language_is_used_whole(tmp_path) -> None:
    """English words under another name: nothing is borrowed, so nothing is noted."""
    english = files("letterpack").joinpath("languages/en.toml").read_text(encoding="utf-8")
    german = english.replace('"en_GB"', '"de"').replace("Yours faithfully,", "Mit freundlichen Grüßen")
    made = built(tmp_path / "out", HEAD.replace("---\n\n", "language: de\n---\n\n") + "Wir schreiben.\n", languages__de=german)
    assert "Mit freundlichen Grüßen" in made.text("alpha") and "2. März 2026" in made.text("alpha")
    assert "LP204" not in made.codes


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        ("forms__house", FORM.replace("foot_baseline = 284.0", "foot_baseline = 285.0"), True),
        ("styles__standard", STYLE, True),
        ("languages__en", WORDS, True),
        ("languages__fr", WORDS, False),
        ("styles__other", STYLE, False),
    ],
)
def test_what_a_packet_is_set_by_is_among_its_inputs(tmp_path, path, text, counts) -> None:
    plain = built(tmp_path / "plain")
    made = built(tmp_path / "made", form=text) if path == "forms__house" else built(tmp_path / "made", **{path: text})
    assert path.replace("__", "/") + ".toml" in {each["path"] for each in made.manifest["inputs"]}
    assert (made.row("alpha")["inputs_sha256"] != plain.row("alpha")["inputs_sha256"]) is counts
    assert (made.packets["alpha"] != plain.packets["alpha"]) is counts


@pytest.mark.parametrize("form", ["din5008b", "house"])
def test_check_is_content_with_a_form_of_the_campaign(tmp_path, form) -> None:
    sources = campaign(SOURCES, settings={"form": form}, more={f"forms/{form}.toml": FORM.encode()})
    for path, data in sources.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    result = check(Disk(tmp_path), CheckRequest(tmp_path))
    assert not [found for found in result.findings if found.severity == "error"]
    moved = FORM.replace("x = 125.0, y = 50.0, width = 48.0", "x = 127.0, y = 50.0, width = 46.0")
    (tmp_path / f"forms/{form}.toml").write_text(moved, encoding="utf-8")
    assert "LP311" in [found.code for found in check(Disk(tmp_path), CheckRequest(tmp_path)).findings]
