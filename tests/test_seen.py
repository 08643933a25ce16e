"""What was seen before: nothing is lost; hashes make nothing up, filters little, in a part of a set's memory."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from letterpack.seen import Hashes, Seen


@given(st.lists(st.one_of(st.integers(-20, 20), st.integers(), st.text(max_size=3), st.just(0))))
def test_hashes_say_what_a_set_says(values: list[int | str]) -> None:
    hashes, known = Hashes(), set[int]()
    for value in values:
        assert hashes.add(value) == (hash(value) not in known)
        known.add(hash(value))


def test_many_hashes_that_name_one_place_are_all_kept() -> None:
    """The values have the same low bits, so that they all begin to look for room at one place, through several growths."""
    hashes = Hashes()
    values = [number << 20 for number in range(1, 2_000)] + [number * 0x9E3779B97F4A7C15 % (1 << 60) for number in range(30_000)]
    assert all(hashes.add(value) for value in values)
    assert not any(hashes.add(value) for value in values)


def test_they_take_a_part_of_the_memory_of_a_set() -> None:
    hashes, known = Hashes(), set[int]()
    for number in range(50_000):
        value = _scattered(number)
        hashes.add(value)
        known.add(value)
    assert sys.getsizeof(hashes._table) * 3 < sys.getsizeof(known) + sum(map(sys.getsizeof, known))


def test_a_filter_misses_nothing_and_takes_little_for_what_it_has_not_seen() -> None:
    for seen in (Seen(), Seen(50_000)):
        for number in range(50_000):
            seen.add(_scattered(number))
        assert all(_scattered(number) in seen for number in range(50_000))
        assert sum(_scattered(number) in seen for number in range(50_000, 100_000)) < 100
        assert sum(sys.getsizeof(table) for table in seen._tables) <= 12 * 50_000


def _scattered(number: int) -> int:
    return number * 0x9E3779B97F4A7C15 % (1 << 60)
