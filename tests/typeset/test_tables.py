"""Tables: columns that share a measure fairly, rows that no page splits, heads that stand again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.readback import PacketReader
from letterpack.typeset.blocks.tables import Extent, shared_widths
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


def table(rows: int) -> str:
    cells = "\n".join(
        f"| Person «{row}» | {row} | A remark of some length that needs at least two lines to be said in its cell ‹{row}› |"
        for row in range(rows)
    )
    return f"{HEAD}| Name | Years | Remark |\n|---|--:|:-:|\n{cells}\n"


def test_a_row_is_on_one_page_and_the_head_on_each(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], table(80)))
    pages = made.pages("alpha")
    assert len(pages) == 3
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
