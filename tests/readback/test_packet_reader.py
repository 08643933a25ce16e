"""Readback gives what independent readers give, from nothing but the bytes, and says why where it cannot."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.observed import ObservedPacket, Unreadable
from letterpack.readback import PacketReader
from letterpack.readback.values import Malformed, Ref, parse
from tests.checks.batches import Batch, make, rewrite


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("readback") / "campaign")


def read(path: Path, enclosed: int = 2) -> ObservedPacket:
    found = PacketReader().read(path.read_bytes(), enclosed)
    assert isinstance(found, ObservedPacket)
    return found


@pytest.mark.parametrize("packet", ["first", "second.2", "copy", "blind"])
def test_pages_say_what_pdfium_reads(batch: Batch, packet: str) -> None:
    observed = read(batch.pdf(packet))
    with pdfium.PdfDocument(batch.pdf(packet)) as document:
        assert len(document) == len(observed.pages)
        for page, theirs in zip(observed.pages, document, strict=True):
            assert (page.width_pt, page.height_pt) == pytest.approx(theirs.get_size(), abs=0.01)
            # A dot between two things that a line's end parts is said and not drawn.
            ours = "".join("".join(line.text for line in page.shown).replace("·", "").split())
            text = theirs.get_textpage().get_text_range().replace("·", "").replace("\ufffe", "\u00ad").replace("\x02", "\u00ad")
            assert sorted(ours.replace("\u00ad", "")) == sorted("".join(text.split()).replace("\u00ad", "").replace("-\n", ""))


def test_lines_stand_where_pdfium_sees_them(batch: Batch) -> None:
    observed = read(batch.pdf("first"))
    with pdfium.PdfDocument(batch.pdf("first")) as document:
        page = document[0]
        text, height = page.get_textpage(), page.get_height()
        for line in observed.pages[0].shown:
            if not line.text.strip():
                continue
            x, y = line.x_pt + line.width_pt / 2, height - line.y_pt + line.size_pt / 4
            index = text.get_index(x, y, line.width_pt / 4 + 2, line.size_pt / 2)
            assert index is not None and text.get_text_range(index, 1) in line.text + "\u00ad\ufffe", line


def test_a_file_saved_by_another_program_reads_the_same(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "again.pdf"
    path.write_bytes(batch.pdf("first").read_bytes())
    rewrite(path, lambda writer: None)
    ours, theirs = read(batch.pdf("first")), read(path)
    assert ours.passages == theirs.passages
    assert [page.shown for page in ours.pages] == [page.shown for page in theirs.pages]
    assert ours.metadata.claims == theirs.metadata.claims
    assert ours.problems == theirs.problems == ()


def test_what_was_read_before_changes_nothing(batch: Batch) -> None:
    reader = PacketReader()
    order = ("first", "second", "copy", "first", "third", "copy")
    together = [reader.read(batch.pdf(name).read_bytes(), 2) for name in order]
    assert together == [read(batch.pdf(name)) for name in order]


def test_an_enclosures_pages_are_read_by_their_places(batch: Batch) -> None:
    first, second = read(batch.pdf("third")).pages[-2:]
    assert [page.shown[0].text.strip() for page in (first, second)] == ["What they did, page 1", "What they did, page 2"]
    assert first.shown[0].x_pt == pytest.approx(100, abs=2)


@given(st.data())
def test_no_damage_raises(batch: Batch, data: st.DataObject) -> None:
    whole = bytearray(batch.pdf("third").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    found = PacketReader().read(bytes(whole[:cut]) if data.draw(st.booleans()) else bytes(whole), 2)
    assert isinstance(found, ObservedPacket | Unreadable)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (b"<</A 1/B[2 0 R(x\\(y\\)(z))]>>", {"A": 1, "B": [Ref(2, 0), b"x(y)(z)"]}),
        (b"% remark\n/N#61me", "Name"),
        (b"<4 1 4>", b"A@"),
        (b"[-1.5 .5 null true]", [-1.5, 0.5, None, True]),
        (b"(\\101\\\n\\r)", b"A\r"),
    ],
)
def test_values(source: bytes, value: object) -> None:
    assert parse(source)[0] == value


@pytest.mark.parametrize("source", [b"", b"<<", b"[1", b"(", b"<</A>>", b"nonsense", b"[" * 100])
def test_values_that_are_none(source: bytes) -> None:
    with pytest.raises(Malformed):
        parse(source)
