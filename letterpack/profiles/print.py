"""``print``: the print room. PDF/X-4 in the same file, grey, cut to size.

The output intent is a printing condition by name: FOGRA47 (offset on uncoated white paper, ISO 12647-2), its black ink alone.
PDF/A and PDF/X then name the same ICC profile, one object (ISO 19005-2, 6.2.3: several intents share one destination profile).
PDF/X forbids annotations on the page (ISO 15930-7, annotations), and PDF/X-4 is made of PDF 1.6 (ISO 15930-7, scope).
"""

from __future__ import annotations

from typing import Final

from letterpack.model.profile import Intent, Profile

BLACK_INK: Final = Intent(
    "fogra47_black.icc",
    1,
    "FOGRA47 black",
    "Offset on uncoated white paper, ISO 12647-2 (FOGRA47), black ink alone",
    ("GTS_PDFA1", "GTS_PDFX"),
)

PROFILE: Final = Profile(
    name="print",
    pdf_version="1.6",
    packet_claims=("PDF/A-2a", "PDF/UA-1", "PDF/X-4"),
    run_claims=("PDF/A-2u", "PDF/X-4"),
    intent=BLACK_INK,
    colours=frozenset(),
    links_lead=False,
    is_trimmed=True,
)
