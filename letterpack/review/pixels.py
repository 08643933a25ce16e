"""What is left when all words are explained: pages are painted, and only then, to see whether anything else differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

import pypdfium2 as pdfium
from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw

from letterpack.model.change import Change, Located
from letterpack.model.form import Rect
from letterpack.model.observed import ObservedPage, Shown
from letterpack.pdfcopy.opened import opened
from letterpack.pdfcopy.weighing import TooHeavy, too_heavy
from letterpack.review.document import Document
from letterpack.review.once import once
from letterpack.units import pt_to_mm

_DPI: Final = 110
_SCALE: Final = _DPI / 72
_DIFFERENT: Final = 48
"""Steps of one colour, of 255, by which a pixel must leave what the other picture has there and around: less is rounding."""
_CLEARLY: Final = [255 if value >= _DIFFERENT else 0 for value in range(256)]
_ANY: Final = 8
"""Where not a word moved, the same program paints the same page to a few steps."""
_EXACTLY: Final = [255 if value >= _ANY else 0 for value in range(256)]
_LEAST_PIXELS: Final = 4
_AROUND_PT: Final = 2.0
_BESIDE: Final = 3
_BESIDE_REWRITTEN: Final = 5
"""How many pixels wide the place is where a letter may stand; wider where a program wrote all letters of a page anew."""
_SAME_SHEET_PT: Final = 0.05
"""Programs round the size of a sheet."""
_MOST_REMEMBERED: Final = 20_000
_MOST_KEPT_PIXELS: Final = 8_000_000
"""Of pictures of pages of one file, as they are: six of A4, and most packets have fewer."""
_COVERED: Final = 0.5
"""The part of a line's box that lies in an area for it to be told with its words."""
_SHORT: Final = 60

Painter: TypeAlias = Callable[[int], Image.Image | None]
"""Gives a page, by its index, as a picture of 110 dpi; None where it cannot be painted."""
_LineKey: TypeAlias = tuple[object, ...]
_TwoPictures: TypeAlias = Callable[[], tuple[Image.Image | None, Image.Image | None]]
_Choose: TypeAlias = Callable[[Image.Image, Image.Image], Image.Image]


def painter(data: bytes) -> Painter:
    """Return who paints the pages of the PDF ``data``, weighed before the first. Painting raises ``TooHeavy``."""
    known: _KeptPictures | None = None

    def paint(page_index: int) -> Image.Image | None:
        nonlocal known
        if known is None:
            if why := too_heavy(data):
                raise TooHeavy(why)
            known = _KeptPictures()
        return known.take(page_index) if page_index in known else known.keep(page_index, _painted(data, page_index))

    return paint


class _KeptPictures:
    """The last pictures of pages, which take 5 MB each. What is not kept is painted again, which is faster than to pack it."""

    def __init__(self) -> None:
        self._last: dict[int, Image.Image | None] = {}

    def __contains__(self, page_index: int) -> bool:
        return page_index in self._last

    def keep(self, page_index: int, picture: Image.Image | None) -> Image.Image | None:
        """Keep ``picture``, let go of those that were kept longest where they are large together, and return it."""
        self._last[page_index] = picture
        while len(self._last) > 1 and sum([each.width * each.height for each in self._last.values() if each]) > _MOST_KEPT_PIXELS:
            self._last.pop(next(iter(self._last)))
        return picture

    def take(self, page_index: int) -> Image.Image | None:
        """Return the picture of a page that is kept."""
        return self._last[page_index]


def _painted(data: bytes, page_index: int) -> Image.Image | None:
    try:
        with opened(data, is_light=True) as document:
            painted: Image.Image = document[page_index].render(scale=_SCALE).to_pil().convert("RGB")
            return painted
    except (pdfium.PdfiumError, IndexError):
        return None


class _PaintedPair(Struct, frozen=True):
    """What a pair of pages that were painted showed: where they differ, None where they do not."""

    box: Rect | None


