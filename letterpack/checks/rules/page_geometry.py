"""LP315: a page does not match its form
severity: error

## What

Every font is in the file. Every page of carrier and letter has the form's size, every line stands on it inside the
margins, and the address stands in the part that shows in the windows of all envelopes, wherever the sheet slides, with
nothing else beside it. Where an envelope has a window for the sender, that shows the line of return, whole and alone.

## Why

A font that is not in the file is replaced by the printer's. A letter whose address is half behind the window's edge comes
back.

## Example

```
addressees.yaml:9: error[LP315]: on page 1, `Ministry of Foreign Affairs` reaches 2.1 mm out of the window
```

## Remedy

Shorten the address or choose a form with a larger window. If the form has changed, build again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from letterpack.checks.inputs import Packet, Sources
from letterpack.checks.rules.window_block import address_field, break_pt, in_window, is_return
from letterpack.diagnostics import Diagnostic
from letterpack.languages import runs_right_to_left
from letterpack.model.form import Rect
from letterpack.model.observed import ASCENT, ObservedPage, Shown
from letterpack.units import mm_to_pt, pt_to_mm

CODE: Final = "LP315"
_BUILD: Final = "build again: letterpack build"
_SIZE_TOLERANCE_PT: Final = 0.6
_HANGING_PT: Final = 5.0
"""How far punctuation, and a page's numbers, may hang over the measure."""
_EDGE_PT: Final = mm_to_pt(4.0)
"""What no office printer prints on."""
_WINDOW_TOLERANCE_PT: Final = 0.6


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield fonts that are not embedded, and pages whose size, lines or window are not as the form has them."""
    if packet.pdf is None:
        return
    for font in packet.pdf.fonts:
        if not font.embedded:
            yield _finding(packet, f"the font {font.name or 'without a name'} is not in the file", None, _BUILD)
    width, height = sources.form.paper_width_pt, sources.form.paper_height_pt
    for index, page in enumerate(packet.pdf.pages[: packet.own_pages]):
        if abs(page.width_pt - width) > _SIZE_TOLERANCE_PT or abs(page.height_pt - height) > _SIZE_TOLERANCE_PT:
            yield _of_other_size(sources, packet, page, index + 1)
        for line in _out_of_margins(sources, page.shown):
            message = f"on page {index + 1}, `{line.text.strip()[:60]}` stands outside the margins"
            yield _finding(packet, message, index + 1, _BUILD)
    yield from _window(sources, packet)


def _of_other_size(sources: Sources, packet: Packet, page: ObservedPage, number: int) -> Diagnostic:
    form = sources.form
    has = f"{pt_to_mm(page.width_pt):.0f} × {pt_to_mm(page.height_pt):.0f} mm"
    wants = f"{pt_to_mm(form.paper_width_pt):.0f} × {pt_to_mm(form.paper_height_pt):.0f} mm"
    return _finding(packet, f"page {number} is {has}, and the form `{form.name}` is {wants}", number, _BUILD)


def _out_of_margins(sources: Sources, part: tuple[Shown, ...]) -> list[Shown]:
    """Return the lines that stand outside the margins of every page."""
    left, right, bottom = _margins(sources)
    found: list[Shown] = []
    for line in part:
        top, over = line.y_pt - ASCENT * line.size_pt, line.x_pt + line.width_pt - right
        inside = left <= line.x_pt and (over <= 0 or over <= break_pt(line))
        if inside and top >= _EDGE_PT and top + line.size_pt <= bottom:
            continue
        if line.text.strip():
            found.append(line)
    return found


@lru_cache(maxsize=1)
def _margins(sources: Sources) -> tuple[float, float, float]:
    """Return the left, the right and the lower edge of what any page may show."""
    form = sources.form
    rooms = (form.first, form.following, form.letterhead, form.information, form.address.return_line)
    left = min(form.address.text_x_pt, *[room.x_pt for room in rooms]) - _HANGING_PT
    right = max(form.address.safe.right_pt, *[room.right_pt for room in rooms]) + _HANGING_PT
    return left, right, form.paper_height_pt - _EDGE_PT


def _window(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    pdf = packet.pdf
    field = address_field(sources, turned=runs_right_to_left(packet.expected.language))
    if pdf is None or (len(packet.expected.members) > 1 and not packet.expected.carrier):
        return
    lines, room = in_window(sources, packet), field.room
    for line in lines:
        if not _is_in(room, line) and (out := _out_of(room, line)) > _WINDOW_TOLERANCE_PT:
            message = f"on page 1, `{line.text.strip()}` reaches {pt_to_mm(out):.1f} mm out of the window"
            yield _finding(packet, message, 1, "shorten the address, or choose another form")
    if not field.windows:
        return
    returned = sources.campaign.settings.sender.return_address
    known = set(map(id, lines))
    for line in _can_show(sources, pdf.pages[0].shown):
        if id(line) in known or _within(lines, line):
            continue
        if not is_return(line, lines, returned):
            message = f"on page 1, `{line.text.strip()[:60]}` can show in the window beside the address"
            yield _finding(packet, message, 1, _BUILD)
        elif (out := _out_of_return_window(sources, line)) > _WINDOW_TOLERANCE_PT:
            message = f"on page 1, `{line.text.strip()}` reaches {pt_to_mm(out):.1f} mm out of the return window"
            yield _finding(packet, message, 1, "shorten the sender's return_address, or choose another form")


def _out_of_return_window(sources: Sources, line: Shown) -> float:
    """Return how far a ``line`` of return reaches out of what an envelope's own window for it shows at every position."""
    return max([_out_of(window.safe, line) for window in sources.form.return_windows], default=0.0)


