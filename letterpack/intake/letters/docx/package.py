"""A Word document as a ZIP archive of XML, unpacked within limits and parsed without entities (ECMA-376); the tracked changes in
it (17.13.5), told or decided; and what its styles (17.7) and numbering (17.9) say: headings, emphasis, labels of lists.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, TypeAlias, TypeVar
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from letterpack.formats.decode import Refused
from letterpack.formats.workbooks.archive import members
from letterpack.intake.letters.document import Decision, DocumentRefused, LeftOut, TrackedChange
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_MARKS, MOST_DOCUMENT_XML_BYTES
from letterpack.patterns import late
from letterpack.values import replace

XmlElement: TypeAlias = "etree._Element"
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_TEXTS: Final = frozenset({f"{W}t", f"{W}delText", f"{A}t", f"{M}t"})
_ENDS: Final = frozenset({f"{W}p", f"{A}p"})
BREAKS: Final = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
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
_RUN_TEXTS: Final = (f"{W}t", f"{W}delText")
_PARAGRAPH, _MARK, _HOLDERS = f"{W}p", f"{W}rPr", (f"{W}trPr", f"{W}tcPr")
_MOST_QUOTED: Final = 1_000
"""Characters of a change's words."""
_AS_DOCX: Final = "save it as docx in your word processor"


_Found = TypeVar("_Found")
_HEADING: Final = late(r"heading (\d)")
QUOTES: Final = frozenset({"quote", "intense quote", "block text", "block quotation", "quotations"})
_ROLES: Final = QUOTES | {"title", "subtitle", "salutation", "closing", "signature", "date"}
_DEEPEST: Final = 20
"""Styles that a style is based on."""
_MOST_LEVEL: Final = 6
_MOST_LABEL: Final = 100
"""Characters of an item's label."""
_DEEPEST_LIST: Final = 8
"""The last level, from 0 (17.9.6)."""
_BODY: Final = 9
"""The outline level of what is no heading."""


