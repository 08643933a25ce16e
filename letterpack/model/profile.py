"""What the PDFs of a build are for: a profile is a row, and every stage asks the row, never its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from letterpack.values import replace

_CMYK: Final = 4


class Intent(NamedTuple):
    """What a file's colours are prepared for: an output intent (ISO 32000-1, 14.11.5).

    ``file`` is the ICC profile in ``letterpack/profiles/``, ``components`` how many numbers one of its colours has. ``condition``
    is the printing condition in words, empty where the identifier says it all. ``subtypes`` are the standards that ask for it.
    ``icc`` is the ICC profile itself where the campaign brings it; a name ``is_registered`` in the ICC's registry of conditions.
    """

    file: str
    components: int
    identifier: str
    condition: str
    subtypes: tuple[str, ...]
    icc: bytes = b""
    is_registered: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What the PDFs of a build are for, and so what they are.

    ``packet_claims`` and ``run_claims`` are the standards that a packet and a print run keep as long as no enclosure takes one
    away, named as the manifest names them. ``colours`` are the device colours that pages may have beside grey: others of an
    enclosure are held against it, and where RGB is not among them, our drawings and pictures lose their colours. Where links
    ``lead``, they can be clicked; where not, the address stands behind the text, and an enclosure's links are left out. What is
    ``trimmed`` has a TrimBox, and where something reaches the edge, a bleed and crop marks. What holds the pages of many packets
    ``names_parts`` where it says which are whose.
    """

    name: str
    pdf_version: str
    packet_claims: tuple[str, ...]
    run_claims: tuple[str, ...]
    intent: Intent
    colours: frozenset[str]
    links_lead: bool
    is_trimmed: bool
    names_parts: bool = False

    @property
    def is_pdf_2(self) -> bool:
        """Whether the PDFs are of PDF 2.0: their tags are in its namespace, what leads somewhere leads to a tag, and only XMP
        describes them.
        """
        return self.pdf_version.startswith("2")

    @property
    def is_grey(self) -> bool:
        """Whether what we draw has no colours."""
        return "RGB" not in self.colours

    def made_for(self, intent: Intent) -> Profile:
        """Return the profile for another printing condition; one of four inks lets pages have their colours."""
        return replace(self, intent=intent, colours=frozenset(("CMYK",)) if intent.components == _CMYK else frozenset())
