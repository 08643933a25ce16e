"""What a page shows outside of where a printing service permits it: the page is drawn, and looked at where it must be white.

The way of GOV.UK Notify, for any PDF: no reader of ours has a part in it, PDFium draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from PIL.Image import Image

from letterpack.model.form import Rect
from letterpack.pdfcopy.weighing import open_weighed
from letterpack.providers import PAPERS, Provider
from letterpack.units import mm_to_pt, pt_to_mm

_SCALE: Final = 150 / 72
"""Pixels a point: the resolution at which Notify looks."""
_WHITE: Final = 250
"""Lighter than this is white: edges of letters fade."""
_SIZE_MM: Final = 1.0
_EDGE_PT: Final = 0.6
_LINE_PT: Final = 4.0
"""Baselines nearer than this are one line."""


class NotPermitted(NamedTuple):
    """What a provider would refuse, in words, on a 1-based ``page``, None where it is the file."""

    message: str
    page: int | None


def not_permitted(pdf: bytes, provider: Provider) -> Iterator[NotPermitted]:
    """Yield what ``provider`` would refuse of ``pdf``."""
    limits, document = provider.pages, open_weighed(pdf)
    try:
        if limits.most_bytes and len(pdf) > limits.most_bytes:
            yield NotPermitted(f"has {len(pdf):,} bytes, and {provider.title} takes {limits.most_bytes:,}", None)
        if limits.most_pages and len(document) > limits.most_pages:
            yield NotPermitted(f"has {len(document)} pages, and {provider.title} takes {limits.most_pages}", None)
        for index, page in enumerate(document):
            yield from _page(page, index + 1, provider)
    finally:
        document.close()


def _page(page: pdfium.PdfPage, number: int, provider: Provider) -> Iterator[NotPermitted]:
    width, height = page.get_size()
    sizes = [PAPERS[name] for name in provider.pages.papers]
    if not any(abs(pt_to_mm(width) - wide) <= _SIZE_MM and abs(pt_to_mm(height) - high) <= _SIZE_MM for wide, high in sizes):
        has, takes = f"{pt_to_mm(width):.0f} × {pt_to_mm(height):.0f} mm", " or ".join(provider.pages.papers)
        yield NotPermitted(f"page {number} is {has}, and {provider.title} takes {takes}, upright", number)
        return
    drawn = page.render(scale=_SCALE).to_pil().convert("L")
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
    for name, zone in provider.clear.items() if first else ():
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
    inside = [box for box in _letters(page, loose=False) if area.meets(box, _EDGE_PT)]
    if any(not area.holds(box, _EDGE_PT) for box in inside):
        yield NotPermitted(f"on page 1, text crosses the edge of where {provider.title} reads the address", 1)
    # Loose boxes are as high as their line, whatever the letter: a quotation mark is on the line of its word.
    feet = [box.bottom_pt for box in _letters(page, loose=True) if area.holds(box, mm_to_pt(_SIZE_MM))]
    lines = len(_lines(feet))
    if not zone.least <= lines <= zone.most:
        where = f"x {zone.x:g} to {zone.x + zone.width:g} mm, y {zone.y:g} to {zone.y + zone.height:g} mm"
        count = f"{lines} line" if lines == 1 else f"{lines} lines"
        said = f"on page 1, {provider.title} reads an address of {count} ({where}), and takes {zone.least} to {zone.most}"
        yield NotPermitted(said, 1)


def _letters(page: pdfium.PdfPage, *, loose: bool) -> Iterator[Rect]:
    text, height = page.get_textpage(), page.get_size()[1]
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose)
        if right > left and top > bottom:
            yield Rect(left, height - top, right - left, top - bottom)


def _lines(feet: list[float]) -> list[float]:
    """Return the feet of lines: those of letters, near ones taken together."""
    found: list[float] = []
    for foot in sorted(feet):
        if not found or foot - found[-1] > _LINE_PT:
            found.append(foot)
    return found
