"""Strips at their places become page content (part of stage 7 of 7): marked, in reading order, in one coordinate flip.

A line that does not run from left to right is written as it is seen, and numbered as it is read: PDFium sorts the pieces of a
line by their places only up to the first glyph that stands off it, such as a vowel, or a dot that a font draws by itself.
This runs once for what packets share and once a packet for what is its own, so it is kept short. Insertion marks are rectangles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.marks.datamatrix import rows, symbol
from letterpack.marks.roles import digits_of, printed_lines, same_lines
from letterpack.model.galley import Drawing, Path, Strip
from letterpack.model.insertion import InsertionMarks, OmrLines, SheetCode, SymbolMatrix
from letterpack.model.packet import FURNITURE, HEAD, PacketBlocks, PacketPage
from letterpack.model.pdf import Graphic

StripPlace: TypeAlias = tuple[int, int, int, float, float]
"""A strip by source, part and index, and its top-left corner."""


class Segment(Struct, frozen=True):
    """Consecutive strips of a page that are all shared, or all a packet's own."""

    page_index: int
    own: bool
    strips: tuple[StripPlace, ...]


def segments_of(page: PacketPage, page_index: int, sources: PacketBlocks) -> list[Segment]:
    """Return the segments of a page in reading order."""
    found: list[tuple[bool, list[StripPlace]]] = []
    for source, placed in page.placed:
        blocks = page.furniture if source == FURNITURE else sources[source]
        own = blocks[placed.ref[0]].own
        if not found or found[-1][0] != own:
            found.append((own, []))
        found[-1][1].append((source, *placed.ref, placed.x_pt, placed.y_pt))
    return [Segment(page_index, own, tuple(strips)) for own, strips in found]


def numbered_own(segments: list[Segment]) -> dict[int, int]:
    """Map own segments, by identity, to object numbers; artifacts that stand on several pages alike have one stream."""
    numbers: dict[int, int] = {}
    alike: dict[tuple[StripPlace, ...], int] = {}
    for segment in segments:
        if segment.own:
            new = len(set(numbers.values())) + 1
            running = all(source == HEAD for source, *_ in segment.strips)
            numbers[id(segment)] = alike.setdefault(segment.strips, new) if running else new
    return numbers


def strip_at(page: PacketPage, sources: PacketBlocks, at: StripPlace) -> Strip:
    """Return the strip that a page names."""
    source, block, index = at[:3]
    blocks = page.furniture if source == FURNITURE else sources[source]
    return blocks[block].strips[index]


ARTIFACT: Final = "Artifact"
"""Role of a node whose content is no part of the document (14.8.2.2); its attributes are the artifact's properties."""


class TaggedPath(Struct, frozen=True):
    """The structure path of marked content, or, where it ``is_empty``, of an element that begins there and has no content yet."""

    path: Path
    is_empty: bool = False


class Content(Struct, frozen=True):
    """Operators, and the structure paths that they are on; each that is not empty has a marked-content identifier, which count up
    from the first.
    """

    operators: str
    tagged: list[TaggedPath]

    @property
    def marked(self) -> int:
        """How many identifiers there are."""
        return sum([not each.is_empty for each in self.tagged])


def content_of(
    strips: Sequence[tuple[Strip, float, float]], page_height_pt: float, first_mcid: int, name_of: Callable[[Graphic], str]
) -> Content:
    """Return the content of ``strips``, each with its top-left corner. ``name_of`` gives the resource name of a graphic."""
    out: list[str] = []
    tagged: list[TaggedPath] = []
    mcid = first_mcid
    current: Path | None = None
    for strip, x, y in strips:
        base, is_turned = page_height_pt - y, strip.is_turned
        if current is not None and (strip.vectors or strip.drawings or is_turned):
            out.append("EMC ET")
            current = None
        if strip.vectors or strip.drawings:
            out.extend(_graphics(strip, x, base, mcid, name_of))
            drawn = [TaggedPath(drawing.path) for drawing in strip.drawings if drawing.path]
            tagged.extend(drawn)
            mcid += len(drawn)
        if is_turned:
            turned = _turned(strip, x, base, mcid)
            out.append(turned.operators)
            tagged.extend(turned.tagged)
            mcid += turned.marked
            continue
        for mark in strip.marks:
            path = mark.path
            if path is not current and path != current:
                if not mark.operators:
                    tagged.append(TaggedPath(path, is_empty=True))
                    continue
                out.append("BT" if current is None else "EMC")
                out.append(_opening(path, mcid))
                if path[0].role != ARTIFACT:
                    tagged.append(TaggedPath(path))
                    mcid += 1
                current = path
            out.append(_at(x + mark.x_pt, base - mark.y_pt) + mark.operators)
    if current is not None:
        out.append("EMC ET")
    return Content(" ".join(out), tagged)


def _turned(strip: Strip, x: float, base: float, mcid: int) -> Content:
    """Return the marks of a strip, each in a marked content of its own: these count from ``mcid`` on in reading order, and those
    of a line stand in the order in which they are seen.
    """
    written: list[str] = []
    tagged: list[TaggedPath] = []
    for y, line in groupby(strip.marks, key=lambda mark: mark.y_pt):
        seen: list[tuple[float, str]] = []
        for mark in line:
            is_artifact = mark.path[0].role == ARTIFACT
            if mark.operators:
                seen.append((mark.x_pt, f"{_opening(mark.path, mcid)} {_at(x + mark.x_pt, base - y)}{mark.operators}"))
            if not (mark.operators and is_artifact):
                tagged.append(TaggedPath(mark.path, is_empty=not mark.operators))
            mcid += bool(mark.operators) and not is_artifact
        written.extend([operators for _, operators in sorted(seen, key=lambda pair: pair[0])])
    return Content(f"BT {' EMC '.join(written)} EMC ET", tagged)


