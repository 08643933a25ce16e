"""Pictures and PDFs that say more than they show, as cameras, drawing programs and word processors make them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import letterpack
from tests.fontmaking import font
from tests.pdf_kinds import array, dictionary

FONT = Path(letterpack.__file__).parent / "fonts" / "GentiumBookPlus-Regular.ttf"


def exif(word: str) -> bytes:
    """Return the Exif block that a camera writes: owner, place and a remark are ``word``."""
    tags = Image.Exif()
    for number in (0x010E, 0x010F, 0x013B, 0x8298):
        tags[number] = word
    tags.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + word.encode()
    tags.get_ifd(0x8825)[0x001D] = word
    return tags.tobytes()


def xmp(word: str) -> bytes:
    """Return a packet of XMP whose creator is ``word``."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="{word}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def profile(word: str) -> bytes:
    """Return a colour profile, not that of sRGB, that is called ``word``."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name = "sRGB built-in".encode("utf-16-be")
    return made.replace(name, word.encode("utf-16-be")[: len(name)].ljust(len(name), b"\0"), 1)


def jpeg(place: Callable[[str], str], name: str = "jpeg") -> bytes:
    """Return a photograph with Exif, XMP, IPTC, a colour profile and a comment."""
    out = BytesIO()
    picture = Image.new("RGB", (60, 40), (90, 120, 60))
    picture.save(
        out,
        "JPEG",
        exif=exif(place(f"Exif of a {name}")),
        xmp=xmp(place(f"XMP of a {name}")),
        icc_profile=profile(place(f"profile of a {name}")),
        comment=place(f"comment of a {name}"),
    )
    data = out.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + place(f"IPTC of a {name}").encode()
    behind = place(f"bytes behind a {name}").encode()
    own = b"\xff\xe9" + (len(mine := place(f"own segment of a {name}").encode()) + 2).to_bytes(2, "big") + mine
    return data[:2] + own + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:] + behind


def png(place: Callable[[str], str], name: str = "png") -> bytes:
    """Return a picture with every kind of text that a PNG can hold."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", place(f"text of a {name}"))
    texts.add_text("Comment", place(f"compressed text of a {name}"), zip=True)
    texts.add(b"tIME", bytes((7, 234, 1, 1, 0, 0, 0)))
    texts.add(b"prVt", place(f"private chunk of a {name}").encode())
    texts.add_itxt("XML:com.adobe.xmp", xmp(place(f"XMP of a {name}")).decode())
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 60, 60)).save(
        out, "PNG", pnginfo=texts, exif=exif(place(f"Exif of a {name}")), icc_profile=profile(place(f"profile of a {name}"))
    )
    return out.getvalue() + place(f"bytes behind a {name}").encode()


def svg(place: Callable[[str], str]) -> bytes:
    """Return a drawing as Inkscape saves it: with the author's name and the folder it was exported to."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- {place("comment of a drawing")} -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" width="100" height="20" viewBox="0 0 100 20"
  id="{place("id of a drawing")}" sodipodi:docname="{place("name of a drawing")}.svg"
  inkscape:export-filename="/Users/{place("folder of a drawing")}/logo.png">
<title>{place("title of a drawing")}</title><desc>{place("description of a drawing")}</desc>
<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{place("metadata of a drawing")}</dc:creator></rdf:RDF></metadata>
<!-- {place("comment within a drawing")} --><?mine {place("instruction of a drawing")}?>
<style>/* {place("comment of a style sheet")} */ .x {{ fill: #336699 }}</style>
<defs><g id="{place("id that is not drawn")}"><rect width="9" height="9" data-by="{place("data of a shape")}"/></g></defs>
<g id="{place("id of a group")}" inkscape:label="{place("label of a group")}" class="{place("class of a group")}">
<rect width="100" height="20" fill="#336699"/></g></svg>""".encode()


