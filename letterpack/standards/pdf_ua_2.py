"""PDF/UA-2 (ISO 14289-2): for everybody, made of PDF 2.0, whose tags say more than those of PDF 1.7."""

from __future__ import annotations

from typing import Final

from letterpack.model.standard import Standard
from letterpack.standards.pdf_ua_1 import PDF_UA

PDF_UA_2: Final = Standard(
    "PDF/UA-2",
    PDF_UA,
    f"""
<rdf:Description rdf:about="" xmlns:pdfuaid="{PDF_UA.uri}" pdfuaid:part="2" pdfuaid:rev="2024"/>""",
    frozenset(("PDF/UA-2",)),
    asks="PDF/UA-2",
    flavour="ua2",
    needs_tags=True,
    needs_words=True,
)
STANDARDS: Final = (PDF_UA_2,)
