"""Tracked changes in WordprocessingML (ECMA-376, 17.13.5): what was proposed by whom, and a text with all of them decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.intake.letters.document import Decision, TrackedChange
from letterpack.intake.letters.docx.package import W, XmlElement, attribute, text_in
from letterpack.values import replace

_FORMATS: Final = ("rPr", "pPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "tblGrid", "numbering")
_KINDS: Final[Mapping[str, str]] = {
    **{f"{W}{name}": "inserted" for name in ("ins", "moveTo", "cellIns")},
    **{f"{W}{name}": "deleted" for name in ("del", "moveFrom", "cellDel")},
    **{f"{W}{name}Change": "formatted" for name in _FORMATS},
    f"{W}cellMerge": "formatted",
}
_RANGES: Final = tuple(
    f"{W}{name}Range{end}" for name in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel") for end in ("Start", "End")
)
_TURNED: Final = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}
_TEXTS: Final = (f"{W}t", f"{W}delText")
_PARAGRAPH, _MARK, _HOLDERS = f"{W}p", f"{W}rPr", (f"{W}trPr", f"{W}tcPr")
_MOST_QUOTED: Final = 1_000
"""Characters of a change's words."""


def tracked_changes(root: XmlElement, numbers: Mapping[XmlElement, int]) -> list[TrackedChange]:
    """Return the changes in ``root``, those that one author made to neighbors at one time as one; ``numbers`` of paragraphs."""
    found: list[TrackedChange] = []
    begins: dict[XmlElement, int] = {}
    length = 0
    before: XmlElement | None = None
    for element in root.iter(_PARAGRAPH, *_TEXTS, *_KINDS):
        if element.tag in _TEXTS:
            length += len(element.text or "")
            continue
        if element.tag == _PARAGRAPH:
            begins[element] = length
            continue
        holder, paragraph = _touched(element)
        kind, words = _KINDS[str(element.tag)], text_in(holder)[:_MOST_QUOTED] if holder is not None else ""
        column = length - begins.get(paragraph, length) + 1 if paragraph is not None else 1
        number = numbers.get(paragraph, 0) if paragraph is not None else 0
        change = TrackedChange(kind, words, attribute(element, "author"), attribute(element, "date"), number, column)
        last = found[-1] if found else None
        if last and replace(last, words="", column=0) == replace(change, words="", column=0):
            between = "" if before is element.getprevious() or not (last.words and words) else " … "
            found[-1] = replace(last, words=f"{last.words}{between}{words}"[:_MOST_QUOTED])
        else:
            found.append(change)
        before = element
    return found


def _touched(element: XmlElement) -> tuple[XmlElement | None, XmlElement | None]:
    """Return the element whose words the change ``element`` touches, and the paragraph in which it is told."""
    parent = element.getparent()
    holder = parent.getparent() if parent is not None else None
    if parent is not None and parent.tag in _HOLDERS:
        return holder, next(holder.iter(_PARAGRAPH), None) if holder is not None else None
    if _KINDS[str(element.tag)] != "formatted":
        holder = element
    elif holder is not None and holder.tag not in (f"{W}r", _PARAGRAPH):
        holder = None
    return holder, next(element.iterancestors(_PARAGRAPH), None)


def resolve(root: XmlElement, decision: Decision) -> None:
    """Take all tracked changes out of ``root``: accepted if ``decision`` says so, and else rejected."""
    gone, stays = ("deleted", "inserted") if decision == "accept" else ("inserted", "deleted")
    ended: list[XmlElement] = []
    for element in list(root.iter(*_KINDS, *_RANGES)):
        parent = element.getparent()
        if parent is None or not _is_below(element, root):
            continue
        kind = _KINDS.get(str(element.tag), "")
        if kind == "formatted" and decision == "reject":
            _put_back(parent, element)
        elif kind == gone and parent.tag == _MARK:
            parent.remove(element)
            ended.append(parent)
        elif kind == gone and parent.tag in _HOLDERS:
            _remove(parent.getparent())
        elif kind == stays:
            _unwrap(element)
        else:
            parent.remove(element)
    # From the last one, so that what has been joined is not moved again.
    for mark in reversed(ended):
        if _is_below(mark, root):
            _join_with_next(mark)


def _is_below(element: XmlElement, root: XmlElement) -> bool:
    return any(each is root for each in element.iterancestors(root.tag))


def _put_back(properties: XmlElement, change: XmlElement) -> None:
    """Let ``properties`` be again what they were before the ``change`` of their look, which they hold."""
    # The paragraph's own mark and section are not part of what is kept (17.13.5.29).
    stays = [each for each in properties if each.tag in (_MARK, f"{W}sectPr") and properties.tag != _MARK]
    before = [each for kept in change[:1] for each in kept]
    for each in list(properties):
        properties.remove(each)
    properties.extend([*before, *stays])


def _join_with_next(mark: XmlElement) -> None:
    """Join the paragraph whose end ``mark`` stands for with the one behind it, whose look it takes."""
    paragraph = next(mark.iterancestors(_PARAGRAPH), None)
    following = paragraph.getnext() if paragraph is not None else None
    content = [each for each in paragraph if each.tag != f"{W}pPr"] if paragraph is not None else []
    if following is not None and following.tag == _PARAGRAPH:
        place = next((each for each in following if each.tag != f"{W}pPr"), None)
        for each in content:
            following.append(each) if place is None else place.addprevious(each)
        content = []
    if not content:
        _remove(paragraph)


def _unwrap(element: XmlElement) -> None:
    for each in element.iter(*_TURNED):
        each.tag = _TURNED[str(each.tag)]
    for each in list(element):
        element.addprevious(each)
    _remove(element)


def _remove(element: XmlElement | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
