"""``review.yaml`` as text and back: a row a line, sorted, so that git merges what two reviewers wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.model.review import Approval, Comment, Review
from letterpack.model.sources import ListNode, MapNode, Node, NodeOrigin, TextNode
from letterpack.spans import Span
from letterpack.world import World

REVIEW_FILE: Final = "review.yaml"
UNFINISHED: Final = "LP330"
_HEAD: Final = "# What reviewers approved and remarked. `letterpack preview` writes it; `letterpack check` reads it.\n"
_APPROVAL: Final = ("packet", "by", "on", "sha256")
_COMMENT: Final = ("id", "packet", "by", "on", "text", "settled")
_MAY_BE_LEFT_OUT: Final = frozenset({"packet", "settled"})
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_Row = dict[str, str]


def review_text(review: Review) -> str:
    """Return the text of the file that holds ``review``."""
    approvals = [_row(_APPROVAL, each) for each in sorted(review.approvals, key=lambda one: (one.packet, one.by, one.sha256))]
    comments = [_row(_COMMENT, each) for each in sorted(review.comments, key=lambda one: one.id)]
    return "".join([_HEAD, *_rows("approvals", approvals), *_rows("comments", comments)])


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
    comments = [_comment(row, span, report) for row, span in _checked(rows.get("comments"), _COMMENT, report)]
    if len(report) > known:
        return None
    return Review(tuple([each for each in approvals if each]), tuple([each for each in comments if each]))


def _row(keys: tuple[str, ...], said: Approval | Comment) -> str:
    values = {key: str(getattr(said, key)) for key in keys}
    return ", ".join([f"{key}: {_quoted(value)}" for key, value in values.items() if value])


def _quoted(text: str) -> str:
    """Return ``text`` in double quotes; what YAML 1.2 (5.1) does not have in a text, or reads as a line's end, is escaped."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _rows(key: str, rows: list[str]) -> Iterator[str]:
    yield f"{key}:\n" if rows else f"{key}: []\n"
    yield from [f"  - {{{row}}}\n" for row in rows]


def _lists(node: Node, report: Report) -> Mapping[str, Node]:
    """Return the file's two lists by their keys; whatever else stands there is reported."""
    if not isinstance(node, MapNode):
        _report(report, NodeOrigin(node).span(), "the file has the lists `approvals` and `comments`")
        return {}
    for entry in node.entries:
        if entry.key.text not in ("approvals", "comments"):
            hint = did_you_mean(entry.key.text, ("approvals", "comments"), "take it out")
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
        lacking = [key for key in lacking if key not in _MAY_BE_LEFT_OUT or (key == "packet" and keys is _APPROVAL)]
        if strange or lacking:
            wrong = f"has the unknown key `{strange[0]}`" if strange else f"has no `{lacking[0]}`"
            _report(report, span, f"the row {wrong}")
        else:
            yield row, span


def _approval(row: _Row, span: Span, report: Report) -> Approval | None:
    if not _DIGEST.fullmatch(row["sha256"]):
        _report(report, span, "`sha256` is not a digest", "take the row out, and approve the packet again")
        return None
    day = _day(row["on"], span, report)
    return Approval(row["packet"], row["by"], day, row["sha256"], span) if day else None


def _comment(row: _Row, span: Span, report: Report) -> Comment | None:
    day = _day(row["on"], span, report)
    if day is None:
        return None
    return Comment(row["id"], row.get("packet", ""), row["by"], day, row["text"], row.get("settled", ""), span)


def _day(text: str, span: Span, report: Report) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _report(report, span, f"`{text}` is not a date", "write it as 2026-11-26")
        return None


def _report(report: Report, span: Span, message: str, hint: str = "correct the row, or restore the file from a copy") -> None:
    report.error(UNFINISHED, span, message, hint)
