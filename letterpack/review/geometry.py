"""Where things stand: a block that moved is told in millimetres; what something else pushed is counted and is no change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from letterpack.model.change import Change, Located
from letterpack.review.document import ShownBlock
from letterpack.review.edits import MatchedBlock
from letterpack.units import pt_to_mm

_STILL_MM: Final = 0.05
"""What moves less than this has not moved: a printer cannot do it."""


class Shift(NamedTuple):
    """How far a block moved, y down, and whether it is on another page now."""

    dx_mm: float
    dy_mm: float
    page: bool

    @property
    def none(self) -> bool:
        """Whether it stands where it stood."""
        return not self.page and abs(self.dx_mm) < _STILL_MM and abs(self.dy_mm) < _STILL_MM


class Moves(NamedTuple):
    """What moved by itself, and how many blocks were pushed."""

    changes: tuple[Located, ...]
    reflowed: int


def compare_places(fixed: Sequence[MatchedBlock], flowing: Sequence[MatchedBlock], *, pushed: bool) -> Moves:
    """Return what moved. ``pushed`` where an edit, or another font, moves what flows."""
    found: dict[tuple[float, float], list[tuple[MatchedBlock, Shift]]] = {}
    for each in fixed:
        shift = shift_of(each.old, each.new)
        if shift is not None and not shift.none and not each.edited:
            found.setdefault((round(shift.dx_mm, 1), round(shift.dy_mm, 1)), []).append((each, shift))
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
    return Moves(tuple([_moved(pairs) for pairs in found.values()]), reflowed)


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
