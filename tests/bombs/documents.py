"""Hostile letters, as ``letter import`` meets them: documents of word processors, pages, texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from PIL import Image

from tests.bombs.workbooks import LAUGHS, ODF, OFFICE, RELATIONS, archive

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


def odt(body: str, head: str = '<?xml version="1.0"?>', pictures: Mapping[str, bytes] | None = None) -> bytes:
    """An OpenDocument text with this body and these ``pictures``."""
    spaces = {"office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style"}
    named = " ".join(f'xmlns:{short}="{ODF}:{name}:1.0"' for short, name in spaces.items())
    content = (
        f'{head}<office:document-content {named} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(pictures or {})})


def page(body: str) -> bytes:
    return f"<!doctype html><html><body>{body}".encode()


def _picture(kind: str, mode: str, side: int, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side)).save(out, kind, **options)
    return out.getvalue()


def _shown(*names: str) -> str:
    frames = [f'<text:p><draw:frame><draw:image xlink:href="{name}"/></draw:frame></text:p>' for name in names]
    return "<text:p>a</text:p>" + "".join(frames)


def _times(part: str, count: int) -> str:
    return "".join(part.replace("#", str(number)) for number in range(count))


def _other_encoding(encoding: str) -> bytes:
    """A document whose tags no search for bytes finds, with entities."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    text = f'{head}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>x&a;</w:t></w:r></w:p></w:body></w:document>'
    return archive({"word/document.xml": text.encode(encoding)})


FOOTNOTES = f'<Relationship Id="f" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
_CHANGED = '<text:changed-region text:id="c#"><text:insertion/></text:changed-region>'
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_FIELD = '<w:fldSimple w:instr="MERGEFIELD f#"/>'
_INSERTED = '<w:ins w:id="#"><w:r><w:t>a</w:t></w:r></w:ins><w:r><w:t>b</w:t></w:r>'
_ENDED = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"
_CELL = "<text:p>abcdefgh</text:p></table:table-cell>"
_NUMBERED = f'<text:list><text:list-item text:start-value="{DIGITS}"><text:p>a</text:p></text:list-item></text:list>'
_REPEATED = f'<table:table-row><table:table-cell table:number-columns-repeated="{DIGITS}">{_CELL}</table:table-row>'
_MARKS = '<text:p><text:change-start text:change-id="c#"/>a{}</text:p>'

