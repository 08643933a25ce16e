"""``review.yaml`` as text and back: a row a line, sorted, so that git merges what two reviewers wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeVar

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.model.review import Approval, ApprovedChange, Comment, Review, together
from letterpack.model.sources import ListNode, MapNode, Node, NodeOrigin, TextNode
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.world import World

REVIEW_FILE: Final = "review.yaml"
UNFINISHED: Final = "LP330"
_BEFORE: Final = {
    "approvals": "# What reviewers approved and remarked. `letterpack preview` writes it; `letterpack check` reads it.\n",
    "changes": "\n# Changes that are approved, in all packets that have them.\n\n",
    "comments": "\n# Comments, open until somebody has settled them.\n\n",
}
"""What stands before each list. Less than four lines between two conflicts are one conflict to git (xdiff/xmerge.c)."""
_APPROVAL: Final = ("packet", "by", "on", "sha256")
_CHANGE: Final = ("change", "by", "on", "sha256")
_COMMENT: Final = ("id", "packet", "change", "by", "on", "text", "settled")
_LISTS: Final = ("approvals", "changes", "comments")
_MAY_BE_LEFT_OUT: Final[Mapping[tuple[str, ...], frozenset[str]]] = {_COMMENT: frozenset({"packet", "change", "settled"})}
_DIGEST: Final = late(r"[0-9a-f]{64}")
_ESCAPED: Final = late("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_Row = dict[str, str]
T = TypeVar("T")


def review_text(review: Review) -> str:
    """Return the text of the file that holds ``review``."""
    approvals = [_row(_APPROVAL, each) for each in sorted(review.approvals, key=lambda one: (one.packet, one.by, one.sha256))]
    changes = [_row(_CHANGE, each) for each in sorted(review.changes, key=lambda one: (one.change, one.by, one.sha256))]
    comments = [_row(_COMMENT, each) for each in sorted(review.comments, key=lambda one: one.id)]
    return "".join([*_rows("approvals", approvals), *_rows("changes", changes), *_rows("comments", comments)])


def review_asked_for(world: World, rules: Mapping[str, str], report: Report) -> Review | None:
    """Return the review of a campaign that has one; one without a word where its ``rules`` say what an unfinished one is."""
    found = read_review(world, report)
    is_asked_for = rules.get(UNFINISHED, "off") != "off" and not is_there(world, REVIEW_FILE)
    return Review() if is_asked_for else found


def read_review(world: World, report: Report) -> Review | None:
    """Return the campaign's review; None where it has none, or one that cannot be read, which is a finding."""
    if not is_there(world, REVIEW_FILE):
        return None
    known = len(report)
    found = read_yaml(world, REVIEW_FILE, report)
    if found is None or found[0] is None:
        return None
    rows = _lists(found[0], report)
    approvals = [_approval(row, span, report) for row, span in _checked(rows.get("approvals"), _APPROVAL, report)]
    changes = [_change(row, span, report) for row, span in _checked(rows.get("changes"), _CHANGE, report)]
    comments = [_comment(row, span, report) for row, span in _checked(rows.get("comments"), _COMMENT, report)]
    if len(report) > known:
        return None
    # Where git kept both sides of a merge, rows stand twice.
    return together(Review(_there(approvals), _there(comments), _there(changes)))


def _there(some: Iterable[T | None]) -> tuple[T, ...]:
    return tuple([each for each in some if each is not None])


def _row(keys: tuple[str, ...], said: Approval | ApprovedChange | Comment) -> str:
    values = {key: str(getattr(said, key)) for key in keys}
    return ", ".join([f"{key}: {_quoted(value)}" for key, value in values.items() if value])


def _quoted(text: str) -> str:
    """Return ``text`` in double quotes; what YAML 1.2 (5.1) does not have in a text or reads as a line's end is escaped, so is
    what turns the letters of a line.
    """
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _rows(key: str, rows: list[str]) -> Iterator[str]:
    """Yield a list; the line of its key stays as it is when the first row comes, so that git has but rows to put together."""
    yield f"{_BEFORE[key]}{key}:\n"
    yield from [f"  - {{{row}}}\n" for row in rows]


def _lists(node: Node, report: Report) -> Mapping[str, Node]:
    """Return the file's lists by their keys; whatever else stands there is reported."""
    if not isinstance(node, MapNode):
        _report(report, NodeOrigin(node).span(), "the file has the lists `approvals`, `changes` and `comments`")
        return {}
    for entry in node.entries:
        if entry.key.text not in _LISTS:
            hint = did_you_mean(entry.key.text, _LISTS, "take it out")
            _report(report, entry.key.span, f"the key `{entry.key.text}` is not known here", hint)
    return {entry.key.text: entry.value for entry in node.entries}


def _checked(node: Node | None, keys: tuple[str, ...], report: Report) -> Iterable[tuple[_Row, Span]]:
    """Yield the rows of a list that have the ``keys`` that they must, and no other; the rest is reported."""
    if node is None:
        return
    if not isinstance(node, ListNode):
        if not isinstance(node, TextNode) or node.text:
            _report(report, NodeOrigin(node).span(), "this is not a list")
        return
    for item in node.items:
        span = NodeOrigin(item).span()
        if not isinstance(item, MapNode) or not all(isinstance(entry.value, TextNode) for entry in item.entries):
            _report(report, span, "a row is a mapping of texts")
            continue
        row = {entry.key.text: entry.value.text for entry in item.entries if isinstance(entry.value, TextNode)}
        strange, lacking = [key for key in row if key not in keys], [key for key in keys if not row.get(key)]
        lacking = [key for key in lacking if key not in _MAY_BE_LEFT_OUT.get(keys, frozenset())]
        if strange or lacking:
            wrong = f"has the unknown key `{strange[0]}`" if strange else f"has no `{lacking[0]}`"
            _report(report, span, f"the row {wrong}")
        else:
            yield row, span


def _approval(row: _Row, span: Span, report: Report) -> Approval | None:
    day = _day_of_digest(row, span, report)
    return Approval(row["packet"], row["by"], day, row["sha256"], span) if day else None


def _change(row: _Row, span: Span, report: Report) -> ApprovedChange | None:
    day = _day_of_digest(row, span, report)
    return ApprovedChange(row["change"], row["by"], day, row["sha256"], span) if day else None


def _day_of_digest(row: _Row, span: Span, report: Report) -> date | None:
    """Return the day of a row with a digest; None where one of them is none."""
    if not _DIGEST.fullmatch(row["sha256"]):
        _report(report, span, "`sha256` is not a digest", "take the row out, and approve it again")
        return None
    return _day(row["on"], span, report)


def _comment(row: _Row, span: Span, report: Report) -> Comment | None:
    day = _day(row["on"], span, report)
    if day is None:
        return None
    about, settled = row.get("packet", ""), row.get("settled", "")
    return Comment(row["id"], about, row["by"], day, row["text"], settled, row.get("change", ""), span)


def _day(text: str, span: Span, report: Report) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _report(report, span, f"`{text}` is not a date", "write it as 2026-11-26")
        return None


def _report(report: Report, span: Span, message: str, hint: str = "correct the row, or restore the file from a copy") -> None:
    report.error(UNFINISHED, span, message, hint)
