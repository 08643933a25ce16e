"""Tables: columns that share a measure fairly, rows that no page splits, heads that stand again."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.readback import PacketReader
from letterpack.text.breaks import BOX, FORBID, GLUE, PENALTY, Items, LineItem
from letterpack.text.families import Chains, Family
from letterpack.text.fonts import Font, FontProgram
from letterpack.text.shape import Shaper
from letterpack.typeset.tables import Extent, extent_of, shared_widths, widths_of
from tests.build.making import all_boxes, campaign, make, person

HEAD = "---\ndate: 2026-03-02\nstatus: final\n---\n\n"
EXTENTS = st.lists(
    st.tuples(st.floats(1, 200), st.floats(0, 900)).map(lambda pair: Extent(pair[0], pair[0] + pair[1])), min_size=1, max_size=7
)


@given(EXTENTS)
def test_columns_fill_no_more_than_the_room(extents: list[Extent]) -> None:
    widths = shared_widths(extents, 440.0)
    assert sum(widths) <= 440.01
    if sum(each.least_pt for each in extents) <= 440.0:
        assert all(width >= each.least_pt - 0.01 for width, each in zip(widths, extents, strict=True))
    assert all(
        width <= each.natural_pt + 0.01 or sum(one.least_pt for one in extents) > 440
        for width, each in zip(widths, extents, strict=True)
    )


def test_a_modest_column_is_not_made_narrower_by_a_wide_one() -> None:
    assert shared_widths([Extent(20, 90), Extent(30, 2_000), Extent(10, 60)], 440.0) == [90, 290, 60]


def test_what_fits_is_as_wide_as_it_is() -> None:
    assert shared_widths([Extent(20, 90), Extent(30, 100)], 440.0) == [90, 100]


CELLS = st.lists(st.floats(8, 60), min_size=1, max_size=18).map(
    lambda words: Extent(
        max(words),
        sum(words) + 2.5 * (len(words) - 1),
        tuple([(2.5 if index else 0.0, word, not index) for index, word in enumerate(words)]),
    )
)


def line_count(rows: list[list[Extent]], widths: list[float]) -> int:
    return sum([max([cell.line_count(width) for cell, width in zip(row, widths, strict=True)]) for row in rows])


@given(st.integers(2, 5).flatmap(lambda count: st.lists(st.lists(CELLS, min_size=count, max_size=count), min_size=1, max_size=8)))
def test_a_table_is_no_higher_than_fair_shares_make_it(rows: list[list[Extent]]) -> None:
    columns = [Extent(max(one.least_pt for one in each), max(one.natural_pt for one in each)) for each in zip(*rows, strict=True)]
    widths = widths_of(rows, 440.0)
    assert sum(widths) <= 440.01
    assert all(width >= each.least_pt - 0.01 for width, each in zip(widths, columns, strict=True))
    assert line_count(rows, widths) <= line_count(rows, shared_widths(columns, 440.0))


def test_a_column_that_needs_little_gives_to_one_that_makes_its_rows_high() -> None:
    short, long = [(0.0, 30.0, True), (2.5, 30.0, False)], [(2.5 if index else 0.0, 40.0, not index) for index in range(20)]
    rows = [
        [Extent(30, 62.5, tuple(short)), Extent(100, 300, ((0.0, 100, True), (2.5, 197.5, True))), Extent(40, 847.5, tuple(long))]
    ]
    assert line_count(rows, widths_of(rows, 440.0)) <= 4


def table(rows: int) -> str:
    cells = "\n".join(
        f"| Person «{row}» | {row} | A remark of some length that needs at least two lines to be said in its cell ‹{row}› |"
        for row in range(rows)
    )
    return f"{HEAD}| Name | Years | Remark |\n|---|--:|:-:|\n{cells}\n"


def test_words_that_stay_together_are_as_wide_as_they_are_set(tmp_path: Path) -> None:
    """Else the cell would be too narrow for them, and a word of it broken. A head's lines are a title's: none is a word alone."""
    remark = "Water for two hours a day; windows without glass in winter; no visits on most days of the week"
    rows = f"| St Example’s | 4 November | {remark} | {remark} | {remark} |\n" * 2
    heads = "| Prison | Visited | A | B | Average wait in months |\n|---|---|---|---|---|\n"
    made = make(tmp_path, campaign([person("Alpha")], f"{HEAD}{heads}{rows}"))
    lines = [each.text.strip().replace("\u00a0", " ") for each in PacketReader().read(made.packets["alpha"], 0).pages[0].shown]
    number, unit = LineItem(BOX, 10.0), LineItem(BOX, 30.0)
    kept = Items.of([number, LineItem(PENALTY, penalty=FORBID), LineItem(GLUE, 2.5), unit, LineItem(GLUE, 2.5), number])
    extent = extent_of(kept)
    assert (extent.least_pt, extent.natural_pt) == (42.5, 55.0)
    assert [lines.count(said) for said in ("St Example’s", "4 November", "months")] == [2, 2, 0]


def test_figures_of_a_column_are_equally_wide() -> None:
    data = files("letterpack.fonts").joinpath("EBGaramond-Variable.ttf").read_bytes()
    garamond = Font(FontProgram(data, ""), "EB Garamond", "regular").with_features(("onum", "pnum"))
    shaper = Shaper(Family(Chains(first={"regular": garamond})))
    widths, shown = [[each.shape(figure, "regular", "en") for figure in "0123456789"] for each in (shaper, shaper.columns)]
    assert len({word.width for word in widths}) > len({word.width for word in shown}) == 1
    assert [garamond.meaning[glyph] for word in shown for run in word.runs for glyph in run.ids] == list("0123456789")
    plain = Shaper(Family(Chains()))
    assert plain.columns is plain


def test_a_row_is_on_one_page_and_the_head_on_each(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], table(80)))
    pages = made.pages("alpha")
    assert len(pages) == 4
    for page in pages:
        assert [page.count(word) for word in ("Name", "Years", "Remark")] == [1, 1, 1]
        assert page.count("«") == page.count("‹") > 5
    assert sum(page.count("«") for page in pages) == 80


def test_the_head_is_read_once_with_its_scope(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], table(80)))
    packet = PacketReader().read(made.packets["alpha"], 0)
    roles = [(passage.roles[-1], passage.text) for passage in packet.passages]
    assert [text for role, text in roles if role == "TH"] == ["Name", "Years", "Remark"]
    assert sum(1 for role, _ in roles if role == "TD") == 240
    assert not packet.problems


def test_a_table_stands_in_the_middle_between_lines_that_are_on_the_grid(tmp_path: Path) -> None:
    letter = f"{HEAD}Before.\n\n| A | B |\n|---|---|\n| c | d |\n\nAfter.\n"
    (page,) = PacketReader().read(make(tmp_path / "out", campaign([person("Alpha")], letter)).packets["alpha"], 0).pages
    at = {each.text.strip(): each.y_pt for each in page.shown}
    assert abs(at["After."] - at["Before."]) % 8 == pytest.approx(0.0, abs=0.02)
    assert abs(at["A"] - at["Before."]) == pytest.approx(abs(at["After."] - at["c"]), abs=1.0)


def test_columns_are_ranged_as_written(tmp_path: Path) -> None:
    letter = f"{HEAD}| бббббб | гггггг | дддддд |\n|---|--:|:-:|\n| ж | щ | ю |\n"
    boxes = all_boxes(make(tmp_path / "out", campaign([person("Alpha")], letter)).packets["alpha"], 0)

    def edges(char: str) -> tuple[float, float]:
        found = [(left, right) for each, left, _, right, _ in boxes if each == char]
        return min(left for left, _ in found), max(right for _, right in found)

    assert abs(edges("ж")[0] - edges("б")[0]) < 1
    assert abs(edges("щ")[1] - edges("г")[1]) < 1
    assert abs(sum(edges("ю")) - sum(edges("д"))) < 2


@pytest.mark.parametrize("cell", ["{{ addressee.name }}", "a *b* `c`", "x[^n]", "[link](https://example.org)", r"a \| b", ""])
def test_cells_hold_what_a_line_of_text_holds(tmp_path: Path, cell: str) -> None:
    letter = f"{HEAD}| One | {cell} |\n|---|---|\n| {cell} | two |\n\n[^n]: Said *below* to {{{{ addressee.name }}}}.\n"
    if "[^n]" not in cell:
        letter = letter[: letter.index("[^n]")]
    made = make(tmp_path / "out", campaign([person("Alpha"), person("Beta")], letter))
    assert made.ok, made.findings
    said = made.text("beta")
    shown = {
        "{{ addressee.name }}": "Beta Example",
        "a *b* `c`": "a b c",
        "x[^n]": "x¹",
        "[link](https://example.org)": "link",
        r"a \| b": "a | b",
    }
    assert said.count(shown.get(cell, "two")) >= (2 if cell not in ("", "{{ addressee.name }}") else 1)
    assert ("1 Said below to Beta Example." in said) is ("[^n]" in cell)
    assert "Alpha" not in said


def test_a_short_table_of_high_rows_is_parted_in_its_middle(tmp_path: Path) -> None:
    words = "what was seen in the capital and what was said of it by those who were there " * 6
    rows = "".join([f"| Row {number} | {words} |\n" for number in range(1, 5)])
    for lines in range(14, 24, 3):
        before, behind = "\n\n".join(["A line."] * lines), "\n\n".join(["Another line."] * 60)
        letter = f"{HEAD}{before}\n\n| Where | What |\n|--|--|\n{rows}\n{behind}\n"
        made = make(tmp_path / str(lines), campaign([person("Alpha")], letter))
        first = made.pages("alpha")[0].count("Row ")
        assert first in (0, 2, 4), lines
