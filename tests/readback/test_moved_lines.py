"""Files whose lines and links stand elsewhere in each are read against one that was read before, as each is by itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterpack.model.observed import ObservedPacket
from tests.readback.test_own_fonts import STREAM, FewFiles, Raw, parse_no_more, put_together, taken_apart

HEAD = "---\ndate: 2026-10-30\nsubject: {subject}\nlanguage: {language}\nstatus: final\n---\n\n"
SAID = "and nobody shall be held for what they said or wrote, whoever they are and wherever they said or wrote it."
RIGHT = "لكل شخص حق التمتع بحرية الرأي والتعبير"
NUMBER = rb"-?\d+(?:\.\d+)?"
Edit = Callable[[bytes], bytes]


class LinkedFiles(FewFiles):
    """Packets in whose lines a name moves a link, and what stands behind it."""

    letter = HEAD.format(subject="Release", language="en") + (
        f"Dear {{{{ addressee.name }}}}, read [our report](https://example.org/report) on {{{{ addressee.name }}}}, {SAID}\n"
    )
    names = ("Ada Nin", "Dan Ida Ninadan", "Nina Adan", "Indi Dina Dan")


class RightFiles(FewFiles):
    """Packets in a language that runs from right to left."""

    letter = HEAD.format(subject=RIGHT, language="ar") + f"{RIGHT} {{{{ addressee.name }}}} (2026) {RIGHT} {RIGHT} {RIGHT}\n"
    names = ("سامر نادر", "فريدة بنت علي", "حسن", "ليلى نجم الدين")


class LatinFiles(RightFiles):
    """The same with names from left to right, which tags say by their bytes."""

    names = ("Ada Nin", "Dan (Ida) Ninadan", "Nina Adán", "Indi Dina Dan")


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return LinkedFiles(tmp_path_factory.mktemp("moved") / "campaign")


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return RightFiles(tmp_path_factory.mktemp("right") / "campaign")


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return LatinFiles(tmp_path_factory.mktemp("latin") / "campaign")


def warm(files: FewFiles) -> Callable[[bytes], object]:
    reader = files.reader()
    for data in files.data:
        reader.read(data)
    return reader.read


@pytest.mark.parametrize("kind", ["linked", "right", "latin"])
def test_files_whose_lines_stand_elsewhere_are_not_parsed(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: FewFiles = request.getfixturevalue(kind)
    alone = [files.reader().read(data) for data in files.data]
    assert all(isinstance(each, ObservedPacket) and not each.problems and not each.strange for each in alone)
    reader = files.reader()
    assert [reader.read(data) for data in files.data[1:]] == alone[1:]
    parse_no_more(monkeypatch)
    assert [reader.read(data) for data in files.data] == alone


def unpacked(raw: Raw) -> dict[int, bytes]:
    """Return what is a file's own and not of its fonts: contents as operators, links, and what tags say."""
    found: dict[int, bytes] = {}
    for number, each in raw.items():
        stream = STREAM.fullmatch(each)
        if stream and b"/Length1" not in each and b"/Type" not in each:
            content = zlib.decompress(stream[4]) if b"/FlateDecode" in stream[1] else stream[4]
            found.update({number: content} if content.startswith(b"BT ") else {})
        elif b"/Annot" in each or b"/ActualText" in each:
            found[number] = each
    return found


def changed(data: bytes, number: int, new: bytes) -> bytes:
    """Return the file with ``new`` in place of what it has in the object ``number``."""
    stem, raw, table = taken_apart(data)
    if STREAM.fullmatch(raw[number]):
        new = b"%d 0 obj\n<</Length %d>>stream\n%b\nendstream\nendobj\n" % (number, len(new), new)
    return put_together(stem, {**raw, number: new}, table)


def by(where: bytes, replace: Callable[[list[float]], list[float]]) -> Edit:
    """Return what changes the numbers that ``where`` has as groups."""

    def edit(data: bytes) -> bytes:
        found = re.search(where, data)
        assert found is not None
        made = [b"%.2f" % each for each in replace([float(each) for each in found.groups()])]
        for at in range(len(made), 0, -1):
            data = data[: found.start(at)] + made[at - 1] + data[found.end(at) :]
        return data

    return edit


def put(old: bytes, new: bytes) -> Edit:
    return lambda data: re.sub(old, new, data, count=1)


