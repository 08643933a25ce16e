"""A letter that runs over by a few lines is tightened, within bounds; one that cannot be is left as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterpack.forms import load_form
from letterpack.model.galley import Columns, Fitting, Galley, GalleyBlock, Strip
from letterpack.paginate import may_gain, paginate, parts_of
from letterpack.paginate.fitting import PageBreaker
from letterpack.values import replace

FORM = load_form("plain-a4")
LINE = 15.0
PER_PAGE = int((FORM.first.bottom_pt - FORM.first.y_pt) // LINE)


def line(space: float = 0.0) -> Strip:
    return Strip(LINE, space, 0.0, ())


def paragraph(lines: int, space: float = 0.0, *, tighter: bool = False) -> GalleyBlock:
    flow = (line(space), *[line()] * (lines - 1))
    return (
        GalleyBlock((*flow, *flow[:-1]), own=False, shape=(), asides=0, tight=lines - 1)
        if tighter
        else GalleyBlock(flow, own=False, shape=())
    )


def laid(blocks: list[GalleyBlock], least_space: float = 1.0, columns: Columns | None = None):
    galley = Galley((), FORM.first.y_pt, tuple(blocks), columns, None, Fitting(7.5, 60.0, least_space))
    parts = parts_of(galley)
    return PageBreaker(galley, parts, FORM).best(), paginate(galley, parts, FORM)


def test_a_paragraph_in_a_line_less_saves_a_page() -> None:
    found, pages = laid([paragraph(10, tighter=True), paragraph(PER_PAGE - 9)])
    assert len(pages) == 1
    assert [placed.ref for placed in pages[0].placed][:9] == [(0, index) for index in range(10, 19)], (
        "the tighter setting is shown"
    )
    assert len(pages[0].placed) == PER_PAGE
    assert found.page_count == 1


def test_no_more_paragraphs_are_tightened_than_must_be_and_the_last_first() -> None:
    _, pages = laid([paragraph(10, tighter=True), paragraph(10, tighter=True), paragraph(PER_PAGE - 19)])
    shown = [placed.ref for placed in pages[0].placed]
    assert (0, 9) in shown
    assert (1, 9) not in shown


def test_space_shrinks_to_its_bound_and_no_further() -> None:
    blocks = [paragraph(1, 7.5) for _ in range(PER_PAGE * 2 // 3 + 1)]
    loose, _ = laid(blocks)
    tight, pages = laid(blocks, 0.6)
    assert (loose.page_count, tight.page_count) == (2, 1)
    gaps = [two.y_pt - one.y_pt - LINE for one, two in zip(pages[0].placed, pages[0].placed[1:], strict=False)]
    assert 7.5 * 0.6 - 0.01 <= min(gaps) < 7.5


def test_a_letter_that_runs_over_by_much_keeps_its_spaces() -> None:
    blocks = [paragraph(4, 7.5, tighter=True) for _ in range(14)]
    _, pages = laid(blocks, 0.6)
    assert len(pages) == 2
    assert {placed.ref[1] for page in pages for placed in page.placed} == {0, 1, 2, 3}


def own(lines: int) -> GalleyBlock:
    return replace(paragraph(lines), own=True)


def gains(blocks: list[GalleyBlock], *, tightened: bool = False) -> bool:
    galley = Galley((), FORM.first.y_pt, tuple(blocks), None, None, Fitting(7.5, 60.0, 1.0), tightened)
    return may_gain(galley, parts_of(galley), FORM)


def test_own_paragraphs_are_tried_tighter_where_the_letter_runs_over_by_as_many_lines_as_there_are_of_them() -> None:
    rest = paragraph(PER_PAGE - 7)
    assert gains([own(8), rest])
    assert gains([own(4), own(5), rest])
    assert not gains([own(8), rest], tightened=True), "they have been"
    assert not gains([own(7), rest]), "it is on one page"
    assert not gains([own(9), rest]), "one line less does not help"
    assert not gains([own(2), paragraph(6), rest]), "two lines are not made one"


def signed(count: int, height: float = 22.5) -> Columns:
    return Columns(
        GalleyBlock((line(),), own=False, shape=()), (Strip(height, 7.5, 0.0, ()),) * count, 2, 200.0, 20.0, new_page=False
    )


def test_the_list_s_last_page_takes_rows_from_the_one_before() -> None:
    """Two rows too many for the page of the text: the last page gets more, and both end level."""
    fits = laid([paragraph(10)], columns=signed(22))[0]
    over = laid([paragraph(10)], columns=signed(24))[0]
    assert fits.page_count == 1
    assert over.page_count == 2
    assert over.signatories is not None
    assert over.signatories.last_pt >= 52.5
    first, last = over.signatories.pages
    assert first[1] - first[0] in (first[0] - 1, first[0])
    assert last[-1] == 24


def test_names_never_stand_on_a_page_without_text_where_it_need_not_be() -> None:
    """The text fills its page to the foot: its end goes with the list, for a page of names alone could be of any letter."""
    found = laid([paragraph(PER_PAGE - 6), paragraph(3), paragraph(3)], columns=signed(3))[0]
    assert found.signatories is not None
    assert [found.page_count, len(found.pages), found.signatories.begins_below] == [2, 2, True]
    apart = laid([paragraph(PER_PAGE)], columns=replace(signed(3), new_page=True))[0]
    assert [apart.page_count, len(apart.pages)] == [2, 1]


@given(st.integers(1, 200), st.integers(1, 400), st.sampled_from([1.0, 0.6]))
def test_every_row_is_placed_once_inside_the_page(lines: int, rows: int, least: float) -> None:
    _, pages = laid([paragraph(lines)], least, signed(rows))
    shown = [placed for page in pages for placed in page.placed if placed.ref[0] == 2]
    assert [placed.ref[1] for placed in shown] == list(range(rows))
    assert max(placed.y_pt for placed in shown) + 22.5 <= FORM.following.bottom_pt + 0.02


@given(st.integers(1, 60), st.integers(1, 120))
def test_no_page_of_the_end_is_short_where_another_could_give(lines: int, rows: int) -> None:
    found, _ = laid([paragraph(lines)], 1.0, signed(rows))
    assert found.signatories is not None
    pages = found.signatories.pages
    if len(pages) > 1:
        before = pages[-2][-1] - (pages[-3][-1] if len(pages) > 2 else 0)
        assert found.signatories.last_pt >= 60.0 or before <= 4


def test_a_closer_setting_is_taken_where_it_saves_a_page_of_few_names_and_only_there() -> None:
    closer = signed(24, 18.0)
    roomy = replace(signed(24), others=(closer,))
    over = laid([paragraph(10)], columns=roomy)[0]
    assert over.signatories is not None
    assert [over.page_count, over.signatories.setting] == [1, 1]
    fits = laid([paragraph(10)], columns=replace(signed(20), others=(signed(20, 18.0),)))[0]
    assert fits.signatories is not None
    assert [fits.page_count, fits.signatories.setting] == [1, 0]
    long = laid([paragraph(10)], columns=replace(signed(60), others=(signed(60, 21.0),)))[0]
    assert long.signatories is not None
    assert [long.page_count, long.signatories.setting] == [2, 0], "closer rows fill two pages as well"


def test_the_rows_of_the_setting_that_is_taken_are_placed_each_once() -> None:
    _, pages = laid([paragraph(10)], columns=replace(signed(24), others=(signed(24, 18.0),)))
    assert [placed.ref[1] for placed in pages[0].placed if placed.ref[0] == 2] == list(range(24, 48))


def test_the_head_stands_again_on_each_page_of_names() -> None:
    columns = signed(200)
    columns = replace(columns, lead=GalleyBlock((line(), line()), own=False, shape=(), asides=1))
    _, pages = laid([paragraph(10)], columns=columns)
    heads = [[placed.ref[1] for placed in page.placed if placed.ref[0] == 1] for page in pages]
    assert len(pages) > 2
    assert heads == [[0], *[[1]] * (len(pages) - 1)]
    for page in pages[1:]:
        tops = [placed.y_pt for placed in page.placed if placed.ref[0] == 2]
        assert min(tops) >= FORM.following.y_pt + LINE - 0.01
        assert max(tops) + 22.5 <= FORM.following.bottom_pt + 0.01
