"""Enclosures that are nearly what they say: a packet that is PDF/A-2a and PDF/UA-1, with one thing in it that may be wrong.

Each oddity is a function over a ``PdfWriter``, and stands in ``ODDITIES`` under its name: what is painted, what is painted with,
fonts, tags, annotations, and what the catalog says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final

from PIL import ImageCms
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from tests.pdf_kinds import array

Oddity = Callable[[PdfWriter], object]
FontChange = Callable[[PdfWriter, DictionaryObject, DictionaryObject], object]
ElementChange = Callable[[DictionaryObject], object]
YES: Final = BooleanObject(value=True)
PROFILE: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
BOX: Final = (0, 0, 9, 9)


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def entries(**held: PdfObject) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in held.items()})


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(map(FloatObject, values))


def stream(data: bytes, **held: PdfObject) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update(entries(**held))
    return made


def edited(data: bytes, edit: Oddity) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def painted(operators: bytes) -> Oddity:
    """Paint behind all that the first page shows."""

    def edit(writer: PdfWriter) -> None:
        page = writer.pages[0]
        parts = list.__iter__(array(page["/Contents"]))
        page[name("Contents")] = ArrayObject([*parts, writer._add_object(stream(operators))])

    return edit


def artifact(operators: bytes) -> Oddity:
    return painted(b"/Artifact BMC q %s Q EMC" % operators)


def drawn_with(room: str, made: Callable[[PdfWriter], PdfObject], operators: bytes) -> Oddity:
    """Paint ``operators``, which name what is ``made`` as ``/Odd``, out of the resources' ``room``."""

    def edit(writer: PdfWriter) -> None:
        resources: Any = writer.pages[0]["/Resources"].get_object()
        held = resources.setdefault(name(room), DictionaryObject()).get_object()
        held[name("Odd")] = writer._add_object(made(writer))
        artifact(operators)(writer)

    return edit


def state(**held: PdfObject) -> Oddity:
    return drawn_with("ExtGState", lambda _: entries(**held), b"/Odd gs 0 0 5 5 re f")


def image(**held: PdfObject) -> Oddity:
    sizes: dict[str, PdfObject] = {"Width": NumberObject(1), "Height": NumberObject(1), "BitsPerComponent": NumberObject(8)}
    usual: dict[str, PdfObject] = {"Type": name("XObject"), "Subtype": name("Image"), "ColorSpace": name("DeviceGray"), **sizes}
    return drawn_with("XObject", lambda _: stream(b"\0\0\0\0", **{**usual, **held}), b"9 0 0 9 0 0 cm /Odd Do")


def form(content: bytes, **held: PdfObject) -> Oddity:
    usual: dict[str, PdfObject] = {"Type": name("XObject"), "Subtype": name("Form"), "BBox": numbers(*BOX)}
    return drawn_with("XObject", lambda _: stream(content, **{**usual, **held}), b"/Odd Do")


def space(*parts: PdfObject | None) -> Oddity:
    """Paint in a color space of ``parts``; None stands for a function."""

    def made(writer: PdfWriter) -> PdfObject:
        tint = entries(
            FunctionType=NumberObject(2), Domain=numbers(0, 1), C0=numbers(0, 0, 0), C1=numbers(1, 1, 1), N=NumberObject(1)
        )
        return ArrayObject([writer._add_object(tint) if part is None else part for part in parts])

    return drawn_with("ColorSpace", made, b"/Odd cs 1 sc 0 0 9 9 re f")


def profiled(count: int, data: bytes) -> Oddity:
    def made(writer: PdfWriter) -> PdfObject:
        return ArrayObject([name("ICCBased"), writer._add_object(stream(data, N=NumberObject(count)))])

    return drawn_with("ColorSpace", made, b"/Odd cs 0 0 0 sc 0 0 9 9 re f")


