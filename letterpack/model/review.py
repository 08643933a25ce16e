"""``review.yaml``: who approved which packet, and what reviewers remarked. It lies beside the sources and is never mailed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from letterpack.spans import Span


@dataclass(frozen=True, slots=True)
class Approval:
    """A packet that somebody approved. ``sha256`` is the digest of what a reader reads in it: ``reading_sha256`` of a packet."""

    packet: str
    by: str
    on: date
    sha256: str
    span: Span = field(default=Span("review.yaml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark about a packet, or about all where ``packet`` is empty. It is open until somebody has ``settled`` it."""

    id: str
    packet: str
    by: str
    on: date
    text: str
    settled: str = ""
    span: Span = field(default=Span("review.yaml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """All approvals and comments of a campaign."""

    approvals: tuple[Approval, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def open_comments(self) -> Iterator[Comment]:
        """The comments that nobody has settled."""
        return (each for each in self.comments if not each.settled)
