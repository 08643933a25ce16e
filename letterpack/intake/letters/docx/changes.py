"""Tracked changes in WordprocessingML (ECMA-376, 17.13.5): what was proposed by whom, and a text with all of them decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.intake.letters.document import Decision, TrackedChange, beginning
from letterpack.intake.letters.docx.names import W, attribute, texts_in
from letterpack.intake.letters.package import XmlElement
from letterpack.values import replace

_KINDS: Final = {
    "ins": "inserted",
    "del": "deleted",
    "moveTo": "inserted",
    "moveFrom": "deleted",
    "cellIns": "inserted",
    "cellDel": "deleted",
    "cellMerge": "formatted",
    "rPrChange": "formatted",
    "pPrChange": "formatted",
    "tblPrChange": "formatted",
    "tblPrExChange": "formatted",
    "trPrChange": "formatted",
    "tcPrChange": "formatted",
    "sectPrChange": "formatted",
    "tblGridChange": "formatted",
    "numberingChange": "formatted",
}
_TAGS: Final[Mapping[str, str]] = {f"{W}{name}": kind for name, kind in _KINDS.items()}
_RANGES: Final = tuple(
    f"{W}{name}Range{end}" for name in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel") for end in ("Start", "End")
)
_TURNED: Final = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}
_ROW, _CELL, _MARK = f"{W}trPr", f"{W}tcPr", f"{W}rPr"


def tracked_changes(root: XmlElement, paragraphs: Mapping[XmlElement, int]) -> Iterator[TrackedChange]:
    """Yield the changes in ``root``, those that one author made to neighbours at one time as one. ``paragraphs`` have numbers."""
    last: TrackedChange | None = None
    before: XmlElement | None = None
    offsets = _offsets(root)
    for element in root.iter(*_TAGS):
        change = _change(element, paragraphs, offsets)
        if last and _who(last) == _who(change):
            between = "" if before is element.getprevious() or not (last.words and change.words) else " … "
            last = replace(last, words=beginning((last.words, between, change.words)))
        else:
            if last:
                yield last
            last = change
        before = element
    if last:
        yield last


def _who(change: TrackedChange) -> tuple[str, str, str, int]:
    return change.kind, change.author, change.date, change.paragraph


def _change(element: XmlElement, paragraphs: Mapping[XmlElement, int], offsets: Mapping[XmlElement, int]) -> TrackedChange:
    paragraph, words, column = _paragraph_of(element), _words(element), 1
    parent = element.getparent()
    if parent is not None and parent.tag in (_ROW, _CELL):
        holder = parent.getparent()
        words = _words(holder)
        paragraph = next(holder.iter(f"{W}p"), None) if holder is not None else None
    elif _TAGS[str(element.tag)] == "formatted":
        holder = parent.getparent() if parent is not None else None
        words = _words(holder) if holder is not None and holder.tag in (f"{W}r", f"{W}p") else ""
    if paragraph is not None:
        column = max(0, offsets[element] - offsets[paragraph]) + 1
    return TrackedChange(
        _TAGS[str(element.tag)],
        words,
        attribute(element, "author"),
        attribute(element, "date"),
        paragraphs.get(paragraph, 0) if paragraph is not None else 0,
        column,
    )


def _paragraph_of(element: XmlElement) -> XmlElement | None:
    return next(element.iterancestors(f"{W}p"), None) if element.tag != f"{W}p" else element


def _words(element: XmlElement | None) -> str:
    return beginning(texts_in(element)) if element is not None else ""


def _offsets(root: XmlElement) -> dict[XmlElement, int]:
    """Return how many characters stand in ``root`` before each paragraph and each change."""
    found, before = {}, 0
    for each in root.iter(f"{W}p", *_TAGS, f"{W}t", f"{W}delText"):
        if each.tag in (f"{W}t", f"{W}delText"):
            before += len(each.text or "")
        else:
            found[each] = before
    return found


def resolve(root: XmlElement, decision: Decision) -> None:
    """Take all tracked changes out of ``root``: accepted where ``decision`` says so, and else rejected."""
    gone, stays = ("deleted", "inserted") if decision == "accept" else ("inserted", "deleted")
    ended: list[XmlElement] = []
    for element in [each for each in root.iter(*_TAGS, *_RANGES) if each.getparent() is not None]:
        parent = element.getparent()
        if parent is None or not _is_below(element, root):
            continue
        kind = _TAGS.get(str(element.tag), "formatted")
        if kind == "formatted" and element.tag in _TAGS and decision == "reject":
            _put_back(parent, element)
        elif kind in (gone, stays) and parent.tag == _MARK:
            parent.remove(element)
            if kind == gone:
                ended.append(parent)
        elif kind in (gone, stays) and parent.tag in (_ROW, _CELL):
            _row_or_cell(parent, element, is_gone=kind == gone)
        elif kind == stays:
            _unwrap(element)
        else:
            _remove(element)
    # From the last one, so that what has been joined is not moved again.
    for mark in reversed(ended):
        if _is_below(mark, root):
            _join_with_next(mark)


def _is_below(element: XmlElement, root: XmlElement) -> bool:
    return any(each is root for each in element.iterancestors(root.tag))


def _put_back(properties: XmlElement, change: XmlElement) -> None:
    """Let ``properties`` be again what they were before the ``change`` of their look, which they hold."""
    before = next(iter(change), None)
    # The paragraph's own mark and section are not part of what is kept (17.13.5.29).
    stays = [each for each in properties if each.tag in (_MARK, f"{W}sectPr") and each is not change]
    for each in list(properties):
        properties.remove(each)
    properties.extend([*(before if before is not None else ()), *[each for each in stays if properties.tag != _MARK]])


def _join_with_next(mark: XmlElement) -> None:
    """Join the paragraph whose end ``mark`` stands for with the one behind it, whose look it takes."""
    paragraph = _paragraph_of(mark)
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None:
        return
    content = [each for each in paragraph if each.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        place = next((each for each in following if each.tag != f"{W}pPr"), None)
        for each in content:
            following.append(each) if place is None else place.addprevious(each)
        _remove(paragraph)
    elif not content:
        _remove(paragraph)


def _row_or_cell(properties: XmlElement, change: XmlElement, *, is_gone: bool) -> None:
    properties.remove(change)
    holder = properties.getparent()
    if is_gone and holder is not None:
        _remove(holder)


def _unwrap(element: XmlElement) -> None:
    for each in element.iter(*_TURNED):
        each.tag = _TURNED[str(each.tag)]
    parent = element.getparent()
    if parent is not None:
        for child in list(element):
            element.addprevious(child)
        parent.remove(element)


def _remove(element: XmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
