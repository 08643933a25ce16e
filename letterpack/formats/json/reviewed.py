"""``reviewed.json``: the marks that reviewers set in the report of ``diff`` and exported from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct, field

from letterpack.datafiles import in_words
from letterpack.formats.json.places import refuse_repeated_keys

VERSION: Final = 1


class NoMarks(ValueError):
    """The file holds no exported marks that can be read; the text says why."""


class Reviewed(Struct, frozen=True):
    """Packets of which every change was looked at, those that differ and of which not all were, and those that are as they were:
    digest of the PDF by id. ``manifest_sha256`` is the digest of the manifest that was reviewed, which lists every source;
    ``before_sha256`` that of the one with which it was compared.
    """

    reviewed: Mapping[str, str]
    open: Mapping[str, str]
    identical: Mapping[str, str] = field(default_factory=dict)
    manifest_sha256: str = ""
    before_sha256: str = ""


class _MarksVersion(msgspec.Struct):
    review_version: int


class _MarkedPacket(msgspec.Struct):
    packet: str
    sha256: str


class _MarkedManifests(msgspec.Struct, frozen=True):
    new: str = ""
    old: str = ""


class _SetMark(msgspec.Struct):
    by: str
    on: str


class _MarkedChange(msgspec.Struct):
    marks: tuple[_SetMark, ...]


class _MarksFile(msgspec.Struct):
    reviewed: tuple[_MarkedPacket, ...]
    open: tuple[_MarkedPacket, ...]
    identical: tuple[_MarkedPacket, ...] = ()
    manifests: _MarkedManifests = _MarkedManifests()
    marks: tuple[_MarkedChange, ...] = ()


def read_reviewed(data: bytes) -> Reviewed:
    """Return the marks in ``data``. Raises ``NoMarks``."""
    try:
        version = msgspec.json.decode(data, type=_MarksVersion).review_version
        if version != VERSION:
            raise NoMarks(f"it is of version {version}, but this letterpack reads version {VERSION}")
        said = msgspec.json.decode(data, type=_MarksFile)
        refuse_repeated_keys(data)
    except msgspec.ValidationError as error:
        raise NoMarks(in_words(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoMarks("it is not what the report’s “Export reviewed marks” saves") from error
    reviewed, unseen, same = map(_by_packet, (said.reviewed, said.open, said.identical))
    if reviewed and not (said.marks and all(map(_has_reviewer, said.marks))):
        raise NoMarks("it does not say of every mark who set it, and when")
    return Reviewed(reviewed, unseen, same, said.manifests.new, said.manifests.old)


def _has_reviewer(change: _MarkedChange) -> bool:
    return any(each.by.strip() and each.on.strip() for each in change.marks)


def _by_packet(rows: tuple[_MarkedPacket, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        if row.packet in found:
            raise NoMarks(f"the packet `{row.packet}` stands in it twice")
        found[row.packet] = row.sha256
    return found
