"""Document metadata (part of stage 7 of 7): XMP and the information dictionary, saying the same, from the sources alone.

Dates are the letter's date at 00:00 UTC: nothing in a packet comes from the clock.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from letterpack import __version__
from letterpack.press.objects import text_string

PRODUCER: Final = f"letterpack {__version__}"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{creator}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{day}T00:00:00Z</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>{claims}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_PDF_A: Final = """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>\
<pdfaid:conformance>{level}</pdfaid:conformance></rdf:Description>"""
_PDF_UA: Final = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


class Metadata(NamedTuple):
    """What a document says of itself. ``claims`` are standards by name, as in the manifest."""

    title: str
    author: str
    language: str
    day: date
    claims: tuple[str, ...]


def xmp(metadata: Metadata) -> bytes:
    """Return the metadata stream's body (14.3.2), not compressed, so that whoever cannot read PDF can read it."""
    creator = f"\n<dc:creator><rdf:Seq><rdf:li>{escape(metadata.author)}</rdf:li></rdf:Seq></dc:creator>" if metadata.author else ""
    claims = ""
    for claim in metadata.claims:
        if claim.startswith("PDF/A-2"):
            claims += _PDF_A.format(level=claim[-1].upper())
        elif claim == "PDF/UA-1":
            claims += _PDF_UA
    packet = _XMP.format(title=escape(metadata.title), creator=creator, language=escape(metadata.language), day=metadata.day.isoformat(),
                         producer=PRODUCER, claims=claims).encode("utf-8")
    return b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(packet), packet)


def information(metadata: Metadata) -> bytes:
    """Return the information dictionary's body (14.3.3)."""
    day = f"(D:{metadata.day:%Y%m%d}000000Z)"
    author = f"/Author{text_string(metadata.author)}" if metadata.author else ""
    return (f"<</Title{text_string(metadata.title)}{author}/Creator{text_string(PRODUCER)}/Producer{text_string(PRODUCER)}"
            f"/CreationDate{day}/ModDate{day}>>").encode("ascii")
