"""Well-Tagged PDF 1.0 (PDF Association): tags that serve a screen reader, and whoever takes the text for another use.

A file claims it by PDF Declarations, one for accessibility and one for reuse; ours keep both or neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.model.standard import Identification, Standard

_NAME: Final = "WTPDF-1.0"
_DECLARATIONS: Final = "http://pdfa.org/declarations/"
_WTPDF: Final = f"{_DECLARATIONS}wtpdf#"
_CLAIM: Final = f'<rdf:li rdf:parseType="Resource"><pdfd:conformsTo>{_WTPDF}%s1.0</pdfd:conformsTo></rdf:li>'


def _named(said: Mapping[str, str]) -> str:
    return _NAME if said.get("conformsTo", "").startswith(_WTPDF) else ""


WTPDF: Final = Standard(
    _NAME,
    Identification(_DECLARATIONS, _named),
    f"""
<rdf:Description rdf:about="" xmlns:pdfd="{_DECLARATIONS}"><pdfd:declarations><rdf:Bag>\
{_CLAIM % "accessibility"}{_CLAIM % "reuse"}</rdf:Bag></pdfd:declarations></rdf:Description>""",
    frozenset((_NAME,)),
    asks="Well-Tagged PDF",
    flavour="wt1a",
    needs_tags=True,
    needs_words=True,
)
STANDARDS: Final = (WTPDF,)
