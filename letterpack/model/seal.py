"""``seal.json``: what reviewers approved, frozen. It lies beside the sources and is never mailed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from letterpack.model.campaign import Input


@dataclass(frozen=True, slots=True)
class SealedSignatory:
    """A signatory as it was printed when the batch was sealed."""

    name: str
    organization: str


@dataclass(frozen=True, slots=True)
class SealedPacket:
    """A packet's id and the digest of its PDF."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Who approved what and when, as they said: the digest of the manifest, and of every source and packet in it."""

    by: str
    on: date
    note: str
    manifest_sha256: str
    inputs: tuple[Input, ...]
    packets: tuple[SealedPacket, ...]
    signatories: tuple[SealedSignatory, ...]