def _can_show(sources: Sources, part: tuple[Shown, ...]) -> list[Shown]:
    """Return what can show in a window of an envelope, wherever the sheet slides."""
    found: list[Shown] = []
    for line in part:
        x, y, size = line.x_pt, line.y_pt, line.size_pt
        for left, top, right, bottom, sweep in _sweeps(sources):
            is_near = top < y + size and y - size < bottom and x < right and left < x + line.width_pt
            if is_near and _overlap(sweep, line.box) and line.text.strip():
                found.append(line)
                break
    return found


@lru_cache(maxsize=1)
def _sweeps(sources: Sources) -> tuple[tuple[float, float, float, float, Rect], ...]:
    """Return what windows of the form sweep, each behind its left, upper, right and lower edge."""
    swept = dict.fromkeys([window.sweep for _, window in sources.form.windows])
    return tuple([(each.x_pt, each.y_pt, each.right_pt, each.bottom_pt, each) for each in swept])


def _within(lines: Iterable[Shown], piece: Shown) -> bool:
    """Whether ``piece`` is part of one of ``lines``."""
    return any(
        abs(line.y_pt - piece.y_pt) < 1
        and line.x_pt - 1 <= piece.x_pt <= line.x_pt + line.width_pt + 1
        and piece.text in line.text
        for line in lines
    )


def _is_in(room: Rect, line: Shown) -> bool:
    """Whether ``line`` is in ``room`` with all that it may have at its ends: then it reaches out of it nowhere."""
    x, y, size = line.x_pt, line.y_pt, line.size_pt
    top = y - ASCENT * size
    is_beside = room.x_pt <= x and x + line.width_pt <= room.right_pt
    return is_beside and room.y_pt <= top and top + size <= room.bottom_pt


def _out_of(room: Rect, line: Shown) -> float:
    """Return how far ``line`` reaches out of ``room``, without the space that it was broken at: that stands at the end which the
    line's own direction gives it.
    """
    space, left, top = break_pt(line), line.x_pt, line.y_pt - ASCENT * line.size_pt
    right = left + line.width_pt - space
    beside = min(max(room.x_pt - left, right - room.right_pt), max(room.x_pt - left - space, right + space - room.right_pt))
    return max(beside, room.y_pt - top, top + line.size_pt - room.bottom_pt)


def _overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right_pt, other.right_pt) - max(one.x_pt, other.x_pt)
    down = min(one.bottom_pt, other.bottom_pt) - max(one.y_pt, other.y_pt)
    return across > _WINDOW_TOLERANCE_PT and down > _WINDOW_TOLERANCE_PT


def _finding(packet: Packet, message: str, page: int | None, hint: str) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, hint, packet=packet.expected.id, page=page)