def enclosure(place: Callable[[str], str]) -> bytes:
    """Return a PDF of a page with a photograph, and a word in all that a PDF can carry beside its page."""
    writer = PdfWriter(clone_from=BytesIO(_page(place)))
    writer.add_metadata(
        {f"/{key}": place(f"{key} of an enclosure") for key in ("Author", "Subject", "Creator", "Keywords", "Mine")}
    )
    writer.xmp_metadata = xmp(place("XMP of an enclosure"))
    writer.add_attachment(f"{place('name of an attachment')}.txt", place("text of an attachment").encode())
    script = {"S": NameObject("/JavaScript"), "JS": TextStringObject(place("script of an enclosure"))}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(f"/{key}"): script[key] for key in script})
    writer.add_outline_item(title=place("bookmark of an enclosure"), page_number=0)
    page = writer.pages[0]
    for holder in (writer._root_object, page, dictionary(page["/Resources"]), *_streams(page), *_fonts(page)):
        what = str(holder.get("/Subtype", holder.get("/Type", "/Resources"))).removeprefix("/")
        _burden(writer, holder, place, what)
    _annotate(writer, page, place)
    _draw_more(writer, page, place)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(place: Callable[[str], str]) -> bytes:
    pdfmetrics.registerFont(TTFont("Book", FONT))
    out = BytesIO()
    first: Any = "Book"  # a name, whatever the stubs say
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, initialFontName=first)
    canvas.setFont("Book", 20)
    canvas.drawString(72, 700, "Fact sheet")
    canvas.drawImage(ImageReader(BytesIO(jpeg(place, "photograph in an enclosure"))), 72, 500, 120, 80)
    canvas.beginForm("shape")
    canvas.rect(10, 10, 20, 20)
    canvas.endForm()
    canvas.doForm("shape")
    canvas.linkURL("https://example.org/", (72, 600, 200, 620))
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _streams(page: DictionaryObject) -> list[StreamObject]:
    return [each.get_object() for each in page["/Resources"]["/XObject"].values()]


def _fonts(page: DictionaryObject) -> list[DictionaryObject]:
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
    return [*fonts, *[each["/FontDescriptor"] for each in fonts if "/FontDescriptor" in each]]


def _burden(writer: PdfWriter, holder: DictionaryObject, place: Callable[[str], str], what: str) -> None:
    """Give ``holder`` keys as programs keep them for themselves."""
    holder[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Mine"): DictionaryObject({NameObject("/Private"): TextStringObject(place(f"PieceInfo of {what}"))})}
    )
    stream = DecodedStreamObject()
    stream.set_data(xmp(place(f"XMP of {what}")))
    holder[NameObject("/Metadata")] = writer._add_object(stream.flate_encode())
    holder[NameObject("/PTEX.FileName")] = TextStringObject(f"/Users/{place(f'folder in {what}')}/figure.pdf")
    holder[NameObject("/ADBE_Mine")] = DictionaryObject({NameObject("/By"): TextStringObject(place(f"private key of {what}"))})
    holder[NameObject(f"/{place(f'name of a key of {what}')}")] = NumberObject(1)
    holder[NameObject("/LastModified")] = TextStringObject("D:20260101000000Z")


def _annotate(writer: PdfWriter, page: DictionaryObject, place: Callable[[str], str]) -> None:
    note = {"Type": NameObject("/Annot"), "Subtype": NameObject("/Text"), "Rect": _numbers(10, 10, 30, 30)}
    note |= {
        "T": TextStringObject(place("author of an annotation")),
        "Contents": TextStringObject(place("text of an annotation")),
    }
    made = DictionaryObject({NameObject(f"/{key}"): value for key, value in note.items()})
    link = page["/Annots"][0].get_object()
    for key in ("T", "NM", "Mine"):
        link[NameObject(f"/{key}")] = TextStringObject(place(f"{key} of a link"))
    page[NameObject("/Annots")] = ArrayObject([*array(page["/Annots"]), writer._add_object(made)])
    thumbnail = DecodedStreamObject()
    thumbnail.set_data(place("thumbnail of an enclosure").encode().ljust(48, b"\0")[:48])
    for key, value in {"Width": 4, "Height": 4, "BitsPerComponent": 8}.items():
        thumbnail[NameObject(f"/{key}")] = NumberObject(value)
    thumbnail[NameObject("/ColorSpace")] = NameObject("/DeviceRGB")
    page[NameObject("/Thumb")] = writer._add_object(thumbnail)
    layer = DictionaryObject(
        {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(place("name of a layer"))}
    )
    layer[NameObject("/Usage")] = DictionaryObject(
        {NameObject("/CreatorInfo"): DictionaryObject({NameObject("/Creator"): TextStringObject(place("creator of a layer"))})}
    )
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/MC0"): writer._add_object(layer)})


