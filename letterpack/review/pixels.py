"""What is left when all words are explained: pages are painted, and only then, to see whether anything else differs.

Pages of two packets of ours are painted where not a word changed, or where a picture is another one. Pages of other programs are
painted with their edited lines covered. ``BoxFinder`` finds where words stand on a page, by the boxes of their letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

import pypdfium2 as pdfium
from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw

from letterpack.model.change import Change, Located, Spot
from letterpack.model.form import Rect
from letterpack.model.observed import ObservedPage, Shown
from letterpack.pdfcopy.opened import TooHeavy, opened, too_heavy
from letterpack.review.document import Document, once
from letterpack.units import pt_to_mm

_SCALE: Final = 110 / 72
_DIFFERENT: Final = 48
"""Steps of one color, of 255, by which a pixel must leave what the other picture has there and around: less is rounding."""
_CLEARLY: Final = [255 if value >= _DIFFERENT else 0 for value in range(256)]
_ANY: Final = 8
"""Where not a word moved, the same program paints the same page to a few steps."""
_EXACTLY: Final = [255 if value >= _ANY else 0 for value in range(256)]
_LEAST_PIXELS: Final = 4
_AROUND_PT: Final = 2.0
_BESIDE: Final = 3
"""How many pixels wide the place is where a letter may stand."""
_SAME_SHEET_PT: Final = 0.05
"""Programs round the size of a sheet."""
_SET_ON_PT: Final = 0.05
"""Between two pieces of a line that was set as one."""
_MOST_REMEMBERED: Final = 20_000
_MOST_KEPT: Final = 6
"""Pictures of pages of one file, which take 5 MB each; most packets have fewer. Another one is painted again."""
_COVERED: Final = 0.5
"""The part of a line's box that lies in an area for it to be told with its words."""
_SHORT: Final = 60
_PICTURE_PIXELS: Final = 400
"""The width at which a picture by itself is looked at."""
_MOST_SCALE: Final = 8.0
_LEAST_PT: Final = 0.5
_PICTURES: Final = frozenset({pdfium.raw.FPDF_PAGEOBJ_FORM, pdfium.raw.FPDF_PAGEOBJ_IMAGE})
_SAME_SHAPE: Final = 0.02

Painter: TypeAlias = Callable[[int], Image.Image | None]
"""Gives a page, by its index, as a picture of 110 dpi; None where it cannot be painted."""
_UNSEEN = "\u00ad\ufffe\u0002"
_LEAST_SIDE_PT = 0.01
"""Of a letter's box: what is smaller shows nothing."""


def painter(data: bytes) -> Painter:
    """Return who paints the pages of the PDF ``data``, weighed before the first. Painting raises ``TooHeavy``."""
    pictures: dict[int, Image.Image | None] = {}
    is_weighed = False

    def paint(page_index: int) -> Image.Image | None:
        nonlocal is_weighed
        if not is_weighed and (why := too_heavy(data)):
            raise TooHeavy(why)
        is_weighed = True
        if page_index not in pictures:
            if len(pictures) >= _MOST_KEPT:
                pictures.pop(next(iter(pictures)))
            pictures[page_index] = _painted(data, page_index)
        return pictures[page_index]

    return paint


def _painted(data: bytes, page_index: int) -> Image.Image | None:
    try:
        with opened(data, is_light=True) as document:
            painted: Image.Image = document[page_index].render(scale=_SCALE).to_pil().convert("RGB")
            return painted
    except (pdfium.PdfiumError, IndexError):
        return None


class PagePair(Struct, frozen=True):
    """A page before and after, and who paints them."""

    before: ObservedPage
    after: ObservedPage
    paint: Callable[[], tuple[Image.Image | None, Image.Image | None]]

    @property
    def is_drawn_alike(self) -> bool:
        """Whether both pages are drawn by the same operators and say the same by the same codes."""
        return self.before.drawn == self.after.drawn and self.before.codes == self.after.codes


