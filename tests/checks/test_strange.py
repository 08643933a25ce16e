"""Every edit of a packet fails a check, also if the manifest owns up to it, and if it says that another version made the batch.

The edits are those that passed a check once, restamped; each is done so that all the file's objects and its table are as the
press writes them.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.ttProgram import Program

from letterpack.pipeline.inspect import CheckRequest, check
from tests.checks.batches import Batch, Fixed, make
from tests.checks.surgery import Opened, changed, opened, written
from tests.trying import many

SurgeryEdit = Callable[[Opened], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("strange") / "campaign")


def end_of_page(file: Opened, painted: bytes, page: int = 0) -> None:
    """Paint behind all that the page shows."""
    number = file.contents(page)[-1]
    entries, data = file.streams[number]
    file.streams[number] = (entries, data + b" " + painted)


def painting(operators: bytes) -> SurgeryEdit:
    return lambda file: end_of_page(file, operators)


TEXT: Final = b"/P<</MCID 7>>BDC 1 0 0 1 80 400 Tm %s/R 11 Tf[<0003002F0048>]TJ EMC"


def text(before: bytes, after: bytes = b"", tag: bytes = b"/Artifact<</Type/Layout>>BDC") -> SurgeryEdit:
    shown = b"BT %s 1 0 0 1 80 60 Tm %s /R 11 Tf[<0037004B004800550048>]TJ %s EMC ET" % (tag, before, after)
    return painting(shown)


def picture(file: Opened) -> None:
    """A white picture over the page."""
    image = file.put_stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\xff")
    for number in file.numbers(rb"/Font<<"):
        file.entry(number, b"/XObject<</X9 %d 0 R>>" % image)
    end_of_page(file, b"/Artifact<</Type/Layout>>BDC q 400 0 0 200 70 300 cm /X9 Do Q EMC")


def form(entries: bytes, content: bytes) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        drawing = file.put_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + entries, content)
        for number in file.numbers(rb"/Font<<"):
            file.entry(number, b"/XObject<</X9 %d 0 R>>" % drawing)
        end_of_page(file, b"/Artifact<</Type/Layout>>BDC q 1 0 0 1 500 20 cm /X9 Do Q EMC")

    return edit


def layered(file: Opened) -> None:
    """A paragraph on a layer that is off."""
    group = file.put(b"<</Type/OCG/Name(off)>>")
    for number in file.numbers(rb"/Font<<"):
        file.entry(number, b"/Properties<</L %d 0 R>>" % group)
    number = file.contents(0)[-1]
    entries, data = file.streams[number]
    file.streams[number] = (entries, b"/OC /L BDC " + data + b" EMC")


def lines_of(data: bytes) -> list[bytes]:
    """Return the places of the lines of text in a stream."""
    return re.findall(rb"1 0 0 1 [\d.]+ [\d.]+ Tm", data)


def exchanged(file: Opened) -> None:
    """The two demands change places; their tags stay."""
    number = file.contents(0)[-1]
    entries, data = file.streams[number]
    first, second = (re.search(rb"/P<</MCID %d>>BDC (1 0 0 1 [\d.]+ [\d.]+ Tm)" % mcid, data) for mcid in (7, 9))
    assert first is not None and second is not None
    swapped = data.replace(first[1], b"@").replace(second[1], first[1]).replace(b"@", second[1])
    file.streams[number] = (entries, swapped)


def on_top(file: Opened) -> None:
    """One demand stands on the other."""
    number = file.contents(0)[-1]
    entries, data = file.streams[number]
    first, second = (re.search(rb"/P<</MCID %d>>BDC (1 0 0 1 [\d.]+ [\d.]+ Tm)" % mcid, data) for mcid in (7, 9))
    assert first is not None and second is not None
    file.streams[number] = (entries, data.replace(second[1], first[1]))


def meaning(file: Opened) -> None:
    """A 2 says that it is a 4: its code is told again, and what stands last counts."""
    for number in [each for each, (_, data) in file.streams.items() if b"endcmap" in data]:
        entries, data = file.streams[number]
        file.streams[number] = (entries, data.replace(b"endcmap", b"1 beginbfchar\n<0015> <0034>\nendbfchar\nendcmap"))


def base_font(file: Opened) -> int:
    """Return the number of the dictionary of the regular face's program."""
    (number,) = file.numbers(rb"/Subtype/CIDFontType2/BaseFont/[A-Z]{6}\+GentiumBookPlus-Regular")[:1]
    return number


