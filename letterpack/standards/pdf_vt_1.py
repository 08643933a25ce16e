"""PDF/VT-1 (ISO 16612-2): PDF/X-4 that says which of its pages belong together. It is kept where PDF/X-4 is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model.standard import Identification, Property, Standard
from letterpack.standards.pdf_x_4 import PDF_X_4

_NAME: Final = "PDF/VT-1"
_URI: Final = "http://www.npes.org/pdfvt/ns/id/"
_VERSION: Final = "GTS_PDFVTVersion"
_CHANGED: Final = "GTS_PDFVTModDate"
_SCHEMA: Final = "PDF/VT identification"


def _named(said: Mapping[str, str]) -> str:
    return said.get(_VERSION, "")


PDF_VT: Final = Identification(_URI, _named)
PDF_VT_1: Final = Standard(
    _NAME,
    PDF_VT,
    f"""
<rdf:Description rdf:about="" xmlns:pdfvtid="{_URI}">
<pdfvtid:{_VERSION}>{_NAME}</pdfvtid:{_VERSION}><pdfvtid:{_CHANGED}>{{day}}T00:00:00Z</pdfvtid:{_CHANGED}>
</rdf:Description>""",
    PDF_X_4.kept_by | {_NAME},
    described=(
        Property(_SCHEMA, _URI, "pdfvtid", _VERSION, "Text", "Version of PDF/VT"),
        Property(_SCHEMA, _URI, "pdfvtid", _CHANGED, "Date", "Date of modification that the version was valid at"),
    ),
    needs_meanings=False,
    adds_to=PDF_X_4.name,
)
STANDARDS: Final = (PDF_VT_1,)
