"""Files with glyphs of their own are read against one that was read before, as each is by itself; whatever is wrong is seen."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.model.observed import ObservedPacket, Unreadable
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.inspect.typefaces import Typefaces
from letterpack.pipeline.sources import SourceLookup
from letterpack.readback import PacketReader, packet
from letterpack.readback.objects import Memory, ObjectMemories, OwnObjects

LETTER = "---\ndate: 2026-10-30\nsubject: Release them\nstatus: final\n---\n\nLet them go.\n"
NAMES = ("Абай Құнанбаев", "Шәмші Қалдаяқов", "Ілияс Жансүгіров", "Мұқағали Мақатаев", "Ғафу Қайырбеков")
STREAM = re.compile(rb"(\d+ 0 obj\n<<[^>]*/Length )(\d+)(>>stream\n)(.*)(\r?\nendstream\nendobj\n)", re.DOTALL)
ROWS = re.compile(rb"/W\[1 (\d) 1\].*?/Length \d+>>stream\n", re.DOTALL)
NAMED = re.compile(rb"/ID\[<[0-9a-f]{32}><[0-9a-f]{32}>\]")

Raw = dict[int, bytes]
"""What stands behind a file's stem: its objects by number."""
FontEdit = Callable[[Raw, Raw], None]
"""Changes the objects of a file; those of another are there to be taken."""


