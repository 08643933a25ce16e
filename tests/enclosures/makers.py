"""PDFs that tests take apart: sound ones by reportlab, odd ones by pypdf, broken ones by hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import letterpack
from letterpack.diagnostics import Report
from letterpack.enclosures.reading import Purpose, read_enclosure
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from tests.assemble import enclosure_file
from tests.worlds import DictWorld

HERE = Span("letter.md", 5, 3, 12)
NAME = "enclosures/fact_sheet.pdf"
FONT = Path(letterpack.__file__).parent / "fonts" / "GentiumBookPlus-Regular.ttf"


def read(data, name=NAME, profile=DEFAULT, **options):
    """Return the enclosure and the findings of ``data``, less notes of lost claims."""
    report = Report()
    found = read_enclosure(DictWorld({NAME: data}), name, HERE, report, purpose=Purpose(load_profile(profile), **options))
    return found, [each for each in report if each.severity != "note"]


def codes(data, **options):
    return [found.code for found in read(data, **options)[1]]


def good_pdf(pages=2, size=(595.0, 842.0), embed=True):
    """A sound PDF with text, a line and a link a page."""
    if embed:
        pdfmetrics.registerFont(TTFont("Book", FONT))
    out = BytesIO()
    first: Any = "Book" if embed else None  # a name, whatever the stubs say
    canvas = Canvas(out, pagesize=size, invariant=1, initialFontName=first)
    canvas.setAuthor("Secret Author")
    canvas.setTitle("Microsoft Word - Secret Title.docx")
    for number in range(1, pages + 1):
        canvas.setFont("Book" if embed else "Helvetica", 20)
        canvas.drawString(72, size[1] - 100, f"Fact sheet, page {number}")
        canvas.line(72, 500, 300, 520 + 20 * number)
        canvas.linkURL(f"https://example.org/{number}", (72, 600, 200, 620))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def edited(edit, data=None):
    """Return a sound PDF after ``edit(writer)``."""
    writer = PdfWriter(clone_from=BytesIO(data or good_pdf()))
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def dictionary(**entries):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def annotation(writer, subtype, **entries):
    rect = ArrayObject([FloatObject(side) for side in (100, 100, 200, 130)])
    note = dictionary(Type=NameObject("/Annot"), Subtype=NameObject(f"/{subtype}"), Rect=rect, **entries)
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ArrayObject()), writer._add_object(note)])


def script(text="app.alert(1)"):
    return dictionary(S=NameObject("/JavaScript"), JS=TextStringObject(text))


def picture_of(data, page=0):
    """Return the page as drawn: bytes of grey values."""
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page].render(scale=1, grayscale=True, may_draw_forms=False).to_pil()
    finally:
        document.close()


def number(value):
    return NumberObject(value)


def hand_made(objects, root=1):
    """Return a PDF of ``objects`` (bytes, from number 1), with a right table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for index, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (index, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + b"".join(b"%010d 00000 n \n" % each for each in offsets)
    return bytes(out) + b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, len(offsets) + 1, start)


GOOD = good_pdf()


def rebuilt(data, **options):
    enclosure, findings = read(data, **options)
    assert enclosure is not None, findings
    return enclosure_file(enclosure)


def reader(data, **options):
    return PdfReader(BytesIO(rebuilt(data, **options)), strict=True)
