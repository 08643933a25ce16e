"""Lines that end in any way: an editor's text goes back into the file, and what nobody changed stays byte for byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterpack.formats.line_ends import editable, with_ends_of

PIECES = st.lists(st.sampled_from(["a", "b", "\u2028", "\x85", "\x0b", "\n", "\r\n", "\r"]), max_size=14).map("".join)


@given(PIECES)
def test_a_text_that_nobody_changed_is_the_same_file(before: str) -> None:
    assert with_ends_of(before, editable(before)) == before


@given(PIECES, PIECES)
def test_every_text_is_read_again_as_it_was_written(before: str, text: str) -> None:
    assert editable(with_ends_of(before, text)) == editable(text)


@given(PIECES, PIECES, st.sampled_from(["x", "x\ny", "x\ny\nz", ""]))
def test_what_stands_before_and_after_an_edited_line_stays(head: str, tail: str, edit: str) -> None:
    first, last = f"{head}\r\n", f"\n{tail}"
    after = with_ends_of(f"{first}old{last}", f"{editable(first)}{edit}{editable(last)}")
    assert after.startswith(first) and after.endswith(last)


def test_a_new_line_ends_as_the_one_above_it_and_the_first_as_most() -> None:
    assert with_ends_of("a\r\nb\nc\r\n", "0\na\nnew\nb\nnew\nc\n") == "0\r\na\r\nnew\r\nb\nnew\nc\r\n"
    assert with_ends_of("", "a\nb\n") == "a\nb\n"
    assert with_ends_of("a", "a\nb") == "a\nb"


def test_of_a_long_file_that_is_wholly_new_each_line_ends_as_the_one_in_its_place() -> None:
    before = "".join([str(number) + ("\r\n" if number % 2 else "\n") for number in range(5_000)])
    after = with_ends_of(before, "".join([f"new {number}\n" for number in range(5_000)]))
    assert after.count("\r\n") == before.count("\r\n")