class Looks:
    """Compares how pages look, and remembers what it saw by what was painted."""

    def __init__(self) -> None:
        self._seen: dict[object, _PaintedPair] = {}

    def compare(
        self,
        old: Document,
        new: Document,
        order: Sequence[int],
        paint_old: Painter,
        paint_new: Painter,
        rewritten: frozenset[int] = frozenset(),
    ) -> Iterator[Located]:
        """Yield the areas that look otherwise and hold no words that explain it; one that comes again on other pages, once.

        ``order`` gives the old page of each new one. The letters of ``rewritten`` pages may stand a hair aside.
        """
        found: dict[tuple[int, ...], list[int]] = {}
        boxes: dict[tuple[int, ...], Rect] = {}
        for new_index, old_index in enumerate(order):
            if new_index in new.enclosed or old_index in old.enclosed:
                continue
            two = _TwoPages(old, old_index, new, new_index, rewritten=new_index in rewritten)
            box = self._residual(two, _both(paint_old, old_index, paint_new, new_index))
            if box is not None:
                key = (round(box.x_pt), round(box.y_pt), round(box.width_pt), round(box.height_pt))
                found.setdefault(key, []).append(new_index)
                boxes[key] = box
        for place, page_indexes in found.items():
            yield _area(boxes[place], page_indexes, new.pages[page_indexes[0]].shown)

    def unexplained(
        self,
        olds: Sequence[ObservedPage],
        news: Sequence[ObservedPage],
        paint: tuple[Painter, Painter],
        rewritten: frozenset[int],
    ) -> Iterator[Located]:
        """Yield where pages look otherwise of which nothing else is told, whatever stands there."""
        for index, (old, new) in enumerate(zip(olds, news, strict=False)):
            if (old.drawn, old.codes) == (new.drawn, new.codes) or old.by_others or new.by_others:
                continue
            key = ("unexplained", old.drawn, old.codes, new.drawn, new.codes)
            if key not in self._seen:
                box = _difference(paint[0](index), paint[1](index), (), exact=index not in rewritten, beside=_BESIDE_REWRITTEN)
                self._put(key, _PaintedPair(box))
            if (box := self._seen[key].box) is not None:
                yield _area(box, (index,), new.shown)

    def same_picture(self, old: ObservedPage, new: ObservedPage, paint: _TwoPictures) -> bool:
        """Whether two pages that others made look the same to the step."""
        if old.drawn == new.drawn:
            return True
        key = ("whole", old.drawn, new.drawn)
        if key not in self._seen:
            one, other = paint()
            self._put(key, _PaintedPair(_exact_difference(one, other)))
        return self._seen[key].box is None

    def _residual(self, pages: _TwoPages, paint: _TwoPictures) -> Rect | None:
        """Return the area of a page that no word explains; None where there is none.

        Where words moved, rules moved with them, so that only a picture that is another one is worth painting.
        """
        before, after = pages.before, pages.after
        if before.drawn == after.drawn and before.codes == after.codes:
            return None
        masks, moved = _unmatched(before, after)
        alike = before.drawn == after.drawn and (moved or pages.same_glyphs)
        pushed = moved and before.pictures == after.pictures
        if alike or pushed or not pages.same_sheet:
            return None
        drawn = (before.drawn, after.drawn, tuple([(*_place(line), round(line.width_pt)) for line in masks]))
        # What looked alike may hide the words of another page, over which the same drawing lies; what looked different did so.
        exact = not masks and not pages.rewritten and pages.same_sheet_exactly
        beside = _BESIDE_REWRITTEN if pages.rewritten else _BESIDE
        alone = (exact, beside, *drawn, before.codes, after.codes)
        known = self._seen.get(alone) or (None if pages.rewritten else self._seen.get(drawn))
        if known is None:
            known = _PaintedPair(
                _difference(*paint(), [*before.shown, *after.shown] if moved else masks, exact=exact, beside=beside)
            )
            one_pair = known.box is None or moved or pages.rewritten or before.drawn == after.drawn
            self._put(alone if one_pair else drawn, known)
        return known.box

    def _put(self, key: object, seen: _PaintedPair) -> None:
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key] = seen


