"""A right-to-left letter mirrors the page, and the address with it where no window holds it."""

from __future__ import annotations

import pytest

from tests.build.making import Made, all_boxes, campaign, make, person
from tests.installed import NOTO_CORE, needs

PARAGRAPH = "لكل شخص الحق في حرية الرأي والتعبير واستقاء الأنباء والأفكار وتلقيها وإذاعتها بأية وسيلة كانت دون تقيد بالحدود. " * 5
BODY = f"""{PARAGRAPH}

1. Aone
   - Binner

> {"Cquote " * 40}

{f"{PARAGRAPH}{chr(10)}{chr(10)}" * 4}
"""
SIGNATORIES = [f"Union{letter}" for letter in "KLMNOP"]
LEFT, RIGHT = 92.0, 499.0
"""Just inside the text area of plain-a4, in points."""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    font = {"fonts/naskh.ttf": needs(NOTO_CORE).read_bytes()}
    made = {}
    for tag in ("ar", "en"):
        head = f"date: 2026-03-02\nlanguage: {tag}\nsubject: Subject\nsalutation: Zdear\nclosing: Yours"
        files = campaign(
            [person("Alpha")],
            f"---\n{head}\n---\n\n{BODY}",
            SIGNATORIES,
            settings={
                "fonts": list(font),
                "sender": {"names": ["Wsender"], "return_address": "Vreturn"},
                "signature": {"name": "Xsigner"},
            },
            more=font,
        )
        made[tag] = make(tmp_path_factory.mktemp(tag) / "out", files)
        assert made[tag].ok, made[tag].findings
    return made


def edges(made: Made, word: str) -> tuple[float, float]:
    """Return the left and the right edge of the first place where ``word`` is shown."""
    pdf = made.packets["alpha"]
    for page in range(made.row("alpha")["pages"]):
        boxes = all_boxes(pdf, page)
        said = "".join(box[0] for box in boxes)
        if (at := said.find(word)) >= 0:
            return boxes[at][1], boxes[at + len(word) - 1][3]
    raise AssertionError(f"{word} is on no page")


@pytest.mark.parametrize("word", ["Wsender", "Subject", "Zdear", "Yours", "Xsigner"])
def test_what_begins_a_line_stands_at_the_right(word: str, letters: dict[str, Made]) -> None:
    assert edges(letters["en"], word)[0] < LEFT
    assert edges(letters["ar"], word)[1] > RIGHT


def test_lists_are_set_in_from_the_right(letters: dict[str, Made]) -> None:
    item, inner = edges(letters["ar"], "Aone")[1], edges(letters["ar"], "Binner")[1]
    assert RIGHT > item > inner + 10


def test_quotes_are_set_in_on_both_sides(letters: dict[str, Made]) -> None:
    assert edges(letters["ar"], "Cquote")[1] < RIGHT
    assert edges(letters["ar"], "Cquote")[0] > LEFT


def test_columns_run_from_the_right(letters: dict[str, Made]) -> None:
    for tag, first_is_left in (("en", True), ("ar", False)):
        first, last = edges(letters[tag], SIGNATORIES[0])[0], edges(letters[tag], SIGNATORIES[-1])[0]
        assert (first < last) is first_is_left
    assert edges(letters["ar"], SIGNATORIES[0])[1] > RIGHT


def test_an_address_that_no_window_holds_stands_at_the_edge_of_the_text(letters: dict[str, Made]) -> None:
    assert edges(letters["en"], "Alpha")[0] < LEFT
    assert edges(letters["ar"], "Example")[1] > RIGHT


def test_the_head_of_following_pages_is_mirrored(letters: dict[str, Made]) -> None:
    for tag, whom_is_left in (("en", True), ("ar", False)):
        head = [box for box in all_boxes(letters[tag].packets["alpha"], 1) if box[2] < 60]
        left = "".join(box[0] for box in head if box[1] < 250)
        assert ("Minister" in left) is whom_is_left
