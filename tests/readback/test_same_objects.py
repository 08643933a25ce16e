"""Two files beside each other: whatever one of them holds otherwise is told, and how it is numbered and packed is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Final

import pytest
from fontTools.ttLib import TTFont

from letterpack.interface.catalog import load
from letterpack.readback.objects import LongFile, OwnObjects
from letterpack.readback.same_objects import UnlikeObjects, unlike_objects
from letterpack.readback.values import Malformed
from tests.checks.batches import make
from tests.checks.surgery import Opened, opened, written

ENCLOSED: Final = 2
ENGLISH: Final = re.compile(r"\b(its|what|leads?|nothing|list of|and more)\b")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("same") / "campaign").pdf("third").read_bytes()


def objects(data: bytes) -> OwnObjects:
    return OwnObjects(LongFile(BytesIO(data)))


def compared(now: bytes, made: bytes) -> UnlikeObjects:
    return unlike_objects(objects(now), objects(made), ENCLOSED)


def at(pattern: bytes, old: bytes, new: bytes) -> Callable[[Opened], None]:
    return lambda file: file.change(file.numbers(pattern)[0], old, new)


def about(old: bytes, new: bytes) -> Callable[[Opened], None]:
    return lambda file: file.change(file.info, old, new)


def catalog(old: bytes, new: bytes) -> Callable[[Opened], None]:
    return lambda file: file.change(file.root, old, new)


def first_page(pattern: bytes, new: bytes) -> Callable[[Opened], None]:
    def edit(file: Opened) -> None:
        number = file.contents(0)[-1]
        entries, held = file.streams[number]
        file.streams[number] = (entries, re.sub(pattern, new, held, count=1))

    return edit


def profile(file: Opened) -> None:
    (number,) = [each for each, (_, held) in file.streams.items() if held[36:40] == b"acsp"]
    entries, held = file.streams[number]
    file.streams[number] = (entries, held[:-1] + bytes([held[-1] ^ 1]))


def streams_exchanged(file: Opened) -> None:
    body = file.bodies[file.page(0)]
    found = re.search(rb"/Contents\[(\d+ 0 R) (\d+ 0 R)", body)
    assert found is not None
    file.bodies[file.page(0)] = body.replace(found[0], b"/Contents[%s %s" % (found[2], found[1]))


def version(file: Opened) -> None:
    file.head = file.head.replace(b"%PDF-1.7", b"%PDF-1.4")


def lost(file: Opened) -> None:
    file.put(b"<</Secret(the list of names)>>")


def packed(file: Opened) -> None:
    number = file.numbers(rb"/ASCII85Decode")[0]
    entries, held = file.streams[number]
    file.streams[number] = (entries.replace(b"/ASCII85Decode", b"/ASCIIHexDecode"), held)


EDITS: Final[dict[str, tuple[Callable[[Opened], None], str]]] = {
    "the version of PDF": (version, "its version of PDF: `%PDF-1.7` → `%PDF-1.4`"),
    "a title": (about(b"/Title(", b"/Title(Another: "), "what it says of itself, `Title`: "),
    "a date in XMP": (at(rb"/Type/Metadata", b'ModifyDate="2', b'ModifyDate="3'), "what its metadata says"),
    "another version in XMP": (at(rb"/Type/Metadata", b'CreatorTool="', b'CreatorTool="x'), "the versions that it names"),
    "an output intent": (profile, "its output intent"),
    "a role": (at(rb"<</S/P\b", b"/S/P", b"/S/H1"), "its tags, `S`: `P` → `H1`"),
    "another parent": (at(rb"<</S/P/P \d+ 0 R", b"/S/P/P ", b"/S/P/P 1"), "its tags: `P` leads elsewhere"),
    "a language of words": (at(rb"/S/P\b.*/Pg", b"/S/P", b"/S/P/Lang(fr)"), "its tags, `Lang`: nothing → `fr`"),
    "a fold": (at(rb"/Type/Outlines", b"/Count ", b"/Count -"), "its bookmarks, `Count`: "),
    "page numbers": (catalog(b"/S/D>>", b"/S/D/St 7>>"), "its page numbers, `St`: nothing → `7`"),
    "a box": (lambda file: file.entry(file.page(0), b"/TrimBox[9 9 500 800]"), "page 1, `TrimBox`: nothing → a list of 4"),
    "the order of streams": (streams_exchanged, "what page 1 draws"),
    "a place": (first_page(rb"1 0 0 1 (\d+)", rb"1 0 0 1 1\1"), "what page 1 draws"),
    "a grey": (first_page(rb"BT ", b"BT 0.1 g "), "what page 1 draws"),
    "a font's flags": (at(rb"/Type/FontDescriptor", b"/Flags ", b"/Flags 1"), "what page 1 draws with, `Flags`: "),
    "an object that nothing leads to": (lost, "objects that nothing leads to"),
    "how an enclosure is packed": (packed, "what page 2 draws"),
}


@pytest.mark.parametrize(("edit", "told"), EDITS.values(), ids=EDITS)
def test_what_is_otherwise_is_told(data: bytes, edit: Callable[[Opened], None], told: str) -> None:
    file = opened(data)
    edit(file)
    found = compared(written(file), data).told
    assert found, "nothing is told"
    assert found[0].startswith(told)
    # Whatever is told is told in French, too.
    said = load("fr").said(f"the packet for `a` says or shows what its sources do not: {'; '.join(found)}")
    assert said is not None
    assert not ENGLISH.search(re.sub("`[^`]*`", "", said))


def test_another_version_numbers_packs_and_calls_itself_otherwise(data: bytes) -> None:
    file = opened(data)
    about(b"/Creator(letterpack ", b"/Creator(letterpack 9.")(file)
    about(b"/Producer(letterpack ", b"/Producer(letterpack 9.")(file)
    at(rb"/Type/Metadata", b'CreatorTool="letterpack ', b'CreatorTool="letterpack 9.')(file)
    at(rb"/Type/Metadata", b'Producer="letterpack ', b'Producer="letterpack 9.')(file)
    again = renumbered(file)
    assert again.root != file.root
    assert compared(written(again), data) == UnlikeObjects((), compared(data, data).own_pages, False, ())


def renumbered(file: Opened) -> Opened:
    """Return a file whose objects have other numbers."""
    last = max((*file.bodies, *file.streams)) + 1

    def body(held: bytes) -> bytes:
        return re.sub(rb"\b(\d+) 0 R", lambda found: b"%d 0 R" % (last - int(found[1])), held)

    return Opened(
        file.head,
        last - file.root,
        last - file.info,
        {last - number: body(held) for number, held in file.bodies.items()},
        {last - number: (body(entries), held) for number, (entries, held) in file.streams.items()},
    )


def test_a_font_of_the_same_glyphs_is_a_doubt_and_one_of_others_is_not(data: bytes) -> None:
    for change, told in ((rearranged, ()), (exchanged_glyphs, ("its font `GentiumBookPlus-Regular` draws other glyphs",))):
        file = opened(data)
        programs = [each for each, (_, held) in file.streams.items() if held[:4] == b"\0\1\0\0"]
        number = max(programs, key=lambda each: len(file.streams[each][1]))
        entries, held = file.streams[number]
        file.streams[number] = (entries, change(held))
        found = compared(written(file), data)
        assert (found.told, found.pictures) == (told, False)
        assert found.looks_the_same[0].startswith("its font `GentiumBookPlus-")


def rearranged(font: bytes) -> bytes:
    """Return a font program with another date, as another version may write it."""
    return font[:-1] + bytes([font[-1] ^ 1])


def exchanged_glyphs(font: bytes) -> bytes:
    """Return a TrueType program in which two glyphs have changed places."""
    program, out = TTFont(BytesIO(font)), BytesIO()
    glyphs, order = program["glyf"], program.getGlyphOrder()
    glyphs[order[0x15]], glyphs[order[0x1C]] = glyphs[order[0x1C]], glyphs[order[0x15]]
    program.save(out)
    return out.getvalue()


def test_a_file_that_another_program_saved_is_none_of_letterpacks(data: bytes) -> None:
    with pytest.raises(Malformed):
        compared(data.replace(b"startxref", b"startxxxx"), data)