class _TwoPages(Struct, frozen=True):
    """A page before and after, in their documents."""

    old: Document
    old_index: int
    new: Document
    new_index: int
    rewritten: bool

    @property
    def before(self) -> ObservedPage:
        return self.old.pages[self.old_index]

    @property
    def after(self) -> ObservedPage:
        return self.new.pages[self.new_index]

    @property
    def same_sheet(self) -> bool:
        """Whether both are on sheets of one size, as far as programs round it."""
        across, down = self.before.width_pt - self.after.width_pt, self.before.height_pt - self.after.height_pt
        return abs(across) < _SAME_SHEET_PT and abs(down) < _SAME_SHEET_PT

    @property
    def same_sheet_exactly(self) -> bool:
        return (self.before.width_pt, self.before.height_pt) == (self.after.width_pt, self.after.height_pt)

    @property
    def same_glyphs(self) -> bool:
        """Whether pages that say the same also show the same codes."""
        return self.before.codes == self.after.codes or _lines(self.before).keys() != _lines(self.after).keys()


def _both(paint_old: Painter, old_index: int, paint_new: Painter, new_index: int) -> _TwoPictures:
    return lambda: (paint_old(old_index), paint_new(new_index))


def _area(box: Rect, page_indexes: Sequence[int], lines: Sequence[Shown]) -> Located:
    pages = f", on {len(page_indexes)} pages" if len(page_indexes) > 1 else ""
    where = f"{pt_to_mm(box.x_pt):.0f} mm from the left, {pt_to_mm(box.y_pt):.0f} mm from the top"
    size = f"{pt_to_mm(box.width_pt):.0f} × {pt_to_mm(box.height_pt):.0f} mm"
    note = f"an area of {size} looks different, {where}{_words_in(box, lines)}{pages}"
    return Located(Change("pixels", "picture", "", "", page_indexes[0] + 1, note=note))


def _words_in(box: Rect, lines: Sequence[Shown]) -> str:
    """Return the words that stand where pages look different and say the same."""
    words = " ".join([line.text.strip() for line in lines if _share(line.box, box) >= _COVERED and line.text.strip()])
    short = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
    return f", at the words “{short}”" if short else ""


def _share(line: Rect, box: Rect) -> float:
    across = min(line.x_pt + line.width_pt, box.x_pt + box.width_pt) - max(line.x_pt, box.x_pt)
    down = min(line.y_pt + line.height_pt, box.y_pt + box.height_pt) - max(line.y_pt, box.y_pt)
    whole = line.width_pt * line.height_pt
    return max(0.0, across) * max(0.0, down) / whole if whole else 0.0


def _unmatched(before: ObservedPage, after: ObservedPage) -> tuple[list[Shown], bool]:
    """Return the lines to be covered, and whether any of them is not one that was edited in its place."""
    olds, news = _lines(before), _lines(after)
    gone, come = [olds[key] for key in olds.keys() - news.keys()], [news[key] for key in news.keys() - olds.keys()]
    places = {_place(line) for line in gone}
    moved = len(gone) != len(come) or any(_place(line) not in places for line in come)
    return sorted(gone + come), moved


_SET_ON_PT: Final = 0.05
"""Between two pieces of a line that was set as one."""


def same_lines(one: ObservedPage, other: ObservedPage) -> bool:
    """Whether two pages are made of the same pieces of text in the same places."""
    return _lines(one).keys() == _lines(other).keys()


def _lines(page: ObservedPage) -> dict[_LineKey, Shown]:
    found: dict[_LineKey, Shown] = {}
    for part in page.parts:
        found.update(_lines_of(part))
    return found


@once
def _lines_of(part: tuple[Shown, ...]) -> dict[_LineKey, Shown]:
    return {
        (line.text, round(line.x_pt, 1), round(line.y_pt, 1), round(line.width_pt, 1), _face(line), line.faces): line
        for line in _joined(part)
    }


def _joined(part: tuple[Shown, ...]) -> list[Shown]:
    """Return the pieces of ``part``, those that are set on as one: words that are struck out are a piece of their own."""
    found: list[Shown] = []
    for piece in part:
        last = found[-1] if found else None
        if (
            last is not None
            and (last.y_pt, last.font, last.size_pt, last.faces) == (piece.y_pt, piece.font, piece.size_pt, piece.faces)
            and abs(last.x_pt + last.width_pt - piece.x_pt) < _SET_ON_PT
        ):
            width = piece.x_pt + piece.width_pt - last.x_pt
            found[-1] = last._replace(text=last.text + piece.text, width_pt=width)
        else:
            found.append(piece)
    return found


