"""``seal`` freezes what reviewers approved: the digests of a finished batch, its sources and its signatories, with who and
when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.checks.evidence.signature import ALLOWED_SIGNERS
from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.formats.decode import is_there
from letterpack.formats.json.reviewed import Reviewed
from letterpack.formats.json.seal import SEAL_FILE, digest_of_seal, read_seal
from letterpack.formats.yaml.review import UNFINISHED, review_asked_for
from letterpack.kept import Kept
from letterpack.manifest import NAME, iter_packets, read_manifest
from letterpack.model.campaign import CampaignRead
from letterpack.model.manifest import ManifestHead
from letterpack.model.observed import ObservedPacket
from letterpack.model.seal import Seal, SealedApproval, SealedSignatory
from letterpack.readback import PacketReader
from letterpack.world import BatchFiles, World

_COMPARE: Final = "compare again: letterpack diff OLD NEW --html FILE; and have that reviewed"
_FIRST: Final = "have all packets reviewed: letterpack diff --first CAMPAIGN --html FILE"


class NotSealed(LetterpackError):
    """The batch cannot be sealed as it is."""


class SealRequest(Struct, frozen=True):
    """The batch to seal, and what reviewers said: who, when, a note, and which packets they marked in a report of ``diff``.

    ``replace`` lets a new seal take an old one's place. ``is_signed`` where an SSH key is going to sign it.
    """

    batch: BatchFiles
    by: str
    on: date
    note: str = ""
    replace: bool = False
    reviewed: Reviewed | None = None
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class SealResult:
    """The new seal, and in words what it changes of the one before; no changes where there was none. ``limits`` are what the
    check before it did not look at, in words; ``key`` is what signed it, empty where nothing did.
    """

    seal: Seal
    changes: tuple[str, ...]
    limits: tuple[str, ...] = ()
    key: str = ""


def seal_batch(world: World, request: SealRequest) -> SealResult:
    """Return the seal of the batch in ``request``, made of the campaign in ``world``. It is for the caller to write.

    Raises ``NotSealed`` for a draft, a partial build, packets that are not the manifest's, sources changed since, and packets
    that reviewers did not mark; and ``ManifestUnreadable``.
    """
    before = _sealed_before(world, replace=request.replace)
    report = Report()
    campaign = read_campaign(world, report)
    if campaign is None or report.has_errors:
        raise NotSealed("the sources have errors", "`letterpack check` lists them")
    _refuse_signature(world, campaign.settings.seal, is_signed=request.is_signed)
    head = read_manifest(request.batch).head
    _refuse_unfinished(head)
    _refuse_changed(head, campaign)
    known = before.manifest_sha256 if before and before.sha256 == digest_of_seal(before) else ""
    if request.reviewed:
        _refuse_unreviewed(request.reviewed, request.batch, known)
    approvals = _approvals(world, campaign, request.batch)
    seal = Seal(
        by=request.by,
        on=request.on,
        note=request.note,
        manifest_sha256=_digest(request.batch),
        inputs=head.inputs,
        packets=Kept(_packets(request.batch)),
        signatories=tuple(SealedSignatory(each.name, each.organization) for each in campaign.signatories),
        approvals=approvals,
    )
    limits = _unseen(request.reviewed, known) if request.reviewed else ()
    return SealResult(seal, tuple(_changes(before, seal)) if before else (), limits)


def _sealed_before(world: World, *, replace: bool) -> Seal | None:
    """The seal that is there. Raises ``NotSealed`` unless ``replace`` lets a new one take its place."""
    report = Report()
    before = read_seal(world, report)
    if not replace and (before is not None or report.has_errors):
        who = f"{before.by} sealed this campaign on {before.on}" if before else f"`{SEAL_FILE}` exists but cannot be read"
        raise NotSealed(who, "if what is new was approved too, add --replace")
    return before


def _digest(batch: BatchFiles) -> str:
    """Return the digest of the manifest. Raises ``NotSealed`` where it has gone since it was read."""
    digest = batch.digest(NAME)
    if not digest:
        raise NotSealed(f"`{batch.shown(NAME)}` disappeared while it was being read", "build again, and have that approved")
    return digest


def _refuse_signature(world: World, setting: str, *, is_signed: bool) -> None:
    """Raise where the next check would refuse the seal, for its signature or for none: see LP345."""
    is_listed = is_there(world, ALLOWED_SIGNERS)
    if not is_signed and (setting == "signed" or (setting == "required" and is_listed)):
        raise NotSealed("the seal of this campaign must be signed", "name your SSH key: --sign KEY")
    if is_signed and setting != "optional" and not is_listed:
        raise NotSealed(f"no `{ALLOWED_SIGNERS}` says who may sign", "write it: a name and a public key a line")


def _refuse_unfinished(head: ManifestHead) -> None:
    if head.partial:
        raise NotSealed("the build is partial: some packets were left out with --only", "build the whole batch")
    if head.status != "final":
        raise NotSealed("the letter is a draft", "say `status: final` in letter.md and build again")


def _refuse_changed(head: ManifestHead, campaign: CampaignRead) -> None:
    built = {each.path: each.sha256 for each in head.inputs}
    now = {each.path: each.sha256 for each in campaign.inputs}
    changed = sorted(path for path in built.keys() | now.keys() if built.get(path) != now.get(path))
    if changed:
        others = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise NotSealed(f"`{changed[0]}`{others} changed since the build", "build again, and have that approved")


def _approvals(world: World, campaign: CampaignRead, batch: BatchFiles) -> tuple[SealedApproval, ...]:
    """Return who approved how many packets as they are. Raises ``NotSealed`` where the campaign says that all must be approved
    (``rules: {LP330: error}``), and one is not, or a comment is open.
    """
    review = review_asked_for(world, campaign.settings.rules, Report())
    must = campaign.settings.rules.get(UNFINISHED) == "error"
    if review is None:
        return ()
    if must and (comment := next(review.open_comments, None)) is not None:
        raise NotSealed(f"a comment of {comment.by} is open", "settle it, and seal then")
    approved: dict[str, dict[str, set[str]]] = {}
    for each in review.approvals:
        approved.setdefault(each.packet, {}).setdefault(each.sha256, set()).add(each.by)
    reader, found = PacketReader(), Counter[str]()
    for row in iter_packets(batch):
        shown = reader.read(batch.read(row.file), sum([each.pages for each in row.enclosures])) if row.id in approved else None
        who = approved[row.id].get(shown.reading_sha256, set()) if isinstance(shown, ObservedPacket) else set()
        if must and not who:
            raise NotSealed(f"the packet `{row.id}` is not approved as it is", "have it approved in `letterpack preview`")
        found.update(who)
    return tuple([SealedApproval(by, found[by]) for by in sorted(found)])


def _packets(batch: BatchFiles) -> Iterator[tuple[str, str]]:
    for row in iter_packets(batch):
        if batch.digest(row.file) != row.sha256:
            raise NotSealed(f"the packet `{row.id}` is not the one that was built", "build again, and have that approved")
        yield row.id, row.sha256


def _unseen(marks: Reviewed, sealed_sha256: str) -> tuple[str, ...]:
    """Say of how many packets nobody saw more than that they are as before, where what was before is in no seal."""
    if not marks.identical or (sealed_sha256 and marks.before_sha256 == sealed_sha256):
        return ()
    count = len(marks.identical)
    return (f"{count:,} packet{'s' if count > 1 else ''} compared with a batch that was not sealed, and not shown",)


def _refuse_unreviewed(marks: Reviewed, batch: BatchFiles, sealed_sha256: str) -> None:
    """Raise unless the review is of this batch, and lists each of its packets as it is, and none of them is open. A batch that is
    compared with itself was not reviewed, unless it is the one that was sealed (``sealed_sha256``).
    """
    if marks.manifest_sha256 and marks.before_sha256 == marks.manifest_sha256 != sealed_sha256:
        raise NotSealed("the review compares the batch with itself, so that nobody saw a packet", _FIRST)
    if marks.open:
        first, others = next(iter(marks.open)), f" and {len(marks.open) - 1} more" if len(marks.open) > 1 else ""
        raise NotSealed(
            f"the packet `{first}`{others} has changes that were not all reviewed",
            "mark its changes, and export the marks again",
        )
    for packet in iter_packets(batch):
        seen = marks.reviewed.get(packet.id) or marks.identical.get(packet.id)
        if seen is None:
            raise NotSealed(f"the packet `{packet.id}` is not in the review", _COMPARE)
        if seen != packet.sha256:
            raise NotSealed(f"the packet `{packet.id}` is not the one that was reviewed", _COMPARE)
    if marks.manifest_sha256 != _digest(batch):
        raise NotSealed("the sources or products of the batch are not those that were reviewed", _COMPARE)


def _changes(before: Seal, after: Seal) -> Iterator[str]:
    yield from _differences("source", *[{each.path: each.sha256 for each in seal.inputs} for seal in (before, after)])
    yield from _differences("packet", before.packets, after.packets)
    old, new = set(before.signatories), set(after.signatories)
    yield from (f"signatory new: {_called(each)}" for each in after.signatories if each not in old)
    yield from (f"signatory gone: {_called(each)}" for each in before.signatories if each not in new)


def _differences(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    found = [(key, "new" if key not in before else "changed") for key, digest in after.items() if before.get(key) != digest]
    found += [(key, "gone") for key in before if key not in after]
    yield from [f"{what} {how}: {key}" for key, how in sorted(found)]


def _called(signatory: SealedSignatory) -> str:
    return ", ".join(filter(None, (signatory.name, signatory.organization)))
