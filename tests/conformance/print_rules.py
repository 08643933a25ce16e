"""The rules of PDF/X-4 that a packet could break, as tests of our own: no free validator knows PDF/X.

Each names the subject of ISO 15930-7:2010 that it stands for; the standard's text is not free, so the wording is ours. The
file is read by pypdf, which shares no code with the press.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject

RULES: dict[str, Callable[[PdfReader, bytes], Iterator[str]]] = {}
BLEND_MODES = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
COLOURED = {b"rg", b"RG", b"k", b"K"}


def rule(subject):
    def keep(function):
        RULES[subject] = function
        return function

    return keep


def broken(path: Path) -> set[str]:
    """The subjects of the rules that the file breaks."""
    data = path.read_bytes()
    reader = PdfReader(path)
    return {subject for subject, check in RULES.items() if any(True for _ in check(reader, data))}


def resolved(value):
    return value.get_object() if value is not None else None


def entry(dictionary, key):
    return resolved(dictionary.get(key)) if dictionary is not None else None


@rule("file structure: PDF 1.6, identified, not encrypted")
def _structure(reader, data):
    if not data.startswith(b"%PDF-1.6"):
        yield "header"
    if "/ID" not in reader.trailer or "/Encrypt" in reader.trailer:
        yield "trailer"


@rule("identification: GTS_PDFXVersion in XMP")
def _identified(reader, data):
    if b"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" not in xmp(reader):
        yield "version"


@rule("metadata: title, dates, document and version identifiers, rendition class")
def _described(reader, data):
    packet = xmp(reader)
    for name in (
        "dc:title",
        "xmp:CreateDate",
        "xmp:ModifyDate",
        "xmp:MetadataDate",
        "xmpMM:DocumentID",
        "xmpMM:VersionID",
        "xmpMM:RenditionClass",
    ):
        if not re.search(rb'<%s>.+?</%s>|%s="[^"]+"' % ((name.encode(),) * 3), packet, re.DOTALL):
            yield name


@rule("trapping: True or False, alike in Info and XMP")
def _trapped(reader, data):
    said = str(entry(resolved(reader.trailer["/Info"]), "/Trapped")).removeprefix("/")
    if said not in ("True", "False") or f"<pdf:Trapped>{said}</pdf:Trapped>".encode() not in xmp(reader):
        yield said


@rule("output intent: one GTS_PDFX with an output profile in the file and a name")
def _intent(reader, data):
    intents = [each.get_object() for each in entry(reader.root_object, "/OutputIntents") or ()]
    ours = [each for each in intents if each.get("/S") == "/GTS_PDFX"]
    if len(ours) != 1:
        yield "number"
        return
    profile = entry(ours[0], "/DestOutputProfile")
    if (
        not isinstance(profile, StreamObject)
        or profile.get_data()[12:16] != b"prtr"
        or not ours[0].get("/OutputConditionIdentifier")
    ):
        yield "profile"
    elif len({each.raw_get("/DestOutputProfile").idnum for each in intents}) != 1:
        yield "shared with PDF/A"


@rule("page boxes: TrimBox or ArtBox, in BleedBox, in MediaBox")
def _boxes(reader, data):
    for page in reader.pages:
        media, trim = page.mediabox, page.get("/TrimBox")
        if (trim is None) == ("/ArtBox" not in page):
            yield "trim"
            continue
        bleed = page.get("/BleedBox", media)
        boxes = [[float(side) for side in box] for box in (page.trimbox, bleed, media)]
        for inner, outer in pairwise(boxes):
            if (
                inner[0] < outer[0] - 0.01
                or inner[1] < outer[1] - 0.01
                or inner[2] > outer[2] + 0.01
                or inner[3] > outer[3] + 0.01
            ):
                yield "nesting"


@rule("annotations: none within the bleed")
def _annotations(reader, data):
    for page in reader.pages:
        if any(each.get_object().get("/Subtype") not in ("/TrapNet", "/PrinterMark") for each in entry(page, "/Annots") or ()):
            yield "annotation"


@rule("interaction: no actions, scripts, forms or attachments")
def _active(reader, data):
    root = reader.root_object
    names = entry(root, "/Names")
    if any(key in root for key in ("/OpenAction", "/AA", "/AcroForm", "/AF")) or (
        names and {"/JavaScript", "/EmbeddedFiles"} & set(names)
    ):
        yield "catalog"
    if any("/AA" in page for page in reader.pages):
        yield "page"


@rule("fonts: every program in the file")
def _fonts(reader, data):
    for kind, each in things(reader):
        if kind == "font" and "/Subtype" in each and each["/Subtype"] != "/Type3":
            holder = each["/DescendantFonts"][0].get_object() if "/DescendantFonts" in each else each
            descriptor = entry(holder, "/FontDescriptor")
            if not descriptor or not any(isinstance(entry(descriptor, f"/FontFile{n}"), StreamObject) for n in ("", "2", "3")):
                yield str(each.get("/BaseFont"))


@rule("colour: device colours are those of the intent, here grey")
def _colours(reader, data):
    for kind, each in things(reader):
        if kind == "content" and any(operator in COLOURED for _, operator in each.operations):
            yield "operator"
        elif kind in ("image", "shading", "space") and ("/DeviceRGB" in str(each) or "/DeviceCMYK" in str(each)):
            yield kind


@rule("graphics state: no transfer functions, standard blend modes")
def _state(reader, data):
    for kind, each in things(reader):
        if kind == "state" and (
            "/TR" in each or each.get("/TR2", "/Default") != "/Default" or each.get("/BM", "/Normal") not in BLEND_MODES
        ):
            yield "state"


@rule("objects: no PostScript, no LZW, nothing that lies elsewhere")
def _objects(reader, data):
    for _, each in things(reader):
        if isinstance(each, DictionaryObject) and (
            each.get("/Subtype") == "/PS" or {"/OPI", "/Ref", "/F", "/Alternates"} & set(each)
        ):
            yield "object"
        if isinstance(each, DictionaryObject) and "LZW" in str(each.get("/Filter")):
            yield "filter"


def xmp(reader):
    metadata = entry(reader.root_object, "/Metadata")
    return metadata.get_data() if isinstance(metadata, StreamObject) else b""


def things(reader):
    """Every content, font, image, shading, colour space, graphics state that pages reach, by kind; each resource dictionary
    once.
    """
    seen: set[int] = set()
    for page in reader.pages:
        if "/Contents" in page:
            yield "content", ContentStream(page["/Contents"].get_object(), reader)
        yield from _below(reader, entry(page, "/Resources"), seen)


def _below(reader, resources, seen):
    if resources is None or id(resources) in seen:
        return
    seen.add(id(resources))
    for key, kind in (("/Font", "font"), ("/Shading", "shading"), ("/ColorSpace", "space"), ("/ExtGState", "state")):
        for each in (entry(resources, key) or {}).values():
            yield kind, each.get_object()
    for each in (entry(resources, "/Pattern") or {}).values():
        yield "shading", entry(each.get_object(), "/Shading")
    for each in (entry(resources, "/XObject") or {}).values():
        target = each.get_object()
        if target.get("/Subtype") == "/Image":
            yield "image", target
        else:
            yield "form", target
            yield "content", ContentStream(target, reader)
            yield from _below(reader, entry(target, "/Resources"), seen)
