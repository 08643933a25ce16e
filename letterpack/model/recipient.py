"""Whom a packet of a print run goes to, as the run's document parts may say it: written by the press, and read back."""

from __future__ import annotations

from msgspec import Struct


class PartRecipient(Struct, frozen=True):
    """Whom a packet goes to: its id, and what else may be said of its reader, where it may."""

    id: str
    name: str = ""
    title: str = ""
    organization: str = ""
    lines: tuple[str, ...] = ()
    country: str = ""