def glyph_map(file: Opened) -> None:
    """A 2 is drawn as the font's 4."""
    number = base_font(file)
    table = bytearray(b"".join([code.to_bytes(2, "big") for code in range(0x400)]))
    table[2 * 0x15 : 2 * 0x15 + 2] = (0x17).to_bytes(2, "big")
    stream = file.put_stream(b"", bytes(table))
    file.change(number, b"/CIDToGIDMap/Identity", b"/CIDToGIDMap %d 0 R" % stream)


def another_face(file: Opened) -> None:
    """The bold face's program in place of the regular one's."""
    programs = [re.search(rb"/FontFile2 (\d+) 0 R", file.bodies[number]) for number in file.numbers(rb"/FontDescriptor/FontName")]
    numbers = [int(found[1]) for found in programs if found is not None]
    first, second = numbers[:2]
    file.streams[first], file.streams[second] = file.streams[second], file.streams[first]


def outlines(file: Opened) -> None:
    """Two glyphs of the font's program change places."""
    for number in file.numbers(rb"/FontDescriptor/FontName"):
        found = re.search(rb"/FontFile2 (\d+) 0 R", file.bodies[number])
        assert found is not None
        entries, data = file.streams[int(found[1])]
        file.streams[int(found[1])] = (entries, _with_exchanged(data, 0x15, 0x1C))


def _with_exchanged(font: bytes, one: int, other: int) -> bytes:
    """Return a TrueType program in which two glyphs have changed places, as far as it has both."""
    opened_font = TTFont(BytesIO(font))
    glyphs, order = opened_font["glyf"], opened_font.getGlyphOrder()
    if len(order) <= max(one, other):
        return font
    first, second = order[one], order[other]
    glyphs[first], glyphs[second] = glyphs[second], glyphs[first]
    out = BytesIO()
    opened_font.save(out)
    return out.getvalue()


def program(change: Callable[[TTFont], object], behind: bytes = b"") -> SurgeryEdit:
    """Change the program of the regular face; it stays a font that viewers open."""

    def edit(file: Opened) -> None:
        found = re.search(rb"/FontDescriptor (\d+) 0 R", file.bodies[base_font(file)])
        assert found is not None
        found = re.search(rb"/FontFile2 (\d+) 0 R", file.bodies[int(found[1])])
        assert found is not None
        entries, data = file.streams[int(found[1])]
        font, out = TTFont(BytesIO(data)), BytesIO()
        change(font)
        font.save(out)
        length = b"/Length1 %d" % len(out.getvalue() + behind)
        file.streams[int(found[1])] = (re.sub(rb"/Length1 \d+", length, entries), out.getvalue() + behind)

    return edit


def doubled(font: TTFont) -> None:
    """All its letters are drawn twice as large."""
    font["head"].unitsPerEm //= 2


def hinted(font: TTFont) -> None:
    """A glyph has a program, which may move its points."""
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.numberOfContours > 0:
            glyph.program = Program()
            glyph.program.fromBytecode([0xB0, 0x01, 0x21])


def widened(font: TTFont) -> None:
    """Its glyphs are wider than the file says."""
    for name, (width, bearing) in font["hmtx"].metrics.items():
        font["hmtx"][name] = (width + 50, bearing)


def with_table(font: TTFont) -> None:
    """A table that no page needs."""
    font["meta"] = DefaultTable("meta")
    font["meta"].data = b"the list of names"


