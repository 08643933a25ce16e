"""Document metadata (part of stage 7 of 7): XMP and the information dictionary, saying the same, from the sources alone.

Dates are the letter's date at 00:00 UTC: nothing in a packet comes from the clock. How a standard is claimed, its row of
``letterpack/standards/`` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape
from itertools import groupby
from typing import Final

from msgspec import Struct

from letterpack import __version__
from letterpack.model.standard import Property
from letterpack.press.pdf.objects import text_string
from letterpack.standards import find_standard

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
