"""JSON's places: what stands at a value's place is that value, whatever the line looks like."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.formats.json.addressees import LineOrigin
from letterpack.formats.json.places import json_nodes
from letterpack.model.sources import Node, NodeOrigin, plain

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    yield path, value
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in below:
        yield from _paths(each, (*path, step))


@given(_VALUES, st.booleans(), st.sampled_from([(",", ":"), (" , ", " :\t"), (", ", ": ")]))
def test_each_value_and_key_is_where_its_place_says(value: object, ascii_only: bool, signs: tuple[str, str]) -> None:
    line = json.dumps(value, ensure_ascii=ascii_only, separators=signs)
    origin = NodeOrigin(json_nodes(line, "addressees.jsonl", 7))
    for path, each in _paths(value):
        span = origin.span(*path)
        assert (span.file, span.line) == ("addressees.jsonl", 7)
        assert json.loads(line[span.column - 1 : span.column - 1 + span.length]) == each
        if path and isinstance(path[-1], str):
            key = origin.key(*path)
            assert json.loads(line[key.column - 1 : key.column - 1 + key.length]) == path[-1]


def test_texts_are_those_of_the_line() -> None:
    node: Node = json_nodes('{"a": ["x", 007, true], "b": {"c": "\\u00e9"}}', "f", 1)
    assert plain(node) == {"a": ["x", "007", "true"], "b": {"c": "é"}}


@pytest.mark.parametrize("line", ["", "{", '{"a"', '{"a" 1}', '{"a": 1', "[1 2]", '"half', "[,]"])
def test_what_is_no_json_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"^no "):
        json_nodes(line, "f", 1)


def test_a_key_that_stands_twice_is_found_however_deep() -> None:
    raw = '{"x": 0, "a": [{"b": 1}, {"c": {"y": 1, "x": 2, "x": 3}}]}'
    origin = LineOrigin("addressees.jsonl", 4, 0, raw)
    found = origin.given_twice("x")
    assert found and [(each.line, each.column) for each in found] == [(4, 41), (4, 49)]
    assert origin.given_twice("y") is None
