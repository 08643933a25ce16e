"""The forms: geometry as data. A form is a TOML file of this folder or of a campaign's ``forms/``, in millimetres from the page's
top-left corner.

Every table of a form's file has a ``source`` that says where its numbers come from. A new form is a new file; nothing else knows
their names. ``shape`` is what a file holds, ``guards`` what it must not say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, parse, program_table
from letterpack.forms.guards import faults
from letterpack.forms.shape import FormFile
from letterpack.model.form import Form
from letterpack.model.own_data import NO_OWN_DATA, OwnData

ROOM: Final = "forms"


def form_names(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the names of all forms, the campaign's ``own`` among them, sorted."""
    return names(ROOM, own)


@lru_cache(maxsize=64)
def load_form(name: str, own: OwnData = NO_OWN_DATA) -> Form:
    """Return the form called ``name``: the campaign's own before the program's. Raises ``KeyError`` where there is none."""
    text = own.text(ROOM, name)
    made = read_form(name, parse(text) if text is not None else program_table(ROOM, name))
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{name}.toml", made)
    return made


def read_form(name: str, table: TomlTable) -> Form | list[Fault]:
    """Return the form that ``table`` describes, or all that is wrong with it."""
    file = convert(table, FormFile)
    if isinstance(file, list):
        return file
    form = file.form(name)
    return list(faults(file, form)) or form
