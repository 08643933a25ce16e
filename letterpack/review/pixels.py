"""What is left when all words are explained: pages are painted, and only then, to see whether anything else differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from letterpack.model.change import Change, Located
from letterpack.model.form import Rect
from letterpack.model.observed import ObservedPage, Shown
from letterpack.review.document import Document
from letterpack.units import pt_to_mm

_DPI: Final = 110
_SCALE: Final = _DPI / 72
_DIFFERENT: Final = 64
"""Steps of grey, of 255, by which a pixel must leave what the other picture has there and around: less is rounding."""
_CLEARLY: Final = [255 if value >= _DIFFERENT else 0 for value in range(256)]
_LEAST_PIXELS: Final = 4
_AROUND_PT: Final = 2.0

Painter: TypeAlias = Callable[[int], Image.Image | None]
"""Gives a page, by its index, as a grey picture of 110 dpi; None where it cannot be painted."""
_TwoPictures: TypeAlias = Callable[[], tuple[Image.Image | None, Image.Image | None]]


def painter(data: bytes) -> Painter:
    """Return who paints the pages of the PDF ``data``."""
    known: dict[int, Image.Image | None] = {}

    def paint(page_index: int) -> Image.Image | None:
        if page_index not in known:
            known[page_index] = _painted(data, page_index)
        return known[page_index]

    return paint


def _painted(data: bytes, page_index: int) -> Image.Image | None:
    try:
        with pdfium.PdfDocument(data) as document:
            painted: Image.Image = document[page_index].render(scale=_SCALE, grayscale=True).to_pil()
            return painted.convert("L")
    except (pdfium.PdfiumError, IndexError):
        return None


def compare_looks(
    old: Document, new: Document, order: Sequence[int], paint_old: Painter, paint_new: Painter, seen: set[object]
) -> Iterator[Located]:
    """Yield the areas that look otherwise and hold no words that explain it; one that comes again on other pages, once.

    ``order`` gives the old page of each new one. ``seen`` remembers, over many packets, pairs of fonts that paint alike.
    """
    found: dict[tuple[int, ...], list[int]] = {}
    boxes: dict[tuple[int, ...], Rect] = {}
    for new_index, old_index in enumerate(order):
        if new_index in new.enclosed or old_index in old.enclosed:
            continue
        before, after = old.pages[old_index], new.pages[new_index]
        box = _residual(before, after, _both(paint_old, old_index, paint_new, new_index), old, new, seen)
        if box is not None:
            key = (round(box.x_pt), round(box.y_pt), round(box.width_pt), round(box.height_pt))
            found.setdefault(key, []).append(new_index)
            boxes[key] = box
    for place, page_indexes in found.items():
        yield _area(boxes[place], page_indexes)


def _both(paint_old: Painter, old_index: int, paint_new: Painter, new_index: int) -> _TwoPictures:
    return lambda: (paint_old(old_index), paint_new(new_index))


def _area(box: Rect, page_indexes: Sequence[int]) -> Located:
    pages = f", on {len(page_indexes)} pages" if len(page_indexes) > 1 else ""
    where = f"{pt_to_mm(box.x_pt):.0f} mm from the left, {pt_to_mm(box.y_pt):.0f} mm from the top"
    note = f"an area of {pt_to_mm(box.width_pt):.0f} × {pt_to_mm(box.height_pt):.0f} mm looks different, {where}{pages}"
    return Located(Change("pixels", "picture", "", "", page_indexes[0] + 1, note=note))


def _residual(
    before: ObservedPage,
    after: ObservedPage,
    paint: _TwoPictures,
    old: Document,
    new: Document,
    seen: set[object],
) -> Rect | None:
    """Return the area of a page that no word explains; None where there is none.

    Where words moved, rules moved with them, so that only a picture that is another one is worth painting.
    """
    masks, moved = _unmatched(before, after)
    fonts = (tuple(sorted({font.name for font in old.fonts})), tuple(sorted({font.name for font in new.fonts})))
    alike = before.drawn == after.drawn and (fonts[0] == fonts[1] or fonts in seen)
    pushed = moved and before.pictures == after.pictures
    if alike or pushed or (before.width_pt, before.height_pt) != (after.width_pt, after.height_pt):
        return None
    if moved:
        masks = [*before.shown, *after.shown]
    one, other = paint()
    if one is None or other is None or one.size != other.size:
        return None
    box = _difference(one, other, masks)
    if box is None and before.drawn == after.drawn and not masks:
        seen.add(fonts)
    return box


def _unmatched(before: ObservedPage, after: ObservedPage) -> tuple[list[Shown], bool]:
    """Return the lines to be covered, and whether any of them is not one that was edited in its place."""
    olds, news = _lines(before), _lines(after)
    gone, come = [olds[key] for key in olds.keys() - news.keys()], [news[key] for key in news.keys() - olds.keys()]
    places = {_place(line) for line in gone}
    moved = len(gone) != len(come) or any(_place(line) not in places for line in come)
    return gone + come, moved


def _lines(page: ObservedPage) -> dict[tuple[object, ...], Shown]:
    return {
        (line.text, round(line.x_pt, 1), round(line.y_pt, 1), round(line.width_pt, 1), _face(line), line.faces): line
        for line in page.shown
    }


def _face(line: Shown) -> tuple[str, float]:
    return (line.font.rpartition("+")[2], round(line.size_pt, 1))


def _place(line: Shown) -> tuple[float, float]:
    return (round(line.x_pt), round(line.y_pt))


def _beyond(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return where ``one`` is lighter or darker than ``other`` there and right beside: a letter may stand a hair aside."""
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    return ImageChops.lighter(lighter, darker).point(_CLEARLY)


def _difference(one: Image.Image, other: Image.Image, masks: Sequence[Shown]) -> Rect | None:
    if ImageChops.difference(one, other).point(_CLEARLY).getbbox() is None:
        return None
    difference = ImageChops.lighter(_beyond(one, other), _beyond(other, one))
    cover = ImageDraw.Draw(difference)
    for line in masks:
        top, bottom = line.y_pt - 1.1 * line.size_pt - _AROUND_PT, line.y_pt + 0.4 * line.size_pt + _AROUND_PT
        left, right = line.x_pt - _AROUND_PT, line.x_pt + line.width_pt + _AROUND_PT
        cover.rectangle([each * _SCALE for each in (left, top, right, bottom)], fill=0)
    found = difference.getbbox()
    if found is None or difference.histogram()[255] < _LEAST_PIXELS:
        return None
    x, y, right_edge, bottom_edge = [each / _SCALE for each in found]
    return Rect(x, y, right_edge - x, bottom_edge - y)
