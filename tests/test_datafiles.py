"""Data files of any kind: whatever a campaign writes into one is a fault with its place, never an exception."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.datafiles import Fault, NotToml, locate, over, parse, program_table
from letterpack.forms import read_form
from letterpack.languages import read_words
from letterpack.spans import SourceText
from letterpack.styles import read_style
from tests.trying import tried

KINDS: dict[str, tuple[str, Callable[[str, dict[str, Any]], object]]] = {
    "forms": ("us10", read_form),
    "styles": ("standard", read_style),
    "languages": ("ru", read_words),
}
VALUES = st.recursive(
    st.one_of(
        st.integers(-(10**30), 10**30),
        st.floats(),
        st.booleans(),
        st.text(max_size=20),
        st.sampled_from([datetime.date(2026, 1, 1), datetime.time(1, 2), "{count", "{0}", "{number.real}", "}{"]),
    ),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(st.text(max_size=8), below, max_size=3)),
    max_leaves=6,
)


def ways(table: dict[str, Any], keys: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [(*keys, key) for key in table]
    return found + [way for key, value in table.items() if isinstance(value, dict) for way in ways(value, (*keys, key))]


@tried(5)
@given(st.data())
def test_whatever_stands_in_a_file_is_a_value_or_faults(data: st.DataObject) -> None:
    room = data.draw(st.sampled_from(sorted(KINDS)))
    name, reader = KINDS[room]
    table = copy.deepcopy(program_table(room, name))
    for way in data.draw(st.lists(st.sampled_from(ways(table)), min_size=1, max_size=3)):
        below: Any = table
        for key in way[:-1]:
            below = below.get(key, {}) if isinstance(below, dict) else {}
        if isinstance(below, dict):
            new = data.draw(st.one_of(st.just(way[-1]), st.text(max_size=6)))
            below[new] = data.draw(VALUES)
    made = reader(name, table)
    if isinstance(made, list):
        assert made
        assert all(isinstance(fault, Fault) and fault.message and fault.hint and fault.keys for fault in made)


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000 + "]" * 5000, ".".join("a" * 20) + " = 1", "a = 1\na = 2\n", "a = \u0000", "= 1", "a = 1" + "0" * 5000],
)
def test_what_is_no_table_is_said(text: str) -> None:
    with pytest.raises(NotToml):
        parse(text)


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    wrong = {"paper": {"width": "wide", "heigth": 297.0}, "marks": {"x": -1.0}, "page": {}}
    found = read_form("x", over(program_table("forms", "din5008b"), wrong))
    assert isinstance(found, list)
    assert {fault.keys for fault in found} == {("paper", "width"), ("paper", "heigth"), ("marks", "x"), ("page",)}


def test_a_name_of_a_keep_out_is_free_and_its_keys_are_not() -> None:
    wrong = {"keep_out": {"code": {"source": "x", "x": 0.0, "y": 270.0, "width": 15.0, "hight": 15.0}}}
    found = read_form("x", over(program_table("forms", "plain-a4"), wrong))
    assert isinstance(found, list)
    assert [fault.keys for fault in found] == [("keep_out",)]


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("paper", "width"), "f.toml:4:1"),
        (("pages", "first", "left"), "f.toml:7:11"),
        (("pages", "last"), "f.toml:6:1"),
        (("title",), "f.toml:1:1"),
        (("nothing",), "f.toml"),
    ],
)
def test_a_place_is_a_key_s_or_that_of_what_is_around_it(keys: tuple[str, ...], place: str) -> None:
    text = 'title = "T"\n\n[paper]\nwidth = 1.0\n\n[pages]\nfirst = { left = 2.0 }\n'
    assert str(locate(SourceText("f.toml", text), keys)) == place
