"""A letter as a Word document (ECMA-376): styles by their built-in names, real lists, footnotes and merge fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

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
)
from letterpack.render.letter_files.pictures import copied_picture

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES: Final = (
    f'{_W} xmlns:r="{_OFFICE}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same letter makes the same bytes."""
_INDENT: Final = 360
"""Twentieths of a point, of a level of a list."""
_EMU_OF_MM: Final = 36_000
"""16 cm: what a sheet has between its margins."""
_HEADING: Final = '<w:pPr><w:keepNext/><w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>'
_LOOKS: Final = (("bold", "b"), ("bold", "bCs"), ("italic", "i"), ("italic", "iCs"), ("struck", "strike"))
"""Arabic and Hebrew letters have looks of their own."""
_PAGE: Final = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1418"/></w:sectPr>'
)
_STYLES: Final = (
    ("Normal", "Normal", ""),
    *((f"Heading{level}", f"heading {level}", _HEADING.format(level - 1)) for level in range(1, 7)),
    ("Title", "Title", "<w:rPr><w:b/><w:bCs/></w:rPr>"),
    ("Quote", "Quote", '<w:pPr><w:ind w:left="400" w:right="400"/></w:pPr>'),
    ("Salutation", "Salutation", ""),
    ("Closing", "Closing", ""),
    ("FootnoteText", "footnote text", ""),
)  # fmt: skip