LINE = rb"/Link<</MCID \d+>>BDC 1 0 0 1 (%b) (%b) Tm" % (NUMBER, NUMBER)
BEFORE = rb"/P<</MCID \d+>>BDC 1 0 0 1 (%b) (%b) Tm(?:(?!BDC).)*/Link" % (NUMBER, NUMBER)
RECT = rb"/Rect\[(%b) (%b) (%b) (%b)\]" % (NUMBER, NUMBER, NUMBER, NUMBER)
FIRST = rb"BDC 1 0 0 1 (%b) (%b) Tm" % (NUMBER, NUMBER)
EDITS: dict[str, tuple[str, bytes, Edit, bool]] = {
    "a link lies a point to the right": ("linked", b"/Annot", by(RECT, lambda at: [at[0] + 1, at[1], at[2] + 1, at[3]]), False),
    "a link lies over the page": ("linked", b"/Annot", by(RECT, lambda _: [0, 0, 595, 842]), True),
    "a link is hidden": ("linked", b"/Annot", put(rb"/F 4", b"/F 2"), True),
    "a link leads elsewhere": ("linked", b"/Annot", put(rb"/URI\(https://example.org", b"/URI(https://example.com"), False),
    "a link does more": ("linked", b"/Annot", put(rb"/S/URI", b"/S/URI/IsMap true"), True),
    "a moved line stands on another": ("linked", b"/Link<<", by(LINE, lambda at: [at[0] - 60, at[1]]), True),
    "a line before a link stands above": ("linked", b"/Link<<", by(BEFORE, lambda at: [at[0], at[1] + 60]), True),
    "a moved line stands a point to the right": ("linked", b"/Link<<", by(LINE, lambda at: [at[0] + 0.5, at[1]]), False),
    "a glyph of a moved line": ("linked", b"/Link<<", put(rb"(/Link.*?<)0052", rb"\g<1>0053"), False),
    "a moved line is white": ("linked", b"/Link<<", put(rb"(/Link.*?Tm )(.*?)( EMC)", rb"\1 1 g \2 0 g\3"), True),
    "a moved line in another mark": ("linked", b"/Link<<", put(rb"/Link<</MCID \d+>>", b"/Link<</MCID 99>>"), True),
    "a word says another": ("right", b"BDC.*/Span<</ActualText<FEFF", put(rb"ActualText<FEFF....", b"ActualText<FEFF0632"), True),
    "a tag says another": ("right", b"/K\\[", put(rb"ActualText<FEFF....", b"ActualText<FEFF0632"), True),
    "a tag says nothing": ("right", b"/K\\[", put(rb"/ActualText<[0-9A-F]+>", b"/ActualText<FEFF>"), False),
    "a tag is another": ("right", b"/K\\[", put(rb"/S/Span", b"/S/Words"), True),
    "a tag says another name": ("latin", rb"ActualText\(.*/K\[", put(rb"ActualText\(.", b"ActualText(X"), True),
    "a tag says no name": ("latin", rb"ActualText\(.*/K\[", put(rb"/ActualText\([^)]*\)", b"/ActualText()"), False),
    "a tag says a name by other bytes": ("latin", rb"ActualText\(.*/K\[", put(rb"ActualText\(N", rb"ActualText(\\116"), False),
    "a line from right to left stands below": ("right", b"BT ", by(FIRST, lambda at: [at[0], at[1] - 13]), True),
    "a line from right to left ends elsewhere": ("right", b"BT ", by(FIRST, lambda at: [at[0] - 1, at[1]]), False),
}
"""Of each what is changed: in packets of which kind, in the object that has this, and whether reading alone finds it."""


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_seen_as_it_is_in_a_file_that_is_read_alone(name: str, request: pytest.FixtureRequest) -> None:
    kind, where, edit, is_found = EDITS[name]
    files: FewFiles = request.getfixturevalue(kind)
    read, data = warm(files), files.data[2]
    number, old = next((number, each) for number, each in unpacked(taken_apart(data)[1]).items() if re.search(where, each))
    other = changed(data, number, edit(old))
    assert edit(old) != old
    found = files.reader().read(other)
    assert read(other) == found
    assert is_found is bool(not isinstance(found, ObservedPacket) or found.problems or found.strange or found.tag_faults)


@given(st.data())
@settings(max_examples=60)
def test_any_other_byte_is_seen(linked: FewFiles, right: FewFiles, latin: FewFiles, data: st.DataObject) -> None:
    files = data.draw(st.sampled_from([linked, right, latin]))
    whole = data.draw(st.sampled_from(files.data))
    objects = unpacked(taken_apart(whole)[1])
    number = data.draw(st.sampled_from(sorted(objects)))
    old = objects[number]
    at = data.draw(st.integers(0, len(old) - 1))
    new = data.draw(st.binary(max_size=2) | st.sampled_from([b"0", b"9", b" ", b"-", b">", b"/R 9 Tf", b" 1 Ts", b" EMC", b"%"]))
    other = changed(whole, number, old[:at] + new + old[at + data.draw(st.integers(0, 3)) :])
    assert warm(files)(other) == files.reader().read(other)
