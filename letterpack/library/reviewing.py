"""``letterpack.read_review``, ``approve``, ``comment``, ``settle`` and more: what reviewers say, in review.yaml; ``seal`` freezes
what they approved, and ``verify_seal`` says whose signature that has.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Final

from letterpack.checks.evidence.signature import ALLOWED_SIGNERS, SIGNATURE_FILE, judge_signature, verified
from letterpack.checks.rules import gone, seal_kept, sealed
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than, read_regular, real_path, sources_of
from letterpack.formats.decode import OneFile, is_there
from letterpack.formats.json.reviewed import NoMarks, Reviewed, read_reviewed
from letterpack.formats.json.seal import SEAL_FILE, digest_of_seal, read_seal, seal_lines
from letterpack.formats.yaml.review import REVIEW_FILE, review_text
from letterpack.formats.yaml.review import read_review as read_file
from letterpack.library.campaign import AnyCampaign, Campaign, opened, told_plainly, watcher
from letterpack.limits import MOST_YAML_BYTES
from letterpack.model.review import Approval, ApprovedChange, Comment, Review, together
from letterpack.patterns import late
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.pipeline.seal import NotSealed, SealRequest, SealResult, seal_batch
from letterpack.signed import sign as signature_of
from letterpack.stores import StorePlace, find_store
from letterpack.values import replace

MOST_TEXT: Final = 10_000
"""Characters of a comment, as of any value of a campaign."""
MOST_NAME: Final = 200
MOST_CHANGE: Final = 1_000
"""Characters that say a change."""
MOST_REVIEW: Final = 8_000_000
_ID: Final = late(r"[a-z0-9][a-z0-9-]{0,63}(\.\d{1,6})?")
_DIGEST: Final = late(r"[0-9a-f]{64}")
_writing = Lock()
_OF_SEALS: Final = frozenset((gone.CODE, sealed.CODE, seal_kept.CODE))
"""What a check finds against the seal that is there: a new one takes its place."""


def read_review(campaign: AnyCampaign) -> Review:
    """Return the campaign's approvals and comments. Raises ``LetterpackError`` where review.yaml cannot be read."""
    return _read(opened(campaign))


def approve(campaign: AnyCampaign, packets: Mapping[str, str], *, by: str, on: date) -> Review:
    """Record that ``by`` has approved ``packets``: a mapping of ids to the ``reading_sha256`` of what they looked at.

    An earlier approval of the same packet by the same person is replaced. Returns the review as it is now. Raises
    ``LetterpackError``.
    """
    who = _name(by)
    if not all(_ID.fullmatch(packet) and _DIGEST.fullmatch(digest) for packet, digest in packets.items()):
        raise LetterpackError("this is not a packet that was looked at", "look at it again, and approve it then")

    def add(review: Review) -> Review:
        others = [each for each in review.approvals if each.by != who or each.packet not in packets]
        fresh = [Approval(packet, who, on, digest) for packet, digest in packets.items()]
        return replace(review, approvals=(*others, *fresh))

    return _change(opened(campaign), add)


def approve_changes(campaign: AnyCampaign, changes: Mapping[str, str], *, by: str, on: date) -> Review:
    """Record that ``by`` has approved ``changes`` in all packets that have them: a mapping of keys of ``diff`` to the change
    in words.

    Returns the review as it is now. Raises ``LetterpackError``.
    """
    who = _name(by)
    if not all(_DIGEST.fullmatch(key) for key in changes):
        raise LetterpackError("this is not a change that was looked at", "compare again, and approve it then")

    def add(review: Review) -> Review:
        others = [each for each in review.changes if each.by != who or each.sha256 not in changes]
        fresh = [ApprovedChange(_change_text(said) or "a change", who, on, key) for key, said in changes.items()]
        return replace(review, changes=(*others, *fresh))

    return _change(opened(campaign), add)


def comment(campaign: AnyCampaign, text: str, *, by: str, on: date, packet: str = "", change: str = "") -> Review:
    """Record a comment of ``by`` about ``packet``, or about all packets; or about a ``change``, given in words.

    Returns the review as it is now. Raises ``LetterpackError``.
    """
    said = text.encode("utf-8", "replace").decode("utf-8").strip()
    if not said or len(said) > MOST_TEXT:
        raise LetterpackError("the comment is empty or too long", f"write at most {MOST_TEXT:,} characters")
    if packet and not _ID.fullmatch(packet):
        raise LetterpackError("this is not a packet's id", "take it from the list of packets")
    new = Comment(secrets.token_hex(6), packet, _name(by), on, said, change=_change_text(change))
    return _change(opened(campaign), lambda review: replace(review, comments=(*review.comments, new)))


