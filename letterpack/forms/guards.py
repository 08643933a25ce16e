"""What a form refuses of its own file: numbers that contradict each other, or would put something where a window shows it.

A window is looked at for every position that the sheet can take in its envelope. Messages are in millimetres, as the file is.
Insertion marks, too, must stand alone on its pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Final, Literal, TypeAlias

from letterpack.datafiles import Fault
from letterpack.forms.shape import Cover, FormFile
from letterpack.model.form import Form, Rect, Window
from letterpack.model.insertion import InsertionMarks
from letterpack.units import mm_to_pt, pt_to_mm

_SLACK_MM: Final = 0.2
"""How exactly a slack is what envelope and folded sheet leave: makers round inches to tenths of a millimetre."""
_ROUNDED_MM: Final = 1e-6
_FURNITURE_PT: Final = 12.0
"""How high a line at the foot of a page is at most."""
_MARK_PT: Final = 0.5
_LINE_PT: Final = mm_to_pt(5.0)
"""Above and below a baseline: what stands at the head and the foot of pages takes less."""
_MOVE: Final = "move it beside or below what shows"
_LEAST_LINES: Final = 3
"""An address of name, street and town."""


FormPlaces: TypeAlias = dict[tuple[str, ...], Rect]
"""What stands on page 1, by the keys that place it."""


def faults(file: FormFile, form: Form) -> Iterator[Fault]:
    """Yield what is wrong with ``form``, made of ``file``."""
    if form.address.windows and (apart := _apart(form)):
        yield apart
        return
    yield from _in_a_window(form)
    yield from _off_the_sheet(form)
    yield from _overlapping(form)
    yield from _baselines(form)
    if file.envelope:
        yield from _slack(file, file.envelope)
    yield from _address(form)


def printed(form: Form) -> FormPlaces:
    """Return what is printed on page 1 besides the address, by the keys that place it."""
    marks = form.marks
    lines = [("folds", y_pt, marks.fold_length_pt) for y_pt in marks.folds_y_pt]
    if marks.punch_y_pt is not None:
        lines.append(("punch", marks.punch_y_pt, marks.punch_length_pt))
    foot = Rect(form.following.x_pt, form.foot_y_pt - _FURNITURE_PT, form.following.width_pt, _FURNITURE_PT * 1.25)
    found: FormPlaces = {
        ("pages", "letterhead"): form.letterhead,
        ("pages", "information"): form.information,
        ("pages", "first"): form.first,
        ("pages", "foot_baseline"): foot,
    }
    for key, y_pt, length_pt in lines:
        found["marks", key, f"{pt_to_mm(y_pt):g}"] = Rect(marks.x_pt, y_pt - _MARK_PT / 2, length_pt, _MARK_PT)
    return found


def _off_the_sheet(form: Form) -> Iterator[Fault]:
    sheet = Rect(0.0, 0.0, form.paper_width_pt, form.paper_height_pt)
    placed: FormPlaces = {
        **printed(form),
        ("pages", "following"): form.following,
        ("address", "recipient"): form.address.recipient,
        ("address", "return_line"): form.address.return_line,
        **_kept_out(form),
    }
    for keys, rect in placed.items():
        if rect.width_pt <= 0 or rect.height_pt <= 0:
            yield _fault(keys, "leaves no room", "make the margins smaller")
        elif not sheet.holds(rect):
            yield _fault(keys, "does not lie on the sheet", f"keep it inside {_said(sheet)}")


def _kept_out(form: Form) -> FormPlaces:
    return {("keep_out", key): rect for key, rect in form.keep_outs}


def _overlapping(form: Form) -> Iterator[Fault]:
    rooms = {keys: rect for keys, rect in printed(form).items() if keys[0] == "pages"}
    rooms["address", "recipient"] = form.address.recipient
    rooms["address", "return_line"] = form.address.return_line
    rooms |= _kept_out(form)
    for (one, first), (other, second) in combinations(rooms.items(), 2):
        if first.meets(second):
            yield _fault(other, f"overlaps `{'.'.join(one)}`, which is {_said(first)}", "move or shrink one of the two")


def _baselines(form: Form) -> Iterator[Fault]:
    if form.foot_y_pt <= form.following.bottom_pt:
        yield _fault(("pages", "foot_baseline"), "stands in the text of following pages", "put it below their bottom margin")
    if form.head_y_pt >= form.following.y_pt:
        yield _fault(("pages", "head_baseline"), "stands in the text of following pages", "put it above their top margin")


def fold_faults(file: FormFile) -> Iterator[Fault]:
    """Yield what is wrong with the marks of ``file``, before anybody folds a sheet at them."""
    marks = file.marks
    edges = (0.0, *marks.folds, file.paper.height)
    if any(lower <= upper for upper, lower in pairwise(edges)):
        yield _fault(("marks", "folds"), "are not one below the other on the sheet", "give each fold's distance from the top")
    elif file.envelope and not _takes(file.envelope, file):
        hint = "correct the folds, or choose the envelope that takes them"
        yield _fault(("marks", "folds"), "leave a sheet that is larger than its envelope", hint)
    if (marks.punch is None) != (marks.punch_length is None):
        yield _fault(("marks",), "has one of `punch` and `punch_length` alone", "give both, or neither")


def _takes(cover: Cover, file: FormFile) -> bool:
    height = pt_to_mm(file.sheet.folded_height_pt(file.sheet.folds_y_pt))
    return height <= cover.height + _ROUNDED_MM and file.paper.width <= cover.width


def _slack(file: FormFile, cover: Cover) -> Iterator[Fault]:
    left = {
        "slack_x": cover.width - file.paper.width,
        "slack_y": cover.height - pt_to_mm(file.sheet.folded_height_pt(file.sheet.folds_y_pt)),
    }
    for key, opening in (("window", file.window), ("return_window", file.return_window)):
        for axis, wanted in left.items() if opening else ():
            if abs(getattr(opening, axis) - wanted) > _SLACK_MM:
                message = f"is not what envelope and folded sheet leave, {wanted:.1f} mm"
                yield _fault((key, axis), message, f"write {wanted:.1f}, or correct envelope, paper or folds")


def _apart(form: Form) -> Fault | None:
    """Return that the windows show no address in common: then the rest of the form has no sense to look at."""
    field = form.address
    lowest = _LEAST_LINES * field.leading_pt
    if field.safe.width_pt > lowest and (field.safe.height_pt + 0.01 >= lowest or len(field.windows) == 1):
        return None
    named = ", ".join(dict.fromkeys([f"`{window.envelope}`" for window in field.windows]))
    message = f"the windows of {named} do not show {_LEAST_LINES} lines of an address in common, wherever the sheet slides"
    hint = "choose envelopes whose windows lie alike, or another form"
    return Fault(("envelopes", "fits"), message, hint, contradicts=True)


def _address(form: Form) -> Iterator[Fault]:
    field, safe = form.address, form.address.safe
    if field.windows and not safe.holds(field.recipient):
        message = f"reaches out of what shows at every position of the sheet, {_said(safe)}"
        yield _fault(("address", "recipient"), message, "keep it inside")
    if not safe.x_pt - 0.01 <= field.text_x_pt < safe.right_pt:
        yield _fault(("address", "text_x"), f"lies outside of where an address can stand, {_said(safe)}", "keep it inside")
    if field.recipient.height_pt + 0.01 < _LEAST_LINES * field.leading_pt:
        yield _fault(
            ("address", "line"), f"leaves room for less than {_LEAST_LINES} lines", "make it smaller, or the field higher"
        )


def _in_a_window(form: Form) -> Iterator[Fault]:
    for name, window in form.windows:
        for keys, rect in printed(form).items():
            if rect.meets(window.sweep):
                yield _fault(keys, f"can show in {_called(name, window)}, {_shows(window)}", _MOVE)
    for window in form.return_windows:
        if window.sweep.meets(form.address.recipient):
            message = f"can show in {_called('return_window', window)}, {_shows(window)}"
            yield _fault(("address", "recipient"), message, _MOVE)
    yield from _return_line(form)


def _called(name: str, window: Window) -> str:
    return f"`{name}` of `{window.envelope}`" if window.envelope else f"`{name}`"


def _shows(window: Window) -> str:
    return f"which shows {_said(window.sweep)} as the sheet slides"


def _return_line(form: Form) -> Iterator[Fault]:
    """The return line shows whole in a window of its own, or stands above the address in that of the address, whole in width."""
    line, keys = form.address.return_line, ("address", "return_line")
    for window in form.return_windows:
        if not window.safe.holds(line):
            message = f"reaches out of what `return_window` shows at every position of the sheet, {_said(window.safe)}"
            yield _fault(keys, message, "keep it inside")
    for window in form.address.windows:
        if not line.meets(window.sweep):
            continue
        beside = line.x_pt < window.safe.x_pt - 0.01 or line.right_pt > window.safe.right_pt + 0.01
        if form.return_windows or beside or line.meets(form.address.safe):
            message = f"can show in `window` in part, or where an address stands, {_said(window.safe)}"
            yield _fault(keys, message, "put it above that and inside its width, or out of the window")


def _fault(keys: tuple[str, ...], message: str, hint: str) -> Fault:
    return Fault(keys, f"`{'.'.join(keys)}` {message}", hint, contradicts=True)


def _said(rect: Rect) -> str:
    """Return the edges of ``rect`` in millimetres."""
    x, right, y, bottom = (pt_to_mm(value) for value in (rect.x_pt, rect.right_pt, rect.y_pt, rect.bottom_pt))
    return f"x {x:.1f} to {right:.1f} mm and y {y:.1f} to {bottom:.1f} mm"


def insertion_faults(form: Form, marks: InsertionMarks, sides: Literal["both", "front"]) -> Iterator[str]:
    """Yield in words what is in the way of ``marks`` on the pages of ``form``, printed on these ``sides``."""
    paper = Rect(0.0, 0.0, form.paper_width_pt, form.paper_height_pt)
    place, zone = marks.place(form.paper_width_pt), marks.zone(form.paper_width_pt)
    if not (paper.holds(place) and paper.holds(zone)):
        size = f"{pt_to_mm(paper.width_pt):.1f} × {pt_to_mm(paper.height_pt):.1f} mm"
        yield f"the edge of the paper, which is {size}"
        return
    for what, area in (*_first(form), *_following(form)):
        if area.meets(zone):
            yield f"{what}, {_said(area)}"
    for what, area in _kept_clear(form):
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
        yield "a fold mark", Rect(marks.x_pt, y - _MARK_PT / 2, marks.fold_length_pt, _MARK_PT)
    if marks.punch_y_pt is not None:
        yield "the punch mark", Rect(marks.x_pt, marks.punch_y_pt - _MARK_PT / 2, marks.punch_length_pt, _MARK_PT)


def _following(form: Form) -> Iterator[tuple[str, Rect]]:
    """Yield what stands on all other pages; the foot is on page 1 too."""
    area = form.following
    yield "the letterhead of following pages", Rect(0.0, 0.0, form.paper_width_pt, area.y_pt)
    yield "the text", area
    yield "the foot", Rect(area.x_pt, form.foot_y_pt - _LINE_PT, area.width_pt, 2 * _LINE_PT)


def _kept_clear(form: Form) -> Iterator[tuple[str, Rect]]:
    """Yield where nothing may be printed on page 1: what shows in a window at any position of the sheet, and the form's own."""
    for key, window in form.windows:
        yield f"`{key}`{f' of `{window.envelope}`' if window.envelope else ''}, in which they would show", window.sweep
    for name, area in form.keep_outs:
        yield f"the keep-out `{name}`", area
