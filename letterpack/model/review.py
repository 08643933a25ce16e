"""``review.yaml``: who approved which packet, and what reviewers remarked. It lies beside the sources and is never mailed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from letterpack.spans import Span
from letterpack.values import replace


@dataclass(frozen=True, slots=True)
class Approval:
    """A packet that somebody approved. ``sha256`` is the digest of what a reader reads in it: ``reading_sha256`` of a packet."""

    packet: str
    by: str
    on: date
    sha256: str
    span: Span = field(default=Span("review.yaml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ApprovedChange:
    """A change that somebody approved in all packets that have it: ``change`` says it, ``sha256`` is its ``Group.key``."""

    change: str
    by: str
    on: date
    sha256: str
    span: Span = field(default=Span("review.yaml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark about a packet, or about all where ``packet`` is empty; about a ``change`` in them, in words, where that is said.

    It is open until somebody has ``settled`` it.
    """

    id: str
    packet: str
    by: str
    on: date
    text: str
    settled: str = ""
    change: str = ""
    span: Span = field(default=Span("review.yaml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """All approvals and comments of a campaign: of packets, and of changes in them."""

    approvals: tuple[Approval, ...] = ()
    comments: tuple[Comment, ...] = ()
    changes: tuple[ApprovedChange, ...] = ()

    @property
    def open_comments(self) -> Iterator[Comment]:
        """The comments that nobody has settled."""
        return (each for each in self.comments if not each.settled)


def together(*reviews: Review) -> Review:
    """Return one review of several people's: what appears twice once, and a comment settled that any of them has settled."""
    approvals = {(each.packet, each.by, each.sha256): each for review in reviews for each in review.approvals}
    changes = {(each.sha256, each.by): each for review in reviews for each in review.changes}
    comments: dict[str, Comment] = {}
    for each in [each for review in reviews for each in review.comments]:
        before = comments.get(each.id)
        comments[each.id] = replace(before, settled=before.settled or each.settled) if before else each
    return Review(tuple(approvals.values()), tuple(comments.values()), tuple(changes.values()))