class Looks:
    """Compares how pages look, and remembers what it saw by what was painted."""

    def __init__(self) -> None:
        self._boxes: dict[object, Rect | None] = {}

    def compare(self, old: Document, new: Document, pairs: Sequence[tuple[int, int, PagePair]]) -> Iterator[Located]:
        """Yield the areas that look otherwise and hold no words that explain it; one that comes again on other pages, once.

        ``pairs`` are pages with their indexes.
        """
        found: dict[tuple[int, ...], tuple[Rect, list[int]]] = {}
        are_ours = old.structured and new.structured
        for old_index, new_index, pair in pairs:
            if new_index in new.enclosed or old_index in old.enclosed:
                continue
            box = self._residual(pair, are_ours=are_ours)
            if box is not None:
                key = (round(box.x_pt), round(box.y_pt), round(box.width_pt), round(box.height_pt))
                found.setdefault(key, (box, []))[1].append(new_index)
        for box, indexes in found.values():
            yield _area(box, indexes, new.pages[indexes[0]].shown)

    def unexplained(self, pairs: Sequence[tuple[int, int, PagePair]], *, same_fonts: bool) -> Iterator[Located]:
        """Yield where pages look otherwise of which nothing else is told: fonts may draw other letters for the same text."""
        for _, index, pair in pairs:
            if (same_fonts and pair.is_drawn_alike) or pair.before.by_others or pair.after.by_others:
                continue
            key = ("unexplained", same_fonts, pair.before.drawn, pair.before.codes, pair.after.drawn, pair.after.codes)
            box = self._box(key, pair, (), exact=True)
            if box is not None:
                yield _area(box, (index,), pair.after.shown)

    def same_picture(self, pair: PagePair) -> bool:
        """Whether two pages that others made look the same to the step."""
        if pair.before.drawn == pair.after.drawn:
            return True
        key = ("whole", pair.before.drawn, pair.after.drawn)
        if key not in self._boxes:
            self._put(key, _exact_difference(*pair.paint()))
        return self._boxes[key] is None

    def _residual(self, pair: PagePair, *, are_ours: bool) -> Rect | None:
        """Return the area of a page that no word explains; None where there is none.

        Where words moved, rules moved with them, so that only a picture that is another one is worth painting.
        """
        before, after = pair.before, pair.after
        if pair.is_drawn_alike or not _is_same_sheet(before, after, _SAME_SHEET_PT):
            return None
        edited, moved = _unmatched(before, after)
        if before.pictures == after.pictures and (moved or (edited and are_ours)):
            return None
        if before.drawn == after.drawn and (moved or edited or before.codes == after.codes):
            return None
        covered = [*before.shown, *after.shown] if moved else edited
        exact = not edited and _is_same_sheet(before, after, 0)
        places = tuple([(*_place(line), round(line.width_pt)) for line in edited])
        key = (exact, before.drawn, after.drawn, places, before.codes, after.codes)
        return self._box(key, pair, covered, exact=exact)

    def _box(self, key: object, pair: PagePair, covered: Sequence[Shown], *, exact: bool) -> Rect | None:
        if key not in self._boxes:
            self._put(key, _difference(*pair.paint(), covered, exact=exact))
        return self._boxes[key]

    def _put(self, key: object, box: Rect | None) -> None:
        if len(self._boxes) >= _MOST_REMEMBERED:
            self._boxes.clear()
        self._boxes[key] = box


def _is_same_sheet(one: ObservedPage, other: ObservedPage, most_pt: float) -> bool:
    return max(abs(one.width_pt - other.width_pt), abs(one.height_pt - other.height_pt)) <= most_pt


def _area(box: Rect, page_indexes: Sequence[int], lines: Sequence[Shown]) -> Located:
    pages = f", on {len(page_indexes)} pages" if len(page_indexes) > 1 else ""
    where = f"{pt_to_mm(box.x_pt):.0f} mm from the left, {pt_to_mm(box.y_pt):.0f} mm from the top"
    size = f"{pt_to_mm(box.width_pt):.0f} × {pt_to_mm(box.height_pt):.0f} mm"
    words = " ".join([line.text.strip() for line in lines if _share(line.box, box) >= _COVERED and line.text.strip()])
    short = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
    beside = f", at the words “{short}”" if short else ""
    note = f"an area of {size} looks different, {where}{beside}{pages}"
    return Located(Change("pixels", "picture", "", "", page_indexes[0] + 1, note=note))


def _share(line: Rect, box: Rect) -> float:
    """Return which part of ``line`` lies in ``box``."""
    across = min(line.x_pt + line.width_pt, box.x_pt + box.width_pt) - max(line.x_pt, box.x_pt)
    down = min(line.y_pt + line.height_pt, box.y_pt + box.height_pt) - max(line.y_pt, box.y_pt)
    whole = line.width_pt * line.height_pt
    return max(0.0, across) * max(0.0, down) / whole if whole else 0.0