def fonts(change: FontChange) -> Oddity:
    """Change each font, given with the one that has its program."""

    def edit(writer: PdfWriter) -> None:
        seen: list[DictionaryObject] = []
        for page in writer.pages:
            resources: Any = page["/Resources"].get_object()
            for value in resources.get("/Font", {}).values():
                font = value.get_object()
                if not any(font is each for each in seen):
                    seen.append(font)
                    change(writer, font, font["/DescendantFonts"][0].get_object())

    return edit


def without(key: str, *, below: bool = True) -> Oddity:
    return fonts(lambda _, font, descendant: (descendant if below else font).pop(f"/{key}", None))


def with_entry(key: str, value: PdfObject, *, below: bool = True) -> Oddity:
    return fonts(lambda _, font, descendant: (descendant if below else font).__setitem__(name(key), value))


def described(key: str, value: PdfObject) -> Oddity:
    def change(_: PdfWriter, _font: DictionaryObject, descendant: Any) -> None:
        descendant["/FontDescriptor"].get_object()[name(key)] = value

    return fonts(change)


def meaning(cmap: bytes) -> Oddity:
    return fonts(lambda writer, font, _: font.__setitem__(name("ToUnicode"), writer._add_object(stream(cmap))))


def ranges(*rows: bytes) -> bytes:
    head = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange"
    return b"%s %d beginbfrange %s endbfrange endcmap" % (head, len(rows), b" ".join(rows))


def wider(_: PdfWriter, _font: DictionaryObject, descendant: Any) -> None:
    for each in descendant["/W"]:
        if isinstance(each.get_object(), ArrayObject):
            widths: Any = each.get_object()
            widths[:] = [FloatObject(float(width) + 5) for width in widths]


def all_one_glyph(writer: PdfWriter, _font: DictionaryObject, descendant: DictionaryObject) -> None:
    descendant[name("CIDToGIDMap")] = writer._add_object(stream(b"\0\0" * 3_000))


def program(change: Callable[[bytes], bytes]) -> Oddity:
    def edit(writer: PdfWriter, _font: DictionaryObject, descendant: Any) -> None:
        descriptor = descendant["/FontDescriptor"].get_object()
        data = change(descriptor["/FontFile2"].get_object().get_data())
        descriptor[name("FontFile2")] = writer._add_object(stream(data, Length1=NumberObject(len(data))))

    return fonts(edit)


def elements(change: ElementChange) -> Oddity:
    """Change each structure element."""

    def edit(writer: PdfWriter) -> None:
        tree: Any = writer.root_object["/StructTreeRoot"]
        for each in _below(tree, set()):
            change(each)

    return edit


def _below(element: Any, seen: set[int]) -> Iterator[DictionaryObject]:
    held = element.get("/K")
    for kid in held if isinstance(held, ArrayObject) else [held]:
        found = kid.get_object() if kid is not None else None
        if isinstance(found, DictionaryObject) and "/S" in found and id(found) not in seen:
            seen.add(id(found))
            yield found
            yield from _below(found, seen)


def role(old: str, new: str) -> Oddity:
    def change(element: DictionaryObject) -> None:
        if str(element["/S"]) == f"/{old}":
            element[name("S")] = name(new)

    return elements(change)


def of_role(wanted: str, key: str, value: PdfObject | None) -> Oddity:
    """Give the elements of a role an entry, or take it from them."""

    def change(element: DictionaryObject) -> None:
        if str(element["/S"]) == f"/{wanted}":
            element.pop(f"/{key}", None)
            element.update({} if value is None else {name(key): value})

    return elements(change)


def shortened(wanted: str) -> Oddity:
    def change(element: DictionaryObject) -> None:
        held = element.get("/K")
        if str(element["/S"]) == f"/{wanted}" and isinstance(held, ArrayObject) and len(held) > 1:
            held.pop()

    return elements(change)


def cell(**held: PdfObject) -> Oddity:
    return of_role("TD", "A", entries(O=name("Table"), **held))