def _draw_more(writer: PdfWriter, page: DictionaryObject, place: Callable[[str], str]) -> None:
    """Draw with things of every kind that can hold words, and leave a few in the file that nothing draws."""
    content = array(page["/Contents"]) if isinstance(page["/Contents"], ArrayObject) else ArrayObject([page.raw_get("/Contents")])
    said = b"""
/Span /MC1 BDC 0 0 1 1 re f EMC /GS1 gs /Fm1 Do /Im1 Do /Pattern cs /P1 scn 0 0 30 30 re f
BT /F9 9 Tf 300 200 Td (a) Tj ET BT /FT 9 Tf 300 140 Td (a) Tj ET"""
    page[NameObject("/Contents")] = ArrayObject([*content, writer._add_object(_stream(said).flate_encode())])
    resources = dictionary(page["/Resources"])
    for kind, made in _resources(writer, place).items():
        held = resources.setdefault(NameObject(f"/{kind}"), DictionaryObject())
        for name, value in made.items():
            dictionary(held)[NameObject(f"/{name}")] = value


def _resources(writer: PdfWriter, place: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    inner = _stream(b"0 0 9 9 re f", Type="/XObject", Subtype="/Form", BBox=_BOX)
    inner_resources = _held(XObject=_held(Fm9=writer._add_object(inner)), Mine=_text(place("key of inner resources")))
    form = _stream(b"0 0 9 9 re f /Fm9 Do", Type="/XObject", Subtype="/Form", BBox=_BOX, Resources=inner_resources)
    plain = _stream(
        b"\0" * 16, Type="/XObject", Subtype="/Image", Width=4, Height=4, BitsPerComponent=8, ColorSpace="/DeviceGray"
    )
    packed = plain.flate_encode()
    packed._data += place("bytes behind a packed picture").encode()
    tile = _stream(
        b"0 0 4 4 re f", Type="/Pattern", PatternType=1, PaintType=1, TilingType=1, BBox=_BOX, XStep=9, YStep=9,
        Resources=_held(Mine=_text(place("key of resources of a pattern"))),
    )  # fmt: skip
    properties = _held(By=_text(place("property list")), S=_text(place("known key of a property list")), Lang=_text("en"))
    state = _held(ca=NumberObject(1), By=_text(place("key of a state")))
    font_file = _stream(font("a", "Example"))
    drawn = _held(
        Type="/Font",
        Subtype="/Type3",
        FontBBox=_numbers(0, 0, 500, 500),
        FontMatrix=_numbers(0.001, 0, 0, 0.001, 0, 0),
        FirstChar=97,
        LastChar=97,
        Widths=_numbers(500),
        Encoding=_held(Differences=ArrayObject([NumberObject(97), NameObject("/a")])),
        CharProcs=_held(a=writer._add_object(_stream(b"500 0 d0 0 0 400 400 re f"))),
        Resources=_held(By=_text(place("key of resources of a font"))),
        Name=_text(place("old name of a font")),
    )
    return {
        "XObject": {
            "Fm1": writer._add_object(form),
            "Im1": writer._add_object(packed),
            "PTEX.FileName": _text(place("text among names")),
        },
        "Pattern": {"P1": writer._add_object(tile)},
        "ExtGState": {"GS1": state},
        "Properties": {"MC1": writer._add_object(properties)},
        "Font": {
            "F9": _simple(writer, "TrueType", "FontFile2", font_file, place("family in a descriptor")),
            "FT": drawn,
        },
    }


def _simple(writer: PdfWriter, subtype: str, key: str, file: StreamObject, family: str) -> DictionaryObject:
    descriptor = _held(
        Type="/FontDescriptor", FontName="/ABCDEF+Example", FontFamily=_text(family), Flags=4, FontBBox=_numbers(0, 0, 500, 500),
        ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=700, StemV=80,
    )  # fmt: skip
    descriptor[NameObject(f"/{key}")] = writer._add_object(file.flate_encode())
    held = _held(Type="/Font", Subtype=f"/{subtype}", BaseFont="/ABCDEF+Example", FirstChar=97, LastChar=97, Widths=_numbers(500))
    held[NameObject("/FontDescriptor")] = writer._add_object(descriptor)
    return held


def _held(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): _object(value) for key, value in entries.items()})


def _object(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("/"):
        return NameObject(value)
    return NumberObject(value) if type(value) is int else value


def _stream(data: bytes, **entries: Any) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update(_held(**entries))
    return made


def _text(text: str) -> TextStringObject:
    return TextStringObject(text)


def _numbers(*numbers: float) -> ArrayObject:
    return ArrayObject([NumberObject(each) if isinstance(each, int) else FloatObject(each) for each in numbers])


_BOX = _numbers(0, 0, 900, 900)