class Target(Struct, frozen=True):
    """What a part refers to: of which kind, and where; ``external`` for an address outside of the document."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of the Word document ``data`` by name."""

    def __init__(self, data: bytes) -> None:
        """Find the main part. Raises ``DocumentRefused`` if the document is damaged, unpacks to more than is read, or is none."""
        try:
            self.files = members(data)
        except Refused as refused:
            raise DocumentRefused(str(refused)) from refused
        self._left_marks = MOST_DOCUMENT_MARKS
        self._related: dict[str, dict[str, Target]] = {}
        main = next((each.target for each in self.related("").values() if each.kind == "officeDocument"), "word/document.xml")
        root = self.xml(main)
        if root is None or root.tag != f"{W}document":
            raise DocumentRefused("is not a Word document", _AS_DOCX)
        self.main, self.document = main, root

    def xml(self, name: str) -> XmlElement | None:
        """Return the root of the XML file ``name``, or None if there is none. Raises ``DocumentRefused``."""
        if name not in self.files:
            return None
        text = self.files[name].unpacked()
        if len(text) > MOST_DOCUMENT_XML_BYTES:
            raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB in `{name}`, which no letter has")
        # At most how many elements and attributes there are: an element takes as much memory and work as two attributes.
        self._left_marks -= 2 * (text.count(b"<") - text.count(b"</")) + text.count(b"=")
        if self._left_marks < 0:
            raise DocumentRefused(f"has more than {MOST_DOCUMENT_MARKS:,} tags and attributes, which no letter has")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        try:
            root: XmlElement = etree.fromstring(text, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise DocumentRefused(f"is damaged: `{name}` in it cannot be read") from error
        if root.getroottree().docinfo.doctype:
            raise DocumentRefused("declares entities, which no word processor does")
        return root

    def related(self, part: str) -> dict[str, Target]:
        """Return what ``part`` refers to, by the identifiers that its text uses."""
        if part not in self._related:
            folder, name = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
            elements = root.iter(_RELATION) if root is not None else ()
            self._related[part] = {str(each.get("Id", "")): _target(each, folder) for each in elements}
        return self._related[part]

    def part(self, kind: str) -> tuple[str, XmlElement] | None:
        """Return the name and root of the part of the ``kind`` that the document refers to."""
        for each in self.related(self.main).values():
            root = self.xml(each.target) if each.kind == kind and not each.external else None
            if root is not None:
                return each.target, root
        return None

    def headers_and_footers(self) -> Iterator[LeftOut]:
        """Yield the words of headers and footers, each once."""
        targets = dict.fromkeys([(each.kind, each.target) for each in self.related(self.main).values() if not each.external])
        roots = [(kind, self.xml(target)) for kind, target in targets if kind in ("header", "footer")]
        texts = [(kind, " ".join(text_in(root).split())) for kind, root in roots if root is not None]
        yield from [LeftOut(kind, words) for kind, words in dict.fromkeys(texts) if words]


def _target(element: XmlElement, folder: str) -> Target:
    target, is_external = str(element.get("Target", "")), element.get("TargetMode") == "External"
    kind = str(element.get("Type", "")).rpartition("/")[2]
    if not is_external:
        is_absolute = target.startswith("/")
        target = target.lstrip("/") if is_absolute else posixpath.normpath(posixpath.join(folder, unquote(target)))
    return Target(kind, target, is_external)


def attribute(element: XmlElement | None, name: str = "val") -> str:
    """Return the attribute ``name`` of WordprocessingML, empty if there is none."""
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def child(element: XmlElement | None, path: str) -> XmlElement | None:
    """Return the descendant of ``element`` at ``path``, names of WordprocessingML parted by slashes; None if there is none."""
    return None if element is None else element.find("/".join([f"{W}{name}" for name in path.split("/")]))


def number(text: str, default: int = 0) -> int:
    """Return ``text`` as a whole number, ``default`` if it is none, or one of more digits than a document counts."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else default  # noqa: PLR2004


def is_on(properties: XmlElement | None, name: str) -> bool | None:
    """Whether the property ``name`` is switched on; None if nothing is said of it."""
    element = child(properties, name)
    return None if element is None else attribute(element) not in _OFF


def text_in(element: XmlElement, *, apart: str = "") -> str:
    """Return all words in ``element``, also deleted ones and those of drawings; texts that stand twice for old programs once, and
    a space for each element ``apart``.
    """
    texts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            texts.append("\n" if each.tag in _ENDS and each is not element else "")
        elif each.tag in (apart, f"{MC}Fallback") and each is not element:
            walk.skip_subtree()
            texts.append(" " if each.tag == apart else "")
        else:
            texts.append(each.text or "" if each.tag in _TEXTS else BREAKS.get(str(each.tag), ""))
    return "".join(texts)


def tracked_changes(root: XmlElement, numbers: Mapping[XmlElement, int]) -> list[TrackedChange]:
    """Return the changes in ``root``, those that one author made to neighbors at one time as one; ``numbers`` of paragraphs."""
    found: list[TrackedChange] = []
    begins: dict[XmlElement, int] = {}
    length = 0
    before: XmlElement | None = None
    for element in root.iter(_PARAGRAPH, *_RUN_TEXTS, *_KINDS):
        if element.tag in _RUN_TEXTS:
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
        if parent is None or not any(each is root for each in element.iterancestors(root.tag)):
            continue  # It went with a change around it.
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
        _join_with_next(mark)


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


class WordStyles:
    """The styles of a document, by their identifiers. What one says, or those that it is based on, is found once."""

    def __init__(self, root: XmlElement | None) -> None:
        styles = list(root.iterfind(f"{W}style")) if root is not None else []
        self._styles = {attribute(each, "styleId"): each for each in styles}
        paragraphs = [each for each in styles if attribute(each, "type") == "paragraph"]
        defaults = [each for each in paragraphs if attribute(each, "default") in ("1", "true")]
        self._default = attribute(defaults[0], "styleId") if defaults else ""
        self.language = attribute(child(root, "docDefaults/rPrDefault/rPr/lang"))
        self.role = cache(self._role)
        self._in_style = cache(lambda style, path: self._first(style, lambda each: child(each, path)))
        self._switched = cache(lambda style, name: self._first(style, lambda each: is_on(child(each, "rPr"), name)))

    def _chain(self, style: str) -> Iterator[XmlElement]:
        """Yield the style, and those that it is based on."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = attribute(child(element, "basedOn"))

    def _first(self, style: str, look: Callable[[XmlElement], _Found | None]) -> _Found | None:
        return next((found for each in self._chain(style) if (found := look(each)) is not None), None)

    def _role(self, style: str) -> str:
        """Return what the style makes of a paragraph: ``heading 1`` …, ``title``, ``date``; empty for an ordinary one."""
        names = [attribute(child(each, "name")).lower() for each in self._chain(style)]
        return next((name for name in names if name in _ROLES or _HEADING.fullmatch(name)), "")

    def _of(self, properties: XmlElement | None, style: str, name: str) -> XmlElement | None:
        """Return the property ``name`` of a paragraph: its own, or that of its style."""
        own = child(properties, name)
        return own if own is not None else self._in_style(style, f"pPr/{name}")

    def level(self, properties: XmlElement | None, style: str) -> int:
        """Return the level of a heading, 1 to 6; 0 for what is none."""
        named = _HEADING.fullmatch(self.role(style))
        if named:
            return min(_MOST_LEVEL, int(named[1]))
        level = number(attribute(self._of(properties, style, "outlineLvl")), _BODY)
        return min(_MOST_LEVEL, level + 1) if level < _BODY else 0

    def numbering(self, properties: XmlElement | None, style: str) -> tuple[str, int]:
        """Return the list that a paragraph belongs to and its level there, 0-based; no list is an empty text."""
        listed = self._of(properties, style, "numPr")
        name = attribute(child(listed, "numId"))
        return ("" if name == "0" else name), min(number(attribute(child(listed, "ilvl"))), _DEEPEST_LIST)

    def indent(self, properties: XmlElement | None, style: str) -> int:
        """Return how far a paragraph is indented, in twentieths of a point; 0 if nothing is said."""
        return _indent(properties) or _indent(self._in_style(style, "pPr"))

    def is_on(self, name: str, properties: XmlElement | None, paragraph_style: str) -> bool:
        """Whether a run has the property ``name``: its own word counts, then that of its style, then that of the paragraph's."""
        own = is_on(properties, name)
        if own is not None:
            return own
        styles = (attribute(child(properties, "rStyle")), paragraph_style or self._default)
        return next((switch for style in styles if (switch := self._switched(style, name)) is not None), False)


def _indent(properties: XmlElement | None) -> int:
    found = child(properties, "ind")
    return number(attribute(found, "left") or attribute(found, "start"))


class ListLabel(Struct, frozen=True):
    """An item's label as it is printed, and its number; ``form`` says how it counts."""

    number: int
    text: str
    form: str

    @property
    def is_bullet(self) -> bool:
        """Whether it counts nothing."""
        return self.form == "bullet"

    @property
    def is_plain(self) -> bool:
        """Whether Markdown can print it: a decimal number with a point or a bracket behind it."""
        return self.form == "decimal" and self.text in (f"{self.number}.", f"{self.number})")


class WordNumbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: XmlElement | None) -> None:
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._own: dict[tuple[str, int], XmlElement] = {}
        self._shared: dict[tuple[str, int], XmlElement] = {}
        self._counts: dict[str, Counter[int]] = {}
        for element in root if root is not None else ():
            name = attribute(element, "numId")
            if element.tag == f"{W}abstractNum":
                self._shared.update(_levels(attribute(element, "abstractNumId"), element, f"{W}lvl"))
            elif element.tag == f"{W}num":
                self._lists[name] = attribute(child(element, "abstractNumId"))
                for key, each in _levels(name, element, f"{W}lvlOverride").items():
                    level, start = child(each, "lvl"), child(each, "startOverride")
                    self._own.update({key: level} if level is not None else {})
                    self._starts.update({key: number(attribute(start), 1)} if start is not None else {})

    def label(self, name: str, level: int) -> ListLabel | None:
        """Count the next item of the list ``name``, and return its label; None if there is no such list, or no label."""
        found = self._level(name, level)
        form = attribute(child(found, "numFmt")) or "decimal"
        if found is None or form == "none":
            return None
        counts = self._counts.setdefault(self._lists.get(name, ""), Counter())
        if (start := self._starts.pop((name, level), None)) is not None:
            counts[level] = start - 1
        counts[level] = counts[level] + 1 if level in counts else number(attribute(child(found, "start")), 1)
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            return counted_as(counts.get(other, 1), attribute(child(self._level(name, other), "numFmt")))

        text = re.sub(r"%([1-9])", shown, attribute(child(found, "lvlText"))[:_MOST_LABEL])
        return ListLabel(counts[level], text[:_MOST_LABEL], form)

    def indent(self, name: str, level: int) -> int:
        """Return how far the list ``name`` indents its ``level``, in twentieths of a point; 720 a level if it says nothing."""
        return _indent(child(self._level(name, level), "pPr")) or level * 720

    def _level(self, name: str, level: int) -> XmlElement | None:
        own = self._own.get((name, level))
        return own if own is not None else self._shared.get((self._lists.get(name, ""), level))


def _levels(name: str, element: XmlElement, tag: str) -> Mapping[tuple[str, int], XmlElement]:
    """Return the levels of a list with its ``name``; of two with one number the first counts."""
    return {(name, number(attribute(each, "ilvl"))): each for each in reversed(element) if each.tag == tag}


_ROMAN: Final = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"
}  # fmt: skip
_MOST_LETTERS, _MOST_ROMAN = 780, 3_999
"""What is numbered by letters and Roman figures; a number above is decimal."""


def counted_as(count: int, form: str) -> str:
    """Return ``count`` as a list of the ``form`` prints it (17.18.59); as a decimal number in forms that are not known."""
    text = "" if form == "bullet" else str(count)
    if form.endswith("Letter") and count <= _MOST_LETTERS:
        text = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form.endswith("Roman") and count <= _MOST_ROMAN:
        text = ""
        for value, sign in _ROMAN.items():
            text += sign * (count // value)
            count %= value
    return text.lower() if form.startswith("lower") else text
