"""What standards ask of a file beside its pages (part of stage 7 of 7): output intents (ISO 32000-1, 14.11.5), page boxes and
crop marks (14.11.2, 14.11.3), XMP and the information dictionary, which say the same, from the sources alone.

A page of a packet is its paper. For the print room the box of the finished sheet is named too (TrimBox). If a letterhead reaches
the edge, the page grows by a bleed and by room for marks that show where to cut. Dates are the date of the letter at 00:00 UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from html import escape
from itertools import groupby
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack import __version__
from letterpack.model.form import BLEED_PT
from letterpack.model.galley import Strip
from letterpack.model.profile import Intent, Profile
from letterpack.model.standard import Property
from letterpack.press.pdf.objects import literal, stream, text_string
from letterpack.profiles import icc_of
from letterpack.standards import find_standard
from letterpack.units import mm_to_pt

_REGISTRY: Final = "http://www.color.org"


def icc_stream(intent: Intent) -> bytes:
    """Return the body of the stream that holds the intent's ICC profile."""
    return stream(icc_of(intent), f"/N {intent.components}")


def output_intents(intent: Intent, icc_number: int) -> str:
    """Return the catalog's array of output intents; all name the ICC profile in object ``icc_number``."""
    condition = f"/OutputCondition{literal(intent.condition)}" if intent.condition else ""
    condition += f"/RegistryName{literal(_REGISTRY)}" if intent.is_registered else ""
    said = (
        f"/OutputConditionIdentifier{literal(intent.identifier)}{condition}/Info{literal(intent.condition or intent.identifier)}"
    )
    each = [f"<</Type/OutputIntent/S/{subtype}{said}/DestOutputProfile {icc_number} 0 R>>" for subtype in intent.subtypes]
    return f"[{''.join(each)}]"


MARK_LENGTH_PT: Final = mm_to_pt(5.0)
MARK_GAP_PT: Final = BLEED_PT
"""Marks begin where the bleed ends, so that none can be left on a sheet that is cut a little off."""
MARK_WIDTH_PT: Final = 0.25
SLUG_PT: Final = MARK_GAP_PT + MARK_LENGTH_PT + mm_to_pt(2.0)
"""From the edge of the finished sheet to that of the page with marks."""
_REACHES_PT: Final = 0.5
"""A drawing that comes this near to the edge will show white there when it is cut."""


Boxes: TypeAlias = Literal["paper", "trim", "bleed"]
"""What a page's boxes name: the paper alone, the finished sheet too, or that within a bleed and room for crop marks."""


def boxes_for(profile: Profile) -> Boxes:
    """Return what the boxes of a page name on which nothing reaches the edge."""
    return "trim" if profile.is_trimmed else "paper"


class Sheet(Struct, frozen=True):
    """The finished sheet, and what the boxes of its pages name."""

    width_pt: float
    height_pt: float
    boxes: Boxes = "paper"

    def entries(self) -> str:
        """Return the page dictionary's boxes. The finished sheet's lower left corner is the origin, whatever lies around it."""
        width, height = self.width_pt, self.height_pt
        trim = f"[0 0 {width:.3f} {height:.3f}]"
        if self.boxes == "paper":
            return f"/MediaBox{trim}"
        if self.boxes == "trim":
            return f"/MediaBox{trim}/TrimBox{trim}/BleedBox{trim}"
        return f"/MediaBox{_grown(width, height, SLUG_PT)}/TrimBox{trim}/BleedBox{_grown(width, height, BLEED_PT)}"

    def marks(self) -> str:
        """Return operators that draw the crop marks, as an artifact of type Page (14.8.2.2.2); nothing where nothing bleeds."""
        if self.boxes != "bleed":
            return ""
        lines = [line for x in (0.0, self.width_pt) for y in (0.0, self.height_pt) for line in _corner(x, y)]
        return f"/Artifact<</Type/Page>>BDC q 0 G {MARK_WIDTH_PT:g} w {' '.join(lines)} Q EMC"


def reaches_edge(strips: Iterable[tuple[Strip, float, float]], width_pt: float) -> bool:
    """Return whether a drawing of ``strips``, each with its top-left corner, lies across the whole of a sheet this wide."""
    return any(
        x + drawing.x_pt < _REACHES_PT and x + drawing.x_pt + drawing.width_pt > width_pt - _REACHES_PT
        for strip, x, _ in strips
        for drawing in strip.drawings
    )


