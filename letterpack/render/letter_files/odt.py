"""A letter as an OpenDocument text (ISO/IEC 26300-3): styles by their built-in names, real lists, notes and database fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
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
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
    ThematicBreak,
)
from letterpack.render.letter_files.pictures import copied_picture

_KIND: Final = "application/vnd.oasis.opendocument.text"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES: Final = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        **{each: f"{_OASIS}:{each}:1.0" for each in ("office", "text", "table", "style")},
        "draw": f"{_OASIS}:drawing:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "svg": f"{_OASIS}:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same letter makes the same bytes."""
_INDENT_MM: Final = 6.35
"""What a sheet has between its margins."""
_BOLD: Final = '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"/>'
_MARGINS: Final = '<style:paragraph-properties fo:margin-top="0mm" fo:margin-bottom="2.5mm"/>'
_CELL: Final = (
    '<style:style style:name="Cell" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="1mm"/></style:style>'
)
_PAGE: Final = (
    '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
    'fo:margin-top="20mm" fo:margin-right="20mm" fo:margin-bottom="20mm" fo:margin-left="25mm"/></style:page-layout>'
)


def written(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as an odt."""
    made = _OpenText(letter)
    content, styles = made.content(), _styles(letter.language)
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _KIND), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), *made.listed())
    )
    space = f'xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3"'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # ISO/IEC 26300-2, 2.2.4: first, and not compressed, so that programs know the file by it.
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _KIND, zipfile.ZIP_STORED)
        for name, text in (("content.xml", content), ("styles.xml", styles)):
            _put(archive, name, text.encode("utf-8"))
        for name, data in made.media.items():
            _put(archive, f"Pictures/{name}", data)
        _put(archive, "META-INF/manifest.xml", f"{_HEAD}<manifest:manifest {space}>{listed}</manifest:manifest>".encode())
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _styles(language: str) -> str:
    # LibreOffice takes `start` for the left in either direction.
    turned = ' style:writing-mode="rl-tb" fo:text-align="right"' if runs_right_to_left(language) else ""
    spoken = (
        f'<style:default-style style:family="paragraph"><style:paragraph-properties{turned}/>'
        f"<style:text-properties {_language(language)}/></style:default-style>"
    )
    named = [("Standard", "", "", _MARGINS), ("Title", "", "", _BOLD), ("Salutation", "", "", ""), ("Closing", "", "", "")]
    named += [
        (f"Heading_20_{level}", f"Heading {level}", f' style:default-outline-level="{level}"', _BOLD) for level in range(1, 7)
    ]
    named += [("Quotations", "", "", '<style:paragraph-properties fo:margin-left="7mm" fo:margin-right="7mm"/>')]
    named += [("Footnote", "", "", ""), ("Rule", "", "", '<style:paragraph-properties fo:border-bottom="0.5pt solid #000000"/>')]
    each = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"{f" style:display-name={quoteattr(shown)}" if shown else ""}'
        f"{'' if name == 'Standard' else ' style:parent-style-name=' + quoteattr('Standard')}{more}>{look}</style:style>"
        for name, shown, more, look in named
    )
    master = '<style:master-page style:name="Standard" style:page-layout-name="A4"/>'
    return (
        f'{_HEAD}<office:document-styles {_SPACES} office:version="1.3"><office:styles>{spoken}{each}</office:styles>'
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles><office:master-styles>{master}</office:master-styles>"
        "</office:document-styles>"
    )


def _language(tag: str) -> str:
    language, *more = tag.split("-")
    country = next((part for part in more if len(part) == 2 and part.isupper()), "none")  # noqa: PLR2004 - ISO 3166 alpha-2
    kind = "style" if runs_right_to_left(tag) else "fo"
    end = "-complex" if kind == "style" else ""
    return f'{kind}:language{end}="{escape(language)}" {kind}:country{end}="{country}"'


class _OpenText:
    """Gathers the styles and pictures of one document while its text is written."""

    def __init__(self, letter: ExportedLetter) -> None:
        self._letter = letter
        self.media: dict[str, bytes] = {}
        self._looks: dict[str, str] = {}
        self._lists: list[str] = []
        self._notes: dict[str, int] = {}

    def listed(self) -> Iterator[tuple[str, str]]:
        """Yield the paths of the pictures and their media types."""
        for name in self.media:
            yield f"Pictures/{name}", f"image/{name.rpartition('.')[2].replace('jpg', 'jpeg')}"

    def content(self) -> str:
        """Return the part with the text."""
        letter = self._letter
        parts = [_paragraph(self._runs(runs), "") for runs in letter.head]
        parts += [_paragraph(self._runs(letter.subject), "Title")] if letter.subject else []
        parts.append(_paragraph(self._runs(letter.salutation), "Salutation"))
        parts += [text for block in letter.body for text in self._block(block, "")]
        parts.append(_paragraph(self._runs(letter.closing), "Closing"))
        parts += [_paragraph(_text(line), "") for line in (*letter.foot, *letter.signatories)]
        looks = "".join(
            f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
            for look, name in self._looks.items()
        )
        styles = f"{looks}{_CELL}{''.join(self._lists)}"
        return (
            f'{_HEAD}<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>{styles}'
            f"</office:automatic-styles><office:body><office:text>{''.join(parts)}</office:text></office:body>"
            "</office:document-content>"
        )

    def _runs(self, runs: Runs) -> str:
        return "".join(map(self._run, runs))

    def _run(self, run: Run) -> str:
        if run.note:
            return self._note(run.note)
        style = run.style
        looks = [
            'fo:font-weight="bold"' if style.bold else "",
            'fo:font-style="italic"' if style.italic else "",
            'style:text-line-through-style="solid"' if style.struck else "",
            'style:text-position="super 58%"' if style.raised else "",
            _language(run.language) if run.language else "",
        ]
        look = " ".join(filter(None, looks))
        text = _text(run.text)
        if run.field:
            name = f"{run.field.scope}.{run.field.name}"
            source = 'text:table-name="addressees" text:table-type="table" text:database-name="letterpack"'
            shown = escape(f"«{name}»")
            text = f"<text:database-display {source} text:column-name={quoteattr(name)}>{shown}</text:database-display>"
        if look:
            text = f'<text:span text:style-name="{self._looks.setdefault(look, f"T{len(self._looks) + 1}")}">{text}</text:span>'
        return f'<text:a xlink:type="simple" xlink:href={quoteattr(run.link)}>{text}</text:a>' if run.link else text

    def _note(self, note: Footnote) -> str:
        """Return a note where it is first called, and its number where it is called again."""
        if note.label in self._notes:
            look = 'style:text-position="super 58%"'
            name = self._looks.setdefault(look, f"T{len(self._looks) + 1}")
            number = self._notes[note.label]
            again = f'<text:note-ref text:note-class="footnote" text:reference-format="text" text:ref-name="ftn{number}">'
            return f'<text:span text:style-name="{name}">{again}{number}</text:note-ref></text:span>'
        number = self._notes[note.label] = len(self._notes) + 1
        blocks = "".join(text for each in note.blocks for text in self._block(each, "Footnote"))
        inside = f"<text:note-citation>{number}</text:note-citation><text:note-body>{blocks}</text:note-body>"
        return f'<text:note text:id="ftn{number}" text:note-class="footnote">{inside}</text:note>'

    def _block(self, block: Block, style: str) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield _paragraph(self._runs(block.runs), style)
        elif isinstance(block, Heading):
            name = f"Heading_20_{block.level}"
            yield f'<text:h text:style-name="{name}" text:outline-level="{block.level}">{self._runs(block.runs)}</text:h>'
        elif isinstance(block, Quote | Foreign):
            inner = "Quotations" if isinstance(block, Quote) else style
            yield from (text for each in block.blocks for text in self._block(each, inner))
        elif isinstance(block, Conditional):
            yield _paragraph(_text(f"::: {block.said}"), style)
            yield from (text for each in block.blocks for text in self._block(each, style))
            yield _paragraph(_text(":::"), style)
        elif isinstance(block, ItemList):
            yield from self._list(block, style)
        else:
            yield from self._other(block, style)

    def _other(self, block: Block, style: str) -> Iterator[str]:
        if isinstance(block, Table):
            yield self._table(block)
        elif isinstance(block, CodeBlock):
            yield _paragraph(_text(block.text), style)
        elif isinstance(block, Picture):
            yield _paragraph(self._picture(block), style)
            if block.caption:
                yield _paragraph(_text(block.caption), style)
        elif isinstance(block, ThematicBreak):
            yield _paragraph("", "Rule")

    def _list(self, block: ItemList, style: str) -> Iterator[str]:
        """Yield a list, or several where its numbers do not follow on each other."""
        begun = [int(item.label[:-1]) - index if block.ordered else 0 for index, item in enumerate(block.items)]
        for _, group in groupby(zip(begun, block.items, strict=True), key=itemgetter(0)):
            items = [item for _, item in group]
            yield f'<text:list text:style-name="{self._numbering(items[0].label, ordered=block.ordered)}">'
            yield from (self._item(item, style) for item in items)
            yield "</text:list>"

    def _item(self, item: ListItem, style: str) -> str:
        blocks = "".join(text for each in item.blocks for text in self._block(each, style))
        return f"<text:list-item>{blocks or _paragraph('', style)}</text:list-item>"

    def _numbering(self, label: str, *, ordered: bool) -> str:
        name = f"L{len(self._lists) + 1}"
        tag = "number" if ordered else "bullet"
        look = (
            f'style:num-format="1" style:num-suffix={quoteattr(label[-1])} text:start-value="{label[:-1]}"'
            if ordered
            else f"text:bullet-char={quoteattr(label)}"
        )
        levels = "".join(
            f'<text:list-level-style-{tag} text:level="{level}" {look}>{_indented(level)}</text:list-level-style-{tag}>'
            for level in range(1, 11)
        )
        self._lists.append(f'<text:list-style style:name="{name}">{levels}</text:list-style>')
        return name

    def _table(self, block: Table) -> str:
        rows = [
            "<table:table-row>"
            + "".join(
                f'<table:table-cell table:style-name="Cell" office:value-type="string">{_paragraph(self._runs(cell), "")}'
                "</table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in (block.head, *block.rows)
        ]
        columns = f'<table:table-column table:number-columns-repeated="{max(1, len(block.columns))}"/>'
        head = f"<table:table-header-rows>{rows[0]}</table:table-header-rows>"
        return f"<table:table>{columns}{head}{''.join(rows[1:])}</table:table>"

    def _picture(self, block: Picture) -> str:
        """Return a picture; a drawing, which may need a program of its own, as its words."""
        picture = copied_picture(self._letter, block)
        if picture is None:
            return _text(f"[{block.alt or block.path}]")
        name = f"picture{len(self.media) + 1}.{picture.suffix}"
        self.media[name] = picture.data
        size = f'svg:width="{picture.width_mm:.2f}mm" svg:height="{picture.height_mm:.2f}mm"'
        image = f'<draw:image xlink:type="simple" xlink:href="Pictures/{name}"/>'
        said = f"<svg:desc>{escape(block.alt)}</svg:desc>"
        return f'<draw:frame draw:name="{name}" text:anchor-type="as-char" {size}>{image}{said}</draw:frame>'


def _indented(level: int) -> str:
    label = f'text:label-followed-by="listtab" fo:text-indent="-{_INDENT_MM}mm" fo:margin-left="{level * _INDENT_MM:.2f}mm"'
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f"<style:list-level-label-alignment {label}/></style:list-level-properties>"
    )


def _paragraph(content: str, style: str) -> str:
    return f'<text:p text:style-name="{style or "Standard"}">{content}</text:p>'


def _text(text: str) -> str:
    """Return ``text`` with its spaces and line breaks as elements where plain ones would grow together."""
    shown = escape(text).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    while "  " in shown:
        shown = shown.replace("  ", " <text:s/>")
    return shown
