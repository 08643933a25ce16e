"""The sheet to hold against the real envelope: page 1 of a form with rulers, folds, marks, and what its windows show.

Each envelope has a page, drawn at full size by reportlab in a typeface that every reader has: nobody mails it. In the envelope,
pushed to any side, all of the gray field must show, and nothing beyond the outer frame.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from letterpack.model.form import Fit, Form, Rect, Window
from letterpack.units import pt_to_mm

TITLE: Final = b"hold this sheet against your envelope"
"""In every proof."""
_FONT: Final = "Helvetica"
_SMALL_PT: Final = 6.5
_RULER_MM: Final = 10
_STEP_MM: Final = 5
_LONG_STEP_MM: Final = 10
_DASHES: Final = (3.0, 2.0)
_DOTS: Final = (0.5, 1.5)


def form_proof(form: Form) -> bytes:
    """Return a PDF of a page for each of the envelopes of ``form``; the same bytes for the same form."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(form.paper_width_pt, form.paper_height_pt), invariant=1)
    canvas.setTitle(f"{form.name}: {TITLE.decode()}")
    for fit in form.fits:
        _Page(canvas, form, fit).draw()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Page:
    """A page for one envelope. Rectangles are as forms have them, y down."""

    def __init__(self, canvas: Canvas, form: Form, fit: Fit) -> None:
        self._canvas, self._form, self._fit = canvas, form, fit
        name = fit.envelope.name
        self._windows = [(key, window) for key, window in form.windows if window.envelope == name]
        self._labels: list[tuple[float, float, str]] = []
        """What is written last, on white, so that no line strikes it out: where, from the left and the top, and what."""

    def draw(self) -> None:
        self._rulers()
        self._folds()
        for key, window in self._windows:
            self._window(key, window)
        self._rooms()
        self._address()
        self._words()
        self._label()

    def _rulers(self) -> None:
        """Draw millimeters along the upper and the left edge, and a square of 100 by which the printer's scale is seen."""
        form, canvas = self._form, self._canvas
        canvas.setLineWidth(0.25)
        for at in range(_STEP_MM, int(pt_to_mm(form.paper_width_pt)), _STEP_MM):
            self._line(at * mm, 0.0, at * mm, (4.0 if at % _LONG_STEP_MM == 0 else 2.5) * mm)
            if at % (2 * _LONG_STEP_MM) == 0:
                self._text(at * mm + 1.0, 6.0 * mm, str(at))
        for at in range(_STEP_MM, int(pt_to_mm(form.paper_height_pt)), _STEP_MM):
            self._line(0.0, at * mm, (4.0 if at % _LONG_STEP_MM == 0 else 2.5) * mm, at * mm)
            if at % (2 * _LONG_STEP_MM) == 0:
                self._text(4.5 * mm, at * mm + 2.0, str(at))
        x, y = self._form.first.x_pt, self._form.first.bottom_pt - 8.0 * mm
        self._line(x, y, x + 100 * mm, y)
        for end in (x, x + 100 * mm):
            self._line(end, y - 1.5 * mm, end, y + 1.5 * mm)
        self._text(x + 2.0 * mm, y - 1.0 * mm, "100 mm: if it is not, print without fitting to the page")

    def _folds(self) -> None:
        form = self._form
        for fold in self._fit.folds_y_pt:
            self._line(0.0, fold, form.paper_width_pt, fold, _DASHES)
            self._labels.append((form.paper_width_pt - 40 * mm, fold - 1.0 * mm, f"fold at {pt_to_mm(fold):.1f} mm"))
        marks = form.marks
        for y in marks.folds_y_pt:
            self._line(marks.x_pt, y, marks.x_pt + marks.fold_length_pt, y)
        if marks.punch_y_pt is not None:
            self._line(marks.x_pt, marks.punch_y_pt, marks.x_pt + marks.punch_length_pt, marks.punch_y_pt)

    def _window(self, key: str, window: Window) -> None:
        """Draw what always shows in gray, the window at both extreme positions, and a frame around all that can show."""
        self._rect(window.safe, fill=0.9)
        far = window.area
        near = Rect(far.x_pt - window.slack_x_pt, far.y_pt - window.slack_y_pt, far.width_pt, far.height_pt)
        self._rect(far)
        self._rect(near, dash=_DASHES)
        self._rect(window.sweep, width=1.0)
        title = "address" if key == "window" else "sender"
        if not (window.slack_x_pt or window.slack_y_pt):
            self._text(far.x_pt + 1.5 * mm, far.bottom_pt + 3.5 * mm, f"{title} window, wherever the sheet lies")
            return
        self._labels.append((far.x_pt + 1.5 * mm, far.bottom_pt - 1.5 * mm, f"{title} window, sheet pushed to the top left"))
        left = max(near.x_pt, _RULER_MM * mm) + 1.5 * mm
        self._labels.append((left, near.y_pt + 3.0 * mm, f"{title} window, sheet pushed to the bottom right"))

    def _rooms(self) -> None:
        form = self._form
        rooms = (("letterhead", form.letterhead), ("place, date, reference", form.information), ("text", form.first))
        for name, rect in rooms:
            self._rect(rect, dash=_DOTS)
            self._labels.append((rect.x_pt + 1.5 * mm, rect.y_pt + 3.5 * mm, name))

    def _address(self) -> None:
        field = self._form.address
        size = field.leading_pt * 0.7
        top = min(field.recipient.y_pt, field.room.bottom_pt - field.leading_pt)
        for index in range(int((field.recipient.height_pt + 0.01) / field.leading_pt)):
            baseline = top + (index + 0.75) * field.leading_pt
            self._text(field.text_x_pt, baseline, f"Line {index + 1} of an address", size)

    def _words(self) -> None:
        form, envelope = self._form, self._fit.envelope
        size = f"{pt_to_mm(envelope.width_pt):g} x {pt_to_mm(envelope.height_pt):g} mm"
        called = envelope.name or "an envelope"
        said = [
            f"{form.name} in {called}: {envelope.size}, {size}. The numbers are of {envelope.confidence} confidence.",
            "Print at 100 %. Fold as drawn, put the sheet into the envelope, and tap it on each of its four edges.",
        ]
        if self._windows:
            said += [
                "At every position the whole gray field must show. Nothing outside the thick frame may show at any position.",
                "If it is otherwise, write your envelope's own measures into envelopes/NAME.toml: see docs/mailing.md.",
            ]
        else:
            said.append("This envelope has no window: the address is printed on it.")
        top = max([form.first.y_pt, *self._fit.folds_y_pt[:1]]) + 12.0 * mm
        for index, line in enumerate(said):
            self._text(form.first.x_pt + 1.5 * mm, top + 5.0 * index * mm, line, 8.5)

    def _y(self, y_pt: float) -> float:
        return self._form.paper_height_pt - y_pt

    def _line(self, x0: float, y0: float, x1: float, y1: float, dash: tuple[float, float] | None = None) -> None:
        self._canvas.setDash(*dash) if dash else self._canvas.setDash()
        self._canvas.line(x0, self._y(y0), x1, self._y(y1))

    def _rect(
        self, rect: Rect, *, dash: tuple[float, float] | None = None, fill: float | None = None, width: float = 0.5
    ) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setLineWidth(width)
        canvas.setDash(*dash) if dash else canvas.setDash()
        canvas.setFillGray(fill if fill is not None else 1.0)
        canvas.rect(
            rect.x_pt,
            self._y(rect.bottom_pt),
            rect.width_pt,
            rect.height_pt,
            stroke=int(fill is None),
            fill=int(fill is not None),
        )
        canvas.restoreState()

    def _text(self, x: float, y: float, text: str, size: float = _SMALL_PT) -> None:
        self._canvas.setFont(_FONT, size)
        self._canvas.drawString(x, self._y(y), text)

    def _label(self) -> None:
        """Write what was waiting."""
        canvas = self._canvas
        for x, y, text in self._labels:
            canvas.setFillGray(1.0)
            width = canvas.stringWidth(text, _FONT, _SMALL_PT)
            canvas.rect(x - 1.0, self._y(y) - 1.5, width + 2.0, _SMALL_PT + 0.5, stroke=0, fill=1)
            canvas.setFillGray(0.0)
            self._text(x, y, text)
