"""Letters as Word writes them (ECMA-376, WordprocessingML): what they say, what they ask, and what cannot be carried over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentComment,
    DocumentRead,
    GatheredAside,
    Labelled,
    LeftOut,
    PictureBlock,
    Pieces,
    Quoted,
    RemarkDecision,
    TableBlock,
    TextBlock,
    TextPiece,
    joined,
    nested,
)
from letterpack.intake.letters.docx.package import (
    MC,
    QUOTES,
    ListLabel,
    Package,
    W,
    WordNumbering,
    WordStyles,
    XmlElement,
    attribute,
    child,
    is_on,
    number,
    resolve,
    text_in,
    tracked_changes,
)
from letterpack.intake.letters.docx.runs import RunReader, Story, control_of

_AROUND: Final = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
_APART: Final = frozenset({f"{W}tbl", f"{W}p"})
"""What has rows and cells of its own, or none."""
_NOT_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_NOTES: Final = ("footnotes", "endnotes")
_MOST_SPAN: Final = 64
_MOST_QUOTED: Final = 1_000
_SET: Final = {"center": "centered paragraph", "right": "paragraph set to the right", "end": "paragraph set to the right"}


def read_docx(data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the Word document ``data``, its changes decided or told. Raises ``DocumentRefused``."""
    package = Package(data)
    notes = {kind: part for kind in _NOTES if (part := package.part(kind))}
    roots = [package.document, *[root for _, root in notes.values()]]
    numbers = _numbered(roots)
    found = tuple([each for root in roots for each in tracked_changes(root, numbers)])
    remarks = _comments(package, roots, numbers)
    if changes:
        for root in roots:
            resolve(root, changes)
        numbers = _numbered(roots)
    reader = _BodyReader(package, numbers, notes, remarks if comments == "keep" else {})
    body = child(package.document, "body")
    blocks = reader.blocks(body, package.main) if body is not None else ()
    around = tuple(package.headers_and_footers())
    dropped = remarks.values() if comments == "drop" else ()
    left_out = [LeftOut(f"comment by {each.author or 'somebody'}", each.text, each.paragraph) for each in dropped]
    spoken = reader.gathered.spoken.most_common(1)
    return DocumentRead(
        blocks,
        (*map(_own_text, numbers), *[each.words for each in around]),
        (*reader.gathered.left_out, *around, *left_out),
        found,
        tuple(remarks.values()),
        tuple(reader.gathered.fields),
        reader.gathered.pictures,
        (spoken[0][0] if spoken else "") or reader.styles.language,
    )


def _numbered(roots: list[XmlElement]) -> dict[XmlElement, int]:
    """Return the number of each paragraph in ``roots``, from 1; those for old programs have none."""
    paragraphs = [each for root in roots for each in root.iter(f"{W}p")]
    found = [each for each in paragraphs if next(each.iterancestors(f"{MC}Fallback"), None) is None]
    return {each: index for index, each in enumerate(found, 1)}


def _own_text(paragraph: XmlElement) -> str:
    """Return the words of ``paragraph``, a space for each paragraph in it: text boxes that are anchored there have their own."""
    return text_in(paragraph, apart=f"{W}p").replace("\n", " ")


def _comments(package: Package, roots: list[XmlElement], numbers: Mapping[XmlElement, int]) -> dict[str, DocumentComment]:
    part = package.part("comments")
    said = {attribute(each, "id"): each for each in part[1].iterfind(f"{W}comment")} if part else {}
    found: dict[str, DocumentComment] = {}
    for root in roots:
        about = _words_of_comments(root)
        for each in root.iter(f"{W}commentReference"):
            name = attribute(each, "id")
            comment, words = said.get(name), about.get(name, "")
            paragraph = next(each.iterancestors(f"{W}p"), None)
            place, column = 0, 1
            if paragraph is not None:
                place = numbers.get(paragraph, 0)
                column = 1 + max(0, _own_text(paragraph).find(words)) if words else 1
            text = text_in(comment).strip() if comment is not None else ""
            found[name] = DocumentComment(text, words, attribute(comment, "author"), attribute(comment, "date"), place, column)
    return found


