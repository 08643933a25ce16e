"""What a file says of itself is read against one that was read before, as it is by itself; whatever is wrong with it is seen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterpack.model.observed import ObservedPacket
from letterpack.readback import own_metadata
from tests.readback.test_own_fonts import FewFiles, Raw, parse_no_more, put_together, taken_apart

LETTER = "---\ndate: 2026-10-30\nsubject: Release them\nstatus: final\n---\n\nLet them go.\n"
XMP = re.compile(rb"(\d+ 0 obj\n<</Type/Metadata/Subtype/XML/Length )\d+(>>stream\n)(.*)(\nendstream\nendobj\n)", re.DOTALL)
TITLED = re.compile(rb"obj\n<</Title")
OWN_TEXT = re.compile(rb">(?:uuid:[0-9a-f-]{36}|To [^<]*)<")


class IdentifiedFiles(FewFiles):
    """Packets for a print room: each has an identifier of its own."""

    settings = "profile: print\n"


class NamedFiles(FewFiles):
    """Packets whose titles have their readers' names, with signs of XML in them."""

    letter = LETTER.replace("Release them", "To {{ addressee.name }} and others")
    settings = "profile: print\n"
    names = ("Ada Nin", "Dan & Ida", "Indi <Dina>")


@pytest.fixture(scope="module")
def identified(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return IdentifiedFiles(tmp_path_factory.mktemp("own metadata") / "campaign")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return NamedFiles(tmp_path_factory.mktemp("own titles") / "campaign")


@pytest.fixture(scope="module")
def taken(identified: FewFiles) -> list[tuple[bytes, Raw, bytes]]:
    return [taken_apart(data) for data in identified.data]


def xmp_of(raw: Raw) -> tuple[int, re.Match[bytes]]:
    """Return the number of the object that says what a file is, and its parts."""
    return next((number, found) for number, each in raw.items() if (found := XMP.fullmatch(each)))


def changed(data: tuple[bytes, Raw, bytes], content: bytes) -> bytes:
    """Return a file that says ``content`` of itself."""
    stem, raw, table = data
    number, parts = xmp_of(raw)
    return put_together(stem, {**raw, number: b"%b%d%b%b%b" % (parts[1], len(content), parts[2], content, parts[4])}, table)


def test_files_with_identifiers_of_their_own_are_not_parsed(identified: FewFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [identified.reader().read(data) for data in identified.data]
    assert len({each.metadata.everything for each in alone if isinstance(each, ObservedPacket)}) == len(identified.data)
    reader = identified.reader()
    assert [reader.read(data) for data in identified.data[1:]] == alone[1:]
    parse_no_more(monkeypatch)
    assert [reader.read(data) for data in identified.data] == alone


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_said_otherwise_is_read(identified: FewFiles, named: FewFiles, data: st.DataObject) -> None:
    """Bytes anywhere in it, more of them or fewer, and those of titles and identifiers more often than chance would have it."""
    files = data.draw(st.sampled_from([identified, named]))
    whole = taken_apart(data.draw(st.sampled_from(files.data[1:])))
    content = xmp_of(whole[1])[1][3]
    places = [place for each in OWN_TEXT.finditer(content) for place in each.span()]
    places += [at for at in range(len(content)) if content[at] in b"<>:"]
    at = data.draw(st.integers(0, len(content)) | st.sampled_from(places))
    new = data.draw(st.binary(max_size=3) | st.text("0af<>/:-&; x\u00a0\uffff", max_size=3).map(str.encode))
    other = changed(whole, content[:at] + new + content[at + data.draw(st.integers(0, 3)) :])
    reader = files.reader()
    reader.read(files.data[0])
    assert reader.read(other) == files.reader().read(other)


@pytest.mark.parametrize("twice", ["<!-- x -->", "<x>uuid:00000000-0000-8000-8000-000000000000</x>", " " * 9])
def test_more_of_it_is_strange(identified: FewFiles, taken: list[tuple[bytes, Raw, bytes]], twice: str) -> None:
    content = xmp_of(taken[1][1])[1][3]
    reader = identified.reader()
    reader.read(identified.data[0])
    other = changed(taken[1], content.replace(b"</rdf:RDF>", twice.encode("ascii") + b"</rdf:RDF>"))
    assert reader.read(other) == identified.reader().read(other)


def test_files_with_titles_of_their_own_are_not_parsed(named: FewFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [named.reader().read(data) for data in named.data]
    assert len({each.metadata.title for each in alone if isinstance(each, ObservedPacket)}) == len(named.data)
    reader = named.reader()
    assert [reader.read(data) for data in named.data[1:]] == alone[1:]
    parse_no_more(monkeypatch)
    monkeypatch.setattr(own_metadata, "metadata_of", lambda *_: pytest.fail("all is read of what a file says of itself"))
    assert [reader.read(data) for data in named.data] == alone


@given(st.data())
@settings(max_examples=60)
def test_a_bookmark_or_the_information_with_any_other_byte_is_read_as_it_is(named: FewFiles, data: st.DataObject) -> None:
    stem, raw, table = taken_apart(data.draw(st.sampled_from(named.data)))
    number, whole = data.draw(st.sampled_from([(number, each) for number, each in raw.items() if TITLED.search(each)]))
    at = data.draw(st.integers(0, len(whole)) | st.just(whole.index(b"/Title") + 6))
    new = data.draw(
        st.binary(max_size=2) | st.sampled_from([b"(", b")", b"\\", b"<FEFF0041>", b"/A 1 0 R", b"/X 1", b"%", b">>"])
    )
    other = put_together(stem, {**raw, number: whole[:at] + new + whole[at + data.draw(st.integers(0, 4)) :]}, table)
    reader = named.reader()
    for each in named.data:
        reader.read(each)
    assert reader.read(other) == named.reader().read(other)
