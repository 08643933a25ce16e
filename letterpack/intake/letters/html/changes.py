"""What reviewers left in a page: marked changes, and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from letterpack.intake.letters.document import (
    Decision,
    DocumentComment,
    TrackedChange,
    beginning,
)
from letterpack.intake.letters.package import XmlElement

_PARTED: Final = frozenset(["ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"])
"""What has items, rows or cells, and no texts."""


def changes_in(root: XmlElement) -> tuple[TrackedChange, ...]:
    """Return what word processors have marked as changes: ``ins`` and ``del`` that say when or why."""
    kinds = {"ins": "inserted", "del": "deleted"}
    marked = [each for each in root.iter("ins", "del") if _is_tracked(each)]
    return tuple([_change(each, kinds[str(each.tag)]) for each in marked])


def _change(element: XmlElement, kind: str) -> TrackedChange:
    author = str(element.get("cite") or element.get("title") or "").removeprefix("mailto:")
    return TrackedChange(kind, beginning(element.itertext()), author, str(element.get("datetime") or ""), 0)


def _is_tracked(element: XmlElement) -> bool:
    return any(element.get(name) for name in ("datetime", "cite"))


def resolve(root: XmlElement, decision: Decision) -> None:
    """Accept or reject the marked changes; without a ``decision`` they stay as they are."""
    gone = {"accept": "del", "reject": "ins"}.get(decision)
    for each in [found for found in root.iter("ins", "del") if _is_tracked(found)] if decision else ():
        above = each.getparent()
        if each.tag == gone:
            each[:], each.text = [], None
        elif above is not None and above.tag in _PARTED:
            for child in list(each):
                each.addprevious(child)
        each.tag = "span"
        each.attrib.clear()


def remark_in(comment: XmlElement) -> str:
    """Return what ``comment`` says to people; nothing where it speaks to browsers."""
    said = str(comment.text or "").strip()
    return "" if said.startswith(("[if", "<![endif", "StartFragment", "EndFragment")) else said


def comments_in(root: XmlElement) -> Iterator[DocumentComment]:
    """Yield the page's comments, but those that speak to browsers."""
    for each in root.iter(etree.Comment):
        said = remark_in(each)
        if said and each.getparent() is not None:
            yield DocumentComment(said, "", "", "", 0)
