"""``letterpack.read_review``, ``approve``, ``comment``, ``settle`` and more: what reviewers say, in review.yaml."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from threading import Lock
from typing import Final

from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than, sources_of
from letterpack.formats.decode import OneFile
from letterpack.formats.yaml.review import REVIEW_FILE, review_text
from letterpack.formats.yaml.review import read_review as read_file
from letterpack.library.campaign import AnyCampaign, Campaign, opened
from letterpack.limits import MOST_YAML_BYTES
from letterpack.model.review import Approval, ApprovedChange, Comment, Review, together
from letterpack.patterns import late
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
