"""PDF/A-4 (ISO 19005-4): for archives, made of PDF 2.0. It has no levels."""

from __future__ import annotations

from typing import Final

from letterpack.model.standard import Standard
from letterpack.standards.pdf_a_2 import PDF_A

PDF_A_4: Final = Standard(
    "PDF/A-4",
    PDF_A,
    """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="4" pdfaid:rev="2020"/>""",
    frozenset(("PDF/A-4",)),
    asks="PDF/A-4",
    flavour="4",
)
STANDARDS: Final = (PDF_A_4,)
