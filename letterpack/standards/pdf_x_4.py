"""PDF/X-4 (ISO 15930-7): for print rooms. What keeps PDF/A-2 beside our output intent keeps it too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model.standard import Identification, Property, Standard
from letterpack.standards.pdf_a_2 import PDF_A_2B

_NAME: Final = "PDF/X-4"
_URI: Final = "http://www.npes.org/pdfx/ns/id/"
_PDF: Final = "http://ns.adobe.com/pdf/1.3/"
_VERSION: Final = "GTS_PDFXVersion"


def _named(said: Mapping[str, str]) -> str:
    return said.get(_VERSION, "")


PDF_X: Final = Identification(_URI, _named)
PDF_X_4: Final = Standard(
    _NAME,
    PDF_X,
    f"""
<rdf:Description rdf:about="" xmlns:pdfxid="{_URI}" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" \
xmlns:pdf="{_PDF}" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<pdfxid:{_VERSION}>{_NAME}</pdfxid:{_VERSION}><pdf:Trapped>False</pdf:Trapped>
<xmpMM:DocumentID>uuid:{{identifier}}</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>\
<xmpMM:RenditionClass>default</xmpMM:RenditionClass><xmp:MetadataDate>{{day}}T00:00:00Z</xmp:MetadataDate>
</rdf:Description>""",
    PDF_A_2B.kept_by | {_NAME},
    described=(
        Property("PDF/X identification", _URI, "pdfxid", _VERSION, "Text", "Version of PDF/X"),
        Property("Adobe PDF", _PDF, "pdf", "Trapped", "Text", "Whether the document has been trapped"),
    ),
    needs_meanings=False,
    information=f"/Trapped/False/{_VERSION}({_NAME})",
)
STANDARDS: Final = (PDF_X_4,)
