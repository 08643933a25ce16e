"""Forms and envelopes as tables for 80 columns, as JSON, and a form's page 1 as a drawing of letters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from letterpack.forms.catalogue import EnvelopeEntry, FormEntry, ShownAddress
from letterpack.render.json import uncommanded_json
from letterpack.render.wrapped import wrapped

_WIDTH: Final = 80
"""Cells of a terminal."""
_ACROSS_MM: Final = 3.5
_DOWN_MM: Final = 7.0
"""How much paper a character of the drawing stands for."""


_STARRED: Final = (
    "* is what the form is made for: an address shows in all of these, wherever the sheet slides. Name others under "
    "`envelopes` in letterpack.yaml. `letterpack forms proof` prints a sheet to hold against your envelope."
)


def form_table(forms: Sequence[FormEntry]) -> Iterator[str]:
    """Yield two lines for each form: its name and title, then the lines of an address that show, and its envelopes."""
    name = max(len(each.name) for each in forms)
    for each in forms:
        yield f"{each.name:<{name}}  {each.title}"
        shows = f"{each.lines} lines of {each.line_width_mm:.0f} mm"
        yield f"{'':<{name}}  {'; '.join(filter(None, (shows, ', '.join(each.envelopes))))}"


def form_lines(form: FormEntry, envelopes: Iterable[EnvelopeEntry]) -> Iterator[str]:
    """Yield what there is to say of ``form``: a drawing of page 1, then the envelopes that it goes with and what they show."""
    known = {each.name: each for each in envelopes}
    yield f"{form.name}: {form.title}, {form.width_mm:g} × {form.height_mm:g} mm"
    yield ""
    yield from _drawing(form)
    yield ""
    width = max(len(each.envelope) for each in form.fits)
    for each in form.fits:
        entry = known[each.envelope]
        mark = "*" if each.envelope in form.envelopes else " "
        folds = f"fold at {' and '.join([f'{fold:g}' for fold in each.folds_mm])}" if each.folds_mm else "flat"
        if each.lines:
            where = f"x {each.left_mm:g} to {each.right_mm:g}, y {each.top_mm:g} to {each.bottom_mm:g}"
            shows = f"{where}: {each.lines} lines of {each.width_mm:.0f} mm"
        else:
            shows = "no window"
        yield f"{mark} {each.envelope:<{width}}  {shows}"
        yield f"  {'':<{width}}  {folds}; confidence {entry.confidence}"
    yield ""
    yield from wrapped(_STARRED, _WIDTH)


def _drawing(form: FormEntry) -> Iterator[str]:
    """Yield page 1 with what always shows in the form's own envelopes, each by a digit, and where they are folded."""
    own = [each for each in form.fits if each.envelope in form.envelopes]
    across, down = int(form.width_mm / _ACROSS_MM), int(form.height_mm / _DOWN_MM)
    yield f"┌{'─' * across}┐"
    for row in range(down):
        y_mm = (row + 0.5) * _DOWN_MM
        cells = [_cell(own, (column + 0.5) * _ACROSS_MM, y_mm) for column in range(across)]
        for name, left, top, *_ in form.places:
            if top // _DOWN_MM == row:
                at = int(left / _ACROSS_MM)
                cells[at : at + len(name)] = name
        folded = any(fold // _DOWN_MM == row for each in own for fold in each.folds_mm)
        yield f"{'├' if folded else '│'}{''.join(cells)}{'┤' if folded else '│'}"
    yield f"└{'─' * across}┘"
    for index, each in enumerate(own, 1):
        if each.lines:
            yield f"  {index} always shows in {each.envelope}{', █ in all of them' if index == len(own) > 1 else ''}"


def _cell(own: Sequence[ShownAddress], x_mm: float, y_mm: float) -> str:
    showing = [
        index
        for index, each in enumerate(own, 1)
        if each.lines and each.left_mm <= x_mm < each.right_mm and each.top_mm <= y_mm < each.bottom_mm
    ]
    if len(showing) == len(own) > 1:
        return "█"
    return str(showing[0]) if showing else " "


def form_json(forms: Sequence[FormEntry]) -> str:
    """Return the forms as one line of JSON: ``{"forms": []}``."""
    return _json({"forms": [asdict(each) for each in forms]})


def envelope_table(envelopes: Sequence[EnvelopeEntry]) -> Iterator[str]:
    """Yield a line for each envelope; what of it does not fit in 80 columns goes on below."""
    name = max(len(each.name) for each in envelopes)
    for each in envelopes:
        size = f"{each.width_mm:g} × {each.height_mm:g}"
        sure = each.confidence if each.windows else ""
        before = f"{each.name:<{name}}  {size:<13}  {sure:<6}  "
        said = f"{each.title}  {' '.join(each.countries)}".rstrip()
        first, *more = wrapped(said, _WIDTH - len(before))
        yield before + first
        yield from [" " * len(before) + line for line in more]


def envelope_lines(envelope: EnvelopeEntry) -> Iterator[str]:
    """Yield what there is to say of ``envelope``."""
    yield f"{envelope.name}: {envelope.title}, {envelope.width_mm:g} × {envelope.height_mm:g} mm"
    for key, left, top, width, height in envelope.windows:
        title = "window" if key == "window" else "window for the sender"
        yield f"  {title}: {width:g} × {height:g}, {left:g} from the left, {top:g} from the top"
    yield f"  takes {envelope.max_sheets} sheets"
    yield f"  confidence: {envelope.confidence}"
    for source in envelope.sources:
        yield from [f"  {line}" for line in wrapped(f"source: {source}", _WIDTH - 2, hanging="  ")]
    forms = ", ".join(envelope.forms) or "none is made for it; any whose sheet goes in may be used"
    yield from [f"  {line}" for line in wrapped(f"forms: {forms}", _WIDTH - 2, hanging="  ")]


def envelope_json(envelopes: Sequence[EnvelopeEntry]) -> str:
    """Return the envelopes as one line of JSON: ``{"envelopes": []}``."""
    return _json({"envelopes": [asdict(each) for each in envelopes]})


def _json(value: object) -> str:
    return uncommanded_json(json.dumps(value, ensure_ascii=False, sort_keys=True))
