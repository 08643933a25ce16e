"""The body of a WordprocessingML document becomes blocks: paragraphs, headings, lists, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.intake.letters.cells import cell_texts
from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentComment,
    PictureBlock,
    Pieces,
    TableBlock,
    TextBlock,
    TextPiece,
    beginning,
    joined,
    whole_number,
)
from letterpack.intake.letters.docx.drawings import Drawings
from letterpack.intake.letters.docx.names import MC, W, attribute, is_on, text_in, texts_in
from letterpack.intake.letters.docx.parts import WordParts
from letterpack.intake.letters.docx.runs import RunReader, Story
from letterpack.intake.letters.docx.styles import ListLabel, WordNumbering, WordStyles
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.nesting import Labelled, Quoted, nested
from letterpack.intake.letters.package import XmlElement, parts_of

_QUOTES: Final = frozenset({"quote", "intense quote", "block text"})
_AROUND: Final = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
_APART: Final = frozenset({f"{W}tbl", f"{W}p"})
"""What has rows and cells of its own, or none."""
_NOT_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_STEP: Final = 720
"""Twentieths of a point: how far Word indents a level of a list where it says nothing."""
_SET: Final = {"center": "centered paragraph", "right": "paragraph set to the right", "end": "paragraph set to the right"}
ReadBlock = DocumentBlock | Labelled | Quoted


class BodyReader:
    """Reads the parts of one document. ``numbers`` are those of its paragraphs."""

    def __init__(
        self, parts: WordParts, gathered: GatheredAside, numbers: Mapping[XmlElement, int], kept: Mapping[str, DocumentComment]
    ) -> None:
        self.parts, self.gathered, self.numbers, self.kept = parts, gathered, numbers, kept
        styles, numbering = parts.one("styles"), parts.one("numbering")
        self.styles = WordStyles(styles[1] if styles else None)
        self.numbering = WordNumbering(numbering[1] if numbering else None)
        self.drawings = Drawings(parts.package, gathered)
        self._notes: dict[str, tuple[str, dict[str, XmlElement]]] = {}
        self._read: dict[tuple[str, str], tuple[DocumentBlock, ...]] = {}
        self._within_note = False
        self._indents: dict[tuple[str, int], int] = {}

    def read(self, root: XmlElement) -> tuple[DocumentBlock, ...]:
        """Return the blocks of the main part."""
        body = root.find(f"{W}body")
        story = Story(self.parts.related(self.parts.main), self._note, self.kept)
        return nested(list(self._blocks(body, story))) if body is not None else ()

    def add_notes(self, kind: str, name: str, root: XmlElement) -> None:
        """Let calls of the ``kind`` find their notes in ``root``, the part called ``name``."""
        found = {attribute(each, "id"): each for each in root if attribute(each, "type") not in _NOT_NOTES}
        self._notes[kind] = (name, found)

    def _note(self, kind: str, name: str) -> tuple[DocumentBlock, ...]:
        part, notes = self._notes.get(kind, ("", {}))
        if name not in notes or self._within_note:
            return ()
        if (kind, name) in self._read:
            return self._read[kind, name]
        outer = self.gathered.paragraph
        self._within_note = True
        blocks = nested(list(self._blocks(notes[name], Story(self.parts.related(part), self._note, self.kept))))
        self._within_note, self.gathered.paragraph = False, outer
        if kind == "endnotes":
            self.gathered.leave_out("endnotes, which become footnotes", kept=True)
        self._read[kind, name] = blocks
        return blocks

    def _blocks(self, element: XmlElement, story: Story) -> Iterator[ReadBlock]:
        for child in element:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child, story)
            elif tag == f"{W}tbl":
                yield from self._table(child, story)
            elif tag == f"{W}sdt":
                yield from self._control(child, story)
            elif tag in _AROUND:
                yield from self._blocks(child, story)
            elif tag == f"{MC}AlternateContent":
                for chosen in child[:1]:
                    yield from self._blocks(chosen, story)
            elif tag == f"{W}altChunk":
                self.gathered.leave_out("document within the document")

    def _control(self, control: XmlElement, story: Story) -> Iterator[ReadBlock]:
        """A content control around paragraphs; one that nobody has filled says nothing."""
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        name = attribute(properties.find(f"{W}alias")) or attribute(properties.find(f"{W}tag")) if properties is not None else ""
        if content is None:
            return
        if is_on(properties, "showingPlcHdr"):
            self.gathered.leave_out(f"prompt of the content control `{name}`", text_in(content))
            return
        if name:
            self.gathered.leave_out(f"content control `{name}`", beginning(texts_in(content)), kept=True)
        yield from self._blocks(content, story)

    def _paragraph(self, paragraph: XmlElement, story: Story) -> Iterator[ReadBlock]:
        self.gathered.paragraph = self.numbers.get(paragraph, self.gathered.paragraph)
        properties = paragraph.find(f"{W}pPr")
        style = attribute(properties.find(f"{W}pStyle")) if properties is not None else ""
        level, role = self.styles.level(properties, style), self.styles.role(style)
        reader = RunReader(story, self.styles, self.gathered, self.drawings, is_styled=level > 0 or role in _QUOTES)
        pieces = reader.read(paragraph, style)
        text = "".join(each.text for each in pieces)
        self._note_layout(properties, text)
        has_text = any(each.text.strip() or each.merge_field or each.note or each.remark for each in pieces)
        label = self._label(properties, style) if has_text else None
        if has_text:
            yield self._as_block(pieces, level, role, label)
        if has_text and reader.pictures:
            self.gathered.leave_out("place of a picture within a line: it stands below the paragraph", kept=True)
        for name, alt in reader.pictures:
            yield PictureBlock(name, alt)

    def _as_block(self, pieces: Pieces, level: int, role: str, label: tuple[ListLabel, int] | None) -> ReadBlock:
        number_ = self.gathered.paragraph
        if level:
            numbered = (TextPiece(f"{label[0].text} "), *pieces) if label and not label[0].is_bullet else pieces
            return TextBlock(joined(list(numbered)), level, role, number_)
        block = TextBlock(pieces, 0, role, number_)
        if label:
            return self._item(block, *label)
        return Quoted(block) if role in _QUOTES else block

    def _label(self, properties: XmlElement | None, style: str) -> tuple[ListLabel, int] | None:
        name, depth = self.styles.numbering(properties, style)
        label = self.numbering.label(name, depth) if name else None
        if label is None:
            return None
        indent = self.styles.indent(properties, style) or self.numbering.indent(name, depth) or depth * _STEP
        return label, self._indents.setdefault((name, depth), indent)

    def _item(self, block: TextBlock, label: ListLabel, depth: int) -> ReadBlock:
        if label.is_bullet:
            return Labelled((block,), depth)
        if label.is_plain:
            return Labelled((block,), depth, label.number, label.text[-1])
        self.gathered.leave_out("numbering that Markdown does not have: the label stands as text", label.text, kept=True)
        text = TextBlock(joined([TextPiece(f"{label.text} "), *block.pieces]), 0, block.role, block.paragraph)
        return Labelled((text,), depth, is_text=True)

    def _note_layout(self, properties: XmlElement | None, text: str) -> None:
        if properties is None:
            return
        if is_on(properties, "pageBreakBefore"):
            self.gathered.leave_out("page break")
        if properties.find(f"{W}sectPr") is not None:
            self.gathered.leave_out("section break")
        kind = _SET.get(attribute(properties.find(f"{W}jc")))
        if kind and text.strip():
            self.gathered.leave_out(kind, text, kept=True)

    def _table(self, table: XmlElement, story: Story) -> Iterator[ReadBlock]:
        rows = parts_of(table, f"{W}tr", _APART)
        cells = [[*parts_of(row, f"{W}tc", _APART)] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:
            # A frame around text.
            self.gathered.leave_out("frame around paragraphs", beginning(texts_in(table)), kept=True)
            yield from self._blocks(cells[0][0], story)
            return
        made, pictures, has_merged = [], [], False
        for row in cells:
            line: list[Pieces] = []
            for cell in row:
                pieces, found = self._cell(cell, story)
                pictures += found
                line.append(pieces)
                span = _span(cell)
                has_merged = has_merged or span > 1 or cell.find(f"{W}tcPr/{W}vMerge") is not None
                line += [()] * (span - 1)
            made.append(tuple(line))
        if has_merged:
            self.gathered.leave_out("merged cells, which become one filled and others empty", kept=True)
        if made:
            yield TableBlock(tuple(made))
        yield from pictures

    def _cell(self, cell: XmlElement, story: Story) -> tuple[Pieces, list[PictureBlock]]:
        """Return the text of a cell, its paragraphs one behind the other, and its pictures."""
        blocks = nested(list(self._blocks(cell, story)))
        pictures = [each for each in blocks if isinstance(each, PictureBlock)]
        return cell_texts(blocks, self.gathered), pictures


def _span(cell: XmlElement) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return max(1, min(whole_number(attribute(found), 1), 64)) if found is not None else 1