def _words_of_comments(root: XmlElement) -> dict[str, str]:
    """Return, for each comment, the words between its marks."""
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    texts: list[str] = []
    for each in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t", f"{W}delText"):
        if each.tag in (f"{W}t", f"{W}delText"):
            texts.append(each.text or "")
        else:
            marks = begins if each.tag == f"{W}commentRangeStart" else ends
            marks.setdefault(attribute(each, "id"), len(texts))
    return {
        name: "".join(texts[begin : min(ends.get(name, len(texts)), begin + _MOST_QUOTED)])[:_MOST_QUOTED]
        for name, begin in begins.items()
    }


class _BodyReader:
    """Reads the texts of one document to blocks: paragraphs, headings, lists, tables, notes."""

    def __init__(
        self,
        package: Package,
        numbers: Mapping[XmlElement, int],
        notes: Mapping[str, tuple[str, XmlElement]],
        kept: Mapping[str, DocumentComment],
    ) -> None:
        self.package, self.gathered, self.numbers, self.kept = package, GatheredAside(), numbers, kept
        styles, numbering = package.part("styles"), package.part("numbering")
        self.styles = WordStyles(styles[1] if styles else None)
        self.numbering = WordNumbering(numbering[1] if numbering else None)
        self._notes = {
            (kind, attribute(each, "id")): (name, each)
            for kind, (name, root) in notes.items()
            for each in root
            if attribute(each, "type") not in _NOT_NOTES
        }
        self._read: dict[tuple[str, str], tuple[DocumentBlock, ...]] = {}
        self._within_note = False
        self._indents: dict[tuple[str, int], int] = {}

    def blocks(self, element: XmlElement, part: str) -> tuple[DocumentBlock, ...]:
        """Return the blocks in ``element`` of the ``part``."""
        return nested(list(self._blocks(element, Story(self.package.related(part), self._note, self.kept))))

    def _note(self, kind: str, name: str) -> tuple[DocumentBlock, ...]:
        if (kind, name) not in self._notes or self._within_note:
            return ()
        if (kind, name) not in self._read:
            part, note = self._notes[kind, name]
            outer = self.gathered.paragraph
            self._within_note = True
            self._read[kind, name] = self.blocks(note, part)
            self._within_note, self.gathered.paragraph = False, outer
            if kind == "endnotes":
                self.gathered.leave_out("endnotes, which become footnotes", kept=True)
        return self._read[kind, name]

    def _blocks(self, parent: XmlElement, story: Story) -> Iterator[DocumentBlock | Labelled | Quoted]:
        for element in parent:
            tag = element.tag
            if tag == f"{W}p":
                yield from self._paragraph(element, story)
            elif tag == f"{W}tbl":
                yield from self._table(element, story)
            elif tag == f"{W}sdt":
                yield from self._control(element, story)
            elif tag in _AROUND:
                yield from self._blocks(element, story)
            elif tag == f"{MC}AlternateContent":
                for chosen in element[:1]:
                    yield from self._blocks(chosen, story)
            elif tag == f"{W}altChunk":
                self.gathered.leave_out("document within the document")

    def _control(self, control: XmlElement, story: Story) -> Iterator[DocumentBlock | Labelled | Quoted]:
        """A content control around paragraphs; one that nobody has filled says nothing."""
        name, content, is_prompt = control_of(control)
        if content is None:
            return
        if name or is_prompt:
            what = f"content control `{name}`"
            self.gathered.leave_out(f"prompt of the {what}" if is_prompt else what, text_in(content), kept=not is_prompt)
        if not is_prompt:
            yield from self._blocks(content, story)

    def _paragraph(self, paragraph: XmlElement, story: Story) -> Iterator[DocumentBlock | Labelled | Quoted]:
        self.gathered.paragraph = self.numbers.get(paragraph, self.gathered.paragraph)
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"))
        level, role = self.styles.level(properties, style), self.styles.role(style)
        reader = RunReader(story, self.styles, self.gathered, self.package, is_styled=level > 0 or role in QUOTES)
        pieces = reader.read(paragraph, style)
        self._note_layout(properties, "".join(each.text for each in pieces))
        if any(each.text.strip() or each.merge_field or each.note or each.remark for each in pieces):
            name, depth = self.styles.numbering(properties, style)
            label = self.numbering.label(name, depth) if name else None
            # Lists in one another are known by their indents: many programs number each level on its own.
            indent = self.styles.indent(properties, style) or self.numbering.indent(name, depth)
            depth = self._indents.setdefault((name, depth), indent) if label else 0
            if level and label and not label.is_bullet:
                pieces = joined([TextPiece(f"{label.text} "), *pieces])
            block = TextBlock(pieces, level, role, self.gathered.paragraph)
            if label and not level:
                yield self._item(block, label, depth)
            else:
                yield Quoted(block) if role in QUOTES and not level else block
            if reader.pictures:
                self.gathered.leave_out("place of a picture within a line: it stands below the paragraph", kept=True)
        for name, alt in reader.pictures:
            yield PictureBlock(name, alt)

    def _item(self, block: TextBlock, label: ListLabel, depth: int) -> Labelled:
        if label.is_bullet:
            return Labelled((block,), depth)
        if label.is_plain:
            return Labelled((block,), depth, label.number, label.text[-1])
        self.gathered.leave_out("numbering that Markdown does not have: the label stands as text", label.text, kept=True)
        text = TextBlock(joined([TextPiece(f"{label.text} "), *block.pieces]), 0, block.role, block.paragraph)
        return Labelled((text,), depth, is_text=True)

    def _note_layout(self, properties: XmlElement | None, text: str) -> None:
        if is_on(properties, "pageBreakBefore"):
            self.gathered.leave_out("page break")
        if child(properties, "sectPr") is not None:
            self.gathered.leave_out("section break")
        kind = _SET.get(attribute(child(properties, "jc")))
        if kind and text.strip():
            self.gathered.leave_out(kind, text, kept=True)

    def _table(self, table: XmlElement, story: Story) -> Iterator[DocumentBlock | Labelled | Quoted]:
        rows = [[*_parts(row, f"{W}tc")] for row in _parts(table, f"{W}tr")]
        if len(rows) == 1 and len(rows[0]) == 1:
            self.gathered.leave_out("frame around paragraphs", text_in(table), kept=True)
            yield from self._blocks(rows[0][0], story)
            return
        made: list[tuple[Pieces, ...]] = []
        pictures: list[PictureBlock] = []
        has_merged = False
        for row in rows:
            line: list[Pieces] = []
            for cell in row:
                blocks = nested(list(self._blocks(cell, story)))
                pictures += [each for each in blocks if isinstance(each, PictureBlock)]
                span = max(1, min(number(attribute(child(cell, "tcPr/gridSpan")), 1), _MOST_SPAN))
                has_merged = has_merged or span > 1 or child(cell, "tcPr/vMerge") is not None
                line += [self.gathered.cell(blocks), *[()] * (span - 1)]
            made.append(tuple(line))
        if has_merged:
            self.gathered.leave_out("merged cells, which become one filled and others empty", kept=True)
        if made:
            yield TableBlock(tuple(made))
        yield from pictures


def _parts(element: XmlElement, tag: str) -> Iterator[XmlElement]:
    """Yield the elements ``tag`` in ``element``, none of those in a table or paragraph of their own."""
    for each in element:
        if each.tag == tag:
            yield each
        elif each.tag not in _APART:
            yield from _parts(each, tag)
