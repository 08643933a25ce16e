"""Hostile letters, as ``letter import`` meets them: documents of word processors, pages, texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.bombs.workbooks import LAUGHS, OFFICE, RELATIONS, archive

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DIGITS = "9" * 5000
"""More than Python turns into a number."""


def docx(body: str, head: str = '<?xml version="1.0"?>', related: str = "", **more: bytes | str) -> bytes:
    """A Word document with this body; ``more`` are its other parts, named in ``related``."""
    text = f'{head}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
    main = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    return archive(
        {
            "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{main}</Relationships>',
            "word/document.xml": text,
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>',
            **{f"word/{name}.xml": data for name, data in more.items()},
        }
    )


def paragraph(text: str = "a") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _times(part: str, count: int) -> str:
    return "".join(part.replace("#", str(number)) for number in range(count))


def _other_encoding(encoding: str) -> bytes:
    """A document whose tags no search for bytes finds, with entities."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    text = f'{head}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>x&a;</w:t></w:r></w:p></w:body></w:document>'
    return archive({"word/document.xml": text.encode(encoding)})


FOOTNOTES = f'<Relationship Id="f" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
_FIELD = '<w:fldSimple w:instr="MERGEFIELD f#"/>'
_INSERTED = '<w:ins w:id="#"><w:r><w:t>a</w:t></w:r></w:ins><w:r><w:t>b</w:t></w:r>'
_ENDED = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"

REFUSED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "entities": ("a.docx", lambda: docx(paragraph("&i;"), LAUGHS)),
    "entities in EBCDIC": ("a.docx", lambda: _other_encoding("cp037")),
    "entities in UTF-32": ("a.docx", lambda: _other_encoding("utf-32")),
    "entities in UTF-7": ("a.docx", lambda: _other_encoding("utf-7")),
    "more elements than a letter has": ("a.docx", lambda: docx("<w:p/>" * 600_000)),
    "a line of hyphens": ("a.txt", lambda: b"-" * 90_000 + b"\nx"),
    "too deep": ("a.docx", lambda: docx("<w:p><w:r>" * 5_000)),
    "blanks that unpack": ("a.docx", lambda: docx(" " * 100_000_000)),
    "a huge text": ("a.txt", lambda: b"- a\n" * 500_000),
    "huge Markdown": ("a.md", lambda: b"[" * 2_000_000),
    "items of a letter": ("a.txt", lambda: b"- a\n" * 12_000),
    "a paragraph of brackets": ("a.md", lambda: b"[" * 90_000),
    "a note that is called for ever": ("a.docx", lambda: docx(
        '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' * 20_000, related=FOOTNOTES,
        footnotes=f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="1">{paragraph("n" * 50_000)}</w:footnote></w:footnotes>')),
    "cells that nobody filled": ("a.docx", lambda: docx(
        "<w:tbl>" + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="64"/></w:tcPr></w:tc></w:tr>' * 50_000 + "</w:tbl>")),
}  # fmt: skip
"""Documents that cannot be a letter: file name and maker."""

TAKEN: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a date in digits that count no days": ("a.txt", "\u1369 January 2019\n\nDear Sir,\n\na\n".encode),
    "paragraphs in a paragraph": ("a.docx", lambda: docx(f"<w:p><w:r>{paragraph('abc') * 40_000}</w:r></w:p>")),
    "frames around frames": ("a.docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + paragraph() + "</w:tc></w:tr></w:tbl>" * 80)),
    "merge fields": ("a.docx", lambda: docx(f"<w:p>{_times(_FIELD, 3_000)}</w:p>")),
    "items on ever deeper levels": ("a.txt", lambda: "".join(f"{' ' * depth}- a\n" for depth in range(600)).encode()),
}  # fmt: skip
"""Documents that look like these and are letters, or are told as what they are."""

CHANGED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "insertions": ("a.docx", lambda: docx(
        f"<w:p>{_times(_INSERTED, 15_000)}</w:p>")),
    "ends of paragraphs": ("a.docx", lambda: docx(_ENDED * 15_000)),
}  # fmt: skip
"""Documents with more changes than anybody looks through."""

DEEP: Mapping[str, tuple[str, Callable[[int], bytes]]] = {
    "fields": ("a.docx", lambda levels: docx(
        '<w:p>' + '<w:fldSimple w:instr="HYPERLINK http://e.org">' * levels
        + "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>" * 8_000
        + "</w:fldSimple>" * levels + "</w:p>")),
}  # fmt: skip
"""Documents with as much in so many things in one another."""
