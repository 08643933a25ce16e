"""PDF/A-2 (ISO 19005-2): for archives. Level a has tags, u a meaning for each character, b neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model.standard import Identification, Standard
from letterpack.values import replace

_XMP: Final = """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="%s"/>"""


def _named(said: Mapping[str, str]) -> str:
    return f"PDF/A-{said['part']}{said.get('conformance', '').lower()}" if "part" in said else ""


def _kept_by(levels: str) -> frozenset[str]:
    """Return the claims of an enclosure that hold a level of ours.

    Part 3 allows attachments of any kind beyond part 2, and attachments stay behind. Part 1 asks less of fonts.
    """
    return frozenset([f"PDF/A-{part}{level}" for part in "23" for level in levels])


PDF_A: Final = Identification("http://www.aiim.org/pdfa/ns/id/", _named)
PDF_A_2B: Final = Standard(
    "PDF/A-2b", PDF_A, _XMP % "B", _kept_by("bua"), asks="PDF/A-2 or PDF/A-3, level b", flavour="2b", needs_meanings=False
)
PDF_A_2U: Final = replace(
    PDF_A_2B,
    name="PDF/A-2u",
    xmp=_XMP % "U",
    kept_by=_kept_by("ua"),
    asks="PDF/A-2 or PDF/A-3, level u",
    lower=("PDF/A-2b",),
    flavour="2u",
    needs_meanings=True,
)
PDF_A_2A: Final = replace(
    PDF_A_2U,
    name="PDF/A-2a",
    xmp=_XMP % "A",
    kept_by=_kept_by("a"),
    asks="PDF/A-2 or PDF/A-3, level a",
    lower=("PDF/A-2u", "PDF/A-2b"),
    flavour="2a",
    needs_tags=True,
)
STANDARDS: Final = (PDF_A_2A, PDF_A_2U, PDF_A_2B)
