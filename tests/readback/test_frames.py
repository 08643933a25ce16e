"""A page that fits the frame of one that was read is filled in, and is what parsing it gives; any other is parsed."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterpack.readback.frames import PageFrames
from letterpack.readback.objects import OwnObjects
from letterpack.readback.page_tree import FilePage
from letterpack.readback.values import Malformed, Ref, Value, parse

PAGE = b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 595.28 841.89]/Resources 5 0 R/Contents[7 0 R 8 0 R]/DPart 9 0 R>>"
OTHERS = (
    PAGE,
    PAGE.replace(b"[7 0 R 8 0 R]", b" 7 0 R"),
    PAGE.replace(b"/DPart", b"/X(1 0 R)/DPart"),
    PAGE.replace(b"/Resources 5 0 R", b"/Resources<</Font<</F 5 0 R>>>>"),
    PAGE.replace(b"[0 0 595.28 841.89]", b" 6 0 R"),
)
REF = Ref(4, 0)


class OneObject:
    """A file with one object of its own; any other is a list of four numbers, by its number."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parsed = 0

    def written(self, ref: Ref) -> bytes | None:
        return self.raw if ref == REF else None

    def get(self, value: Value) -> Value:
        if not isinstance(value, Ref):
            return value
        self.parsed += value == REF
        return parse(self.raw)[0] if value == REF else [0, 0, value.number, 100]


def read(frames: PageFrames, raw: bytes) -> tuple[FilePage | None, int]:
    """Return the page, None for a node, and how often it was parsed. Raises ``Malformed``."""
    objects = OneObject(raw)
    found = frames.page(cast(OwnObjects, objects), REF)
    return found.page if found else None, objects.parsed


def test_references_alone_are_filled_in() -> None:
    frames = PageFrames()
    read(frames, PAGE)
    other = PAGE.replace(b"[7 0 R 8 0 R]", b"[700 0 R 8 0 R]").replace(b"3 0 R", b"33 0 R")
    page, parsed = read(frames, other)
    assert page == read(PageFrames(), other)[0]
    assert parsed == 0


def test_what_a_size_leads_to_is_looked_at() -> None:
    frames = PageFrames()
    for number in (6, 60):
        page, _ = read(frames, OTHERS[4].replace(b"6 0 R", b"%d 0 R" % number))
        assert page is not None
        assert page.size_pt == (number, 100)


@pytest.mark.parametrize("raw", OTHERS[2:])
def test_a_page_with_other_references_is_parsed_each_time(raw: bytes) -> None:
    frames = PageFrames()
    read(frames, raw)
    page, parsed = read(frames, raw)
    assert page == read(PageFrames(), raw)[0]
    assert parsed


def test_a_reference_of_another_generation_is_damage() -> None:
    frames = PageFrames()
    read(frames, PAGE)
    with pytest.raises(Malformed, match="generation"):
        read(frames, PAGE.replace(b"/Parent 3 0 R", b"/Parent 3 1 R"))


@given(st.data())
@settings(max_examples=300)
def test_any_page_is_what_parsing_it_gives(data: st.DataObject) -> None:
    frames = PageFrames()
    for raw in data.draw(st.permutations(OTHERS)):
        read(frames, raw)
    raw = data.draw(st.sampled_from(OTHERS))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        new = data.draw(
            st.binary(max_size=2) | st.sampled_from([b"0 R", b"1 0 R", b" ", b"%", b"(", b")", b"/", b"\n", b"00", b".5"])
        )
        raw = raw[:at] + new + raw[at + data.draw(st.integers(0, 6)) :]
    try:
        alone: FilePage | str | None = read(PageFrames(), raw)[0]
    except Malformed:
        alone = "damaged"
    try:
        found: FilePage | str | None = read(frames, raw)[0]
    except Malformed:
        found = "damaged"
    assert found == alone
