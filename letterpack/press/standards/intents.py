"""Output intents (part of stage 7 of 7): what a file's colours are prepared for (ISO 32000-1, 14.11.5).

By default that is a screen, sRGB. For the print room it is a printing condition by name: FOGRA47 (offset on uncoated white paper,
ISO 12647-2), its black ink alone, since a packet for print is grey. PDF/A and PDF/X then name the same profile, one object
(ISO 19005-2, 6.2.3: several intents share one destination profile).
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final, NamedTuple

from letterpack.press.pdf.objects import literal, stream


class Intent(NamedTuple):
    """An output intent: the profile's file beside this module, its number of components, and the condition's names.

    ``condition`` is the condition in words, empty where the identifier says it all. ``subtypes`` are the standards that ask
    for it.
    """

    file: str
    components: int
    identifier: str
    condition: str
    subtypes: tuple[str, ...]


SCREEN: Final = Intent("srgb.icc", 3, "sRGB IEC61966-2.1", "", ("GTS_PDFA1",))
PRINT: Final = Intent(
    "fogra47_black.icc",
    1,
    "FOGRA47 black",
    "Offset on uncoated white paper, ISO 12647-2 (FOGRA47), black ink alone",
    ("GTS_PDFA1", "GTS_PDFX"),
)


def profile_stream(intent: Intent) -> bytes:
    """Return the body of the profile's stream."""
    data = files("letterpack.press.standards").joinpath(intent.file).read_bytes()
    return stream(data, f"/N {intent.components}")


def output_intents(intent: Intent, profile_number: int) -> str:
    """Return the catalogue's array of output intents; all name the profile in object ``profile_number``."""
    condition = f"/OutputCondition{literal(intent.condition)}" if intent.condition else ""
    said = (
        f"/OutputConditionIdentifier{literal(intent.identifier)}{condition}/Info{literal(intent.condition or intent.identifier)}"
    )
    each = [f"<</Type/OutputIntent/S/{subtype}{said}/DestOutputProfile {profile_number} 0 R>>" for subtype in intent.subtypes]
    return f"[{''.join(each)}]"
