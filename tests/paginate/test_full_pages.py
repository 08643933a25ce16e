"""Pages of many letters, on many forms: hardly one is left with ten empty lines, or ends in a page of a few names."""

from __future__ import annotations

import random
from itertools import chain

from letterpack.forms import load_form
from letterpack.model.galley import FORBIDDEN, Columns, Fitting, Galley, GalleyBlock, Strip
from letterpack.paginate import parts_of
from letterpack.paginate.fitting import Broken, PageBreaker, text_height
from letterpack.values import replace

FORMS = [load_form(name) for name in ("plain-a4", "plain-letter", "din5008b", "us10", "fr", "jp", "uk")]
LETTERS = range(20, 80)
LINE = 16.0
DETAIL = 11.0


def block(*strips: Strip, tight: int = 0, asides: int = 0) -> GalleyBlock:
    return GalleyBlock(strips, own=False, shape=(), tight=tight, asides=asides)


def lines(count: int) -> list[Strip]:
    """The lines of a paragraph, none of which stands alone."""
    beside = {1, count - 1} - {0}
    return [Strip(LINE, 0.0 if at else LINE / 2, FORBIDDEN if at in beside else 20.0 if at else 0.0, ()) for at in range(count)]


def paragraph(chance: random.Random) -> GalleyBlock:
    """A paragraph, half of the longer ones with a setting in a line less."""
    count = chance.randint(2, 9)
    tighter = lines(count - 1) if count > 3 and chance.random() < 0.5 else []
    return block(*lines(count), *tighter, tight=len(tighter))


def letter(chance: random.Random) -> list[GalleyBlock]:
    heading = block(Strip(LINE, 12.0, 0.0, (), keeps_next=True, next_space_pt=4.0))
    parts = [[*([heading] if chance.random() < 0.15 else []), paragraph(chance)] for _ in range(chance.randint(2, 16))]
    closing = block(Strip(LINE, LINE, FORBIDDEN, ()), Strip(3 * LINE, 0.0, FORBIDDEN, ()), Strip(LINE, 0.0, FORBIDDEN, ()))
    return [block(Strip(LINE, 0.0, 0.0, (), keeps_next=True)), *chain.from_iterable(parts), closing]


def names(chance: random.Random, count: int, *, are_long: bool = False) -> Columns:
    """A list in two columns, which may be set closer, or in three with more names that run over."""
    head = Strip(12.5, 24.0, 0.0, (), keeps_next=True, next_space_pt=11.5)
    lead = block(head, replace(head, space_pt=0.0), asides=1)
    if are_long:
        over = [chance.choice((0, 1, 1, 2)) for _ in range(count)]
        more = [each + 1 for each in over]
    else:
        over = [int(chance.random() < 0.25) for _ in range(count)]
        more = [each or int(chance.random() < 0.4) for each in over]

    def setting(columns: int, *, runs_over: list[int], closer: bool) -> Columns:
        heights = [12.5 * (1 + each) + DETAIL for each in runs_over]
        rows = tuple(
            [Strip(height if closer else -(-(height + 8) // 8) * 8 - 8, 4.5 if closer else 8.0, 0.0, ()) for height in heights]
        )
        return Columns(lead, rows, columns, 400 / columns - 9, 9.0, new_page=False, is_level=True)

    first, *others = [
        setting(columns, runs_over=each, closer=closer) for columns, each in ((2, over), (3, more)) for closer in (False, True)
    ]
    return replace(first, others=tuple(others))


def laid(seed: int, counts: tuple[int, ...] = (0, 7, 20, 40, 120), *, are_long: bool = False) -> tuple[PageBreaker, Broken]:
    chance, form = random.Random(seed), FORMS[seed % len(FORMS)]
    count = chance.choice(counts)
    listed = names(chance, count, are_long=are_long) if count else None
    galley = Galley((), form.first.y_pt, tuple(letter(chance)), listed, None, Fitting(8.0, 64.0, 0.6))
    breaker = PageBreaker(galley, parts_of(galley), form)
    return breaker, breaker.best()


def test_pages_are_full_and_the_last_has_more_than_a_few_names() -> None:
    half_empty: list[int] = []
    few_names: list[int] = []
    for seed in LETTERS:
        breaker, found = laid(seed)
        rooms = [breaker.following_pt if number else breaker.first_pt for number in range(len(found.pages))]
        empty = [(room - text_height(page)) / LINE for room, page in zip(rooms[:-1], found.pages[:-1], strict=True)]
        half_empty += [seed for lines_left in empty if lines_left > 10]
        listed = found.signatories
        if listed is not None and len(listed.pages) > listed.begins_below and listed.last_pt < 8 * LINE:
            few_names.append(seed)
    assert len(half_empty) <= 1, half_empty
    assert not few_names


LONG = (5, 8, 11, 14, 17, 20, 26, 40)
"""Numbers of organisations with long names, of which two rows are as high as four lines."""


def test_the_last_page_of_long_names_has_three_rows() -> None:
    low = [seed for seed in (*range(60), 181) if (found := laid(seed, LONG, are_long=True)[1].signatories) and found.ends_low]
    assert low == []


LISTED = (5, 7, 10, 14, 20, 30)


def test_hardly_a_page_is_left_with_nine_empty_lines() -> None:
    half_empty: list[int] = []
    for seed in range(120):
        breaker, found = laid(seed, LISTED, are_long=True)
        rooms = [breaker.following_pt if number else breaker.first_pt for number in range(len(found.pages))]
        empty = [(room - text_height(page)) / LINE for room, page in zip(rooms[:-1], found.pages[:-1], strict=True)]
        half_empty += [seed for lines_left in empty if lines_left > 8]
    assert len(half_empty) <= 1, half_empty


def test_white_that_kept_lines_together_may_save_the_last_page_of_names() -> None:
    """Two letters whose list ran over by more than tightening gives, beside pages that were not full."""
    assert [laid(seed, LISTED, are_long=True)[1].page_count for seed in (24, 116)] == [4, 4]


def test_a_last_page_has_six_names_where_other_pages_can_be_had() -> None:
    """Letters whose list left up to five names on a page; tighter paragraphs, text beside it, or all of it there spares that."""
    found = [laid(seed, (*range(1, 31), 40, 60, 90, 150), are_long=seed % 2 == 1)[1] for seed in (1, 22, 338, 511)]
    pages = [each.signatories.pages if each.signatories else () for each in found]
    assert [each.page_count for each in found] == [2, 3, 2, 3]
    assert [len(each) == 1 or each[-1][-1] - each[-2][-1] >= 6 for each in pages] == [True] * 4
