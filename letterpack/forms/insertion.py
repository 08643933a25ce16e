"""Whether a form has room for insertion marks: what of its pages stands where they must be alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from letterpack.model.form import Form, Rect
from letterpack.model.insertion import InsertionMarks
from letterpack.units import mm_to_pt, pt_to_mm

_LINE_PT: Final = mm_to_pt(5.0)
"""Above and below a baseline: what stands at the head and the foot of pages takes less."""


def insertion_faults(form: Form, marks: InsertionMarks, sides: Literal["both", "front"]) -> Iterator[str]:
    """Yield in words what is in the way of ``marks`` on the pages of ``form``, printed on these ``sides``."""
    paper = Rect(0.0, 0.0, form.paper_width_pt, form.paper_height_pt)
    place, zone = marks.place(form.paper_width_pt), marks.zone(form.paper_width_pt)
    if not (paper.holds(place) and paper.holds(zone)):
        size = f"{_mm(paper.width_pt)} × {_mm(paper.height_pt)} mm"
        yield f"the edge of the paper, which is {size}"
        return
    for what, area in (*_first(form), *_following(form)):
        if area.meets(zone):
            yield f"{what}, {_said(area)}"
    for what, area in _kept_out(form):
        if area.meets(place):
            yield f"{what}, {_said(area)}"
    back = marks.back_zone(form.paper_width_pt) if sides == "both" else None
    for what, area in _following(form) if back else ():
        if back and area.meets(back):
            yield f"on the back, {what}, {_said(area)}"


def said_zone(marks: InsertionMarks, paper_width_pt: float) -> str:
    """Return in words where the marks and the white around them are."""
    return _said(marks.zone(paper_width_pt))


def _first(form: Form) -> Iterator[tuple[str, Rect]]:
    """Yield what stands on page 1."""
    field, marks = form.address, form.marks
    yield "the letterhead", Rect(0.0, 0.0, form.paper_width_pt, form.letterhead.bottom_pt)
    yield "the address", field.room
    yield "the line of return", field.return_line
    yield "place, date and reference", form.information
    yield "the text of page 1", form.first
    for y in marks.folds_y_pt:
        yield "a fold mark", Rect(marks.x_pt, y - _HALF_RULE_PT, marks.fold_length_pt, 2 * _HALF_RULE_PT)
    if marks.punch_y_pt is not None:
        yield "the punch mark", Rect(marks.x_pt, marks.punch_y_pt - _HALF_RULE_PT, marks.punch_length_pt, 2 * _HALF_RULE_PT)


_HALF_RULE_PT: Final = 0.25


def _following(form: Form) -> Iterator[tuple[str, Rect]]:
    """Yield what stands on all other pages; the foot is on page 1 too."""
    area = form.following
    yield "the letterhead of following pages", Rect(0.0, 0.0, form.paper_width_pt, area.y_pt)
    yield "the text", area
    yield "the foot", Rect(area.x_pt, form.foot_y_pt - _LINE_PT, area.width_pt, 2 * _LINE_PT)


def _kept_out(form: Form) -> Iterator[tuple[str, Rect]]:
    """Yield where nothing may be printed on page 1: what shows in a window at any position of the sheet, and the form's own."""
    for key, window in form.windows:
        yield f"`{key}`{f' of `{window.envelope}`' if window.envelope else ''}, in which they would show", window.sweep
    for name, area in form.keep_outs:
        yield f"the keep-out `{name}`", area


def _said(area: Rect) -> str:
    across = f"x {_mm(area.x_pt)} to {_mm(area.right_pt)} mm"
    return f"{across} and y {_mm(area.y_pt)} to {_mm(area.bottom_pt)} mm"


def _mm(length_pt: float) -> str:
    return f"{pt_to_mm(length_pt):.1f}"
