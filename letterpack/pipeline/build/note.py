"""What a large build leaves for the next one in its place: of what the list was made, where the packets' rows stand in the
manifest, and the footprints of the files.

A note names nobody: it holds digests and numbers. It is taken where a part of the list means the same wherever it stands: where
each row has an id of its own, and brings nothing but itself. A row of which something was found is always read again.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import groupby, pairwise
from pathlib import PurePosixPath
from typing import Final

import msgspec
from msgspec import Struct

from letterpack.campaign.mailing import CampaignMailing
from letterpack.campaign.streams import STRIDE, ToStream
from letterpack.diagnostics import Diagnostic, Report
from letterpack.formats.json.addressees import LineOrigin
from letterpack.formats.tables.places import RowOrigin
from letterpack.manifest import NAME
from letterpack.manifest.lines import placed_rows
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.manifest import FontRow
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.stretches import ListStretch, head_digest, stretch_of, stretches_of
from letterpack.pipeline.build.ties import Ties, places_of
from letterpack.world import Footprints, Staging, WithFootprints, World, digest_of

LEAST: Final = 1_000
"""Addressees: a shorter list is read as soon as it is compared."""
_VERSION: Final = 2
_STREAMED: Final = frozenset({".csv", ".jsonl"})
_ENCODING: Final = "utf-8"
_OF_PLACE: Final = frozenset({"LP500", "LP501", "LP502"})
_BROUGHT: Final = frozenset({"enclosures", "cc", "bcc"})
"""What an addressee may bring beside what the row itself says."""


class NotedRow(msgspec.Struct, frozen=True):
    """What is asked of a packet's row in the manifest."""

    addressee: str
    kind: str
    file: str
    fonts: tuple[FontRow, ...] = ()
    warned: bool = False


class BuildNote(msgspec.Struct, frozen=True):
    """What a build leaves for the next one in its place.

    ``shared`` is the digest of everything but the list, which is the file ``list``; what stands before its rows is ``head_bytes``
    long and has the digest ``head``. ``findings`` is the digest of what was found, but of its rows. ``fonts`` is that of the
    machine's fonts, where packets have one that not all have; ``is_heavy`` where some have too many sheets. ``manifest`` is the
    footprint of the manifest, ``prints`` are those of the packets in the order of their rows. ``is_judged``, ``who`` and
    ``once`` are as in ``Ties``, and ``may_tell`` as in ``are_untied``.
    """

    version: int
    shared: str
    list: str
    head_bytes: int
    head: bytes
    findings: str
    is_judged: bool
    may_tell: bool
    who: bytes
    once: bytes
    stretches: Sequence[ListStretch]
    fonts: str
    is_heavy: bool
    manifest: int = 0
    prints: bytes = b""


def footprints_in(staging: Staging) -> Footprints | None:
    """Return the footprints of the batch in the place of ``staging``; None where its store knows none."""
    return staging.footprints if isinstance(staging, WithFootprints) else None


def recalled(footprints: Footprints) -> BuildNote | None:
    """Return the note about the batch that is in the place; None where there is none, or the batch is another since."""
    with suppress(msgspec.MsgspecError):
        note = msgspec.msgpack.decode(footprints.recall(), type=BuildNote)
        if note.version == _VERSION and note.manifest and note.manifest == footprints.of(NAME):
            return note
    return None


class NotedList(Struct, frozen=True):
    """A list that can be noted: its file, what stands before its rows, and its stretches in order."""

    path: str
    head: bytes
    stretches: Sequence[ListStretch]


def stream_to_note(campaign: CampaignRead, report: Report) -> ToStream | None:
    """Return the list of ``campaign`` where each part of it means the same wherever it stands, and ``report``, of its reading,
    has nothing about its rows; else None.
    """
    mailing = campaign.mailing
    stream = mailing.stream if isinstance(mailing, CampaignMailing) else None
    if stream is None or stream.refused or stream.named or not stream.has_ids or mailing.joint:
        return None
    path = stream.file.input.path
    if PurePosixPath(path).suffix not in _STREAMED or stream.file.encoding != _ENCODING:
        return None
    if not _BROUGHT.isdisjoint(mailing.given) or any(copy.origin.span().file == path for copy in (*mailing.cc, *mailing.bcc)):
        return None
    return None if any(is_of_rows(found, stream) for found in report) else stream


def is_of_rows(found: Diagnostic, stream: ToStream) -> bool:
    """Whether ``found`` is about rows of ``stream``, or about their packets: it is found again where these are made again. What
    stands for many findings has no line.
    """
    path, first = stream.file.input.path, stream.places[0].line
    lines = [place.line for place in places_of(found) if place.file == path]
    return found.packet is not None or any(line >= first or not line for line in lines)


def warned_rows(rows: Iterable[bytes]) -> Iterator[int]:
    """Yield the index of each addressee of whose packets the ``rows`` of a manifest say that something was found while they were
    made.
    """
    index, last = -1, ""
    for line in rows:
        row = _row.decode(line)
        if row.kind == "to" and row.addressee != last:
            index, last = index + 1, row.addressee
        if row.warned:
            yield index