def _unmatched(before: ObservedPage, after: ObservedPage) -> tuple[list[Shown], bool]:
    """Return the lines that are on one page alone, and whether any of them is not one that was edited in its place."""
    olds, news = _lines(before), _lines(after)
    gone, come = [olds[key] for key in olds.keys() - news.keys()], [news[key] for key in news.keys() - olds.keys()]
    places = {_place(line) for line in gone}
    moved = len(gone) != len(come) or any(_place(line) not in places for line in come)
    return sorted(gone + come), moved


def _lines(page: ObservedPage) -> dict[tuple[object, ...], Shown]:
    return {key: line for part in page.parts for key, line in _lines_of(part).items()}


@once
def _lines_of(part: tuple[Shown, ...]) -> dict[tuple[object, ...], Shown]:
    """Return the pieces of ``part`` by what they show, those that are set on as one: words that are struck out are a piece."""
    joined: list[Shown] = []
    for piece in part:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.y_pt, last.font, last.size_pt, last.faces) == (piece.y_pt, piece.font, piece.size_pt, piece.faces)
            and abs(last.x_pt + last.width_pt - piece.x_pt) < _SET_ON_PT
        ):
            width = piece.x_pt + piece.width_pt - last.x_pt
            joined[-1] = last._replace(text=last.text + piece.text, width_pt=width)
        else:
            joined.append(piece)
    places = [(round(line.x_pt, 1), round(line.y_pt, 1), round(line.width_pt, 1)) for line in joined]
    faces = [(line.font.rpartition("+")[2], round(line.size_pt, 1), line.faces) for line in joined]
    return {(line.text, place, face): line for line, place, face in zip(joined, places, faces, strict=True)}


def _place(line: Shown) -> tuple[float, float]:
    return (round(line.x_pt), round(line.y_pt))


