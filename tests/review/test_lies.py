"""An edit of a finished file that no reader sees at once is told, in words that say what; a file saved again is no change."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from letterpack.model.change import Comparison
from tests.build.making import HEAD, campaign, in_memory, make, person
from tests.installed import program
from tests.review.comparing import compare_files, drawn, edited, tell

BODY = """\
We write to you about 2,400 people who are in prison.

1. Release all of them without delay.
2. Pay damages to their families.
3. Mend the law on defamation.

See [the verdict](https://www.example.org/verdict).
"""
Edit = Callable[[PdfWriter], object]


@pytest.fixture(scope="module")
def packet() -> bytes:
    """Return a packet with a list, a link and an enclosure."""
    who = [person("Alpha", enclosures=["enclosures/verdict.pdf"])]
    scan = edited(drawn(["A verdict of the court."]), lambda writer: None)
    with in_memory():
        made = make(Path("made"), campaign(who, HEAD + BODY, ["Example Union"], more={"enclosures/verdict.pdf": scan}))
    assert made.ok, made.findings
    return made.packets["alpha"]


def font_name(writer: PdfWriter) -> str:
    return next(iter(writer.pages[0]["/Resources"]["/Font"]))


def put(writer: PdfWriter, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def content_of(writer: PdfWriter) -> bytes:
    contents = writer.pages[0].get_contents()
    assert contents is not None
    return contents.get_data()


def draw(operators: str) -> Edit:
    return lambda writer: put(writer, content_of(writer) + b"\n" + operators.encode("latin-1"))


def first_item(content: bytes) -> tuple[int, int]:
    """Return where the longest marked content begins and ends."""
    found = max(re.finditer(rb"BDC(.*?)EMC", content, re.DOTALL), key=lambda match: match.end(1) - match.start(1))
    return found.span(1)


def around_text(before: bytes, after: bytes = b"") -> Edit:
    """Return the edit that puts operators at the beginning and the end of a paragraph's text."""

    def edit(writer: PdfWriter) -> None:
        content = content_of(writer)
        start, end = first_item(content)
        put(writer, b"".join((content[:start], b" ", before, content[start:end], after, b" ", content[end:])))

    return edit


def with_state(writer: PdfWriter) -> None:
    """Text that is drawn in nothing: its opacity is 0."""
    state = DictionaryObject({NameObject("/Type"): NameObject("/ExtGState"), NameObject("/ca"): FloatObject(0)})
    full = DictionaryObject({NameObject("/Type"): NameObject("/ExtGState"), NameObject("/ca"): FloatObject(1)})
    for page in writer.pages[:1]:
        page["/Resources"][NameObject("/ExtGState")] = DictionaryObject({NameObject("/Gx"): state, NameObject("/G1"): full})
    around_text(b"/Gx gs", b"/G1 gs")(writer)


def with_form(layer: bool = False) -> Edit:
    def edit(writer: PdfWriter) -> None:
        form = DecodedStreamObject()
        form.set_data(b"1 0 0 rg 100 500 300 40 re f")
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        form[NameObject("/BBox")] = RectangleObject((0, 0, 595, 842))
        if layer:
            group = DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("print")})
            held = writer._add_object(group)
            form[NameObject("/OC")] = held
            usual = DictionaryObject({NameObject("/OFF"): ArrayObject([held])})
            properties = DictionaryObject({NameObject("/OCGs"): ArrayObject([held]), NameObject("/D"): usual})
            writer.root_object[NameObject("/OCProperties")] = properties
        page = writer.pages[0]
        objects = DictionaryObject(page["/Resources"].get_object().get("/XObject", {}))
        objects[NameObject("/Fx")] = writer._add_object(form)
        page["/Resources"][NameObject("/XObject")] = objects
        draw("q /Fx Do Q")(writer)

    return edit


def with_meanings(writer: PdfWriter) -> None:
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        stream = font.get_object()["/ToUnicode"].get_object()
        stream.set_data(stream.get_data().replace(b"endcmap", b"1 beginbfchar\n<0017> <0039>\nendbfchar\nendcmap"))


def with_glyph_map(writer: PdfWriter) -> None:
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        stream = DecodedStreamObject()
        stream.set_data(b"".join([(number ^ 1).to_bytes(2, "big") for number in range(4_000)]))
        font.get_object()["/DescendantFonts"][0].get_object()[NameObject("/CIDToGIDMap")] = writer._add_object(stream)


