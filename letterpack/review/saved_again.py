"""The way back: a packet that another program saved again, such as Ghostscript, as it was before.

Such a program writes what pages show and drops what it does not know: tags, the language, claims, what a ligature says. It makes
subsets of fonts anew, and signs with its own name and day. Whoever wrote the packet did none of that; what it shows is compared.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from letterpack.model.observed import ObservedPacket, ObservedPage, Shown
from letterpack.review.others import UNKNOWN

_NEAR_PT: Final = 1.0
_LONGEST_LIGATURE: Final = 3
"""Letters of a ligature: `ffi`."""


def saved_by_others(packet: ObservedPacket) -> bool:
    """Whether the file says that another program wrote it last."""
    return "letterpack" not in packet.metadata.producer.lower()


def as_before(packet: ObservedPacket, other: ObservedPacket) -> ObservedPacket:
    """Return ``packet``, which another program saved, with what that program changes by itself as the ``other`` has it."""
    was = other.metadata
    metadata = packet.metadata._replace(
        producer=was.producer,
        created=was.created,
        modified=was.modified,
        language=packet.metadata.language or was.language,
        claims=packet.metadata.claims or was.claims,
    )
    look = packet.look._replace(programs=other.look.programs) if packet.look and other.look else packet.look
    pages = tuple([_meant(page, beside) for page, beside in zip_longest(packet.pages, other.pages) if page is not None])
    return replace(packet, metadata=metadata, look=look, pages=pages)


def _meant(page: ObservedPage, other: ObservedPage | None) -> ObservedPage:
    """Return ``page`` with what its font no longer says as the ``other`` says it in the same place."""
    if other is None or not any(UNKNOWN in shown.text for shown in page.shown):
        return page
    said = {_place(shown): shown.text for shown in other.shown}
    return page._replace(
        parts=tuple([tuple([_filled(shown, said.get(_place(shown), "")) for shown in part]) for part in page.parts])
    )


def _place(shown: Shown) -> tuple[int, int]:
    return round(shown.x_pt / _NEAR_PT), round(shown.y_pt / _NEAR_PT)


def _filled(shown: Shown, said: str) -> Shown:
    if UNKNOWN not in shown.text:
        return shown
    pattern = re.escape(shown.text).replace(re.escape(UNKNOWN), f"[^\\W\\d_]{{2,{_LONGEST_LIGATURE}}}")
    return shown._replace(text=said) if re.fullmatch(pattern, said) else shown
