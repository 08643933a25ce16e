"""The forms: geometry as data. A form is a TOML file of this folder or of a campaign's ``forms/``, in millimetres from the page's
top-left corner.

Every table of a form's file has a ``source`` that says where its numbers come from. A new form is a new file; nothing else knows
their names. ``shape`` is what a file holds, ``folding`` how its sheet goes into envelopes, ``adapting`` what becomes of it where
a campaign names its own, ``guards`` what it must not say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, parse, program_table
from letterpack.envelopes import envelope_names, load_envelope
from letterpack.forms.adapting import adapted
from letterpack.forms.folding import fitted
from letterpack.forms.guards import faults, fold_faults
from letterpack.forms.shape import FormFile
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Fit, Form
from letterpack.model.own_data import NO_OWN_DATA, OwnData

ROOM: Final = "forms"


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