def widths(file: Opened) -> None:
    number = base_font(file)
    found = re.search(rb"/W\[\d+\[([\d.]+)", file.bodies[number])
    assert found is not None
    file.change(number, found[0], found[0][: -len(found[1])] + b"999")


def said(entry: bytes) -> SurgeryEdit:
    """A tag says other words than its content shows."""

    def edit(file: Opened) -> None:
        number = next(each for each in file.numbers(rb"/S/P/P \d+ 0 R") if b"/K[" in file.bodies[each])
        file.entry(number, entry)

    return edit


def catalog(entry: bytes) -> SurgeryEdit:
    return lambda file: file.entry(file.root, entry)


def untagged(file: Opened) -> None:
    """It says that its tags are none, also where it has none."""
    if b"/Marked true" in file.bodies[file.root]:
        file.change(file.root, b"/Marked true", b"/Marked false")
    else:
        file.entry(file.root, b"/MarkInfo<</Marked false>>")


def annotated(body: bytes) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        mark = file.put(body)
        file.entry(file.page(0), b"/Annots[%d 0 R]" % mark)

    return edit


def on_page(entry: bytes) -> SurgeryEdit:
    return lambda file: file.entry(file.page(0), entry)


def inherited(entry: bytes) -> SurgeryEdit:
    return lambda file: file.entry(file.numbers(rb"/Type/Pages")[0], entry)


def media(box: bytes) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        body = file.bodies[file.page(0)]
        file.bodies[file.page(0)] = re.sub(rb"/MediaBox\[[^\]]*\]", b"/MediaBox[%s]" % box, body)

    return edit


def head(file: Opened) -> None:
    """The date in the running head is another."""
    for number, (_, data) in list(file.streams.items()):
        if b"/Subtype/Header" in data:
            file.streams[number] = (file.streams[number][0], data.replace(b"<0016", b"<0017", 1))


def all_streams(old: bytes, new: bytes, pages: int = 1) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        for number in [each for page in range(pages) for each in file.contents(page)]:
            entries, data = file.streams[number]
            file.streams[number] = (entries, data.replace(old, new))

    return edit


def moved(file: Opened) -> None:
    """All that the page shows stands 5 mm lower, by a matrix."""
    for number in file.contents(0):
        entries, data = file.streams[number]
        file.streams[number] = (entries, b"q 1 0 0 1 0 -14.17 cm " + data + b" Q")


def scaled(matrix: bytes) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        for number in file.contents(0):
            entries, data = file.streams[number]
            file.streams[number] = (entries, b"q " + matrix + b" cm " + data + b" Q")

    return edit


def lost(file: Opened) -> None:
    """An object that nothing leads to."""
    file.put(b"<</Secret(the list of names)>>")


def unshown(file: Opened) -> None:
    """A picture that no page shows."""
    image = file.put_stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\xff")
    for number in file.numbers(rb"/Font<<"):
        file.entry(number, b"/XObject<</X9 %d 0 R>>" % image)


def metadata(old: bytes, new: bytes) -> SurgeryEdit:
    return lambda file: file.change(file.numbers(rb"/Type/Metadata")[0], old, new)


def astray(file: Opened) -> None:
    """Contents lead to other tags than those that hold them."""
    (number,) = file.numbers(rb"\A<</Nums\[0\[")
    found = re.search(rb"\[(\d+ 0 R) (\d+ 0 R)", file.bodies[number])
    assert found is not None
    file.change(number, found[0], b"[%s %s" % (found[2], found[1]))


def described(old: bytes, new: bytes) -> SurgeryEdit:
    return lambda file: file.change(base_font(file), old, new)


def adopted(file: Opened) -> None:
    """A paragraph names another element as what holds it."""
    number, other = file.numbers(rb"/S/P/P \d+ 0 R")[:2]
    body = re.sub(rb"/P \d+ 0 R", b"/P %d 0 R" % other, file.bodies[number], count=1)
    file.bodies[number] = body


