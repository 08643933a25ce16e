"""A file like one that was read before is not parsed, and differs from it in nothing but its own contents."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterpack.readback import PacketReader
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects
from letterpack.readback.surroundings import Surroundings
from letterpack.readback.values import Malformed, Ref, Stream
from tests.checks.batches import make
from tests.readback.test_own_fonts import parse_no_more

ENCLOSED = 2
DAMAGE = (Malformed, ValueError, TypeError, LookupError)
TABLE = re.compile(rb"startxref\n(\d+)\n")
NAMES = re.compile(rb"/ID\[<[0-9a-f]{32}><[0-9a-f]{32}>\]")
FIRST = re.compile(rb"\n1 0 obj\n")
CODES = re.compile(rb"\[<([0-9A-F]{4})([0-9A-F]{4})")
CONTENT = re.compile(rb"\d+ 0 obj\n<</Length \d+>>stream\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("surroundings") / "campaign").pdf("first").read_bytes()


@pytest.fixture(scope="module")
def surroundings(whole: bytes) -> Surroundings:
    objects = parsed(whole)
    behind = objects.behind()
    assert objects.stem is not None and behind is not None
    own = {number for number, raw in behind.objects.items() if CONTENT.match(raw)}
    assert own
    made = Surroundings(objects.stem, behind, own)
    found = made.contents(whole)
    assert found is not None and found.keys() == own
    return made


def parsed(data: bytes) -> OwnObjects:
    return OwnObjects(data, ObjectMemories(Memory(), Memory(), Memory()))


def own_of(data: bytes, whole: bytes) -> dict[int, bytes] | None:
    """Return the contents that are the own ones of ``data``, found by parsing it; None where anything else differs."""
    first, other = parsed(whole), parsed(data)
    then, now = first.behind(), other.behind()
    if then is None or now is None or first.stem is None or other.stem is None or first.stem.data != other.stem.data:
        return None
    if then.objects.keys() != now.objects.keys():
        return None
    if any(each.trailer[key] != first.trailer[key] for each in (first, other) for key in ("Root", "Info", "Size", "W")):
        return None
    own: dict[int, bytes] = {}
    for number, raw in then.objects.items():
        found = other.get(Ref(number, 0))
        if CONTENT.match(raw) and isinstance(found, Stream):
            own[number] = found.data()
        elif raw != now.objects[number]:
            return None
    return own


def named(data: bytes) -> bytes:
    """Return ``data`` with the name that its bytes before the table give it, as whoever changes them with care would name it."""
    found = TABLE.search(data)
    at = int(found[1]) if found else len(data)
    name = hashlib.sha256(data[:at]).hexdigest()[:32].encode("ascii")
    return data[:at] + NAMES.sub(b"/ID[<%b><%b>]" % (name, name), data[at:])


def test_it_is_not_parsed(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    other = named(CODES.sub(rb"[<\2\1", whole))
    assert other != whole
    wanted = PacketReader(digests=False).read(other, ENCLOSED)
    reader = PacketReader(digests=False)
    reader.read(whole, ENCLOSED)
    parse_no_more(monkeypatch)
    assert reader.read(other, ENCLOSED) == wanted


@given(st.data())
@settings(max_examples=50)
def test_any_other_byte_is_seen(surroundings: Surroundings, whole: bytes, data: st.DataObject) -> None:
    at, new = data.draw(st.integers(0, 10_000)), data.draw(st.binary(max_size=2) | st.text("0AF<>[]/ \n%", max_size=2))
    begins = FIRST.search(whole)
    assert begins is not None
    at = begins.end() + at % (len(whole) - begins.end())
    other = whole[:at] + (new.encode("ascii") if isinstance(new, str) else new) + whole[at + 1 :]
    other = named(other) if data.draw(st.booleans()) else other
    try:
        alone = own_of(other, whole)
    except DAMAGE:
        alone = None
    try:
        found = surroundings.contents(other)
    except Malformed:
        found = None
    if found is not None:
        assert found == alone


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Info ", b"/Info 1"),
        (b"/Root ", b"/Root 1"),
        (b"\n%%EOF\n", b"\n%%EOF\n\n"),
        (b"\nendstream\nendobj\n2 0 obj", b"\nendstream\nendobj\n \n2 0 obj"),
        (b"\n1 0 obj\n<</Length ", b"\n1 0 obj\n<</Length 1"),
        (b"\n1 0 obj\n", b"\n7 0 obj\n"),
    ],
)
def test_what_is_laid_out_otherwise_is_parsed(surroundings: Surroundings, whole: bytes, old: bytes, new: bytes) -> None:
    other = named(whole.replace(old, new))
    assert other != whole
    assert surroundings.contents(other) is None