def _grown(width_pt: float, height_pt: float, by_pt: float) -> str:
    return f"[{-by_pt:.3f} {-by_pt:.3f} {width_pt + by_pt:.3f} {height_pt + by_pt:.3f}]"


def _corner(x: float, y: float) -> tuple[str, str]:
    """Return the two marks at the corner (``x``, ``y``) of the finished sheet, each pointing away from it."""
    across, up = (-1 if x == 0 else 1), (-1 if y == 0 else 1)
    near, far = MARK_GAP_PT, MARK_GAP_PT + MARK_LENGTH_PT
    return (
        f"{x + across * near:.2f} {y:.2f} m {x + across * far:.2f} {y:.2f} l S",
        f"{x:.2f} {y + up * near:.2f} m {x:.2f} {y + up * far:.2f} l S",
    )


PRODUCER: Final = f"letterpack {__version__}"
_NO_IDENTIFIER: Final = b"00000000-0000-8000-8000-000000000000"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmp:CreateDate="{day}T00:00:00Z" \
xmp:ModifyDate="{day}T00:00:00Z" xmp:CreatorTool="{producer}" pdf:Producer="{producer}">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{creator}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>{claims}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_SCHEMAS: Final = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_SCHEMA: Final = """<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{schema}</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"""
_PROPERTY: Final = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{property}</pdfaProperty:name>\
<pdfaProperty:valueType>{type}</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"""

_as_text: Final = partial(escape, quote=False)
"""What ``xml.sax.saxutils.escape`` does, whose import brings ``urllib.request`` along."""


class Metadata(Struct, frozen=True):
    """What a document says of itself. ``claims`` are standards by name, as in the manifest."""

    title: str
    author: str
    language: str
    day: date
    claims: tuple[str, ...]


def xmp(metadata: Metadata) -> bytes:
    """Return the metadata stream's body (14.3.2), not compressed, so that whoever cannot read PDF can read it."""
    creator = (
        f"\n<dc:creator><rdf:Seq><rdf:li>{_as_text(metadata.author)}</rdf:li></rdf:Seq></dc:creator>" if metadata.author else ""
    )
    packet = _XMP.format(
        title=_as_text(metadata.title),
        creator=creator,
        language=_as_text(metadata.language),
        day=metadata.day.isoformat(),
        producer=PRODUCER,
        claims=_claims(metadata),
    ).encode("utf-8")
    return b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(packet), packet)


def _claims(metadata: Metadata) -> str:
    standards = [find_standard(claim) for claim in metadata.claims]
    day, identifier = metadata.day.isoformat(), _NO_IDENTIFIER.decode("ascii")
    said = "".join([each.xmp.format(day=day, identifier=identifier) for each in standards])
    properties = [one for each in standards for one in each.described]
    described = "".join([_described(list(group)) for _, group in groupby(properties, key=lambda each: each.uri)])
    return said + _SCHEMAS.format(schemas=described) if described else said


def _described(properties: Sequence[Property]) -> str:
    said = "".join([_PROPERTY.format(**each._asdict()) for each in properties])
    return _SCHEMA.format(**properties[0]._asdict(), properties=said)


def has_identifier(packet: bytes) -> bool:
    """Whether an XMP stream waits for a UUID of its document (``identified``)."""
    return _NO_IDENTIFIER in packet


def identified(packet: bytes, digest: bytes) -> bytes:
    """Return an XMP stream with its document named by ``digest``: a UUID of the kind for names of one's own making."""
    name = bytearray(digest[:16])
    name[6] = name[6] & 0x0F | 0x80
    name[8] = name[8] & 0x3F | 0x80
    text = name.hex()
    return packet.replace(_NO_IDENTIFIER, f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}".encode("ascii"), 1)


def information(metadata: Metadata) -> bytes:
    """Return the information dictionary's body (14.3.3)."""
    # Not `%Y`, which writes the year 850 in three digits on some systems.
    day = f"(D:{metadata.day.isoformat().replace('-', '')}000000Z)"
    author = f"/Author{text_string(metadata.author)}" if metadata.author else ""
    about_claims = "".join([find_standard(claim).information for claim in metadata.claims])
    return (
        f"<</Title{text_string(metadata.title)}{author}/Creator{text_string(PRODUCER)}/Producer{text_string(PRODUCER)}"
        f"/CreationDate{day}/ModDate{day}{about_claims}>>"
    ).encode("ascii")
