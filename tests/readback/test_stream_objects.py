"""A stream that is read by the short way, because its bytes stand as they are written, is what it is by the long way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterpack.press.pdf.objects import indirect, own_stream, stream
from letterpack.readback.objects import is_whole, parsed
from letterpack.readback.values import Malformed, Stream

bodies = st.builds(own_stream, st.binary(max_size=600)) | st.builds(stream, st.binary(max_size=600))


def said(raw: bytes) -> object:
    """Return what ``raw`` is, and whether it is whole; None where it is damaged."""
    try:
        found = parsed(raw)
        return (found.values, found.raw, is_whole(raw)) if isinstance(found, Stream) else found
    except Malformed:
        return None


def by_the_long_way(raw: bytes) -> bytes:
    """Return the same object with two spaces where one may stand: nothing is written so."""
    return raw.replace(b" 0 obj\n<<", b" 0 obj\n  <<", 1)


@given(st.integers(1, 10**9), bodies)
def test_a_stream_as_it_is_written_is_whole(number: int, body: bytes) -> None:
    raw = indirect(number, body)
    found = parsed(raw)
    assert isinstance(found, Stream)
    assert is_whole(raw)
    assert said(raw) == said(by_the_long_way(raw))


@given(bodies, st.data())
def test_any_other_byte_is_read_as_by_the_long_way(body: bytes, data: st.DataObject) -> None:
    raw = indirect(7, body)
    at = data.draw(st.integers(len(b"7 0 obj\n<<"), len(raw) - 1))
    other = raw[:at] + data.draw(st.binary(max_size=2)) + raw[at + 1 :]
    assert said(other) == said(by_the_long_way(other))
