"""The document catalog (part of stage 7 of 7): what a file says of itself before any page (ISO 32000-1, 7.7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from letterpack.model.profile import Intent
from letterpack.press.pdf.objects import literal, text_string
from letterpack.press.standards.intents import output_intents


class Catalog(Struct, frozen=True):
    """What a catalog names, by object numbers. ``outline``, ``structure`` and ``parts`` are 0 where the file has none."""

    page_tree: int
    metadata: int
    icc: int
    intent: Intent
    language: str
    structure: int = 0
    outline: int = 0
    labels: str = ""
    parts: int = 0

    def body(self) -> bytes:
        """Return the catalog's dictionary."""
        tags = f"/StructTreeRoot {self.structure} 0 R/MarkInfo<</Marked true>>" if self.structure else ""
        outline = f"/Outlines {self.outline} 0 R" if self.outline else ""
        parts = f"/DPartRoot {self.parts} 0 R" if self.parts else ""
        return (
            f"<</Type/Catalog/Pages {self.page_tree} 0 R{tags}{outline}{parts}{self.labels}/Lang{literal(self.language)}"
            f"/Metadata {self.metadata} 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            f"/OutputIntents{output_intents(self.intent, self.icc)}>>"
        ).encode("ascii")


def page_labels(parts: Sequence[str], enclosures: Sequence[tuple[str, int, int]]) -> str:
    """Return the catalog's PageLabels entry (12.4.2), so that a viewer shows the numbers that are printed.

    ``parts`` says for each page what it belongs to: a carrier counts i, ii …, the letter and its annex 1, 2 …; the pages of an
    enclosure (its title, how many blank ones stand in front, how many it has) count anew behind its title.
    """
    rows: list[str] = []
    at = 0
    for is_carrier, pages in groupby(parts, lambda part: part == "carrier"):
        rows.append(f"{at}<</S/{'r' if is_carrier else 'D'}>>")
        at += len(list(pages))
    for title, blank, count in enclosures:
        at += blank
        rows.append(f"{at}<</P{text_string(title + ' ')}/S/D>>")
        at += count
    return f"/PageLabels<</Nums[{''.join(rows)}]>>"
