"""Letters as web pages, as browsers, mail programs and word processors save them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml import html as lxml_html

from letterpack.intake.letters.cells import cell_texts
from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentComment,
    DocumentRead,
    DocumentRefused,
    LeftOut,
    ListBlock,
    PictureBlock,
    Pieces,
    QuoteBlock,
    RemarkDecision,
    RuleBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    TrackedChange,
    joined,
    whole_number,
)
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.package import TOO_MANY_MARKS, XmlElement, marks
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_TAGS, MOST_DOCUMENT_XML_BYTES
from letterpack.model.letter import PLAIN, Style

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "ul", "ol", "dl", "dt", "dd", "table", "blockquote", "pre", "hr", "section", "article", "main", "header"),
        *(
            "footer",
            "aside",
            "figure",
            "figcaption",
            "center",
            "address",
            "nav",
            "form",
            "fieldset",
            "body",
            "details",
            "summary",
        ),
        *("li", "tr", "td", "th", "caption", "tbody", "thead", "tfoot"),
        *_HEADINGS,
    )
)
_SILENT: Final = frozenset(
    ["script", "style", "head", "meta", "link", "template", "noscript", "title", "base", "o:p", "colgroup", "col"]
)
_LISTED: Final = {
    **dict.fromkeys(["input", "textarea", "select", "button"], "form field"),
    **dict.fromkeys(["iframe", "video", "audio", "object", "embed", "canvas", "svg", "math"], "embedded object"),
}
_MARKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["b", "strong"], "bold"),
    **dict.fromkeys(["i", "em", "cite", "dfn", "var"], "italic"),
    **dict.fromkeys(["s", "strike", "del"], "struck"),
    **dict.fromkeys(["code", "kbd", "samp", "tt"], "code"),
}
_RAISED: Final = {"sup": "superscript", "sub": "subscript"}
_NOTE: Final = re.compile(r"#((?:_?s?d?ftn|_?edn|fn|sdfootnote|sdendnote|footnote|endnote|note)[\w:.-]*)", re.IGNORECASE)
_CALL: Final = re.compile(r"\s*(?:↩︎?|↑|\[?[\divx*]+\]?)\s*")
"""What calls a note, and leads back from it."""
_PICTURE: Final = re.compile(r"data:image/[\w.+-]+(;base64)?,(.*)", re.DOTALL)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_HIDDEN: Final = (("display", "none"), ("visibility", "hidden"), ("mso-hide", "all"))
_BOLD: Final = ("bold", "600", "700", "800", "900")
_SLANTED: Final = ("italic", "oblique")
_NO_COLORS: Final = ("inherit", "black", "#000", "windowtext", "transparent", "white", "auto")
_TABLE_PARTS: Final = frozenset(["caption", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "script", "style"])
_MOST_SPAN: Final = 64
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0."""


