"""A stream read against one that was read before shows what it shows when it is read by itself, or is left to the long way."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from letterpack.readback.content import ContentRead, read_content
from letterpack.readback.graphics_state import START
from letterpack.readback.slots import OwnStream, Stand
from letterpack.readback.values import Malformed
from letterpack.readback.whitelist.painting import PLAIN_TEXT, painting_of
from tests.readback.test_plain_text import FONTS, paragraphs, streams, strings

HEIGHT_PT = 842.0
CODES = re.compile(r"<[0-9A-F]*>")


def read(data: bytes) -> ContentRead:
    return read_content(data, START, FONTS, {}, HEIGHT_PT)


def own_stream(first: ContentRead, free_pt: float) -> OwnStream:
    stands = tuple([Stand(line.x_pt, line.y_pt, line.size_pt, line.mcid, free_pt) for line in first.shown])
    return OwnStream(1, HEIGHT_PT, FONTS, stands, frozenset(first.mcids))


def is_left(found: ContentRead) -> bool:
    return found.says_unknown or bool(found.problems)


def reaches(found: ContentRead, free_pt: float) -> bool:
    return any(line.x_pt + line.width_pt > free_pt for line in found.shown)


@given(st.one_of(streams(), paragraphs()), st.data())
def test_other_codes_are_read_as_if_alone(stream: str, data: st.DataObject) -> None:
    first = read(stream.encode("ascii"))
    free_pt = data.draw(st.sampled_from([1e9, 700.0]))
    own = own_stream(first, free_pt)
    own.read(stream.encode("ascii"))
    for _ in range(3):
        other = CODES.sub(lambda _: data.draw(strings), stream).encode("ascii")
        found, alone = own.read(other), read(other)
        if is_left(alone) or painting_of(other) != PLAIN_TEXT:
            assert found is None
        else:
            assert found is not None
            assert found.is_in_place is not reaches(alone, free_pt)
            read_again = found.reading
            assert (read_again.shown, read_again.mcids, read_again.images, read_again.end) == (alone.shown, alone.mcids, 0, START)


@given(st.one_of(streams(), paragraphs()), st.data())
def test_any_other_byte_is_seen(stream: str, data: st.DataObject) -> None:
    whole = stream.encode("ascii")
    first = read(whole).shown
    own = own_stream(read(whole), 1e9)
    own.read(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = whole[:at] + data.draw(st.binary(max_size=2)) + whole[at + 1 :]
    try:
        alone = read(other)
    except Malformed:
        alone = None
    try:
        found = own.read(other)
    except Malformed:
        found = None
    if found is not None:
        assert alone is not None
        again, places = found.reading, [[(line.x_pt, line.y_pt, line.size_pt) for line in each] for each in (alone.shown, first)]
        assert (again.shown, again.mcids, again.images, again.end) == (alone.shown, alone.mcids, alone.images, alone.end)
        assert found.is_in_place is (places[0] == places[1])