def _face(line: Shown) -> tuple[str, float]:
    return (line.font.rpartition("+")[2], round(line.size_pt, 1))


def _place(line: Shown) -> tuple[float, float]:
    return (round(line.x_pt), round(line.y_pt))


def _beyond(one: Image.Image, other: Image.Image, beside: int = _BESIDE) -> Image.Image:
    """Return where ``one`` is lighter or darker than ``other`` there and right beside: a letter may stand a hair aside."""
    lighter = ImageChops.subtract(one, _spread(other, beside, ImageChops.lighter))
    darker = ImageChops.subtract(_spread(other, beside, ImageChops.darker), one)
    return _any_channel(ImageChops.lighter(lighter, darker)).point(_CLEARLY)


def _spread(picture: Image.Image, beside: int, choose: _Choose) -> Image.Image:
    """Return the lightest, or the darkest, of the square of ``beside`` pixels around each, far faster than Pillow's filters."""
    for across, down in ((1, 0), (0, 1)):
        for _ in range(beside // 2):
            picture = choose(choose(picture, _moved(picture, across, down)), _moved(picture, -across, -down))
    return picture


def _moved(picture: Image.Image, across: int, down: int) -> Image.Image:
    """Return ``picture`` moved by so many pixels; at the edge that it leaves, it stays as it is."""
    moved = picture.copy()
    moved.paste(picture, (across, down))
    return moved


def _any_channel(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _exact_difference(one: Image.Image | None, other: Image.Image | None) -> Rect | None:
    """Return where two pictures differ at all; nowhere where one cannot be painted, all of it where their sizes differ."""
    if one is None or other is None:
        return None
    if one.size != other.size:
        return Rect(0.0, 0.0, one.size[0] / _SCALE, one.size[1] / _SCALE)
    return _around(_any_channel(ImageChops.difference(one, other)).point(_EXACTLY))


def _difference(
    one: Image.Image | None, other: Image.Image | None, masks: Sequence[Shown], *, exact: bool, beside: int = _BESIDE
) -> Rect | None:
    if one is None or other is None or one.size != other.size:
        return None
    if exact:
        return _exact_difference(one, other)
    plain = _any_channel(ImageChops.difference(one, other)).point(_CLEARLY)
    _cover(plain, masks)
    differing = plain.getbbox()
    if differing is None:
        return None
    # A pixel that leaves what the other picture has around leaves what it has there: nothing else need be looked at closely.
    left, top, right, bottom = differing
    around = max(0, left - beside), max(0, top - beside), min(one.width, right + beside), min(one.height, bottom + beside)
    difference = Image.new("L", one.size)
    difference.paste(_otherwise(one.crop(around), other.crop(around), beside), around)
    _cover(difference, masks)
    return _around(difference)


def _cover(difference: Image.Image, masks: Sequence[Shown]) -> None:
    """Take what lies under the lines ``masks`` out of ``difference``."""
    cover = ImageDraw.Draw(difference)
    for line in masks:
        top, bottom = line.y_pt - 1.1 * line.size_pt - _AROUND_PT, line.y_pt + 0.4 * line.size_pt + _AROUND_PT
        left, right = line.x_pt - _AROUND_PT, line.x_pt + line.width_pt + _AROUND_PT
        cover.rectangle([each * _SCALE for each in (left, top, right, bottom)], fill=0)


def _otherwise(one: Image.Image, other: Image.Image, beside: int = _BESIDE) -> Image.Image:
    """Return where two pictures of one size differ in more than where their edges fall."""
    return ImageChops.lighter(_beyond(one, other, beside), _beyond(other, one, beside))


def look_otherwise(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of one size differ in more than where their edges fall."""
    return _around(_otherwise(one, other)) is not None


def _around(difference: Image.Image) -> Rect | None:
    found = difference.getbbox()
    if found is None or difference.histogram()[255] < _LEAST_PIXELS:
        return None
    x, y, right_edge, bottom_edge = [each / _SCALE for each in found]
    return Rect(x, y, right_edge - x, bottom_edge - y)
