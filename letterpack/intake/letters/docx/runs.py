"""A paragraph's runs become texts: emphasis, links, fields, notes; what stands in them and is no text is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentComment,
    GatheredAside,
    Pieces,
    TextPiece,
    joined,
    with_whole_names,
)
from letterpack.intake.letters.docx.package import (
    BREAKS,
    MC,
    A,
    M,
    Package,
    R,
    Target,
    W,
    WordStyles,
    XmlElement,
    attribute,
    child,
    text_in,
)
from letterpack.intake.letters.docx.package import is_on as is_on_itself
from letterpack.model.letter import PLAIN, Style
from letterpack.patterns import late
from letterpack.values import replace

_AROUND: Final = frozenset(f"{W}{name}" for name in ("smartTag", "customXml", "ins", "moveTo", "dir", "bdo", "sdtContent"))
_LOOKS: Final = {"highlight": "highlighted text", "u": "underlined text", "caps": "text in capitals", "color": "colored text"}
_PLAIN_LOOKS: Final = frozenset({"none", "auto", "0", "false", "000000", "text1"})
_DATES: Final = frozenset(
    f"{W}{name}" for name in ("dayShort", "monthShort", "yearShort", "dayLong", "monthLong", "yearLong", "pgNum")
)
_NOTES: Final = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_DRAWINGS: Final = frozenset({f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"})
_V: Final = "{urn:schemas-microsoft-com:vml}"
_O: Final = "{urn:schemas-microsoft-com:office:office}"
_NAMED: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OTHER_DRAWINGS: Final = (
    (f"{_O}OLEObject", "ProgID", "embedded object"),
    (f"{_V}textpath", "string", "WordArt"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart", "name", "chart"),
    ("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds", "name", "SmartArt"),
)
_TOKEN: Final = late(r'"((?:[^"\\]|\\.)*)"|(\\[^\s"]+)|([^\s"]+)')
_ADDRESSES: Final = frozenset({"ADDRESSBLOCK", "GREETINGLINE"})


class OpenField(Struct):
    """A field whose end is yet to come: its instruction, and the index of the first piece of its result, None before that."""

    instruction: list[str] = field(default_factory=list)
    start: int | None = None


class Story(Struct):
    """What the texts of one part share: what the part refers to, the fields that are open, and the comments to keep."""

    related: Mapping[str, Target]
    notes: Callable[[str, str], tuple[DocumentBlock, ...]]
    kept_comments: Mapping[str, DocumentComment]
    opened: list[OpenField] = field(default_factory=list)


class RunReader:
    """Reads the runs of one paragraph; ``pieces`` are its texts, ``pictures`` those in it, with what is said of them."""

    def __init__(self, story: Story, styles: WordStyles, gathered: GatheredAside, package: Package, *, is_styled: bool) -> None:
        self.story, self.styles, self.gathered, self.package = story, styles, gathered, package
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

    def _said_since(self, start: int) -> str:
        return "".join([each.text for each in self.pieces[start:]])

    def _children(self, parent: XmlElement) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element)
            elif tag == f"{W}hyperlink":
                self._hyperlink(element)
            elif tag == f"{W}fldSimple":
                start = len(self.pieces)
                self._children(element)
                self._close(attribute(element, "instr"), start)
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
        properties = child(run, "rPr")
        opened = self.story.opened
        for element in run:
            tag = str(element.tag)
            if tag == f"{W}fldChar":
                self._field_mark(attribute(element, "fldCharType"))
            elif opened and opened[-1].start is None:
                if tag in (f"{W}instrText", f"{W}delInstrText", f"{W}t"):
                    opened[-1].instruction.append(element.text or "")
            elif tag == f"{W}t":
                self._text(element.text or "", properties)
            elif tag in BREAKS and attribute(element, "type") not in ("page", "column"):
                self._text(BREAKS[tag], properties)
            elif tag == f"{W}ruby":
                base, over = child(element, "rubyBase"), child(element, "rt")
                self._text(text_in(base) if base is not None else "", properties)
                self.gathered.leave_out("reading beside characters", text_in(over) if over is not None else "")
            elif tag in _DRAWINGS:
                self._drawing(element)
            else:
                self._other(element, tag)

    def _other(self, element: XmlElement, tag: str) -> None:
        """Read what stands in a run and is no text: calls of notes, places of comments, page breaks, symbols."""
        if tag in _NOTES:
            blocks = self.story.notes(_NOTES[tag], attribute(element, "id"))
            self.pieces += [TextPiece("", note=blocks)] if blocks else []
        elif tag == f"{W}commentReference" and (kept := self.story.kept_comments.get(attribute(element, "id"))):
            by = ", ".join(filter(None, (kept.author, kept.date[:10])))
            self.pieces.append(TextPiece("", remark=": ".join(filter(None, (by, kept.text)))))
        elif tag == f"{W}br":
            self.gathered.leave_out(f"{attribute(element, 'type')} break")
        elif tag == f"{W}sym":
            self.gathered.leave_out("symbol", f"{attribute(element, 'font')} {attribute(element, 'char')}")
        elif tag in _DATES:
            self.gathered.leave_out("field", tag.removeprefix(W))

    def _field_mark(self, mark: str) -> None:
        opened = self.story.opened
        if mark == "begin":
            opened.append(OpenField())
        elif mark == "separate" and opened:
            opened[-1].start = len(self.pieces)
        elif mark == "end" and opened:
            closed = opened.pop()
            start = len(self.pieces) if closed.start is None else closed.start
            instruction = " ".join("".join(closed.instruction).split())
            if opened and opened[-1].start is None:
                # A field within another's instruction: its result is no text of the letter.
                opened[-1].instruction.append(f"{{ {instruction} }}")
                if words := self._said_since(start).strip():
                    self.gathered.leave_out(f"what `{instruction}` was last filled with", words)
                del self.pieces[start:]
            else:
                self._close(instruction, start)

    def _close(self, instruction: str, start: int) -> None:
        """Put what becomes of a field in the place of its result, which begins at the piece ``start``."""
        tokens = [switch or bare or re.sub(r"\\(.)", r"\1", quoted) for quoted, switch, bare in _TOKEN.findall(instruction)]
        kind = tokens[0].upper() if tokens else ""
        shown = self._said_since(start)
        if kind == "MERGEFIELD" and len(tokens) > 1:
            self._merge_field(tokens, shown, start)
        elif kind == "HYPERLINK":
            self._linked(tokens, start)
        elif kind in _ADDRESSES:
            self.gathered.leave_out(f"field {kind} (letterpack prints the address and the salutation itself)", shown)
            del self.pieces[start:]
        elif kind:
            self.gathered.leave_out(f"field {kind}", instruction, kept=bool(shown.strip()))

    def _merge_field(self, tokens: list[str], shown: str, start: int) -> None:
        name = tokens[1]
        if shown.strip().strip("«»<>{}[]").strip() not in ("", name, name.replace("_", " ")):
            self.gathered.leave_out(f"what `{name}` was last filled with", shown)
        around = [tokens[index + 1] for index, each in enumerate(tokens[:-1]) if each in ("\\b", "\\f")]
        if around:
            self.gathered.leave_out(f"texts around `{name}`, which are printed only if it is filled", " ".join(around))
        taken = self.gathered.take_field(name)
        look = self.pieces[start] if start < len(self.pieces) else TextPiece("")
        self.pieces[start:] = [TextPiece("", look.style, look.link, taken.merge_field)]

    def _linked(self, tokens: list[str], start: int) -> None:
        if len(tokens) > 1 and tokens[1][:1] != "\\":
            self.pieces[start:] = [each if each.link else replace(each, link=tokens[1]) for each in self.pieces[start:]]
        else:
            self.gathered.leave_out("link within the document", " ".join(tokens[2:]), kept=True)

    def _hyperlink(self, element: XmlElement) -> None:
        related = self.story.related.get(str(element.get(f"{R}id", "")))
        start, outer = len(self.pieces), self._link
        is_external = related is not None and related.external
        self._link = related.target if related and is_external else outer
        self._children(element)
        self._link = outer
        if not is_external:
            self.gathered.leave_out("link within the document", self._said_since(start), kept=True)

    def _control(self, control: XmlElement) -> None:
        """A content control: one that nobody has filled, and that is named as a list names a column, is a merge field."""
        name, content, is_prompt = control_of(control)
        if content is None:
            return
        if is_prompt:
            self.gathered.leave_out(f"prompt of the content control `{name}`", text_in(content))
            if name:
                taken = self.gathered.take_field(name)
                self.pieces.append(TextPiece("", PLAIN, self._link, taken.merge_field))
            return
        start = len(self.pieces)
        self._children(content)
        if name:
            self.gathered.leave_out(f"content control `{name}`", self._said_since(start), kept=True)

    def _drawing(self, element: XmlElement) -> None:
        """Take the pictures in ``element``, and note all else: text boxes with their words, charts, shapes."""
        if element.tag == f"{MC}AlternateContent":
            for chosen in element[:1]:
                self._drawing(chosen)
            return
        noted = len(self.gathered.left_out)
        for tag, name, kind in _OTHER_DRAWINGS:
            for each in element.iter(tag):
                self.gathered.leave_out(kind, str(each.get(name, "")))
        for box in element.iter(f"{W}txbxContent"):
            if next(box.iterancestors(f"{MC}Fallback", f"{W}txbxContent"), None) is None:
                self.gathered.leave_out("text box", text_in(box))
        alt = next((str(each.get("descr") or "") for each in element.iter(_NAMED)), "")
        alt = alt or next((str(each.get("alt")) for each in element.iter(f"{_V}shape") if each.get("alt")), "")
        # The picture of an object shows what the object is.
        blips = [*element.iter(f"{A}blip", f"{_V}imagedata")] if element.tag != f"{W}object" else []
        for each in blips:
            self._picture(str(each.get(f"{R}embed") or each.get(f"{R}id") or each.get(f"{R}link") or ""), alt)
        if not blips and noted == len(self.gathered.left_out):
            is_line = any(each.get(f"{_O}hr") for each in element.iter())
            self.gathered.leave_out("line" if is_line else "shape", alt)

    def _picture(self, name: str, alt: str) -> None:
        related = self.story.related.get(name)
        if related is None or related.external or related.target not in self.package.files:
            self.gathered.leave_out("picture that is not in the document", related.target if related else alt)
        elif shown := self.gathered.picture(self.package.files[related.target], alt or related.target.rpartition("/")[2]):
            self.pictures.append((shown, alt))

    def _text(self, text: str, properties: XmlElement | None) -> None:
        def on(name: str) -> bool:
            return self.styles.is_on(name, properties, self._style)

        if on("vanish") or on("webHidden"):
            self.gathered.leave_out("hidden text", text)
            return
        raised = attribute(child(properties, "vertAlign"))
        above = False
        if raised in ("superscript", "subscript"):
            text, above = self.gathered.raised(text, raised)
        for name, kind in _LOOKS.items() if text.strip() and not self._link else ():
            look = child(properties, name)
            if look is not None and attribute(look).lower() not in _PLAIN_LOOKS:
                self.gathered.leave_out(kind, text, kept=True)
        is_rtl = child(properties, "rtl") is not None
        self.gathered.spoken[attribute(child(properties, "lang"), "bidi" if is_rtl else "val")] += len(text)
        # A heading or a quotation is bold or italic by its style, and not by its author's wish.
        bold, italic = [is_on_itself(properties, name) is True if self._is_styled else on(name) for name in ("b", "i")]
        style = Style(bold, italic, struck=on("strike") or on("dstrike"), raised=above)
        self.pieces.append(TextPiece(text, style, self._link))


def control_of(control: XmlElement) -> tuple[str, XmlElement | None, bool]:
    """Return the name of a content control, its content, and whether that is only a prompt to fill it."""
    properties = child(control, "sdtPr")
    name = attribute(child(properties, "alias")) or attribute(child(properties, "tag"))
    return name, child(control, "sdtContent"), bool(is_on_itself(properties, "showingPlcHdr"))
