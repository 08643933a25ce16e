"""No signatory is lost or cut: 0 to 2,000 rows, each printed once, whole, inside its column, in columns that end level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from letterpack.forms import load_form
from tests.build.making import Made, all_boxes, campaign, pages_of, person
from tests.properties.letters import CYRILLIC, GREEK, KAZAKH, LATIN, built, squeezed
from tests.trying import tried

COUNTS = st.one_of(st.integers(0, 8), st.integers(9, 200), st.integers(201, 500))
FORM = load_form("plain-a4")


def rows(count: int, widths: list[int]) -> list[str]:
    """Return names that are all different, none the beginning of another, of one to many words."""
    alphabets = (LATIN, CYRILLIC, KAZAKH, GREEK)
    made = []
    for index in range(count):
        letters = alphabets[index % 4]
        words = [letters[(index + word) % len(letters) :][:8] for word in range(widths[index % len(widths)])]
        made.append(f"«{index}» {' '.join(words)} ‹{index}›")
    return made


def signed(count: int, widths: list[int], columns: int, place: str, order: str = "file") -> tuple[Made, list[str]]:
    names = rows(count, widths)
    settings = {"signatories": {"columns": columns, "place": place, "order": order}}
    return built(campaign([person("Alpha")], signatories=names, settings=settings)), names


def bodies(made: Made) -> Iterator[str]:
    for page in pages_of(made.packets["alpha"]):
        yield re.sub(r"\s*Draft( Page \d+ of \d+)?\s*$", "", re.sub(r"^\s*Minister of Alpha\s*2 March 2026", "", page))


WIDTHS = st.lists(st.integers(0, 6), min_size=1, max_size=7)


@given(COUNTS, WIDTHS, st.integers(0, 4), st.sampled_from(["letter", "annex"]))
@tried(1 / 5)
@example(2_000, [0], 0, "letter")
@example(2_000, [6], 1, "annex")
@example(1, [12], 4, "letter")
def test_each_is_printed_once_and_whole(count: int, widths: list[int], columns: int, place: str) -> None:
    made, names = signed(count, widths, columns, place)
    said = [squeezed(page) for page in bodies(made)]
    if not names:
        return
    text = "".join(said)
    found = re.findall(r"«\d+».*?‹\d+›", text)
    assert found == [squeezed(name) for name in names]
    assert sum(len(re.findall(r"«\d+».*?‹\d+›", page)) for page in said) == count, "a row is cut by a page's end"


@given(st.integers(4, 700), WIDTHS, st.sampled_from(["name", "organization"]))
@tried(1 / 8)
def test_an_order_loses_nobody(count: int, widths: list[int], order: str) -> None:
    made, names = signed(count, widths, 0, "letter", order)
    text = "".join(squeezed(page) for page in bodies(made))
    assert sorted(re.findall(r"«\d+».*?‹\d+›", text)) == sorted(squeezed(name) for name in names)


@given(st.integers(1, 900), WIDTHS, st.integers(0, 4))
@tried(1 / 8)
def test_every_line_is_inside_its_column(count: int, widths: list[int], columns: int) -> None:
    made, _ = signed(count, widths, columns, "annex")
    for index in range(1, made.row("alpha")["pages"]):
        area = FORM.following
        inside = [box for box in all_boxes(made.packets["alpha"], index) if area.y_pt - 1 < box[2] < area.bottom_pt + 1]
        assert min(box[1] for box in inside) >= area.x_pt - 1
        assert max(box[3] for box in inside) <= area.right_pt + 1
        assert max(box[4] for box in inside) <= area.bottom_pt + 1


@given(st.integers(4, 900), st.integers(2, 4))
@tried(1 / 4)
def test_the_last_pages_columns_end_level(count: int, columns: int) -> None:
    """With rows of one height no column is longer than another by more than a row, and none before it is shorter."""
    made, _ = signed(count, [0], columns, "annex")
    boxes = all_boxes(made.packets["alpha"], made.row("alpha")["pages"] - 1)
    begun = Counter(round(box[1]) for box in boxes if box[0] == "«")
    lengths = [begun[start] for start in sorted(begun)]
    assert max(lengths) - min(lengths) <= max(1, columns - 1)
    assert lengths == sorted(lengths, reverse=True)
    assert sum(lengths) <= count
