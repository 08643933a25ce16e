"""PDF/UA-1 (ISO 14289-1): for everybody. It asks for tags, and nothing of how a page looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model.standard import Identification, Property, Standard

_URI: Final = "http://www.aiim.org/pdfua/ns/id/"


def _named(said: Mapping[str, str]) -> str:
    return f"PDF/UA-{said['part']}" if "part" in said else ""


PDF_UA: Final = Identification(_URI, _named)
PDF_UA_1: Final = Standard(
    "PDF/UA-1",
    PDF_UA,
    f"""
<rdf:Description rdf:about="" xmlns:pdfuaid="{_URI}" pdfuaid:part="1"/>""",
    frozenset(("PDF/UA-1",)),
    asks="PDF/UA-1",
    described=(Property("PDF/UA identification", _URI, "pdfuaid", "part", "Integer", "Part of ISO 14289"),),
    flavour="ua1",
    needs_tags=True,
    needs_words=True,
)
STANDARDS: Final = (PDF_UA_1,)
