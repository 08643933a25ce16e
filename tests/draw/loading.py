"""Graphics for the tests of drawing: loaded, seen as PDFium shows them, made."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import pypdfium2
from PIL import Image

from letterpack.codes import find_code
from letterpack.diagnostics import Report
from letterpack.draw.graphics import DrawnWith, load_graphic
from letterpack.enclosures.as_picture import page_as_picture
from letterpack.profiles import load_profile
from letterpack.spans import Span
from letterpack.text.families import BUNDLED, bundled_choice
from letterpack.text.font_set import styled
from tests.assemble import graphic_file
from tests.worlds import DictWorld

HERE = Span("letterpack.yaml", 4, 9)


def load(data, path="logo", profile="default"):
    """Return the graphic and the findings of ``data``."""
    report, made_for = Report(), load_profile(profile)
    page = partial(page_as_picture, purpose=(made_for, ()))
    drawn_with = DrawnWith(page, face, made_for.is_grey)
    graphic = load_graphic(DictWorld({"logo": data}), path, HERE, report, drawn_with)
    return graphic, [found for found in report if found.code != "LP416"]


def face(family, style):
    """The bundled families, and no others."""
    if family not in BUNDLED or styled(bundled_choice(family).faces, style).style != style:
        return None
    return bundled_choice(family).load(style)


def codes(data, path="logo"):
    graphic, findings = load(data, path)
    assert (graphic is None) == any(found.severity == "error" for found in findings)
    for found in findings:
        page = find_code(found.code)
        assert page is not None and page.severity == found.severity and found.hint and found.span == HERE
    return [found.code for found in findings]


def seen(graphic, scale=1.0):
    """Return the graphic as pdfium draws it on white."""
    document = pypdfium2.PdfDocument(graphic_file(graphic))
    try:
        return document[0].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def saved(image, kind="PNG", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(mode="RGB", size=40):
    """A picture of four colours: red, green, blue, white from the top left, by rows."""
    image = Image.new("RGB", (size, size), "white")
    half = size // 2
    for place, colour in (((0, 0), (255, 0, 0)), ((half, 0), (0, 255, 0)), ((0, half), (0, 0, 255))):
        image.paste(colour, (*place, place[0] + half, place[1] + half))
    return image.convert(mode)


def corners(image):
    width, height = image.size
    return [image.getpixel((x, y)) for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]


def close(found, wanted, tolerance=40):
    pairs = zip(sum(found, ()), sum(wanted, ()), strict=True)
    return all(abs(left - right) <= tolerance for left, right in pairs)


RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def svg(body, root='width="100" height="50" viewBox="0 0 100 50"'):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {root}>'
    return f"<?xml version='1.0'?>\n<!-- made by Secret Author -->\n{head}{body}</svg>".encode()