def read_html(text: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the page ``text``. Raises ``DocumentRefused``."""
    if len(text) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB of text, which no letter has")
    if marks(text.encode("utf-8", "replace")) > MOST_DOCUMENT_TAGS:
        raise DocumentRefused(TOO_MANY_MARKS)
    parser = lxml_html.HTMLParser(encoding=None, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentRefused("contains no text") from error
    if parser.error_log.filter_from_fatals():
        # What comes behind is not read.
        raise DocumentRefused("has elements more than 250 deep, or a text of more than 10 MB, which no letter has")
    found = _changes(root)
    _resolve(root, changes)
    remarks = tuple(_comments(root))
    reader = _PageReader(root, keeps=comments == "keep")
    body = root.find("body")
    blocks = tuple(_without_last_rule(reader.blocks(body if body is not None else root)))
    title = " ".join((root.findtext(".//title") or "").split())
    aside = [LeftOut("title of the page", title)] if title else []
    dropped = [LeftOut("comment", each.text) for each in remarks] if comments == "drop" else []
    return DocumentRead(
        blocks,
        tuple(reader.paragraphs),
        (*reader.gathered.left_out, *aside, *dropped),
        found,
        remarks,
        (),
        reader.gathered.pictures,
        str(root.get("lang") or ""),
        "".join(_words(body if body is not None else root)),
    )


def _without_last_rule(blocks: list[DocumentBlock]) -> list[DocumentBlock]:
    """Return ``blocks`` without the rule above notes, which stand elsewhere."""
    while blocks and isinstance(blocks[-1], RuleBlock):
        blocks = blocks[:-1]
    return blocks


def _changes(root: XmlElement) -> tuple[TrackedChange, ...]:
    """Return what word processors have marked as changes: ``ins`` and ``del`` that say when or why."""
    kinds = {"ins": "inserted", "del": "deleted"}
    marked = [each for each in root.iter("ins", "del") if _is_tracked(each)]
    return tuple([_change(each, kinds[str(each.tag)]) for each in marked])


def _change(element: XmlElement, kind: str) -> TrackedChange:
    author = str(element.get("cite") or element.get("title") or "").removeprefix("mailto:")
    return TrackedChange(kind, "".join(element.itertext()), author, str(element.get("datetime") or ""), 0)


def _is_tracked(element: XmlElement) -> bool:
    return any(element.get(name) for name in ("datetime", "cite"))


def _resolve(root: XmlElement, decision: Decision) -> None:
    gone = {"accept": "del", "reject": "ins"}.get(decision)
    for each in [found for found in root.iter("ins", "del") if _is_tracked(found)]:
        if decision and _is_movable(each):
            (each.drop_tree if each.tag == gone else each.drop_tag)()
        elif decision:
            if each.tag == gone:
                each[:], each.text = [], None
            each.tag = "span"
            each.attrib.clear()


def _is_movable(element: XmlElement) -> bool:
    """Whether the texts in and around ``element`` may be joined: lxml reads characters that it writes nowhere."""
    before, above = element.getprevious(), element.getparent()
    beside = (
        element.text,
        element.tail,
        before.tail if before is not None else above.text,
        *[each.tail for each in element[-1:]],
    )
    return not any(_UNWRITABLE.search(str(text)) for text in beside if text)


def _comments(root: XmlElement) -> Iterator[DocumentComment]:
    """Yield the page's comments, but those that speak to browsers."""
    for each in root.iter(etree.Comment):
        said = str(each.text or "").strip()
        if said and not said.startswith(("[if", "<![endif", "StartFragment", "EndFragment")) and each.getparent() is not None:
            yield DocumentComment(said, "", "", "", 0)


class _PageReader:
    """Reads the blocks of a page."""

    def __init__(self, root: XmlElement, *, keeps: bool) -> None:
        self.gathered = GatheredAside()
        self.paragraphs: list[str] = []
        self._keeps = keeps
        self._pictures: list[PictureBlock] = []
        self._named = {
            str(each.get("id") or each.get("name")): each for each in root.iter() if each.get("id") or each.get("name")
        }
        self._notes = set(self._noted(root))
        self._read: dict[XmlElement, tuple[DocumentBlock, ...]] = {}
        self._within_note = False

    def _noted(self, root: XmlElement) -> Iterator[XmlElement]:
        """Yield the elements that are notes which the text calls."""
        places = {each: index for index, each in enumerate(root.iter())}
        for call in root.iter("a"):
            match = _NOTE.fullmatch(str(call.get("href") or ""))
            target = self._named.get(match[1]) if match else None
            holder = (
                next((each for each in (target, *target.iterancestors()) if each.tag in ("li", "div", "p", "aside", "dd")), None)
                if target is not None
                else None
            )
            # The way back from a note leads to its call, which stands in the text: before the note, and so not within it.
            if holder is not None and places[call] < places[holder]:
                yield holder

    def blocks(self, element: XmlElement, level: int = 0) -> list[DocumentBlock]:
        """Return the blocks in ``element``; text between them is a paragraph, or a heading of ``level``."""
        found: list[DocumentBlock] = []
        loose: list[TextPiece] = list(self._text(element.text, PLAIN, ""))
        for child in element:
            if _is_block(child) or (isinstance(child.tag, str) and any(_is_block(each) for each in child.iter())):
                found += self._paragraph(loose, level)
                loose = []
                found += self._block(child)
            else:
                loose += self._child(child, PLAIN, "")
            loose += self._text(child.tail, PLAIN, "")
        return [*found, *self._paragraph(loose, level)]

    def _block(self, element: XmlElement) -> list[DocumentBlock]:
        if not isinstance(element.tag, str) or element.tag in _SILENT or (element in self._notes and not self._within_note):
            return []
        if _is_hidden(element):
            self._leave_out("hidden text", element)
            return []
        handler = _HANDLERS.get(element.tag)
        if handler is not None:
            return handler(self, element)
        tag = element.tag
        level = _HEADINGS.get(tag, 0)
        if tag == "p" or not any(_is_block(each) for each in element.iterdescendants()):
            return self._paragraph(list(self._inline(element, _style_of(element, PLAIN), "")), level)
        return self.blocks(element, level)

    def _quote(self, element: XmlElement) -> list[DocumentBlock]:
        inside = tuple(self.blocks(element))
        return [QuoteBlock(inside)] if inside else []

    def _rule(self, _element: XmlElement) -> list[DocumentBlock]:
        return [RuleBlock()]

    def _typed(self, element: XmlElement) -> list[DocumentBlock]:
        if any(_is_block(each) for each in element.iterdescendants()):
            return self.blocks(element)
        return self._paragraph([TextPiece("".join(element.itertext()).strip("\n"))], 0)

    def _paragraph(self, pieces: list[TextPiece], level: int) -> list[DocumentBlock]:
        text = joined(pieces)
        found: list[DocumentBlock] = []
        if any(each.text.strip() or each.note or each.remark for each in text):
            self.paragraphs.append("".join(each.text for each in text))
            plain = tuple([each if not level else TextPiece(each.text, PLAIN, each.link, note=each.note) for each in text])
            found.append(TextBlock(plain, level, "", len(self.paragraphs)))
            self.gathered.paragraph = len(self.paragraphs)
        drawn, self._pictures = self._pictures, []
        return [*found, *drawn]

    def _inline(self, element: XmlElement, style: Style, link: str) -> Iterator[TextPiece]:
        yield from self._text(element.text, style, link)
        for child in element:
            yield from self._child(child, style, link)
            yield from self._text(child.tail, style, link)

    def _child(self, child: XmlElement, style: Style, link: str) -> Iterator[TextPiece]:
        tag = child.tag
        if tag is etree.Comment:
            if self._keeps and str(child.text or "").strip():
                yield TextPiece("", remark=str(child.text).strip())
        elif not isinstance(tag, str) or tag in _SILENT:
            return
        elif _is_hidden(child):
            self._leave_out("hidden text", child)
        elif tag == "br":
            yield TextPiece("\n", style, link)
        elif tag == "img":
            self._picture(child)
        elif tag in _LISTED:
            self._leave_out(_LISTED[tag], child)
        elif tag == "a":
            yield from self._link(child, style)
        else:
            yield from self._styled(child, style, link)

    def _styled(self, child: XmlElement, style: Style, link: str) -> Iterator[TextPiece]:
        pieces = list(self._inline(child, _style_of(child, style), link))
        raised = _RAISED.get(str(child.tag), "")
        words = "".join(each.text for each in pieces)
        if words.strip() and not link and _is_colored(child):
            self.gathered.leave_out("colored text", words, kept=True)
        for piece in pieces:
            is_text = raised and not piece.note
            text, above = self.gathered.raised(piece.text, raised) if is_text else (piece.text, False)
            yield replace(piece, text=text, style=replace(piece.style, raised=True) if above else piece.style)

    def _text(self, text: str | None, style: Style, link: str) -> Iterator[TextPiece]:
        if text:
            yield TextPiece(_SPACES.sub(" ", text), style, link)

    def _link(self, element: XmlElement, style: Style) -> Iterator[TextPiece]:
        target = str(element.get("href") or "")
        note = _NOTE.fullmatch(target)
        named = self._named.get(note[1]) if note else None
        holder = (
            next((each for each in (named, *named.iterancestors()) if each in self._notes), None) if named is not None else None
        )
        if holder is not None and not self._within_note:
            yield TextPiece("", note=self._note(holder))
        elif target.startswith("#") or not target:
            pieces = list(self._inline(element, _style_of(element, style), ""))
            words = "".join(each.text for each in pieces)
            if self._within_note and _is_call(words):
                return
            if target and words.strip():
                self.gathered.leave_out("link within the document", words, kept=True)
            yield from pieces
        else:
            yield from self._inline(element, _style_of(element, style), target)

    def _note(self, holder: XmlElement) -> tuple[DocumentBlock, ...]:
        if holder not in self._read:
            drawn, self._pictures, self._within_note = self._pictures, [], True
            self._read[holder] = tuple(self.blocks(holder))
            self._pictures, self._within_note = drawn, False
        return self._read[holder]

    def _picture(self, element: XmlElement) -> None:
        source, alt = str(element.get("src") or ""), str(element.get("alt") or "")
        match = _PICTURE.fullmatch(source)
        if match is None:
            self.gathered.leave_out("picture that is not in the page", f"{alt} ({source[:200]})".strip())
            return
        try:
            data = base64.b64decode(match[2], validate=False) if match[1] else unquote_to_bytes(match[2])
        except (binascii.Error, ValueError):
            data = b""
        name = self.gathered.picture(data, alt)
        if name:
            self._pictures.append(PictureBlock(name, alt))

    def _list(self, element: XmlElement) -> list[DocumentBlock]:
        items: list[list[DocumentBlock]] = []
        numbers: list[int] = []
        start = str(element.get("start") or "1")
        count = whole_number(start, 1) - 1
        for item in element:
            if item.tag in ("ul", "ol") and items:
                items[-1] += self._list(item)
                continue
            if not isinstance(item.tag, str) or item in self._notes:
                continue
            value = str(item.get("value") or "")
            count = whole_number(value, count + 1)
            blocks = self.blocks(item)
            if blocks:
                items.append(blocks)
                numbers.append(count)
        form = str(element.get("type") or "1")
        if element.tag == "ol" and form != "1" and items:
            self.gathered.leave_out("letters or Roman figures of a list, which become numbers", kept=True)
        is_counted = element.tag == "ol" and all(number > 0 for number in numbers)
        return [
            *self._loose(element),
            *([ListBlock(tuple(map(tuple, items)), tuple(numbers) if is_counted else ())] if items else []),
        ]

    def _loose(self, element: XmlElement) -> list[DocumentBlock]:
        """Return texts that stand in a list or a table, and in none of its items or cells, as paragraphs."""
        texts = [element.text, *[each.tail for each in element]]
        return [block for text in texts for block in self._paragraph(list(self._text(text, PLAIN, "")), 0)]

    def _table(self, table: XmlElement) -> list[DocumentBlock]:
        parts = (table, *[part for part in table.iter("tbody", "thead", "tfoot", "tr") if _table_of(part) is table])
        # Cells that stand in no row are one.
        rows = [part for part in parts if part.tag == "tr" or next(part.iterchildren("td", "th"), None) is not None]
        made: list[tuple[Pieces, ...]] = []
        pictures: list[DocumentBlock] = []
        above = [block for each in table.iter("caption") if _table_of(each) is table for block in self.blocks(each)]
        for each in parts:
            above += self._loose(each)
            for child in [found for found in each if isinstance(found.tag, str) and found.tag not in _TABLE_PARTS]:
                is_block = any(_is_block(inner) for inner in child.iter())
                above += self._block(child) if is_block else self._paragraph(list(self._child(child, PLAIN, "")), 0)
        has_merged = False
        for row in rows:
            line: list[Pieces] = []
            for cell in row.iterchildren("td", "th"):
                blocks = tuple(self.blocks(cell))
                pictures += [each for each in blocks if isinstance(each, PictureBlock)]
                span = str(cell.get("colspan") or "1")
                wide = max(1, min(whole_number(span, 1), _MOST_SPAN))
                has_merged = has_merged or wide > 1 or str(cell.get("rowspan") or "1") != "1"
                line += [_plain_head(cell, cell_texts(blocks, self.gathered)), *[()] * (wide - 1)]
            made.append(tuple(line))
        if has_merged:
            self.gathered.leave_out("merged cells, which become one filled and others empty", kept=True)
        return [*above, *([TableBlock(tuple(made))] if any(made) else []), *pictures]

    def _leave_out(self, kind: str, element: XmlElement) -> None:
        said = " ".join("".join(element.itertext()).split()) or str(element.get("value") or element.get("placeholder") or "")
        self.paragraphs.append(said)
        self.gathered.leave_out(kind, said)


_HANDLERS: Final[Mapping[str, Callable[[_PageReader, XmlElement], list[DocumentBlock]]]] = {
    "ul": _PageReader._list,
    "ol": _PageReader._list,
    "table": _PageReader._table,
    "blockquote": _PageReader._quote,
    "hr": _PageReader._rule,
    "pre": _PageReader._typed,
}


def _words(element: XmlElement) -> Iterator[str]:
    """Yield what a page shows, a space where a block begins or ends."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    if element.tag == "a" and _NOTE.fullmatch(str(element.get("href") or "")) and _is_call("".join(element.itertext())):
        yield " "
        return
    space = " " if _is_block(element) or element.tag in ("br", "input", "img") else ""
    yield space + (element.text or "")
    for child in element:
        yield from _words(child)
        yield child.tail or ""
    yield space


def _plain_head(cell: XmlElement, pieces: Pieces) -> Pieces:
    return tuple([TextPiece(each.text, PLAIN, each.link, note=each.note) for each in pieces]) if cell.tag == "th" else pieces


def _table_of(element: XmlElement) -> XmlElement | None:
    return next(element.iterancestors("table"), None)


def _is_block(element: XmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag in _BLOCKS


def _declared(element: XmlElement) -> dict[str, str]:
    """Return what an element's own ``style`` says, the value by the property."""
    said = [part.partition(":") for part in str(element.get("style") or "").lower().split(";")]
    return {name.strip(): value.strip() for name, _, value in said}


def _is_hidden(element: XmlElement) -> bool:
    style = _declared(element)
    return any(style.get(name, "").startswith(value) for name, value in _HIDDEN)


def _is_colored(element: XmlElement) -> bool:
    style = _declared(element)
    said = [style[name] for name in ("color", "background-color") if style.get(name)]
    return any(not each.startswith(_NO_COLORS) for each in said)


def _is_call(words: str) -> bool:
    return _CALL.fullmatch(words) is not None


def _style_of(element: XmlElement, around: Style) -> Style:
    said, mark = _declared(element), _MARKS.get(str(element.tag), "")
    lines = [value for name, value in said.items() if name.startswith("text-decoration")]
    style = Style(
        around.bold or mark == "bold" or said.get("font-weight", "").startswith(_BOLD),
        around.italic or mark == "italic" or said.get("font-style", "").startswith(_SLANTED),
        around.code or mark == "code",
        around.struck or mark == "struck" or any("line-through" in each for each in lines),
    )
    return PLAIN if style == PLAIN else style
