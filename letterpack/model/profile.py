"""What the PDFs of a build are for: a profile is a row, and every stage asks the row, never its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Intent(NamedTuple):
    """What a file's colours are prepared for: an output intent (ISO 32000-1, 14.11.5).

    ``file`` is the ICC profile in ``letterpack/profiles/``, ``components`` how many numbers one of its colours has. ``condition``
    is the printing condition in words, empty where the identifier says it all. ``subtypes`` are the standards that ask for it.
    """

    file: str
    components: int
    identifier: str
    condition: str
    subtypes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the PDFs of a build are for, and so what they are.

    ``packet_claims`` and ``run_claims`` are the standards that a packet and a print run keep as long as no enclosure takes one
    away, named as the manifest names them. ``colours`` are the device colours that pages may have beside grey: where there are
    none, our drawings and pictures lose their colours, and an enclosure's are held against it. Where links ``lead``, they can
    be clicked; where not, the address stands behind the text, and an enclosure's links are left out. What is ``trimmed`` has a
    TrimBox, and where something reaches the edge, a bleed and crop marks.
    """

    name: str
    pdf_version: str
    packet_claims: tuple[str, ...]
    run_claims: tuple[str, ...]
    intent: Intent
    colours: frozenset[str]
    links_lead: bool
    is_trimmed: bool

    @property
    def is_grey(self) -> bool:
        """Whether what we draw has no colours."""
        return not self.colours
