"""Tracked changes in OpenDocument (5.5): what was proposed by whom, and a text with all accepted or rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree
from msgspec import Struct

from letterpack.intake.letters.document import Decision, DocumentRefused, TrackedChange, beginning
from letterpack.intake.letters.odt.names import DC, OFFICE, PARAGRAPHS, TEXT, words_in_element
from letterpack.intake.letters.package import XmlElement
from letterpack.limits import MOST_DOCUMENT_MARKS

_KINDS: Final = {f"{TEXT}insertion": "inserted", f"{TEXT}deletion": "deleted", f"{TEXT}format-change": "formatted"}
_POINT, _START, _END = f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end"


def odt_changes(root: XmlElement, paragraphs: Mapping[XmlElement, int]) -> Iterator[TrackedChange]:
    """Yield the changes in ``root``, whose ``paragraphs`` have numbers."""
    regions, offsets, steps = _regions(root), _offsets(root), Steps()
    for marker in root.iter(_POINT, _START):
        region = regions.get(_name(marker))
        if region is None:
            continue
        paragraph = _paragraph_of(marker)
        deleted = marker.tag == _POINT
        words = beginning(_deleted(region) if deleted else _between(marker, steps))
        column = offsets[marker] - offsets[paragraph] + 1 if paragraph is not None else 1
        kind = _KINDS.get(str(region.tag), "formatted")
        number = paragraphs.get(paragraph, 0) if paragraph is not None else 0
        author, day = region.findtext(f".//{DC}creator") or "", region.findtext(f".//{DC}date") or ""
        yield TrackedChange(kind, words, author, day, number, column)


def _name(marker: XmlElement) -> str:
    return str(marker.get(f"{TEXT}change-id", ""))


def _regions(root: XmlElement) -> dict[str, XmlElement]:
    found = {}
    for region in root.iter(f"{TEXT}changed-region"):
        name = region.get(f"{TEXT}id") or region.get("{http://www.w3.org/XML/1998/namespace}id") or ""
        kind = next((each for each in region if each.tag in _KINDS), None)
        if kind is not None:
            found[str(name)] = kind
    return found


def _deleted(region: XmlElement) -> Iterator[str]:
    for index, each in enumerate([each for each in region if each.tag != f"{OFFICE}change-info"]):
        yield "\n" if index else ""
        yield words_in_element(each).strip("\n")


def _between(start: XmlElement, steps: Steps) -> Iterator[str]:
    for each, is_end in _from(start, steps):
        if each.tag == _END and _name(each) == _name(start):
            return
        yield (each.tail if is_end else each.text) or ""


class Steps(Struct):
    """How much work is left for changes that reach over many elements."""

    left: int = MOST_DOCUMENT_MARKS

    def take(self) -> None:
        """Raise ``DocumentRefused`` where there is none."""
        self.left -= 1
        if self.left < 0:
            raise DocumentRefused(
                "has too many tracked changes, each within others", "accept or reject them in your word processor"
            )


def _from(start: XmlElement, steps: Steps) -> Iterator[tuple[XmlElement, bool]]:
    """Yield ``start`` and each element behind it, and once more where its tail begins."""
    each: XmlElement | None = start
    while each is not None and each.tag != f"{OFFICE}text":
        steps.take()
        yield each, False
        below = next(iter(each), None)
        while below is None and each is not None and each.tag != f"{OFFICE}text":
            yield each, True
            below, each = each.getnext(), each.getparent()
        each = below


def _offsets(root: XmlElement) -> dict[XmlElement, int]:
    """Return how many characters stand in ``root`` before each paragraph and each marker."""
    found, before = {}, 0
    for event, each in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and each.tag in (*PARAGRAPHS, _POINT, _START):
            found[each] = before
        before += len((each.text if event == "start" else each.tail) or "")
    return found


def resolve_odt(root: XmlElement, decision: Decision) -> None:
    """Take all tracked changes out of ``root``: accepted where ``decision`` says so, and else rejected."""
    regions, steps = _regions(root), Steps()
    for marker in list(root.iter(_POINT, _START)) if decision == "reject" else ():
        region = regions.get(_name(marker))
        if region is None:
            continue
        if marker.tag == _POINT:
            _put_back(marker, region)
        elif region.tag == f"{TEXT}insertion":
            _take_out(marker, steps)
    for each in [*root.iter(_POINT, _START, _END, f"{TEXT}tracked-changes")]:
        _drop(each)


def _take_out(start: XmlElement, steps: Steps) -> None:
    """Empty what stands between the marker ``start`` and its end, and join the paragraphs of both."""
    passed: list[tuple[XmlElement, bool]] = []
    end: XmlElement | None = None
    for each, is_end in _from(start, steps):
        if each.tag == _END and _name(each) == _name(start):
            end = each
            break
        passed.append((each, is_end))
    if end is None:
        return
    for each, is_end in passed:
        setattr(each, "tail" if is_end else "text", None)
    first, last = _paragraph_of(start), _paragraph_of(end)
    if first is None or last is None or first is last:
        return
    for paragraph in [each for each, is_end in passed if not is_end and each.tag in PARAGRAPHS and each is not last]:
        _drop(paragraph)
    for child in list(last):
        first.append(child)
    _drop(last)


def _put_back(marker: XmlElement, region: XmlElement) -> None:
    """Put what was deleted before the ``marker``, in paragraphs of their own where it was several."""
    blocks = [each for each in region if each.tag != f"{OFFICE}change-info"]
    paragraph = _paragraph_of(marker)
    if paragraph is None:  # It stands between paragraphs, as for a table.
        for block in blocks:
            marker.addprevious(block)
    if paragraph is None or not blocks:
        return
    rest = paragraph.makeelement(paragraph.tag, dict(paragraph.attrib))
    if len(blocks) > 1 and marker.getparent() is paragraph:
        rest.text, marker.tail = marker.tail, None
        for each in list(paragraph)[paragraph.index(marker) + 1 :]:
            rest.append(each)
    _before(marker, blocks[0])
    place = paragraph
    for block in blocks[1:-1]:
        place.addnext(block)
        place = block
    if len(blocks) > 1:
        last = blocks[-1]
        _append_text(last, rest.text or "")
        for each in list(rest):
            last.append(each)
        place.addnext(last)


def _before(marker: XmlElement, block: XmlElement) -> None:
    """Put the text and elements of ``block`` before ``marker``."""
    holder = marker.getparent()
    if holder is None:
        return
    previous = marker.getprevious()
    if previous is None:
        holder.text = (holder.text or "") + (block.text or "")
    else:
        previous.tail = (previous.tail or "") + (block.text or "")
    for each in list(block):
        marker.addprevious(each)


def _append_text(element: XmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _paragraph_of(element: XmlElement) -> XmlElement | None:
    return next(element.iterancestors(*PARAGRAPHS), None)


def _drop(element: XmlElement) -> None:
    """Remove ``element``, and leave the text behind it where it is."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)
