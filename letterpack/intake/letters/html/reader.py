"""A page is read to the model of a letter that is imported."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml import html as lxml_html

from letterpack.intake.letters.cells import cell_texts
from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
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
    joined,
    whole_number,
)
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.html.changes import changes_in, comments_in, remark_in, resolve
from letterpack.intake.letters.html.elements import (
    HEADINGS,
    NOTE,
    SILENT,
    holding_blocks,
    is_block,
    is_colored,
    is_hidden,
    is_note_sign,
    note_holders,
    shown_words,
    style_of,
    table_parts,
)
from letterpack.intake.letters.package import TOO_MANY_MARKS, XmlElement, marks
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_MARKS, MOST_DOCUMENT_XML_BYTES, MOST_TAG_PARTS
from letterpack.model.letter import PLAIN, Style
from letterpack.patterns import late
from letterpack.values import replace

_LISTED: Final = {
    **dict.fromkeys(["input", "textarea", "select", "button"], "form field"),
    **dict.fromkeys(["iframe", "video", "audio", "object", "embed", "canvas", "svg", "math"], "embedded object"),
}
_RAISED: Final = {"sup": "superscript", "sub": "subscript"}
_PICTURE: Final = late(r"data:image/[\w.+-]+(;base64)?,(.*)", re.DOTALL)
_DATA: Final = late(r"data:image/[^\"'<>]*")
_PARTS: Final = late(r"[^\s/\"'=]+")
"""What an attribute has one or two of, however it is written: a parser compares each of a tag with all others."""
_SPACES: Final = late(r"[ \t\r\n\f]+")
_TABLE_PARTS: Final = frozenset(["caption", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "script", "style"])
_MOST_SPAN: Final = 64


def read_html(text: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the page ``text``. Raises ``DocumentRefused``."""
    if len(text) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB of text, which no letter has")
    if marks(text.encode("utf-8", "replace")) > MOST_DOCUMENT_MARKS:
        raise DocumentRefused(TOO_MANY_MARKS)
    if any(len(_PARTS.findall(between)) > MOST_TAG_PARTS for between in _DATA.sub("", text).split("<")):
        raise DocumentRefused(f"has a tag of more than {MOST_TAG_PARTS:,} attributes, or as many words between two tags")
    parser = lxml_html.HTMLParser(encoding=None, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentRefused("contains no text") from error
    if parser.error_log.filter_from_fatals():
        # What comes behind is not read.
        raise DocumentRefused("has elements more than 250 deep, or a text of more than 10 MB, which no letter has")
    found = changes_in(root)
    resolve(root, changes)
    remarks = tuple(comments_in(root))
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
        "".join(shown_words(body if body is not None else root)),
    )


def _without_last_rule(blocks: list[DocumentBlock]) -> list[DocumentBlock]:
    """Return ``blocks`` without the rule above notes, which stand elsewhere."""
    while blocks and isinstance(blocks[-1], RuleBlock):
        blocks = blocks[:-1]
    return blocks


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
        self._holding_blocks = holding_blocks(root)
        self._holders = note_holders(root, self._named)
        self._notes = set(self._holders.values())
        self._parts = table_parts(root)
        self._read: dict[XmlElement, tuple[DocumentBlock, ...]] = {}
        self._within_note = self._within_color = self._within_raised = self._within_link = False

    def blocks(self, element: XmlElement, level: int = 0) -> list[DocumentBlock]:
        """Return the blocks in ``element``; text between them is a paragraph, or a heading of ``level``."""
        found: list[DocumentBlock] = []
        loose: list[TextPiece] = []
        self._text(element.text, PLAIN, "", loose)
        for child in element:
            if is_block(child) or child in self._holding_blocks:
                found += self._paragraph(loose, level)
                loose = []
                found += self._block(child)
            else:
                self._child(child, PLAIN, "", loose)
            self._text(child.tail, PLAIN, "", loose)
        return [*found, *self._paragraph(loose, level)]

    def _block(self, element: XmlElement) -> list[DocumentBlock]:
        if not isinstance(element.tag, str) or element.tag in SILENT or (element in self._notes and not self._within_note):
            return []
        if is_hidden(element):
            self._leave_out("hidden text", element)
            return []
        handler = _HANDLERS.get(element.tag)
        if handler is not None:
            return handler(self, element)
        tag = element.tag
        level = HEADINGS.get(tag, 0)
        if tag == "p" or element not in self._holding_blocks:
            return self._paragraph(self._read_inline(element, style_of(element, PLAIN), ""), level)
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
            if self._keeps and (remark := remark_in(child)):
                found.append(TextPiece("", remark=remark))
        elif not isinstance(tag, str) or tag in SILENT:
            return
        elif is_hidden(child):
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
        has_color = not link and not self._within_color and is_colored(child)
        raised = "" if self._within_raised else _RAISED.get(str(child.tag), "")
        if not has_color and not raised:
            self._inline(child, style_of(child, style), link, found)
            return
        within = self._within_color, self._within_raised
        self._within_color, self._within_raised = within[0] or has_color, within[1] or bool(raised)
        pieces = self._read_inline(child, style_of(child, style), link)
        self._within_color, self._within_raised = within
        words = "".join(each.text for each in pieces)
        if has_color and words.strip():
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
        note = NOTE.fullmatch(target)
        holder = self._holders.get(note[1]) if note else None
        if holder is not None and not self._within_note:
            found.append(TextPiece("", note=self._note(holder)))
        elif target.startswith("#") or not target:
            if self._within_link:
                self._inline(element, style_of(element, style), "", found)
                return
            self._within_link = True
            pieces = self._read_inline(element, style_of(element, style), "")
            self._within_link = False
            words = "".join(each.text for each in pieces)
            if self._within_note and is_note_sign(words):
                return
            if target and words.strip():
                self.gathered.leave_out("link within the document", words, kept=True)
            found += pieces
        else:
            self._inline(element, style_of(element, style), target, found)

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
            self.gathered.leave_out("picture that is not in the page", f"{alt} ({source[:200]})".strip() if source else alt)
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
                holds = is_block(child) or child in self._holding_blocks
                loose: list[TextPiece] = []
                if not holds:
                    self._child(child, PLAIN, "", loose)
                above += self._block(child) if holds else self._paragraph(loose, 0)
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


def _plain_head(cell: XmlElement, pieces: Pieces) -> Pieces:
    return tuple([TextPiece(each.text, PLAIN, each.link, note=each.note) for each in pieces]) if cell.tag == "th" else pieces
