"""A letter as a Word document (ECMA-376), with built-in styles, real lists, footnotes and merge fields; and as plain text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from xml.sax.saxutils import quoteattr

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.parts.story import StoryPart
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image

from letterpack.languages import runs_right_to_left
from letterpack.model.exported import ExportedLetter
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Conditional,
    Footnote,
    Foreign,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
    ThematicBreak,
    calls,
)

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same letter makes the same bytes."""
_INDENT: Final = 360
"""Twentieths of a point, of a level of a list."""
_MM_OF_PIXEL: Final = 25.4 / 96
_WIDEST_MM: Final = 160.0
"""What a sheet has between its margins."""
_LINES: Final = ("separator", "continuationSeparator")
"""Notes that every document has: the lines above notes."""


def letter_docx(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as a docx."""
    made, file = io.BytesIO(), io.BytesIO()
    _WordFile(letter).write().save(made)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(file, "w") as dated:
        for name in archive.namelist():
            dated.writestr(zipfile.ZipInfo(name, _EPOCH), archive.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()


class _WordFile:
    """Gathers the parts of one document while its text is written."""

    def __init__(self, letter: ExportedLetter) -> None:
        self._letter = letter
        self._document = docx.Document()
        self._notes: dict[str, tuple[int, Footnote]] = {}
        self._part: StoryPart | XmlPart = self._document.part
        kind = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES
        self._footnotes = XmlPart(*kind, parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>"), self._document.part.package)

    def write(self) -> docx.document.Document:
        """Return the document with the letter in it."""
        letter = self._letter
        self._set_styles()
        for runs in letter.head:
            self._paragraph(runs)
        if letter.subject:
            self._paragraph(letter.subject, "Title")
        self._paragraph(letter.salutation, "Salutation")
        for block in letter.body:
            self._block(block, "Normal", 0)
        self._paragraph(letter.closing, "Closing")
        for line in (*letter.foot, *letter.signatories):
            self._paragraph((Run(line),))
        self._write_notes()
        return self._document

    def _set_styles(self) -> None:
        styles, about, section = self._document.styles, self._document.core_properties, self._document.sections[0]
        for name in ("Title", *[f"Heading {level}" for level in range(1, 7)]):
            # As a letter has them: bold, and neither in color nor underlined.
            look = styles[name].element
            look.remove(look.rPr)
            if name == "Title":
                look.remove(look.pPr)
            styles[name].font.bold = styles[name].font.cs_bold = True
        for name in ("Salutation", "Closing", "footnote text"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        defaults = styles.element.find(qn("w:docDefaults"))
        lang = defaults.find(f".//{qn('w:lang')}")
        is_turned = runs_right_to_left(self._letter.language)
        lang.set(qn("w:bidi" if is_turned else "w:val"), self._letter.language)
        if is_turned:
            lang.addprevious(OxmlElement("w:rtl"))
            defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}").insert(0, OxmlElement("w:bidi"))
        about.author = about.comments = ""
        about.created = about.modified = datetime(*_EPOCH)
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
        section.left_margin = Mm(25)

    def _write_notes(self) -> None:
        """Move the notes, which may call no more, from the end of the text into a part of their own."""
        self._part = self._footnotes
        body = self._document.element.body
        for index, kind in enumerate(_LINES):
            xml = f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{index - 1}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            self._footnotes.element.append(parse_xml(xml))
        for number, note in list(self._notes.values()):
            start = len(body) - 1
            for block in note.blocks:
                self._block(block, "footnote text", 0)
            footnote = parse_xml(f'<w:footnote {nsdecls("w")} w:id="{number}"/>')
            footnote.extend(body[start:-1])
            self._footnotes.element.append(footnote)
        self._document.part.relate_to(self._footnotes, RELATIONSHIP_TYPE.FOOTNOTES)

    def _paragraph(self, runs: Runs, style: str = "Normal") -> WordParagraph:
        paragraph = self._document.add_paragraph(style=style)
        self._add_runs(paragraph, runs)
        return paragraph

    def _add_runs(self, paragraph: WordParagraph, runs: Runs) -> None:
        for run in runs:
            name = f"{run.field.scope}.{run.field.name}" if run.field else ""
            made = paragraph.add_run(f"«{name}»" if name else "" if run.note else run.text)
            look = made.font
            look.bold = look.cs_bold = run.style.bold or None
            look.italic = look.cs_italic = run.style.italic or None
            look.strike = run.style.struck or None
            look.superscript = run.style.raised or run.note is not None or None
            if run.language:
                made._r.get_or_add_rPr().append(parse_xml(f"<w:lang {nsdecls('w')} w:val={quoteattr(run.language)}/>"))
            if run.note:
                number = self._notes.setdefault(run.note.label, (len(self._notes) + 1, run.note))[0]
                made._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))
            around = None
            if name:
                instruction = quoteattr(f' MERGEFIELD "{name}" ')
                around = parse_xml(f"<w:fldSimple {nsdecls('w')} w:instr={instruction}/>")
            elif run.link and not run.note:
                target = self._part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                around = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"/>')
            if around is not None:
                made._r.addprevious(around)
                around.append(made._r)

    def _block(self, block: Block, style: str, depth: int) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block.runs, style)
        elif isinstance(block, Heading):
            self._paragraph(block.runs, f"Heading {block.level}")
        elif isinstance(block, Quote | Foreign | Conditional):
            condition = block.said if isinstance(block, Conditional) else ""
            if condition:
                self._paragraph((Run(f"::: {condition}"),), style)
            for each in block.blocks:
                self._block(each, "Quote" if isinstance(block, Quote) else style, depth)
            if condition:
                self._paragraph((Run(":::"),), style)
        elif isinstance(block, ItemList):
            self._list(block, style, depth)
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._other(block, style)

    def _other(self, block: CodeBlock | Picture | ThematicBreak, style: str) -> None:
        if isinstance(block, CodeBlock):
            self._paragraph((Run(block.text),), style)
        elif isinstance(block, Picture):
            self._picture(block, style)
        else:
            edge = parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4"/></w:pBdr>')
            self._paragraph((), style)._p.get_or_add_pPr().append(edge)

    def _list(self, block: ItemList, style: str, depth: int) -> None:
        name, last = 0, -1
        for item in block.items:
            number = int(item.label[:-1]) if block.ordered else 0
            if not name or (block.ordered and number != last + 1):
                name = self._numbering(item.label, depth, ordered=block.ordered)
            last = number
            first = item.blocks[0] if item.blocks and isinstance(item.blocks[0], Paragraph) else None
            numbered = self._paragraph(first.runs if first else (), style)._p.get_or_add_pPr().get_or_add_numPr()
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = name
            for each in item.blocks[1 if first else 0 :]:
                self._block(each, style, depth + 1)

    def _numbering(self, label: str, depth: int, *, ordered: bool) -> int:
        """Return the number of a new list whose first item has the ``label``."""
        numbering = self._document.part.numbering_part.element
        form, text, start = ("decimal", f"%1{label[-1]}", label[:-1]) if ordered else ("bullet", label, "1")
        number = len(numbering)
        shown = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val={quoteattr(text)}/>'
        indent = f'<w:pPr><w:ind w:left="{(depth + 1) * _INDENT}" w:hanging="{_INDENT}"/></w:pPr>'
        level = f'<w:lvl w:ilvl="0">{shown}{indent}</w:lvl>'
        numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{level}</w:abstractNum>'))
        return int(numbering.add_num(number).numId)

    def _table(self, block: Table) -> None:
        rows = (block.head, *block.rows)
        table = self._document.add_table(len(rows), len(block.columns), "Table Grid")
        for index, row in enumerate(rows):
            for cell, runs in zip(table.row_cells(index), row, strict=True):
                self._add_runs(cell.paragraphs[0], runs)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _picture(self, block: Picture, style: str) -> None:
        """Add a picture as large as it is on a screen, and no wider than the text; a drawing as its words."""
        data = self._letter.pictures.get(block.path, b"")
        paragraph = self._paragraph(() if data else (Run(f"[{block.alt or block.path}]"),), style)
        if data:
            with Image.open(io.BytesIO(data)) as picture:
                width = Mm(min(picture.width * _MM_OF_PIXEL, _WIDEST_MM))
            shape = paragraph.add_run().add_picture(io.BytesIO(data), width)
            shape._inline.docPr.set("descr", block.alt)
        if block.caption:
            self._paragraph((Run(block.caption),), style)


def letter_text(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as text in UTF-8, paragraphs parted by empty lines, notes at its end."""
    head = "\n".join([_said(runs) for runs in letter.head]).strip("\n")
    parts = [head, _said(letter.subject), _said(letter.salutation), *_texts(letter.body), _said(letter.closing)]
    parts += ["\n".join(letter.foot), "\n".join(letter.signatories)]
    notes = {note.label: "\n".join(_texts(note.blocks)) for block in letter.body for note in calls(block) if note.blocks}
    parts += [f"[{number}] {text}" for number, text in enumerate(notes.values(), 1)]
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")


def _said(runs: Runs) -> str:
    """Return the text of ``runs``, a field as a letter has it, a link with its address, a call of a note in brackets."""
    said = ""
    for run, link in zip(runs, [*[each.link for each in runs[1:]], None], strict=False):
        if run.field:
            said += f"{{{{ {run.field.scope}.{run.field.name} }}}}"
        elif run.note:
            said += f"[{run.note.number or run.text}]"
        else:
            shows_link = run.link and link != run.link and run.link not in (run.text, f"mailto:{run.text}")
            said += f"{run.text} ({run.link})" if shows_link else run.text
    return said


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield _said(block.runs)
        elif isinstance(block, Quote):
            yield from (f"> {text}" for text in _texts(block.blocks))
        elif isinstance(block, Foreign):
            yield from _texts(block.blocks)
        elif isinstance(block, Conditional):
            yield from (f"::: {block.said}", *_texts(block.blocks), ":::")
        elif isinstance(block, ItemList):
            items = [(item.label, [*_texts(item.blocks)]) for item in block.items]
            yield "\n".join(["\n   ".join([f"{label} {texts[0]}" if texts else label, *texts[1:]]) for label, texts in items])
        elif isinstance(block, Table):
            yield "\n".join(" | ".join(map(_said, row)) for row in (block.head, *block.rows))
        elif isinstance(block, CodeBlock):
            yield block.text
        elif isinstance(block, Picture):
            yield f"[{block.alt}]" + (f" {block.caption}" if block.caption else "")
