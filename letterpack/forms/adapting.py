"""A form in other envelopes than those it is made for: its address moves to where they all show it, its text below them.

What stands beside or above a window stays; where it would show, ``guards`` says so, and the campaign chooses another form.
"""

from __future__ import annotations

from dataclasses import replace

from letterpack.model.form import AddressField, Form, Rect


def adapted(form: Form) -> Form:
    """Return ``form`` with its address field inside what shows at every position, and its text below what shows at any."""
    field = form.address
    if not field.windows:
        return form
    top = max([form.first.y_pt, *[each.sweep.bottom_pt for _, each in form.windows if _is_above(each.sweep, form.first)]])
    first = Rect(form.first.x_pt, top, form.first.width_pt, form.first.bottom_pt - top)
    return replace(form, first=first, address=_moved(field))


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
