"""The forms: geometry as data. A form is a TOML file of this folder or of a campaign's ``forms/``, in millimetres from the page's
top-left corner.

Every table of a form's file has a ``source`` that says where its numbers come from. A new form is a new file; nothing else knows
their names. ``shape`` is what a file holds and how its sheet goes into envelopes, ``guards`` what it must not say.

In other envelopes than those a form is made for, its address moves to where they all show it, its text below them, and its
letterhead and its date give way. What else stands beside a window stays; where it would show, ``guards`` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, parse, program_table
from letterpack.envelopes import envelope_names, load_envelope
from letterpack.forms.guards import faults, fold_faults
from letterpack.forms.shape import FormFile, fitted
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import AddressField, Fit, Form, Rect
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.units import mm_to_pt
from letterpack.values import replace

ROOM: Final = "forms"
_LEAST_HEAD: Final = (mm_to_pt(50.0), mm_to_pt(12.0))
_LEAST_DATE: Final = (mm_to_pt(40.0), mm_to_pt(12.0))
"""How wide and how high a letterhead must be left, for a name and an address, and the room for a date and a reference."""

_HAIR: Final = mm_to_pt(0.5)
"""Between a window and what gives way to it: letters reach to the edge of their room."""


def form_names(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the names of all forms, the campaign's ``own`` among them, sorted."""
    return names(ROOM, own)


@lru_cache(maxsize=256)
def load_form(name: str, own: OwnData = NO_OWN_DATA, envelopes: tuple[str, ...] = ()) -> Form:
    """Return the form called ``name``: the campaign's own before the program's. Raises ``KeyError`` where there is none.

    ``envelopes`` are those that the campaign's letters travel in, where it names any: the form makes room for their windows.
    """
    made = _made(name, _table(name, own), own, envelopes)
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{name}.toml", made)
    return made


def campaign_form(campaign: CampaignRead) -> Form:
    """Return the form of ``campaign``, for the envelopes that it names."""
    settings = campaign.settings
    return load_form(settings.form, campaign.own, settings.envelopes)


def read_form(name: str, table: TomlTable, own: OwnData = NO_OWN_DATA) -> Form | list[Fault]:
    """Return the form that ``table`` describes, or all that is wrong with it. ``own`` may hold envelopes that it fits."""
    return _made(name, table, own, ())


def envelope_faults(name: str, own: OwnData, envelopes: tuple[str, ...]) -> list[Fault]:
    """Return what is wrong with the form ``name`` in ``envelopes`` that the campaign names."""
    made = _made(name, _table(name, own), own, envelopes)
    return made if isinstance(made, list) else []


def _table(name: str, own: OwnData) -> TomlTable:
    text = own.text(ROOM, name)
    return parse(text) if text is not None else program_table(ROOM, name)


def _made(name: str, table: TomlTable, own: OwnData, chosen: tuple[str, ...]) -> Form | list[Fault]:
    file = convert(table, FormFile)
    if isinstance(file, list):
        return file
    fits, found = _fits(file, own, chosen)
    if found := [*fold_faults(file), *found]:
        return found
    form = file.form(name, fits)
    form = adapted(form) if chosen else form
    return list(faults(file, form)) or form


def _fits(file: FormFile, own: OwnData, chosen: tuple[str, ...]) -> tuple[list[Fit], list[Fault]]:
    """Return how the sheet goes into the envelopes that are ``chosen``, or else those of the ``file``; and what is wrong."""
    if file.envelopes and not (file.envelope or file.window or file.return_window):
        return _fitting(file, own, chosen or tuple(file.envelopes.fits))
    if file.envelope and not file.envelopes:
        return _fitting(file, own, chosen) if chosen else ([file.fit(file.envelope)], [])
    hint = "name its envelopes under `[envelopes]`, or describe one under `[envelope]` and its windows"
    said = "describes an envelope beside those that it names" if file.envelopes else "has no envelope"
    return [], [Fault(("envelopes",), f"the file {said}", hint)]


def _fitting(file: FormFile, own: OwnData, envelopes: tuple[str, ...]) -> tuple[list[Fit], list[Fault]]:
    fits: list[Fit] = []
    found: list[Fault] = []
    known, keys = envelope_names(own), ("envelopes", "fits")
    for each in envelopes:
        if each not in known:
            found.append(Fault(keys, f"there is no envelope `{each}`", "`letterpack envelopes` lists them", contradicts=True))
        elif fit := fitted(file.sheet, load_envelope(each, own)):
            fits.append(fit)
        else:
            message = f"`marks.folds` leave a sheet that is larger than its envelope `{each}`"
            hint = "correct the folds, or choose the envelope that takes them"
            found.append(Fault(("marks", "folds"), message, hint, contradicts=True))
    return fits, found


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
