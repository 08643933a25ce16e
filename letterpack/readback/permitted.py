"""What a page shows outside of where a printing service permits it: the page is drawn, and looked at where it must be white.

The way of GOV.UK Notify, for any PDF: no reader of ours has a part in it, PDFium draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ctypes import c_double
from operator import attrgetter
from typing import Final, NamedTuple, TypeAlias
from unicodedata import category

import pypdfium2 as pdfium
from msgspec import Struct
from PIL.Image import Image

from letterpack.countries import country_named, fold
from letterpack.countries.parting import postcode_shape
from letterpack.model.form import Rect
from letterpack.pdfcopy.opened import opened
from letterpack.providers import PAPERS, AddressZone, Provider
from letterpack.units import mm_to_pt, pt_to_mm

_SCALE: Final = 150 / 72
"""Pixels a point: the resolution at which Notify looks."""
_WHITE: Final = 250
"""Lighter than this is white: edges of letters fade."""
_SIZE_MM: Final = 1.0
_EDGE_PT: Final = 0.6
_SPACE: Final = 0.12
"""Of a line's height, how far letters are apart that have a space between them."""
_LINE_PT: Final = 4.0
"""Baselines nearer than this are one line."""
_BoxPt: TypeAlias = tuple[float, float, float, float]
"""Left, lower, right and upper edge, from the page's lower left corner."""
_BoxReader: TypeAlias = Callable[[pdfium.PdfTextPage], Iterator[_BoxPt]]
_NO_BOX: Final[_BoxPt] = (0.0, 0.0, 0.0, 0.0)


class NotPermitted(Struct, frozen=True):
    """What a provider would refuse, in words, on a 1-based ``page``, None where it is the file."""

    message: str
    page: int | None


class _OnFoot(NamedTuple):
    """A letter, the ``number``-th that is drawn, and how far below the upper edge it stands."""

    foot_pt: float
    number: int
    char: str
    box: Rect


def not_permitted(pdf: bytes, provider: Provider, country: str = "", *, is_light: bool = False) -> Iterator[NotPermitted]:
    """Yield what ``provider`` would refuse of ``pdf``, a letter to ``country`` where somebody says which. One that ``is_light``
    is not weighed: it is known what is in it.
    """
    limits = provider.pages
    with opened(pdf, is_light=is_light) as document:
        if limits.most_bytes and len(pdf) > limits.most_bytes:
            yield NotPermitted(f"has {len(pdf):,} bytes, and {provider.title} takes {limits.most_bytes:,}", None)
        most = limits.most_pages_to(country)
        if most and len(document) > most:
            said = f"has {len(document)} pages, and {provider.title} takes {most}"
            yield NotPermitted(f"{said} to {country}" if limits.most_pages_in and country else said, None)
        version = document.get_version() or 0
        if limits.newest_pdf and version > round(float(limits.newest_pdf) * 10):
            said = f"is PDF {version / 10:.1f}, and {provider.title} takes PDF up to {limits.newest_pdf}"
            yield NotPermitted(said, None)
        for index, page in enumerate(document):
            yield from _page(page, index + 1, provider)


def _page(page: pdfium.PdfPage, number: int, provider: Provider) -> Iterator[NotPermitted]:
    width, height = page.get_size()
    sizes = [PAPERS[name] for name in provider.pages.papers]
    if not any(abs(pt_to_mm(width) - wide) <= _SIZE_MM and abs(pt_to_mm(height) - high) <= _SIZE_MM for wide, high in sizes):
        has, takes = f"{pt_to_mm(width):.0f} × {pt_to_mm(height):.0f} mm", " or ".join(provider.pages.papers)
        yield NotPermitted(f"page {number} is {has}, and {provider.title} takes {takes}, upright", number)
        return
    drawn = page.render(scale=_SCALE, grayscale=True).to_pil()
    for name, rect in _white(provider, width, height, first=number == 1):
        if found := _mark_in(drawn, rect):
            x, y = (pt_to_mm(at / _SCALE) for at in found)
            said = (
                f"on page {number}, something stands in {name}, {x:.0f} mm from the left and {y:.0f} mm from the top, "
                f"which {provider.title} wants blank"
            )
            yield NotPermitted(said, number)
    if number == 1 and provider.address:
        yield from _address(page, provider)


def _white(provider: Provider, width: float, height: float, *, first: bool) -> Iterator[tuple[str, Rect]]:
    """Yield what must be white on a page, by what it is called."""
    border = provider.border
    if border:
        left, right, top, bottom = map(mm_to_pt, (border.left, border.right, border.top, border.bottom))
        edges = {
            "the left border": Rect(0.0, 0.0, left, height),
            "the right border": Rect(width - right, 0.0, right, height),
            "the top border": Rect(0.0, 0.0, width, top),
            "the bottom border": Rect(0.0, height - bottom, width, bottom),
        }
        yield from [(name, rect) for name, rect in edges.items() if rect.width_pt > 0 and rect.height_pt > 0]
    for name, zone in provider.clear.items():
        if first or zone.every_page:
            yield f"the zone for the {name}", zone.rect


def _mark_in(drawn: Image, rect: Rect) -> tuple[float, float] | None:
    """Return the pixel of the first thing that is drawn inside of ``rect``."""
    # A mark that ends where the place begins is drawn a pixel into it.
    inner = (rect.x_pt + _EDGE_PT, rect.y_pt + _EDGE_PT, rect.right_pt - _EDGE_PT, rect.bottom_pt - _EDGE_PT)
    left, top, right, bottom = (round(at * _SCALE) for at in inner)
    part = drawn.crop((left, top, min(right, drawn.width), min(bottom, drawn.height)))
    box = part.point(lambda value: 255 if value < _WHITE else 0).getbbox()
    return (left + box[0], top + box[1]) if box else None


