"""A form in other envelopes than those it is made for: its address moves to where they all show it, its text below them, and its
letterhead and its date give way. Marks where none of them has the sheet folded are not printed.

What else stands beside a window stays; where it would show, ``guards`` says so, and the campaign chooses another form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from letterpack.model.form import AddressField, Form, Rect
from letterpack.units import mm_to_pt
from letterpack.values import replace

_LEAST_HEAD: Final = (mm_to_pt(50.0), mm_to_pt(12.0))
_LEAST_DATE: Final = (mm_to_pt(40.0), mm_to_pt(12.0))
"""How wide and how high a letterhead must be left, for a name and an address, and the room for a date and a reference."""

_HAIR: Final = mm_to_pt(0.5)
"""Between a window and what gives way to it: letters reach to the edge of their room."""


def adapted(form: Form) -> Form:
    """Return ``form`` with its address field inside what shows at every position, and its text below what shows at any."""
    if not any(fit.folds_y_pt == form.marks.folds_y_pt for fit in form.fits):
        form = replace(form, marks=replace(form.marks, folds_y_pt=()))
    field = form.address
    if not field.windows:
        return form
    sweeps = [window.sweep for _, window in form.windows]
    top = max([form.first.y_pt, *[sweep.bottom_pt for sweep in sweeps if _is_above(sweep, form.first)]])
    first = Rect(form.first.x_pt, top, form.first.width_pt, form.first.bottom_pt - top)
    head, date = _clear_of(sweeps, form.letterhead, _LEAST_HEAD), _clear_of(sweeps, form.information, _LEAST_DATE)
    return replace(form, first=first, letterhead=head, information=date, address=_moved(field))


def _clear_of(sweeps: Sequence[Rect], room: Rect, least: tuple[float, float]) -> Rect:
    """Return the largest part of ``room`` above, below or beside ``sweeps``, or all of it where none is as large as ``least``."""
    parts = [room]
    for sweep in sweeps:
        parts = [rest for part in parts for rest in (_beside(sweep, part) if part.meets(sweep) else [part])]
    large = [part for part in parts if part.width_pt >= least[0] and part.height_pt >= least[1]]
    return max(large, key=lambda part: part.width_pt * part.height_pt, default=room)


def _beside(sweep: Rect, part: Rect) -> list[Rect]:
    top, bottom, left, right = sweep.y_pt - _HAIR, sweep.bottom_pt + _HAIR, sweep.x_pt - _HAIR, sweep.right_pt + _HAIR
    return [
        Rect(part.x_pt, part.y_pt, part.width_pt, top - part.y_pt),
        Rect(part.x_pt, bottom, part.width_pt, part.bottom_pt - bottom),
        Rect(part.x_pt, part.y_pt, left - part.x_pt, part.height_pt),
        Rect(right, part.y_pt, part.right_pt - right, part.height_pt),
    ]


def _is_above(sweep: Rect, text: Rect) -> bool:
    return sweep.x_pt < text.right_pt and sweep.right_pt > text.x_pt


def _moved(field: AddressField) -> AddressField:
    safe, recipient, line = field.safe, field.recipient, field.return_line
    bottom = min(recipient.bottom_pt, safe.bottom_pt)
    top = max(bottom - recipient.height_pt, safe.y_pt)
    foot = safe.y_pt if line.y_pt < safe.bottom_pt and line.bottom_pt > safe.y_pt else line.bottom_pt
    return replace(
        field,
        recipient=_between(recipient, safe, top, bottom),
        return_line=_between(line, safe, foot - line.height_pt, foot),
        text_x_pt=max(field.text_x_pt, safe.x_pt) if field.text_x_pt < safe.right_pt else safe.x_pt,
    )


def _between(rect: Rect, safe: Rect, top: float, bottom: float) -> Rect:
    """Return ``rect`` from ``top`` to ``bottom``, as wide as it is inside ``safe``; as wide as that where it is all outside."""
    left, right = max(rect.x_pt, safe.x_pt), min(rect.right_pt, safe.right_pt)
    if right <= left:
        left, right = safe.x_pt, safe.right_pt
    return Rect(left, top, right - left, bottom - top)
