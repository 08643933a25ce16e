"""Where things stand: a block that moved is told in millimetres; what something else pushed is counted and is no change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.model.change import Change, Located, Spot
from letterpack.model.observed import Shown
from letterpack.review.causes import FURNITURE
from letterpack.review.document import Document, ShownBlock
from letterpack.review.edits import MatchedBlock
from letterpack.units import pt_to_mm

_STILL_MM: Final = 0.05
"""What moves less than this has not moved: a printer cannot do it."""


class Shift(Struct, frozen=True):
    """How far a block moved, y down, and whether it is on another page now."""

    dx_mm: float
    dy_mm: float
    page: bool

    @property
    def none(self) -> bool:
        """Whether it stands where it stood."""
        return not self.page and abs(self.dx_mm) < _STILL_MM and abs(self.dy_mm) < _STILL_MM


class Moves(Struct, frozen=True):
    """What moved by itself, and how many blocks were pushed."""

    changes: tuple[Located, ...]
    reflowed: int


def compare_places(fixed: Sequence[MatchedBlock], flowing: Sequence[MatchedBlock], *, pushed: bool) -> Moves:
    """Return what moved. ``pushed`` where an edit, or another font, moves what flows."""
    found: dict[tuple[float, float], list[tuple[MatchedBlock, Shift]]] = {}
    otherwise: list[Located] = []
    for each in fixed:
        shift = shift_of(each.old, each.new)
        if shift is not None and not shift.none and not each.edited:
            found.setdefault((round(shift.dx_mm, 1), round(shift.dy_mm, 1)), []).append((each, shift))
        elif not each.edited and not pushed:
            otherwise.extend(_set_otherwise(each))
    reflowed = 0
    unedited = [each for each in flowing if not each.edited]
    shifts = [(each, shift) for each in unedited if (shift := shift_of(each.old, each.new)) is not None]
    if pushed:
        reflowed = sum([not shift.none for _, shift in shifts])
    else:
        for each, shift in shifts:
            if not shift.none:
                found.setdefault((round(shift.dx_mm, 1), round(shift.dy_mm, 1)), []).append((each, shift))
                break
            if changed := list(_set_otherwise(each)):
                otherwise.extend(changed)
                break
    return Moves((*[_moved(pairs) for pairs in found.values()], *otherwise), reflowed)


def _set_otherwise(block: MatchedBlock) -> Iterator[Located]:
    """Yield the change of a block that begins where it did, and whose lines break or stand elsewhere."""
    old, new = _lines(block.old), _lines(block.new)
    if len(old) == len(new) and all(map(_same_line, old, new)):
        return
    before, after = (f"{pt_to_mm(_width(lines)):.1f} mm wide" for lines in (old, new))
    page_index = block.new.page_index or 0
    note = "the lines of the same words end or stand elsewhere"
    yield Located(
        Change("moved", block.new.field, before, after, page_index + 1, note=note), block.old.whole(), block.new.whole()
    )


class _Line(Struct, frozen=True):
    """All that a block shows on one height of a page."""

    page_index: int
    text: str
    left_pt: float
    right_pt: float
    y_pt: float


def _lines(block: ShownBlock) -> list[_Line]:
    found: list[_Line] = []
    for page_index, shown, _ in block.lines:
        line = _Line(page_index, "".join(shown.text.split()), shown.x_pt, shown.x_pt + shown.width_pt, shown.y_pt)
        last = found[-1] if found else None
        if last and last.page_index == page_index and last.y_pt == shown.y_pt:
            sides = min(last.left_pt, line.left_pt), max(last.right_pt, line.right_pt)
            found[-1] = _Line(page_index, last.text + line.text, *sides, line.y_pt)
        else:
            found.append(line)
    return found


def _same_line(one: _Line, other: _Line) -> bool:
    ways = (other.left_pt - one.left_pt, other.y_pt - one.y_pt)
    return one.page_index == other.page_index and one.text == other.text and all(map(_is_still, ways))


def _width(lines: Sequence[_Line]) -> float:
    return max([line.right_pt for line in lines], default=0.0) - min([line.left_pt for line in lines], default=0.0)


def _is_still(way_pt: float) -> bool:
    return abs(pt_to_mm(way_pt)) < _STILL_MM


def compare_furniture_places(old: Document, new: Document) -> Iterator[Located]:
    """Yield a change for each way by which heads and feet that say the same stand elsewhere on their pages."""
    olds, news = _by_words(old), _by_words(new)
    found: dict[tuple[float, float], list[tuple[Spot, Spot]]] = {}
    for called in olds.keys() & news.keys():
        one, other = olds[called], news[called]
        across, down = pt_to_mm(other.x_pt - one.x_pt), pt_to_mm(other.y_pt - one.y_pt)
        if not Shift(across, down, page=False).none:
            spots = Spot(called[0], one, 0, len(one.text)), Spot(called[0], other, 0, len(other.text))
            found.setdefault((round(across, 1), round(down, 1)), []).append(spots)
    for (across, down), pairs in sorted(found.items()):
        before, after = zip(*sorted(pairs), strict=True)
        yield Located(Change("moved", FURNITURE, "", "", after[0].page_index + 1, across, down), before, after)


def _by_words(document: Document) -> dict[tuple[int, str], Shown]:
    """Return what stands in heads and feet, by its page and its words, that stands there once."""
    found: dict[tuple[int, str], Shown | None] = {}
    for page_index, shown in document.furniture:
        key = page_index, shown.text
        found[key] = None if key in found else shown
    return {key: shown for key, shown in found.items() if shown is not None}


def shift_of(old: ShownBlock, new: ShownBlock) -> Shift | None:
    """Return how far the beginning of a block moved; None where it shows nothing."""
    if not old.lines or not new.lines:
        return None
    one, other = old.lines[0], new.lines[0]
    across, down = other.shown.x_pt - one.shown.x_pt, other.shown.y_pt - one.shown.y_pt
    return Shift(pt_to_mm(across), pt_to_mm(down), one.page_index != other.page_index)


def _moved(pairs: Sequence[tuple[MatchedBlock, Shift]]) -> Located:
    """Return one change for all blocks that moved alike."""
    blocks, shift = [each for each, _ in pairs], pairs[0][1]
    fields = ", ".join(dict.fromkeys([each.new.field for each in blocks]))
    page_index = blocks[0].new.page_index or 0
    before = f"page {(blocks[0].old.page_index or 0) + 1}" if shift.page else ""
    after = f"page {page_index + 1}" if shift.page else ""
    change = Change("moved", fields, before, after, page_index + 1, round(shift.dx_mm, 2), round(shift.dy_mm, 2))
    old = tuple([spot for each in blocks for spot in each.old.whole()])
    return Located(change, old, tuple([spot for each in blocks for spot in each.new.whole()]))