def annotated(kind: str, *, drawn: bool = False, **held: PdfObject) -> Oddity:
    """Put an annotation of a ``kind`` on the first page, with an appearance where it is ``drawn``."""

    def edit(writer: PdfWriter) -> None:
        note = entries(Type=name("Annot"), Subtype=name(kind), Rect=numbers(100, 100, 200, 130), F=NumberObject(4), **held)
        if drawn:
            look = stream(b"0 0 9 9 re f", Type=name("XObject"), Subtype=name("Form"), BBox=numbers(*BOX))
            note[name("AP")] = entries(N=writer._add_object(look))
        page = writer.pages[0]
        held_before: Any = page.get("/Annots", ArrayObject())
        page[name("Annots")] = ArrayObject([*list.__iter__(held_before.get_object()), writer._add_object(note)])

    return edit


def catalog(key: str, value: PdfObject | None) -> Oddity:
    def edit(writer: PdfWriter) -> None:
        writer.root_object.pop(f"/{key}", None)
        writer.root_object.update({} if value is None else {name(key): value})

    return edit


TEXT: Final = TextStringObject("typed")
WHITE: Final = entries(WhitePoint=numbers(1, 1, 1))
ROLES: Final = (
    "Annot", "Art", "Artifact", "BlockQuote", "Caption", "Code", "Document", "Figure", "Form", "Formula", "H", "H1", "H3", "H6",
    "Index", "L", "LBody", "LI", "Lbl", "Link", "NonStruct", "Note", "Odd", "Part", "Private", "Quote", "RB", "RP", "RT",
    "Reference", "Ruby", "Sect", "Span", "TBody", "TD", "TFoot", "TH", "THead", "TOC", "TOCI", "TR", "Table", "WP", "WT",
    "Warichu",
)  # fmt: skip
SHOWN_KINDS: Final = (
    "FreeText", "Stamp", "Ink", "Highlight", "Underline", "Squiggly", "StrikeOut", "Line", "Square", "Circle", "Polygon",
    "PolyLine", "Caret", "Redact",
)  # fmt: skip
OTHER_KINDS: Final = (
    "Text", "Popup", "FileAttachment", "Sound", "Movie", "TrapNet", "PrinterMark", "Screen", "Watermark", "3D", "RichMedia",
    "Projection", "Unknown",
)  # fmt: skip

