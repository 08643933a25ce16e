"""Puts the pages of one enclosure on the letter's paper, and stamps them (part of stage 6)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.enclosures.corners import DrawnPages, SeenPage, free_corner, is_clear
from letterpack.enclosures.pages import Leaf
from letterpack.enclosures.placing import PageMatrix, around_fitted, fitted, fitted_patterns, stamped
from letterpack.model.form import Rect
from letterpack.model.pdf import Placing
from letterpack.pdfcopy import Copier, ObjectParts
from letterpack.pdfcopy.drawn import content_of
from letterpack.pdfcopy.nesting import is_closed
from letterpack.spans import Span
from letterpack.units import pt_to_mm

if TYPE_CHECKING:
    from pypdf.generic import PdfObject


class Placed(Struct, frozen=True):
    """A page where it is placed: the ``leaf`` as it is then, its resources, what stands before and behind its content, and where
    its points go (None: they stay).
    """

    leaf: Leaf
    resources: PdfObject | bytes | ObjectParts
    around: tuple[bytes, bytes] = (b"", b"")
    matrix: PageMatrix | None = None


class Placer:
    """Places the pages of a ``file``, one after the other, into a copy."""

    def __init__(self, copier: Copier, placing: Placing, file: IO[bytes]) -> None:
        self.copier, self._placing, self._file = copier, placing, file
        self._looks: DrawnPages | None = None
        self._name, self._stamp = "", -1
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
        if stamp is not None:
            behind += self._stamped(leaf, shown, index)
        patterns = fitted_patterns(leaf.resources, fit.matrix) if fit else {}
        resources = self.copier.resources(leaf.resources, (self._name, self._stamp), patterns)
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
        """Return the page as a reader sees it where it is placed."""
        if self._looks is None:
            self._file.seek(0)
            self._looks = DrawnPages(self._file.read())
        shrunk = min(1.0, *[own / other for own, other in zip(shown.size_pt, leaf.size_pt, strict=True)])
        return self._looks.seen(index, *[side * shrunk for side in leaf.size_pt])

    def _stamped(self, leaf: Leaf, shown: Leaf, index: int) -> bytes:
        stamp = self._placing.stamp
        assert stamp is not None
        if self._stamp < 0:
            self._name = self.copier.free_name()
            self._stamp = self.copier.adopt(stamp.graphic.fragment) + stamp.graphic.root
        seen = self._seen(leaf, shown, index)
        size = (stamp.graphic.width_pt, stamp.graphic.height_pt)
        corner = free_corner(seen, shown.size_pt, size, from_left=stamp.from_left)
        if corner is None:
            self._full.append(index + 1)
            return b""
        return stamped(shown, corner, self._name)

    def close(self) -> None:
        """Let go of the file, if it was drawn."""
        if self._looks is not None:
            self._looks.close()

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
