"""Whether an address fits its field, and whether sheets fit their envelope: a form's promises, kept or reported.

Stage 5 asks before it places the block; what does not fit is an error with the excess in millimetres or lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.model.form import Form
from letterpack.spans import Span
from letterpack.units import pt_to_mm
from letterpack.values import replace

_HAIR_PT: Final = 0.01
_CLOSER: Final = 0.96
"""Of the distance of lines, by which they come closer at a time."""


class Apart(Struct, frozen=True):
    """How the lines of an address stand: the distance of their baselines, how far signs of the first one reach above its box, how
    high all of them are below that, and how ``many`` such lines have room.
    """

    leading_pt: float
    above_pt: float
    height_pt: float
    many: int


def as_the_form_has_it(form: Form, count: int) -> Apart:
    """Return how ``count`` lines stand whose signs do not reach out of their boxes."""
    field = form.address
    return Apart(field.leading_pt, 0.0, count * field.leading_pt, field.max_lines)


def closer_forms(form: Form) -> Iterator[Form]:
    """Yield ``form``, and then as it is with lines closer and closer, where an address alone is on it and may be set so."""
    yield form
    field = form.address
    leading_pt = field.leading_pt
    while leading_pt > field.closest_pt > 0.0:
        leading_pt = max(leading_pt * _CLOSER, field.closest_pt)
        yield replace(form, address=replace(field, leading_pt=leading_pt))


def has_room(form: Form, lines: Sequence[tuple[str, float]]) -> bool:
    """Whether the block of ``lines``, each its text and its width in points, fits the address field of ``form``."""
    widest_pt = form.address.max_width_pt + _HAIR_PT
    return len(lines) <= form.address.max_lines and all(width <= widest_pt for _, width in lines)


def address_top(
    form: Form,
    lines: Sequence[tuple[str, float]],
    place: Callable[[int | None], Span],
    report: Report,
    packet: str | None = None,
    apart: Apart | None = None,
) -> float | None:
    """Return the y in points at which the block of ``lines`` begins, or None where it does not fit (LP230, LP231).

    A line is its text and its width in points; where it does not fit, ``place`` is asked for that of the line by its index, or
    of the whole address (None). The block begins at the recipient's zone; one with more lines than that holds rises as far
    as a window allows, or without one goes on below. Its lines stand ``apart``, by default as the form has it;
    where the first one reaches above its box, the block is as much lower as a window needs.
    """
    field, apart = form.address, apart or as_the_form_has_it(form, len(lines))
    fits = _widths_fit(form, lines, place, report, packet)
    excess = len(lines) - apart.many
    if excess > 0:
        report.error(
            "LP230",
            place(None),
            f"the address has {len(lines)} lines, but `{form.name}` has room for {apart.many}",
            f"join or drop {_count(excess, 'line')}, or choose a larger label or envelope"
            if field.closest_pt
            else f"join or drop {_count(excess, 'line')}, or choose another form",
            packet=packet,
        )
        return None
    top = min(max(field.recipient.y_pt, field.safe.y_pt + apart.above_pt), field.room.bottom_pt - apart.height_pt)
    return max(top, field.safe.y_pt) if fits else None


def check_sheets(form: Form, sheets: int, span: Span, report: Report, packet: str, more: int = 0) -> None:
    """Warn where ``packet``, and as many ``more``, have more sheets than the form's envelope takes (LP232)."""
    envelope = form.roomiest
    if sheets > envelope.max_sheets:
        which = f"the packets for `{packet}` and {_count(more, 'other')} have" if more else f"the packet for `{packet}` has"
        report.warning(
            "LP232",
            span,
            f"{which} {sheets} sheets, and a {envelope.size} envelope takes {envelope.max_sheets}",
            "send it in a larger envelope, or shorten the enclosures",
            packet=packet,
        )


def _widths_fit(
    form: Form, lines: Sequence[tuple[str, float]], place: Callable[[int | None], Span], report: Report, packet: str | None
) -> bool:
    limit, room_mm = form.address.max_width_pt, pt_to_mm(form.address.max_width_pt)
    wide = [(index, text, width) for index, (text, width) in enumerate(lines) if width > limit + _HAIR_PT]
    for index, text, width in wide:
        report.error(
            "LP231",
            place(index),
            f"the address line `{text}` is {pt_to_mm(width):.1f} mm wide, but `{form.name}` has room for {room_mm:.1f} mm",
            f"break it in two or shorten it by {pt_to_mm(width - limit):.1f} mm",
            packet=packet,
        )
    return not wide


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
