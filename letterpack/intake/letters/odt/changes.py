"""Tracked changes in OpenDocument (5.5): what was proposed by whom, and a text with all accepted or rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.intake.letters.document import Decision, TrackedChange
from letterpack.intake.letters.odt.names import DC, OFFICE, PARAGRAPHS, TEXT, words_in_element
from letterpack.intake.letters.package import XmlElement

_KINDS: Final = {f"{TEXT}insertion": "inserted", f"{TEXT}deletion": "deleted", f"{TEXT}format-change": "formatted"}
_POINT, _START, _END = f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end"


def odt_changes(root: XmlElement, paragraphs: Mapping[XmlElement, int]) -> Iterator[TrackedChange]:
    """Yield the changes in ``root``, whose ``paragraphs`` have numbers."""
    regions = _regions(root)
    for marker in root.iter(_POINT, _START):
        region = regions.get(_name(marker))
        if region is None:
            continue
        paragraph = next((each for each in (marker, *marker.iterancestors()) if each.tag in PARAGRAPHS), None)
        deleted = marker.tag == _POINT
        words = _deleted(region) if deleted else _between(root, marker)
        column = _characters_before(paragraph, marker) + 1 if paragraph is not None else 1
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


def _deleted(region: XmlElement) -> str:
    return "\n".join([words_in_element(each).strip("\n") for each in region if each.tag != f"{OFFICE}change-info"])


def _between(root: XmlElement, start: XmlElement) -> str:
    return "".join([text or "" for _, _, text in _texts_between(root, start)])


def _texts_between(root: XmlElement, start: XmlElement) -> Iterator[tuple[XmlElement, str, str | None]]:
    """Yield what holds each text between the marker ``start`` and its end: an element, and whether it is its text or its tail."""
    inside = False
    for each, is_end in _walk(root):
        if each is start:
            inside = True
        if each.tag == _END and _name(each) == _name(start):
            return
        if inside:
            yield (each, "tail", each.tail) if is_end else (each, "text", each.text)


def _walk(element: XmlElement) -> Iterator[tuple[XmlElement, bool]]:
    yield element, False
    for child in element:
        yield from _walk(child)
        yield child, True


def _characters_before(paragraph: XmlElement, marker: XmlElement) -> int:
    count = 0
    for each, is_end in _walk(paragraph):
        if each is marker:
            return count
        count += len((each.tail if is_end else each.text) or "")
    return count


def resolve_odt(root: XmlElement, decision: Decision) -> None:
    """Take all tracked changes out of ``root``: accepted where ``decision`` says so, and else rejected."""
    regions = _regions(root)
    for marker in list(root.iter(_POINT, _START)) if decision == "reject" else ():
        region = regions.get(_name(marker))
        if region is None:
            continue
        if marker.tag == _POINT:
            _put_back(marker, region)
        elif region.tag == f"{TEXT}insertion":
            _take_out(root, marker)
    for each in [*root.iter(_POINT, _START, _END, f"{TEXT}tracked-changes")]:
        _drop(each)


def _take_out(root: XmlElement, start: XmlElement) -> None:
    """Empty what stands between the marker ``start`` and its end, and join the paragraphs of both."""
    for each, where, _ in list(_texts_between(root, start)):
        setattr(each, where, None)
    first = _paragraph_of(start)
    end = next((each for each in root.iter(_END) if _name(each) == _name(start)), None)
    last = _paragraph_of(end) if end is not None else None
    if first is None or last is None or first is last:
        return
    between = list(root.iter(*PARAGRAPHS))
    for paragraph in between[between.index(first) + 1 : between.index(last)]:
        _drop(paragraph)
    for child in list(last):
        first.append(child)
    _drop(last)


def _put_back(marker: XmlElement, region: XmlElement) -> None:
    """Put what was deleted before the ``marker``, in paragraphs of their own where it was several."""
    blocks = [each for each in region if each.tag != f"{OFFICE}change-info"]
    paragraph = _paragraph_of(marker)
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
    return next((each for each in element.iterancestors() if each.tag in PARAGRAPHS), None)


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
