"""Notes stand on the page of their call, and no line of one is lost or printed over another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterpack.forms import load_form
from letterpack.model.galley import Galley, GalleyBlock, Strip
from letterpack.model.page import PageLayout
from letterpack.paginate import paginate, parts_of
from letterpack.values import replace

FORM = load_form("plain-a4")
AREA = FORM.following
RULE = GalleyBlock((Strip(12.0, 0.0, 0.0, ()),), own=False, shape=())
NOTE_PT = 11.0


def text(lines: int, notes: dict[int, int]) -> GalleyBlock:
    """Return a block of lines; ``notes`` says of some how many lines their note has."""
    asides: list[Strip] = []
    flow = []
    for line in range(lines):
        strip = Strip(15.0, 0.0, 0.0, ())
        if count := notes.get(line):
            stretch = (len(asides), len(asides) + count)
            asides.extend(Strip(NOTE_PT, 2.0 if index == 0 else 0.0, 0.0, ()) for index in range(count))
            strip = replace(strip, notes=(stretch,))
        flow.append(strip)
    return GalleyBlock((*flow, *asides), own=False, shape=(), asides=len(asides))


def paged(*blocks: GalleyBlock) -> tuple[PageLayout, ...]:
    galley = Galley((), FORM.first.y_pt, blocks, None, RULE)
    return paginate(galley, parts_of(galley), FORM)


def page_of(pages: tuple[PageLayout, ...], strip: int) -> int:
    (found,) = [number for number, page in enumerate(pages) for placed in page.placed if placed.ref == (0, strip)]
    return found


def test_a_note_is_on_the_page_of_its_call() -> None:
    """The call would stand last on its page, where its note has no room: it goes on with it."""
    per_page = int((FORM.first.bottom_pt - FORM.first.y_pt) // 15)
    pages = paged(text(per_page + 10, {per_page - 1: 3}))
    assert [page_of(pages, per_page + 10 + line) for line in range(3)] == [page_of(pages, per_page - 1)] * 3


def test_notes_end_where_the_text_area_ends() -> None:
    pages = paged(text(10, {2: 4}))
    last = [placed for placed in pages[0].placed if placed.ref == (0, 13)]
    assert abs(last[0].y_pt + NOTE_PT - FORM.first.bottom_pt) < 0.01
    assert [placed.ref for placed in pages[0].placed][10] == (1, 0), "the rule stands between text and notes"


def test_a_page_without_notes_has_no_rule() -> None:
    assert all(placed.ref != (1, 0) for page in paged(text(80, {})) for placed in page.placed)


def test_a_note_longer_than_a_page_goes_on_and_on() -> None:
    pages = paged(text(5, {1: 200}))
    assert [placed.ref[1] for page in pages for placed in page.placed if placed.ref[0] == 0 and placed.ref[1] >= 5] == list(
        range(5, 205)
    )
    assert page_of(pages, 1) == page_of(pages, 5) == page_of(pages, 6) == 0


NOTES = st.dictionaries(st.integers(0, 149), st.one_of(st.integers(1, 8), st.integers(30, 120)), max_size=12)


@given(st.integers(1, 150), NOTES)
def test_nothing_is_lost_and_nothing_overlaps(lines: int, notes: dict[int, int]) -> None:
    block = text(lines, notes)
    pages = paged(block)
    placed = [placed.ref[1] for page in pages for placed in page.placed if placed.ref[0] == 0]
    assert sorted(placed) == list(range(len(block.strips)))
    for number, page in enumerate(pages):
        top = FORM.first.y_pt if number == 0 else AREA.y_pt
        foot = top
        for each in page.placed:
            strip = (block if each.ref[0] == 0 else RULE).strips[each.ref[1]]
            assert each.y_pt >= foot - 0.01
            foot = each.y_pt + strip.height_pt
        assert foot <= AREA.bottom_pt + 0.02


@given(st.integers(1, 150), NOTES)
def test_a_note_that_fits_a_page_is_never_split(lines: int, notes: dict[int, int]) -> None:
    block = text(lines, {line: min(count, 20) for line, count in notes.items()})
    pages = paged(block)
    for line, strip in enumerate(block.strips[: block.flowing]):
        for start, end in strip.notes:
            assert {page_of(pages, block.flowing + at) for at in range(start, end)} == {page_of(pages, line)}
