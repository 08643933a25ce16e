"""What packets of one shape share is planned once: plans, remembered by what their packets' pages look like."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from letterpack.model.galley import Frame, Galley
from letterpack.model.pdf import Enclosure
from letterpack.press.planner import Plan

MOST_PLANS: Final = 128
MOST_PLAN_BYTES: Final = 1 << 25
"""Of the plans that stay in memory: one with enclosures holds all of them."""
ShapeKey: TypeAlias = tuple[object, ...]


def shape_of(galley: Galley, head: Frame, carrier: tuple[Frame, ...], enclosures: tuple[Enclosure, ...]) -> ShapeKey:
    """Return what the pages of two packets must have in common to share a plan."""
    return (
        galley.body_top_pt,
        galley.tightened,
        head.block.shape,
        tuple([block.shape for block in galley.flow]),
        tuple([(frame.x_pt, frame.y_pt, frame.block.shape) for frame in (*galley.frames, *carrier)]),
        len(carrier),
        tuple([(each.path, each.sha256, each.title) for each in enclosures]),
    )


class PlanMemory:
    """The plans made last, as many as there is room for. None stands for a shape that is set tighter first."""

    def __init__(self) -> None:
        self._plans: OrderedDict[ShapeKey, Plan | None] = OrderedDict()
        self._size_bytes = 0

    def plan(self, shape: ShapeKey, make: Callable[[], Plan | None]) -> Plan | None:
        """Return the plan of ``shape``, made now where it is not remembered."""
        # Nearly all are remembered, and to ask for a shape once is half of what it takes to ask for it twice.
        try:
            return self._plans[shape]
        except KeyError:
            made = make()
            self._remember(shape, made)
            return made

    def made(self) -> Iterator[Plan]:
        """Yield the plans that are remembered, those made last first."""
        return filter(None, reversed(self._plans.values()))

    def _remember(self, shape: ShapeKey, plan: Plan | None) -> None:
        """Keep ``plan``, and forget the oldest that there is no room for."""
        self._plans[shape] = plan
        self._size_bytes += _size_bytes(plan)
        while len(self._plans) > MOST_PLANS or (self._size_bytes > MOST_PLAN_BYTES and len(self._plans) > 1):
            self._size_bytes -= _size_bytes(self._plans.popitem(last=False)[1])


def _size_bytes(plan: Plan | None) -> int:
    return len(plan.prefix) if plan else 0