def settle(campaign: AnyCampaign, comment_id: str, *, by: str) -> Review:
    """Record that ``by`` has settled a comment. Returns the review as it is now. Raises ``LetterpackError``."""
    who = _name(by)

    def mark(review: Review) -> Review:
        if all(each.id != comment_id for each in review.comments):
            raise LetterpackError("this comment is gone", "read the review again")
        comments = [replace(each, settled=who) if each.id == comment_id else each for each in review.comments]
        return replace(review, comments=tuple(comments))

    return _change(opened(campaign), mark)


def merge_review(campaign: AnyCampaign, other: str) -> Review:
    """Add a colleague's approvals and comments: ``other`` is the text of their review.yaml, or of one that a report exported.

    Rows that are there already are not repeated. A comment that is settled in either review is settled. Returns the review as
    it is now. Raises ``LetterpackError`` if ``other`` cannot be read.
    """
    if len(other) > MOST_REVIEW:
        raise LetterpackError("this review is too long", f"keep it under {MOST_REVIEW:,} characters")
    report = Report()
    theirs = read_file(OneFile(REVIEW_FILE, other.encode("utf-8", "replace")), report)
    for found in report:
        raise LetterpackError(f"line {found.span.line}: {found.message}", found.hint)
    return _change(opened(campaign), lambda review: together(review, theirs or Review()))


def _change_text(said: str) -> str:
    return " ".join(said.encode("utf-8", "replace").decode("utf-8").split())[:MOST_CHANGE]


def _name(by: str) -> str:
    who = " ".join(by.encode("utf-8", "replace").decode("utf-8").split())
    if not who or len(who) > MOST_NAME:
        raise LetterpackError("a name is needed", f"say who you are, in at most {MOST_NAME} characters")
    return who


def _read(campaign: Campaign) -> Review:
    report = Report()
    review = read_file(campaign.world, report)
    for found in report:
        raise LetterpackError(f"{found.span}: {found.message}", found.hint)
    return review or Review()