def _address(page: pdfium.PdfPage, provider: Provider) -> Iterator[NotPermitted]:
    """Yield what is wrong with the lines in the place where the provider reads the address."""
    zone = provider.address
    assert zone is not None
    area = zone.rect
    text, height = page.get_textpage(), page.get_size()[1]
    inside = [box for _, box in _placed(text, height, area, _glyph_boxes) if area.meets(box, _EDGE_PT)]
    if any(not area.holds(box, _EDGE_PT) for box in inside):
        yield NotPermitted(f"on page 1, text crosses the edge of where {provider.title} reads the address", 1)
    lines = _lines_in(text, height, area)
    if not zone.least <= len(lines) <= zone.most:
        where = f"x {zone.x:g} to {zone.x + zone.width:g} mm, y {zone.y:g} to {zone.y + zone.height:g} mm"
        count = f"{len(lines)} line" if len(lines) == 1 else f"{len(lines)} lines"
        said = f"on page 1, {provider.title} reads an address of {count} ({where}), and takes {zone.least} to {zone.most}"
        yield NotPermitted(said, 1)
    yield from _unread(lines, zone, provider.title)


def _unread(lines: list[str], zone: AddressZone, title: str) -> Iterator[NotPermitted]:
    """Yield what of ``lines`` the service called ``title`` does not take for a part of an address."""
    for index, line in enumerate(lines):
        if line[:1] in zone.not_first:
            said = f"on page 1, the line `{line}` of the address begins with `{line[:1]}`, which {title} does not read"
            yield NotPermitted(said, 1)
        if any(each.casefold() == fold(line) for each in zone.never):
            yield NotPermitted(f"on page 1, the address says `{line}`, to which {title} sends nothing", 1)
        if index < zone.worded and not any(map(str.isalnum, line)):
            said = f"on page 1, the line `{line}` of the address has no letter and no digit, and {title} wants some"
            yield NotPermitted(said, 1)
    last = lines[-1] if lines else ""
    shapes = [postcode_shape(code) for code in zone.ends_in]
    if last and shapes and not any(re.fullmatch(shape, last.upper()) for shape in shapes) and country_named(last) is None:
        codes = ", ".join(zone.ends_in)
        said = f"on page 1, the address ends in `{last}`, and {title} wants a postcode ({codes}) or a country there"
        yield NotPermitted(said, 1)


def _placed(text: pdfium.PdfTextPage, height: float, area: Rect, boxes: _BoxReader) -> Iterator[tuple[int, Rect]]:
    """Yield the index of each letter of the ``text`` of a page, and of each space that is drawn, with its box: of those in
    ``area`` or near it.
    """
    near = mm_to_pt(_SIZE_MM)
    least_x, most_x = area.x_pt - near, area.right_pt + near
    least_y, most_y = height - area.bottom_pt - near, height - area.y_pt + near
    for index, (left, bottom, right, top) in enumerate(boxes(text)):
        # A page has thousands of letters, and few stand there.
        if left < right and bottom < top and left < most_x and right > least_x and bottom < most_y and top > least_y:
            yield index, Rect(left, height - top, right - left, top - bottom)


def _glyph_boxes(text: pdfium.PdfTextPage) -> Iterator[_BoxPt]:
    """Yield the box of each letter's drawing; one that is empty where there is none."""
    left, bottom, right, top = c_double(), c_double(), c_double(), c_double()
    for index in range(text.count_chars()):
        is_there = pdfium.raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        yield (left.value, bottom.value, right.value, top.value) if is_there else _NO_BOX


def _letter_boxes(text: pdfium.PdfTextPage) -> Iterator[_BoxPt]:
    """Yield the box of each letter, as high as its font and as wide as its place in the line."""
    box = pdfium.raw.FS_RECTF()
    for index in range(text.count_chars()):
        is_there = pdfium.raw.FPDFText_GetLooseCharBox(text, index, box)
        yield (box.left, box.bottom, box.right, box.top) if is_there else _NO_BOX


def _baseline(text: pdfium.PdfTextPage, index: int) -> float:
    """Return how far above the lower edge of the page the letter ``index`` stands: its box is as deep as the font's deepest."""
    x, y = c_double(), c_double()
    pdfium.raw.FPDFText_GetCharOrigin(text, index, x, y)
    return y.value


def _lines_in(text: pdfium.PdfTextPage, height: float, area: Rect) -> list[str]:
    """Return the lines in ``area``: letters whose baselines are near one another."""
    inside, about_pt = list[_OnFoot](), mm_to_pt(_SIZE_MM)
    for index, box in _placed(text, height, area, _letter_boxes):
        if area.holds(box, about_pt):
            char = text.get_text_range(index, 1)
            # A sign that stands above a letter or below it is on the line of the letter.
            is_sign = bool(inside) and category(char) == "Mn"
            foot_pt = inside[-1].foot_pt if is_sign else height - _baseline(text, index)
            inside.append(_OnFoot(foot_pt, index, char, box))
    found: list[list[_OnFoot]] = []
    for each in sorted(inside):
        if not found or each.foot_pt - found[-1][0].foot_pt > _LINE_PT:
            found.append([])
        found[-1].append(each)
    return [_said(sorted(line, key=attrgetter("number"))) for line in found]


def _said(line: list[_OnFoot]) -> str:
    """Return what a ``line`` says, whose letters are in the order in which they are drawn."""
    said, end = "", line[0].box.x_pt
    for each in line:
        # Between words of a line that is set in several fonts, nothing may be drawn.
        said += f" {each.char}" if each.box.x_pt - end > _SPACE * each.box.height_pt else each.char
        end = each.box.right_pt
    return " ".join(said.split())
