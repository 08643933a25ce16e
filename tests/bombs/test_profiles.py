"""A colour profile, of a printer, a picture or an enclosure, is looked through in as much time as it is long."""

from __future__ import annotations

import struct

import pytest

from letterpack.limits import MOST_PROFILE_TAGS, MOST_PROFILE_WORDINGS
from letterpack.pdfcopy.condition import NoCondition, read_condition
from letterpack.pdfcopy.profile import _texts, without_owner

SHARED_BYTES = 50_000


def profile(tags: int, said: bytes) -> bytes:
    """Return a profile of a printer, all of whose tags share what they say."""
    start = 132 + 12 * tags
    table = b"".join(struct.pack(">4sII", b"%04d" % index, start, len(said)) for index in range(tags))
    head = struct.pack(">I4x4x4s4s4s12x4s88x", start + len(said), b"prtr", b"CMYK", b"Lab ", b"acsp")
    return head[:8] + b"\2" + head[9:] + struct.pack(">I", tags) + table + said


def wordings(count: int) -> bytes:
    """Return a text in so many languages, the same and a long one in each."""
    record = struct.pack(">4sII", b"enUS", 16 + 12 * count, SHARED_BYTES)
    return struct.pack(">4s4xII", b"mluc", count, 12) + record * count + b"\0A" * (SHARED_BYTES // 2)


@pytest.mark.parametrize("data", [profile(MOST_PROFILE_TAGS + 1, b"text"), profile(1, wordings(MOST_PROFILE_WORDINGS + 1))])
def test_more_than_any_profile_has_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="more"):
        without_owner(data)
    with pytest.raises(NoCondition):
        read_condition(data)


def test_what_is_shared_is_read_as_far_as_it_takes_to_see_that_nobody_knows_it() -> None:
    said = wordings(MOST_PROFILE_WORDINGS)
    assert sum(map(len, _texts(said))) < SHARED_BYTES
    assert b"A" not in without_owner(profile(MOST_PROFILE_TAGS, said))
