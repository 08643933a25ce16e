"""Which standards a file claims (part of stage 7 of 7): all that we keep, less what an enclosure takes away."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from letterpack.model.pdf import Enclosure
from letterpack.press.standards.metadata import PDF_UA, PDF_X

LEVELS: Final = ("PDF/A-2a", "PDF/A-2u", "PDF/A-2b")
"""Levels of PDF/A, each of which holds what those after it ask (ISO 19005-2, 5)."""


def packet_claims(for_print: bool, enclosures: Iterable[Enclosure] = ()) -> tuple[str, ...]:
    """Return what a packet with ``enclosures`` is: tagged, and with ``for_print`` ready for the print room."""
    return _left(LEVELS, (PDF_UA, PDF_X) if for_print else (PDF_UA,), [each.keeps for each in enclosures])


def run_claims(for_print: bool, kept: Collection[frozenset[str]] = ()) -> tuple[str, ...]:
    """Return what a print run is, which has no tags, with enclosures that keep each what one of ``kept`` says."""
    return _left(LEVELS[1:], (PDF_X,) if for_print else (), kept)


def _left(levels: tuple[str, ...], others: tuple[str, ...], kept: Collection[frozenset[str]]) -> tuple[str, ...]:
    level = [each for each in levels if all(each in keeps for keeps in kept)][:1]
    return (*level, *[each for each in others if all(each in keeps for keeps in kept)])
