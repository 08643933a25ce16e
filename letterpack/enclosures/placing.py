"""Enclosed pages on the letter's paper (part of stage 6): made smaller where they do not fit, stamped in a free corner, and
compared with where insertion marks will be. PDFium draws a page; a place is free if one light shade is all over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, StreamObject

from letterpack.diagnostics import Report
from letterpack.enclosures.pages import Box, Leaf, PageMatrix, upright
from letterpack.model.form import Rect
from letterpack.model.pdf import Placing, is_like
from letterpack.pdfcopy import Copier, Damaged, ObjectParts
from letterpack.pdfcopy.content import content_of, is_closed
from letterpack.spans import Span
from letterpack.units import PT_PER_INCH, mm_to_pt, pt_to_mm
from letterpack.values import replace

if TYPE_CHECKING:
    from PIL.Image import Image

_TURNED: Final = (90, 270)
_MATRIX: Final = 6
_SCALE: Final = 50 / PT_PER_INCH
_MOST_PIXELS: Final = 3000
"""In a row or a column: a page that is larger is looked at less closely."""
_MARGINS_PT: Final = tuple(mm_to_pt(each) for each in (12.0, 9.0, 7.0, 5.0))
"""From the edges of the paper to the stamp; office printers leave 5 mm white."""
_AROUND_PT: Final = 2.0
_LIGHT: Final = 200
_ONE_SHADE: Final = 24
"""Of 255: paper that was scanned has spots, and is not quite white."""


class Fitted(Struct, frozen=True):
    """A page on paper of its own size: the ``leaf`` as it is then, and where its points go."""

    leaf: Leaf
    matrix: PageMatrix


def fitted(leaf: Leaf, paper_pt: tuple[float, float] | None) -> Fitted | None:
    """Return ``leaf`` in the middle of ``paper_pt``, turned as the page is, smaller where it is larger; None where it fits. One
    in a unit of its own is drawn in points: print rooms' programs do not know the entry.
    """
    width, height = leaf.size_pt
    if paper_pt is None or is_like((width, height), paper_pt):
        return _in_points(leaf) if leaf.user_unit != 1.0 else None
    short, long = sorted(paper_pt)
    across, up = (long, short) if width > height else (short, long)
    if leaf.rotate in _TURNED:
        across, up, width, height = up, across, height, width
    scale = min(1.0, across / width, up / height)
    crop = leaf.crop
    by = scale * leaf.user_unit
    x, y = (across - width * scale) / 2, (up - height * scale) / 2
    box = Box(0.0, 0.0, across, up)
    matrix = PageMatrix(by, 0.0, 0.0, by, x - crop.x0 * by, y - crop.y0 * by)
    return Fitted(replace(leaf, media=box, crop=box, user_unit=1.0), matrix)


def _in_points(leaf: Leaf) -> Fitted:
    """Return ``leaf`` at its size, its unit the point."""
    crop, unit = leaf.crop, leaf.user_unit
    box = Box(0.0, 0.0, (crop.x1 - crop.x0) * unit, (crop.y1 - crop.y0) * unit)
    return Fitted(
        replace(leaf, media=box, crop=box, user_unit=1.0),
        PageMatrix(unit, 0.0, 0.0, unit, 0.0 - crop.x0 * unit, 0.0 - crop.y0 * unit),
    )


def around_fitted(fit: Fitted, crop: Box) -> tuple[bytes, bytes]:
    """Return what stands before and behind the content of a page that showed ``crop``, so that it shows that, where it goes."""
    x0, y0 = fit.matrix.point(crop.x0, crop.y0)
    x1, y1 = fit.matrix.point(crop.x1, crop.y1)
    clip = b"%.3f %.3f %.3f %.3f re W n" % (x0, y0, x1 - x0, y1 - y0)
    return b"q %s %s cm\n" % (clip, fit.matrix.write()), b"\nQ\n"


def fitted_patterns(resources: PdfObject | None, matrix: PageMatrix) -> Mapping[str, PdfObject]:
    """Return the patterns of a page's ``resources`` as they are where the page is drawn by ``matrix``: their own matrices lead to
    the page as it begins, and know nothing of what its content does (ISO 32000-1, 8.7.2).
    """
    held = resources.get_object() if resources is not None else None
    room = held.get("/Pattern") if isinstance(held, DictionaryObject) else None
    patterns = room.get_object() if room is not None else None
    found: dict[str, PdfObject] = {}
    for key, value in dict.items(patterns) if isinstance(patterns, DictionaryObject) else ():
        pattern = value.get_object()
        if isinstance(pattern, DictionaryObject):
            found[key] = _moved(pattern, matrix)
    return found


def _moved(pattern: DictionaryObject, matrix: PageMatrix) -> DictionaryObject:
    own = pattern.get("/Matrix")
    numbers = [each.get_object() for each in own.get_object()] if own is not None else []
    first = PageMatrix(*map(float, numbers)) if len(numbers) == _MATRIX else PageMatrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    moved: DictionaryObject = type(pattern)()
    dict.update(moved, pattern)
    if isinstance(moved, StreamObject) and isinstance(pattern, StreamObject):
        moved._data = pattern._data
    dict.__setitem__(moved, NameObject("/Matrix"), ArrayObject([FloatObject(f"{each:.6f}") for each in matrix.after(first)]))
    return moved


def stamped(leaf: Leaf, corner_pt: tuple[float, float], name: str) -> bytes:
    """Return the operators that show the stamp called ``name`` on a page, at a corner of the page as a reader sees it."""
    at = upright(leaf).after(PageMatrix(1.0, 0.0, 0.0, 1.0, *corner_pt))
    return b"/Artifact<</Type/Pagination>>BDC q %s cm /%s Do Q EMC\n" % (at.write(), name.encode("ascii"))


class Placed(Struct, frozen=True):
    """A page where it is placed: the ``leaf`` as it is then, its resources, what stands before and behind its content, and where
    its points go (None: they stay).
    """

    leaf: Leaf
    resources: PdfObject | bytes | ObjectParts
    around: tuple[bytes, bytes] = (b"", b"")
    matrix: PageMatrix | None = None


class Placer:
    """Places the pages of the file ``data``, one after the other, into a copy."""

    def __init__(self, copier: Copier, placing: Placing, data: bytes) -> None:
        self.copier, self._placing, self._data = copier, placing, data
        self._stamp = -1
        self._open: list[int] = []
        self._full: list[int] = []
        self._sideways: list[int] = []
        self._taken: list[tuple[int, Rect]] = []

    def place(self, leaf: Leaf, index: int) -> Placed:
        """Return page ``index`` of the file, placed."""
        fit = fitted(leaf, self._placing.paper_pt)
        stamp = self._placing.stamp
        self._watch(leaf, fit.leaf if fit else leaf, index)
        if fit is None and stamp is None:
            return Placed(leaf, b"<<>>" if leaf.resources is None else leaf.resources)
        self._ask_closed(leaf, index)
        shown = fit.leaf if fit else leaf
        before, behind = around_fitted(fit, leaf.crop) if fit else (b"q\n", b"\nQ\n")
        name = _free_name(leaf.resources) if stamp is not None else ""
        if stamp is not None:
            behind += self._stamped(leaf, shown, index, name)
        patterns = fitted_patterns(leaf.resources, fit.matrix) if fit else {}
        resources = self.copier.resources(leaf.resources, (name, self._stamp), patterns)
        return Placed(shown, resources, (before, behind), fit.matrix if fit else None)

    def _ask_closed(self, leaf: Leaf, index: int) -> None:
        """Take note where content that is placed, or that something is printed over, does not end what it begins."""
        if index + 1 not in self._open and not is_closed(content_of(leaf.page, index + 1)):
            self._open.append(index + 1)

    def _watch(self, leaf: Leaf, shown: Leaf, index: int) -> None:
        """Take note of a page, ``shown`` as it is placed, that is not clear where marks will be."""
        if not self._placing.clear:
            return
        self._ask_closed(leaf, index)
        width, height = shown.size_pt
        if width > height:
            self._sideways.append(index + 1)
            return
        seen = self._seen(leaf, shown, index)
        taken = next((area for area in self._placing.clear if not is_clear(seen, shown.size_pt, area)), None)
        if taken is not None:
            self._taken.append((index + 1, taken))

    def _seen(self, leaf: Leaf, shown: Leaf, index: int) -> SeenPage:
        """Return page ``index`` as a reader sees it where it is placed."""
        shrunk = min(1.0, *[placed / own for placed, own in zip(shown.size_pt, leaf.size_pt, strict=True)])
        return drawn_page(self._data, index, *[side * shrunk for side in leaf.size_pt])

    def _stamped(self, leaf: Leaf, shown: Leaf, index: int, name: str) -> bytes:
        stamp = self._placing.stamp
        assert stamp is not None
        if self._stamp < 0:
            self._stamp = self.copier.adopt(stamp.graphic.fragment) + stamp.graphic.root
        seen = self._seen(leaf, shown, index)
        size = (stamp.graphic.width_pt, stamp.graphic.height_pt)
        corner = free_corner(seen, shown.size_pt, size, from_left=stamp.from_left)
        if corner is None:
            self._full.append(index + 1)
            return b""
        return stamped(shown, corner, name)

    def tell(self, path: str, span: Span, report: Report) -> None:
        """Report pages that have no room for the stamp (LP422) or for insertion marks (LP425), and content that cannot be placed
        (LP423).
        """
        if self._full:
            message = f"{_pages(self._full)} of the enclosure `{path}` has no free corner for its stamp"
            hint = "take `stamp` away from it in letterpack.yaml, or export it with a margin of 15 mm above or below"
            report.error("LP422", span, message, hint)
        if self._open:
            which = f"{_pages(self._open)} of the enclosure `{path}`"
            message = f"{which} does not close what it draws, and cannot be scaled or stamped"
            report.error("LP423", span, message, "open it in a viewer, print it to a new PDF, and use that")

        if self._sideways:
            message = f"{_pages(self._sideways)} of the enclosure `{path}` lies on its side, and insertion marks stand upright"
            report.error("LP425", span, message, "turn its pages upright, or have it printed apart and put in")
        if self._taken:
            which = f"{_pages([number for number, _ in self._taken])} of the enclosure `{path}`"
            area = self._taken[0][1]
            place = f"x {_mm(area.x_pt)} to {_mm(area.right_pt)} mm and y {_mm(area.y_pt)} to {_mm(area.bottom_pt)} mm"
            message = f"{which} has something where insertion marks are, or what is behind them, {place}"
            margin = f"export it with a margin of {pt_to_mm(area.width_pt):.0f} mm there"
            hint = f"{margin}, or move the marks in a file of your own, marks/NAME.toml"
            report.error("LP425", span, message, hint)


def _pages(numbers: list[int]) -> str:
    more = f" (and {len(numbers) - 1} more)" if len(numbers) > 1 else ""
    return f"page {numbers[0]}{more}"


def _mm(length_pt: float) -> str:
    return f"{pt_to_mm(length_pt):.1f}"


class SeenPage(NamedTuple):
    """A page, drawn with so many pixels a point."""

    image: Image
    scale: float


def drawn_page(data: bytes, index: int, width_pt: float, height_pt: float) -> SeenPage:
    """Return page ``index`` of a file that can be drawn (``drawing_cost``) in shades of gray, shown on ``width_pt`` and
    ``height_pt``. Raises ``Damaged``.
    """
    import pypdfium2

    from letterpack.pdfcopy.opened import opened

    scale = min(_SCALE, _MOST_PIXELS / max(width_pt, height_pt))
    try:
        with opened(data, is_light=True) as document:
            page = document[index]
            image = page.render(scale=scale * width_pt / page.get_width(), grayscale=True).to_pil().convert("L")
    except pypdfium2.PdfiumError as error:
        raise Damaged(f"page {index + 1} cannot be drawn") from error
    return SeenPage(image, scale)


def _free_name(resources: PdfObject | None) -> str:
    """Return the name of a drawing that the page's own ``resources`` do not have."""
    held = resources.get_object() if resources is not None else None
    known = held.get("/XObject") if isinstance(held, DictionaryObject) else None
    taken = known.get_object() if known is not None else None
    names = (f"Ls{number}" for number in count())
    return next(name for name in names if not isinstance(taken, DictionaryObject) or f"/{name}" not in taken)