def _beyond(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return where ``one`` is lighter or darker than ``other`` there and right beside: a letter may stand a hair aside."""
    lighter = ImageChops.subtract(one, _spread(other, ImageChops.lighter))
    darker = ImageChops.subtract(_spread(other, ImageChops.darker), one)
    return _any_channel(ImageChops.lighter(lighter, darker)).point(_CLEARLY)


def _spread(picture: Image.Image, choose: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """Return the lightest, or the darkest, of the square of ``_BESIDE`` pixels around each, far faster than Pillow's filters."""
    for across, down in ((1, 0), (0, 1)):
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


def _difference(one: Image.Image | None, other: Image.Image | None, covered: Sequence[Shown], *, exact: bool) -> Rect | None:
    if one is None or other is None or one.size != other.size:
        return None
    if exact:
        return _exact_difference(one, other)
    plain = _any_channel(ImageChops.difference(one, other)).point(_CLEARLY)
    _cover(plain, covered)
    differing = plain.getbbox()
    if differing is None:
        return None
    # A pixel that leaves what the other picture has around leaves what it has there: nothing else need be looked at closely.
    left, top, right, bottom = differing
    around = max(0, left - _BESIDE), max(0, top - _BESIDE), min(one.width, right + _BESIDE), min(one.height, bottom + _BESIDE)
    difference = Image.new("L", one.size)
    difference.paste(_otherwise(one.crop(around), other.crop(around)), around)
    _cover(difference, covered)
    return _around(difference)


def _cover(difference: Image.Image, lines: Sequence[Shown]) -> None:
    """Take what lies under ``lines`` out of ``difference``."""
    cover = ImageDraw.Draw(difference)
    for line in lines:
        top, bottom = line.y_pt - 1.1 * line.size_pt - _AROUND_PT, line.y_pt + 0.4 * line.size_pt + _AROUND_PT
        left, right = line.x_pt - _AROUND_PT, line.x_pt + line.width_pt + _AROUND_PT
        cover.rectangle([each * _SCALE for each in (left, top, right, bottom)], fill=0)


def _otherwise(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return where two pictures of one size differ in more than where their edges fall."""
    return ImageChops.lighter(_beyond(one, other), _beyond(other, one))


def _around(difference: Image.Image) -> Rect | None:
    found = difference.getbbox()
    if found is None or difference.histogram()[255] < _LEAST_PIXELS:
        return None
    x, y, right_edge, bottom_edge = [each / _SCALE for each in found]
    return Rect(x, y, right_edge - x, bottom_edge - y)


def same_pictures(one: bytes, other: bytes, pages: int) -> bool:
    """Whether the first ``pages`` of two PDFs show the same pictures in the same order, of whatever size and at whatever place.

    Raises ``TooHeavy``, and ``PdfiumError`` where one of them cannot be opened.
    """
    ours, theirs = (list(_pictures_in(data, pages)) for data in (one, other))
    return len(ours) == len(theirs) and all(map(_are_alike, ours, theirs))


def _pictures_in(data: bytes, pages: int) -> Iterator[Image.Image]:
    """Yield each picture and drawing by itself, as every version makes it of the same file."""
    with opened(data) as document:
        for index in range(min(pages, len(document))):
            page = document[index]
            objects = list(page.get_objects(max_depth=1))
            shown = [(each, each.get_bounds()) for each in objects if each.type in _PICTURES]
            for each in objects if shown else ():
                page.remove_obj(each)
            width, height = page.get_size()
            for each, (left, bottom, right, top) in shown:
                sides = (max(left, 0.0), max(bottom, 0.0), min(right, width), min(top, height))
                across, up = sides[2] - sides[0], sides[3] - sides[1]
                if across < _LEAST_PT or up < _LEAST_PT:
                    continue
                page.insert_obj(each)
                crop = (sides[0], sides[1], width - sides[2], height - sides[3])
                yield page.render(scale=min(_MOST_SCALE, _PICTURE_PIXELS / across), crop=crop).to_pil().convert("RGB")
                page.remove_obj(each)


def _are_alike(one: Image.Image, other: Image.Image) -> bool:
    if abs(one.width / one.height - other.width / other.height) > _SAME_SHAPE * max(1.0, one.width / one.height):
        return False
    return _around(_otherwise(one, other.resize(one.size))) is None


class _LetterBox(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class BoxFinder:
    """Finds boxes on the pages of one open document."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._pages: dict[int, list[_LetterBox]] = {}

    def box(self, spot: Spot) -> Rect:
        """Return the box of the characters of ``spot``; that of the whole line where its letters cannot be told apart."""
        line = spot.line
        letters = sorted([each for each in self._letters(spot.page_index) if _is_on(each, line)])
        before, inside = _visible(line.text[: spot.start]), _visible(line.text[spot.start : spot.end])
        turned = any(unicodedata.bidirectional(char) in ("R", "AL") for char in line.text)
        drawn = len(letters) - line.text.endswith("\u00ad")
        if turned or not inside or drawn != _visible(line.text):
            return _around_letters(letters) if letters else _line_box(line)
        return _around_letters(letters[before : before + inside])

    def _letters(self, page_index: int) -> list[_LetterBox]:
        if page_index not in self._pages:
            page = self._document[page_index]
            height, text = page.get_height(), page.get_textpage()
            found = []
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                space = chr(pdfium.raw.FPDFText_GetUnicode(text, index)).isspace()
                if not space and right - left > _LEAST_SIDE_PT and top - bottom > _LEAST_SIDE_PT:
                    found.append(_LetterBox(left, height - top, right, height - bottom))
            self._pages[page_index] = found
            text.close()
            page.close()
        return self._pages[page_index]


def _is_on(letter: _LetterBox, line: Shown) -> bool:
    middle_x, middle_y = (letter.left + letter.right) / 2, (letter.top + letter.bottom) / 2
    across = line.x_pt - 1 <= middle_x <= line.x_pt + line.width_pt + 1
    return across and line.y_pt - 0.95 * line.size_pt <= middle_y <= line.y_pt + 0.3 * line.size_pt


def _visible(text: str) -> int:
    """Return how many letters of ``text`` have a box of their own."""
    return sum([not char.isspace() and char not in _UNSEEN and not unicodedata.combining(char) for char in text])


def _around_letters(letters: list[_LetterBox]) -> Rect:
    left, top = min([each.left for each in letters]), min([each.top for each in letters])
    right, bottom = max([each.right for each in letters]), max([each.bottom for each in letters])
    return Rect(left, top, right - left, bottom - top)


def _line_box(line: Shown) -> Rect:
    return Rect(line.x_pt, line.y_pt - 0.8 * line.size_pt, max(line.width_pt, 2.0), line.size_pt)
