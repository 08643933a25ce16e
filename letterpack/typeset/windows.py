"""Whether what is set would show in the envelope's window (part of stage 4 of 7): a form keeps its rooms out of it, and this asks
what was put into them, which may be larger.
"""

from __future__ import annotations

from letterpack.diagnostics import Diagnostic, Report
from letterpack.model.form import Form, Rect
from letterpack.model.galley import Frame
from letterpack.spans import Span
from letterpack.units import pt_to_mm


def report_shown(frame: Frame, room: Rect, form: Form, span: Span, report: Report) -> None:
    """Report (LP236) that ``frame`` of page 1, set in ``room``, meets what a window shows at some position of the sheet."""
    for key, window in form.windows:
        box = _common(window.sweep, frame, room)
        if box is not None:
            where = f"x {pt_to_mm(box.x_pt):.0f} to {pt_to_mm(box.right_pt):.0f} mm, y {pt_to_mm(box.y_pt):.0f} to"
            message = (
                f"the {frame.name} can show in the envelope's {key.replace('_', ' ')}: {where} {pt_to_mm(box.bottom_pt):.0f} mm"
            )
            hint = f"make it smaller, or choose another form than `{form.name}`"
            report.add(Diagnostic("LP236", "error", message, span, hint, page=1))


def _common(sweep: Rect, frame: Frame, room: Rect) -> Rect | None:
    """Return what ``sweep`` has in common with the lines or the pictures of ``frame``; lines are as wide as ``room``."""
    y_pt = frame.y_pt
    for strip in frame.block.strips:
        y_pt += strip.space_pt
        boxes = [Rect(frame.x_pt + each.x_pt, y_pt + each.y_pt, each.width_pt, each.height_pt) for each in strip.drawings]
        if strip.marks:
            boxes.append(Rect(frame.x_pt, y_pt, room.width_pt, strip.height_pt))
        for box in boxes:
            if box.meets(sweep):
                return box.common(sweep)
        y_pt += strip.height_pt
    return None