def noted_list(
    campaign: CampaignRead, stream: ToStream, world: World, warned: Iterable[int], lines: Iterable[int]
) -> NotedList | None:
    """Return the list of ``campaign`` in its stretches; None where it is another now. The rows with the indexes ``warned``, and
    those on ``lines``, can never be kept. Raises ``OSError``.
    """
    path, starts = stream.file.input.path, [place.offset_bytes for place in stream.places]
    apart: dict[int, set[int]] = {}
    for index in warned:
        apart.setdefault(index // STRIDE, set()).add(index % STRIDE)
    for number, some in _by_stretch(stream, lines):
        first_lines = [row_of(each).line for each in campaign.mailing.to(STRIDE * number, STRIDE * (number + 1))]
        apart.setdefault(number, set()).update([bisect_right(first_lines, line) - 1 for line in some])
    stretches: list[ListStretch] = []
    with world.open(path) as file:
        head = file.read(starts[0])
        digest = sha256(head)
        for number, (start, stop) in enumerate(pairwise([*starts, None])):
            assert start is not None
            data = file.read(-1 if stop is None else stop - start)
            digest.update(data)
            count = min(STRIDE, stream.count - STRIDE * number)
            if number and number in apart:  # The first stretch is always read.
                rows = campaign.mailing.to(STRIDE * number, STRIDE * number + count)
                stretches.extend(stretches_of(data, [row_of(each).offset_bytes - start for each in rows], apart[number]))
            else:
                stretches.append(stretch_of(data, count))
    return NotedList(path, head, stretches) if digest.hexdigest() == stream.file.input.sha256 else None


def row_of(addressee: Addressee) -> RowOrigin | LineOrigin:
    """Return the row of ``addressee`` in its list."""
    assert isinstance(addressee.origin, RowOrigin | LineOrigin)
    return addressee.origin


def _by_stretch(stream: ToStream, lines: Iterable[int]) -> Iterator[tuple[int, Iterator[int]]]:
    """Yield those of ``lines`` that are in each stretch of ``stream``, with its number."""
    firsts = [place.line for place in stream.places]
    among = [line for line in sorted(lines) if line >= firsts[0]]
    return groupby(among, key=lambda line: bisect_right(firsts, line) - 1)


def note_of(kit: Kit, stream: ToStream, noted: NotedList, ties: Ties, *, may_tell: bool) -> BuildNote:
    """Return the note about a build, before its batch is in the place; ``may_tell`` is of the whole list."""
    return BuildNote(
        version=_VERSION,
        shared=shared_digest(kit, noted.path),
        list=noted.path,
        head_bytes=len(noted.head),
        head=head_digest(noted.head),
        findings=found_digest(kit.report, stream),
        is_judged=ties.is_judged,
        may_tell=may_tell,
        who=ties.who.tobytes(),
        once=ties.once.tobytes(),
        stretches=noted.stretches,
        fonts=fonts_digest(kit.world),
        is_heavy=bool(kit.sheets.heavy),
    )


def leave(note: BuildNote, footprints: Footprints, settled: int, *, is_all_new: bool) -> None:
    """Leave ``note`` with what is known of its batch now that this is in the place; nothing where the manifest does not say
    what it should. The batch was ``settled`` before it went there: a file that somebody has changed since is not known. Where
    ``is_all_new`` is false, files were taken over, and have lost their old names since.
    """
    changed = settled if is_all_new else sys.maxsize
    prints, stretches, has_fonts = array("Q"), list[ListStretch](), False
    waiting = iter(note.stretches)
    stretch = next(waiting)
    last, addressees, packets, begin, end = "", 0, 0, 0, 0
    with footprints.open(NAME) as file:
        for start, line in placed_rows(file):
            row = _row.decode(line)
            if row.kind == "to" and row.addressee != last:
                while addressees == stretch.addressees:
                    stretches.append(msgspec.structs.replace(stretch, packets=packets, begin=begin, end=end))
                    if len(stretches) == len(note.stretches):
                        return
                    stretch = next(waiting)
                    addressees, packets, begin = 0, 0, start
                last, addressees = row.addressee, addressees + 1
            begin = begin or start
            packets, end = packets + 1, start + len(line)
            has_fonts = has_fonts or bool(row.fonts)
            prints.append(footprints.of(row.file, settled, changed))
    while addressees == stretch.addressees:
        stretches.append(msgspec.structs.replace(stretch, packets=packets, begin=begin, end=end))
        if len(stretches) == len(note.stretches):
            break
        stretch, addressees, packets = next(waiting), 0, 0
    else:
        return
    manifest, fonts = footprints.of(NAME, settled, settled), note.fonts if has_fonts else ""
    whole = msgspec.structs.replace(note, stretches=stretches, prints=prints.tobytes(), fonts=fonts, manifest=manifest)
    footprints.remember(msgspec.msgpack.encode(whole))


def shared_digest(kit: Kit, path: str) -> str:
    """Return the digest of all that packets and findings come from but the list ``path``."""
    enclosed = sorted({each for letter in kit.campaign.letters.values() for each in letter.enclosures})
    said = [kit.digest(but=path), kit.profile.name, [[each, digest_of(kit.world, each)] for each in enclosed]]
    return sha256(json.dumps(said).encode()).hexdigest()


def fonts_digest(world: World) -> str:
    """Return the digest of what fonts the machine has: any of them may be the one for a name."""
    return sha256(repr(world.fonts.files()).encode()).hexdigest()


def found_digest(report: Report, stream: ToStream) -> str:
    """Return the digest of all findings but those about rows of ``stream``, and those about the place of the batch."""
    found = [each.to_dict() for each in report if not is_of_rows(each, stream) and each.code not in _OF_PLACE]
    return sha256(json.dumps(found).encode()).hexdigest()


_row: Final = msgspec.json.Decoder(NotedRow)
