"""Output intents (part of stage 7 of 7): what a file's colours are prepared for, as PDF says it (ISO 32000-1, 14.11.5)."""

from __future__ import annotations

from typing import Final

from letterpack.model.profile import Intent
from letterpack.press.pdf.objects import literal, stream
from letterpack.profiles import icc_of

_REGISTRY: Final = "http://www.color.org"


def icc_stream(intent: Intent) -> bytes:
    """Return the body of the stream that holds the intent's ICC profile."""
    return stream(icc_of(intent), f"/N {intent.components}")


def output_intents(intent: Intent, icc_number: int) -> str:
    """Return the catalog's array of output intents; all name the ICC profile in object ``icc_number``."""
    condition = f"/OutputCondition{literal(intent.condition)}" if intent.condition else ""
    condition += f"/RegistryName{literal(_REGISTRY)}" if intent.is_registered else ""
    said = (
        f"/OutputConditionIdentifier{literal(intent.identifier)}{condition}/Info{literal(intent.condition or intent.identifier)}"
    )
    each = [f"<</Type/OutputIntent/S/{subtype}{said}/DestOutputProfile {icc_number} 0 R>>" for subtype in intent.subtypes]
    return f"[{''.join(each)}]"