def with_swapped_outlines(writer: PdfWriter) -> None:
    """The font draws another letter for the one that it names."""
    from fontTools.ttLib import TTFont

    for font in writer.pages[0]["/Resources"]["/Font"].values():
        stream = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"].get_object()
        opened = TTFont(BytesIO(stream.get_data()))
        glyphs = opened["glyf"]
        names = [name for name in opened.getGlyphOrder()[1:] if glyphs[name].numberOfContours > 0][:2]
        glyphs[names[0]], glyphs[names[1]] = glyphs[names[1]], glyphs[names[0]]
        out = BytesIO()
        opened.save(out)
        stream.set_data(out.getvalue())


def with_said(writer: PdfWriter) -> None:
    """ActualText that says something else than what is drawn."""
    content = content_of(writer)
    start, end = first_item(content)
    said = b" /Span <</ActualText (nothing at all)>> BDC " + content[start:end] + b" EMC "
    put(writer, content[:start] + said + content[end:])


def action(kind: str, key: str, value: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), NameObject(f"/{key}"): TextStringObject(value)})


def at_root(key: str, value: DictionaryObject) -> Edit:
    return lambda writer: writer.root_object.__setitem__(NameObject(key), value)


def with_program(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): action("Launch", "F", "calc.exe")})


def with_named_script(writer: PdfWriter) -> None:
    pairs = ArrayObject([TextStringObject("start"), action("JavaScript", "JS", "app.alert(1)")])
    writer.root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): DictionaryObject({NameObject("/Names"): pairs})}
    )


def set_box(name: str, *corners: float) -> Edit:
    return lambda writer: writer.pages[0].__setitem__(NameObject(name), RectangleObject(corners))


def moved_link(writer: PdfWriter) -> None:
    for value in writer.pages[0]["/Annots"].get_object():
        value.get_object()[NameObject("/Rect")] = RectangleObject((0, 0, 595, 842))


def other_link(writer: PdfWriter) -> None:
    for value in writer.pages[0]["/Annots"].get_object():
        value.get_object()["/A"][NameObject("/URI")] = TextStringObject("https://evil.example/")


def stamp(writer: PdfWriter) -> None:
    note = FreeText(text="withdrawn", rect=(70, 300, 470, 500))
    note[NameObject("/Subtype")] = NameObject("/Stamp")
    writer.add_annotation(0, note)


SAYING: Final = "BT {state} /{font} {size} Tf 80 60 Td <00240025> Tj ET"


def saying(state: str = "", size: float = 9, before: str = "", after: str = "") -> Edit:
    def edit(writer: PdfWriter) -> None:
        draw(f"{before} {SAYING.format(state=state, font=font_name(writer).removeprefix('/'), size=size)} {after}")(writer)

    return edit


LIES: Final[dict[str, tuple[Edit, str]]] = {
    "a white rectangle over words": (draw("1 g 60 300 480 300 re f"), "words"),
    "a picture over words": (draw("q 480 0 0 300 60 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q"), "words"),
    "a red cross": (draw("1 0 0 RG 4 w 0 0 m 595 842 l S"), "looks different"),
    "white text": (saying("1 g"), ""),
    "invisible text": (saying("3 Tr"), ""),
    "tiny text": (saying(size=0.4), ""),
    "squeezed text": (saying("1 Tz"), ""),
    "clipped text": (saying(before="q 0 0 1 1 re W n", after="Q"), ""),
    "a demand in white": (around_text(b"1 g", b"0 g"), "words"),
    "a demand that is invisible": (around_text(b"3 Tr", b"0 Tr"), "words"),
    "a demand that is transparent": (with_state, "words"),
    "a demand that is squeezed": (around_text(b"1 Tz", b"100 Tz"), ""),
    "a demand that is clipped": (around_text(b"ET q 0 0 1 1 re W n BT", b"ET Q BT"), "words"),
    "a drawing more": (with_form(), "looks different"),
    "a drawing for print alone": (with_form(layer=True), "print"),
    "other meanings of letters": (with_meanings, ""),
    "another order of glyphs": (with_glyph_map, "looks different"),
    "glyphs that are drawn differently": (with_swapped_outlines, "looks different"),
    "another text for those who hear it": (with_said, ""),
    "a note over a demand": (lambda writer: writer.add_annotation(0, FreeText(text="no", rect=(70, 300, 470, 500))), "FreeText"),
    "a stamp": (stamp, "Stamp"),
    "a link over the page": (
        lambda writer: writer.add_annotation(0, Link(rect=(0, 0, 595, 842), url="https://evil.example/")),
        "https://evil.example/",
    ),
    "a link that lies elsewhere": (moved_link, "elsewhere"),
    "a link to elsewhere": (other_link, "https://evil.example/"),
    "a script when it opens": (at_root("/OpenAction", action("JavaScript", "JS", "app.alert(1)")), "app.alert"),
    "a named script": (with_named_script, "app.alert"),
    "a program when it closes": (with_program, "calc.exe"),
    "an attached file": (lambda writer: writer.add_attachment("a.txt", b"x"), "a.txt"),
    "a turned page": (lambda writer: writer.pages[0].rotate(180), "180"),
    "a page that is turned with its tree": (
        lambda writer: writer.root_object["/Pages"].__setitem__(NameObject("/Rotate"), NumberObject(180)), "180",
    ),
    "a smaller crop": (set_box("/CropBox", 0, 0, 300, 300), "300"),
    "another origin": (set_box("/MediaBox", -30, -60, 565, 782), "-30"),
    "another unit": (lambda writer: writer.pages[0].__setitem__(NameObject("/UserUnit"), FloatObject(1.01)), "1.01"),
    "a second page number": (saying(before="/Artifact <</Type /Pagination>> BDC", after="EMC"), ""),
    "a note over an enclosed page": (
        lambda writer: writer.add_annotation(-1, FreeText(text="no", rect=(70, 300, 470, 500))), "FreeText",
    ),
}  # fmt: skip


