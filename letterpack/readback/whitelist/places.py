"""Where things stand on a page: nothing over something else, and what is read first above what is read next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.model.observed import Shown
from letterpack.model.roles import ADDRESS, CARRIER, COPIES, DATE, DRAFT, ENCLOSURES, REFERENCE, SENDER
from letterpack.readback.structure import TaggedBlock

_OVER_PT: Final = 1.0
"""How far two lines may reach into each other: letters lean, and readers round."""
_CORE_TOP: Final = 0.55
_CORE_BOTTOM: Final = 0.1
"""Between which shares of its size above and below its baseline a line has most of its ink: tight lines touch beyond it."""
_BESIDE_PT: Final = 1.0
_BESIDE: Final = frozenset({ADDRESS, CARRIER, COPIES, DATE, DRAFT, ENCLOSURES, REFERENCE, SENDER})
"""What stands where its form has it, and not in the flow: level with what is read before it, on either side."""
_NOTES: Final = frozenset({"Note", "FENote"})


class Core(Struct, frozen=True):
    """The part of a line that nothing else may stand on."""

    left: float
    top: float
    right: float
    bottom: float


def core_of(line: Shown) -> Core:
    """Return the part of ``line`` that nothing else may stand on."""
    return Core(
        line.x_pt, line.y_pt - _CORE_TOP * line.size_pt, line.x_pt + line.width_pt, line.y_pt + _CORE_BOTTOM * line.size_pt
    )


def covered(lines: Iterable[Shown]) -> str:
    """Return the text of a line that another of the same page stands on; empty where there is none."""
    cores = sorted([(core_of(line), line.text.strip()) for line in lines if line.text.strip()], key=lambda each: each[0].top)
    for index, (core, text) in enumerate(cores):
        for other, _ in cores[index + 1 :]:
            if other.top > core.bottom - _OVER_PT:
                break
            if min(core.right, other.right) - max(core.left, other.left) > _OVER_PT:
                return text
    return ""


def is_hidden(rectangle: Core, lines: Iterable[Shown]) -> bool:
    """Whether a picture in ``rectangle`` stands on one of the ``lines`` that were painted before it."""
    return any(
        min(rectangle.right, core.right) - max(rectangle.left, core.left) > _OVER_PT
        and min(rectangle.bottom, core.bottom) - max(rectangle.top, core.top) > _OVER_PT
        for core in map(core_of, [line for line in lines if line.text.strip()])
    )


def out_of_order(
    blocks: Iterable[TaggedBlock], lines: Mapping[tuple[int, int], Sequence[Shown]], *, right_to_left: bool
) -> tuple[int, str] | None:
    """Return the page and the text of a block that stands above what is read before it, and not in a column behind that; None
    where all stand as they are read. ``lines`` are those of each content, by page index and MCID.
    """
    last: dict[tuple[int, bool], tuple[float, float]] = {}
    lowest: dict[tuple[int, bool], dict[float, float]] = {}
    for block in blocks:
        if block.called in _BESIDE:
            continue
        is_note = not _NOTES.isdisjoint(block.roles)
        for part in block.parts:
            shown = [] if isinstance(part, str) else [line for line in lines.get(part, ()) if line.text.strip()]
            if isinstance(part, str) or not shown:
                continue
            first = min(shown, key=lambda line: line.y_pt)
            edge = -(first.x_pt + first.width_pt) if right_to_left else first.x_pt
            flow, above = (part[0], is_note), first.y_pt + first.size_pt / 2
            before = last.get(flow, (edge, 0.0))
            column = [y for at, y in lowest.setdefault(flow, {}).items() if abs(at - edge) <= _BESIDE_PT]
            if (before[1] > above and edge <= before[0] + _BESIDE_PT) or max(column, default=0.0) > above:
                return part[0], first.text.strip()
            last[flow] = (edge, first.y_pt)
            lowest[flow][edge] = max(first.y_pt, lowest[flow].get(edge, 0.0))
    return None


def rows_free(lines: Sequence[Shown], own: Sequence[Shown]) -> Iterator[float]:
    """Yield for each line of ``own`` how far it may reach to the right before it meets another of the page's ``lines``."""
    cores = [(core_of(line), line) for line in lines if line.text.strip()]
    for line in own:
        core = core_of(line)
        yield min(
            [
                other.left
                for other, each in cores
                if each is not line and other.left >= core.left and min(core.bottom, other.bottom) - max(core.top, other.top) > 0
            ],
            default=float("inf"),
        )