def _opening(path: Path, mcid: int) -> str:
    """Return what begins the marked content ``mcid`` on ``path``, or an artifact there."""
    if path[0].role == ARTIFACT:
        return f"/Artifact<<{''.join([f'/{key}/{value}' for key, value in path[0].attributes])}>>BDC"
    return f"/{path[-1].role}<</MCID {mcid}>>BDC"


def _graphics(strip: Strip, x: float, base: float, mcid: int, name_of: Callable[[Graphic], str]) -> Iterator[str]:
    """Yield the operators of a strip's vectors, then of its drawings, whose marked contents count from ``mcid`` on."""
    if strip.vectors:
        yield f"/Artifact<</Type/Layout>>BDC q 1 0 0 1 {x:.2f} {base:.2f} cm {strip.vectors} Q EMC"
    for drawing in strip.drawings:
        yield _drawing(drawing, x, base, mcid, name_of)
        mcid += bool(drawing.path)


def indexes_of_marks(strips: Iterable[Strip]) -> Iterator[list[int]]:
    """Yield for each strip which of the paths of ``content_of`` each of its marks has; -1 for an artifact."""
    count, index = 0, -1
    current: Path | None = None
    for strip in strips:
        if strip.vectors or strip.drawings:
            current = None
            count += sum([bool(drawing.path) for drawing in strip.drawings])
        is_turned = strip.is_turned
        if is_turned:
            current = None
        found: list[int] = []
        for mark in strip.marks:
            if mark.path == current:
                found.append(index)
                continue
            found.append(-1 if mark.path[0].role == ARTIFACT else count)
            count += found[-1] >= 0
            if mark.operators and not is_turned:
                current, index = mark.path, found[-1]
        yield found


def indexes_of_links(strip: Strip, indexes: Sequence[int]) -> list[int]:
    """Return which of the paths of ``content_of`` the text of each link of ``strip`` has, whose marks have ``indexes``."""
    if not strip.links:
        return []
    texts: dict[Path, list[int]] = {}
    for mark, index in zip(strip.marks, indexes, strict=True):
        texts.setdefault(mark.path[:-1] if mark.said else mark.path, []).append(index)
    return [texts[link.path].pop(0) for link in strip.links]


@lru_cache(maxsize=4096)
def _at(x_pt: float, y_pt: float) -> str:
    return f"1 0 0 1 {x_pt:.2f} {y_pt:.2f} Tm "


def _drawing(drawing: Drawing, x: float, base: float, mcid: int, name_of: Callable[[Graphic], str]) -> str:
    graphic = drawing.graphic
    across, up = drawing.width_pt / graphic.width_pt, drawing.height_pt / graphic.height_pt
    place = f"{across:.5f} 0 0 {up:.5f} {x + drawing.x_pt:.2f} {base - drawing.y_pt - drawing.height_pt:.2f} cm"
    mark = f"/{drawing.path[-1].role}<</MCID {mcid}>>BDC" if drawing.path else "/Artifact<</Type/Layout>>BDC"
    return f"{mark} q {place} /{name_of(graphic)} Do Q EMC"


_ROW: Final = b"row"
"""Stands for the number of a row: rows with the same modules are written once."""


class SheetMarks:
    """Draws the marks of a print run on paper of one size."""

    def __init__(self, marks: InsertionMarks, paper_pt: tuple[float, float]) -> None:
        place = marks.place(paper_pt[0])
        self._marks = marks.marks
        self._x, self._top = place.x_pt, paper_pt[1] - place.y_pt
        self._known: dict[tuple[bool, bool, int], bytes] = {}

    @property
    def are_shared(self) -> bool:
        """Whether many sheets have the same marks."""
        return isinstance(self._marks, OmrLines)

    def operators(self, code: SheetCode) -> bytes:
        """Return what draws the marks of a sheet, from its lower left corner."""
        if isinstance(self._marks, SymbolMatrix):
            return self._symbol(self._marks, code)
        key = same_lines(code)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._lines(self._marks, code)
        return found

    def _lines(self, lines: OmrLines, code: SheetCode) -> bytes:
        drawn = [
            b"%.2f %.2f %.2f %.2f re" % (self._x, self._top - index * lines.pitch_pt, lines.length_pt, -lines.thickness_pt)
            for index, is_printed in enumerate(printed_lines(lines, code))
            if is_printed
        ]
        return b"q 0 g %s f Q" % b" ".join(drawn)

    def _symbol(self, matrix: SymbolMatrix, code: SheetCode) -> bytes:
        module = matrix.module_pt
        found = [b"q 0 g %.4f 0 0 %.4f %.2f %.2f cm" % (module, -module, self._x, self._top)]
        for row, bits in enumerate(rows(symbol(digits_of(matrix, code), matrix.side), matrix.side)):
            found.append(_row(bits).replace(_ROW, b"%d" % row))
        found.append(b"f Q")
        return b" ".join(found)


@cache
def _row(bits: int) -> bytes:
    """Return the rectangles of a row of modules, neighbours as one."""
    found: list[bytes] = []
    at = 0
    while bits:
        light = (bits & -bits).bit_length() - 1
        bits, at = bits >> light, at + light
        dark = (~bits & bits + 1).bit_length() - 1
        found.append(b"%d %s %d 1 re" % (at, _ROW, dark))
        bits, at = bits >> dark, at + dark
    return b" ".join(found)
