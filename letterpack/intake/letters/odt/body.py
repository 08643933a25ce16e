"""The text of an OpenDocument becomes blocks: paragraphs, headings, lists, tables, notes, fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from letterpack.intake.letters.cells import cell_texts
from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentComment,
    ListBlock,
    PictureBlock,
    Pieces,
    QuoteBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    beginning,
    joined,
    whole_number,
)
from letterpack.intake.letters.docx.styles import counted_as
from letterpack.intake.letters.gathering import GatheredAside, style_of
from letterpack.intake.letters.merge_fields import field_taken, with_whole_names
from letterpack.intake.letters.odt.names import (
    DRAW,
    OFFICE,
    PARAGRAPHS,
    SVG,
    TABLE,
    TEXT,
    XLINK,
    said_by,
    words_in,
    words_in_element,
)
from letterpack.intake.letters.odt.styles import OdtLook, OdtStyles
from letterpack.intake.letters.package import Package, XmlElement, parts_of
from letterpack.model.letter import PLAIN
from letterpack.patterns import late

_FORMS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_UNSPOKEN: Final = (
    "bookmark",
    "bookmark-start",
    "bookmark-end",
    "reference-mark",
    "reference-mark-start",
    "reference-mark-end",
    "soft-page-break",
    "change",
    "change-start",
    "change-end",
    "tracked-changes",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "dde-connection-decls",
    "alphabetical-index-mark",
    "toc-mark",
    "meta-field",
)
_SILENT: Final = frozenset(f"{TEXT}{name}" for name in _UNSPOKEN) | {f"{OFFICE}annotation-end", f"{OFFICE}forms"}
_SPOKEN: Final = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})
_AROUND: Final = frozenset(f"{TEXT}{name}" for name in ("section", "index-body", "table-of-content", "index-title", "meta"))
_QUOTES: Final = frozenset({"quotations", "quotation", "quote", "block quote", "block text"})
_TITLES: Final = frozenset({"title", "subtitle"})
_APART: Final = frozenset({f"{TABLE}table", *PARAGRAPHS})
"""What has rows of its own, or none."""
_MOST_SPAN: Final = 64
_SPACES: Final = late(r"[ \t\r\n]+")
"""As many as there are, they are one (ODF 1.3, 6.1.2)."""


class OdtReader:
    """Reads the text of the document ``package``. ``numbers`` are those of its paragraphs, ``kept`` the comments to keep."""

    def __init__(
        self,
        package: Package,
        styles: OdtStyles,
        gathered: GatheredAside,
        numbers: Mapping[XmlElement, int],
        kept: Mapping[XmlElement, DocumentComment],
    ) -> None:
        self._package, self._styles, self._gathered = package, styles, gathered
        self._numbers, self._kept = numbers, kept
        self._counts: dict[tuple[str, int], int] = {}
        self._pictures: list[PictureBlock] = []
        self._objects: dict[str, str] = {}

    def blocks(self, element: XmlElement, lists: tuple[str, ...] = ()) -> list[DocumentBlock]:
        """Return the blocks in ``element``; ``lists`` are the styles of the lists around it."""
        found = [block for child in _within(element) for block in self._block(child, lists)]
        return [
            block for is_quoted, several in groupby(found, _is_quoted) for block in (_as_one(several) if is_quoted else several)
        ]

    def _block(self, child: XmlElement, lists: tuple[str, ...]) -> Iterator[DocumentBlock]:
        tag = child.tag
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            yield from self._paragraph(child)
        elif tag == f"{TEXT}list":
            yield from self._list(child, lists)
        elif tag == f"{TABLE}table":
            yield from self._table(child)
        elif str(tag).startswith(DRAW):
            self._frame(child)
            yield from self._drawn()
        elif tag not in _SILENT and (words := words_in_element(child).strip()):
            self._gathered.leave_out(_local(child), words)

    def _drawn(self) -> list[PictureBlock]:
        drawn, self._pictures = self._pictures, []
        return drawn

    def _paragraph(self, element: XmlElement) -> Iterator[DocumentBlock]:
        self._gathered.paragraph = self._numbers.get(element, self._gathered.paragraph)
        number, name = self._gathered.paragraph, str(element.get(f"{TEXT}style-name", ""))
        level = str(element.get(f"{TEXT}outline-level", "1")) if element.tag == f"{TEXT}h" else ""
        names = self._styles.names(name)
        is_styled = bool(level) or not _QUOTES.isdisjoint(names) or not _TITLES.isdisjoint(names)
        if self._styles.breaks_page(name):
            self._gathered.leave_out("page break")
        look = OdtLook() if is_styled else self._styles.look("paragraph", name, OdtLook())
        found: list[TextPiece] = []
        self._inline(element, look, "", found)
        pieces = with_whole_names(joined(found))
        if any(each.text.strip() or each.merge_field or each.note or each.remark for each in pieces):
            role = next((each for each in names if each in _TITLES), "")
            block = TextBlock(pieces, min(6, whole_number(level)), role, number)
            yield QuoteBlock((block,)) if not _QUOTES.isdisjoint(names) else block
            if self._pictures:
                self._gathered.leave_out("place of a picture within a line: it stands below the paragraph", kept=True)
        yield from self._drawn()

    def _inline(self, element: XmlElement, look: OdtLook, link: str, found: list[TextPiece]) -> None:
        """Add the texts in ``element`` to what is ``found``: as they may be deep, none is handed up level by level."""
        self._text(element.text, look, link, found)
        for child in element:
            self._child(child, look, link, found)
            self._text(child.tail, look, link, found)

    def _child(self, child: XmlElement, look: OdtLook, link: str, found: list[TextPiece]) -> None:
        tag = child.tag
        if tag == f"{TEXT}span":
            self._inline(child, self._styles.look("text", str(child.get(f"{TEXT}style-name", "")), look), link, found)
        elif tag == f"{TEXT}a":
            self._link(child, look, found)
        elif tag in _SPOKEN:
            self._text(said_by(child), look, link, found)
        elif tag == f"{TEXT}note":
            found += self._note(child)
        elif tag == f"{OFFICE}annotation":
            found += self._comment(child)
        elif tag == f"{TEXT}ruby":
            self._ruby(child, look, link, found)
        elif str(tag).startswith(DRAW):
            self._frame(child)
        elif tag not in _SILENT:
            self._field(child, look, link, found)

    def _field(self, child: XmlElement, look: OdtLook, link: str, found: list[TextPiece]) -> None:
        if child.tag == f"{TEXT}database-display":
            found.append(self._merge_field(child, look, link))
        elif child.tag == f"{TEXT}meta":
            self._inline(child, look, link, found)
        else:
            words = words_in_element(child)
            self._gathered.leave_out(f"field {_local(child)}", words, kept=True)
            self._text(words, look, link, found)

    def _text(self, text: str | None, look: OdtLook, link: str, found: list[TextPiece]) -> None:
        if not text:
            return
        shown = text if text == "\n" else _SPACES.sub(" ", text)
        if look.hidden:
            self._gathered.leave_out("hidden text", shown)
            return
        above = False
        if look.raised:
            shown, above = self._gathered.raised(shown, look.raised)
        if look.colored and not link and shown.strip():
            self._gathered.leave_out("colored text", shown, kept=True)
        self._gathered.spoken[look.language] += len(shown)
        style = style_of(bold=look.bold, italic=look.italic, struck=look.struck, raised=above)
        found.append(TextPiece(shown, PLAIN if style == PLAIN else style, link))

    def _link(self, element: XmlElement, look: OdtLook, found: list[TextPiece]) -> None:
        target = str(element.get(f"{XLINK}href", ""))
        if target.startswith("#"):
            self._gathered.leave_out("link within the document", beginning(words_in(element)), kept=True)
        self._inline(element, look, "" if target.startswith("#") else target, found)

    def _note(self, element: XmlElement) -> Iterator[TextPiece]:
        body = element.find(f"{TEXT}note-body")
        if element.get(f"{TEXT}note-class") == "endnote":
            self._gathered.leave_out("endnotes, which become footnotes", kept=True)
        outer, drawn = self._gathered.paragraph, self._pictures
        self._pictures = []
        blocks = tuple(self.blocks(body)) if body is not None else ()
        self._gathered.paragraph, self._pictures = outer, drawn
        if blocks:
            yield TextPiece("", note=blocks)

    def _comment(self, element: XmlElement) -> Iterator[TextPiece]:
        kept = self._kept.get(element)
        if kept is not None:
            said = ", ".join(filter(None, (kept.author, kept.date[:10])))
            yield TextPiece("", remark=f"{said}: {kept.text}" if said else kept.text)

    def _ruby(self, element: XmlElement, look: OdtLook, link: str, found: list[TextPiece]) -> None:
        base, over = element.find(f"{TEXT}ruby-base"), element.find(f"{TEXT}ruby-text")
        if over is not None:
            self._gathered.leave_out("reading beside characters", words_in_element(over))
        if base is not None:
            self._inline(base, look, link, found)

    def _merge_field(self, element: XmlElement, look: OdtLook, link: str) -> TextPiece:
        name, shown = str(element.get(f"{TEXT}column-name", "")), words_in_element(element)
        taken = field_taken(name)
        self._gathered.take_field(taken)
        if shown.strip().strip("«»<>{}[]").strip() not in ("", name):
            self._gathered.leave_out(f"what `{name}` was last filled with", shown)
        style = style_of(bold=look.bold, italic=look.italic, struck=look.struck)
        return TextPiece("", PLAIN if style == PLAIN else style, link, taken.merge_field)

    def _frame(self, element: XmlElement) -> None:
        """A drawing: its picture is taken, and whatever words it has are noted."""
        alt = element.findtext(f"{SVG}desc") or element.findtext(f"{SVG}title") or ""
        boxes = [each for each in element.iter(f"{DRAW}text-box") if next(each.iterancestors(f"{DRAW}text-box"), None) is None]
        for image in element.iter(f"{DRAW}image"):
            if next(image.iterancestors(f"{DRAW}text-box"), None) is None:
                self._picture(str(image.get(f"{XLINK}href", "")), alt)
        for each in element.iter(f"{DRAW}object", f"{DRAW}object-ole"):
            self._object(str(each.get(f"{XLINK}href", "")))
        words = " ".join(words_in_element(each).strip() for each in boxes) if boxes else words_in_element(element)
        left = words.replace(alt, "", 1).strip() if not boxes else words.strip()
        if left:
            self._gathered.leave_out("text box" if boxes else "shape", left)
        elif element.find(f"{DRAW}image") is None and element.find(f"{DRAW}object") is None:
            self._gathered.leave_out("shape", alt)

    def _picture(self, target: str, alt: str) -> None:
        name = target.removeprefix("./")
        if name not in self._package.files:
            self._gathered.leave_out("picture that is not in the document", target)
            return
        made = self._gathered.packed_picture(self._package.files, name, alt or name.rpartition("/")[2])
        if made:
            self._pictures.append(PictureBlock(made, alt))

    def _object(self, target: str) -> None:
        if target not in self._objects:
            root = self._package.xml(f"{target.removeprefix('./').rstrip('/')}/content.xml") if target else None
            self._objects[target] = " ".join("".join(root.itertext()).split()) if root is not None else ""
        self._gathered.leave_out("embedded object", self._objects[target])

    def _list(self, element: XmlElement, lists: tuple[str, ...]) -> Iterator[DocumentBlock]:
        name = str(element.get(f"{TEXT}style-name", "")) or (lists[-1] if lists else "")
        around = (*lists, name)
        level = self._styles.level(name, len(around))
        form = _FORMS.get(level.form, "")
        key = (name, len(around))
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or element.get(f"{TEXT}continue-list")
        count = self._counts.get(key, level.start - 1) if goes_on else level.start - 1
        items: list[list[DocumentBlock]] = []
        numbers: list[int] = []
        for item in element:
            start = str(item.get(f"{TEXT}start-value", ""))
            blocks = self.blocks(item, around)
            if item.tag == f"{TEXT}list-header" or not blocks:
                if items:
                    items[-1] += blocks
                elif blocks:
                    items.append(blocks)
                continue
            count = whole_number(start, count + 1)
            numbers.append(count)
            items.append(self._labelled(blocks, form, level.suffix, count))
        self._counts[key] = count
        if form and form != "decimal":
            yield from (block for item in items for block in item)
        elif items:
            yield ListBlock(
                tuple(map(tuple, items)),
                tuple(numbers) if form and len(numbers) == len(items) else (),
                ")" if level.suffix == ")" else ".",
            )

    def _labelled(self, blocks: list[DocumentBlock], form: str, suffix: str, count: int) -> list[DocumentBlock]:
        """Return an item with a label that Markdown does not have as text before it."""
        first = blocks[0]
        if not form or form == "decimal" or not isinstance(first, TextBlock):
            return blocks
        label = f"{counted_as(count, form)}{suffix}"
        self._gathered.leave_out("numbering that Markdown does not have: the label stands as text", label, kept=True)
        return [TextBlock(joined([TextPiece(f"{label} "), *first.pieces]), first.level, first.role, first.paragraph), *blocks[1:]]

    def _table(self, table: XmlElement) -> Iterator[DocumentBlock]:
        rows = parts_of(table, f"{TABLE}table-row", _APART)
        made: list[tuple[Pieces, ...]] = []
        pictures: list[DocumentBlock] = []
        has_merged = False
        for row in rows:
            line: list[Pieces] = []
            for cell in row:
                has_merged = has_merged or cell.tag == f"{TABLE}covered-table-cell"
                blocks = tuple(self.blocks(cell)) if cell.tag == f"{TABLE}table-cell" else ()
                pictures += [each for each in blocks if isinstance(each, PictureBlock)]
                repeated = str(cell.get(f"{TABLE}number-columns-repeated", "1"))
                line += [cell_texts(blocks, self._gathered)] * max(1, min(whole_number(repeated, 1), _MOST_SPAN))
            made.append(tuple(line))
        if has_merged:
            self._gathered.leave_out("merged cells, which become one filled and others empty", kept=True)
        if made:
            yield TableBlock(tuple(made))
        yield from pictures


def _within(element: XmlElement) -> Iterator[XmlElement]:
    """Yield what is in ``element``, and what is in sections of it, however deep."""
    opened = [iter(element)]
    while opened:
        child = next(opened[-1], None)
        if child is None:
            opened.pop()
        elif child.tag in _AROUND:
            opened.append(iter(child))
        else:
            yield child


def _is_quoted(block: DocumentBlock) -> bool:
    return isinstance(block, QuoteBlock)


def _as_one(quotes: Iterable[DocumentBlock]) -> Iterator[QuoteBlock]:
    yield QuoteBlock(tuple([block for each in quotes if isinstance(each, QuoteBlock) for block in each.blocks]))


def _local(element: XmlElement) -> str:
    return str(element.tag).rpartition("}")[2]