def free_corner(
    seen: SeenPage, paper_pt: tuple[float, float], size_pt: tuple[float, float], *, from_left: bool
) -> tuple[float, float] | None:
    """Return the lower left corner, in points from the paper's, of a place for ``size_pt`` in a free corner; None where none is.

    ``seen`` lies in the middle of the paper. A page is marked above, where it begins to be read last: ``from_left`` for pages
    that run from right to left.
    """
    image, scale = seen
    inset = (paper_pt[0] - image.width / scale) / 2, (paper_pt[1] - image.height / scale) / 2
    for x, y in _places(paper_pt, size_pt, from_left=from_left):
        left, lower = x - _AROUND_PT - inset[0], y - _AROUND_PT - inset[1]
        right, upper = left + size_pt[0] + 2 * _AROUND_PT, lower + size_pt[1] + 2 * _AROUND_PT
        top, bottom = image.height - upper * scale, image.height - lower * scale
        if _is_free(image, (int(left * scale), int(top), int(right * scale) + 1, int(bottom) + 1)):
            return x, y
    return None


def is_clear(seen: SeenPage, paper_pt: tuple[float, float], area: Rect) -> bool:
    """Whether one light shade is all over ``area``, measured from the paper's top left corner; ``seen`` lies in the middle of the
    paper.
    """
    image, scale = seen
    across, down = (paper_pt[0] - image.width / scale) / 2, (paper_pt[1] - image.height / scale) / 2
    left, top = (area.x_pt - across) * scale, (area.y_pt - down) * scale
    right, bottom = (area.right_pt - across) * scale, (area.bottom_pt - down) * scale
    return _is_free(image, (int(left), int(top), int(right) + 1, int(bottom) + 1))


def _places(paper_pt: tuple[float, float], size_pt: tuple[float, float], *, from_left: bool) -> Iterator[tuple[float, float]]:
    for margin in _MARGINS_PT:
        left, right = margin, paper_pt[0] - size_pt[0] - margin
        for y in (paper_pt[1] - size_pt[1] - margin, margin):
            yield from ((x, y) for x in ((left, right) if from_left else (right, left)))


def _is_free(image: Image, box: tuple[int, int, int, int]) -> bool:
    inner = max(0, box[0]), max(0, box[1]), min(image.width, box[2]), min(image.height, box[3])
    if inner[0] >= inner[2] or inner[1] >= inner[3]:
        return True
    shades = image.crop(inner).tobytes()
    return min(shades) >= _LIGHT and max(shades) - min(shades) <= _ONE_SHADE