def written(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as a docx."""
    made = _WordFile(letter)
    document = made.document()
    parts = {
        "_rels/.rels": _rels([("rId1", "officeDocument", "word/document.xml", False)]),
        "word/document.xml": document,
        "word/styles.xml": _styles(letter.language),
        "word/numbering.xml": made.numbering(),
        "word/footnotes.xml": made.footnotes(),
        "word/_rels/document.xml.rels": _rels(made.relations),
        "word/_rels/footnotes.xml.rels": _rels(made.relations),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        _put(archive, "[Content_Types].xml", _types(made).encode("utf-8"))
        for name, text in parts.items():
            _put(archive, name, text.encode("utf-8"))
        for name, data in made.media.items():
            _put(archive, f"word/media/{name}", data)
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _types(made: _WordFile) -> str:
    kinds = {"document": "document.main+xml", "styles": "styles+xml", "numbering": "numbering+xml", "footnotes": "footnotes+xml"}
    named = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}{kind}"/>' for name, kind in kinds.items())
    plain = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    plain += '<Default Extension="xml" ContentType="application/xml"/>'
    suffixes = sorted({name.rpartition(".")[2] for name in made.media})
    plain += "".join(f'<Default Extension="{each}" ContentType="image/{each.replace("jpg", "jpeg")}"/>' for each in suffixes)
    return f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{plain}{named}</Types>'


def _rels(relations: list[tuple[str, str, str, bool]]) -> str:
    each = "".join(
        f"<Relationship Id={quoteattr(name)} Type={quoteattr(f'{_OFFICE}/{kind}')} Target={quoteattr(target)}"
        + (' TargetMode="External"/>' if external else "/>")
        for name, kind, target, external in relations
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def _styles(language: str) -> str:
    is_turned = runs_right_to_left(language)
    looks = f"<w:rtl/><w:lang w:bidi={quoteattr(language)}/>" if is_turned else f"<w:lang w:val={quoteattr(language)}/>"
    turned = "<w:pPrDefault><w:pPr><w:bidi/></w:pPr></w:pPrDefault>" if is_turned else ""
    lang = f"<w:docDefaults><w:rPrDefault><w:rPr>{looks}</w:rPr></w:rPrDefault>{turned}</w:docDefaults>"
    each = "".join(
        f'<w:style w:type="paragraph"{" w:default=" + quoteattr("1") if name == "Normal" else ""} w:styleId="{name}">'
        f'<w:name w:val="{title}"/>{"" if name == "Normal" else "<w:basedOn w:val=" + quoteattr("Normal") + "/>"}{look}</w:style>'
        for name, title, look in _STYLES
    )
    return f"{_HEAD}<w:styles {_W}>{lang}{each}</w:styles>"


class _WordFile:
    """Gathers the parts of one document while its text is written."""

    def __init__(self, letter: ExportedLetter) -> None:
        self._letter = letter
        self.relations = [
            ("rIdS", "styles", "styles.xml", False),
            ("rIdN", "numbering", "numbering.xml", False),
            ("rIdF", "footnotes", "footnotes.xml", False),
        ]
        self.media: dict[str, bytes] = {}
        self._notes: dict[str, tuple[int, Footnote]] = {}
        self._lists: list[str] = []

    def document(self) -> str:
        """Return the main part."""
        letter = self._letter
        parts = [_paragraph(self._runs(runs), "") for runs in letter.head]
        parts += [_paragraph(self._runs(letter.subject), "Title")] if letter.subject else []
        parts.append(_paragraph(self._runs(letter.salutation), "Salutation"))
        parts += [text for block in letter.body for text in self._block(block, "", 0)]
        parts.append(_paragraph(self._runs(letter.closing), "Closing"))
        parts += [_paragraph(_text(line), "") for line in (*letter.foot, *letter.signatories)]
        return f"{_HEAD}<w:document {_SPACES}><w:body>{''.join(parts)}{_PAGE}</w:body></w:document>"

    def numbering(self) -> str:
        """Return the part with the lists."""
        abstract = "".join(
            f'<w:abstractNum w:abstractNumId="{index}">{text}</w:abstractNum>' for index, text in enumerate(self._lists)
        )
        numbers = "".join(
            f'<w:num w:numId="{index + 1}"><w:abstractNumId w:val="{index}"/></w:num>' for index in range(len(self._lists))
        )
        return f"{_HEAD}<w:numbering {_W}>{abstract}{numbers}</w:numbering>"

    def footnotes(self) -> str:
        """Return the part with the notes, which may call no more."""
        made = ""
        for number, note in list(self._notes.values()):
            blocks = "".join(text for each in note.blocks for text in self._block(each, "FootnoteText", 0))
            made += f'<w:footnote w:id="{number}">{blocks}</w:footnote>'
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        )
        return f"{_HEAD}<w:footnotes {_SPACES}>{lines}{made}</w:footnotes>"

    def _runs(self, runs: Runs) -> str:
        return "".join(map(self._run, runs))

    def _run(self, run: Run) -> str:
        if run.note:
            number = self._notes.setdefault(run.note.label, (len(self._notes) + 1, run.note))[0]
            return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
        looks = "".join(f"<w:{tag}/>" for name, tag in _LOOKS if getattr(run.style, name))
        looks += '<w:vertAlign w:val="superscript"/>' if run.style.raised else ""
        looks += f"<w:lang w:val={quoteattr(run.language)}/>" if run.language else ""
        if run.field:
            name = f"{run.field.scope}.{run.field.name}"
            instruction = quoteattr(f' MERGEFIELD "{name}" ')
            return f"<w:fldSimple w:instr={instruction}>{_text(f'«{name}»', looks)}</w:fldSimple>"
        text = _text(run.text, looks)
        if not run.link:
            return text
        name = f"rId{len(self.relations)}"
        self.relations.append((name, "hyperlink", run.link, True))
        return f'<w:hyperlink r:id="{name}">{text}</w:hyperlink>'

    def _block(self, block: Block, style: str, depth: int) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield _paragraph(self._runs(block.runs), style)
        elif isinstance(block, Heading):
            yield _paragraph(self._runs(block.runs), f"Heading{block.level}")
        elif isinstance(block, Quote | Foreign):
            inner = "Quote" if isinstance(block, Quote) else style
            yield from (text for each in block.blocks for text in self._block(each, inner, depth))
        elif isinstance(block, Conditional):
            yield _paragraph(_text(f"::: {block.said}"), style)
            yield from (text for each in block.blocks for text in self._block(each, style, depth))
            yield _paragraph(_text(":::"), style)
        else:
            yield from self._other(block, style, depth)

    def _other(self, block: Block, style: str, depth: int) -> Iterator[str]:
        if isinstance(block, ItemList):
            yield from self._list(block, style, depth)
        elif isinstance(block, Table):
            yield self._table(block)
        elif isinstance(block, CodeBlock):
            yield _paragraph(_text(block.text), style)
        elif isinstance(block, Picture):
            yield _paragraph(self._picture(block), style)
            if block.caption:
                yield _paragraph(_text(block.caption), style)
        elif isinstance(block, ThematicBreak):
            yield '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4"/></w:pBdr></w:pPr></w:p>'

    def _list(self, block: ItemList, style: str, depth: int) -> Iterator[str]:
        name, last = 0, -1
        for item in block.items:
            number = int(item.label[:-1]) if block.ordered else 0
            if not name or (block.ordered and number != last + 1):
                name = self._numbering(item.label, depth, ordered=block.ordered)
            last = number
            numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{name}"/></w:numPr>'
            first, *rest = item.blocks or (None,)
            yield _paragraph(self._runs(first.runs) if isinstance(first, Paragraph) else "", style, numbered)
            rest = rest if isinstance(first, Paragraph) else [each for each in (first, *rest) if each is not None]
            for each in rest:
                if each is not None:
                    yield from self._block(each, style, depth + 1)

    def _numbering(self, label: str, depth: int, *, ordered: bool) -> int:
        form, text = ("decimal", f"%1{label[-1]}") if ordered else ("bullet", label)
        start = label[:-1] if ordered else "1"
        indent = f'<w:pPr><w:ind w:left="{(depth + 1) * _INDENT}" w:hanging="{_INDENT}"/></w:pPr>'
        shown = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val={quoteattr(text)}/>'
        self._lists.append(f'<w:lvl w:ilvl="0">{shown}{indent}</w:lvl>')
        return len(self._lists)

    def _table(self, block: Table) -> str:
        rows = "".join(
            "<w:tr>"
            + ("<w:trPr><w:tblHeader/></w:trPr>" if not index else "")
            + "".join(f"<w:tc>{_paragraph(self._runs(cell), '')}</w:tc>" for cell in row)
            + "</w:tr>"
            for index, row in enumerate((block.head, *block.rows))
        )
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        grid = "".join("<w:gridCol/>" for _ in block.columns)
        look = f'<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblLook w:firstRow="1"/></w:tblPr>'
        return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _picture(self, block: Picture) -> str:
        """Return a picture as Word has it; a drawing, which it cannot show, as its words."""
        picture = copied_picture(self._letter, block)
        if picture is None:
            return _text(f"[{block.alt or block.path}]")
        size = f'cx="{round(picture.width_mm * _EMU_OF_MM)}" cy="{round(picture.height_mm * _EMU_OF_MM)}"'
        number = len(self.media) + 1
        name, file = f"rIdP{number}", f"picture{number}.{picture.suffix}"
        self.media[file] = picture.data
        self.relations.append((name, "image", f"media/{file}", False))
        shape = f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"/>'
        inside = (
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{file}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>{shape}</pic:spPr></pic:pic>'
        )
        kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
        drawn = f'<a:graphic><a:graphicData uri="{kind}">{inside}</a:graphicData></a:graphic>'
        named = f'<wp:docPr id="{number}" name="{file}" descr={quoteattr(block.alt)}/>'
        return f"<w:r><w:drawing><wp:inline><wp:extent {size}/>{named}{drawn}</wp:inline></w:drawing></w:r>"


def _paragraph(runs: str, style: str, numbered: str = "") -> str:
    look = (f'<w:pStyle w:val="{style}"/>' if style else "") + numbered
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{runs}</w:p>"


def _text(text: str, looks: str = "") -> str:
    look = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{look}{lines}</w:r>"
