"""A paragraph's runs become texts: emphasis, links, fields, notes; what stands in them and is no text is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentComment,
    DocumentRefused,
    Pieces,
    TextPiece,
    beginning,
    joined,
)
from letterpack.intake.letters.docx.drawings import Drawings
from letterpack.intake.letters.docx.fields import OpenField, read_field
from letterpack.intake.letters.docx.names import MC, M, R, W, attribute, is_on, text_in
from letterpack.intake.letters.docx.parts import WordTarget
from letterpack.intake.letters.docx.styles import WordStyles
from letterpack.intake.letters.gathering import GatheredAside, style_of
from letterpack.intake.letters.merge_fields import field_taken, with_whole_names
from letterpack.intake.letters.package import XmlElement
from letterpack.model.letter import PLAIN

_TEXTS: Final = {f"{W}tab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad", f"{W}ptab": " "}
_AROUND: Final = frozenset(f"{W}{name}" for name in ("smartTag", "customXml", "ins", "moveTo", "dir", "bdo", "sdtContent"))
_LOOKS: Final = {"highlight": "highlighted text", "u": "underlined text", "caps": "text in capitals", "color": "colored text"}
_DATES: Final = frozenset(
    f"{W}{name}" for name in ("dayShort", "monthShort", "yearShort", "dayLong", "monthLong", "yearLong", "pgNum")
)

_MOST_FIELDS: Final = 100
"""In one another; Word takes twenty."""


class Story(Struct):
    """What the texts of one part share: what the part refers to, the fields that are open, and the comments to keep."""

    related: Mapping[str, WordTarget]
    notes: Callable[[str, str], tuple[DocumentBlock, ...]]
    kept_comments: Mapping[str, DocumentComment]
    opened: list[OpenField] = field(default_factory=list)


class RunReader:
    """Reads the runs of one paragraph; ``pieces`` are its texts, ``pictures`` those in it, with what is said of them."""

    def __init__(self, story: Story, styles: WordStyles, gathered: GatheredAside, drawings: Drawings, *, is_styled: bool) -> None:
        self.story, self.styles, self.gathered, self.drawings = story, styles, gathered, drawings
        self.pieces: list[TextPiece] = []
        self.pictures: list[tuple[str, str]] = []
        self._is_styled = is_styled
        self._style = ""
        self._link = ""
        for opened in story.opened:
            # A field that began in an earlier paragraph: what it shows goes on here.
            opened.start = None if opened.start is None else 0

    def read(self, paragraph: XmlElement, style: str) -> Pieces:
        """Return the texts of ``paragraph``, whose style is ``style``."""
        self._style = style
        self._children(paragraph)
        return with_whole_names(joined(self.pieces))

    def _children(self, element: XmlElement) -> None:
        for child in element:
            self._inline(child)

    def _inline(self, element: XmlElement) -> None:
        tag = element.tag
        if tag == f"{W}r":
            self._run(element)
        elif tag == f"{W}hyperlink":
            self._hyperlink(element)
        elif tag == f"{W}fldSimple":
            self._simple_field(element)
        elif tag == f"{W}sdt":
            self._control(element)
        elif tag in _AROUND:
            self._children(element)
        elif tag in (f"{M}oMath", f"{M}oMathPara"):
            self.gathered.leave_out("equation", text_in(element))
        elif tag == f"{MC}AlternateContent":
            for chosen in element[:1]:
                self._children(chosen)

    def _run(self, run: XmlElement) -> None:
        properties = run.find(f"{W}rPr")
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._field_mark(attribute(child, "fldCharType"))
            elif self._in_instruction():
                self._instruction(child)
            elif tag in _TEXTS:
                self._text(_TEXTS[str(tag)], properties)
            elif tag in _HANDLERS:
                _HANDLERS[str(tag)](self, child, properties)
            elif tag in _DATES:
                self.gathered.leave_out("field", str(tag).removeprefix(W))

    def _typed(self, element: XmlElement, properties: XmlElement | None) -> None:
        self._text(element.text or "", properties)

    def _symbol(self, element: XmlElement, _properties: XmlElement | None) -> None:
        self.gathered.leave_out("symbol", f"{attribute(element, 'font')} {attribute(element, 'char')}")

    def _drawing(self, element: XmlElement, _properties: XmlElement | None) -> None:
        self.pictures += self.drawings.read(element, self.story.related)

    def _in_instruction(self) -> bool:
        return bool(self.story.opened) and self.story.opened[-1].start is None

    def _instruction(self, element: XmlElement) -> None:
        if element.tag in (f"{W}instrText", f"{W}delInstrText", f"{W}t"):
            self.story.opened[-1].instruction.append(element.text or "")

    def _field_mark(self, mark: str) -> None:
        opened = self.story.opened
        if mark == "begin":
            if len(opened) == _MOST_FIELDS:
                raise DocumentRefused(f"has fields more than {_MOST_FIELDS} deep, which no letter has")
            opened.append(OpenField())
        elif mark == "separate" and opened:
            opened[-1].start = len(self.pieces)
        elif mark == "end" and opened:
            closed = opened.pop()
            start = len(self.pieces) if closed.start is None else closed.start
            if opened and opened[-1].start is None:
                # A field within another's instruction: its result is no text of the letter.
                opened[-1].instruction.append(f"{{ {closed.text} }}")
                words = "".join(each.text for each in self.pieces[start:])
                if words.strip():
                    self.gathered.leave_out(f"what `{closed.text}` was last filled with", words)
                del self.pieces[start:]
            else:
                self._close(closed.text, start)

    def _close(self, instruction: str, start: int) -> None:
        read = read_field(instruction, tuple(self.pieces[start:]), self.gathered.paragraph)
        self.pieces[start:] = read.pieces
        self.gathered.note(*read.left_out)
        if read.taken:
            self.gathered.take_field(read.taken)

    def _simple_field(self, element: XmlElement) -> None:
        start = len(self.pieces)
        self._children(element)
        self._close(attribute(element, "instr"), start)

    def _hyperlink(self, element: XmlElement) -> None:
        related = self.story.related.get(str(element.get(f"{R}id", "")))
        start = len(self.pieces)
        outer, self._link = self._link, related.target if related and related.external else self._link
        self._children(element)
        self._link = outer
        if not (related and related.external):
            words = beginning(each.text for each in self.pieces[start:])
            self.gathered.leave_out("link within the document", words, kept=True)

    def _control(self, control: XmlElement) -> None:
        """A content control: one that nobody has filled, and that is named as a list names a column, is a merge field."""
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        if content is None:
            return
        name = attribute(properties.find(f"{W}alias")) or attribute(properties.find(f"{W}tag")) if properties is not None else ""
        if is_on(properties, "showingPlcHdr"):
            self.gathered.leave_out(f"prompt of the content control `{name}`", text_in(content))
            if name:
                taken = field_taken(name)
                self.gathered.take_field(taken)
                self.pieces.append(TextPiece("", PLAIN, self._link, taken.merge_field))
            return
        start = len(self.pieces)
        self._children(content)
        if name:
            words = beginning(each.text for each in self.pieces[start:])
            self.gathered.leave_out(f"content control `{name}`", words, kept=True)

    def _note(self, element: XmlElement, _properties: XmlElement | None) -> None:
        kind = "footnotes" if element.tag == f"{W}footnoteReference" else "endnotes"
        blocks = self.story.notes(kind, attribute(element, "id"))
        if blocks:
            self.pieces.append(TextPiece("", note=blocks))

    def _comment(self, element: XmlElement, _properties: XmlElement | None) -> None:
        kept = self.story.kept_comments.get(attribute(element, "id"))
        if kept is not None:
            said = ", ".join(filter(None, (kept.author, kept.date[:10])))
            self.pieces.append(TextPiece("", remark=f"{said}: {kept.text}" if said else kept.text))

    def _ruby(self, element: XmlElement, properties: XmlElement | None) -> None:
        base, over = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
        for part in (base,) if base is not None else ():
            self._text(text_in(part), properties)
        if over is not None:
            self.gathered.leave_out("reading beside characters", text_in(over))

    def _break(self, element: XmlElement, properties: XmlElement | None) -> None:
        kind = attribute(element, "type")
        if kind in ("page", "column"):
            self.gathered.leave_out(f"{kind} break")
        else:
            self._text("\n", properties)

    def _text(self, text: str, properties: XmlElement | None) -> None:
        def on(name: str) -> bool:
            return self.styles.is_on(name, properties, self._style)

        if on("vanish") or on("webHidden"):
            self.gathered.leave_out("hidden text", text)
            return
        raised = attribute(properties.find(f"{W}vertAlign")) if properties is not None else ""
        above = False
        if raised in ("superscript", "subscript"):
            text, above = self.gathered.raised(text, raised)
        self._note_look(text, properties)
        self._note_language(text, properties)
        struck = on("strike") or on("dstrike")
        # A heading or a quotation is bold or italic by its style, and not by its author's wish.
        bold, italic = [is_on(properties, name) is True if self._is_styled else on(name) for name in ("b", "i")]
        style = style_of(bold=bold, italic=italic, struck=struck, raised=above)
        self.pieces.append(TextPiece(text, PLAIN if style == PLAIN else style, self._link))

    def _note_look(self, text: str, properties: XmlElement | None) -> None:
        for name, kind in _LOOKS.items() if properties is not None and text.strip() and not self._link else ():
            found = properties.find(f"{W}{name}") if properties is not None else None
            value = attribute(found) if found is not None else "none"
            if value.lower() not in ("none", "auto", "0", "false", "000000", "text1"):
                self.gathered.leave_out(kind, text, kept=True)

    def _note_language(self, text: str, properties: XmlElement | None) -> None:
        lang = properties.find(f"{W}lang") if properties is not None else None
        is_rtl = properties is not None and properties.find(f"{W}rtl") is not None
        tag = attribute(lang, "bidi") if is_rtl else attribute(lang)
        self.gathered.spoken[tag] += len(text)


_HANDLERS: Final[Mapping[str, Callable[[RunReader, XmlElement, XmlElement | None], None]]] = {
    f"{W}t": RunReader._typed,
    f"{W}br": RunReader._break,
    f"{W}sym": RunReader._symbol,
    f"{W}footnoteReference": RunReader._note,
    f"{W}endnoteReference": RunReader._note,
    f"{W}commentReference": RunReader._comment,
    f"{W}ruby": RunReader._ruby,
    f"{W}drawing": RunReader._drawing,
    f"{W}pict": RunReader._drawing,
    f"{W}object": RunReader._drawing,
    f"{MC}AlternateContent": RunReader._drawing,
}
