"""How a sheet goes into an envelope, and where the envelope's windows then lie over page 1.

The model is that of makers and posts: the folded sheet lies in the envelope with page 1's first panel to the front, and slides as
far as the envelope is larger than it. Outer sizes are taken for it, which overstate the play by a millimetre or two: that is the
safe side.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.model.form import Envelope, EnvelopeWindow, Fit, Rect, Window

_GOES_IN_PT: Final = 0.3
"""Makers round inches to tenths of a millimetre."""


class FoldedSheet(Struct, frozen=True):
    """A sheet of paper, and the folds that its marks show."""

    width_pt: float
    height_pt: float
    folds_y_pt: tuple[float, ...]

    def folded_height_pt(self, folds: tuple[float, ...]) -> float:
        """Return the height of the sheet when it is folded at ``folds``: that of its tallest panel."""
        return max(lower - upper for upper, lower in pairwise((0.0, *folds, self.height_pt)))

    def above_first_panel_pt(self, folds: tuple[float, ...]) -> float:
        """Return how far the folded sheet rises above page 1: a first panel lower than the others ends where they end."""
        return self.folded_height_pt(folds) - (*folds, self.height_pt)[0]


def fitted(sheet: FoldedSheet, envelope: Envelope) -> Fit | None:
    """Return how ``sheet`` goes into ``envelope``: with the fewest folds, flat, folded in half, or at its marks; None where it
    does not.
    """
    for folds in ((), (sheet.height_pt / 2,), sheet.folds_y_pt):
        goes_in = sheet.width_pt <= envelope.width_pt + _GOES_IN_PT
        if goes_in and sheet.folded_height_pt(folds) <= envelope.height_pt + _GOES_IN_PT:
            return Fit(envelope, folds)
    return None


def window_over(opening: EnvelopeWindow, fit: Fit, sheet: FoldedSheet) -> Window:
    """Return ``opening``, a window of the envelope of ``fit``, as it lies over page 1 with the sheet in the envelope's top-left
    corner.
    """
    place = opening.place
    area = Rect(place.x_pt, place.y_pt - sheet.above_first_panel_pt(fit.folds_y_pt), place.width_pt, place.height_pt)
    slack_x = fit.envelope.width_pt - sheet.width_pt
    slack_y = fit.envelope.height_pt - sheet.folded_height_pt(fit.folds_y_pt)
    return Window(area, max(0.0, slack_x), max(0.0, slack_y), opening.clear_pt, fit.envelope.name)
