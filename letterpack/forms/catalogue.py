"""The forms and envelopes that there are, and which go together: what ``letterpack forms`` and ``letterpack envelopes`` say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from letterpack.envelopes import envelope_file, envelope_names, load_envelope
from letterpack.forms import envelope_faults, form_names, load_form
from letterpack.model.form import Fit, Form, Rect
from letterpack.model.own_data import OwnData
from letterpack.units import pt_to_mm


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """What always shows of a form's page 1 in an ``envelope``, in millimeters from the sheet's top-left corner.

    The sheet is folded at ``folds_mm``; ``lines`` of an address fit, ``width_mm`` wide. All are 0 where there is no window.
    """

    envelope: str
    folds_mm: tuple[float, ...]
    lines: int
    width_mm: float
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form: the ``envelopes`` that it names, and every one that it goes with, ``fits``. ``lines`` of an address, ``width_mm``
    wide, show in all that it names. ``places`` are what else page 1 has: name, left, top, width, height.
    """

    name: str
    title: str
    width_mm: float
    height_mm: float
    envelopes: tuple[str, ...]
    lines: int
    line_width_mm: float
    places: tuple[tuple[str, float, float, float, float], ...]
    fits: tuple[ShownAddress, ...]


@dataclass(frozen=True, slots=True)
class EnvelopeEntry:
    """An envelope. ``windows`` are their places on its front in millimeters: key, left, top, width, height. ``forms`` name it."""

    name: str
    title: str
    countries: tuple[str, ...]
    size: str
    width_mm: float
    height_mm: float
    max_sheets: int
    confidence: str
    sources: tuple[str, ...]
    windows: tuple[tuple[str, float, float, float, float], ...]
    forms: tuple[str, ...]


def form_entry(name: str, own: OwnData) -> FormEntry:
    """Return what there is to say of the form ``name``. Raises ``KeyError`` where there is none."""
    form = load_form(name, own)
    places = (("letterhead", form.letterhead), ("information", form.information), ("text", form.first))
    return FormEntry(
        name=name,
        title=form.title,
        width_mm=_mm(form.paper_width_pt),
        height_mm=_mm(form.paper_height_pt),
        envelopes=tuple([fit.envelope.name for fit in form.fits]),
        lines=form.address.max_lines,
        line_width_mm=_mm(form.address.max_width_pt),
        places=tuple([(key, *_in_mm(rect)) for key, rect in places]),
        fits=tuple(_fits(name, own)),
    )


def form_entries(own: OwnData) -> tuple[FormEntry, ...]:
    """Return all forms by name, the campaign's ``own`` among them."""
    return tuple([form_entry(name, own) for name in form_names(own)])


def envelope_entry(name: str, own: OwnData) -> EnvelopeEntry:
    """Return what there is to say of the envelope ``name``. Raises ``KeyError`` where there is none."""
    file, envelope = envelope_file(name, own), load_envelope(name, own)
    windows = (("window", envelope.window), ("return_window", envelope.return_window))
    return EnvelopeEntry(
        name=name,
        title=file.title,
        countries=tuple(file.countries),
        size=envelope.size,
        width_mm=_mm(envelope.width_pt),
        height_mm=_mm(envelope.height_pt),
        max_sheets=envelope.max_sheets,
        confidence=envelope.confidence,
        sources=tuple(dict.fromkeys([file.size.source, file.load.source, *[hole.source for _, hole in file.holes]])),
        windows=tuple([(key, *_in_mm(window.place)) for key, window in windows if window]),
        forms=tuple([each for each in form_names(own) if name in _named(each, own)]),
    )


def envelope_entries(own: OwnData) -> tuple[EnvelopeEntry, ...]:
    """Return all envelopes by name, the campaign's ``own`` among them."""
    return tuple([envelope_entry(name, own) for name in envelope_names(own)])


def _named(form: str, own: OwnData) -> tuple[str, ...]:
    return tuple([fit.envelope.name for fit in load_form(form, own).fits])


def _fits(name: str, own: OwnData) -> Iterator[ShownAddress]:
    """Yield what shows in each envelope that the form goes with."""
    for each in envelope_names(own):
        if not envelope_faults(name, own, (each,)):
            form = load_form(name, own, (each,))
            yield _shown(form, form.fits[0])


def _shown(form: Form, fit: Fit) -> ShownAddress:
    folds, field = tuple(map(_mm, fit.folds_y_pt)), form.address
    if not field.windows:
        return ShownAddress(fit.envelope.name, folds, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
    safe = field.safe
    edges = (_mm(safe.x_pt), _mm(safe.right_pt), _mm(safe.y_pt), _mm(safe.bottom_pt))
    return ShownAddress(fit.envelope.name, folds, field.max_lines, _mm(field.max_width_pt), *edges)


def _in_mm(rect: Rect) -> tuple[float, float, float, float]:
    return _mm(rect.x_pt), _mm(rect.y_pt), _mm(rect.width_pt), _mm(rect.height_pt)


def _mm(points: float) -> float:
    return round(pt_to_mm(points), 2)
