"""The forms: geometry as data. A form is a TOML file of this folder, in millimetres from the page's top-left corner.

Every table of a form's file has a ``source`` that says where its numbers come from. A new form is a new file; nothing else knows
their names. This module is where the millimetres end: a ``Form`` is in points.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeAlias, cast

from letterpack.model.form import AddressField, Envelope, Form, Marks, Rect, Window
from letterpack.units import mm_to_pt

Value: TypeAlias = "str | int | float | list[Value] | dict[str, Value]"
Table: TypeAlias = Mapping[str, Value]


@cache
def form_names() -> tuple[str, ...]:
    """Return the names of all forms, sorted."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if entry.name.endswith(".toml")))


@cache
def load_form(name: str) -> Form:
    """Return the form called ``name``, in points. Raises ``KeyError`` where ``form_names()`` has no such name."""
    if name not in form_names():
        raise KeyError(name)
    data: dict[str, Value] = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return _form(name, data)


def _form(name: str, data: Table) -> Form:
    paper, pages, address = _table(data, "paper"), _table(data, "pages"), _address(data)
    width, height = _length(paper, "width"), _length(paper, "height")
    declared = tuple(_rect(_table(data, "keep_out"), key) for key in _table(data, "keep_out", {}) if key != "source")
    sweeps = tuple(window.sweep for window in (_window(data, "window"), _window(data, "return_window")) if window)
    return Form(
        name=name,
        title=str(data["title"]),
        paper_width_pt=width,
        paper_height_pt=height,
        first=_area(_table(pages, "first"), width, height),
        following=_area(_table(pages, "following"), width, height),
        letterhead=_rect(pages, "letterhead"),
        information=_rect(pages, "information"),
        head_y_pt=_length(pages, "head_baseline"),
        foot_y_pt=_length(pages, "foot_baseline"),
        mark_y_pt=_length(pages, "mark_baseline"),
        address=address,
        marks=_marks(_table(data, "marks")),
        envelope=_envelope(_table(data, "envelope")),
        keep_outs=sweeps + declared,
        sources=tuple((key, str(table["source"])) for key, table in data.items() if isinstance(table, dict)),
    )


def _area(margins: Table, paper_width_pt: float, paper_height_pt: float) -> Rect:
    left, top = _length(margins, "left"), _length(margins, "top")
    right, bottom = paper_width_pt - _length(margins, "right"), paper_height_pt - _length(margins, "bottom")
    return Rect(left, top, right - left, bottom - top)


def _address(data: Table) -> AddressField:
    table, window = _table(data, "address"), _window(data, "window")
    recipient = _rect(table, "recipient")
    return AddressField(
        recipient=recipient,
        return_line=_rect(table, "return_line"),
        safe=window.safe if window else recipient,
        text_x_pt=_length(table, "text_x"),
        leading_pt=_length(table, "line"),
        window=window,
    )


def _window(data: Table, key: str) -> Window | None:
    if key not in data:
        return None
    table = _table(data, key)
    return Window(_rect(table, "area"), _length(table, "slack_x"), _length(table, "slack_y"), _length(table, "clear"))


def _marks(table: Table) -> Marks:
    folds = cast("list[float]", table["folds"])
    return Marks(
        folds_y_pt=tuple(mm_to_pt(fold) for fold in folds),
        punch_y_pt=_length(table, "punch") if "punch" in table else None,
        x_pt=_length(table, "x"),
        fold_length_pt=_length(table, "fold_length"),
        punch_length_pt=_length(table, "punch_length"),
    )


def _envelope(table: Table) -> Envelope:
    return Envelope(str(table["name"]), _length(table, "width"), _length(table, "height"), int(cast("int", table["max_sheets"])))


def _rect(table: Table, key: str) -> Rect:
    inner = _table(table, key)
    return Rect(_length(inner, "x"), _length(inner, "y"), _length(inner, "width"), _length(inner, "height"))


def _table(table: Table, key: str, default: dict[str, Value] | None = None) -> Table:
    value = table[key] if default is None else table.get(key, default)
    return cast("Table", value)


def _length(table: Table, key: str) -> float:
    """Return the length under ``key``, given in millimetres, in points."""
    return mm_to_pt(float(cast("float", table[key])))
