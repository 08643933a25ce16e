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
    beginning,
    joined,
    whole_number,
)
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.package import TOO_MANY_MARKS, XmlElement, marks
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_MARKS, MOST_DOCUMENT_XML_BYTES
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
_HOLDING: Final = ("li", "div", "p", "aside", "dd")
"""What a note may be."""
_MOST_SPAN: Final = 64
_PARTED: Final = frozenset(["ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"])
"""What has items, rows or cells, and no texts."""


def read_html(text: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the page ``text``. Raises ``DocumentRefused``."""
    if len(text) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB of text, which no letter has")
    if marks(text.encode("utf-8", "replace")) > MOST_DOCUMENT_MARKS:
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
    return TrackedChange(kind, beginning(element.itertext()), author, str(element.get("datetime") or ""), 0)


def _is_tracked(element: XmlElement) -> bool:
    return any(element.get(name) for name in ("datetime", "cite"))


def _resolve(root: XmlElement, decision: Decision) -> None:
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
        self._holding_blocks = _holding_blocks(root)
        self._holders = _holders(root, self._named)
        self._notes = set(self._holders.values())
        self._parts = _table_parts(root)
        self._read: dict[XmlElement, tuple[DocumentBlock, ...]] = {}
        self._within_note = self._within_color = self._within_raised = self._within_link = False

    def blocks(self, element: XmlElement, level: int = 0) -> list[DocumentBlock]:
        """Return the blocks in ``element``; text between them is a paragraph, or a heading of ``level``."""
        found: list[DocumentBlock] = []
        loose: list[TextPiece] = []
        self._text(element.text, PLAIN, "", loose)
        for child in element:
            if _is_block(child) or child in self._holding_blocks:
                found += self._paragraph(loose, level)
                loose = []
                found += self._block(child)
            else:
                self._child(child, PLAIN, "", loose)
            self._text(child.tail, PLAIN, "", loose)
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
        if tag == "p" or element not in self._holding_blocks:
            return self._paragraph(self._read_inline(element, _style_of(element, PLAIN), ""), level)
        return self.blocks(element, level)

    def _quote(self, element: XmlElement) -> list[DocumentBlock]:
        inside = tuple(self.blocks(element))
        return [QuoteBlock(inside)] if inside else []

    def _rule(self, _element: XmlElement) -> list[DocumentBlock]:
        return [RuleBlock()]

    def _typed(self, element: XmlElement) -> list[DocumentBlock]:
        if element in self._holding_blocks:
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

    def _read_inline(self, element: XmlElement, style: Style, link: str) -> list[TextPiece]:
        found: list[TextPiece] = []
        self._inline(element, style, link, found)
        return found

    def _inline(self, element: XmlElement, style: Style, link: str, found: list[TextPiece]) -> None:
        """Add the texts in ``element`` to what is ``found``: as they may be deep, none is handed up level by level."""
        self._text(element.text, style, link, found)
        for child in element:
            self._child(child, style, link, found)
            self._text(child.tail, style, link, found)

    def _child(self, child: XmlElement, style: Style, link: str, found: list[TextPiece]) -> None:
        tag = child.tag
        if tag is etree.Comment:
            if self._keeps and str(child.text or "").strip():
                found.append(TextPiece("", remark=str(child.text).strip()))
        elif not isinstance(tag, str) or tag in _SILENT:
            return
        elif _is_hidden(child):
            self._leave_out("hidden text", child)
        elif tag == "br":
            found.append(TextPiece("\n", style, link))
        elif tag == "img":
            self._picture(child)
        elif tag in _LISTED:
            self._leave_out(_LISTED[tag], child)
        elif tag == "a":
            self._link(child, style, found)
        else:
            self._styled(child, style, link, found)

    def _styled(self, child: XmlElement, style: Style, link: str, found: list[TextPiece]) -> None:
        is_colored = not link and not self._within_color and _is_colored(child)
        raised = "" if self._within_raised else _RAISED.get(str(child.tag), "")
        if not is_colored and not raised:
            self._inline(child, _style_of(child, style), link, found)
            return
        within = self._within_color, self._within_raised
        self._within_color, self._within_raised = within[0] or is_colored, within[1] or bool(raised)
        pieces = self._read_inline(child, _style_of(child, style), link)
        self._within_color, self._within_raised = within
        words = "".join(each.text for each in pieces)
        if is_colored and words.strip():
            self.gathered.leave_out("colored text", words, kept=True)
        for piece in pieces:
            is_text = raised and not piece.note
            text, above = self.gathered.raised(piece.text, raised) if is_text else (piece.text, False)
            found.append(replace(piece, text=text, style=replace(piece.style, raised=True) if above else piece.style))

    def _text(self, text: str | None, style: Style, link: str, found: list[TextPiece]) -> None:
        if text:
            found.append(TextPiece(_SPACES.sub(" ", text), style, link))

    def _link(self, element: XmlElement, style: Style, found: list[TextPiece]) -> None:
        target = str(element.get("href") or "")
        note = _NOTE.fullmatch(target)
        holder = self._holders.get(note[1]) if note else None
        if holder is not None and not self._within_note:
            found.append(TextPiece("", note=self._note(holder)))
        elif target.startswith("#") or not target:
            if self._within_link:
                self._inline(element, _style_of(element, style), "", found)
                return
            self._within_link = True
            pieces = self._read_inline(element, _style_of(element, style), "")
            self._within_link = False
            words = "".join(each.text for each in pieces)
            if self._within_note and _is_call(words):
                return
            if target and words.strip():
                self.gathered.leave_out("link within the document", words, kept=True)
            found += pieces
        else:
            self._inline(element, _style_of(element, style), target, found)

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
        return [block for text in texts if text for block in self._paragraph([TextPiece(_SPACES.sub(" ", text))], 0)]

    def _table(self, table: XmlElement) -> list[DocumentBlock]:
        inside = self._parts.get(table, ())
        parts = (table, *[part for part in inside if part.tag != "caption"])
        # Cells that stand in no row are one.
        rows = [part for part in parts if part.tag == "tr" or next(part.iterchildren("td", "th"), None) is not None]
        made: list[tuple[Pieces, ...]] = []
        pictures: list[DocumentBlock] = []
        above = [block for each in inside if each.tag == "caption" for block in self.blocks(each)]
        for each in parts:
            above += self._loose(each)
            for child in [found for found in each if isinstance(found.tag, str) and found.tag not in _TABLE_PARTS]:
                is_block = _is_block(child) or child in self._holding_blocks
                loose: list[TextPiece] = []
                if not is_block:
                    self._child(child, PLAIN, "", loose)
                above += self._block(child) if is_block else self._paragraph(loose, 0)
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
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        space = " " if _is_block(each) or each.tag in ("br", "input", "img") else ""
        if event == "start" and _is_note_call(each):
            walk.skip_subtree()
            yield " "
        elif event == "start" and each.tag in _SILENT:
            walk.skip_subtree()
        elif event == "start":
            yield space + (each.text or "")
        else:
            yield space + ((each.tail or "") if each is not element else "")


def _is_note_call(element: XmlElement) -> bool:
    is_to_note = element.tag == "a" and _NOTE.fullmatch(str(element.get("href") or ""))
    return bool(is_to_note) and _is_call("".join(element.itertext()))


def _plain_head(cell: XmlElement, pieces: Pieces) -> Pieces:
    return tuple([TextPiece(each.text, PLAIN, each.link, note=each.note) for each in pieces]) if cell.tag == "th" else pieces


def _table_parts(root: XmlElement) -> dict[XmlElement, list[XmlElement]]:
    """Return the rows of each table, what has rows in it, and its captions, in order."""
    found: dict[XmlElement, list[XmlElement]] = {}
    for part in root.iter("tbody", "thead", "tfoot", "tr", "caption"):
        table = next(part.iterancestors("table"), None)
        if table is not None:
            found.setdefault(table, []).append(part)
    return found


def _holding_blocks(root: XmlElement) -> set[XmlElement]:
    """Return the elements that have blocks in them."""
    found: set[XmlElement] = set()
    for block in root.iter(*_BLOCKS):
        for above in block.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def _holders(root: XmlElement, named: Mapping[str, XmlElement]) -> dict[str, XmlElement]:
    """Return the elements that are notes which the text calls, by the names that it calls them."""
    calls: dict[str, XmlElement] = {}
    for call in root.iter("a"):
        match = _NOTE.fullmatch(str(call.get("href") or ""))
        if match and match[1] in named:
            calls.setdefault(match[1], call)
    places = {each: index for index, each in enumerate(root.iter())} if calls else {}
    found: dict[str, XmlElement] = {}
    for name, call in calls.items():
        target = named[name]
        holder = target if target.tag in _HOLDING else next(target.iterancestors(*_HOLDING), None)
        # The way back from a note leads to its call, which stands in the text: before the note, and so not within it.
        if holder is not None and places[call] < places[holder]:
            found[name] = holder
    return found


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