def words_of(found: Comparison) -> str:
    changes = [change for group in found.groups for change in (group.change, *[each.change for each in group.follows])]
    return " · ".join([f"{change.field} {change.before} {change.after} {change.note}" for change in changes])


@pytest.mark.parametrize(("edit", "said"), LIES.values(), ids=LIES)
def test_a_lie_is_told(edit: Edit, said: str, packet: bytes, tmp_path: Path) -> None:
    def change(writer: PdfWriter) -> None:
        edit(writer)

    original, changed = edited(packet, lambda writer: None), edited(packet, change)
    assert changed != original
    found = compare_files(tmp_path, original, changed)
    assert found.groups, "identical"
    assert said in words_of(found)


def qpdf(*options: str) -> Callable[[bytes, Path], bytes]:
    def save(data: bytes, folder: Path) -> bytes:
        path = program("qpdf")
        (folder / "in.pdf").write_bytes(data)
        subprocess.run([path, *options, folder / "in.pdf", folder / "out.pdf"], check=True)
        return (folder / "out.pdf").read_bytes()

    return save


def by_pypdf(data: bytes, _: Path) -> bytes:
    return edited(data, lambda writer: None)


def packed_by_pypdf(data: bytes, _: Path) -> bytes:
    def edit(writer: PdfWriter) -> None:
        for page in writer.pages:
            page.compress_content_streams(level=1)

    return edited(data, edit)


SAVED: Final = {
    "pypdf": by_pypdf,
    "pypdf, packed otherwise": packed_by_pypdf,
    "linearised": qpdf("--linearize"),
    "object streams": qpdf("--object-streams=generate"),
    "no object streams": qpdf("--object-streams=disable"),
    "unpacked": qpdf("--stream-data=uncompress"),
    "packed anew": qpdf("--recompress-flate", "--compression-level=9"),
    "readable": qpdf("--qdf"),
}


@pytest.mark.parametrize("save", SAVED.values(), ids=SAVED)
def test_a_file_that_is_saved_again_is_no_change(save: Callable[[bytes, Path], bytes], packet: bytes, tmp_path: Path) -> None:
    again = save(packet, tmp_path)
    assert again != packet
    found = compare_files(tmp_path, packet, again)
    assert [tell(group.change) for group in found.groups] == []
    assert found.packets[0].status == "identical"
    assert found.packets[0].notes == ("the files differ only in their bytes",)


def without_tags(writer: PdfWriter) -> None:
    for key in ("/StructTreeRoot", "/MarkInfo"):
        del writer.root_object[key]


def by_actions(writer: PdfWriter) -> None:
    first = writer.get_outline_root()["/First"]
    assert isinstance(first, DictionaryObject)
    first[NameObject("/A")] = DictionaryObject({NameObject("/S"): NameObject("/GoTo"), NameObject("/D"): first.pop("/Dest")})


def test_a_packet_that_lost_its_tags_is_compared_by_what_both_show(packet: bytes, tmp_path: Path) -> None:
    found = compare_files(tmp_path, packet, edited(packet, without_tags))
    said = [tell(group.change) for group in found.groups]
    assert said == [("tags", "structure", "", "it has no tags that say what its blocks are")]


def test_a_bookmark_leads_to_its_page_with_and_without_an_action(packet: bytes, tmp_path: Path) -> None:
    assert compare_files(tmp_path, packet, edited(packet, by_actions)).packets[0].status == "identical"