class FewFiles:
    """The packets of a campaign, and readers that know its fonts."""

    letter = LETTER
    settings = ""
    names: tuple[str, ...] = NAMES

    def __init__(self, root: Path) -> None:
        root.mkdir()
        (root / "letter.md").write_text(self.letter, encoding="utf-8")
        (root / "letterpack.yaml").write_text(self.settings, encoding="utf-8")
        rows = [
            f'{{"id":"a{at}","name":"{name}","country":"KZ","address":["Kabanbay {at}","010000 Astana"]}}'
            for at, name in enumerate(self.names)
        ]
        (root / "addressees.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (root / "signatories.csv").write_text("organization\nUnion\n", encoding="utf-8")
        world, report = Disk(root), Report()
        assert build(world, BuildRequest(root, workers=1)).ok
        campaign = read_campaign(world, report)
        assert campaign is not None
        self.fonts = Typefaces(Kit(campaign, world, report, SourceLookup(world)))
        self.data = [path.read_bytes() for path in sorted((root / "build/packets").iterdir())]

    def reader(self) -> PacketReader:
        return PacketReader(digests=False, fonts=self.fonts)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FewFiles:
    return FewFiles(tmp_path_factory.mktemp("own fonts") / "campaign")


def parse_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file fail that is parsed from now on. A reader takes most errors for another program's work, and reads on."""

    def parsed(*_: object) -> OwnObjects:
        pytest.fail("a file is parsed that has all in common with one that was")

    monkeypatch.setattr(packet, "OwnObjects", parsed)


def taken_apart(data: bytes) -> tuple[bytes, Raw, bytes]:
    """Return a file's stem, the objects behind it, and its table."""
    objects = OwnObjects(data, ObjectMemories(Memory(), Memory(), Memory()))
    behind = objects.behind()
    assert objects.stem is not None and behind is not None
    return objects.stem.data, dict(behind.objects), behind.table


def put_together(stem: bytes, raw: Raw, table: bytes) -> bytes:
    """Return the file as the press would lay it out."""
    rows = ROWS.search(table)
    assert rows is not None
    width, offsets, data = int(rows[1]), {}, stem
    for number, each in raw.items():
        offsets[number] = len(data)
        data += each
    offsets[int(table.split()[0])] = at = len(data)
    named = hashlib.sha256(data).hexdigest()[:32].encode("ascii")
    changed = bytearray(NAMED.sub(b"/ID[<%b><%b>]" % (named, named), table))
    for number, offset in offsets.items():
        start = rows.end() + number * (width + 2) + 1
        changed[start : start + width] = offset.to_bytes(width, "big")
    return data + re.sub(rb"startxref\n\d+", b"startxref\n%d" % at, bytes(changed))


def number_of(raw: Raw, pattern: bytes) -> int:
    (number,) = [number for number, each in raw.items() if re.search(pattern, each)]
    return number


def said(old: bytes, new: bytes, where: bytes) -> FontEdit:
    """Return what puts ``new`` in place of ``old`` in the object that holds ``where``."""

    def edit(raw: Raw, _: Raw) -> None:
        number = number_of(raw, where)
        raw[number], count = re.subn(old, new, raw[number], count=1)
        assert count

    return edit


def stream_of(raw: Raw, entry: bytes) -> int:
    """Return the number of the stream that the font names by ``entry``."""
    (holder,) = [each for each in raw.values() if (found := re.search(entry + rb" (\d+) 0 R", each)) and int(found[1]) in raw]
    found = re.search(entry + rb" (\d+) 0 R", holder)
    assert found is not None
    return int(found[1])


def packed(raw: Raw, entry: bytes, change: Callable[[bytes], bytes]) -> None:
    """Change what the stream holds that the font names by ``entry``."""
    number = stream_of(raw, entry)
    found = STREAM.fullmatch(raw[number])
    assert found is not None
    made = zlib.compress(change(zlib.decompress(found[4])))
    raw[number] = b"%b%d%b%b%b" % (found[1], len(made), found[3], made, found[5])


def exchanged(entry: bytes) -> FontEdit:
    """Return what takes the stream of another file that the font names by ``entry``."""

    def edit(raw: Raw, other: Raw) -> None:
        raw[stream_of(raw, entry)] = other[stream_of(other, entry)]

    return edit


def drawn_otherwise(raw: Raw, _: Raw) -> None:
    """Move a point of the last glyph that has an outline."""

    def moved(program: bytes) -> bytes:
        tables = {
            program[at : at + 4]: int.from_bytes(program[at + 8 : at + 12], "big") for at in range(12, 12 + 16 * program[5], 16)
        }
        at = tables[b"glyf"] + 12
        return program[:at] + bytes([program[at] ^ 0x55]) + program[at + 1 :]

    packed(raw, b"/FontFile2", moved)


def meant_otherwise(raw: Raw, _: Raw) -> None:
    """Give the first glyph that says a letter of its own the meaning of another."""
    packed(raw, b"/ToUnicode", lambda cmap: re.sub(rb"(<0[1-9A-F][0-9A-F]{2}> ?<)04[0-9A-F]{2}", rb"\g<1>0416", cmap, count=1))


EDITS: dict[str, FontEdit] = {
    "a width": said(rb"(\d+\[)\d+(\.\d+)?\](?=\d+\[)", rb"\g<1>333]", b"/CIDToGIDMap"),
    "a width more": said(rb"/W\[", rb"/W[0[683.6]1[500]", b"/CIDToGIDMap"),
    "a run of widths": said(rb"/W\[", rb"/W[3 9 500 ", b"/CIDToGIDMap"),
    "a tag": said(rb"[A-Z]{6}\+", b"ABCDEF+", b"/FontDescriptor/FontName"),
    "another name": said(rb"\+[A-Za-z]+-", b"+Another-", b"/Type0/BaseFont/[A-Z]{6}.G"),
    "an entry": said(rb"/StemV 80", b"/StemV 80/MissingWidth 9", b"/FontDescriptor/FontName"),
    "a measure": said(rb"/StemV 80", b"/StemV 81", b"/FontDescriptor/FontName"),
    "a length": said(rb"/Length1 \d+", b"/Length1 7", b"/Length1"),
    "a byte behind it": said(rb"\nendstream", b" \nendstream", b"/Length1"),
    "the program": exchanged(b"/FontFile2"),
    "the numbering": exchanged(b"/CIDToGIDMap"),
    "the meanings": exchanged(b"/ToUnicode"),
    "a meaning": meant_otherwise,
    "an outline": drawn_otherwise,
}
LAID_OUT_OTHERWISE = {"a measure", "a length"}
"""No reader would find it changed; whoever makes the packet again does."""


def test_they_are_not_parsed(files: FewFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [files.reader().read(data) for data in files.data]
    assert len({font.name for each in wanted if isinstance(each, ObservedPacket) for font in each.fonts}) > len(NAMES)
    reader = files.reader()
    reader.read(files.data[0])
    parse_no_more(monkeypatch)
    assert [reader.read(data) for data in files.data] == wanted


@pytest.mark.parametrize("name", EDITS)
def test_what_is_wrong_with_a_font_is_seen(files: FewFiles, name: str) -> None:
    first, edited, other = files.data[:3]
    stem, raw, table = taken_apart(edited)
    assert put_together(stem, raw, table) == edited
    EDITS[name](raw, taken_apart(other)[1])
    data = put_together(stem, raw, table)
    assert data != edited
    reader = files.reader()
    reader.read(first)
    found = reader.read(data)
    assert found == files.reader().read(data)
    is_seen = isinstance(found, Unreadable) or bool(found.strange or found.problems)
    assert is_seen != (name in LAID_OUT_OTHERWISE)


def test_their_pages_have_the_marks_that_they_have_alone(files: FewFiles) -> None:
    alone = [files.reader().marks(data) for data in files.data]
    assert len(set(alone)) == len(NAMES)
    reader = files.reader()
    for data, marks in zip(files.data, alone, strict=True):
        reader.read(data)
        assert reader.marks(data) == marks
        assert reader.marks(bytes(bytearray(data))) == marks
        assert reader.marks(data, 1) == files.reader().marks(data, 1) != marks
