"""``seal.json``: what reviewers approved, frozen. It lies beside the sources and is never mailed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from letterpack.model.campaign import Input


@dataclass(frozen=True, slots=True)
class SealedSignatory:
    """A signatory as it was printed when the batch was sealed."""

    name: str
    organization: str


@dataclass(frozen=True, slots=True)
class SealedApproval:
    """How many of the sealed packets a reviewer had approved as they are, by review.yaml."""

    by: str
    packets: int


@dataclass(frozen=True, slots=True)
class Seal:
    """Who approved what and when, as they said: the digest of the manifest, and of every source and packet in it.

    ``packets`` maps the id of each to the digest of its PDF; they may be more than memory holds. ``sha256`` is the digest
    that the file has of the rest of itself.
    """

    by: str
    on: date
    note: str
    manifest_sha256: str
    inputs: tuple[Input, ...]
    packets: Mapping[str, str]
    signatories: tuple[SealedSignatory, ...]
    approvals: tuple[SealedApproval, ...] = ()
    sha256: str = ""
