"""Forms of what bears an address and nothing else: the envelope itself, and a label."""

from __future__ import annotations

from typing import Final

from letterpack.label_sheets import LabelSheet
from letterpack.model.form import AddressField, Envelope, Form, Rect, Window
from letterpack.units import mm_to_pt
from letterpack.values import replace

_FROM_RIGHT_MM: Final = 140.0
_TOP_MM: Final = 40.0
_EDGE_MM: Final = 15.0
"""UPU, Letter Post Regulations: the address begins at least 40 from the top and at most 140 from the right edge, and ends 15 from
the right and from the bottom, with the long edge at the bottom.
"""
_ACROSS: Final = 0.42
_DOWN: Final = 0.45
"""Where an address begins on an envelope that is larger: a little left of the middle, as word processors have it."""
_LABEL_EDGE_MM: Final = 3.0
"""Inside a label: printers draw a sheet in by a millimetre or two more or less."""
_LABEL_EDGE: Final = 0.12
"""Of a label's height: one that is low is printed on nearer to its edge, or it would have no room for three lines."""
_LINES: Final = 5
"""Of an address on a low label, whose lines stand closer: name, office, street, town, country."""
_CLOSEST_MM: Final = 3.0
"""Type of seven and a half points: smaller, no machine reads it."""
_RETURN_MM: Final = (12.0, 10.0, 5.0)
"""The sender's line on an envelope: from the left, from the top, its height."""


def envelope_form(form: Form, envelope: Envelope, clear_bottom_mm: float = 0.0) -> Form:
    """Return ``envelope`` as a form for the address alone, with the sender's line at the top left: the type is that of ``form``.

    ``clear_bottom_mm`` is what the post wants clear at the bottom.
    """
    width, height = sorted((envelope.width_pt, envelope.height_pt), reverse=True)
    left = max(width - mm_to_pt(_FROM_RIGHT_MM), width * _ACROSS)
    top = max(mm_to_pt(_TOP_MM), height * _DOWN)
    room = Rect(left, top, width - mm_to_pt(_EDGE_MM) - left, height - mm_to_pt(max(_EDGE_MM, clear_bottom_mm)) - top)
    x, y, high = map(mm_to_pt, _RETURN_MM)
    return _slip(form, envelope.name or envelope.size, (width, height), room, Rect(x, y, width / 2 - x, high))


def label_form(form: Form, sheet: LabelSheet) -> Form:
    """Return a label of ``sheet`` as a form for the address alone; the lines are closer on a low one."""
    edge = min(mm_to_pt(_LABEL_EDGE_MM), sheet.height_pt * _LABEL_EDGE)
    room = Rect(edge, edge, sheet.width_pt - 2 * edge, sheet.height_pt - 2 * edge)
    return _slip(form, sheet.codes[0], (sheet.width_pt, sheet.height_pt), room, Rect(edge, 0.0, room.width_pt, 0.0))


def _slip(form: Form, name: str, size: tuple[float, float], room: Rect, returned: Rect) -> Form:
    leading = min(form.address.leading_pt, max(room.height_pt / _LINES, mm_to_pt(_CLOSEST_MM)))
    # A window is a place that nothing leaves: the block neither grows below it nor mirrors.
    field = AddressField(room, returned, room, room.x_pt, leading, (Window(room, 0.0, 0.0, 0.0),), mm_to_pt(_CLOSEST_MM))
    return replace(
        form,
        name=name,
        paper_width_pt=size[0],
        paper_height_pt=size[1],
        address=field,
        return_windows=(),
        keep_outs=(),
    )