REFUSED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "entities": ("a.docx", lambda: docx(paragraph("&i;"), LAUGHS)),
    "entities in odt": ("a.odt", lambda: odt("<text:p>&i;</text:p>", LAUGHS)),
    "entities in EBCDIC": ("a.docx", lambda: _other_encoding("cp037")),
    "entities in UTF-32": ("a.docx", lambda: _other_encoding("utf-32")),
    "entities in UTF-7": ("a.docx", lambda: _other_encoding("utf-7")),
    "more elements than a letter has": ("a.docx", lambda: docx("<w:p/>" * 600_000)),
    "more attributes than a letter has": ("a.html", lambda: page(_times(' a<b x#="">', 400_000))),
    "a line of hyphens": ("a.txt", lambda: b"-" * 90_000 + b"\nx"),
    "attributes of one tag": ("a.html", lambda: page(f"<p{_times(' a#', 40_000)}>a")),
    "too deep": ("a.docx", lambda: docx("<w:p><w:r>" * 5_000)),
    "a page that is too deep to be read to its end": ("a.html", lambda: page("<div>" * 300 + "a")),
    "a text that is too long to be read to its end": ("a.html", lambda: page(f"<p>{'a' * 11_000_000}</p><p>b</p>")),
    "blanks that unpack": ("a.docx", lambda: docx(" " * 100_000_000)),
    "a huge text": ("a.txt", lambda: b"- a\n" * 500_000),
    "huge Markdown": ("a.md", lambda: b"[" * 2_000_000),
    "pixels": ("a.odt", lambda: odt(_shown("a.gif"), pictures={"a.gif": _picture("GIF", "P", 7_000)})),
    "pixels of many pictures": ("a.odt", lambda: odt(
        _shown(*"abcdefgh"), pictures={each: _picture("BMP", "1", 2_000 + index) for index, each in enumerate("abcdefgh")})),
    "comments": ("a.docx", lambda: docx(_times('<w:p><w:r><w:commentReference w:id="#"/></w:r></w:p>', 3_000))),
    "comments in odt": ("a.odt", lambda: odt(_times('<text:p>a<office:annotation office:name="n#"/></text:p>', 3_000))),
    "changes in one another": ("a.odt", lambda: odt(
        f"<text:tracked-changes>{_times(_CHANGED, 3_000)}</text:tracked-changes>{_times(_MARKS.format(''), 3_000)}")),
    "merge fields of many names": ("a.docx", lambda: docx(f"<w:p>{_times(_FIELD, 3_000)}</w:p>")),
    "typed fields of many names": ("a.html", lambda: page(f"<p>{_times('«a_#» ', 3_000)}")),
    "more paragraphs than the reader of letters takes": ("a.html", lambda: page("<p>a" * 2_600)),
    "signs without words": ("a.html", lambda: page(f"<p>{_times('&#8755;', 12_000)}")),
    "styled paragraphs": ("a.html", lambda: page("<p><b>!a</b>" * 9_900)),
    "paragraphs in sections": ("a.odt", lambda: odt(
        "<text:section>" * 240 + "<text:p>a</text:p>" * 9_900 + "</text:section>" * 240)),
    "items of a letter": ("a.txt", lambda: b"- a\n" * 12_000),
    "lines of a letter": ("a.html", lambda: page(f"<p>{'a<br>' * 12_000}")),
    "cells of a page": ("a.html", lambda: page(f"<table>{'<tr><td>a' * 12_000}")),
    "tables in tables": ("a.html", lambda: page(f"{'<table><tr><td>' * 30}{'<b>a</b>b' * 4_000}")),
    "a paragraph of brackets": ("a.md", lambda: b"[" * 90_000),
    "fields in one another": ("a.docx", lambda: docx(f"<w:p>{_BEGIN * 5_000}</w:p>")),
    "a note that is called for ever": ("a.docx", lambda: docx(
        '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' * 20_000, related=FOOTNOTES,
        footnotes=f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="1">{paragraph("n" * 50_000)}</w:footnote></w:footnotes>')),
    "a note of a page that is called for ever": ("a.html", lambda: page(
        "<p>" + "<a href=#fn1>1</a>" * 20_000 + "</p><div id=fn1>" + "<i>x</i>" * 20_000)),
    "cells repeated": ("a.odt", lambda: odt("<table:table>" + _REPEATED.replace(DIGITS, "64") * 10_000 + "</table:table>")),
    "cells that nobody filled": ("a.docx", lambda: docx(
        "<w:tbl>" + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="64"/></w:tcPr></w:tc></w:tr>' * 50_000 + "</w:tbl>")),
    "groups in one another": ("a.rtf", lambda: b"{\\rtf1 x" + b"{\\footnote a" * 190 + b"}" * 191),
}  # fmt: skip
"""Documents that cannot be a letter: file name and maker."""

TAKEN: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a level of many digits": ("a.odt", lambda: odt(f'<text:h text:outline-level="{DIGITS}">a</text:h>')),
    "a number of many digits": ("a.odt", lambda: odt(_NUMBERED)),
    "a cell repeated by many digits": ("a.odt", lambda: odt(f"<table:table>{_REPEATED}</table:table>")),
    "spaces of many digits": ("a.odt", lambda: odt(f'<text:p>a<text:s text:c="{DIGITS}"/>b</text:p>')),
    "a cell as wide as many digits": ("a.html", lambda: page(f'<table><tr><td colspan="{DIGITS}">a</td></tr></table>')),
    "pictures from elsewhere": ("a.html", lambda: page("a" + "<img src=\"b.png\">" * 9_000)),
    "a date in digits that count no days": ("a.txt", "\u1369 January 2019\n\nDear Sir,\n\na\n".encode),
    "a hidden word beside a long one": ("a.html", lambda: page(
        '<p><span style="display:none">' + "a" * 400_000 + "</span>" + "b" * 20_000)),
    "colored runs": ("a.html", lambda: page("<p>" + "<span style=color:red>a</span>" * 90_000)),
    "a style of many words": ("a.html", lambda: page('<p><span style="' + "text-decoration " * 60_000 + '">a</span>')),
    "emphasis by the letter": ("a.html", lambda: page("<p>" + "<b>a</b> " * 20_000)),
    "signs in bold": ("a.html", lambda: page(f"<p><b>a{'!' * 90_000}a</b>.</p>")),
    "spaces that do not break": ("a.html", lambda: page(f"<p>a{chr(0xA0) * 45_000}b</p>")),
    "captions in captions": ("a.html", lambda: page("<table><caption>a" * 60)),
    "lists in an item": ("a.html", lambda: page(f"<ul><li>a{'<ul><li>b</ul>' * 10_000}</ul>")),
    "paragraphs in a paragraph": ("a.docx", lambda: docx(f"<w:p><w:r>{paragraph('abc') * 40_000}</w:r></w:p>")),
    "frames around frames": ("a.docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + paragraph() + "</w:tc></w:tr></w:tbl>" * 80)),
    "merge fields": ("a.docx", lambda: docx(f"<w:p>{_times(_FIELD, 450)}</w:p>")),
    "items on ever deeper levels": ("a.txt", lambda: "".join(f"{' ' * depth}- a\n" for depth in range(600)).encode()),
    "as many paragraphs as a letter may have": ("a.html", lambda: page("<p>abc" * 2_400)),
    "quotations that follow each other": ("a.html", lambda: page("<blockquote>a</blockquote>" * 5_000)),
    "empty items": ("a.odt", lambda: odt(f"<text:list>{'<text:list-item/>' * 20_000}</text:list>")),
    "a picture shown for ever": ("a.odt", lambda: odt(
        _shown(*["a.gif"] * 2_000), pictures={"a.gif": _picture("GIF", "P", 2_000)})),
    "numbers in Roman figures": ("a.odt", lambda: odt(
        _NUMBERED.replace(DIGITS, "999999999"))),
    "bytes by their numbers": ("a.rtf", lambda: b"{\\rtf1 " + b"\\'41" * 95_000 + b"}"),
    "a header by its letters": ("a.rtf", lambda: b"{\\rtf1 x{\\header " + b"a\\~" * 400_000 + b"}}"),
    "a field within a header": ("a.rtf", lambda: b"{\\rtf1 x{\\header {\\field{\\fldinst X}{\\fldrslt {\\pntext a}b}}}}"),
    "a page in an encoding of Python's": (
        "a.html", lambda: b"<html><meta charset=punycode><p>" + b"a" * 300_000 + b"-" + b"zzzz" * 1_000),
}  # fmt: skip
"""Documents that look like these and are letters, or are told as what they are."""

CHANGED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "insertions": ("a.docx", lambda: docx(
        f"<w:p>{_times(_INSERTED, 15_000)}</w:p>")),
    "ends of paragraphs": ("a.docx", lambda: docx(_ENDED * 15_000)),
    "insertions in odt": ("a.odt", lambda: odt(
        f"<text:tracked-changes>{_times(_CHANGED, 5_000)}</text:tracked-changes>"
        + _times(_MARKS.format('<text:change-end text:change-id="c#"/>'), 5_000))),
    "revisions": ("a.rtf", lambda: b"{\\rtf1 " + b"\\revised a\\revised0\\deleted b\\deleted0 " * 20_000 + b"}"),
}  # fmt: skip
"""Documents with more changes than anybody looks through."""

DEEP: Mapping[str, tuple[str, Callable[[int], bytes]]] = {
    "emphasis": ("a.html", lambda levels: page(f"<p>{'<b>' * levels}{'<i>a</i>b' * 25_000}")),
    "raised and colored": ("a.html", lambda levels: page(f"<p>{'<sup style=color:red>' * levels}{'<i>a</i>b' * 12_000}")),
    "sections": ("a.odt", lambda levels: odt(
        "<text:section>" * levels + "<text:p>a</text:p>" * 20_000 + "</text:section>" * levels)),
    "fields": ("a.docx", lambda levels: docx(
        '<w:p>' + '<w:fldSimple w:instr="HYPERLINK http://e.org">' * levels
        + "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>" * 8_000
        + "</w:fldSimple>" * levels + "</w:p>")),
}  # fmt: skip
"""Documents with as much in so many things in one another."""
