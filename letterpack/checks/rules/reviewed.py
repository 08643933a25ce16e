"""LP330: the review is not finished
severity: warning

## What

`review.yaml` has what reviewers approved and remarked. The letter is final, and a comment is still open, a packet has no
approval, or it does not say what was approved. If the file itself cannot be read, that is an error.

## Why

An open question may be a wrong name, and a packet that was not looked at may have one. A campaign without `review.yaml` needs
no approvals, unless its `rules` name this code.

## Example

```
review.yaml:5:5: warning[LP330]: a comment of Ben Sample about `minister` is open: `Is this his office?`
  5 |   - {id: "0b", packet: "minister", by: "Ben Sample", on: "2026-10-31", text: "Is this his office?"}
    |     ^
  = hint: answer it, and settle it in `letterpack preview`
```

## Remedy

Open `letterpack preview`, settle the comments and have the packets approved. You decide whether an unfinished review
stops a batch: write `rules: {LP330: error}` in letterpack.yaml, or `note`, or `off`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic, Report
from letterpack.formats.yaml.review import UNFINISHED, review_asked_for
from letterpack.model.review import Approval, Review

CODE: Final = UNFINISHED
_approvals: Final[WeakKeyDictionary[Sources, dict[str, list[Approval]] | None]] = WeakKeyDictionary()
"""Of each check that runs, read once for all of its packets; None where there is no review."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for what in the file cannot be read, and, of a final letter, for each comment that is open."""
    report = Report()
    review = review_asked_for(sources.world, sources.campaign.settings.rules, report)
    yield from report
    if review is None or sources.campaign.letter.status != "final":
        return
    for comment in review.open_comments:
        about = f" about `{comment.packet}`" if comment.packet else ""
        change = f" ({comment.change})" if comment.change else ""
        message = f"a comment of {comment.by}{about}{change} is open: `{' '.join(comment.text.split())}`"
        hint, openly = "answer it, and settle it in `letterpack preview`", f"a comment{about} is open"
        yield Diagnostic(CODE, "warning", message, comment.span, hint, openly=openly)


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield a finding where nobody has approved a final packet as it is."""
    approvals = _of(sources)
    if approvals is None or packet.pdf is None or packet.expected.is_draft:
        return
    name = packet.expected.id
    some = approvals.get(name, [])
    if any(each.sha256 == packet.pdf.reading_sha256 for each in some):
        return
    message, hint, openly = f"the packet `{name}` has no approval", "have it approved in `letterpack preview`", ""
    if some:
        last = max(some, key=lambda each: each.on)
        message = f"the packet `{name}` is not what {last.by} approved on {last.on}"
        openly = f"the packet `{name}` is not what was approved on {last.on}"
        hint = "have it approved again: `letterpack preview` shows what changed"
    yield Diagnostic(CODE, "warning", message, packet.span, hint, name, openly=openly)


def asks_for_approvals(sources: Sources) -> bool:
    """Whether packets are compared with what was approved, for which each must be read."""
    return _of(sources) is not None and sources.campaign.letter.status == "final"


def _of(sources: Sources) -> dict[str, list[Approval]] | None:
    if sources not in _approvals:
        review = review_asked_for(sources.world, sources.campaign.settings.rules, Report())
        _approvals[sources] = None if review is None else _by_packet(review)
    return _approvals[sources]


def _by_packet(review: Review) -> dict[str, list[Approval]]:
    found: dict[str, list[Approval]] = {}
    for each in review.approvals:
        found.setdefault(each.packet, []).append(each)
    return found