PAINTED: Final[dict[str, Oddity]] = {
    "nothing": artifact(b"0 0 9 9 re f"),
    "an unknown operator": artifact(b"foo"),
    "an unknown operator that may be passed over": artifact(b"BX foo EX"),
    "29 states": painted(b"/Artifact BMC " + b"q " * 29 + b"Q " * 29 + b"EMC"),
    "CMYK": artifact(b"0 0 0 1 k 0 0 9 9 re f"),
    "CMYK lines": artifact(b"0 0 0 1 K 0 0 m 9 9 l S"),
    "RGB": artifact(b"1 0 0 rg 0 0 9 9 re f"),
    "untagged": painted(b"0 0 9 9 re f"),
    "unheld": painted(b"/P <</MCID 9999>> BDC 0 0 9 9 re f EMC"),
    "an artifact within a tag": painted(b"/P <</MCID 0>> BDC /Artifact BMC 0 0 9 9 re f EMC EMC"),
    "a tag within an artifact": painted(b"/Artifact BMC /P <</MCID 0>> BDC 0 0 9 9 re f EMC EMC"),
    "unclosed": painted(b"/Artifact BMC 0 0 9 9 re f"),
    "closed twice": painted(b"EMC"),
    "a missing font": artifact(b"BT /Nope 9 Tf (x) Tj ET"),
    "a missing drawing": artifact(b"/Nope Do"),
    "a missing state": artifact(b"/Nope gs"),
    "a missing color space": artifact(b"/Nope cs 0 0 9 9 re f"),
    "an odd intent": artifact(b"/Odd ri 0 0 9 9 re f"),
    "a large number": artifact(b"0 0 99999999999 9 re f"),
    "a long text": artifact(b"BT (" + b"x" * 40_000 + b") Tj ET"),
    "a long name": painted(b"/" + b"N" * 200 + b" BMC EMC"),
    "an inline picture": artifact(b"BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI"),
    "an interpolated inline picture": artifact(b"BI /W 1 /H 1 /BPC 8 /CS /G /I true ID \xff EI"),
    "an inline picture with an intent": artifact(b"BI /W 1 /H 1 /BPC 8 /CS /G /Intent /Odd ID \xff EI"),
    "an inline picture in LZW": artifact(b"BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID \x80\x0b\x60\x50 EI"),
    "an inline picture in CMYK": artifact(b"BI /W 1 /H 1 /BPC 8 /CS /CMYK ID \xff\xff\xff\xff EI"),
}
DRAWN_WITH: Final[dict[str, Oddity]] = {
    "TR": state(TR=name("Identity")),
    "TR2": state(TR2=name("Identity")),
    "HT": state(HT=entries(Type=name("Halftone"), HalftoneType=NumberObject(6))),
    "HTO": state(HTO=numbers(0, 0)),
    "RI": state(RI=name("Odd")),
    "BM": state(BM=name("Odd")),
    "ca": state(ca=FloatObject(0.5)),
    "OPM": state(OP=YES, op=YES, OPM=NumberObject(1)),
    "SMask": state(SMask=entries(Type=name("Mask"), S=name("Luminosity"))),
    "a font of a state": state(Font=ArrayObject([entries(Type=name("Font")), NumberObject(9)])),
    "an interpolated picture": image(Interpolate=YES),
    "a CMYK picture": image(ColorSpace=name("DeviceCMYK")),
    "a picture of 3 bits": image(BitsPerComponent=NumberObject(3)),
    "a picture with an intent": image(Intent=name("Odd")),
    "a picture in LZW": image(Filter=name("LZWDecode")),
    "a picture in JPX": image(Filter=name("JPXDecode")),
    "a picture": image(),
    "a CalGray picture": image(ColorSpace=ArrayObject([name("CalGray"), WHITE])),
    "alternates": image(Alternates=ArrayObject([entries(DefaultForPrinting=YES)])),
    "OPI": image(OPI=entries()),
    "PostScript": form(b"", Subtype2=name("PS")),
    "a form without resources": form(b"BT /F1 9 Tf (x) Tj ET"),
    "a form of another file": form(b"", Ref=entries()),
    "a CMYK group": form(b"0 0 5 5 re f", Group=entries(S=name("Transparency"), CS=name("DeviceCMYK"))),
    "an RGB group": form(b"0 0 5 5 re f", Group=entries(S=name("Transparency"), CS=name("DeviceRGB"))),
    "a form with a tag": form(b"/P <</MCID 0>> BDC 0 0 5 5 re f EMC"),
    "a CMYK form": form(b"0 0 0 1 k 0 0 5 5 re f"),
    "a profile": profiled(3, PROFILE),
    "a profile that is none": profiled(3, b"x" * 200),
    "an empty profile": profiled(3, b""),
    "a profile of other colors": profiled(4, PROFILE),
    "a profile of version 5": profiled(3, PROFILE[:8] + b"\x05" + PROFILE[9:]),
    "a profile of a link": profiled(3, PROFILE[:12] + b"link" + PROFILE[16:]),
    "an ink": space(name("Separation"), name("Spot"), name("DeviceRGB"), None),
    "a CMYK ink": space(name("Separation"), name("Spot"), name("DeviceCMYK"), None),
    "several inks": space(name("DeviceN"), ArrayObject([name("Spot")]), name("DeviceRGB"), None),
    "indexed": space(name("Indexed"), name("DeviceRGB"), NumberObject(0), ByteStringObject(b"\0\0\0")),
    "Lab": space(name("Lab"), WHITE),
}
IN_FONTS: Final[dict[str, Oddity]] = {
    "other widths": fonts(wider),
    "no widths": without("W"),
    "no meanings": without("ToUnicode", below=False),
    "no map": without("CIDToGIDMap"),
    "one glyph for all": fonts(all_one_glyph),
    "empty meanings": meaning(b"begincmap endcmap"),
    "meanings of zero": meaning(ranges(b"<0000> <FFFF> <0000>")),
    "meanings that are marks": meaning(ranges(b"<0000> <00FF> [<FEFF>]")),
    "private meanings": meaning(ranges(*[b"<%02X00> <%02XFF> <E000>" % (row, row) for row in range(32)])),
    "flags of both kinds": described("Flags", NumberObject(36)),
    "a cut program": program(lambda data: data[: len(data) // 3]),
    "a program that is none": program(lambda _: b"garbage" * 100),
    "an empty program": program(lambda _: b""),
    "top to bottom": with_entry("Encoding", name("Identity-V"), below=False),
    "an odd name": with_entry("BaseFont", name("X+\xff"), below=False),
    "another kind": with_entry("Subtype", name("CIDFontType0")),
    "no system": without("CIDSystemInfo"),
}
IN_TAGS: Final[dict[str, Oddity]] = {
    **{f"paragraphs as {each}": role("P", each) for each in ROLES},
    "no words": of_role("Figure", "Alt", None),
    "empty words": of_role("Figure", "Alt", TextStringObject("")),
    "a skipped level": role("H2", "H4"),
    "no first level": role("H1", "H2"),
    "links as paragraphs": role("Link", "P"),
    "bodies as paragraphs": role("LBody", "P"),
    "items as paragraphs": role("LI", "P"),
    "a language that is none": of_role("P", "Lang", TextStringObject("not a language!")),
    "an empty language": of_role("P", "Lang", TextStringObject("")),
    "a wide cell": cell(ColSpan=NumberObject(3)),
    "a high cell": cell(RowSpan=NumberObject(9)),
    "a head without a scope": of_role("TH", "A", None),
    **{f"less of each {each}": shortened(each) for each in ("TR", "Table", "Link", "Part", "Document", "P", "L", "LI")},
}
IN_CATALOG: Final[dict[str, Oddity]] = {
    "no language": catalog("Lang", None),
    "a language of no form": catalog("Lang", TextStringObject("xx yy")),
    "suspects": catalog("MarkInfo", entries(Marked=YES, Suspects=YES)),
    "not marked": catalog("MarkInfo", entries(Marked=BooleanObject(value=False))),
    "no tags": catalog("StructTreeRoot", None),
    "layers": catalog("OCProperties", entries(OCGs=ArrayObject(), D=entries(AS=ArrayObject()))),
    "a form that draws itself": catalog("AcroForm", entries(NeedAppearances=YES, Fields=ArrayObject())),
    "a link without a tag": annotated("Link", A=entries(S=name("URI"), URI=TextStringObject("http://x.example"))),
    "an inner link": annotated("Link", Dest=TextStringObject("x")),
    **{f"{each}, not drawn": annotated(each) for each in OTHER_KINDS},
}
ODDITIES: Final = {**PAINTED, **DRAWN_WITH, **IN_FONTS, **IN_TAGS, **IN_CATALOG}
SHOWN: Final[dict[str, Oddity]] = {
    **{
        f"{each}, {'' if drawn else 'not '}drawn": annotated(each, drawn=drawn) for each in SHOWN_KINDS for drawn in (True, False)
    },
    **{each: annotated(each, drawn=True) for each in ("Screen", "Watermark", "3D", "RichMedia", "Projection", "Unknown")},
    "a filled field": annotated("Widget", drawn=True, FT=name("Tx"), V=TEXT),
    "a filled field that viewers draw": annotated("Widget", FT=name("Tx"), V=TEXT, T=TEXT),
    "a signature": annotated("Widget", drawn=True, FT=name("Sig")),
    "an XFA form": catalog("AcroForm", entries(XFA=TEXT, Fields=ArrayObject())),
    "a layer that is off": catalog("OCProperties", entries(OCGs=ArrayObject(), D=entries(OFF=ArrayObject([entries()])))),
}
"""What readers of the file see, and a packet would not show: each stops the build."""