def _change(campaign: Campaign, change: Callable[[Review], Review]) -> Review:
    """Write the review as ``change`` makes it; nothing is written over a file that cannot be read, and none that could not be."""
    with _writing, no_more_readable_than(sources_of(campaign.path)):
        data = review_text(change(_read(campaign))).encode("utf-8")
        if len(data) > MOST_YAML_BYTES:
            raise LetterpackError(
                f"the review would be larger than {MOST_YAML_BYTES // 1_000:,} kB, and is not changed",
                "split the campaign in two, and review each of them",
            )
        Disk(campaign.path).write(REVIEW_FILE, [data])
    return _read(campaign)


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """A seal, and who signed it; or the ``problem``, a sentence."""

    by: str
    on: date
    signer: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether the seal is whole, and signed by somebody who may."""
        return not self.problem


@told_plainly
def seal(  # noqa: PLR0913 - a keyword for each option
    campaign: AnyCampaign,
    *,
    by: str,
    on: date,
    build: StorePlace | None = None,
    note: str = "",
    replace: bool = False,
    reviewed: str | PathLike[str] | None = None,
    sign: str | PathLike[str] | None = None,
) -> SealResult:
    """Check the approved packets, and write their digests, and those of their sources, to CAMPAIGN/seal.json.

    ``by`` and ``on`` say who approved them, and when. ``reviewed`` is a file of marks that a report of ``diff`` exported: it
    must list all packets, with every change marked. ``replace`` lets the new seal replace an old one. ``sign`` is an SSH key;
    its signature goes to CAMPAIGN/seal.json.sig.

    Raises ``LetterpackError``: ``NotSealed`` if the batch cannot be sealed, ``CannotSign`` if the key does not sign.
    """
    found = opened(campaign)
    if not any(map(str.isalnum, by)):
        raise NotSealed("no approver is named", "say who with --by")
    key = None if sign is None else _key(found, Path(sign))
    if key is None and is_there(found.world, SIGNATURE_FILE):
        raise NotSealed(
            f"`{SIGNATURE_FILE}` exists and does not belong to the new seal", "sign the new one with --sign, or delete it"
        )
    marks = None if reviewed is None else _marks(Path(reviewed))
    batch = find_store(found.path / "build" if build is None else build).batch()
    result = seal_batch(found.world, SealRequest(batch, by.strip(), on, note, replace, marks, is_signed=key is not None))
    return _written(found, _checked(found, build, result), key)


@told_plainly
def verify_seal(campaign: AnyCampaign, *, signers: str | PathLike[str] | None = None) -> SealVerdict:
    """Return who signed the seal of ``campaign``. A list of allowed keys in another file can replace its ``allowed_signers``.

    Raises ``NotSealed`` if there is no seal that can be read.
    """
    world, report = opened(campaign).world, Report()
    found = read_seal(world, report)
    if found is None:
        why = next((each.message for each in report), f"there is no `{SEAL_FILE}`")
        raise NotSealed(why, "seal the batch: letterpack seal")
    if digest_of_seal(found) != found.sha256:
        return SealVerdict(found.by, found.on, problem=f"`{SEAL_FILE}` was edited after it was written")
    signature = verified(world, found.on, None if signers is None else _allowed(Path(signers)))
    return SealVerdict(found.by, found.on, signature.signer, signature.problem)


def _checked(found: Campaign, build: StorePlace | None, result: SealResult) -> SealResult:
    """Return ``result`` with what the check did not look at. Raises ``NotSealed`` where it finds an error."""
    checked = check(found.world, CheckRequest(found.path, build), watcher().progress)
    errors = [each for each in checked.findings if each.severity == "error" and each.code not in _OF_SEALS]
    if errors:
        others = f" and {len(errors) - 1:,} more" if len(errors) > 1 else ""
        raise NotSealed(
            f"the check finds an error{others}: {errors[0].span}: {errors[0].message} ({errors[0].code})",
            "`letterpack check` lists them all",
        )
    return replace(result, limits=(*result.limits, *checked.limits))


def _written(found: Campaign, result: SealResult, key: Path | None) -> SealResult:
    disk, lines = Disk(found.path), (line.encode("utf-8") for line in seal_lines(result.seal))
    with no_more_readable_than(sources_of(found.path)):
        if key is None:
            disk.write(SEAL_FILE, lines)
            return result
        text = b"".join(lines)
        signature = signature_of(text, key)
        _refuse_signer(found, text, signature, result.seal.on)
        disk.exists(SIGNATURE_FILE)  # Where it leads out of the campaign, there is to be no seal without a signature either.
        disk.write(SEAL_FILE, [text])
        disk.write(SIGNATURE_FILE, [signature])
    return replace(result, key=key.name)


def _refuse_signer(found: Campaign, text: bytes, signature: bytes, on: date) -> None:
    """Raise where the campaign says who may sign, and the ``signature`` is not theirs: the next check would refuse it."""
    if not is_there(found.world, ALLOWED_SIGNERS):
        return
    judged = judge_signature(found.world, text, signature, on)
    if judged.problem:
        raise NotSealed(judged.problem, f"sign with a key that `{ALLOWED_SIGNERS}` allows on {on}, or have yours added to it")


def _key(found: Campaign, path: Path) -> Path:
    """Return the key at ``path``. Raises ``NotSealed`` where it lies in the campaign, which others get."""
    key = Path(os.path.expanduser(path)).absolute()  # noqa: PTH111  One that nobody has stays, and is not there.
    if key.suffix != ".pub" and real_path(key).is_relative_to(real_path(found.path)):
        raise NotSealed(f"the key `{path}` lies in the campaign's folder", "keep private keys elsewhere")
    return key


def _allowed(path: Path) -> bytes:
    try:
        return read_regular(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise LetterpackError(f"the list in `{path}` cannot be read: {why}", "name a file such as `allowed_signers`") from error


def _marks(path: Path) -> Reviewed:
    try:
        return read_reviewed(read_regular(path))
    except (OSError, NoMarks) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NotSealed(f"the marks in `{path}` cannot be read: {why}", "name a file that a report of `diff` exported") from error