def bookmarks(old: bytes, new: bytes) -> SurgeryEdit:
    def edit(file: Opened) -> None:
        number = file.numbers(rb"/Title\(.*/Dest\[")[-1]
        file.bodies[number] = re.sub(old, new, file.bodies[number], count=1)

    return edit


def streams(pattern: bytes, old: bytes, new: bytes) -> SurgeryEdit:
    """All streams that hold ``pattern``: those of a kind."""

    def edit(file: Opened) -> None:
        for number, (entries, data) in list(file.streams.items()):
            if pattern in data:
                file.streams[number] = (entries, data.replace(old, new, 1))

    return edit


def named_meanings(file: Opened) -> None:
    """What a font's codes say has an entry beside."""
    for number in [each for each, (_, data) in file.streams.items() if b"endcmap" in data]:
        file.entry(number, b"/Names(by hand)")


def untyped(file: Opened) -> None:
    """The metadata do not say that they are."""
    (number,) = file.numbers(rb"/Type/Metadata")
    entries, data = file.streams[number]
    file.streams[number] = (entries.replace(b"/Type/Metadata", b""), data)


NOTE: Final = b"<</Type/Annot/Subtype/%s/F 4/Rect[70 300 470 500]/Contents(no)%s>>"
EDITS: Final[dict[str, SurgeryEdit]] = {
    "a white rectangle over a demand": painting(b"q 1 g 70 300 400 200 re f Q"),
    "a white picture over a demand": picture,
    "an inline picture": painting(b"q 400 0 0 200 70 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q"),
    "white text": text(b"1 g", b"0 g"),
    "invisible text": text(b"3 Tr"),
    "transparent text": text(b"/G0 gs"),
    "clipped text": painting(b"q 0 0 1 1 re W n Q"),
    "text of 0.4 pt": text(b"/R .4 Tf"),
    "squeezed text": text(b"1 Tz", b"100 Tz"),
    "two demands over each other": on_top,
    "demands change places": exchanged,
    "a sentence in a drawing": form(b"", b"BT /R 9 Tf (more) Tj ET"),
    "a sentence without spaces in a drawing": form(b"", b"BT/R 9 Tf(more)Tj ET"),
    "a sentence on a layer that only prints": form(b"/OC<</Type/OCG/Name(print)>>", b"0 0 9 9 re f"),
    "a paragraph on a layer that is off": layered,
    "another meaning": meaning,
    "words of a passage's own": text(b"", tag=b"/P<</MCID 99>>BDC /Span<</ActualText(2,400)>>BDC", after=b"EMC"),
    "words of a tag's own": said(b"/ActualText(2,400)"),
    "another map of glyphs": glyph_map,
    "exchanged glyphs": outlines,
    "another face": another_face,
    "other widths": widths,
    "letters of twice their size": program(doubled),
    "programs of glyphs": program(hinted),
    "a program of other widths": program(widened),
    "a table that no page needs": program(with_table),
    "bytes behind a font": program(lambda font: None, b"the list of names"),
    "a note over a demand": annotated(NOTE % (b"FreeText", b"")),
    "a stamp over a demand": annotated(NOTE % (b"Stamp", b"")),
    "a link over the page": annotated(
        b"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[0 0 595 842]/Contents(x)/A<</S/URI/URI(http://x)>>>>"
    ),
    "a signature field": annotated(b"<</Type/Annot/Subtype/Widget/FT/Sig/Rect[0 0 99 99]>>"),
    "a script": catalog(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "a script by name": catalog(b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>"),
    "a program": catalog(b"/AA<</WC<</S/Launch/F(calc.exe)>>>>"),
    "an attached file": catalog(b"/AF[<</Type/Filespec/F(a)>>]"),
    "layers": catalog(b"/OCProperties<</OCGs[]/D<<>>>>"),
    "a form": catalog(b"/AcroForm<</Fields[]>>"),
    "a red cross": painting(b"/Artifact<</Type/Layout>>BDC q 1 0 0 RG 4 w 0 0 m 595 842 l S Q EMC"),
    "a black cross": painting(b"/Artifact<</Type/Layout>>BDC q 0 G 1 w 0 0 m 595 842 l S Q EMC"),
    "a bar": painting(b"/Artifact<</Type/Layout>>BDC q 0 G 90 w 0 400 m 595 400 l S Q EMC"),
    "a second page number": text(b"", tag=b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC"),
    "another origin": media(b"-30 -60 565 782"),
    "a crop": on_page(b"/CropBox[0 0 300 300]"),
    "a turn": on_page(b"/Rotate 180"),
    "an inherited turn": inherited(b"/Rotate 180"),
    "another unit": on_page(b"/UserUnit 1.01"),
    "an action of a page": on_page(b"/AA<</O<</S/JavaScript/JS(x)>>>>"),
    "mirrored": scaled(b"-1 0 0 1 595 0"),
    "moved": moved,
    "scaled": scaled(b".9 0 0 .9 30 40"),
    "a colour left behind": painting(b"BT /Artifact<</Type/Layout>>BDC 0.3 g EMC ET"),
    "another glyph": all_streams(b"<0036", b"<0037"),
    "a comment among operators": painting(b"% by hand"),
    "an object that nothing leads to": lost,
    "a picture that no page shows": unshown,
    "a comment in the metadata": metadata(b"<rdf:RDF", b"<!-- by hand --><rdf:RDF"),
    "room in the metadata": metadata(b"<?xpacket end", b" " * 900 + b"<?xpacket end"),
    "tags that are none": untagged,
    "contents that lead astray": astray,
    "a tag in another's place": adopted,
    "bookmarks in a circle": bookmarks(rb"/Parent (\d+)", rb"/Parent 1\1"),
    "a bookmark to nothing": bookmarks(rb"/Dest\[\d+ 0 R", b"/Dest[null"),
    "words in a color profile": streams(b"acspAPPL", b"acspAPPL", b"acspNAME"),
    "words in a font's meanings": streams(b"endcmap", b"endcmap", b"% a name\nendcmap"),
    "an entry of a font's meanings": named_meanings,
    "metadata of no type": untyped,
    "another width for all": described(b"/DW 1000", b"/DW 300"),
    "an entry of a font": described(b"/DW 1000", b"/DW 1000/WMode 1"),
}


def findings(batch: Batch) -> list[str]:
    found = check(Fixed(batch.root), CheckRequest(batch.root)).findings
    return [each.code for each in found if each.severity == "error" and each.packet == "third"]


@pytest.fixture
def batch(whole: Batch, tmp_path: Path) -> Batch:
    shutil.copytree(whole.root, tmp_path / "campaign")
    return Batch(tmp_path / "campaign")


BUILDERS: Final = (False, True)
"""Whether other versions than are here made a batch: its packets cannot be made again byte for byte."""


@pytest.mark.parametrize("by_others", BUILDERS)
def test_a_file_that_is_only_written_anew_is_found_by_its_bytes(batch: Batch, *, by_others: bool) -> None:
    """So whatever is found below in a packet of another version is found by what the edit says."""
    path = batch.pdf("third")
    path.write_bytes(written(opened(path.read_bytes())))
    batch.own_up(by_others=by_others)
    assert findings(batch) == ([] if by_others else ["LP331"])


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_each_edit_fails_a_check(batch: Batch, edit: SurgeryEdit) -> None:
    path = batch.pdf("third")
    file = opened(path.read_bytes())
    edit(file)
    path.write_bytes(written(file))
    for by_others in BUILDERS:
        batch.own_up(by_others=by_others)
        assert findings(batch), by_others


SCANNED: Final = (
    "a white rectangle over a demand",
    "an inline picture",
    "invisible text",
    "transparent text",
    "clipped text",
    "a sentence on a layer that only prints",
    "a paragraph on a layer that is off",
    "a note over a demand",
    "a stamp over a demand",
    "a signature field",
    "a script",
    "a script by name",
    "a program",
    "an attached file",
    "layers",
    "a form",
    "a crop",
    "a turn",
    "an inherited turn",
    "another unit",
    "an action of a page",
    "a comment among operators",
    "an object that nothing leads to",
    "a comment in the metadata",
    "room in the metadata",
    "metadata of no type",
)
"""What a scan of the bytes finds by a key, a kind of object or an operator alone."""


@pytest.mark.parametrize("edit", SCANNED)
def test_what_letterpack_never_writes_is_found_without_the_sources(batch: Batch, edit: str) -> None:
    batch.edit("letter.md", "date: ", "date: 2026-13-")
    path = batch.pdf("third")
    file = opened(path.read_bytes())
    EDITS[edit](file)
    path.write_bytes(written(file))
    batch.own_up()
    assert "LP333" in findings(batch)


@pytest.mark.parametrize("seed", range(many(4, 60)))
def test_no_entry_can_be_another(batch: Batch, seed: int) -> None:
    """An entry of some dictionary is taken out, changed or added."""
    path = batch.pdf("third")
    file = opened(path.read_bytes())
    told = changed(file, random.Random(seed))
    path.write_bytes(written(file))
    for by_others in BUILDERS:
        batch.own_up(by_others=by_others)
        assert findings(batch), (by_others, told)


def hidden_after(data: bytes, mark: bytes) -> bytes:
    """Return a packet with a comment before the last ``mark``, its table moved."""
    at, start = data.rindex(mark), data.rindex(b"startxref\n") + len(b"startxref\n")
    table = int(data[start:].split()[0])
    moved = data[:at] + b"% by hand\n" + data[at:]
    return moved.replace(b"startxref\n%d\n" % table, b"startxref\n%d\n" % (table + (10 if at <= table else 0)))


@pytest.mark.parametrize("mark", [b"startxref\n", b"%%EOF"])
def test_what_stands_between_objects_is_strange(batch: Batch, mark: bytes) -> None:
    batch.pdf("third").write_bytes(hidden_after(batch.pdf("third").read_bytes(), mark))
    for by_others in BUILDERS:
        batch.own_up(by_others=by_others)
        assert findings(batch), by_others


def test_a_file_is_called_by_the_digest_of_its_bytes(batch: Batch) -> None:
    data = batch.pdf("third").read_bytes()
    found = re.search(rb"/ID\[<([0-9a-f]{32})><([0-9a-f]{32})>\]", data)
    assert found is not None
    batch.pdf("third").write_bytes(data.replace(found[1], b"0" * 32))
    for by_others in BUILDERS:
        batch.own_up(by_others=by_others)
        assert findings(batch), by_others


def scanned(root: Path, grey: float) -> None:
    """Put a scan in place of the enclosure: two pages without text."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(root / "enclosures/report.pdf"), invariant=1)
    for page in (1, 2):
        canvas.setFillGray(grey)
        canvas.rect(100, 200 + 100 * page, 300, 200, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


@pytest.mark.parametrize("how", ["blanked", "exchanged", "written over"])
def test_an_enclosed_scan_is_compared_as_it_looks(batch: Batch, how: str) -> None:
    scanned(batch.root, 0.2)
    batch.build()
    assert findings(batch) == []
    file = opened(batch.pdf("third").read_bytes())
    pages = [file.page(1), file.page(2)]
    first, second = (re.search(rb"/Contents (\d+) 0 R", file.bodies[number]) for number in pages)
    assert first is not None and second is not None
    if how == "blanked":
        entries, _ = file.streams[int(first[1])]
        file.streams[int(first[1])] = (entries, b" ")
    elif how == "exchanged":
        file.streams[int(first[1])], file.streams[int(second[1])] = file.streams[int(second[1])], file.streams[int(first[1])]
    else:
        file.entry(pages[0], b"/Annots[%d 0 R]" % file.put(NOTE % (b"Stamp", b"")))
    batch.pdf("third").write_bytes(written(file))
    for by_others in BUILDERS:
        batch.own_up(by_others=by_others)
        assert findings(batch), by_others
