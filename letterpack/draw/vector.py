"""SVG files as ``Graphic``s: part of stage 7. svglib reads them, reportlab draws them.

svglib passes over what it cannot draw. Here that is told first, so that a drawing is either right or refused; and nothing that a
file from outside could reach for (scripts, other files, entities) gets as far as svglib.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lxml import etree
from reportlab.graphics import renderPDF
from reportlab.lib.colors import CMYKColor, Color, cmyk2rgb
from svglib.svglib import SvgRenderer

from letterpack.diagnostics import Report
from letterpack.draw.canvas import take_off
from letterpack.draw.svg_rules import SVG, broken_rules, strip_unseen
from letterpack.draw.svg_text import CannotSetText, NamedFace, outline_text
from letterpack.draw.svg_weight import too_much, uses_without_end
from letterpack.limits import MOST_DRAWING_BYTES, MOST_DRAWING_ELEMENTS, MOST_DRAWING_LETTERS
from letterpack.model.pdf import Graphic
from letterpack.overheard import overheard
from letterpack.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES: Final = MOST_DRAWING_BYTES

MAX_ELEMENTS: Final = MOST_DRAWING_ELEMENTS

MAX_SIDE_PT: Final = 14_400.0
"""ISO 32000-1, annex C.2."""

BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)
"""What svglib 2 and reportlab raise on values that make no sense."""

_AS_PATHS: Final = (
    "convert its text to paths in the drawing program; or install the font, or name its files under `fonts` in letterpack.yaml"
)
SAVE_PLAIN: Final = "save it as plain SVG, or export it as a PNG of 600 dpi"


def drawing(data: bytes, path: str, report: Report, span: Span, *, face: NamedFace, grey: bool = False) -> Graphic | None:
    """Return the SVG ``data`` as a ``Graphic``, or None with the reasons in ``report`` (LP222, LP223, LP225 to LP228).

    Its texts become outlines of the fonts that ``face`` gives. Its size is its ``width`` and ``height``, or its ``viewBox``, at
    96 pixels an inch. ``path`` is for messages.
    """
    root = _parsed(data, path, report, span)
    if root is None:
        return None
    findings = Report()
    strip_unseen(root)
    try:
        outline_text(root, face)
    except CannotSetText as error:
        findings.error("LP225", span, f"the drawing `{path}` contains text {error}", _AS_PATHS)
    broken_rules(root, path, span, findings)
    report.extend(findings)
    return None if findings.has_errors else _drawn(root, path, report, span, grey=grey)


def texts_of_drawing(data: bytes) -> Iterator[str]:
    """Yield what is written in the SVG ``data``, a text each; nothing of one that cannot be drawn."""
    root = _parsed(data, "", Report(), Span(""))
    if root is not None:
        strip_unseen(root)
        texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
        yield from texts if sum(map(len, texts)) <= MOST_DRAWING_LETTERS else ()


def _parsed(data: bytes, path: str, report: Report, span: Span) -> Element | None:
    if len(data) > MAX_BYTES:
        report.error("LP222", span, f"the drawing `{path}` is larger than {MAX_BYTES // 1_000_000} MB", "simplify its paths")
        return None
    if b"<!ENTITY" in data.replace(b"\0", b""):
        report.error("LP226", span, f"the drawing `{path}` declares entities", SAVE_PLAIN)
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        report.error("LP227", span, f"the drawing `{path}` is not well-formed", "open it in a drawing program and save it again")
        return None
    return root if _is_drawable(root, path, report, span) else None


def _is_drawable(root: Element, path: str, report: Report, span: Span) -> bool:
    """Whether it is a drawing and within limits; a finding says what it is not."""
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        report.error("LP227", span, f"the drawing `{path}` is not an SVG file", "export it as SVG from a drawing program")
        return False
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        report.error("LP222", span, f"the drawing `{path}` has more than {MAX_ELEMENTS:,} elements", "simplify it")
        return False
    if uses_without_end(root):
        message = f"the drawing `{path}` cannot be drawn as intended: it uses its elements more than {MAX_ELEMENTS:,} times"
        report.error("LP228", span, message, SAVE_PLAIN)
        return False
    if much := too_much(root):
        report.error("LP222", span, f"the drawing `{path}` {much}", "simplify it, or export it as a PNG of 600 dpi")
        return False
    return True


def _drawn(root: Element, path: str, report: Report, span: Span, *, grey: bool) -> Graphic | None:
    try:
        with overheard("svglib") as complaints:
            picture = SvgRenderer("drawing.svg", color_converter=_in_rgb).render(root)
            width, height = float(picture.width), float(picture.height)
            if not (0 < width <= MAX_SIDE_PT and 0 < height <= MAX_SIDE_PT):
                report.error("LP223", span, f"the drawing `{path}` has no area", "give it a width and a height")
                return None
            graphic = take_off(width, height, lambda canvas: renderPDF.draw(picture, canvas, 0, 0), grey=grey)
    except BROKEN:
        report.error("LP227", span, f"the drawing `{path}` contains values that make no sense", SAVE_PLAIN)
        return None
    for complaint in dict.fromkeys(each.rstrip(".") for each in complaints):
        report.error("LP228", span, f"the drawing `{path}` cannot be drawn as intended: {complaint}", SAVE_PLAIN)
    return None if complaints else graphic


def _in_rgb(color: Color) -> Color:
    """Return ``color`` as RGB: the packets' colour space."""
    if isinstance(color, CMYKColor):
        return Color(*cmyk2rgb((color.cyan, color.magenta, color.yellow, color.black)), alpha=color.alpha)
    return color
